//! Reading in memory: the rows of the store, or those of a unit.

use std::collections::BTreeMap;
use std::ops::Bound;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError, Uid, UserKey};

use super::{Rows, UserRow};
use crate::model::{
    App, AppKey, AppKeyId, ChangedUser, ChangesFrom, SecretDigest, SetupCode, SignInId,
    SignInSession, Site, SiteKey, User, UserChanges, UserFilter,
};
use crate::ports::{AppQueries, ProofQueries, SignInQueries, UserQueries};

#[async_trait]
impl<T: Rows> AppQueries for T {
    async fn find_app(&self, id: &AppId) -> Result<Option<App>, StoreError> {
        Ok(self.tables().apps.get(id).cloned())
    }

    async fn list_apps(&self, last: Option<&AppId>, limit: usize) -> Result<Vec<App>, StoreError> {
        let tables = self.tables();
        Ok(after(&tables.apps, last).take(limit).cloned().collect())
    }

    async fn find_site(&self, key: &SiteKey) -> Result<Option<Site>, StoreError> {
        let tables = self.tables();
        let row = tables.sites.get(key).filter(|(_, is_deleted)| !is_deleted);
        Ok(row.map(|(site, _)| site.clone()))
    }

    async fn find_site_holder(&self, key: &SiteKey) -> Result<Option<(AppId, i64)>, StoreError> {
        let tables = self.tables();
        let row = tables.sites.get(key);
        Ok(row.map(|(site, _)| (site.app.clone(), site.created_at_ms)))
    }

    async fn list_sites(
        &self,
        app: &AppId,
        last: Option<&SiteKey>,
        limit: usize,
    ) -> Result<Vec<Site>, StoreError> {
        let tables = self.tables();
        let of_app = after(&tables.sites, last)
            .filter(|(site, is_deleted)| site.app == *app && !is_deleted)
            .map(|(site, _)| site.clone());
        Ok(of_app.take(limit).collect())
    }

    async fn find_app_key(&self, id: &AppKeyId) -> Result<Option<AppKey>, StoreError> {
        Ok(self.tables().app_keys.get(id).cloned())
    }

    async fn list_app_keys(
        &self,
        app: &AppId,
        last: Option<&AppKeyId>,
        limit: usize,
    ) -> Result<Vec<AppKey>, StoreError> {
        let tables = self.tables();
        let of_app = after(&tables.app_keys, last).filter(|key| key.app == *app);
        Ok(of_app.take(limit).cloned().collect())
    }
}

#[async_trait]
impl<T: Rows> UserQueries for T {
    async fn find_user(&self, key: &UserKey) -> Result<Option<User>, StoreError> {
        let found = self.tables().user(key).cloned();
        if let Some(watch) = self.watch() {
            watch.user_found().await;
        }
        Ok(found)
    }

    async fn find_users(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<User>, StoreError> {
        let tables = self.tables();
        let known = tables.users.values().map(|row| &row.user);
        Ok(known
            .filter(|user| user.key.app == *app && uids.contains(&user.key.uid))
            .cloned()
            .collect())
    }

    async fn list_existing(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<Uid>, StoreError> {
        let tables = self.tables();
        let key = |uid: &&Uid| UserKey::new(app.clone(), (*uid).clone());
        let existing = uids.iter().filter(|uid| tables.user(&key(uid)).is_some());
        Ok(existing.cloned().collect())
    }

    async fn list_users(
        &self,
        app: &AppId,
        filter: &UserFilter,
        last: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<User>, StoreError> {
        let tables = self.tables();
        let page = tables
            .users
            .values()
            .filter(|row| !row.is_deleted)
            .map(|row| &row.user)
            .filter(|user| user.key.app == *app)
            .filter(|user| last.is_none_or(|last| user.key.uid > *last))
            .filter(|user| matches(user, filter))
            .take(limit);
        Ok(page.cloned().collect())
    }

    async fn list_user_changes(
        &self,
        app: &AppId,
        filter: &UserFilter,
        from: ChangesFrom,
        limit: usize,
    ) -> Result<UserChanges, StoreError> {
        let tables = self.tables();
        let newest = tables.user_changes.get(app).copied().unwrap_or_default();
        let of_app = tables.users.values().filter(|row| row.user.key.app == *app);
        let after = match from {
            ChangesFrom::After(after) => after,
            ChangesFrom::Time(from_ms) => of_app
                .clone()
                .filter(|row| row.changed_at_ms >= from_ms)
                .map(|row| row.change_number - 1)
                .min()
                .unwrap_or(newest),
        };
        let mut rows: Vec<&UserRow> = of_app
            .filter(|row| row.change_number > after && matches(&row.user, filter))
            .collect();
        rows.sort_by_key(|row| row.change_number);
        let changed = rows.into_iter().take(limit).map(|row| ChangedUser {
            user: row.user.clone(),
            number: row.change_number,
            is_deleted: row.is_deleted,
        });
        Ok(UserChanges {
            changed: changed.collect(),
            newest,
        })
    }
}

#[async_trait]
impl<T: Rows> ProofQueries for T {
    async fn find_password_hash(&self, user: &UserKey) -> Result<Option<String>, StoreError> {
        Ok(self.tables().password_hashes.get(user).cloned())
    }

    async fn find_setup_code(
        &self,
        digest: &SecretDigest,
    ) -> Result<Option<SetupCode>, StoreError> {
        let tables = self.tables();
        let mut codes = tables.setup_codes.values();
        Ok(codes.find(|code| code.code_digest == *digest).cloned())
    }
}

#[async_trait]
impl<T: Rows> SignInQueries for T {
    async fn find_sign_in(
        &self,
        app: &AppId,
        id: &SignInId,
    ) -> Result<Option<SignInSession>, StoreError> {
        let tables = self.tables();
        let row = tables.sign_ins.get(&(app.clone(), id.clone()));
        Ok(row.map(|(session, _)| session.clone()))
    }

    async fn find_sign_in_by_secret(
        &self,
        digest: &SecretDigest,
    ) -> Result<Option<SignInSession>, StoreError> {
        let tables = self.tables();
        let mut sessions = tables.sign_ins.values().map(|(session, _)| session);
        Ok(sessions
            .find(|session| session.secret_digest == *digest)
            .cloned())
    }

    async fn list_sign_ins(&self, user: &UserKey) -> Result<Vec<SignInSession>, StoreError> {
        let tables = self.tables();
        let rows = tables.sign_ins.values();
        let mut of_user: Vec<_> = rows.filter(|(session, _)| session.user == *user).collect();
        of_user.sort_by_key(|(_, use_number)| std::cmp::Reverse(*use_number));
        Ok(of_user
            .into_iter()
            .map(|(session, _)| session.clone())
            .collect())
    }
}

fn matches(user: &User, filter: &UserFilter) -> bool {
    let holds = |text: &str, wanted: &str| {
        text.to_ascii_lowercase()
            .contains(&wanted.to_ascii_lowercase())
    };
    filter.kind.is_none_or(|kind| user.kind == kind)
        && filter.text.as_ref().is_none_or(|wanted| {
            holds(user.key.uid.as_str(), wanted) || holds(user.name.as_str(), wanted)
        })
}

/// The entries after the one named.
fn after<'a, K: Ord, V>(
    map: &'a BTreeMap<K, V>,
    after: Option<&K>,
) -> impl Iterator<Item = &'a V> + use<'a, K, V> {
    let from = after.map_or(Bound::Unbounded, Bound::Excluded);
    map.range::<K, _>((from, Bound::Unbounded))
        .map(|(_, value)| value)
}
