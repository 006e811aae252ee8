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
    /// While it waits: whether an agent of the team is there. `None` when it is not in a queue.
    pub agents_online: Option<bool>,
    /// Runs while the customer waits for a word of the desk.
    pub wait: Option<Wait>,
    /// From the customer's first message to the first message of a human agent.
    pub first_response_ms: Option<i64>,
    /// From the assignment under which it came to that message.
    pub first_response_after_assignment_ms: Option<i64>,
    /// Within how long the team means to answer.
    pub response_target_ms: i64,
    pub can_rate: bool,
    /// When the consultation ends by the customer's silence, if nothing is said until then.
    pub silence_deadline_ms: Option<i64>,
}

/// How long the customer has been waiting for a word of the desk, in the queue or of the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Time of the oldest customer message nobody answered yet, or of the release that put the customer back in the
    /// queue.
    pub since_ms: i64,
    /// When it is late.
    pub deadline_ms: i64,
    /// Nobody has answered anything in this consultation yet.
    pub is_for_first_response: bool,
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
