//! Making an app with all it needs at first: default team, administrator, app key, site.

use anyhow::{Result, anyhow};
use skein_foundation::{AppId, Uid, UserKey};
use skein_identity::model::{
    Accent, AllowedOrigins, DisplayName, IdentityMode, LocalisedText, Origin, Role, Site, SiteKey,
    UserKind,
};
use skein_identity::service::{AppError, UpsertUser};

use crate::wiring::Services;

const ADMIN_UID: &str = "admin";

/// What is shown once.
pub(crate) struct NewApp {
    pub(crate) app: AppId,
    pub(crate) app_key: String,
    pub(crate) admin_uid: &'static str,
    pub(crate) admin_setup_code: String,
    pub(crate) token_secret: String,
}

pub(crate) async fn make_app(services: &Services, id: &AppId, name: &str) -> Result<NewApp> {
    let identity = &services.identity;
    let app = identity
        .create_app(id.clone(), DisplayName::parse(name)?)
        .await
        .map_err(|error| match error {
            // Also after an `init` that ended before anybody read what it printed.
            AppError::Exists => anyhow!(
                "there is an app {id} already, and what opens it was shown when it was made. If nobody has that: \
                 `skein key create --app {id}` makes another app key, `skein secret rotate --app {id}` another token \
                 secret, and POST /v1/agents with the key an administrator's set-up link"
            ),
            other => anyhow::Error::new(other).context(format!("the app {id} can't be made")),
        })?;
    services.desk.ensure_default_team(id).await?;
    let key = identity
        .create_app_key(id, DisplayName::parse("first key")?)
        .await?;
    let admin_setup_code = make_agent(services, id, ADMIN_UID, "Admin", Role::Admin).await?;
    Ok(NewApp {
        app: id.clone(),
        app_key: key.text.expose().to_owned(),
        admin_uid: ADMIN_UID,
        admin_setup_code,
        token_secret: app.secrets.current.expose().to_owned(),
    })
}

/// An agent in the default team; the code is for choosing a password.
pub(crate) async fn make_agent(
    services: &Services,
    app: &AppId,
    uid: &str,
    name: &str,
    role: Role,
) -> Result<String> {
    let key = UserKey::new(app.clone(), Uid::parse(uid)?);
    let wanted = UpsertUser {
        key: key.clone(),
        kind: UserKind::Agent,
        role: Some(role),
        name: DisplayName::parse(name)?,
        traits: None,
    };
    services.identity.upsert_user(wanted).await?;
    services.desk.create_agent(app, &key.uid, None, &[]).await?;
    Ok(services
        .identity
        .create_setup_code(&key)
        .await?
        .code
        .expose()
        .to_owned())
}

/// A site of the app that its origins may show.
pub(crate) struct NewSite<'s> {
    pub(crate) key: &'s str,
    pub(crate) name: &'s str,
    pub(crate) allowed_origins: &'s [String],
    pub(crate) greeting: (&'s str, &'s str),
    pub(crate) title: (&'s str, &'s str),
    pub(crate) now_ms: i64,
}

pub(crate) async fn make_site(services: &Services, app: &AppId, new: NewSite<'_>) -> Result<()> {
    let origins: Result<Vec<Origin>, _> = new
        .allowed_origins
        .iter()
        .map(|origin| Origin::parse(origin))
        .collect();
    let site = Site {
        app: app.clone(),
        key: SiteKey::parse(new.key)?,
        name: DisplayName::parse(new.name)?,
        accent: Accent::parse("#2F5FE0")?,
        greeting: LocalisedText::new(new.greeting.0, new.greeting.1)?,
        title: LocalisedText::new(new.title.0, new.title.1)?,
        allowed_origins: AllowedOrigins::Only(origins?),
        identity_mode: IdentityMode::Optional,
        created_at_ms: new.now_ms,
    };
    services.identity.put_site(&site).await?;
    Ok(())
}

/// Where somebody chooses a password. The code stands in the fragment, which browsers keep to themselves.
pub(crate) fn setup_link(public_url: &str, code: &str) -> String {
    format!("{public_url}/console/#/setup?code={code}")
}
