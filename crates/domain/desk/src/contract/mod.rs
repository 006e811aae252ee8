//! The suite that every implementation of [`DeskStore`](crate::ports::DeskStore) passes, and the reference
//! implementation in memory that shows what the calls mean.

pub mod desk_store;
mod memory;

#[cfg(test)]
pub(crate) use memory::Flaw;
pub use memory::MemoryDeskStore;
