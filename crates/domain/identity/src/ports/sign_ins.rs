//! Sign-in sessions.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError};

use crate::model::{SecretDigest, SignInId, SignInSession};

/// Revoking a user's tokens, redeeming a setup code and disabling the user end the user's sessions in the same transaction.
#[async_trait]
pub trait SignInStore: Send + Sync + fmt::Debug {
    /// False, and nothing changes, when the user's tokens were revoked since the user was read with this generation, or the
    /// user is disabled or gone. Ends those that were not used for longest, so that the user has `max_per_user` at most.
    async fn insert_sign_in(
        &self,
        session: &SignInSession,
        generation: i64,
        max_per_user: usize,
    ) -> Result<bool, StoreError>;

    async fn find_sign_in(
        &self,
        app: &AppId,
        id: &SignInId,
    ) -> Result<Option<SignInSession>, StoreError>;

    /// Finds out app and user: a browser shows only the secret. One whose time is over is found, too.
    async fn find_sign_in_by_secret(
        &self,
        digest: &SecretDigest,
    ) -> Result<Option<SignInSession>, StoreError>;

    /// Keeps the times of the session. False when it has ended.
    async fn note_sign_in(&self, session: &SignInSession) -> Result<bool, StoreError>;

    /// False when there was none.
    async fn end_sign_in(&self, app: &AppId, id: &SignInId) -> Result<bool, StoreError>;
}
