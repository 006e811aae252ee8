//! How rows look in bytes: small, cheap to write, and never trusted when read.

mod bytes;
mod commit;
mod run;

pub(crate) use commit::{CommittedRun, decode_commit, encode_commit};
pub(crate) use run::{Run, count_of_run, decode_run, encode_run, look_at_senders};

/// Why bytes are not a row of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CodecError {
    #[error("the row ends too early")]
    Truncated,
    #[error("the row has bytes after its end")]
    Trailing,
    #[error("the row is of format {0}, which this version does not know")]
    UnknownFormat(u8),
    #[error("the row holds a {0} that is not one")]
    Invalid(&'static str),
}
