//! What is one statement and decides on nothing: it is committed at once.

use async_trait::async_trait;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use skein_foundation::{AppId, Lock, StoreError, UserKey};
use skein_identity::model::{AppKey, AppKeyId, Revocation, SignInId, SiteKey};
use skein_identity::ports::{IdentityStore, IdentityUnit};

use super::rows::from_app_key;
use super::unit::{is_sign_in, is_user, stamp_revocation};
use crate::database::Store;
use crate::entity::{app, app_key, sign_in, site, user};
use crate::error::store_error;

#[async_trait]
impl IdentityStore for Store {
    async fn begin(&self, locks: &[Lock]) -> Result<Box<dyn IdentityUnit>, StoreError> {
        Ok(Box::new(self.begin_locked(locks).await?))
    }

    async fn drop_previous_secret(&self, id: &AppId) -> Result<bool, StoreError> {
        let unit = self.begin_write().await?;
        let dropped = app::Entity::update_many()
            .col_expr(
                app::Column::PreviousTokenSecret,
                Expr::value(None::<String>),
            )
            .filter(app::Column::AppId.eq(id.as_str()))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await?;
        Ok(dropped.rows_affected > 0)
    }

    async fn delete_site(
        &self,
        app: &AppId,
        key: &SiteKey,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let unit = self.begin_write().await?;
        let deleted = site::Entity::update_many()
            .col_expr(site::Column::DeletedAtMs, Expr::value(now_ms))
            .filter(site::Column::AppId.eq(app.as_str()))
            .filter(site::Column::SiteKey.eq(key.as_str()))
            .filter(site::Column::DeletedAtMs.is_null())
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await?;
        Ok(deleted.rows_affected > 0)
    }

    async fn insert_app_key(&self, key: &AppKey) -> Result<(), StoreError> {
        let unit = self.begin_write().await?;
        app_key::Entity::insert(from_app_key(key))
            .exec_without_returning(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await
    }

    async fn revoke_app_key(
        &self,
        app: &AppId,
        id: &AppKeyId,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let unit = self.begin_write().await?;
        let first = Expr::col(app_key::Column::RevokedAtMs).if_null(now_ms);
        let revoked = app_key::Entity::update_many()
            .col_expr(app_key::Column::RevokedAtMs, first)
            .filter(app_key::Column::AppId.eq(app.as_str()))
            .filter(app_key::Column::KeyId.eq(id.as_str()))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await?;
        Ok(revoked.rows_affected > 0)
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
            .filter(user::Column::TokenGeneration.eq(generation))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await
    }

    async fn touch_user(&self, key: &UserKey, now_ms: i64) -> Result<(), StoreError> {
        let unit = self.begin_write().await?;
        user::Entity::update_many()
            .col_expr(user::Column::LastSeenAtMs, Expr::value(now_ms))
            .filter(is_user(key))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await
    }

    async fn end_sign_in(&self, app: &AppId, id: &SignInId) -> Result<bool, StoreError> {
        let unit = self.begin_write().await?;
        let ended = sign_in::Entity::delete_many()
            .filter(is_sign_in(app, id))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await?;
        Ok(ended.rows_affected > 0)
    }
}
