//! What the desk is about: teams and agents, consultations and how they came to stand where they stand.

mod agent;
mod assignment;
mod change;
mod clue;
mod consultation;
mod desk_time;
mod notice;
mod page;
mod rating;
mod team;
mod thread;
mod transition;
mod view;

pub use agent::{Absence, Agent, AgentStatus, BadCapacity, Capacity};
pub use assignment::{AssignmentReason, AssignmentRule, Strategy};
pub use change::{AgentChange, ConsultationChange, DeskChange, MergeChange, SignIn, TeamChange};
pub use clue::{Channel, Clue, ClueDraft, ProductClue, ProductDraft};
pub use consultation::{
    Consultation, ConsultationState, LastMessage, QueuePlace, ResolvedBy, Talk, ThreadMessage,
    Waiting,
};
pub use desk_time::DeskTime;
pub use notice::{AgentNotice, Asking, ConsultationNotice, DeskNotice, QueueNotice};
pub use page::{BadCursor, ConsultationCursor, MAX_PAGE, Page};
pub use rating::Rating;
pub use team::{Team, TeamName, TeamSettings};
pub use thread::{DeskThread, Gone};
pub use transition::{Actor, Transition};
pub use view::{
    AgentView, ConsultationView, CustomerView, PersonView, TeamRef, TeamView, TransitionView, Wait,
};

/// A value from outside that is not within its limits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {problem}")]
pub struct Invalid {
    /// As the API spells it.
    pub field: &'static str,
    pub problem: &'static str,
}
