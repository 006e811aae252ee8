//! Asking the server that runs on the data folder, by its operations door. Only who proves to know the folder's key is
//! believed, and nobody is sent that key: another program may have got the port since the server ended.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde::Serialize;

use crate::addresses::Addresses;
use crate::config::Config;
use crate::operations::{
    HELLO_PATH, KEY_FILE, NONCE_HEADER, PROOF_HEADER, answer_proof, request_proof,
};
use crate::{secrets, storage};

const CONNECT_TIME: Duration = Duration::from_secs(2);
/// A running server says who it is at once.
const HELLO_TIME: Duration = Duration::from_secs(5);
/// A backup of a large log takes a while.
const ANSWER_TIME: Duration = Duration::from_hours(2);
const MAX_ANSWER_BYTES: u64 = 2 << 20;

/// What works in the data folder.
pub(super) enum Occupant {
    Nobody,
    Server(RunningServer),
    /// It works there, but can't be asked; why, in words.
    Silent(String),
}

pub(super) struct RunningServer {
    key: String,
    address: SocketAddr,
}

struct Answer {
    status: u16,
    text: String,
}

pub(super) fn find(config: &Config) -> Occupant {
    let folder = &config.data.dir;
    let addresses = Addresses::read(folder);
    let address = addresses.and_then(|addresses| addresses.operations);
    let key = std::fs::read_to_string(folder.join(KEY_FILE));
    if let (Some(address), Ok(key)) = (address, key) {
        let server = RunningServer { key, address };
        if server.call(HELLO_PATH, "", HELLO_TIME).is_ok() {
            return Occupant::Server(server);
        }
    }
    // The lock of the folder knows better than a file that a killed server left behind.
    if !storage::is_taken(folder) {
        return Occupant::Nobody;
    }
    let folder = folder.display();
    Occupant::Silent(match (addresses, address) {
        (Some(_), None) => format!(
            "a server works in {folder}, and it has no operations door (operations.listen is empty)"
        ),
        (_, Some(address)) => format!(
            "a server works in {folder}, but it does not answer at {address}; what answers there, if anything, is not that server"
        ),
        (None, None) => {
            format!("another skein works in {folder}, and does not say where it listens yet")
        }
    })
}

/// The running server to ask, or `None` when the command is to do its work by itself.
pub(super) fn to_ask(config: &Config) -> Result<Option<RunningServer>> {
    match find(config) {
        Occupant::Nobody => Ok(None),
        Occupant::Server(server) => Ok(Some(server)),
        Occupant::Silent(why) => bail!("{why}; stop it, or try again when it is ready"),
    }
}

impl RunningServer {
    /// Posts what is wanted and gives the text of the answer.
    pub(super) fn ask(&self, path: &str, wanted: &impl Serialize) -> Result<String> {
        let body = serde_json::to_string(wanted)?;
        let Answer { status, text } = self.call(path, &body, ANSWER_TIME)?;
        if (200..300).contains(&status) {
            return Ok(text);
        }
        bail!("the server refused: {text}")
    }

    /// The answer, if it is that of the server that knows the key.
    fn call(&self, path: &str, body: &str, patience: Duration) -> Result<Answer> {
        let Self { key, address } = self;
        let mut socket = TcpStream::connect_timeout(address, CONNECT_TIME)?;
        socket.set_read_timeout(Some(patience))?;
        socket.set_write_timeout(Some(HELLO_TIME))?;
        let nonce = secrets::random_text();
        let proof = request_proof(key, &nonce, path, body.as_bytes());
        write!(
            socket,
            "POST {path} HTTP/1.1\r\nhost: {address}\r\n{NONCE_HEADER}: {nonce}\r\n{PROOF_HEADER}: {proof}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )?;
        let mut bytes = Vec::new();
        socket
            .take(MAX_ANSWER_BYTES)
            .read_to_end(&mut bytes)
            .context("the server ended before it answered")?;
        let answer = String::from_utf8(bytes).context("what answered is not the server")?;
        let (head, text) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let shown = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(PROOF_HEADER)
                .then(|| value.trim())
        });
        let (Some(status), Some(shown)) = (status, shown) else {
            bail!("what answers at {address} is not the server of this folder");
        };
        let expected = answer_proof(key, &nonce, status, text.as_bytes());
        if !secrets::are_equal(shown, &expected) {
            bail!("what answers at {address} is not the server of this folder");
        }
        Ok(Answer {
            status,
            text: text.to_owned(),
        })
    }
}
