//! What can be set, and what the settings cost.

use std::sync::Arc;
use std::time::Duration;

use crate::barrier::{CommitBarrier, NoBarrier};

/// Settings of [`crate::FjallMessageLog`]. All queues and caches have a limit; see the crate's front page for the sum.
#[derive(Debug, Clone)]
pub struct LogOptions {
    /// Blocks of tables kept in memory, for history and for looking up client message ids.
    pub block_cache_bytes: u64,
    /// Client message ids kept in memory before a table of them is written, 48 bytes each and twice as many while it
    /// is written. A table is begun when a whole group might not fit. After a restart they are read again from the messages.
    pub ids_in_memory: usize,
    /// Appends that wait or are being written, by the size of what they hold. More of them wait at the door.
    pub queue_bytes: usize,
    /// A group is closed when it has this many messages …
    pub group_messages: usize,
    /// … or this many bytes. A batch is never split, so a large one is a group of its own.
    pub group_bytes: usize,
    /// Groups on the live feed that nobody has taken yet. When they are that many, appends wait.
    pub feed_groups: usize,
    /// After a failed write: the shortest time between two attempts to write again.
    pub retry_interval: Duration,
    /// What happens around each commit: nothing, except in tests.
    pub barrier: Arc<dyn CommitBarrier>,
    /// What it does wrong on purpose: nothing, except in tests that must see it fail.
    #[cfg(debug_assertions)]
    pub sabotage: Option<crate::Sabotage>,
}

impl Default for LogOptions {
    fn default() -> Self {
        Self {
            block_cache_bytes: 64 * 1024 * 1024,
            // What fills a map of 2^17 places: both maps have their full size after 230,000 messages.
            ids_in_memory: (1 << 17) / 8 * 7,
            queue_bytes: 32 * 1024 * 1024,
            group_messages: 4_096,
            group_bytes: 4 * 1024 * 1024,
            feed_groups: 8,
            retry_interval: Duration::from_millis(500),
            barrier: Arc::new(NoBarrier),
            #[cfg(debug_assertions)]
            sabotage: None,
        }
    }
}
