//! Users of an app, found by uid or listed in its order.

use async_trait::async_trait;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    UpdateMany,
};
use skein_foundation::{AppId, StoreError, Uid, UserKey};
use skein_identity::model::{
    ChangedUser, ChangesFrom, Deletion, DisplayName, IdentityChange, Revocation, TokensRevoked,
    Traits, User, UserChanged, UserChanges, UserFilter, UserPatch,
};
use skein_identity::ports::UserStore;

use super::rows::{from_user, to_json, to_user};
use super::sign_ins::end_sign_ins;
use crate::database::Store;
use crate::entity::user::{self, Column};
use crate::entity::{app, credential, setup_code};
use crate::error::{corrupt, is_unique_violation, store_error};

/// Uids that one statement looks for.
const UIDS_AT_ONCE: usize = 1_000;

#[async_trait]
impl UserStore for Store {
    async fn insert_user(&self, user: &User) -> Result<bool, StoreError> {
        let mut unit = self.begin_write().await?;
        let mut row = from_user(user)?;
        row.change_number = Set(next_change(unit.db(), &user.key.app).await?);
        match user::Entity::insert(row)
            .exec_without_returning(unit.db())
            .await
        {
            Err(error) if is_unique_violation(&error) => return Ok(false),
            other => other.map_err(store_error)?,
        };
        let change = IdentityChange::UserCreated(UserChanged::of(user));
        unit.record(&user.key.app, change.kind(), &change, user.created_at_ms)
            .await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn find_user(&self, key: &UserKey) -> Result<Option<User>, StoreError> {
        find_user(self.reader(), key).await
    }

    async fn find_users(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<User>, StoreError> {
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = user::Entity::find()
            .filter(Column::AppId.eq(app.as_str()))
            .filter(Column::Uid.is_in(uids.iter().map(Uid::as_str)))
            .all(self.reader())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_user).collect()
    }

    async fn list_existing(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<Uid>, StoreError> {
        let mut existing = Vec::with_capacity(uids.len());
        for part in uids.chunks(UIDS_AT_ONCE) {
            let found: Vec<String> = user::Entity::find()
                .select_only()
                .column(Column::Uid)
                .filter(Column::AppId.eq(app.as_str()))
                .filter(Column::Uid.is_in(part.iter().map(Uid::as_str)))
                .filter(Column::DeletedAtMs.is_null())
                .into_tuple()
                .all(self.reader())
                .await
                .map_err(store_error)?;
            for uid in &found {
                existing.push(Uid::parse(uid).map_err(corrupt)?);
            }
        }
        Ok(existing)
    }

    async fn list_users(
        &self,
        app: &AppId,
        filter: &UserFilter,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<User>, StoreError> {
        let mut query = user::Entity::find()
            .filter(matching(app, filter))
            .filter(Column::DeletedAtMs.is_null());
        if let Some(after) = after {
            query = query.filter(Column::Uid.gt(after.as_str()));
        }
        let rows = query
            .order_by_asc(Column::Uid)
            .limit(limit as u64)
            .all(self.reader())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_user).collect()
    }

    async fn list_user_changes(
        &self,
        app: &AppId,
        filter: &UserFilter,
        from: ChangesFrom,
        limit: usize,
    ) -> Result<UserChanges, StoreError> {
        // Read first: a change after this has a higher number, and is found or comes the next time.
        let newest = app::Entity::find_by_id(app.to_string())
            .one(self.reader())
            .await
            .map_err(store_error)?
            .map_or(0, |row| row.user_changes);
        let query = user::Entity::find().filter(matching(app, filter));
        let after = match from {
            ChangesFrom::After(number) => number,
            ChangesFrom::Time(time_ms) => {
                let first = user::Entity::find()
                    .filter(Column::AppId.eq(app.as_str()))
                    .filter(Column::ChangedAtMs.gte(time_ms))
                    .order_by_asc(Column::ChangeNumber)
                    .limit(1)
                    .one(self.reader())
                    .await
                    .map_err(store_error)?;
                first.map_or(newest, |first| first.change_number - 1)
            }
        };
        let rows = query
            .filter(Column::ChangeNumber.gt(after))
            .order_by_asc(Column::ChangeNumber)
            .limit(limit as u64)
            .all(self.reader())
            .await
            .map_err(store_error)?;
        let changed = rows.iter().map(|row| {
            Ok(ChangedUser {
                user: to_user(row)?,
                number: row.change_number,
                is_deleted: row.deleted_at_ms.is_some(),
            })
        });
        Ok(UserChanges {
            changed: changed.collect::<Result<_, StoreError>>()?,
            newest,
        })
    }

    async fn delete_user(
        &self,
        key: &UserKey,
        name: &DisplayName,
        revocation: Revocation,
    ) -> Result<Deletion, StoreError> {
        let mut unit = self.begin_write().await?;
        let Some(user) = find_user(unit.db(), key).await? else {
            let was_there = find_row(unit.db(), key).await?.is_some();
            return Ok(if was_there {
                Deletion::Before
            } else {
                Deletion::Unknown
            });
        };
        let now_ms = revocation.at_ms;
        end_tokens(unit.db(), key, revocation).await?;
        let patch = UserPatch {
            name: Some(name.clone()),
            verified: Some(false),
            traits: Some(Traits::default()),
            disabled: Some(true),
            ..UserPatch::default()
        };
        update_patched(unit.db(), key, &patch).await?;
        user::Entity::update_many()
            .col_expr(Column::Locale, Expr::value(""))
            .col_expr(Column::DeletedAtMs, Expr::value(now_ms))
            .filter(is_user(key))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        mark_changed(unit.db(), key, now_ms).await?;
        credential::Entity::delete_many()
            .filter(credential::Column::AppId.eq(key.app.as_str()))
            .filter(credential::Column::Uid.eq(key.uid.as_str()))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        setup_code::Entity::delete_many()
            .filter(setup_code::Column::AppId.eq(key.app.as_str()))
            .filter(setup_code::Column::Uid.eq(key.uid.as_str()))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        // As of somebody who was disabled: who serves customers gives them back, also after a crash.
        let after = patch.apply(user.clone());
        let change = IdentityChange::UserUpdated(UserChanged::of(&after));
        unit.record(&key.app, change.kind(), &change, now_ms)
            .await?;
        unit.commit().await?;
        Ok(Deletion::Done(user))
    }

    async fn patch_user(
        &self,
        key: &UserKey,
        patch: &UserPatch,
        now_ms: i64,
    ) -> Result<Option<User>, StoreError> {
        let mut unit = self.begin_write().await?;
        let Some(before) = find_user(unit.db(), key).await? else {
            return Ok(None);
        };
        let after = patch.apply(before.clone());
        if after == before {
            return Ok(Some(before));
        }
        update_patched(unit.db(), key, patch).await?;
        mark_changed(unit.db(), key, now_ms).await?;
        if after.disabled {
            end_sign_ins(unit.db(), key).await?;
        }
        let change = IdentityChange::UserUpdated(UserChanged::of(&after));
        unit.record(&key.app, change.kind(), &change, now_ms)
            .await?;
        unit.commit().await?;
        Ok(Some(after))
    }

    async fn revoke_tokens(
        &self,
        key: &UserKey,
        revocation: Revocation,
    ) -> Result<bool, StoreError> {
        let mut unit = self.begin_write().await?;
        if !end_tokens(unit.db(), key, revocation).await? {
            return Ok(false);
        }
        let uid = key.uid.clone();
        let change = IdentityChange::TokensRevoked(TokensRevoked { uid });
        unit.record(&key.app, change.kind(), &change, revocation.at_ms)
            .await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn restamp_revocation(
        &self,
        key: &UserKey,
        generation: i64,
        revocation: Revocation,
    ) -> Result<(), StoreError> {
        let unit = self.begin_write().await?;
        stamp_revocation(revocation)
            .filter(is_user(key))
            .filter(Column::TokenGeneration.eq(generation))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await
    }

    async fn touch_user(&self, key: &UserKey, now_ms: i64) -> Result<(), StoreError> {
        let unit = self.begin_write().await?;
        user::Entity::update_many()
            .col_expr(Column::LastSeenAtMs, Expr::value(now_ms))
            .filter(is_user(key))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await
    }
}

pub(super) async fn find_user(
    db: &impl ConnectionTrait,
    key: &UserKey,
) -> Result<Option<User>, StoreError> {
    let row = find_row(db, key).await?;
    row.filter(|row| row.deleted_at_ms.is_none())
        .as_ref()
        .map(to_user)
        .transpose()
}

/// Deleted or not.
async fn find_row(
    db: &impl ConnectionTrait,
    key: &UserKey,
) -> Result<Option<user::Model>, StoreError> {
    let id = (key.app.to_string(), key.uid.to_string());
    user::Entity::find_by_id(id)
        .one(db)
        .await
        .map_err(store_error)
}

fn matching(app: &AppId, filter: &UserFilter) -> Condition {
    let mut condition = Condition::all().add(Column::AppId.eq(app.as_str()));
    if let Some(kind) = filter.kind {
        condition = condition.add(Column::Kind.eq(kind.name()));
    }
    if let Some(text) = &filter.text {
        let escaped = text
            .replace('!', "!!")
            .replace('%', "!%")
            .replace('_', "!_");
        let like = LikeExpr::new(format!("%{escaped}%")).escape('!');
        condition = condition.add(
            Condition::any()
                .add(Column::Uid.like(like.clone()))
                .add(Column::Name.like(like)),
        );
    }
    condition
}

/// The next number of the app's changes. Whoever draws one holds the app's row until the end of the transaction, so that
/// numbers become visible in their order.
async fn next_change(db: &impl ConnectionTrait, app: &AppId) -> Result<i64, StoreError> {
    app::Entity::update_many()
        .col_expr(
            app::Column::UserChanges,
            Expr::col(app::Column::UserChanges).add(1),
        )
        .filter(app::Column::AppId.eq(app.as_str()))
        .exec(db)
        .await
        .map_err(store_error)?;
    let row = app::Entity::find_by_id(app.to_string())
        .one(db)
        .await
        .map_err(store_error)?;
    Ok(row.map_or(0, |row| row.user_changes))
}

pub(super) async fn mark_changed(
    db: &impl ConnectionTrait,
    key: &UserKey,
    now_ms: i64,
) -> Result<(), StoreError> {
    let number = next_change(db, &key.app).await?;
    user::Entity::update_many()
        .col_expr(Column::ChangeNumber, Expr::value(number))
        .col_expr(Column::ChangedAtMs, Expr::value(now_ms))
        .filter(is_user(key))
        .exec(db)
        .await
        .map_err(store_error)?;
    Ok(())
}

/// Writes the columns that the patch names and no others.
pub(super) async fn update_patched(
    db: &impl ConnectionTrait,
    key: &UserKey,
    patch: &UserPatch,
) -> Result<(), StoreError> {
    let mut update = user::Entity::update_many().filter(is_user(key));
    if let Some(name) = &patch.name {
        update = update.col_expr(Column::Name, Expr::value(name.as_str()));
    }
    if let Some(role) = patch.role {
        update = update.col_expr(Column::Role, Expr::value(role.name()));
    }
    if let Some(verified) = patch.verified {
        update = update.col_expr(Column::Verified, Expr::value(verified));
    }
    if let Some(traits) = &patch.traits {
        update = update.col_expr(Column::Traits, Expr::value(to_json(traits)?));
    }
    if let Some(locale) = &patch.locale {
        update = update.col_expr(Column::Locale, Expr::value(locale.as_str()));
    }
    if let Some(disabled) = patch.disabled {
        update = update.col_expr(Column::Disabled, Expr::value(disabled));
    }
    update.exec(db).await.map_err(store_error)?;
    Ok(())
}

/// Tokens of earlier generations are refused from now on, and nobody stays signed in. False when there is no such user.
pub(super) async fn end_tokens(
    db: &impl ConnectionTrait,
    key: &UserKey,
    revocation: Revocation,
) -> Result<bool, StoreError> {
    let next = Expr::col(Column::TokenGeneration).add(1);
    let ended = stamp_revocation(revocation)
        .col_expr(Column::TokenGeneration, next)
        .filter(is_user(key))
        .exec(db)
        .await
        .map_err(store_error)?;
    end_sign_ins(db, key).await?;
    Ok(ended.rows_affected > 0)
}

fn stamp_revocation(revocation: Revocation) -> UpdateMany<user::Entity> {
    user::Entity::update_many()
        .col_expr(Column::TokensValidFromMs, Expr::value(revocation.at_ms))
        .col_expr(
            Column::TokensValidFromLatestMs,
            Expr::value(revocation.latest_ms),
        )
}

fn is_user(key: &UserKey) -> Condition {
    Condition::all()
        .add(Column::AppId.eq(key.app.as_str()))
        .add(Column::Uid.eq(key.uid.as_str()))
}
