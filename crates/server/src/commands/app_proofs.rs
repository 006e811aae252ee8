//! `skein key` and `skein secret`: through the running server, or by themselves when none runs.

use anyhow::Result;

use super::running_server;
use super::say;
use crate::app_proofs::{AppProofChange, AppProofRequest, carry_out};
use crate::config::Config;
use crate::storage::Storage;
use crate::wiring;

pub(crate) async fn change_app_proof(
    config: &Config,
    app: String,
    change: AppProofChange,
) -> Result<()> {
    let request = AppProofRequest { app, change };
    let said = if let Some(server) = running_server::to_ask(config)? {
        server.ask("/app-proofs", &request)?
    } else {
        let storage = Storage::open_existing(config).await?;
        let said = carry_out(&wiring::identity(&storage), request).await;
        storage.close().await;
        said?
    };
    say(said);
    Ok(())
}
