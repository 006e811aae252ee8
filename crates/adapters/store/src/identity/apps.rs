//! Apps, their sites and their keys.

use async_trait::async_trait;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use skein_foundation::{AppId, StoreError};
use skein_identity::model::{
    App, AppCreated, AppKey, AppKeyId, IdentityChange, Site, SiteKey, SitePatch, TokenSecret,
};
use skein_identity::ports::AppStore;

use super::rows::{from_site, to_app, to_app_key, to_site};
use crate::database::Store;
use crate::entity::hidden::{HiddenBytes, HiddenText};
use crate::entity::{app, app_key, site};
use crate::error::{is_unique_violation, store_error};

#[async_trait]
impl AppStore for Store {
    async fn insert_app(&self, app: &App) -> Result<bool, StoreError> {
        let mut unit = self.begin_write().await?;
        let secret = |secret: &TokenSecret| HiddenText(secret.expose().to_owned());
        let row = app::ActiveModel {
            app_id: Set(app.id.to_string()),
            name: Set(app.name.to_string()),
            token_secret: Set(secret(&app.secrets.current)),
            previous_token_secret: Set(app.secrets.previous.as_ref().map(secret)),
            created_at_ms: Set(app.created_at_ms),
            user_changes: Set(0),
        };
        match app::Entity::insert(row)
            .exec_without_returning(unit.db())
            .await
        {
            Err(error) if is_unique_violation(&error) => return Ok(false),
            other => other.map_err(store_error)?,
        };
        let change = IdentityChange::AppCreated(AppCreated::of(app));
        unit.record(&app.id, change.kind(), &change, app.created_at_ms)
            .await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn find_app(&self, id: &AppId) -> Result<Option<App>, StoreError> {
        let row = app::Entity::find_by_id(id.to_string())
            .one(self.reader())
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
            .all(self.reader())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_app).collect()
    }

    async fn rotate_token_secret(&self, id: &AppId, new: &TokenSecret) -> Result<bool, StoreError> {
        let unit = self.begin_write().await?;
        let row = app::Entity::find_by_id(id.to_string())
            .one(unit.db())
            .await
            .map_err(store_error)?;
        let Some(row) = row else { return Ok(false) };
        // Both values are given, since engines differ in whether a statement sees its own assignments.
        let rotated = app::Entity::update_many()
            .col_expr(app::Column::TokenSecret, Expr::value(new.expose()))
            .col_expr(
                app::Column::PreviousTokenSecret,
                Expr::value(row.token_secret.0.as_str()),
            )
            .filter(app::Column::AppId.eq(id.as_str()))
            .filter(app::Column::TokenSecret.eq(row.token_secret.0.as_str()))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        if rotated.rows_affected != 1 {
            return Err(StoreError::conflict(
                "the secret was rotated by somebody else",
            ));
        }
        unit.commit().await?;
        Ok(true)
    }

    async fn drop_previous_secret(&self, id: &AppId) -> Result<bool, StoreError> {
        let unit = self.begin_write().await?;
        let row = app::Entity::find_by_id(id.to_string())
            .one(unit.db())
            .await
            .map_err(store_error)?;
        if row.is_none() {
            return Ok(false);
        }
        app::Entity::update_many()
            .col_expr(
                app::Column::PreviousTokenSecret,
                Expr::value(None::<String>),
            )
            .filter(app::Column::AppId.eq(id.as_str()))
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await?;
        Ok(true)
    }

    async fn put_site(&self, site: &Site) -> Result<Option<Site>, StoreError> {
        let unit = self.begin_write().await?;
        let mut site = site.clone();
        match find_site_row(unit.db(), &site.key).await? {
            Some(existing) if existing.app_id != site.app.as_str() => return Ok(None),
            Some(existing) => {
                site.created_at_ms = existing.created_at_ms;
                let row = from_site(&site)?;
                row.update(unit.db()).await.map_err(store_error)?;
            }
            None => {
                let row = from_site(&site)?;
                site::Entity::insert(row)
                    .exec_without_returning(unit.db())
                    .await
                    .map_err(store_error)?;
            }
        }
        unit.commit().await?;
        Ok(Some(site))
    }

    async fn patch_site(
        &self,
        app: &AppId,
        key: &SiteKey,
        patch: &SitePatch,
    ) -> Result<Option<Site>, StoreError> {
        let unit = self.begin_write().await?;
        let Some(row) = find_own_site_row(unit.db(), app, key).await? else {
            return Ok(None);
        };
        let site = patch.apply(to_site(&row)?);
        let row = from_site(&site)?;
        row.update(unit.db()).await.map_err(store_error)?;
        unit.commit().await?;
        Ok(Some(site))
    }

    async fn delete_site(
        &self,
        app: &AppId,
        key: &SiteKey,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let unit = self.begin_write().await?;
        let Some(row) = find_own_site_row(unit.db(), app, key).await? else {
            return Ok(false);
        };
        let mut row = row.into_active_model();
        row.deleted_at_ms = Set(Some(now_ms));
        row.update(unit.db()).await.map_err(store_error)?;
        unit.commit().await?;
        Ok(true)
    }

    async fn find_site(&self, key: &SiteKey) -> Result<Option<Site>, StoreError> {
        let row = find_site_row(self.reader(), key).await?;
        row.filter(is_open).as_ref().map(to_site).transpose()
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
            .all(self.reader())
            .await
            .map_err(store_error)?;
        rows.iter().map(to_site).collect()
    }

    async fn insert_app_key(&self, key: &AppKey) -> Result<(), StoreError> {
        let unit = self.begin_write().await?;
        let row = app_key::ActiveModel {
            app_id: Set(key.app.to_string()),
            key_id: Set(key.id.to_string()),
            name: Set(key.name.to_string()),
            secret_digest: Set(HiddenBytes(key.secret_digest.as_bytes().to_vec())),
            created_at_ms: Set(key.created_at_ms),
            revoked_at_ms: Set(key.revoked_at_ms),
        };
        app_key::Entity::insert(row)
            .exec_without_returning(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await
    }

    async fn find_app_key(&self, id: &AppKeyId) -> Result<Option<AppKey>, StoreError> {
        let row = app_key::Entity::find()
            .filter(app_key::Column::KeyId.eq(id.as_str()))
            .one(self.reader())
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
            .all(self.reader())
            .await
            .map_err(store_error)?;
        rows.into_iter().map(to_app_key).collect()
    }

    async fn revoke_app_key(
        &self,
        app: &AppId,
        id: &AppKeyId,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let unit = self.begin_write().await?;
        let key = (app.to_string(), id.to_string());
        let row = app_key::Entity::find_by_id(key)
            .one(unit.db())
            .await
            .map_err(store_error)?;
        if row.is_none() {
            return Ok(false);
        }
        app_key::Entity::update_many()
            .col_expr(app_key::Column::RevokedAtMs, Expr::value(now_ms))
            .filter(app_key::Column::AppId.eq(app.as_str()))
            .filter(app_key::Column::KeyId.eq(id.as_str()))
            .filter(app_key::Column::RevokedAtMs.is_null())
            .exec(unit.db())
            .await
            .map_err(store_error)?;
        unit.commit().await?;
        Ok(true)
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

async fn find_own_site_row(
    db: &impl ConnectionTrait,
    app: &AppId,
    key: &SiteKey,
) -> Result<Option<site::Model>, StoreError> {
    let row = find_site_row(db, key).await?;
    Ok(row.filter(|row| is_open(row) && row.app_id == app.as_str()))
}

fn is_open(row: &site::Model) -> bool {
    row.deleted_at_ms.is_none()
}
