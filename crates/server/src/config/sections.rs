//! The sections of the configuration, as checked types.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Result, bail};
use serde::{Deserialize, Deserializer};
use skein_foundation::Limits;
use skein_gateway::TrustedProxies;
use skein_messaging::rules::MAX_PAGE_BYTES;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) data: Data,
    pub(crate) operations: Operations,
    pub(crate) logging: Logging,
    pub(crate) message_log: MessageLog,
    pub(crate) limits: Limits,
    pub(crate) desk: Desk,
    pub(crate) demo: Demo,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: String,
    pub(crate) trusted_proxies: TrustedProxies,
    pub(crate) worker_threads: usize,
    pub(crate) drain_spread_ms: u32,
    pub(crate) stop_deadline_ms: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Data {
    pub(crate) dir: PathBuf,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operations {
    #[serde(deserialize_with = "address_or_off")]
    pub(crate) listen: Option<SocketAddr>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Logging {
    pub(crate) level: String,
    pub(crate) format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageLog {
    pub(crate) cache_bytes: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Desk {
    pub(crate) silence_check_ms: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Demo {
    pub(crate) enabled: bool,
    pub(crate) listen: SocketAddr,
}

fn address_or_off<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SocketAddr>, D::Error> {
    let text = String::deserialize(from)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

impl Config {
    /// What types can't say.
    pub(super) fn check(&self) -> Result<()> {
        let positive = [
            ("limits.max_frame_bytes", self.limits.max_frame_bytes),
            ("limits.max_text_chars", self.limits.max_text_chars),
            ("limits.max_page", self.limits.max_page),
            ("limits.max_in_flight", self.limits.max_in_flight),
            ("limits.max_outbox_bytes", self.limits.max_outbox_bytes),
            ("limits.max_connections", self.limits.max_connections),
            (
                "limits.max_connections_per_address",
                self.limits.max_connections_per_address,
            ),
            (
                "limits.max_http_body_bytes",
                self.limits.max_http_body_bytes,
            ),
            (
                "limits.heartbeat_interval_ms",
                self.limits.heartbeat_interval_ms as usize,
            ),
            (
                "limits.hello_timeout_ms",
                self.limits.hello_timeout_ms as usize,
            ),
            ("desk.silence_check_ms", self.desk.silence_check_ms as usize),
        ];
        for (key, value) in positive {
            if value == 0 {
                bail!("{key} must be above 0");
            }
        }
        // A page, what is pushed meanwhile and a second page have to pass through, and any one frame.
        let outbox_bytes = self.limits.max_frame_bytes.max(4 * MAX_PAGE_BYTES);
        if self.limits.max_outbox_bytes < outbox_bytes {
            bail!("limits.max_outbox_bytes must be at least {outbox_bytes} with these limits");
        }
        Ok(())
    }

    /// How browsers reach this server, once the port is known.
    pub(crate) fn public_url(&self, bound: SocketAddr) -> String {
        if self.server.public_url.is_empty() {
            format!("http://{bound}")
        } else {
            self.server.public_url.trim_end_matches('/').to_owned()
        }
    }
}
