//! Reading users of an app: by uid, in its order, or in the order of their changes.

use async_trait::async_trait;
use sea_orm::sea_query::LikeExpr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use skein_foundation::{AppId, StoreError, Uid, UserKey};
use skein_identity::model::{ChangedUser, ChangesFrom, User, UserChanges, UserFilter};
use skein_identity::ports::UserQueries;

use super::rows::to_user;
use crate::entity::app;
use crate::entity::user::{self, Column};
use crate::error::{corrupt, store_error};
use crate::sql::{Connection, Sql};

/// Uids that one statement looks for.
const UIDS_AT_ONCE: usize = 1_000;

#[async_trait]
impl<C: Connection> UserQueries for Sql<C> {
    async fn find_user(&self, key: &UserKey) -> Result<Option<User>, StoreError> {
        let id = (key.app.to_string(), key.uid.to_string());
        let row = user::Entity::find_by_id(id)
            .one(self.db())
            .await
            .map_err(store_error)?;
        row.filter(|row| row.deleted_at_ms.is_none())
            .as_ref()
            .map(to_user)
            .transpose()
    }

    async fn find_users(&self, app: &AppId, uids: &[Uid]) -> Result<Vec<User>, StoreError> {
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = user::Entity::find()
            .filter(Column::AppId.eq(app.as_str()))
            .filter(Column::Uid.is_in(uids.iter().map(Uid::as_str)))
            .all(self.db())
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
                .all(self.db())
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
            .all(self.db())
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
            .one(self.db())
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
                    .one(self.db())
                    .await
                    .map_err(store_error)?;
                first.map_or(newest, |first| first.change_number - 1)
            }
        };
        let rows = query
            .filter(Column::ChangeNumber.gt(after))
            .order_by_asc(Column::ChangeNumber)
            .limit(limit as u64)
            .all(self.db())
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
