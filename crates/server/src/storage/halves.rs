//! Whether the two halves of a data folder belong together, and what to do when they do not. Pure.
//!
//! The store and the log carry the same [`Stamp`](skein_foundation::Stamp), and the store takes each turn first. So the store is at the log's turn or
//! one ahead; anything else is a half of another folder, of another epoch, or of another time. A log that reaches further
//! than the store knew is fine: consumers read on from where they were. A log that ends earlier is not.

use skein_foundation::Stamp;
use skein_message_log::LogSighting;
use skein_store::StoreStamp;
use thiserror::Error;

use super::folder::StoreFile;

/// Why the folder is not used. Each says the way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum Mismatch {
    #[error(
        "skein.db is missing beside a message log, and with it all users, conversations and marks; \
         put it back (with skein.db-wal, if there is one), or bring back the last backup with `skein restore`"
    )]
    StoreMissing,
    #[error(
        "skein.db is empty beside a message log: users, conversations and marks are gone; \
         put it back (with skein.db-wal, if there is one), or bring back the last backup with `skein restore`"
    )]
    StoreEmpty,
    #[error(
        "the message log is missing beside a store that was in use: all messages are gone; \
         put the folder `log` back, or bring back the last backup with `skein restore`"
    )]
    LogMissing,
    #[error(
        "the seal of the message log (log/seal) is missing: the log is that of another time, or was changed by hand; \
         put back the log that belongs to this store, or bring back the last backup with `skein restore`"
    )]
    LogUnsealed,
    #[error(
        "skein.db was never used with this message log: it is of another time or another folder; \
         put back the store that belongs to this log, or bring back the last backup with `skein restore`"
    )]
    StoreUnstamped,
    #[error(
        "skein.db and the message log are halves of two different data folders; \
         put back the half that belongs here, or bring back the last backup with `skein restore`"
    )]
    Foreign,
    #[error(
        "skein.db and the message log are halves of two copies of one data folder (epochs {store} and {log}); \
         put back the half that belongs here, or bring back the last backup with `skein restore`"
    )]
    OtherEpoch { store: u64, log: u64 },
    #[error(
        "skein.db is older than the message log (turn {store} beside {log}): its newest changes are gone; \
         put back the newest skein.db (with skein.db-wal, if there is one), or bring back the last backup with `skein restore`"
    )]
    StoreOlder { store: u64, log: u64 },
    #[error(
        "the message log is older than skein.db (turn {log} beside {store}): its newest messages are gone; \
         put back the newest `log` folder, or bring back the last backup with `skein restore`"
    )]
    LogOlder { store: u64, log: u64 },
    #[error(
        "the message log ends at position {end}, but skein.db knows of position {known}: the newest messages are gone; \
         put back the newest `log` folder, or bring back the last backup with `skein restore`"
    )]
    LogEndsEarly { end: u64, known: u64 },
}

/// What the halves are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// An earlier version used them, which left no stamps.
    Adopt,
    /// They belong together. A copy goes its own way from here.
    Known {
        stamp: Stamp,
        is_copy: bool,
        was_in_use: bool,
    },
}

/// Before anything is opened. `None`: there is nothing yet.
pub(super) fn are_both_there(store: StoreFile, log: LogSighting) -> Result<Option<()>, Mismatch> {
    match (store, log) {
        (StoreFile::Absent | StoreFile::Empty, LogSighting::Absent) => Ok(None),
        (StoreFile::Absent, _) => Err(Mismatch::StoreMissing),
        (StoreFile::Empty, _) => Err(Mismatch::StoreEmpty),
        (StoreFile::There, LogSighting::Absent) => Err(Mismatch::LogMissing),
        (StoreFile::There, _) => Ok(Some(())),
    }
}

/// Before the log is opened.
pub(super) fn judge(
    store: Option<&StoreStamp>,
    is_blank: bool,
    log: LogSighting,
) -> Result<Verdict, Mismatch> {
    if is_blank {
        return Err(Mismatch::StoreEmpty);
    }
    let (of_log, is_copy, was_in_use) = match log {
        LogSighting::Absent => return Err(Mismatch::LogMissing),
        LogSighting::Unsealed => (None, false, false),
        LogSighting::Sealed {
            stamp,
            is_copy,
            was_in_use,
            ..
        } => (stamp, is_copy, was_in_use),
    };
    match (store.map(|row| row.stamp), of_log) {
        (None, None) => Ok(Verdict::Adopt),
        (None, Some(_)) => Err(Mismatch::StoreUnstamped),
        (Some(_), None) => Err(Mismatch::LogUnsealed),
        (Some(of_store), Some(of_log)) => {
            let (store, log) = (of_store.turn, of_log.turn);
            if of_store.birth != of_log.birth {
                Err(Mismatch::Foreign)
            } else if !of_store.is_of_one_epoch(&of_log) {
                Err(Mismatch::OtherEpoch {
                    store: of_store.epoch,
                    log: of_log.epoch,
                })
            } else if store < log {
                Err(Mismatch::StoreOlder { store, log })
            } else if store > log + 1 {
                Err(Mismatch::LogOlder { store, log })
            } else {
                Ok(Verdict::Known {
                    stamp: of_store,
                    is_copy,
                    was_in_use,
                })
            }
        }
    }
}

/// With the log open: it must reach as far as the store knows of.
pub(super) fn check_end(end: u64, row: Option<&StoreStamp>, cursor: u64) -> Result<(), Mismatch> {
    let known = row.map_or(0, |row| row.log_position).max(cursor);
    if end < known {
        return Err(Mismatch::LogEndsEarly { end, known });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_ends_before_what_the_store_knows_is_not_taken() {
        let early = |end, known| Err(Mismatch::LogEndsEarly { end, known });
        let row = |log_position| StoreStamp {
            stamp: Stamp::of_a_new_folder(1),
            log_position,
        };
        assert_eq!(check_end(7, None, 7), Ok(()));
        assert_eq!(check_end(9, Some(&row(7)), 8), Ok(()));
        // By what the consumers have heard, and by what was noted with the last turn.
        assert_eq!(check_end(7, None, 8), early(7, 8));
        assert_eq!(check_end(7, Some(&row(9)), 8), early(7, 9));
    }
}
