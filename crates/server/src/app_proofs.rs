//! App keys and token secrets, made, listed and ended for the operator: what `skein key` and `skein secret` ask for, by
//! the running server or without one.
//!
//! What is shown only once is made by the command, which shows it before it asks for the change: nothing comes to hold
//! that nobody saw.

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use skein_foundation::AppId;
use skein_identity::model::{AppKey, AppKeyId, AppKeyText, DisplayName, TokenSecret};
use skein_identity::service::Identity;

const PAGE: usize = 100;
/// To whoever named one that is not there.
const MAX_APPS_SHOWN: usize = 20;

/// As it travels to the running server. It is never printed whole: it may hold a secret.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AppProofRequest {
    pub(crate) app: String,
    pub(crate) change: AppProofChange,
    /// Only says whether it could be done, as far as that can be told before.
    pub(crate) is_trial: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AppProofChange {
    ListKeys,
    CreateKey { name: String, key: String },
    RevokeKey { id: String },
    RotateSecret { secret: String },
    ForgetPreviousSecret,
}

impl AppProofChange {
    pub(crate) fn create_key(name: String) -> Self {
        let key = AppKeyText::generate().expose().expose().to_owned();
        Self::CreateKey { name, key }
    }

    pub(crate) fn rotate_secret() -> Self {
        let secret = TokenSecret::generate().expose().to_owned();
        Self::RotateSecret { secret }
    }

    /// What is to be shown before it is done, for it is never shown again.
    pub(crate) fn shown_once(&self) -> Option<String> {
        match self {
            Self::CreateKey { key, .. } => Some(format!("  app key       {key}")),
            Self::RotateSecret { secret } => Some(format!("  token secret  {secret}")),
            Self::ListKeys | Self::RevokeKey { .. } | Self::ForgetPreviousSecret => None,
        }
    }
}

/// What is to be said about it.
pub(crate) async fn carry_out(identity: &Identity, request: &AppProofRequest) -> Result<String> {
    let app = AppId::parse(&request.app).context("the app's name can't be read")?;
    if identity.find_app(&app).await?.is_none() {
        let there = identity.list_apps(None, MAX_APPS_SHOWN).await?;
        let names: Vec<&str> = there.iter().map(|app| app.id.as_str()).collect();
        bail!("there is no app {app}; there are: {}", names.join(", "));
    }
    match &request.change {
        AppProofChange::ListKeys => list_keys(identity, &app).await,
        AppProofChange::CreateKey { name, key } => {
            let name = DisplayName::parse(name).context("the name can't be read")?;
            let key = AppKeyText::parse(key).context("the key can't be read")?;
            if !request.is_trial {
                identity.add_app_key(&app, name, &key).await?;
            }
            Ok("The key is made and holds. It was shown only now.".to_owned())
        }
        AppProofChange::RevokeKey { id } => {
            let Ok(id) = AppKeyId::parse(id) else {
                bail!(
                    "`{id}` is no id of a key, which is the part between its two underscores; `skein key list` prints \
                     the ids of all"
                );
            };
            identity.revoke_app_key(&app, &id).await?;
            Ok(format!("The key {id} is revoked."))
        }
        AppProofChange::RotateSecret { secret } => {
            let secret = TokenSecret::parse(secret).context("the secret can't be read")?;
            if !request.is_trial {
                identity.rotate_token_secret(&app, &secret).await?;
            }
            Ok(
                "The app signs with this secret from now on. It was shown only now.\n\
                 Tokens signed with the one before hold until it is forgotten, or this is done again."
                    .to_owned(),
            )
        }
        AppProofChange::ForgetPreviousSecret => {
            identity.drop_previous_secret(&app).await?;
            Ok("Only tokens signed with the current secret hold from now on.".to_owned())
        }
    }
}

/// A line for each key: its id, whether it holds, its name.
async fn list_keys(identity: &Identity, app: &AppId) -> Result<String> {
    let mut lines = Vec::new();
    let mut after: Option<AppKeyId> = None;
    loop {
        let keys = identity.list_app_keys(app, after.as_ref(), PAGE).await?;
        lines.extend(keys.iter().map(line));
        match keys.last() {
            Some(last) if keys.len() == PAGE => after = Some(last.id.clone()),
            _ => return Ok(lines.join("\n")),
        }
    }
}

fn line(key: &AppKey) -> String {
    let state = match key.revoked_at_ms {
        None => "holds",
        Some(_) => "revoked",
    };
    format!("{}  {state:7}  {}", key.id, key.name)
}
