//! What screens and business servers are shown: the desk's own facts with names, presence and places joined in.

use skein_foundation::{TeamId, Uid};

use super::{Agent, Consultation, Team, Transition};

/// A consultation as it is shown, the fields of the REST shape `Consultation`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultationView {
    /// The facts: states, times, clue, rating, last message.
    pub consultation: Consultation,
    pub team: TeamRef,
    pub customer: CustomerView,
    pub agent: Option<PersonView>,
    /// 1 is next; 0 when not in a queue.
    pub queue_position: u32,
    pub wait_estimate_s: Option<u32>,
    pub can_rate: bool,
    /// When the consultation ends by the customer's silence, if nothing is said until then.
    pub silence_deadline_ms: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamRef {
    pub id: TeamId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerView {
    pub uid: Uid,
    pub name: String,
    /// The business vouched for the identity.
    pub verified: bool,
    pub online: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonView {
    pub uid: Uid,
    pub name: String,
}

/// A step of a consultation as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransitionView {
    pub transition: Transition,
    /// The uid of the customer or the agent who took it.
    pub actor_uid: Option<Uid>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentView {
    pub agent: Agent,
    pub name: String,
    pub connected: bool,
    pub teams: Vec<TeamRef>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamView {
    pub team: Team,
    pub members: Vec<Uid>,
    /// Consultations in the queue now.
    pub waiting: u32,
}
