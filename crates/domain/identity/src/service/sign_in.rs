//! Signing in with a password: agents, supervisors, admins and employees.

use std::net::IpAddr;

use secrecy::{ExposeSecret, SecretString};
use skein_foundation::{AppId, StoreError, Uid, UserKey};
use thiserror::Error;

use super::limiter::From as AttemptFrom;
use super::passwords::PasswordFault;
use super::{Identity, IssuedToken};
use crate::model::{
    App, AppSummary, NewPassword, SecretDigest, SecretText, SignInId, SignInSession, User,
};
use crate::rules::sign_in_sessions::{self, LIFE_MS, MAX_PER_USER, TOKEN_TTL_S};
use crate::rules::tokens::{self, Issue};

/// A secret has 43 characters; what is longer is none.
const MAX_SECRET_BYTES: usize = 128;

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
    /// What the browser was given when the user signed in with it before.
    pub browser: Option<SecretText>,
}

/// Somebody who is signed in.
#[derive(Debug)]
pub struct SignedIn {
    pub app: AppSummary,
    pub user: User,
    /// Short: the browser gets the next one by the session.
    pub token: IssuedToken,
    /// Of a session that was just begun: what the browser shows to go on with it.
    pub secret: Option<SecretText>,
    /// Of a session that was just begun: by what the browser is known when the user signs in there again.
    pub browser: Option<SecretText>,
}

/// Why a browser gets no token.
#[derive(Debug, Error)]
pub enum NotSignedIn {
    /// Never was, signed out, or its time is over.
    #[error("nobody is signed in here; sign in again")]
    Ended,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Identity {
    pub async fn sign_in(&self, attempt: SignIn) -> Result<SignedIn, SignInError> {
        let SignIn {
            app,
            uid,
            password,
            address,
            browser,
        } = attempt;
        let app_id = match app {
            Some(id) => id,
            None => self.only_app().await?,
        };
        let app = self.ports.store.find_app(&app_id).await?;
        // Who can show that they were here before is charged to this browser, not to what strangers may use up.
        let known = app
            .as_ref()
            .zip(browser)
            .and_then(|(app, browser)| self.find_known_browser(app, &uid, &browser));
        let from = known.map_or(AttemptFrom::Address(address), AttemptFrom::KnownBrowser);
        let counted = self
            .sign_in_limiter
            .begin(UserKey::new(app_id, uid.clone()), from, self.now_ms())
            .map_err(|retry_after_ms| SignInError::Limited { retry_after_ms })?;
        // No password is longer, and hashing a long text costs nobody but us.
        if password.expose_secret().len() > NewPassword::MAX_CHARS * 4 {
            return Err(SignInError::WrongCredentials);
        }
        let (user, stored_hash) = match &app {
            Some(app) => self.find_credentials(app, uid).await?,
            None => (None, None),
        };
        let matches = self.passwords.matches(password, stored_hash).await?;
        let (Some(app), Some(user), true) = (app, user, matches) else {
            return Err(SignInError::WrongCredentials);
        };
        self.sign_in_limiter.succeeded(counted, self.now_ms());
        if user.disabled {
            return Err(SignInError::Disabled);
        }
        self.ports
            .store
            .touch_user(&user.key, self.now_ms())
            .await?;
        // The password was right, but the user was revoked while it was compared.
        self.begin_sign_in(&app, user)
            .await?
            .ok_or(SignInError::WrongCredentials)
    }

    async fn find_credentials(
        &self,
        app: &App,
        uid: Uid,
    ) -> Result<(Option<User>, Option<String>), StoreError> {
        let key = UserKey::new(app.id.clone(), uid);
        // Both are read whatever the first one says, so that the time tells nothing.
        let user = self.ports.store.find_user(&key).await?;
        let hash = self.ports.store.find_password_hash(&key).await?;
        let signs_in = user.as_ref().is_some_and(|user| user.kind.signs_in());
        Ok((user, hash.filter(|_| signs_in)))
    }

    async fn only_app(&self) -> Result<AppId, SignInError> {
        let apps = self.ports.store.list_apps(None, 2).await?;
        match apps.as_slice() {
            [] => Err(SignInError::WrongCredentials),
            [only] => Ok(only.id.clone()),
            _ => Err(SignInError::AppRequired),
        }
    }

    /// The longest that a browser can be signed in, in seconds.
    pub const SIGN_IN_LIFE_S: i64 = LIFE_MS / 1_000;

    /// How long a browser is known after somebody signed in with it, in seconds.
    pub const BROWSER_KNOWN_S: i64 = 180 * 24 * 3_600;

    /// A browser in which this user signed in before. Also with a password that has changed since.
    fn find_known_browser(&self, app: &App, uid: &Uid, shown: &SecretText) -> Option<SecretDigest> {
        let shown = shown.expose();
        let verified =
            tokens::verify_browser_token(shown, &app.secrets, &app.id, self.look()).ok()?;
        (verified.uid == *uid).then(|| SecretDigest::of(shown))
    }

    /// Begins a session of a user as read. `None` when the user was revoked or disabled after that read.
    pub(super) async fn begin_sign_in(
        &self,
        app: &App,
        user: User,
    ) -> Result<Option<SignedIn>, StoreError> {
        let secret = SecretText::generate();
        let now_ms = self.now_ms();
        let session = SignInSession {
            id: SignInId::generate(),
            user: user.key.clone(),
            secret_digest: SecretDigest::of(secret.expose()),
            created_at_ms: now_ms,
            last_used_at_ms: now_ms,
            ends_at_ms: now_ms + LIFE_MS,
        };
        if !self
            .commands()
            .begin_sign_in(&session, user.token_generation, MAX_PER_USER)
            .await?
        {
            return Ok(None);
        }
        let issue = Issue {
            user: &user,
            sign_in: None,
            now_ms,
            expires_at_s: now_ms / 1_000 + Self::BROWSER_KNOWN_S,
        };
        Ok(Some(SignedIn {
            browser: Some(tokens::issue_browser_token(&app.secrets.current, issue)),
            token: self.issue_token_of(app, &user, &session, TOKEN_TTL_S),
            app: app.summary(),
            user,
            secret: Some(secret),
        }))
    }

    /// A token for a browser in which somebody is signed in. It never outlives the session.
    pub async fn refresh_session(&self, secret: &str) -> Result<SignedIn, NotSignedIn> {
        let session = self.find_sign_in(secret).await?.ok_or(NotSignedIn::Ended)?;
        let moment = self.look();
        if !sign_in_sessions::is_live(&session, moment) {
            return Err(NotSignedIn::Ended);
        }
        let user = self.ports.store.find_user(&session.user).await?;
        let user = user.filter(|user| !user.disabled);
        let app = self.ports.store.find_app(&session.user.app).await?;
        let (Some(user), Some(app)) = (user, app) else {
            return Err(NotSignedIn::Ended);
        };
        let session = match sign_in_sessions::noted(&session, moment) {
            None => session,
            Some(noted) if self.commands().note_sign_in(&noted).await? => noted,
            // It was ended meanwhile.
            Some(_) => return Err(NotSignedIn::Ended),
        };
        Ok(SignedIn {
            token: self.issue_token_of(&app, &user, &session, TOKEN_TTL_S),
            app: app.summary(),
            user,
            secret: None,
            browser: None,
        })
    }

    /// The session of a browser, also one whose time is over.
    pub async fn find_sign_in(&self, secret: &str) -> Result<Option<SignInSession>, StoreError> {
        if secret.len() > MAX_SECRET_BYTES {
            return Ok(None);
        }
        let digest = SecretDigest::of(secret);
        self.ports.store.find_sign_in_by_secret(&digest).await
    }
}
