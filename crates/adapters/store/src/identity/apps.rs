//! Reading apps, their sites and their keys.

use async_trait::async_trait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use skein_foundation::{AppId, StoreError};
use skein_identity::model::{App, AppKey, AppKeyId, Site, SiteKey};
use skein_identity::ports::AppQueries;

use super::rows::{to_app, to_app_key, to_site};
use crate::entity::{app, app_key, site};
use crate::error::{corrupt, store_error};
use crate::sql::{Connection, Sql};

#[async_trait]
impl<C: Connection> AppQueries for Sql<C> {
    async fn find_app(&self, id: &AppId) -> Result<Option<App>, StoreError> {
        let row = app::Entity::find_by_id(id.to_string())
            .one(self.db())
            .await
            .map_err(store_error)?;
        row.as_ref().map(to_app).transpose()
    }

    async fn list_apps(&self, after: Option<&AppId>, limit: usize) -> Result<Vec<App>, StoreError> {
        let mut query = app::Entity::find();
        if let Some(after) = after {
            query = query.filter(app::Column::AppId.gt(after.as_str()));
        }
        let rows = query
            .order_by_asc(app::Column::AppId)
            .limit(limit as u64)
            .all(self.db())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_app).collect()
    }

    async fn find_site(&self, key: &SiteKey) -> Result<Option<Site>, StoreError> {
        let row = find_site_row(self.db(), key).await?;
        row.filter(is_open).as_ref().map(to_site).transpose()
    }

    async fn find_site_holder(&self, key: &SiteKey) -> Result<Option<(AppId, i64)>, StoreError> {
        let Some(row) = find_site_row(self.db(), key).await? else {
            return Ok(None);
        };
        let app = AppId::parse(&row.app_id).map_err(corrupt)?;
        Ok(Some((app, row.created_at_ms)))
    }

    async fn list_sites(
        &self,
        app: &AppId,
        after: Option<&SiteKey>,
        limit: usize,
    ) -> Result<Vec<Site>, StoreError> {
        let mut query = site::Entity::find()
            .filter(site::Column::AppId.eq(app.as_str()))
            .filter(site::Column::DeletedAtMs.is_null());
        if let Some(after) = after {
            query = query.filter(site::Column::SiteKey.gt(after.as_str()));
        }
        let rows = query
            .order_by_asc(site::Column::SiteKey)
            .limit(limit as u64)
            .all(self.db())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_site).collect()
    }

    async fn find_app_key(&self, id: &AppKeyId) -> Result<Option<AppKey>, StoreError> {
        let row = app_key::Entity::find()
            .filter(app_key::Column::KeyId.eq(id.as_str()))
            .one(self.db())
            .await
            .map_err(store_error)?;
        row.map(to_app_key).transpose()
    }

    async fn list_app_keys(
        &self,
        app: &AppId,
        after: Option<&AppKeyId>,
        limit: usize,
    ) -> Result<Vec<AppKey>, StoreError> {
        let mut query = app_key::Entity::find().filter(app_key::Column::AppId.eq(app.as_str()));
        if let Some(after) = after {
            query = query.filter(app_key::Column::KeyId.gt(after.as_str()));
        }
        let rows = query
            .order_by_asc(app_key::Column::KeyId)
            .limit(limit as u64)
            .all(self.db())
            .await
            .map_err(store_error)?;
        rows.into_iter().map(to_app_key).collect()
    }
}

/// Deleted or not: the key stays its app's.
async fn find_site_row(
    db: &impl ConnectionTrait,
    key: &SiteKey,
) -> Result<Option<site::Model>, StoreError> {
    site::Entity::find()
        .filter(site::Column::SiteKey.eq(key.as_str()))
        .one(db)
        .await
        .map_err(store_error)
}

fn is_open(row: &site::Model) -> bool {
    row.deleted_at_ms.is_none()
}
