//! Users of an app.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError, Uid, UserKey};

use crate::model::{
    ChangesFrom, Deletion, DisplayName, Revocation, User, UserChanges, UserFilter, UserPatch,
};

#[async_trait]
pub trait UserStore: Send + Sync + fmt::Debug {
    /// False when the app has this uid already; that user stays as it was. Fails with kind `Conflict` when there is
    /// no such app. Records `user.created`.
    async fn insert_user(&self, user: &User) -> Result<bool, StoreError>;

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

    /// Takes the user away: from now on nobody finds it but [`Self::find_users`], where it is disabled, has this name and
    /// nothing else that tells who it was. Its uid stays taken. Ends tokens and sign-in sessions, forgets password and
    /// setup code. Records `user.updated`.
    async fn delete_user(
        &self,
        key: &UserKey,
        name: &DisplayName,
        revocation: Revocation,
    ) -> Result<Deletion, StoreError>;

    /// Gives the user as it is afterwards; `None` when there is none. Records `user.updated` when anything changed. Disabling
    /// ends the user's sign-in sessions.
    async fn patch_user(
        &self,
        key: &UserKey,
        patch: &UserPatch,
        now_ms: i64,
    ) -> Result<Option<User>, StoreError>;

    /// Raises the generation of the user's tokens, notes when, and ends the user's sign-in sessions. False when there is no
    /// such user. Records `user.tokens_revoked`.
    async fn revoke_tokens(
        &self,
        key: &UserKey,
        revocation: Revocation,
    ) -> Result<bool, StoreError>;

    /// Notes another time for the last revocation, if it is still the one of `generation`.
    async fn restamp_revocation(
        &self,
        key: &UserKey,
        generation: i64,
        revocation: Revocation,
    ) -> Result<(), StoreError>;

    /// Notes when the user was here. A stranger is ignored.
    async fn touch_user(&self, key: &UserKey, now_ms: i64) -> Result<(), StoreError>;
}
