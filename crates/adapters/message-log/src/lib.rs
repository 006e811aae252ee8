//! The message log on fjall: a log-structured engine inside this process, in a folder of its own.
//!
//! # One thread writes
//! Appends come as batches through a door that is limited in bytes. The thread `skein-log` takes all that waits as
//! one *group*, finds out which client message ids are new, gives the new messages their seqs, and writes everything
//! as one atomic batch with one sync. Then it answers everybody, and then it feeds those who follow the log. The
//! slower the disk and the higher the load, the larger the groups: nobody waits for a timer.
//!
//! # What is stored
//! - `runs`: the messages which one commit appended to one conversation are **one row**, because a row costs more
//!   than the bytes in it. A range starts at the run that holds its first message.
//! - `ids`: one small row per message, hash of the client message id to where the message is. The hash only finds
//!   the message; that it is the same is decided by comparing what is stored. They are not part of the commit but
//!   written later, as sorted tables, because they can be derived from the runs: that halves the cost of an append.
//! - `commits`: one row per commit, which runs it holds. Its key is the position that consumers keep.
//!
//! Heads of conversations are not stored: the newest seq is the end of the last run.
//!
//! # Memory
//! Bounded whatever the size of the log: the queue (`queue_bytes`), one group being written (about three times
//! `group_bytes`), the feed (`feed_groups` groups), the newest commits (8 MiB), the block cache (`block_cache_bytes`),
//! memtables (of `runs` at most four of 16 MiB, of `commits` of 4 MiB), ids of recent messages (48 bytes each, twice
//! `ids_in_memory` and a sorted copy while a table is written: 16 MiB), filters of senders (32 MiB) and heads (3 MiB). With
//! the defaults that is 280 MiB when everything is at its limit, and next to nothing when the log is idle. While messages are
//! sent, ids and memtables fill within the first 300,000; after that memory moves by a tenth up and down.
//!
//! # Failure
//! `refusal` says what happens when the disk refuses a write, `journal` what happens after a crash, `seal` how files that
//! were lost, emptied or exchanged are noticed.

mod backup;
mod barrier;
mod blocking;
mod check;
mod codec;
mod fault;
mod group;
mod heads;
mod ids;
mod journal;
mod keys;
mod log;
mod metrics;
mod options;
mod queue;
mod reading;
mod recent;
mod refusal;
#[cfg(debug_assertions)]
mod sabotage;
mod seal;
mod shared;
mod tables;
mod writer;

pub use barrier::CommitBarrier;
pub use check::{LogReport, check_log};
pub use log::FjallMessageLog;
pub use options::LogOptions;
#[cfg(debug_assertions)]
pub use sabotage::Sabotage;
pub use seal::{LogSighting, look_at_log};
pub use tables::panic_becomes_an_error;
