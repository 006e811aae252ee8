//! Switches for tests, which release builds do not have: `SKEIN_FAULT` makes a debug build break a promise, so that tests
//! can prove that they would notice; `SKEIN_TEST_CLOCK_FILE` names a file that says how far off the server's clock is.

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

/// Lets a test set this process's clock, and tells it by a file beside that the process follows.
#[expect(
    clippy::disallowed_methods,
    reason = "not configuration: a switch for tests that release builds do not have"
)]
pub(crate) fn follow_test_clock() -> Result<()> {
    let Some(path) = std::env::var_os("SKEIN_TEST_CLOCK_FILE").map(std::path::PathBuf::from) else {
        return Ok(());
    };
    std::fs::write(path.with_extension("followed"), "")?;
    skein_foundation::clock::follow_shift_file(path);
    Ok(())
}
