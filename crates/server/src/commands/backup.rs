//! `skein backup` and `skein restore`.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::say;
use crate::addresses::Addresses;
use crate::config::Config;
use crate::operations::{BackupRequest, KEY_FILE};
use crate::storage::{self, Storage};

/// A large log takes a while to copy.
const BACKUP_TIME: Duration = Duration::from_hours(2);

/// Copies through the running server, or by itself when none runs.
pub(crate) async fn backup(config: &Config, destination: &Path) -> Result<()> {
    let destination = std::path::absolute(destination)?;
    if let Some(address) = running_server(config) {
        ask_server(config, address, &destination)?;
    } else {
        let storage = Storage::open(config).await?;
        storage.backup_to(&destination).await?;
        storage.close().await;
    }
    say(format_args!("the backup is in {}", destination.display()));
    Ok(())
}

fn running_server(config: &Config) -> Option<SocketAddr> {
    let address = Addresses::read(&config.data.dir)?.operations?;
    TcpStream::connect_timeout(&address, Duration::from_secs(2))
        .is_ok()
        .then_some(address)
}

fn ask_server(config: &Config, address: SocketAddr, destination: &Path) -> Result<()> {
    let key = std::fs::read_to_string(config.data.dir.join(KEY_FILE))
        .context("the running server's operations key can't be read; run this as the same user")?;
    let body = serde_json::to_string(&BackupRequest {
        destination: destination.to_owned(),
    })?;
    let mut socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(BACKUP_TIME))?;
    write!(
        socket,
        "POST /backup HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    socket
        .read_to_string(&mut answer)
        .context("the server ended while it made the backup")?;
    if answer.starts_with("HTTP/1.1 204") {
        return Ok(());
    }
    let reason = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    bail!("the server refused: {reason}")
}

/// Puts a backup into the data folder of the configuration.
pub(crate) fn restore(config: &Config, source: &Path) -> Result<()> {
    storage::restore(source, &config.data.dir)?;
    say(format_args!(
        "restored into {}; start the server as usual",
        config.data.dir.display()
    ));
    Ok(())
}
