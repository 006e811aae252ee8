//! Which values can work: ranges of single keys, and keys that contradict each other.

use std::ops::RangeInclusive;

use anyhow::{Result, bail, ensure};
use skein_identity::model::Origin;
use skein_messaging::rules::MAX_PAGE_BYTES;

use super::Config;

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;
const SECOND_MS: u64 = 1_000;
const HOUR_MS: u64 = 3_600 * SECOND_MS;
/// What surrounds a text or a custom content in its frame.
const FRAME_BYTES_BESIDE_CONTENT: usize = 1_024;
/// Largest UTF-8 form of a character.
const MAX_CHAR_BYTES: usize = 4;

impl Config {
    /// What types can't say.
    pub(super) fn check(&self) -> Result<()> {
        self.check_limits()?;
        self.check_node()?;
        self.check_addresses()?;
        self.check_contradictions()
    }

    fn check_limits(&self) -> Result<()> {
        let is = &self.limits;
        // A hello with the longest token must fit in.
        within(
            "limits.max_frame_bytes",
            is.max_frame_bytes,
            8 * KIB..=16 * MIB,
        )?;
        within("limits.max_text_chars", is.max_text_chars, 1..=MIB)?;
        within("limits.max_custom_bytes", is.max_custom_bytes, 1..=16 * MIB)?;
        within("limits.max_page", is.max_page, 1..=1_000)?;
        within("limits.max_in_flight", is.max_in_flight, 1..=10_000)?;
        within("limits.max_outbox_bytes", is.max_outbox_bytes, 1..=GIB)?;
        let connections = 1..=10_000_000;
        within(
            "limits.max_connections",
            is.max_connections,
            connections.clone(),
        )?;
        let key = "limits.max_connections_per_address";
        within(key, is.max_connections_per_address, connections)?;
        within(
            "limits.max_http_body_bytes",
            is.max_http_body_bytes,
            KIB..=64 * MIB,
        )?;
        within(
            "limits.sends_per_second",
            is.sends_per_second,
            0..=1_000_000,
        )?;
        within("limits.sends_burst", is.sends_burst, 1..=1_000_000)?;
        within(
            "limits.requests_per_second",
            is.requests_per_second,
            0..=1_000_000,
        )?;
        within("limits.requests_burst", is.requests_burst, 1..=1_000_000)?;
        within(
            "limits.heartbeat_interval_ms",
            is.heartbeat_interval_ms,
            100..=HOUR_MS,
        )?;
        within(
            "limits.hello_timeout_ms",
            is.hello_timeout_ms,
            100..=HOUR_MS,
        )
    }

    fn check_node(&self) -> Result<()> {
        let is = &self.server;
        within("server.worker_threads", is.worker_threads, 0..=1_024)?;
        within(
            "server.idle_timeout_ms",
            is.idle_timeout_ms,
            SECOND_MS..=HOUR_MS,
        )?;
        within("server.drain_spread_ms", is.drain_spread_ms, 0..=HOUR_MS)?;
        within("server.stop_deadline_ms", is.stop_deadline_ms, 1..=HOUR_MS)?;
        let cache_bytes = self.message_log.cache_bytes;
        within(
            "message_log.cache_bytes",
            cache_bytes,
            64 * KIB..=1_024 * GIB,
        )?;
        within(
            "desk.silence_check_ms",
            self.desk.silence_check_ms,
            10..=HOUR_MS,
        )?;
        within(
            "desk.agent_grace_ms",
            self.desk.agent_grace_ms,
            100..=24 * HOUR_MS,
        )
    }

    fn check_addresses(&self) -> Result<()> {
        ensure!(
            !self.data.dir.as_os_str().is_empty(),
            "data.dir is empty: it names the folder that holds everything"
        );
        let given = &self.server.public_url;
        if !given.is_empty() && Origin::parse(given.trim_end_matches('/')).is_err() {
            bail!(
                "server.public_url = {given:?} can't work: it is how browsers reach this server, with http:// or https:// \
                 and without a path, such as https://chat.example.com"
            );
        }
        let mut taken = vec![("server.listen", self.server.listen)];
        taken.extend(self.tcp.listen.map(|listen| ("tcp.listen", listen)));
        taken.extend(
            self.operations
                .listen
                .map(|listen| ("operations.listen", listen)),
        );
        if self.demo.enabled {
            taken.push(("demo.listen", self.demo.listen));
        }
        for (at, (key, address)) in taken.iter().enumerate() {
            let other = taken[..at]
                .iter()
                .find(|(_, other)| other == address && address.port() != 0);
            if let Some((other, _)) = other {
                bail!("{key} and {other} are both {address}: each needs an address of its own");
            }
        }
        Ok(())
    }

    fn check_contradictions(&self) -> Result<()> {
        let (server, limits) = (&self.server, &self.limits);
        ensure!(
            server.stop_deadline_ms > u64::from(server.drain_spread_ms),
            "server.stop_deadline_ms = {} must be above server.drain_spread_ms = {}: clients would be cut before they were \
             asked to go",
            server.stop_deadline_ms,
            server.drain_spread_ms
        );
        // A page, what is pushed meanwhile and a second page have to pass through, and any one frame.
        let outbox_bytes = limits.max_frame_bytes.max(4 * MAX_PAGE_BYTES);
        ensure!(
            limits.max_outbox_bytes >= outbox_bytes,
            "limits.max_outbox_bytes must be at least {outbox_bytes} with these limits"
        );
        let content_bytes = limits.max_frame_bytes - FRAME_BYTES_BESIDE_CONTENT;
        for (key, value, bytes) in [
            (
                "limits.max_text_chars",
                limits.max_text_chars,
                limits.max_text_chars * MAX_CHAR_BYTES,
            ),
            (
                "limits.max_custom_bytes",
                limits.max_custom_bytes,
                limits.max_custom_bytes,
            ),
        ] {
            ensure!(
                bytes <= content_bytes,
                "{key} = {value} does not fit into a frame of limits.max_frame_bytes = {}: {} bytes are needed",
                limits.max_frame_bytes,
                bytes + FRAME_BYTES_BESIDE_CONTENT
            );
        }
        Ok(())
    }
}

fn within(key: &str, value: impl TryInto<u64>, range: RangeInclusive<u64>) -> Result<()> {
    let value = value.try_into().unwrap_or(u64::MAX);
    let (lowest, highest) = range.into_inner();
    ensure!(
        value >= lowest,
        "{key} = {value} can't work: it must be {lowest} at least"
    );
    ensure!(
        value <= highest,
        "{key} = {value} can't work: it must be {highest} at most"
    );
    Ok(())
}
