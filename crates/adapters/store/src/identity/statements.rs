//! What no command writes, since nobody follows it: it is one statement, committed at once.

use async_trait::async_trait;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use skein_foundation::{Lock, StoreError, UserKey};
use skein_identity::model::Revocation;
use skein_identity::ports::{IdentityStore, IdentityUnit};

use super::unit::{is_user, stamp_revocation};
use crate::database::Store;
use crate::entity::user;
use crate::error::store_error;

#[async_trait]
impl IdentityStore for Store {
    async fn begin(&self, locks: &[Lock]) -> Result<Box<dyn IdentityUnit>, StoreError> {
        Ok(Box::new(self.begin_locked(locks).await?))
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
}
