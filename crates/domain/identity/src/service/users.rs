//! Users as the business makes, changes and lists them.

use std::collections::HashSet;

use skein_foundation::{AppId, StoreError, Uid, UserKey};
use thiserror::Error;

use super::Identity;
use crate::model::{
    ChangesFrom, Deletion, DisplayName, Revocation, Role, Traits, User, UserChanges, UserFilter,
    UserKind, UserPatch, is_visitor_uid,
};
use crate::rules::{self, tokens};

#[derive(Debug, Error)]
pub enum UserError {
    #[error("there is no such user")]
    Unknown,
    #[error("there is no such app")]
    UnknownApp,
    #[error("the user is of another kind, and a kind never changes")]
    KindDiffers,
    #[error("a user of this kind can't have this role")]
    RoleNotOfKind,
    #[error("the user was deleted, and a uid is not used again")]
    Deleted,
    #[error("uids that begin with v_ belong to anonymous visitors")]
    ReservedUid,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A user to be made, or to be brought to this state.
#[derive(Debug, Clone)]
pub struct UpsertUser {
    pub key: UserKey,
    pub kind: UserKind,
    /// `None`: the usual one of the kind, or the one it has.
    pub role: Option<Role>,
    pub name: DisplayName,
    /// `None`: none, or those it has.
    pub traits: Option<Traits>,
}

/// The name under which what a deleted user said is read, in the languages of the screens.
const DELETED_NAME: &str = "deleted · 已删除";

impl Identity {
    /// Makes the user, or changes the one that is there. The business vouches for its users, so they are verified.
    pub async fn upsert_user(&self, wanted: UpsertUser) -> Result<User, UserError> {
        if wanted.role.is_some_and(|role| !wanted.kind.may_have(role)) {
            return Err(UserError::RoleNotOfKind);
        }
        if let Some(existing) = self.ports.store.find_user(&wanted.key).await? {
            return self.update_upserted(&existing, wanted).await;
        }
        if is_visitor_uid(&wanted.key.uid) {
            return Err(UserError::ReservedUid);
        }
        if self.ports.store.find_app(&wanted.key.app).await?.is_none() {
            return Err(UserError::UnknownApp);
        }
        let now_ms = self.now_ms();
        let user = User {
            key: wanted.key.clone(),
            kind: wanted.kind,
            role: wanted.role.unwrap_or(wanted.kind.default_role()),
            name: wanted.name.clone(),
            verified: true,
            traits: wanted.traits.clone().unwrap_or_default(),
            locale: None,
            disabled: false,
            token_generation: 0,
            revocation: Revocation::default(),
            created_at_ms: now_ms,
            last_seen_at_ms: now_ms,
        };
        if self.commands().create_user(&user).await? {
            return Ok(user);
        }
        // Somebody else made it meanwhile.
        match self.find_user(&wanted.key).await? {
            Some(existing) => self.update_upserted(&existing, wanted).await,
            None => Err(UserError::Deleted),
        }
    }

    async fn update_upserted(
        &self,
        existing: &User,
        wanted: UpsertUser,
    ) -> Result<User, UserError> {
        if existing.kind != wanted.kind {
            return Err(UserError::KindDiffers);
        }
        let patch = UserPatch {
            name: Some(wanted.name),
            role: wanted.role,
            // An anonymous visitor stays one: whoever holds its visitor token could otherwise become somebody.
            verified: (!existing.is_anonymous()).then_some(true),
            traits: wanted.traits,
            ..UserPatch::default()
        };
        self.apply_patch(&wanted.key, &patch).await
    }

    pub async fn find_user(&self, key: &UserKey) -> Result<Option<User>, StoreError> {
        self.ports.store.find_user(key).await
    }

    pub async fn get_user(&self, key: &UserKey) -> Result<User, UserError> {
        self.ports
            .store
            .find_user(key)
            .await?
            .ok_or(UserError::Unknown)
    }

    /// Those of the users that the app has, in any order. At most 1,000 may be asked for at one time.
    /// The first of them whom the app does not know (any more).
    pub async fn first_unknown<'u>(
        &self,
        app: &AppId,
        uids: &'u [Uid],
    ) -> Result<Option<&'u Uid>, StoreError> {
        let existing = self.ports.store.list_existing(app, uids).await?;
        let existing: HashSet<Uid> = existing.into_iter().collect();
        Ok(uids.iter().find(|uid| !existing.contains(*uid)))
    }

    pub async fn find_users(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<User>, StoreError> {
        self.ports.store.find_users(app, uids).await
    }

    /// By uid, after the one named.
    pub async fn list_users(
        &self,
        app: &AppId,
        filter: &UserFilter,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<User>, StoreError> {
        self.ports.store.list_users(app, filter, after, limit).await
    }

    /// In the order of their last changes, deleted ones too.
    pub async fn list_user_changes(
        &self,
        app: &AppId,
        filter: &UserFilter,
        from: ChangesFrom,
        limit: usize,
    ) -> Result<UserChanges, StoreError> {
        self.ports
            .store
            .list_user_changes(app, filter, from, limit)
            .await
    }

    /// Takes a user away for good. What it said stays, under a name that is nobody's; its uid is not used again. Ending live
    /// sessions, memberships and consultations is up to the caller.
    pub async fn delete_user(&self, key: &UserKey) -> Result<Deletion, StoreError> {
        let name = DisplayName::parse(DELETED_NAME).expect("it is a name");
        self.commands()
            .delete_user(key, &name, tokens::revocation(self.look()))
            .await
    }

    /// Who is disabled is refused from the next call on; ending live sessions is up to the caller. A customer who is
    /// disabled is not taken in anew from the same address for a while.
    pub async fn patch_user(&self, key: &UserKey, patch: &UserPatch) -> Result<User, UserError> {
        if let Some(role) = patch.role {
            let user = self.get_user(key).await?;
            if !user.kind.may_have(role) {
                return Err(UserError::RoleNotOfKind);
            }
        }
        let user = self.apply_patch(key, patch).await?;
        match patch.disabled {
            Some(true) if user.kind == UserKind::Customer => {
                self.visitor_blocks.begin(key, self.now_ms());
            }
            Some(false) => self.visitor_blocks.end(key),
            _ => {}
        }
        Ok(user)
    }

    async fn apply_patch(&self, key: &UserKey, patch: &UserPatch) -> Result<User, UserError> {
        self.commands()
            .patch_user(key, patch, self.now_ms())
            .await?
            .ok_or(UserError::Unknown)
    }

    /// Notes that the user is here.
    pub async fn touch_user(&self, key: &UserKey) -> Result<(), StoreError> {
        self.ports.store.touch_user(key, self.now_ms()).await
    }

    /// Whether `from` may begin a direct conversation with `to`.
    pub async fn may_open_direct(
        &self,
        app: &AppId,
        from: &Uid,
        to: &Uid,
    ) -> Result<bool, StoreError> {
        let users = self
            .ports
            .store
            .find_users(app, &[from.clone(), to.clone()])
            .await?;
        let find = |uid: &Uid| users.iter().find(|user| user.key.uid == *uid);
        Ok(find(from).is_some_and(|user| rules::may_open_direct(user.role, find(to))))
    }
}
