//! Signing in with a password: agents, supervisors, admins and employees.

use std::net::IpAddr;

use secrecy::{ExposeSecret, SecretString};
use skein_foundation::{AppId, StoreError, Uid, UserKey};
use thiserror::Error;

use super::passwords::PasswordFault;
use super::tokens::not_revoked;
use super::{Identity, IssuedToken, TokenError};
use crate::model::{App, AppSummary, NewPassword, Principal, User};

/// How long a console session lasts without being renewed: a working day.
pub(super) const SESSION_TTL_S: u32 = 12 * 3_600;

#[derive(Debug, Error)]
pub enum SignInError {
    /// Unknown app, unknown user, no password yet or the wrong one: a caller can't tell which, nor by the time.
    #[error("the user or the password is wrong")]
    WrongCredentials,
    /// The password was right.
    #[error("the user is disabled")]
    Disabled,
    #[error("there are several apps: say which")]
    AppRequired,
    #[error("too many failed attempts")]
    Limited { retry_after_ms: i64 },
    /// More people sign in at this moment than can be checked.
    #[error("too many sign-ins at this moment")]
    Busy,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PasswordFault> for SignInError {
    fn from(fault: PasswordFault) -> Self {
        match fault {
            PasswordFault::Busy => Self::Busy,
            PasswordFault::Store(error) => Self::Store(error),
        }
    }
}

/// What somebody who signs in says.
#[derive(Debug)]
pub struct SignIn {
    /// May be left out when there is only one app.
    pub app: Option<AppId>,
    pub uid: Uid,
    pub password: SecretString,
    pub address: IpAddr,
}

/// A console session.
#[derive(Debug)]
pub struct SignedIn {
    pub app: AppSummary,
    pub user: User,
    pub token: IssuedToken,
}

impl Identity {
    pub async fn sign_in(&self, attempt: SignIn) -> Result<SignedIn, SignInError> {
        let SignIn {
            app,
            uid,
            password,
            address,
        } = attempt;
        let app_id = match app {
            Some(id) => id,
            None => self.only_app().await?,
        };
        let counted = self
            .sign_in_limiter
            .begin(address, &app_id, &uid, self.now_ms())
            .map_err(|retry_after_ms| SignInError::Limited { retry_after_ms })?;
        // No password is longer, and hashing a long text costs nobody but us.
        if password.expose_secret().len() > NewPassword::MAX_CHARS * 4 {
            return Err(SignInError::WrongCredentials);
        }
        let app = self.ports.apps.find_app(&app_id).await?;
        let (user, stored_hash) = match &app {
            Some(app) => self.find_credentials(app, uid).await?,
            None => (None, None),
        };
        let matches = self.passwords.matches(password, stored_hash).await?;
        let (Some(app), Some(user), true) = (app, user, matches) else {
            return Err(SignInError::WrongCredentials);
        };
        self.sign_in_limiter.succeeded(&counted, self.now_ms());
        if user.disabled {
            return Err(SignInError::Disabled);
        }
        self.ports
            .users
            .touch_user(&user.key, self.now_ms())
            .await?;
        Ok(self.open_console_session(&app, user))
    }

    async fn find_credentials(
        &self,
        app: &App,
        uid: Uid,
    ) -> Result<(Option<User>, Option<String>), StoreError> {
        let key = UserKey::new(app.id.clone(), uid);
        // Both are read whatever the first one says, so that the time tells nothing.
        let user = self.ports.users.find_user(&key).await?;
        let hash = self.ports.proofs.find_password_hash(&key).await?;
        let signs_in = user.as_ref().is_some_and(|user| user.kind.signs_in());
        Ok((user, hash.filter(|_| signs_in)))
    }

    async fn only_app(&self) -> Result<AppId, SignInError> {
        let apps = self.ports.apps.list_apps(None, 2).await?;
        match apps.as_slice() {
            [] => Err(SignInError::WrongCredentials),
            [only] => Ok(only.id.clone()),
            _ => Err(SignInError::AppRequired),
        }
    }

    /// A fresh token for somebody whose token is still good.
    pub async fn refresh_session(&self, principal: &Principal) -> Result<SignedIn, TokenError> {
        let user = self
            .ports
            .users
            .find_user(&principal.user)
            .await?
            .ok_or(TokenError::UnknownUser)?;
        // It held when the request came; by what is read now the fresh one is made.
        not_revoked(&user, principal.generation_ms)?;
        let app = self
            .ports
            .apps
            .find_app(&principal.user.app)
            .await?
            .ok_or(TokenError::UnknownUser)?;
        Ok(self.open_console_session(&app, user))
    }

    pub(super) fn open_console_session(&self, app: &App, user: User) -> SignedIn {
        let token = self.issue_token(app, &user, SESSION_TTL_S);
        SignedIn {
            app: app.summary(),
            user,
            token,
        }
    }
}
