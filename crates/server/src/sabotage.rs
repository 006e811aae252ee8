//! `SKEIN_FAULT`: makes a debug build break a promise, so that tests can prove that they would notice. Release builds
//! do not have it.

use anyhow::{Result, bail};
use skein_message_log::Sabotage;

/// What the environment asks to be broken.
#[expect(
    clippy::disallowed_methods,
    reason = "not configuration: a switch for tests that release builds do not have"
)]
pub(crate) fn asked_for() -> Result<Option<Sabotage>> {
    let Some(name) = std::env::var_os("SKEIN_FAULT") else {
        return Ok(None);
    };
    let sabotage = match name.to_str() {
        Some("ack-before-durable") => Sabotage::AckBeforeDurable,
        Some("no-dedup") => Sabotage::NoDedup,
        Some("log-panic") => Sabotage::Panic,
        _ => bail!("SKEIN_FAULT is ack-before-durable, no-dedup or log-panic"),
    };
    tracing::warn!(?sabotage, "this server breaks a promise on purpose");
    Ok(Some(sabotage))
}
