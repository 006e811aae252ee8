//! Apps, their secrets and their sites.

use skein_foundation::{AppId, Lock, StoreError};

use super::{Commands, record};
use crate::model::{
    App, AppCreated, IdentityChange, Site, SiteKey, SitePatch, TokenSecret, TokenSecrets,
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
        unit.commit().await?;
        Ok(true)
    }

    /// Adds the site or replaces the one with this key, also one that was deleted. Gives the site as it is
    /// afterwards: the time of creation stays. `None`, and nothing changes, when the key belongs to another app.
    pub async fn put_site(self, site: &Site) -> Result<Option<Site>, StoreError> {
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
        unit.commit().await?;
        Ok(Some(site))
    }

    /// Gives the site as it is afterwards; `None` when the app has no such site.
    pub async fn patch_site(
        self,
        app: &AppId,
        key: &SiteKey,
        patch: &SitePatch,
    ) -> Result<Option<Site>, StoreError> {
        let mut unit = self.begin_of_app(app).await?;
        let site = unit.find_site(key).await?;
        let Some(site) = site.filter(|site| site.app == *app) else {
            return Ok(None);
        };
        let after = patch.apply(site);
        unit.update_site(&after).await?;
        unit.commit().await?;
        Ok(Some(after))
    }

    /// Secrets and sites of an app change so seldom that they share the turn of its users' changes, whose numbers are
    /// drawn from the same row.
    async fn begin_of_app(self, app: &AppId) -> Result<Box<dyn IdentityUnit>, StoreError> {
        self.begin(&[Lock::App(app.clone())]).await
    }
}
