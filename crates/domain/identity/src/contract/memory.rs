//! Identity in memory: the reference implementation of its ports, for tests of services.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use async_trait::async_trait;
use parking_lot::Mutex;
use skein_foundation::{AppId, StoreError, Uid, UserKey};

use crate::model::{
    App, AppKey, AppKeyId, ChangedUser, ChangesFrom, Deletion, DisplayName, Revocation,
    SecretDigest, SetupCode, SignInId, SignInSession, Site, SiteKey, SitePatch, TokenSecret,
    Traits, User, UserChanges, UserFilter, UserPatch,
};
use crate::ports::{AppStore, ProofStore, Redemption, SignInStore, UserStore};

/// Keeps everything until it is dropped.
#[derive(Debug, Default)]
pub struct MemoryIdentityStore {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    apps: BTreeMap<AppId, App>,
    sites: BTreeMap<SiteKey, Site>,
    deleted_sites: BTreeSet<SiteKey>,
    app_keys: BTreeMap<AppKeyId, AppKey>,
    users: BTreeMap<UserKey, User>,
    password_hashes: BTreeMap<UserKey, String>,
    setup_codes: BTreeMap<UserKey, SetupCode>,
    used_tokens: BTreeMap<(AppId, String), i64>,
    sign_ins: BTreeMap<(AppId, SignInId), SignInSession>,
    /// When each session was used last, counted.
    sign_in_uses: BTreeMap<(AppId, SignInId), u64>,
    /// Those who were deleted, by their names.
    tombstones: BTreeMap<UserKey, User>,
    /// The last change of each user, deleted or not: its number and its time.
    changes: BTreeMap<UserKey, (i64, i64)>,
}

impl State {
    fn newest_change(&self, app: &AppId) -> i64 {
        let of_app = self.changes.iter().filter(|(key, _)| key.app == *app);
        of_app.map(|(_, (number, _))| *number).max().unwrap_or(0)
    }

    fn mark_changed(&mut self, key: &UserKey, now_ms: i64) {
        let number = self.newest_change(&key.app) + 1;
        self.changes.insert(key.clone(), (number, now_ms));
    }

    fn use_sign_in(&mut self, id: &(AppId, SignInId)) {
        let newest = self.sign_in_uses.values().max().copied();
        self.sign_in_uses
            .insert(id.clone(), newest.unwrap_or(0) + 1);
    }

    fn end_sign_ins(&mut self, user: &UserKey) {
        self.sign_ins.retain(|_, session| session.user != *user);
    }

    fn end_tokens(&mut self, key: &UserKey, revocation: Revocation) {
        if let Some(user) = self.users.get_mut(key) {
            user.token_generation += 1;
            user.revocation = revocation;
        }
        self.end_sign_ins(key);
    }
}

impl MemoryIdentityStore {
    pub fn new() -> Self {
        Self::default()
    }
}

impl State {
    /// One that was not deleted.
    fn site(&self, key: &SiteKey) -> Option<&Site> {
        let site = self.sites.get(key)?;
        (!self.deleted_sites.contains(key)).then_some(site)
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

#[async_trait]
impl AppStore for MemoryIdentityStore {
    async fn insert_app(&self, app: &App) -> Result<bool, StoreError> {
        let apps = &mut self.state.lock().apps;
        if apps.contains_key(&app.id) {
            return Ok(false);
        }
        apps.insert(app.id.clone(), app.clone());
        Ok(true)
    }

    async fn find_app(&self, id: &AppId) -> Result<Option<App>, StoreError> {
        Ok(self.state.lock().apps.get(id).cloned())
    }

    async fn list_apps(&self, last: Option<&AppId>, limit: usize) -> Result<Vec<App>, StoreError> {
        Ok(after(&self.state.lock().apps, last)
            .take(limit)
            .cloned()
            .collect())
    }

    async fn rotate_token_secret(&self, id: &AppId, new: &TokenSecret) -> Result<bool, StoreError> {
        let mut state = self.state.lock();
        let Some(app) = state.apps.get_mut(id) else {
            return Ok(false);
        };
        let current = std::mem::replace(&mut app.secrets.current, new.clone());
        app.secrets.previous = Some(current);
        Ok(true)
    }

    async fn drop_previous_secret(&self, id: &AppId) -> Result<bool, StoreError> {
        let mut state = self.state.lock();
        let Some(app) = state.apps.get_mut(id) else {
            return Ok(false);
        };
        app.secrets.previous = None;
        Ok(true)
    }

    async fn put_site(&self, site: &Site) -> Result<Option<Site>, StoreError> {
        let mut state = self.state.lock();
        if !state.apps.contains_key(&site.app) {
            return Err(StoreError::conflict("there is no such app"));
        }
        let mut site = site.clone();
        if let Some(existing) = state.sites.get(&site.key) {
            if existing.app != site.app {
                return Ok(None);
            }
            site.created_at_ms = existing.created_at_ms;
        }
        state.deleted_sites.remove(&site.key);
        state.sites.insert(site.key.clone(), site.clone());
        Ok(Some(site))
    }

    async fn patch_site(
        &self,
        app: &AppId,
        key: &SiteKey,
        patch: &SitePatch,
    ) -> Result<Option<Site>, StoreError> {
        let mut state = self.state.lock();
        let Some(site) = state.site(key).filter(|site| site.app == *app) else {
            return Ok(None);
        };
        let patched = patch.apply(site.clone());
        state.sites.insert(key.clone(), patched.clone());
        Ok(Some(patched))
    }

    async fn delete_site(&self, app: &AppId, key: &SiteKey, _: i64) -> Result<bool, StoreError> {
        let mut state = self.state.lock();
        if state.site(key).is_none_or(|site| site.app != *app) {
            return Ok(false);
        }
        state.deleted_sites.insert(key.clone());
        Ok(true)
    }

    async fn find_site(&self, key: &SiteKey) -> Result<Option<Site>, StoreError> {
        Ok(self.state.lock().site(key).cloned())
    }

    async fn list_sites(
        &self,
        app: &AppId,
        last: Option<&SiteKey>,
        limit: usize,
    ) -> Result<Vec<Site>, StoreError> {
        let state = self.state.lock();
        let of_app = after(&state.sites, last)
            .filter(|site| site.app == *app && state.site(&site.key).is_some());
        Ok(of_app.take(limit).cloned().collect())
    }

    async fn insert_app_key(&self, key: &AppKey) -> Result<(), StoreError> {
        let mut state = self.state.lock();
        if state.app_keys.contains_key(&key.id) || !state.apps.contains_key(&key.app) {
            return Err(StoreError::conflict(
                "the key id is taken or there is no such app",
            ));
        }
        state.app_keys.insert(key.id.clone(), key.clone());
        Ok(())
    }

    async fn find_app_key(&self, id: &AppKeyId) -> Result<Option<AppKey>, StoreError> {
        Ok(self.state.lock().app_keys.get(id).cloned())
    }

    async fn list_app_keys(
        &self,
        app: &AppId,
        last: Option<&AppKeyId>,
        limit: usize,
    ) -> Result<Vec<AppKey>, StoreError> {
        let state = self.state.lock();
        let of_app = after(&state.app_keys, last).filter(|key| key.app == *app);
        Ok(of_app.take(limit).cloned().collect())
    }

    async fn revoke_app_key(
        &self,
        app: &AppId,
        id: &AppKeyId,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut state = self.state.lock();
        let Some(key) = state.app_keys.get_mut(id).filter(|key| key.app == *app) else {
            return Ok(false);
        };
        key.revoked_at_ms.get_or_insert(now_ms);
        Ok(true)
    }
}

#[async_trait]
impl UserStore for MemoryIdentityStore {
    async fn insert_user(&self, user: &User) -> Result<bool, StoreError> {
        let mut state = self.state.lock();
        if !state.apps.contains_key(&user.key.app) {
            return Err(StoreError::conflict("there is no such app"));
        }
        if state.users.contains_key(&user.key) || state.tombstones.contains_key(&user.key) {
            return Ok(false);
        }
        state.users.insert(user.key.clone(), user.clone());
        state.mark_changed(&user.key, user.created_at_ms);
        Ok(true)
    }

    async fn find_user(&self, key: &UserKey) -> Result<Option<User>, StoreError> {
        Ok(self.state.lock().users.get(key).cloned())
    }

    async fn find_users(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<User>, StoreError> {
        let state = self.state.lock();
        let known = state.users.values().chain(state.tombstones.values());
        Ok(known
            .filter(|user| user.key.app == *app)
            .filter(|user| uids.contains(&user.key.uid))
            .cloned()
            .collect())
    }

    async fn list_existing(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<Uid>, StoreError> {
        let state = self.state.lock();
        let key = |uid: &&Uid| UserKey::new(app.clone(), (*uid).clone());
        let existing = uids
            .iter()
            .filter(|uid| state.users.contains_key(&key(uid)));
        Ok(existing.cloned().collect())
    }

    async fn list_users(
        &self,
        app: &AppId,
        filter: &UserFilter,
        last: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<User>, StoreError> {
        let state = self.state.lock();
        let page = state
            .users
            .values()
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
        let state = self.state.lock();
        let of_app = state.changes.iter().filter(|(key, _)| key.app == *app);
        let after = match from {
            ChangesFrom::After(after) => after,
            ChangesFrom::Time(from_ms) => of_app
                .clone()
                .filter(|(_, (_, time_ms))| *time_ms >= from_ms)
                .map(|(_, (number, _))| *number - 1)
                .min()
                .unwrap_or(i64::MAX),
        };
        let mut changed: Vec<ChangedUser> = of_app
            .filter(|(_, (number, _))| *number > after)
            .filter_map(|(key, (number, _))| {
                let tombstone = state.tombstones.get(key);
                Some(ChangedUser {
                    user: tombstone.or_else(|| state.users.get(key))?.clone(),
                    number: *number,
                    is_deleted: tombstone.is_some(),
                })
            })
            .filter(|one| matches(&one.user, filter))
            .collect();
        changed.sort_by_key(|one| one.number);
        changed.truncate(limit);
        let newest = state.newest_change(app);
        Ok(UserChanges { changed, newest })
    }

    async fn delete_user(
        &self,
        key: &UserKey,
        name: &DisplayName,
        revocation: Revocation,
    ) -> Result<Deletion, StoreError> {
        let mut state = self.state.lock();
        let Some(user) = state.users.get(key).cloned() else {
            let was_there = state.tombstones.contains_key(key);
            return Ok(if was_there {
                Deletion::Before
            } else {
                Deletion::Unknown
            });
        };
        let tombstone = User {
            name: name.clone(),
            verified: false,
            traits: Traits::default(),
            locale: None,
            disabled: true,
            ..user.clone()
        };
        state.end_tokens(key, revocation);
        state.users.remove(key);
        state.tombstones.insert(key.clone(), tombstone);
        state.password_hashes.remove(key);
        state.setup_codes.remove(key);
        state.mark_changed(key, revocation.at_ms);
        Ok(Deletion::Done(user))
    }

    async fn patch_user(
        &self,
        key: &UserKey,
        patch: &UserPatch,
        now_ms: i64,
    ) -> Result<Option<User>, StoreError> {
        let mut state = self.state.lock();
        let Some(user) = state.users.get_mut(key) else {
            return Ok(None);
        };
        let before = user.clone();
        *user = patch.apply(before.clone());
        let user = user.clone();
        if user != before {
            state.mark_changed(key, now_ms);
        }
        if user.disabled {
            state.end_sign_ins(key);
        }
        Ok(Some(user))
    }

    async fn revoke_tokens(
        &self,
        key: &UserKey,
        revocation: Revocation,
    ) -> Result<bool, StoreError> {
        let mut state = self.state.lock();
        state.end_tokens(key, revocation);
        Ok(state.users.contains_key(key))
    }

    async fn restamp_revocation(
        &self,
        key: &UserKey,
        generation: i64,
        revocation: Revocation,
    ) -> Result<(), StoreError> {
        let mut state = self.state.lock();
        let user = state.users.get_mut(key);
        if let Some(user) = user.filter(|user| user.token_generation == generation) {
            user.revocation = revocation;
        }
        Ok(())
    }

    async fn touch_user(&self, key: &UserKey, now_ms: i64) -> Result<(), StoreError> {
        if let Some(user) = self.state.lock().users.get_mut(key) {
            user.last_seen_at_ms = now_ms;
        }
        Ok(())
    }
}

#[async_trait]
impl ProofStore for MemoryIdentityStore {
    async fn find_password_hash(&self, user: &UserKey) -> Result<Option<String>, StoreError> {
        Ok(self.state.lock().password_hashes.get(user).cloned())
    }

    async fn put_setup_code(&self, code: &SetupCode) -> Result<(), StoreError> {
        let mut state = self.state.lock();
        if !state.users.contains_key(&code.user) {
            return Err(StoreError::conflict("there is no such user"));
        }
        state.setup_codes.insert(code.user.clone(), code.clone());
        Ok(())
    }

    async fn find_setup_code(
        &self,
        digest: &SecretDigest,
    ) -> Result<Option<SetupCode>, StoreError> {
        let state = self.state.lock();
        Ok(state
            .setup_codes
            .values()
            .find(|code| code.code_digest == *digest)
            .cloned())
    }

    async fn redeem_setup_code(
        &self,
        redemption: &Redemption<'_>,
    ) -> Result<Option<User>, StoreError> {
        let mut state = self.state.lock();
        let open = |code: &&SetupCode| {
            code.code_digest == redemption.code_digest
                && code.expires_at_ms > redemption.revocation.at_ms
        };
        let Some(key) = state
            .setup_codes
            .values()
            .find(open)
            .map(|code| code.user.clone())
        else {
            return Ok(None);
        };
        state.setup_codes.remove(&key);
        state
            .password_hashes
            .insert(key.clone(), redemption.password_hash.to_owned());
        let user = state.users.get_mut(&key).expect("codes are of users");
        if let Some(name) = redemption.name {
            user.name = name.clone();
        }
        state.end_tokens(&key, redemption.revocation);
        Ok(state.users.get(&key).cloned())
    }

    async fn use_token_once(
        &self,
        app: &AppId,
        token_id: &str,
        expires_at_ms: i64,
        forget_before_ms: i64,
    ) -> Result<bool, StoreError> {
        let used = &mut self.state.lock().used_tokens;
        used.retain(|_, expires_at_ms| *expires_at_ms >= forget_before_ms);
        let key = (app.clone(), token_id.to_owned());
        if used.contains_key(&key) {
            return Ok(false);
        }
        used.insert(key, expires_at_ms);
        Ok(true)
    }
}

#[async_trait]
impl SignInStore for MemoryIdentityStore {
    async fn insert_sign_in(
        &self,
        session: &SignInSession,
        generation: i64,
        max_per_user: usize,
    ) -> Result<bool, StoreError> {
        let mut state = self.state.lock();
        let user = state.users.get(&session.user);
        if user.is_none_or(|user| user.disabled || user.token_generation != generation) {
            return Ok(false);
        }
        let of_user = |other: &&SignInSession| other.user == session.user;
        let mut others: Vec<SignInSession> =
            state.sign_ins.values().filter(of_user).cloned().collect();
        let last_use = |other: &SignInSession| {
            let id = (other.user.app.clone(), other.id.clone());
            state.sign_in_uses.get(&id).copied()
        };
        others.sort_by_key(|other| std::cmp::Reverse(last_use(other)));
        for ended in others.iter().skip(max_per_user.saturating_sub(1)) {
            let id = (session.user.app.clone(), ended.id.clone());
            state.sign_ins.remove(&id);
        }
        let id = (session.user.app.clone(), session.id.clone());
        state.use_sign_in(&id);
        state.sign_ins.insert(id, session.clone());
        Ok(true)
    }

    async fn find_sign_in(
        &self,
        app: &AppId,
        id: &SignInId,
    ) -> Result<Option<SignInSession>, StoreError> {
        let id = (app.clone(), id.clone());
        Ok(self.state.lock().sign_ins.get(&id).cloned())
    }

    async fn find_sign_in_by_secret(
        &self,
        digest: &SecretDigest,
    ) -> Result<Option<SignInSession>, StoreError> {
        let state = self.state.lock();
        let mut sessions = state.sign_ins.values();
        Ok(sessions
            .find(|session| session.secret_digest == *digest)
            .cloned())
    }

    async fn note_sign_in(&self, session: &SignInSession) -> Result<bool, StoreError> {
        let mut state = self.state.lock();
        let id = (session.user.app.clone(), session.id.clone());
        let Some(kept) = state.sign_ins.get_mut(&id) else {
            return Ok(false);
        };
        kept.created_at_ms = session.created_at_ms;
        kept.last_used_at_ms = session.last_used_at_ms;
        kept.ends_at_ms = session.ends_at_ms;
        state.use_sign_in(&id);
        Ok(true)
    }

    async fn end_sign_in(&self, app: &AppId, id: &SignInId) -> Result<bool, StoreError> {
        let id = (app.clone(), id.clone());
        Ok(self.state.lock().sign_ins.remove(&id).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::MemoryIdentityStore;

    #[expect(
        clippy::unused_async,
        reason = "the suites make stores that have to be opened, too"
    )]
    async fn fresh() -> ((), MemoryIdentityStore) {
        ((), MemoryIdentityStore::new())
    }

    crate::app_store_contract!(fresh);
    crate::user_store_contract!(fresh);
    crate::proof_store_contract!(fresh);
    crate::sign_in_store_contract!(fresh);
}
