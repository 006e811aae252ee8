//! Apps, their secrets and their sites.

use skein_foundation::{AppId, Lock, StoreError, record};

use super::Commands;
use crate::model::{
    App, AppCreated, AppKey, AppKeyChanged, AppKeyId, IdentityChange, SecretChanged, Site,
    SiteChanged, SiteKey, SitePatch, TokenSecret, TokenSecrets,
};
use crate::ports::IdentityUnit;

impl Commands<'_> {
    /// False when there is an app with this id already; it stays as it was. Records `app.created`.
    pub async fn create_app(self, app: &App) -> Result<bool, StoreError> {
        // Nobody can decide on anything of an app that is not there; of two who make it the id has one.
        let mut unit = self.begin(&[]).await?;
        if !unit.insert_app(app).await? {
            return Ok(false);
        }
        let change = IdentityChange::AppCreated(AppCreated::of(app));
        record(&mut *unit, &app.id, &change, app.created_at_ms).await?;
        unit.commit().await?;
        Ok(true)
    }

    /// Makes the secret the current one and the current one the previous one. False when there is no such app.
    pub async fn rotate_token_secret(
        self,
        id: &AppId,
        new: &TokenSecret,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut unit = self.begin_of_app(id).await?;
        let Some(app) = unit.find_app(id).await? else {
            return Ok(false);
        };
        let rotated = TokenSecrets {
            current: new.clone(),
            previous: Some(app.secrets.current),
        };
        unit.update_secrets(id, &rotated).await?;
        let change = IdentityChange::SecretRotated(SecretChanged {});
        record(&mut *unit, id, &change, now_ms).await?;
        unit.commit().await?;
        Ok(true)
    }

    /// From now on only the current secret holds. False when there is no such app.
    pub async fn drop_previous_secret(self, id: &AppId, now_ms: i64) -> Result<bool, StoreError> {
        let mut unit = self.begin_of_app(id).await?;
        let Some(app) = unit.find_app(id).await? else {
            return Ok(false);
        };
        let Some(_) = app.secrets.previous else {
            return Ok(true);
        };
        let alone = TokenSecrets {
            current: app.secrets.current,
            previous: None,
        };
        unit.update_secrets(id, &alone).await?;
        let change = IdentityChange::PreviousSecretDropped(SecretChanged {});
        record(&mut *unit, id, &change, now_ms).await?;
        unit.commit().await?;
        Ok(true)
    }

    /// Adds the site or replaces the one with this key, also one that was deleted. Gives the site as it is
    /// afterwards: the time of creation stays. `None`, and nothing changes, when the key belongs to another app.
    pub async fn put_site(self, site: &Site, now_ms: i64) -> Result<Option<Site>, StoreError> {
        let mut unit = self.begin_of_app(&site.app).await?;
        let mut site = site.clone();
        match unit.find_site_holder(&site.key).await? {
            Some((holder, _)) if holder != site.app => return Ok(None),
            Some((_, created_at_ms)) => {
                site.created_at_ms = created_at_ms;
                unit.update_site(&site).await?;
            }
            // Another app may take the key at this moment: then this fails, and whoever asks again finds its holder.
            None => unit.insert_site(&site).await?,
        }
        let change = IdentityChange::SiteChanged(SiteChanged::of(&site.key));
        record(&mut *unit, &site.app, &change, now_ms).await?;
        unit.commit().await?;
        Ok(Some(site))
    }

    /// Gives the site as it is afterwards; `None` when the app has no such site.
    pub async fn patch_site(
        self,
        app: &AppId,
        key: &SiteKey,
        patch: &SitePatch,
        now_ms: i64,
    ) -> Result<Option<Site>, StoreError> {
        let mut unit = self.begin_of_app(app).await?;
        let site = unit.find_site(key).await?;
        let Some(site) = site.filter(|site| site.app == *app) else {
            return Ok(None);
        };
        let after = patch.apply(site);
        unit.update_site(&after).await?;
        let change = IdentityChange::SiteChanged(SiteChanged::of(key));
        record(&mut *unit, app, &change, now_ms).await?;
        unit.commit().await?;
        Ok(Some(after))
    }

    /// From now on it is neither found nor listed, but its key stays the app's. False when the app has no such site.
    pub async fn delete_site(
        self,
        app: &AppId,
        key: &SiteKey,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut unit = self.begin_of_app(app).await?;
        if !unit.retire_site(app, key, now_ms).await? {
            return Ok(false);
        }
        let change = IdentityChange::SiteDeleted(SiteChanged::of(key));
        record(&mut *unit, app, &change, now_ms).await?;
        unit.commit().await?;
        Ok(true)
    }

    /// Fails with kind `Conflict` when the id is taken or there is no such app.
    pub async fn create_app_key(self, key: &AppKey) -> Result<(), StoreError> {
        let mut unit = self.begin(&[]).await?;
        unit.insert_app_key(key).await?;
        let change = IdentityChange::AppKeyCreated(AppKeyChanged::of(&key.id));
        record(&mut *unit, &key.app, &change, key.created_at_ms).await?;
        unit.commit().await
    }

    /// False when the app has no such key. The time of the first revocation stays.
    pub async fn revoke_app_key(
        self,
        app: &AppId,
        id: &AppKeyId,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut unit = self.begin(&[]).await?;
        if !unit.revoke_app_key(app, id, now_ms).await? {
            return Ok(false);
        }
        let change = IdentityChange::AppKeyRevoked(AppKeyChanged::of(id));
        record(&mut *unit, app, &change, now_ms).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn begin_of_app(self, app: &AppId) -> Result<Box<dyn IdentityUnit>, StoreError> {
        self.begin(&[Lock::App(app.clone())]).await
    }
}
