//! [`IdentityStore`] in memory: the plainest code that keeps the promises, for tests of services and as the measure for the
//! real store. It keeps rows and decides nothing.

mod queries;
mod unit;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use skein_foundation::{AppId, Lock, StoreError, UserKey};

use crate::model::{
    App, AppKey, AppKeyId, Revocation, SetupCode, SignInId, SignInSession, Site, SiteKey, User,
};
use crate::ports::{IdentityStore, IdentityUnit};
use unit::MemoryUnit;

/// Keeps everything until it is dropped. Cheap to clone; clones share everything.
#[derive(Debug, Clone, Default)]
pub struct MemoryIdentityStore {
    committed: Arc<Mutex<Tables>>,
    recorded: Arc<Mutex<Vec<RecordedChange>>>,
    /// Held by the one unit there is at a time.
    writing: Arc<tokio::sync::Mutex<()>>,
    watch: Option<Arc<dyn UserWatch>>,
}

/// What a test that wants one to grow old does between finding a user and saying so.
#[async_trait]
pub trait UserWatch: Send + Sync + fmt::Debug {
    async fn user_found(&self);
}

/// What a unit said about what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedChange {
    pub app: AppId,
    pub kind: String,
    pub payload: String,
    pub time_ms: i64,
}

#[derive(Debug, Clone, Default)]
struct Tables {
    apps: BTreeMap<AppId, App>,
    /// With whether it was deleted.
    sites: BTreeMap<SiteKey, (Site, bool)>,
    app_keys: BTreeMap<AppKeyId, AppKey>,
    users: BTreeMap<UserKey, UserRow>,
    /// How many changes of its users each app had.
    user_changes: BTreeMap<AppId, i64>,
    password_hashes: BTreeMap<UserKey, String>,
    setup_codes: BTreeMap<UserKey, SetupCode>,
    used_tokens: BTreeMap<(AppId, String), i64>,
    /// With the number of the last use.
    sign_ins: BTreeMap<(AppId, SignInId), (SignInSession, i64)>,
}

#[derive(Debug, Clone)]
struct UserRow {
    user: User,
    change_number: i64,
    changed_at_ms: i64,
    is_deleted: bool,
}

/// Rows that can be looked at: those of the store, or those of a unit.
trait Rows: Send + Sync + fmt::Debug {
    fn tables(&self) -> impl Deref<Target = Tables>;

    fn watch(&self) -> Option<&dyn UserWatch> {
        None
    }
}

impl Rows for MemoryIdentityStore {
    fn tables(&self) -> impl Deref<Target = Tables> {
        self.committed.lock()
    }

    fn watch(&self) -> Option<&dyn UserWatch> {
        self.watch.as_deref()
    }
}

impl MemoryIdentityStore {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn watched(watch: Arc<dyn UserWatch>) -> Self {
        Self {
            watch: Some(watch),
            ..Self::default()
        }
    }

    /// In the order of the commits.
    pub fn recorded(&self) -> Vec<RecordedChange> {
        self.recorded.lock().clone()
    }

    /// One statement outside of any unit.
    async fn write<T>(&self, statement: impl FnOnce(&mut Tables) -> T + Send) -> T {
        let _turn = self.writing.lock().await;
        statement(&mut self.committed.lock())
    }
}

#[async_trait]
impl IdentityStore for MemoryIdentityStore {
    async fn begin(&self, _locks: &[Lock]) -> Result<Box<dyn IdentityUnit>, StoreError> {
        let turn = Arc::clone(&self.writing).lock_owned().await;
        Ok(Box::new(MemoryUnit::new(self.clone(), turn)))
    }

    async fn restamp_revocation(
        &self,
        key: &UserKey,
        generation: i64,
        revocation: Revocation,
    ) -> Result<(), StoreError> {
        self.write(|tables| {
            if let Some(row) = tables.users.get_mut(key)
                && row.user.token_generation == generation
            {
                row.user.revocation = revocation;
            }
        })
        .await;
        Ok(())
    }

    async fn touch_user(&self, key: &UserKey, now_ms: i64) -> Result<(), StoreError> {
        self.write(|tables| {
            if let Some(row) = tables.users.get_mut(key) {
                row.user.last_seen_at_ms = now_ms;
            }
        })
        .await;
        Ok(())
    }
}

impl Tables {
    fn check_app(&self, app: &AppId) -> Result<(), StoreError> {
        if self.apps.contains_key(app) {
            Ok(())
        } else {
            Err(StoreError::conflict("there is no such app"))
        }
    }

    /// One that was not deleted.
    fn user(&self, key: &UserKey) -> Option<&User> {
        let row = self.users.get(key)?;
        (!row.is_deleted).then_some(&row.user)
    }
}
