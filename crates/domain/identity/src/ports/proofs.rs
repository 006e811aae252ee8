//! Passwords and setup codes.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{StoreError, UserKey};

use crate::model::{SecretDigest, SetupCode};

#[async_trait]
pub trait ProofQueries: Send + Sync + fmt::Debug {
    /// In the PHC string format; `None` when the user never chose a password.
    async fn find_password_hash(&self, user: &UserKey) -> Result<Option<String>, StoreError>;

    /// Finds out app and user: whoever opens the link names only the code. `None` when it is unknown, used or
    /// replaced; an expired one is found.
    async fn find_setup_code(&self, digest: &SecretDigest)
    -> Result<Option<SetupCode>, StoreError>;
}
