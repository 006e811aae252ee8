//! A unit of work in memory: a copy of the rows that takes the place of the others when it is committed.

use std::ops::Deref;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError, Unit, UserKey};
use tokio::sync::OwnedMutexGuard;

use super::{MemoryIdentityStore, RecordedChange, Rows, Tables, UserRow};
use crate::model::{
    App, AppKey, AppKeyId, Revocation, SetupCode, SignInId, SignInSession, Site, SiteKey,
    TokenSecrets, User,
};
use crate::ports::IdentityUnit;

#[derive(Debug)]
pub(super) struct MemoryUnit {
    store: MemoryIdentityStore,
    tables: Tables,
    recorded: Vec<RecordedChange>,
    /// Whoever has it is the one that writes.
    _turn: OwnedMutexGuard<()>,
}

impl MemoryUnit {
    pub(super) fn new(store: MemoryIdentityStore, turn: OwnedMutexGuard<()>) -> Self {
        let tables = store.committed.lock().clone();
        Self {
            store,
            tables,
            recorded: Vec::new(),
            _turn: turn,
        }
    }
}

impl Rows for MemoryUnit {
    fn tables(&self) -> impl Deref<Target = Tables> {
        &self.tables
    }
}

#[async_trait]
impl Unit for MemoryUnit {
    async fn record_change(
        &mut self,
        app: &AppId,
        kind: &str,
        payload: String,
        time_ms: i64,
    ) -> Result<(), StoreError> {
        self.recorded.push(RecordedChange {
            app: app.clone(),
            kind: kind.to_owned(),
            payload,
            time_ms,
        });
        Ok(())
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        *self.store.committed.lock() = self.tables;
        self.store.recorded.lock().extend(self.recorded);
        Ok(())
    }
}

#[async_trait]
impl IdentityUnit for MemoryUnit {
    async fn insert_app(&mut self, app: &App) -> Result<bool, StoreError> {
        if self.tables.apps.contains_key(&app.id) {
            return Ok(false);
        }
        self.tables.apps.insert(app.id.clone(), app.clone());
        Ok(true)
    }

    async fn update_secrets(
        &mut self,
        app: &AppId,
        secrets: &TokenSecrets,
    ) -> Result<(), StoreError> {
        if let Some(app) = self.tables.apps.get_mut(app) {
            app.secrets = secrets.clone();
        }
        Ok(())
    }

    async fn insert_site(&mut self, site: &Site) -> Result<(), StoreError> {
        self.tables.check_app(&site.app)?;
        self.update_site(site).await
    }

    async fn update_site(&mut self, site: &Site) -> Result<(), StoreError> {
        let row = (site.clone(), false);
        self.tables.sites.insert(site.key.clone(), row);
        Ok(())
    }

    async fn retire_site(
        &mut self,
        app: &AppId,
        key: &SiteKey,
        _now_ms: i64,
    ) -> Result<bool, StoreError> {
        Ok(match self.tables.sites.get_mut(key) {
            Some((site, is_deleted)) if site.app == *app => !std::mem::replace(is_deleted, true),
            _ => false,
        })
    }

    async fn insert_app_key(&mut self, key: &AppKey) -> Result<(), StoreError> {
        self.tables.check_app(&key.app)?;
        if self.tables.app_keys.contains_key(&key.id) {
            return Err(StoreError::conflict("the key id is taken"));
        }
        self.tables.app_keys.insert(key.id.clone(), key.clone());
        Ok(())
    }

    async fn revoke_app_key(
        &mut self,
        app: &AppId,
        id: &AppKeyId,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let key = self.tables.app_keys.get_mut(id);
        let revoked = key
            .filter(|key| key.app == *app)
            .map(|key| *key.revoked_at_ms.get_or_insert(now_ms));
        Ok(revoked.is_some())
    }

    async fn draw_user_change(&mut self, app: &AppId) -> Result<i64, StoreError> {
        let number = self.tables.user_changes.entry(app.clone()).or_default();
        *number += 1;
        Ok(*number)
    }

    async fn insert_user(&mut self, user: &User, change: i64) -> Result<bool, StoreError> {
        self.tables.check_app(&user.key.app)?;
        if self.tables.users.contains_key(&user.key) {
            return Ok(false);
        }
        let row = UserRow {
            user: user.clone(),
            change_number: change,
            changed_at_ms: user.created_at_ms,
            is_deleted: false,
        };
        self.tables.users.insert(user.key.clone(), row);
        Ok(true)
    }

    async fn update_user(
        &mut self,
        after: &User,
        change: i64,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        if let Some(row) = self.tables.users.get_mut(&after.key) {
            row.user = User {
                token_generation: row.user.token_generation,
                revocation: row.user.revocation,
                last_seen_at_ms: row.user.last_seen_at_ms,
                ..after.clone()
            };
            row.change_number = change;
            row.changed_at_ms = now_ms;
        }
        Ok(())
    }

    async fn retire_user(&mut self, key: &UserKey, _now_ms: i64) -> Result<(), StoreError> {
        if let Some(row) = self.tables.users.get_mut(key) {
            row.is_deleted = true;
        }
        Ok(())
    }

    async fn set_generation(
        &mut self,
        key: &UserKey,
        generation: i64,
        revocation: Revocation,
    ) -> Result<(), StoreError> {
        if let Some(row) = self.tables.users.get_mut(key) {
            row.user.token_generation = generation;
            row.user.revocation = revocation;
        }
        Ok(())
    }

    async fn put_password_hash(
        &mut self,
        user: &UserKey,
        hash: &str,
        _now_ms: i64,
    ) -> Result<(), StoreError> {
        let hashes = &mut self.tables.password_hashes;
        hashes.insert(user.clone(), hash.to_owned());
        Ok(())
    }

    async fn delete_password_hash(&mut self, user: &UserKey) -> Result<(), StoreError> {
        self.tables.password_hashes.remove(user);
        Ok(())
    }

    async fn put_setup_code(&mut self, code: &SetupCode) -> Result<(), StoreError> {
        let codes = &mut self.tables.setup_codes;
        codes.insert(code.user.clone(), code.clone());
        Ok(())
    }

    async fn delete_setup_code(&mut self, user: &UserKey) -> Result<(), StoreError> {
        self.tables.setup_codes.remove(user);
        Ok(())
    }

    async fn insert_used_token(
        &mut self,
        app: &AppId,
        token_id: &str,
        expires_at_ms: i64,
    ) -> Result<bool, StoreError> {
        let key = (app.clone(), token_id.to_owned());
        if self.tables.used_tokens.contains_key(&key) {
            return Ok(false);
        }
        self.tables.used_tokens.insert(key, expires_at_ms);
        Ok(true)
    }

    async fn forget_used_tokens(&mut self, app: &AppId, before_ms: i64) -> Result<(), StoreError> {
        let used = &mut self.tables.used_tokens;
        used.retain(|(of, _), expires_at_ms| of != app || *expires_at_ms >= before_ms);
        Ok(())
    }

    async fn draw_sign_in_use(&mut self, user: &UserKey) -> Result<i64, StoreError> {
        let rows = self.tables.sign_ins.values();
        let of_user = rows.filter(|(session, _)| session.user == *user);
        let newest = of_user.map(|(_, use_number)| *use_number).max();
        Ok(newest.unwrap_or(0) + 1)
    }

    async fn insert_sign_in(
        &mut self,
        session: &SignInSession,
        use_number: i64,
    ) -> Result<(), StoreError> {
        let key = (session.user.app.clone(), session.id.clone());
        let row = (session.clone(), use_number);
        self.tables.sign_ins.insert(key, row);
        Ok(())
    }

    async fn update_sign_in(
        &mut self,
        session: &SignInSession,
        use_number: i64,
    ) -> Result<bool, StoreError> {
        let key = (session.user.app.clone(), session.id.clone());
        let Some((kept, kept_use)) = self.tables.sign_ins.get_mut(&key) else {
            return Ok(false);
        };
        kept.created_at_ms = session.created_at_ms;
        kept.last_used_at_ms = session.last_used_at_ms;
        kept.ends_at_ms = session.ends_at_ms;
        *kept_use = use_number;
        Ok(true)
    }

    async fn remove_sign_in(&mut self, app: &AppId, id: &SignInId) -> Result<bool, StoreError> {
        let removed = self.tables.sign_ins.remove(&(app.clone(), id.clone()));
        Ok(removed.is_some())
    }

    async fn remove_sign_ins(&mut self, user: &UserKey) -> Result<(), StoreError> {
        let sign_ins = &mut self.tables.sign_ins;
        sign_ins.retain(|_, (session, _)| session.user != *user);
        Ok(())
    }
}
