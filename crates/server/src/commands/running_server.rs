//! Asking the server that runs on the data folder, by its operations door.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde::Serialize;

use crate::addresses::Addresses;
use crate::config::Config;
use crate::operations::KEY_FILE;

/// A backup of a large log takes a while.
const ANSWER_TIME: Duration = Duration::from_hours(2);

pub(super) struct RunningServer<'c> {
    config: &'c Config,
    address: SocketAddr,
}

impl<'c> RunningServer<'c> {
    pub(super) fn find(config: &'c Config) -> Option<Self> {
        let address = Addresses::read(&config.data.dir)?.operations?;
        TcpStream::connect_timeout(&address, Duration::from_secs(2)).ok()?;
        Some(Self { config, address })
    }

    /// Posts what is wanted and gives the text of the answer.
    pub(super) fn ask(&self, path: &str, wanted: &impl Serialize) -> Result<String> {
        let key = std::fs::read_to_string(self.config.data.dir.join(KEY_FILE)).context(
            "the running server's operations key can't be read; run this as the same user",
        )?;
        let body = serde_json::to_string(wanted)?;
        let address = self.address;
        let mut socket = TcpStream::connect(address)?;
        socket.set_read_timeout(Some(ANSWER_TIME))?;
        write!(
            socket,
            "POST {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        socket
            .read_to_string(&mut answer)
            .context("the server ended before it answered")?;
        let text = answer.split_once("\r\n\r\n").map_or("", |(_, text)| text);
        if answer.starts_with("HTTP/1.1 2") {
            return Ok(text.to_owned());
        }
        bail!("the server refused: {text}")
    }
}
