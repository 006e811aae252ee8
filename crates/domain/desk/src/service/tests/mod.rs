//! The use cases end to end on memory adapters.

mod absence;
mod effects;
mod office;
mod queue;
mod signing_in;
mod talk;
