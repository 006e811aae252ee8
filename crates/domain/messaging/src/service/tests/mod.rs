//! The use cases of messaging on the stores in memory: each test is named after the promise it holds to.

mod delivery;
mod isolation;
mod marks;
mod membership;
mod reading;
mod sending;
mod sync;
mod world;
