//! What can go wrong below the port, with the way out in its text.

use std::io;
use std::path::PathBuf;

use skein_foundation::{StoreError, StoreErrorKind};

use crate::codec::CodecError;

/// The cause behind a [`StoreError`] of this crate.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("the message log is closed")]
    Closed,
    #[error("the disk does not take writes; the message log tries again by itself")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the message log is being opened again after a failed write")]
    Reopening,
    #[error("another process has the message log open")]
    Locked,
    #[error("the message log can't be read or written")]
    Io(#[source] io::Error),
    #[error(
        "{path} is damaged at byte {at}, and what follows was acknowledged; \
         restore the message log from a backup (`skein restore`)"
    )]
    DamagedJournal { path: PathBuf, at: u64 },
    #[error(
        "the files of the message log are damaged; \
         restore them from a backup (`skein restore`); as far as the log opens, `skein doctor` says which they are"
    )]
    DamagedFiles(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error(
        "a row of the message log can't be understood; \
         restore it from a backup (`skein restore`); `skein doctor` says where it is"
    )]
    DamagedRow(#[source] CodecError),
    #[error("{0}; restore the message log from a backup (`skein restore`)")]
    Inconsistent(&'static str),
    #[error("{0}; put back what is missing, or bring back the last backup (`skein restore`)")]
    Incomplete(String),
    #[error(
        "{0} is not what the message log keeps there (a folder in the place of a file, or the other way round); \
         take it away and put back what was there, or bring back the last backup (`skein restore`)"
    )]
    Strange(PathBuf),
    #[error(
        "the message log ends at position {found}, but it had come to {known}: its newest messages are gone; \
         put back its newest files, or bring back the last backup (`skein restore`)"
    )]
    RolledBack { found: u64, known: u64 },
    #[error("the message log was written by a newer version (format {0}); use that version")]
    NewerFormat(u8),
    #[error("the folder of the backup, {0}, is not empty")]
    BackupFolderInUse(PathBuf),
    #[error("the message log stopped working; this is a fault of ours")]
    Broken,
}

impl Fault {
    /// Without the way out, for a list of what is damaged.
    pub(crate) fn in_short(&self) -> String {
        match self {
            Self::DamagedFiles(cause) => format!("what follows can't be read ({cause})"),
            Self::DamagedRow(cause) => cause.to_string(),
            Self::Inconsistent(what) => (*what).to_owned(),
            other => other.to_string(),
        }
    }

    /// What is stored can't be understood, and will not be later.
    pub(crate) fn is_damage(&self) -> bool {
        self.kind() == StoreErrorKind::Corrupt
    }

    fn kind(&self) -> StoreErrorKind {
        match self {
            Self::Closed | Self::Refused(_) | Self::Reopening | Self::Locked | Self::Io(_) => {
                StoreErrorKind::Unavailable
            }
            Self::DamagedJournal { .. }
            | Self::DamagedFiles(_)
            | Self::DamagedRow(_)
            | Self::Inconsistent(_)
            | Self::Incomplete(_)
            | Self::Strange(_)
            | Self::RolledBack { .. }
            | Self::NewerFormat(_) => StoreErrorKind::Corrupt,
            Self::BackupFolderInUse(_) => StoreErrorKind::Conflict,
            Self::Broken => StoreErrorKind::Internal,
        }
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        Self::new(fault.kind(), fault)
    }
}

impl From<CodecError> for Fault {
    fn from(error: CodecError) -> Self {
        Self::DamagedRow(error)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What the engine reports while it reads or opens. (A failed write is [`Fault::Refused`], whatever the engine calls it.)
impl From<fjall::Error> for Fault {
    fn from(error: fjall::Error) -> Self {
        match error {
            fjall::Error::Locked => Self::Locked,
            fjall::Error::Io(error) | fjall::Error::Storage(fjall::LsmError::Io(error)) => {
                match error.kind() {
                    // A table that is shorter than its footer says or has none, or whose content is no table.
                    io::ErrorKind::UnexpectedEof
                    | io::ErrorKind::InvalidInput
                    | io::ErrorKind::InvalidData
                    | io::ErrorKind::NotFound => Self::DamagedFiles(Box::new(error)),
                    _ => Self::Io(error),
                }
            }
            fjall::Error::Poisoned => Self::Refused(Box::new(error)),
            other => Self::DamagedFiles(Box::new(other)),
        }
    }
}

/// One fault that many callers are told of.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{fault}")]
pub(crate) struct SharedFault {
    #[source]
    fault: std::sync::Arc<Fault>,
}

impl SharedFault {
    pub(crate) fn new(fault: Fault) -> Self {
        Self {
            fault: std::sync::Arc::new(fault),
        }
    }

    pub(crate) fn to_store_error(&self) -> StoreError {
        StoreError::new(self.fault.kind(), self.clone())
    }
}
