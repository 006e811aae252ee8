//! User tokens: issuing, believing, revoking.

use skein_foundation::{StoreError, UserKey};
use thiserror::Error;

use super::Identity;
use crate::model::{App, Principal, SecretText, User};
use crate::rules::tokens::{self, Issue, Refusal};

#[derive(Debug, Error)]
pub enum TokenError {
    #[error("the token has expired")]
    Expired,
    #[error("the token is not valid yet: a clock is wrong")]
    NotYetValid,
    #[error("the token is not valid")]
    Invalid,
    #[error("the token was revoked")]
    Revoked,
    #[error("the token names a user that the app does not have")]
    UnknownUser,
    #[error("the user is disabled")]
    Disabled,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refusal> for TokenError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Expired => Self::Expired,
            Refusal::NotYetValid => Self::NotYetValid,
            Refusal::Invalid => Self::Invalid,
        }
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
            .users
            .find_user(key)
            .await?
            .ok_or(IssueError::UnknownUser)?;
        if user.disabled {
            return Err(IssueError::Disabled);
        }
        let app = self
            .ports
            .apps
            .find_app(&key.app)
            .await?
            .ok_or(IssueError::UnknownUser)?;
        Ok(self.issue_token(&app, &user, ttl_s))
    }

    pub(super) fn issue_token(&self, app: &App, user: &User, ttl_s: u32) -> IssuedToken {
        let now_ms = self.now_ms();
        let expires_at_s = now_ms / 1_000 + i64::from(ttl_s);
        let issue = Issue {
            user,
            now_ms,
            expires_at_s,
        };
        let token = tokens::issue_user_token(&app.secrets.current, issue);
        IssuedToken {
            token,
            expires_at_ms: expires_at_s * 1_000,
        }
    }

    /// Whose session this is.
    pub async fn verify_user_token(&self, token: &str) -> Result<Principal, TokenError> {
        let issuer = tokens::claimed_issuer(token)?;
        let app = self
            .ports
            .apps
            .find_app(&issuer)
            .await?
            .ok_or(TokenError::Invalid)?;
        let verified = tokens::verify_user_token(token, &app.secrets, &app.id, self.now_ms())?;
        let key = UserKey::new(app.id, verified.uid);
        let user = self
            .ports
            .users
            .find_user(&key)
            .await?
            .ok_or(TokenError::UnknownUser)?;
        not_revoked(&user, verified.generation_ms)?;
        Ok(Principal {
            user: key,
            generation_ms: verified.generation_ms,
            kind: user.kind,
            role: user.role,
            name: user.name,
            verified: user.verified,
            expires_at_ms: verified.expires_at_ms,
        })
    }

    /// Looks once more whether the user was revoked or disabled, for who acts on a token that was verified a moment ago and
    /// can't be told meanwhile.
    pub async fn verify_again(&self, principal: &Principal) -> Result<(), TokenError> {
        let user = self
            .ports
            .users
            .find_user(&principal.user)
            .await?
            .ok_or(TokenError::UnknownUser)?;
        not_revoked(&user, principal.generation_ms)
    }

    /// All earlier tokens of the user stop working; ending live sessions is up to the caller. False when there is
    /// no such user.
    pub async fn revoke_tokens(&self, key: &UserKey) -> Result<bool, StoreError> {
        self.ports.users.revoke_tokens(key, self.now_ms()).await
    }
}

pub(super) fn not_revoked(user: &User, generation_ms: i64) -> Result<(), TokenError> {
    if user.disabled {
        return Err(TokenError::Disabled);
    }
    if generation_ms < user.tokens_valid_from_ms {
        return Err(TokenError::Revoked);
    }
    Ok(())
}
