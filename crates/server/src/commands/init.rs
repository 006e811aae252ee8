//! `skein init`: makes an app, and prints once what opens it.

use anyhow::{Context as _, Result};
use serde_json::json;
use skein_foundation::AppId;
use skein_foundation::lifecycle::Lifecycle;

use super::say;
use crate::config::Config;
use crate::provisioning;
use crate::storage::Storage;
use crate::wiring;

pub(crate) async fn init(config: &Config, app: &str, json: bool) -> Result<()> {
    let id = AppId::parse(app)
        .context("the app's name is 1 to 32 lower-case letters, digits and hyphens")?;
    let storage = Storage::open(config).await?;
    let public_url = config.public_url(config.server.listen);
    let services = wiring::build(config, &storage, &Lifecycle::new(), public_url.clone());
    let made = provisioning::make_app(&services, &id, app).await?;
    if json {
        say(json!({
            "appId": made.app.as_str(),
            "appKey": made.app_key,
            "adminUid": made.admin_uid,
            "adminSetupCode": made.admin_setup_code,
            "tokenSecret": made.token_secret,
        }));
    } else {
        say(format_args!(
            "The app {id} is made. All of this is shown only now:"
        ));
        say(format_args!("  app key       {}", made.app_key));
        say(format_args!("  token secret  {}", made.token_secret));
        say(format_args!(
            "  administrator {}",
            provisioning::setup_link(&public_url, &made.admin_setup_code)
        ));
        if config.server.public_url.is_empty() {
            say(format_args!(
                "The link is for a server that listens on {}, as `skein serve` does with this configuration. When \
                 browsers reach it elsewhere, put that into server.public_url, or into the link.",
                config.server.listen
            ));
        }
    }
    drop(services);
    storage.close().await;
    Ok(())
}
