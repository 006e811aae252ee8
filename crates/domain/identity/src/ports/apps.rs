//! Apps, their sites and their keys.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError};

use crate::model::{App, AppKey, AppKeyId, Site, SiteKey, SitePatch, TokenSecret};

#[async_trait]
pub trait AppStore: Send + Sync + fmt::Debug {
    /// False when there is an app with this id already; it stays as it was.
    async fn insert_app(&self, app: &App) -> Result<bool, StoreError>;

    async fn find_app(&self, id: &AppId) -> Result<Option<App>, StoreError>;

    /// By id, after the one named.
    async fn list_apps(&self, after: Option<&AppId>, limit: usize) -> Result<Vec<App>, StoreError>;

    /// Makes the secret the current one and the current one the previous one. False when there is no such app.
    async fn rotate_token_secret(&self, id: &AppId, new: &TokenSecret) -> Result<bool, StoreError>;

    /// From now on only the current secret holds. False when there is no such app.
    async fn drop_previous_secret(&self, id: &AppId) -> Result<bool, StoreError>;

    /// Adds the site or replaces the one with this key, also one that was deleted. Gives the site as it is
    /// afterwards: the time of creation stays. `None`, and nothing changes, when the key belongs to another app.
    async fn put_site(&self, site: &Site) -> Result<Option<Site>, StoreError>;

    /// Gives the site as it is afterwards; `None` when the app has no such site.
    async fn patch_site(
        &self,
        app: &AppId,
        key: &SiteKey,
        patch: &SitePatch,
    ) -> Result<Option<Site>, StoreError>;

    /// From now on it is neither found nor listed, but its key stays the app's: on the pages that name it nobody
    /// else's site appears. False when the app has no such site.
    async fn delete_site(
        &self,
        app: &AppId,
        key: &SiteKey,
        now_ms: i64,
    ) -> Result<bool, StoreError>;

    /// Finds out the app: a visitor names only the site.
    async fn find_site(&self, key: &SiteKey) -> Result<Option<Site>, StoreError>;

    /// By key, after the one named.
    async fn list_sites(
        &self,
        app: &AppId,
        after: Option<&SiteKey>,
        limit: usize,
    ) -> Result<Vec<Site>, StoreError>;

    /// Fails with kind `Conflict` when the id is taken.
    async fn insert_app_key(&self, key: &AppKey) -> Result<(), StoreError>;

    /// Finds out the app: a business server names only the key. Revoked keys are found too.
    async fn find_app_key(&self, id: &AppKeyId) -> Result<Option<AppKey>, StoreError>;

    /// By id, after the one named, revoked ones included.
    async fn list_app_keys(
        &self,
        app: &AppId,
        after: Option<&AppKeyId>,
        limit: usize,
    ) -> Result<Vec<AppKey>, StoreError>;

    /// False when the app has no such key. The time of the first revocation stays.
    async fn revoke_app_key(
        &self,
        app: &AppId,
        id: &AppKeyId,
        now_ms: i64,
    ) -> Result<bool, StoreError>;
}
