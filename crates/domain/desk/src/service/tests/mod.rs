//! The use cases end to end on memory adapters.

mod effects;
mod office;
mod queue;
mod talk;
