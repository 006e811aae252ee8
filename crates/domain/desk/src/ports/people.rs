//! Names of users, which belong to identity.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError, Uid};

/// What the desk shows of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub uid: Uid,
    pub name: String,
    /// The business vouched for the identity.
    pub verified: bool,
    /// Shut out by the business: is not served.
    pub disabled: bool,
}

#[async_trait]
pub trait PersonDirectory: Send + Sync + fmt::Debug {
    /// Those of the users that the app has, in any order; at most a page is asked for at one time.
    async fn describe_people(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<Person>, StoreError>;
}
