//! The server under load: one of our own on the embedded store, or a running one; and making users and
//! conversations on it.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use skein_testkit::{Rest, SkeinServer};
use tokio::runtime::Runtime;

use crate::link::Transport;
use crate::{machine, progress};

pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    /// Where, and by what, the load connects.
    pub(crate) door: (SocketAddr, Transport),
    rest: Rest,
    runtime: Runtime,
    /// Keeps our own server alive; `None` for a running one.
    server: Option<SkeinServer>,
}

impl Target {
    pub(crate) fn open(
        url: Option<SocketAddr>,
        app_key: Option<&str>,
        transport: Transport,
        tcp: Option<SocketAddr>,
    ) -> Result<Self> {
        machine::raise_file_limit()?;
        let runtime = Runtime::new()?;
        if let (Some(address), Some(key)) = (url, app_key) {
            let rest = Rest::new(&format!("http://{address}")).with_bearer(key);
            let door = match transport {
                Transport::Websocket => address,
                Transport::Tcp => tcp.context("--tcp names where plain TCP is served")?,
            };
            return Ok(Self {
                address,
                door: (door, transport),
                rest,
                runtime,
                server: None,
            });
        }
        let server = runtime.block_on(
            SkeinServer::builder()
                // A session of the load sends what a thousand people do.
                .config("limits.sends_per_second", 0)
                .config("limits.requests_per_second", 0)
                .config("limits.max_connections", 20_000)
                .config("limits.max_connections_per_address", 20_000)
                .config("limits.heartbeat_interval_ms", 120_000)
                .config("logging.level", "warn")
                // The first trace of an error reads the names of all functions into memory, and keeps them.
                .environment("RUST_BACKTRACE", "0")
                .start(),
        )?;
        let address = server.address().parse()?;
        let door = match transport {
            Transport::Websocket => address,
            Transport::Tcp => server.tcp_address().context("plain TCP is on")?.parse()?,
        };
        let rest = Rest::new(&server.http_url()).with_bearer(&server.app().app_key);
        Ok(Self {
            address,
            door: (door, transport),
            rest,
            runtime,
            server: Some(server),
        })
    }

    pub(crate) fn process_id(&self) -> Result<u32> {
        self.server
            .as_ref()
            .and_then(SkeinServer::process_id)
            .context("memory and processor time are measured on a server of the tool's own: leave --url out")
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.runtime
            .block_on(async { self.rest.post(path, body).await?.success() })
    }

    /// Makes users with tokens, named `<prefix>-<number>`.
    pub(crate) fn make_users(&self, prefix: &str, count: usize) -> Result<Vec<User>> {
        let bar = progress::bar("making users", count as u64);
        let mut users = Vec::with_capacity(count);
        for number in 0..count {
            let uid = format!("{prefix}-{number:08}");
            let body = json!({ "uid": uid, "name": uid, "kind": "employee" });
            self.post("/v1/users", &body)?;
            let token = self.post(
                &format!("/v1/users/{uid}/tokens"),
                &json!({ "ttlS": 86_400 }),
            )?;
            let token = token["token"].as_str().context("no token")?.to_owned();
            users.push(User { uid, token });
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(users)
    }

    pub(crate) fn make_direct(&self, one: &User, other: &User) -> Result<String> {
        let body = json!({ "kind": "direct", "members": [one.uid, other.uid] });
        self.make_conversation(&body)
    }

    pub(crate) fn make_group(&self, members: &[User]) -> Result<String> {
        let uids: Vec<&str> = members.iter().map(|user| user.uid.as_str()).collect();
        self.make_conversation(&json!({ "kind": "group", "title": "bench", "members": uids }))
    }

    fn make_conversation(&self, body: &Value) -> Result<String> {
        let made = self.post("/v1/conversations", body)?;
        Ok(made["id"]
            .as_str()
            .context("no conversation id")?
            .to_owned())
    }
}

#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) uid: String,
    pub(crate) token: String,
}
