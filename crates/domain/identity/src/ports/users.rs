//! Users of an app.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError, Uid, UserKey};

use crate::model::{ChangesFrom, User, UserChanges, UserFilter};

#[async_trait]
pub trait UserQueries: Send + Sync + fmt::Debug {
    /// Not one who was deleted.
    async fn find_user(&self, key: &UserKey) -> Result<Option<User>, StoreError>;

    /// Those of the users that the app has or had, in any order: names for what was said. At most 1,000 are asked for at one time.
    async fn find_users(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<User>, StoreError>;

    /// Those of them whom the app knows and has not deleted, in any order.
    async fn list_existing(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<Uid>, StoreError>;

    /// By uid, after the one named. Not those who were deleted.
    async fn list_users(
        &self,
        app: &AppId,
        filter: &UserFilter,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<User>, StoreError>;

    /// By the number of the last change, with those who were deleted. Making, patching, renaming and deleting a user are
    /// changes; numbers of an app rise by one and become visible in their order.
    async fn list_user_changes(
        &self,
        app: &AppId,
        filter: &UserFilter,
        from: ChangesFrom,
        limit: usize,
    ) -> Result<UserChanges, StoreError>;
}
