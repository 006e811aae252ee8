//! What the end-to-end tests stand on: people with clients, a checker of promises, a reader of system-call traces.
//!
//! The tests themselves are in `tests/it`, one file per promise, and know the server only by its doors.

pub mod bytes;
pub mod checker;
pub mod office;
pub mod people;
pub mod storm;
pub mod trace;
