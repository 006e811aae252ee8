//! What somebody proves who they are with: setup codes, passwords, and tokens that are good once.

use std::fmt;

use skein_foundation::{AppId, Lock, StoreError, record};

use super::{Commands, end_tokens, in_order, save_user};
use crate::model::{
    DisplayName, IdentityChange, Revocation, SecretDigest, SetupCode, SetupCodeIssued,
    TokensRevoked, User, UserChanged,
};

/// A setup code that is being used.
#[derive(Clone)]
pub struct Redemption<'a> {
    pub code_digest: SecretDigest,
    /// In the PHC string format.
    pub password_hash: &'a str,
    pub name: Option<&'a DisplayName>,
    /// When: all earlier tokens end.
    pub revocation: Revocation,
}

/// Without the hash: whatever is logged with `{:?}`, a password's hash is not.
impl fmt::Debug for Redemption<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Redemption")
            .field("name", &self.name)
            .field("revocation", &self.revocation)
            .finish_non_exhaustive()
    }
}

impl Commands<'_> {
    /// Replaces the open code of the user. Fails with kind `Conflict` when there is no such user.
    pub async fn put_setup_code(self, code: &SetupCode) -> Result<(), StoreError> {
        let mut unit = self.begin(&[Lock::User(code.user.clone())]).await?;
        // One who was deleted keeps the row that a code could belong to.
        if unit.find_user(&code.user).await?.is_none() {
            return Err(StoreError::conflict("there is no such user"));
        }
        unit.put_setup_code(code).await?;
        let issued = SetupCodeIssued {
            uid: code.user.uid.clone(),
        };
        let change = IdentityChange::SetupCodeIssued(issued);
        record(&mut *unit, &code.user.app, &change, code.created_at_ms).await?;
        unit.commit().await
    }

    /// Uses the code up, stores the password, renames the user if asked, and ends all earlier tokens and sign-in sessions.
    /// `None`, and nothing changes, when the code is unknown, used or expired: of two callers at once one gets the user.
    pub async fn redeem_setup_code(
        self,
        redemption: &Redemption<'_>,
    ) -> Result<Option<User>, StoreError> {
        let digest = &redemption.code_digest;
        // Whose it is says what is decided on.
        let Some(code) = self.store.find_setup_code(digest).await? else {
            return Ok(None);
        };
        let (key, now_ms) = (&code.user, redemption.revocation.at_ms);
        let mut unit = self.begin(&in_order(key)).await?;
        let open = unit.find_setup_code(digest).await?;
        if open.is_none_or(|open| open.user != *key || open.expires_at_ms <= now_ms) {
            return Ok(None);
        }
        let Some(before) = unit.find_user(key).await? else {
            return Ok(None);
        };
        unit.delete_setup_code(key).await?;
        unit.put_password_hash(key, redemption.password_hash, now_ms)
            .await?;
        if let Some(name) = redemption.name {
            let renamed = User {
                name: name.clone(),
                ..before.clone()
            };
            save_user(&mut *unit, &renamed, now_ms).await?;
            let change = IdentityChange::UserUpdated(UserChanged::of(&renamed));
            record(&mut *unit, &key.app, &change, now_ms).await?;
        }
        end_tokens(&mut *unit, &before, redemption.revocation).await?;
        let revoked = TokensRevoked {
            uid: key.uid.clone(),
        };
        let change = IdentityChange::TokensRevoked(revoked);
        record(&mut *unit, &key.app, &change, now_ms).await?;
        let after = unit.find_user(key).await?;
        unit.commit().await?;
        Ok(after)
    }

    /// True for the first caller with this token id in the app, false for all later ones until it expires. Ids that
    /// expired before `forget_before_ms` are forgotten on the way.
    pub async fn use_token_once(
        self,
        app: &AppId,
        token_id: &str,
        expires_at_ms: i64,
        forget_before_ms: i64,
    ) -> Result<bool, StoreError> {
        // Nothing is decided on: of two who write the row at once one finds it written.
        let mut unit = self.begin(&[]).await?;
        unit.forget_used_tokens(app, forget_before_ms).await?;
        if !unit.insert_used_token(app, token_id, expires_at_ms).await? {
            return Ok(false);
        }
        unit.commit().await?;
        Ok(true)
    }
}
