//! SIGHUP: what can change while the server runs is read from the configuration again.

use std::io::IsTerminal as _;

use tokio::sync::watch;

use crate::config::{self, Overrides};
use crate::telemetry::Log;

/// Runs until dropped. The level of the log is what can change; everything else needs a start.
pub(crate) async fn on_hang_up(mut hang_ups: watch::Receiver<u32>, log: Log, overrides: Overrides) {
    while hang_ups.changed().await.is_ok() {
        let changed = config::load(&overrides).and_then(|config| {
            log.set_level(&config.logging.level)?;
            Ok(config.logging.level)
        });
        match changed {
            Ok(level) => tracing::info!(
                logging.level = level.text(),
                "SIGHUP: logging.level was read again; other keys hold from the next start on"
            ),
            Err(error) => tracing::warn!(
                error = format!("{error:#}"),
                "SIGHUP: the configuration can't be read; everything stays as it is"
            ),
        }
    }
}

/// Whether a hang-up means that the terminal was closed in which somebody runs the server by hand.
pub(crate) fn is_run_by_hand() -> bool {
    std::io::stdin().is_terminal() || std::io::stderr().is_terminal()
}
