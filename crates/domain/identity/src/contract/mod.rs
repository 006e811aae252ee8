//! The suite that every implementation of [`IdentityStore`](crate::ports::IdentityStore) passes, and the reference
//! implementation in memory that shows what the calls mean.

#[cfg(test)]
pub(crate) use identity_store::fixtures;

pub mod identity_store;
pub mod memory;
