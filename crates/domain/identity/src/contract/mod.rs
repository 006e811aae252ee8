//! The suites that every implementation of the ports passes, and the reference implementation in memory.

pub mod app_store;
pub mod cases;
pub(crate) mod fixtures;
pub mod memory;
pub mod proof_store;
pub mod sign_in_store;
pub mod user_store;
