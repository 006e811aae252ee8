//! Hostile input for everything that reads what strangers send: a corpus, a mutator that knows the shape of each input, and
//! targets that say what must hold whatever comes.
//!
//! The same rounds run bounded in the tests, from a fixed seed, and for as long as one likes by `cargo xtask fuzz`. Stable
//! Rust; nothing is instrumented. What is found goes into the corpus.

mod mutator;
mod targets;

pub use mutator::Mutator;
pub use targets::{TARGETS, Target, memory_of};

/// Counts what is allocated, in the program and in the tests.
#[global_allocator]
static ALLOCATOR: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;
