//! `skein backup` and `skein restore`.

use std::path::Path;

use anyhow::Result;

use super::running_server;
use super::say;
use crate::config::Config;
use crate::operations::BackupRequest;
use crate::storage::{self, Storage};

/// Copies through the running server, or by itself when none runs.
pub(crate) async fn backup(config: &Config, destination: &Path) -> Result<()> {
    let destination = std::path::absolute(destination)?;
    if let Some(server) = running_server::to_ask(config)? {
        let destination = destination.clone();
        server.ask("/backup", &BackupRequest { destination })?;
    } else {
        let storage = Storage::open_existing(config).await?;
        storage.backup_to(&destination).await?;
        storage.close().await;
    }
    say(format_args!("the backup is in {}", destination.display()));
    Ok(())
}

/// Puts a backup into the data folder of the configuration.
pub(crate) async fn restore(config: &Config, source: &Path) -> Result<()> {
    storage::restore(config, source).await?;
    say(format_args!(
        "restored into {}; start the server as usual",
        config.data.dir.display()
    ));
    Ok(())
}
