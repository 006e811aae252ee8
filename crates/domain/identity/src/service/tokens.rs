//! User tokens: issuing, believing, revoking.

use skein_foundation::{AppId, StoreError, UserKey};
use thiserror::Error;

use super::Identity;
use crate::model::{App, Principal, SecretText, SignInId, SignInSession, Standing, User};
use crate::rules::Moment;
use crate::rules::tokens::{self, Issue, LEEWAY_MS, Refusal};

#[derive(Debug, Error)]
pub enum TokenError {
    #[error("the token {0}")]
    Refused(Refusal),
    /// The token is good; whom it names may not use it.
    #[error("the user is disabled")]
    Disabled,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refusal> for TokenError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

#[derive(Debug, Error)]
pub enum IssueError {
    #[error("there is no such user")]
    UnknownUser,
    #[error("the user is disabled")]
    Disabled,
    #[error(
        "a token lives between {} and {} seconds",
        Identity::MIN_TOKEN_TTL_S,
        Identity::MAX_TOKEN_TTL_S
    )]
    BadTtl,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A token that was just made.
#[derive(Debug)]
pub struct IssuedToken {
    pub token: SecretText,
    pub expires_at_ms: i64,
}

impl Identity {
    pub const MIN_TOKEN_TTL_S: u32 = 60;
    pub const MAX_TOKEN_TTL_S: u32 = 86_400;

    /// A token for a user that the caller may speak for.
    pub async fn issue_user_token(
        &self,
        key: &UserKey,
        ttl_s: u32,
    ) -> Result<IssuedToken, IssueError> {
        if !(Self::MIN_TOKEN_TTL_S..=Self::MAX_TOKEN_TTL_S).contains(&ttl_s) {
            return Err(IssueError::BadTtl);
        }
        let user = self
            .ports
            .store
            .find_user(key)
            .await?
            .ok_or(IssueError::UnknownUser)?;
        if user.disabled {
            return Err(IssueError::Disabled);
        }
        let app = self
            .ports
            .store
            .find_app(&key.app)
            .await?
            .ok_or(IssueError::UnknownUser)?;
        Ok(self.issue_token(&app, &user, i64::from(ttl_s)))
    }

    pub(super) fn issue_token(&self, app: &App, user: &User, ttl_s: i64) -> IssuedToken {
        let now_ms = self.now_ms();
        let issue = Issue {
            user,
            sign_in: None,
            now_ms,
            expires_at_s: now_ms / 1_000 + ttl_s,
        };
        sign_user_token(app, issue)
    }

    /// A token that ends with the session at the latest.
    pub(super) fn issue_token_of(
        &self,
        app: &App,
        user: &User,
        session: &SignInSession,
        ttl_s: i64,
    ) -> IssuedToken {
        let now_ms = self.now_ms();
        let issue = Issue {
            user,
            sign_in: Some(&session.id),
            now_ms,
            expires_at_s: (now_ms / 1_000 + ttl_s).min(session.ends_at_ms / 1_000),
        };
        sign_user_token(app, issue)
    }

    /// Whose session this is.
    pub async fn verify_user_token(&self, token: &str) -> Result<Principal, TokenError> {
        let issuer = tokens::claimed_issuer(token)?;
        let app = self
            .ports
            .store
            .find_app(&issuer)
            .await?
            .ok_or(Refusal::WrongIssuer)?;
        let moment = self.look();
        let verified = tokens::verify_user_token(token, &app.secrets, &app.id, moment)?;
        let key = UserKey::new(app.id, verified.uid);
        let user = self
            .find_standing(&key, verified.standing, verified.sign_in.as_ref(), moment)
            .await?;
        Ok(Principal {
            user: key,
            standing: verified.standing,
            sign_in: verified.sign_in,
            kind: user.kind,
            role: user.role,
            name: user.name,
            verified: user.verified,
            expires_at_ms: verified.expires_at_ms,
            ends_in_ms: verified.expires_at_ms + LEEWAY_MS - moment.now_ms,
        })
    }

    /// Looks once more whether the user was revoked or disabled, for who acts on a token that was verified a moment ago and
    /// can't be told meanwhile.
    pub async fn verify_again(&self, principal: &Principal) -> Result<(), TokenError> {
        let sign_in = principal.sign_in.as_ref();
        self.find_standing(&principal.user, principal.standing, sign_in, self.look())
            .await
            .map(drop)
    }

    /// The user of a token, unless it was withdrawn, or ended with the session that it is of.
    async fn find_standing(
        &self,
        key: &UserKey,
        standing: Standing,
        sign_in: Option<&SignInId>,
        moment: Moment,
    ) -> Result<User, TokenError> {
        let user = self
            .ports
            .store
            .find_user(key)
            .await?
            .ok_or(Refusal::UnknownUser)?;
        if user.disabled {
            return Err(TokenError::Disabled);
        }
        self.note_revocation_right(&user, moment).await?;
        if tokens::is_withdrawn(&user, standing, moment) {
            return Err(Refusal::Revoked.into());
        }
        if let Some(id) = sign_in {
            let session = self.ports.store.find_sign_in(&key.app, id).await?;
            if session.is_none_or(|session| session.user != *key) {
                return Err(Refusal::Revoked.into());
            }
        }
        Ok(user)
    }

    /// Mends what a clock that was ahead has noted.
    pub(super) async fn note_revocation_right(
        &self,
        user: &User,
        moment: Moment,
    ) -> Result<(), StoreError> {
        let Some(right) = tokens::noted_right(user.revocation, moment) else {
            return Ok(());
        };
        self.ports
            .store
            .restamp_revocation(&user.key, user.token_generation, right)
            .await
    }

    /// All earlier tokens and sign-in sessions of the user stop working; ending live sessions is up to the caller. False
    /// when there is no such user.
    pub async fn revoke_tokens(&self, key: &UserKey) -> Result<bool, StoreError> {
        let revocation = tokens::revocation(self.look());
        self.commands().revoke_tokens(key, revocation).await
    }

    /// Ends one sign-in session, and with it its tokens. False when it had ended already.
    pub async fn end_sign_in(&self, app: &AppId, id: &SignInId) -> Result<bool, StoreError> {
        self.commands().end_sign_in(app, id, self.now_ms()).await
    }
}

fn sign_user_token(app: &App, issue: Issue<'_>) -> IssuedToken {
    IssuedToken {
        token: tokens::issue_user_token(&app.secrets.current, issue),
        expires_at_ms: issue.expires_at_s * 1_000,
    }
}
