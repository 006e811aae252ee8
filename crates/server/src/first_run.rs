//! The first start on an empty folder: an app, and a link for its administrator. Never a default password.

use anyhow::Result;
use skein_foundation::AppId;

use crate::provisioning;
use crate::wiring::Services;

/// The text to print once; `None` when there is an app already.
pub(crate) async fn first_run(services: &Services, public_url: &str) -> Result<Option<String>> {
    if !services.identity.list_apps(None, 1).await?.is_empty() {
        return Ok(None);
    }
    let made = provisioning::make_app(services, &AppId::parse("main")?, "Skein").await?;
    let link = provisioning::setup_link(public_url, &made.admin_setup_code);
    Ok(Some(format!(
        "\n  Skein runs for the first time. Choose the administrator's password here; the link works once:\n\
         \n    {link}\n\
         \n  App key for your servers, shown only now:\n\
         \n    {}\n\
         \n  Secret with which your servers may sign user tokens, shown only now:\n\
         \n    {}\n",
        made.app_key, made.token_secret
    )))
}
