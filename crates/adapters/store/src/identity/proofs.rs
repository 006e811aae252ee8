//! Reading passwords and setup codes.

use async_trait::async_trait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use skein_foundation::{StoreError, UserKey};
use skein_identity::model::{SecretDigest, SetupCode};
use skein_identity::ports::ProofQueries;

use super::rows::to_setup_code;
use crate::entity::{credential, setup_code};
use crate::error::store_error;
use crate::sql::{Connection, Sql};

#[async_trait]
impl<C: Connection> ProofQueries for Sql<C> {
    async fn find_password_hash(&self, user: &UserKey) -> Result<Option<String>, StoreError> {
        let row = credential::Entity::find_by_id((user.app.to_string(), user.uid.to_string()))
            .one(self.db())
            .await
            .map_err(store_error)?;
        Ok(row.map(|row| row.password_hash.0))
    }

    async fn find_setup_code(
        &self,
        digest: &SecretDigest,
    ) -> Result<Option<SetupCode>, StoreError> {
        let row = setup_code::Entity::find()
            .filter(setup_code::Column::CodeDigest.eq(digest.as_bytes().to_vec()))
            .one(self.db())
            .await
            .map_err(store_error)?;
        row.map(to_setup_code).transpose()
    }
}
