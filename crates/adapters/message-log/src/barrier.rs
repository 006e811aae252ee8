//! The edge between the log and the disk, where tests stop the world or make it fail.

use std::fmt;
use std::io;

/// Called by the log thread around each commit.
pub trait CommitBarrier: Send + Sync + fmt::Debug {
    /// Before anything of the group is written. An error is what a full disk would have said.
    fn before_write(&self) -> io::Result<()> {
        Ok(())
    }

    /// After the sync of the group has returned and before anybody is answered.
    fn after_sync(&self) {}
}

/// Nothing happens.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NoBarrier;

impl CommitBarrier for NoBarrier {}
