//! Passwords, setup codes and used tokens.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError, UserKey};

use crate::model::{DisplayName, Revocation, SecretDigest, SetupCode, User};

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

#[async_trait]
pub trait ProofStore: Send + Sync + fmt::Debug {
    /// In the PHC string format; `None` when the user never chose a password.
    async fn find_password_hash(&self, user: &UserKey) -> Result<Option<String>, StoreError>;

    /// Replaces the open code of the user. Fails with kind `Conflict` when there is no such user.
    async fn put_setup_code(&self, code: &SetupCode) -> Result<(), StoreError>;

    /// Finds out app and user: whoever opens the link names only the code. `None` when it is unknown, used or
    /// replaced; an expired one is found.
    async fn find_setup_code(&self, digest: &SecretDigest)
    -> Result<Option<SetupCode>, StoreError>;

    /// In one transaction: uses the code up, stores the password, renames the user if asked, and ends all earlier
    /// tokens and sign-in sessions. `None`, and nothing changes, when the code is unknown, used or expired: of two callers at once one
    /// gets the user.
    async fn redeem_setup_code(
        &self,
        redemption: &Redemption<'_>,
    ) -> Result<Option<User>, StoreError>;

    /// True for the first caller with this token id in the app, false for all later ones until it expires. Ids that
    /// expired before `forget_before_ms` are forgotten on the way.
    async fn use_token_once(
        &self,
        app: &AppId,
        token_id: &str,
        expires_at_ms: i64,
        forget_before_ms: i64,
    ) -> Result<bool, StoreError>;
}
