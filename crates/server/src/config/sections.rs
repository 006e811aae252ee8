//! The sections of the configuration, as checked types.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use serde::{Deserialize, Deserializer};
use skein_foundation::Limits;
use skein_gateway::TrustedProxies;

use crate::telemetry::LogLevel;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) tcp: Tcp,
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
    #[serde(deserialize_with = "address")]
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: String,
    pub(crate) trusted_proxies: TrustedProxies,
    pub(crate) worker_threads: usize,
    pub(crate) idle_timeout_ms: u64,
    pub(crate) drain_spread_ms: u32,
    pub(crate) stop_deadline_ms: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tcp {
    #[serde(deserialize_with = "address_or_off")]
    pub(crate) listen: Option<SocketAddr>,
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
    pub(crate) level: LogLevel,
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
    pub(crate) agent_grace_ms: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Demo {
    pub(crate) enabled: bool,
    #[serde(deserialize_with = "address")]
    pub(crate) listen: SocketAddr,
}

fn address<'de, D: Deserializer<'de>>(from: D) -> Result<SocketAddr, D::Error> {
    parse_address(&String::deserialize(from)?)
}

fn address_or_off<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SocketAddr>, D::Error> {
    let text = String::deserialize(from)?;
    if text.is_empty() {
        return Ok(None);
    }
    parse_address(&text).map(Some)
}

fn parse_address<E: serde::de::Error>(text: &str) -> Result<SocketAddr, E> {
    text.parse().map_err(|_| {
        E::custom(format_args!(
            "`{text}` is no address with a port, such as 127.0.0.1:7711, 0.0.0.0:7711 or [::1]:7711; names are not looked up"
        ))
    })
}

impl Config {
    /// How browsers reach this server, once the port is known.
    pub(crate) fn public_url(&self, bound: SocketAddr) -> String {
        if self.server.public_url.is_empty() {
            // A browser can't go to "all addresses".
            let address = match bound.ip() {
                IpAddr::V4(ip) if ip.is_unspecified() => (Ipv4Addr::LOCALHOST, bound.port()).into(),
                IpAddr::V6(ip) if ip.is_unspecified() => (Ipv6Addr::LOCALHOST, bound.port()).into(),
                _ => bound,
            };
            format!("http://{address}")
        } else {
            self.server.public_url.trim_end_matches('/').to_owned()
        }
    }
}
