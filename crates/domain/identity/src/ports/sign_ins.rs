//! Sign-in sessions.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError, UserKey};

use crate::model::{SecretDigest, SignInId, SignInSession};

#[async_trait]
pub trait SignInQueries: Send + Sync + fmt::Debug {
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

    /// All of the user, the one that was used last first: by the numbers of their uses, whatever the clock said.
    async fn list_sign_ins(&self, user: &UserKey) -> Result<Vec<SignInSession>, StoreError>;
}
