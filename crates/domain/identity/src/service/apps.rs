//! Apps, their secrets and their sites.

use skein_foundation::{AppId, StoreError};
use thiserror::Error;

use super::Identity;
use crate::model::{
    AllowedOrigins, App, DisplayName, Site, SiteKey, SitePatch, TokenSecret, TokenSecrets,
};

#[derive(Debug, Error)]
pub enum AppError {
    #[error("there is an app with this id already")]
    Exists,
    #[error("there is no such app")]
    Unknown,
    #[error("the site key belongs to another app")]
    SiteKeyTaken,
    #[error("a site has more than {} allowed origins", AllowedOrigins::MAX)]
    TooManyOrigins,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Identity {
    pub async fn create_app(&self, id: AppId, name: DisplayName) -> Result<App, AppError> {
        let secrets = TokenSecrets {
            current: TokenSecret::generate(),
            previous: None,
        };
        let app = App {
            id,
            name,
            secrets,
            created_at_ms: self.now_ms(),
        };
        if self.commands().create_app(&app).await? {
            Ok(app)
        } else {
            Err(AppError::Exists)
        }
    }

    pub async fn find_app(&self, id: &AppId) -> Result<Option<App>, StoreError> {
        self.ports.store.find_app(id).await
    }

    /// By id, after the one named.
    pub async fn list_apps(
        &self,
        after: Option<&AppId>,
        limit: usize,
    ) -> Result<Vec<App>, StoreError> {
        self.ports.store.list_apps(after, limit).await
    }

    /// Another secret to sign with, which the caller has made; tokens signed with the one before still hold. A second
    /// rotation ends them.
    pub async fn rotate_token_secret(
        &self,
        id: &AppId,
        secret: &TokenSecret,
    ) -> Result<(), AppError> {
        if self
            .commands()
            .rotate_token_secret(id, secret, self.now_ms())
            .await?
        {
            Ok(())
        } else {
            Err(AppError::Unknown)
        }
    }

    /// Ends the tokens signed with the secret before the current one.
    pub async fn drop_previous_secret(&self, id: &AppId) -> Result<(), AppError> {
        if self
            .commands()
            .drop_previous_secret(id, self.now_ms())
            .await?
        {
            Ok(())
        } else {
            Err(AppError::Unknown)
        }
    }

    /// Adds a site or replaces the one with this key.
    /// The site as it is afterwards: made when it was made first.
    pub async fn put_site(&self, site: &Site) -> Result<Site, AppError> {
        check_origins(&site.allowed_origins)?;
        if self.ports.store.find_app(&site.app).await?.is_none() {
            return Err(AppError::Unknown);
        }
        let stored = self.commands().put_site(site, self.now_ms()).await?;
        stored.ok_or(AppError::SiteKeyTaken)
    }

    /// The site as it is afterwards; `None` when the app has no such site.
    pub async fn patch_site(
        &self,
        app: &AppId,
        key: &SiteKey,
        patch: &SitePatch,
    ) -> Result<Option<Site>, AppError> {
        if let Some(origins) = &patch.allowed_origins {
            check_origins(origins)?;
        }
        Ok(self
            .commands()
            .patch_site(app, key, patch, self.now_ms())
            .await?)
    }

    /// Nobody begins a session there any more. The key stays the app's. False when the app has no such site.
    pub async fn delete_site(&self, app: &AppId, key: &SiteKey) -> Result<bool, StoreError> {
        self.commands().delete_site(app, key, self.now_ms()).await
    }

    pub async fn find_site(&self, key: &SiteKey) -> Result<Option<Site>, StoreError> {
        self.ports.store.find_site(key).await
    }

    /// By key, after the one named.
    pub async fn list_sites(
        &self,
        app: &AppId,
        after: Option<&SiteKey>,
        limit: usize,
    ) -> Result<Vec<Site>, StoreError> {
        self.ports.store.list_sites(app, after, limit).await
    }
}

fn check_origins(origins: &AllowedOrigins) -> Result<(), AppError> {
    match origins {
        AllowedOrigins::Only(list) if list.len() > AllowedOrigins::MAX => {
            Err(AppError::TooManyOrigins)
        }
        _ => Ok(()),
    }
}
