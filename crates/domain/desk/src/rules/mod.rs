//! What the desk decides: pure and synchronous, time is a parameter, nothing is read or written.

mod assign;
mod figures;
mod merge;
mod queue;
mod rate;
mod silence;
mod talk;
mod transition;

#[cfg(test)]
pub(crate) mod fixtures;

pub use assign::{AssignmentQuestion, Candidate, Decision, PickRefusal, WaitReason, assign, pick};
pub use figures::{first_response_after_assignment_ms, first_response_ms, handling_ms, wait};
pub use merge::{Merged, OwnThread, WentOn, merge};
pub use queue::{positions, wait_estimate};
pub use rate::rate;
pub use silence::silence_deadline;
pub use talk::{Reaction, note, react};
pub use transition::{ConsultationEvent, Refusal, ReleaseReason, Resolution, open, transition};
