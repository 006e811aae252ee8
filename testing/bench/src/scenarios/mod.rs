//! The scenarios that need a Skein server.

mod chat;
mod crowd;
mod desk;
mod flood;
mod group;
mod history;
mod idle;
mod memory;
mod storm;

use std::time::Duration;

use clap::Args;

pub(crate) use chat::chat;
pub(crate) use desk::desk;
pub(crate) use flood::{Strangers, flood};
pub(crate) use group::group;
pub(crate) use history::history;
pub(crate) use idle::idle;
pub(crate) use memory::memory;
pub(crate) use storm::storm;

/// Runs before anything is counted.
pub(crate) const WARM_UP: Duration = Duration::from_secs(2);

/// Pairs of users who send and receive.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Pattern {
    /// Pairs: one sends, the other receives.
    #[arg(long, default_value_t = 200)]
    pub(crate) pairs: usize,
    /// Messages of a sender that may be without ack.
    #[arg(long, default_value_t = 1)]
    pub(crate) window: usize,
    /// Seconds counted, after two of warming up.
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
    /// Recipients mark what they read, one mark on its way at a time, as screens do. Who sends has read by that.
    #[arg(long)]
    pub(crate) marks: bool,
}

impl Pattern {
    /// The same for half the time.
    fn half(&self) -> Self {
        Self {
            seconds: self.seconds.div_ceil(2),
            ..*self
        }
    }
}
