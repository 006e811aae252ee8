//! The seal: what the log knows about its own end and its files, in a file that the engine does not know.
//!
//! The engine takes the files that it finds for all there ever were: a journal that was deleted or emptied is a log that
//! ends earlier, and a keyspace without its list of tables is removed with all of them. Positions and seqs would be used
//! twice. So what must be there is noted beside it, and looked at before the engine is let in:
//!
//! - the newest position, the journals (with the beginning of each), and the keyspaces;
//! - after a clean end also the list of all files with their sizes;
//! - the [`Stamp`] that the store carries, too.
//!
//! A thread of its own notes it: at once after a commit that follows a pause, then four times a second as long as there are
//! commits. The commits themselves wait for nothing. The file has two slots of a fixed size that are written in turn, so that
//! a torn write leaves the one before, and a full disk is no reason not to note.

mod files;
mod keeping;
mod slots;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use skein_foundation::{Stamp, StoreError};
use skein_messaging::ports::LogPosition;

use crate::fault::Fault;

pub(crate) use files::check_before_open;
pub(crate) use keeping::Seal;

/// What the seal says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sealed {
    /// Counts the writes: the higher one of two slots holds.
    number: u64,
    pub(crate) stamp: Option<Stamp>,
    pub(crate) position: u64,
    /// Numbers of the journals, and the hash of the beginning of each that has one.
    journals: Vec<(u64, Option<u64>)>,
    keyspaces: Vec<u64>,
    /// Whether a process has it open, or had when it ended without closing it.
    in_use: bool,
    /// The inode of the seal: another one in a copy.
    place: u64,
    /// Hash of the list of files that was made at the last clean end.
    files: Option<u64>,
}

/// What can be seen of a log without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogSighting {
    /// There is no log.
    Absent,
    /// A log that never noted anything about itself: an earlier version made it, or the note was deleted.
    Unsealed,
    Sealed {
        stamp: Option<Stamp>,
        /// It had come at least so far.
        position: LogPosition,
        /// These files are a copy of those that were written last.
        is_copy: bool,
        /// Whoever wrote last did not close it.
        was_in_use: bool,
    },
}

/// Looks at the log in the folder and changes nothing. Fails when what it noted about itself can't be read.
pub fn look_at_log(folder: &Path) -> Result<LogSighting, StoreError> {
    if let Some(sealed) = slots::read(folder)? {
        return Ok(LogSighting::Sealed {
            stamp: sealed.stamp,
            position: LogPosition(sealed.position),
            is_copy: slots::place(folder).map_err(Fault::Io)? != sealed.place,
            was_in_use: sealed.in_use,
        });
    }
    let mut entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(LogSighting::Absent);
        }
        Err(error) => return Err(Fault::Io(error).into()),
    };
    Ok(match entries.next() {
        None => LogSighting::Absent,
        Some(_) => LogSighting::Unsealed,
    })
}

pub(crate) fn read(folder: &Path) -> Result<Option<Sealed>, Fault> {
    slots::read(folder)
}

fn path(folder: &Path) -> PathBuf {
    folder.join(slots::FILE)
}
