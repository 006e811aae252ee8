//! Deliberate faults, in debug builds only: tests prove with them that their checker notices a broken log.

use std::time::Duration;

/// How long acknowledged messages stay in memory only, under [`Sabotage::AckBeforeDurable`].
pub(crate) const UNSAFE_TIME: Duration = Duration::from_millis(50);

/// What the log does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    /// Answers a group before it writes it, so that a crash loses what was acknowledged.
    AckBeforeDurable,
    /// Does not recognise a client message id that it has stored.
    NoDedup,
    /// Its thread panics at the first append.
    Panic,
}
