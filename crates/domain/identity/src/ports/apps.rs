//! Apps, their sites and their keys.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError};

use crate::model::{App, AppKey, AppKeyId, Site, SiteKey};

#[async_trait]
pub trait AppQueries: Send + Sync + fmt::Debug {
    async fn find_app(&self, id: &AppId) -> Result<Option<App>, StoreError>;

    /// By id, after the one named.
    async fn list_apps(&self, after: Option<&AppId>, limit: usize) -> Result<Vec<App>, StoreError>;

    /// Finds out the app: a visitor names only the site.
    async fn find_site(&self, key: &SiteKey) -> Result<Option<Site>, StoreError>;

    /// Whose the key is, and when its site was made; also of one that was deleted.
    async fn find_site_holder(&self, key: &SiteKey) -> Result<Option<(AppId, i64)>, StoreError>;

    /// By key, after the one named.
    async fn list_sites(
        &self,
        app: &AppId,
        after: Option<&SiteKey>,
        limit: usize,
    ) -> Result<Vec<Site>, StoreError>;

    /// Finds out the app: a business server names only the key. Revoked keys are found too.
    async fn find_app_key(&self, id: &AppKeyId) -> Result<Option<AppKey>, StoreError>;

    /// By id, after the one named, revoked ones included.
    async fn list_app_keys(
        &self,
        app: &AppId,
        after: Option<&AppKeyId>,
        limit: usize,
    ) -> Result<Vec<AppKey>, StoreError>;
}
