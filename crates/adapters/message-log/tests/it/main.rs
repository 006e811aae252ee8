//! The message log on real files.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod backup;
mod contract;
mod crash;
mod damage;
mod full_disk;
mod ids;
mod lost_files;
mod refusal;
mod subject;
mod sync;
