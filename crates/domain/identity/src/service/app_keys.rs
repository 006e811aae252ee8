//! Keys of business servers.

use skein_foundation::{AppId, StoreError};
use thiserror::Error;

use super::Identity;
use crate::model::{AppKey, AppKeyId, AppKeyText, AppPrincipal, DisplayName, SecretText};

#[derive(Debug, Error)]
pub enum AppKeyError {
    /// Unknown, wrong or revoked: a caller can't tell which.
    #[error("the app key is not valid")]
    Invalid,
    #[error("there is no such app")]
    UnknownApp,
    #[error("there is no such key in this app")]
    UnknownKey,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A key that was just made.
#[derive(Debug)]
pub struct NewAppKey {
    pub key: AppKey,
    /// `sk_<id>_<secret>`, shown this once.
    pub text: SecretText,
}

impl Identity {
    pub async fn create_app_key(
        &self,
        app: &AppId,
        name: DisplayName,
    ) -> Result<NewAppKey, AppKeyError> {
        let text = AppKeyText::generate();
        let key = self.add_app_key(app, name, &text).await?;
        Ok(NewAppKey {
            key,
            text: text.expose(),
        })
    }

    /// The same with a key that the caller has made, and may have shown already.
    pub async fn add_app_key(
        &self,
        app: &AppId,
        name: DisplayName,
        text: &AppKeyText,
    ) -> Result<AppKey, AppKeyError> {
        if self.ports.store.find_app(app).await?.is_none() {
            return Err(AppKeyError::UnknownApp);
        }
        let key = AppKey {
            app: app.clone(),
            id: text.id.clone(),
            name,
            secret_digest: text.secret_digest(),
            created_at_ms: self.now_ms(),
            revoked_at_ms: None,
        };
        self.commands().create_app_key(&key).await?;
        Ok(key)
    }

    pub async fn authenticate_app_key(&self, text: &str) -> Result<AppPrincipal, AppKeyError> {
        let presented = AppKeyText::parse(text).map_err(|_| AppKeyError::Invalid)?;
        let stored = self
            .ports
            .store
            .find_app_key(&presented.id)
            .await?
            .ok_or(AppKeyError::Invalid)?;
        // The digests are compared in constant time.
        if stored.secret_digest != presented.secret_digest() || stored.revoked_at_ms.is_some() {
            return Err(AppKeyError::Invalid);
        }
        Ok(AppPrincipal {
            app: stored.app,
            key_id: stored.id,
        })
    }

    /// By id, after the one named, revoked ones included.
    pub async fn list_app_keys(
        &self,
        app: &AppId,
        after: Option<&AppKeyId>,
        limit: usize,
    ) -> Result<Vec<AppKey>, StoreError> {
        self.ports.store.list_app_keys(app, after, limit).await
    }

    pub async fn revoke_app_key(&self, app: &AppId, id: &AppKeyId) -> Result<(), AppKeyError> {
        if self
            .commands()
            .revoke_app_key(app, id, self.now_ms())
            .await?
        {
            Ok(())
        } else {
            Err(AppKeyError::UnknownKey)
        }
    }
}
