//! What the desk decides: pure and synchronous, time is a parameter, nothing is read or written.

mod assign;
mod queue;
mod rate;
mod silence;
mod talk;
mod transition;

#[cfg(test)]
pub(crate) mod fixtures;

pub use assign::{AssignmentQuestion, Candidate, Decision, PickRefusal, WaitReason, assign, pick};
pub use queue::{positions, wait_estimate};
pub use rate::rate;
pub use silence::silence_deadline_ms;
pub use talk::{Reaction, note, react};
pub use transition::{ConsultationEvent, Refusal, Resolution, open, transition};
