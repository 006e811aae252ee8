//! Reading in which browsers somebody is signed in.

use async_trait::async_trait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use skein_foundation::{AppId, StoreError, UserKey};
use skein_identity::model::{SecretDigest, SignInId, SignInSession};
use skein_identity::ports::SignInQueries;

use super::rows::to_sign_in;
use crate::entity::sign_in::{self, Column};
use crate::error::store_error;
use crate::sql::{Connection, Sql};

#[async_trait]
impl<C: Connection> SignInQueries for Sql<C> {
    async fn find_sign_in(
        &self,
        app: &AppId,
        id: &SignInId,
    ) -> Result<Option<SignInSession>, StoreError> {
        let row = sign_in::Entity::find_by_id((app.to_string(), id.to_string()))
            .one(self.db())
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
            .one(self.db())
            .await
            .map_err(store_error)?;
        row.map(to_sign_in).transpose()
    }

    async fn list_sign_ins(&self, user: &UserKey) -> Result<Vec<SignInSession>, StoreError> {
        let rows = sign_in::Entity::find()
            .filter(Column::AppId.eq(user.app.as_str()))
            .filter(Column::Uid.eq(user.uid.as_str()))
            .order_by_desc(Column::UsedNumber)
            .order_by_desc(Column::SignInId)
            .all(self.db())
            .await
            .map_err(store_error)?;
        rows.into_iter().map(to_sign_in).collect()
    }
}
