//! Users in memory, of whom one look-up can be held up after it was made: what it found grows old meanwhile.

use std::sync::Arc;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError, Uid, UserKey};
use skein_identity::contract::memory::MemoryIdentityStore;
use skein_identity::model::{
    ChangesFrom, Deletion, DisplayName, Revocation, User, UserChanges, UserFilter, UserPatch,
};
use skein_identity::ports::UserStore;

use crate::hold::Hold;

#[derive(Debug)]
pub(crate) struct HeldUsers {
    inner: Arc<MemoryIdentityStore>,
    pub(crate) hold: Hold,
}

impl HeldUsers {
    pub(crate) fn new(inner: Arc<MemoryIdentityStore>) -> Self {
        Self {
            inner,
            hold: Hold::default(),
        }
    }
}

#[async_trait]
impl UserStore for HeldUsers {
    async fn insert_user(&self, user: &User) -> Result<bool, StoreError> {
        self.inner.insert_user(user).await
    }

    async fn find_user(&self, key: &UserKey) -> Result<Option<User>, StoreError> {
        let found = self.inner.find_user(key).await;
        self.hold.pass().await;
        found
    }

    async fn find_users(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<User>, StoreError> {
        self.inner.find_users(app, uids).await
    }

    async fn list_existing(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<Uid>, StoreError> {
        self.inner.list_existing(app, uids).await
    }

    async fn list_users(
        &self,
        app: &AppId,
        filter: &UserFilter,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<User>, StoreError> {
        self.inner.list_users(app, filter, after, limit).await
    }

    async fn list_user_changes(
        &self,
        app: &AppId,
        filter: &UserFilter,
        from: ChangesFrom,
        limit: usize,
    ) -> Result<UserChanges, StoreError> {
        self.inner.list_user_changes(app, filter, from, limit).await
    }

    async fn delete_user(
        &self,
        key: &UserKey,
        name: &DisplayName,
        revocation: Revocation,
    ) -> Result<Deletion, StoreError> {
        self.inner.delete_user(key, name, revocation).await
    }

    async fn patch_user(
        &self,
        key: &UserKey,
        patch: &UserPatch,
        now_ms: i64,
    ) -> Result<Option<User>, StoreError> {
        self.inner.patch_user(key, patch, now_ms).await
    }

    async fn revoke_tokens(
        &self,
        key: &UserKey,
        revocation: Revocation,
    ) -> Result<bool, StoreError> {
        self.inner.revoke_tokens(key, revocation).await
    }

    async fn restamp_revocation(
        &self,
        key: &UserKey,
        generation: i64,
        revocation: Revocation,
    ) -> Result<(), StoreError> {
        self.inner
            .restamp_revocation(key, generation, revocation)
            .await
    }

    async fn touch_user(&self, key: &UserKey, now_ms: i64) -> Result<(), StoreError> {
        self.inner.touch_user(key, now_ms).await
    }
}
