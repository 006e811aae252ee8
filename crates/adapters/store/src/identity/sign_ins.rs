//! Browsers in which somebody is signed in.

use async_trait::async_trait;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use skein_foundation::{AppId, StoreError, UserKey};
use skein_identity::model::{SecretDigest, SignInId, SignInSession};
use skein_identity::ports::SignInStore;

use super::rows::to_sign_in;
use super::users::find_user;
use crate::database::Store;
use crate::entity::hidden::HiddenBytes;
use crate::entity::sign_in::{self, Column};
use crate::error::store_error;

#[async_trait]
impl SignInStore for Store {
    async fn insert_sign_in(
        &self,
        session: &SignInSession,
        generation: i64,
        max_per_user: usize,
    ) -> Result<bool, StoreError> {
        let unit = self.begin_write().await?;
        let user = find_user(unit.db(), &session.user).await?;
        if user.is_none_or(|user| user.disabled || user.token_generation != generation) {
            return Ok(false);
        }
        end_oldest(unit.db(), &session.user, max_per_user.saturating_sub(1)).await?;
        let row = sign_in::ActiveModel {
            app_id: Set(session.user.app.to_string()),
            sign_in_id: Set(session.id.to_string()),
            uid: Set(session.user.uid.to_string()),
            secret_digest: Set(HiddenBytes(session.secret_digest.as_bytes().to_vec())),
            created_at_ms: Set(session.created_at_ms),
            last_used_at_ms: Set(session.last_used_at_ms),
            ends_at_ms: Set(session.ends_at_ms),
            used_number: Set(next_use(unit.db(), &session.user).await?),
        };
        sign_in::Entity::insert(row)
            .exec_without_returning(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await?;
        Ok(true)
    }

    async fn find_sign_in(
        &self,
        app: &AppId,
        id: &SignInId,
    ) -> Result<Option<SignInSession>, StoreError> {
        let row = sign_in::Entity::find_by_id((app.to_string(), id.to_string()))
            .one(self.reader())
            .await
            .map_err(store_error)?;
        row.map(to_sign_in).transpose()
    }

    async fn find_sign_in_by_secret(
        &self,
        digest: &SecretDigest,
    ) -> Result<Option<SignInSession>, StoreError> {
        let row = sign_in::Entity::find()
            .filter(Column::SecretDigest.eq(digest.as_bytes().to_vec()))
            .one(self.reader())
            .await
            .map_err(store_error)?;
        row.map(to_sign_in).transpose()
    }

    async fn note_sign_in(&self, session: &SignInSession) -> Result<bool, StoreError> {
        let unit = self.begin_write().await?;
        let number = next_use(unit.db(), &session.user).await?;
        let noted = sign_in::Entity::update_many()
            .col_expr(Column::CreatedAtMs, Expr::value(session.created_at_ms))
            .col_expr(Column::LastUsedAtMs, Expr::value(session.last_used_at_ms))
            .col_expr(Column::EndsAtMs, Expr::value(session.ends_at_ms))
            .col_expr(Column::UsedNumber, Expr::value(number))
            .filter(is_session(&session.user.app, &session.id))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await?;
        Ok(noted.rows_affected > 0)
    }

    async fn end_sign_in(&self, app: &AppId, id: &SignInId) -> Result<bool, StoreError> {
        let unit = self.begin_write().await?;
        let ended = sign_in::Entity::delete_many()
            .filter(is_session(app, id))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await?;
        Ok(ended.rows_affected > 0)
    }
}

/// All sessions of the user.
pub(super) async fn end_sign_ins(
    db: &impl ConnectionTrait,
    user: &UserKey,
) -> Result<(), StoreError> {
    sign_in::Entity::delete_many()
        .filter(is_of(user))
        .exec(db)
        .await
        .map_err(store_error)?;
    Ok(())
}

/// Keeps so many of the user's sessions, those used last.
async fn end_oldest(
    db: &impl ConnectionTrait,
    user: &UserKey,
    keep: usize,
) -> Result<(), StoreError> {
    let of_user = sign_in::Entity::find()
        .filter(is_of(user))
        .order_by_desc(Column::UsedNumber)
        .order_by_desc(Column::SignInId)
        .all(db)
        .await
        .map_err(store_error)?;
    let ended: Vec<&str> = of_user
        .iter()
        .skip(keep)
        .map(|row| row.sign_in_id.as_str())
        .collect();
    if ended.is_empty() {
        return Ok(());
    }
    sign_in::Entity::delete_many()
        .filter(is_of(user))
        .filter(Column::SignInId.is_in(ended))
        .exec(db)
        .await
        .map_err(store_error)?;
    Ok(())
}

/// Counts how often sessions of the user were used: a clock that was ahead must not keep one for ever.
async fn next_use(db: &impl ConnectionTrait, user: &UserKey) -> Result<i64, StoreError> {
    let newest = sign_in::Entity::find()
        .filter(is_of(user))
        .order_by_desc(Column::UsedNumber)
        .limit(1)
        .one(db)
        .await
        .map_err(store_error)?;
    Ok(newest.map_or(1, |newest| newest.used_number + 1))
}

fn is_of(user: &UserKey) -> Condition {
    Condition::all()
        .add(Column::AppId.eq(user.app.as_str()))
        .add(Column::Uid.eq(user.uid.as_str()))
}

fn is_session(app: &AppId, id: &SignInId) -> Condition {
    Condition::all()
        .add(Column::AppId.eq(app.as_str()))
        .add(Column::SignInId.eq(id.as_str()))
}
