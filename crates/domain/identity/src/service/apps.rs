//! Apps, their secrets and their sites.

use skein_foundation::{AppId, StoreError};
use thiserror::Error;

use super::Identity;
use crate::model::{App, DisplayName, Site, SiteKey, TokenSecret, TokenSecrets};

#[derive(Debug, Error)]
pub enum AppError {
    #[error("there is an app with this id already")]
    Exists,
    #[error("there is no such app")]
    Unknown,
    #[error("the site key belongs to another app")]
    SiteKeyTaken,
    #[error("a site has more than {} allowed origins", Site::MAX_ORIGINS)]
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
        if self.ports.apps.insert_app(&app).await? {
            Ok(app)
        } else {
            Err(AppError::Exists)
        }
    }

    pub async fn find_app(&self, id: &AppId) -> Result<Option<App>, StoreError> {
        self.ports.apps.find_app(id).await
    }

    /// By id, after the one named.
    pub async fn list_apps(
        &self,
        after: Option<&AppId>,
        limit: usize,
    ) -> Result<Vec<App>, StoreError> {
        self.ports.apps.list_apps(after, limit).await
    }

    /// A new secret to sign with; tokens signed with the one before still hold. A second rotation ends them.
    pub async fn rotate_token_secret(&self, id: &AppId) -> Result<TokenSecret, AppError> {
        let secret = TokenSecret::generate();
        if self.ports.apps.rotate_token_secret(id, &secret).await? {
            Ok(secret)
        } else {
            Err(AppError::Unknown)
        }
    }

    /// Ends the tokens signed with the secret before the current one.
    pub async fn drop_previous_secret(&self, id: &AppId) -> Result<(), AppError> {
        if self.ports.apps.drop_previous_secret(id).await? {
            Ok(())
        } else {
            Err(AppError::Unknown)
        }
    }

    /// Adds a site or replaces the one with this key.
    pub async fn put_site(&self, site: &Site) -> Result<(), AppError> {
        if site.allowed_origins.len() > Site::MAX_ORIGINS {
            return Err(AppError::TooManyOrigins);
        }
        if self.ports.apps.find_app(&site.app).await?.is_none() {
            return Err(AppError::Unknown);
        }
        if self.ports.apps.put_site(site).await? {
            Ok(())
        } else {
            Err(AppError::SiteKeyTaken)
        }
    }

    pub async fn find_site(&self, key: &SiteKey) -> Result<Option<Site>, StoreError> {
        self.ports.apps.find_site(key).await
    }

    /// By key, after the one named.
    pub async fn list_sites(
        &self,
        app: &AppId,
        after: Option<&SiteKey>,
        limit: usize,
    ) -> Result<Vec<Site>, StoreError> {
        self.ports.apps.list_sites(app, after, limit).await
    }
}
