//! A consultation: one segment of a thread, from the first question to resolved.

use serde::{Deserialize, Serialize};
use skein_foundation::{AppId, ConsultationId, ConversationId, Seq, TeamId, Uid};

use super::{AssignmentReason, Clue, DeskTime, Rating};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    pub app: AppId,
    pub id: ConsultationId,
    pub conversation_id: ConversationId,
    /// Counts the consultations of this customer from 1.
    pub number: u32,
    pub team_id: TeamId,
    pub customer: Uid,
    pub state: ConsultationState,
    /// As the customer came; stays what it was when it opened.
    pub clue: Option<Clue>,
    pub place: QueuePlace,
    /// The customer's message that opened it.
    pub opened_by: Seq,
    pub opened_at_ms: i64,
    pub assigned_at_ms: Option<i64>,
    /// First message of a human agent.
    pub first_response_at_ms: Option<i64>,
    /// The assignment under which it came: a later one does not change what was.
    pub first_response_assigned_at_ms: Option<i64>,
    pub resolved_at_ms: Option<i64>,
    pub agent: Option<Uid>,
    pub assignment: Option<AssignmentReason>,
    pub resolved_by: Option<ResolvedBy>,
    /// When the customer ended it: the newest seq that was said by then.
    pub ended_after: Option<Seq>,
    /// Where it stands among all that ended in the app: drawn from a counter, for clocks are set back.
    pub resolved_number: Option<u64>,
    /// The consultation in which it goes on, when it ended as merged.
    pub merged_into: Option<ConsultationId>,
    pub rating: Option<Rating>,
    pub talk: Talk,
    /// Transitions so far; the next one gets this ordinal. Guards against two writers.
    pub transitions: u32,
}

impl Consultation {
    /// Once, and only when somebody served the customer.
    pub const fn can_rate(&self) -> bool {
        self.assigned_at_ms.is_some() && self.rating.is_none()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsultationState {
    /// Begun; the customer has not asked anything yet. Never at rest: asking follows in the same transaction.
    Initial,
    /// In the queue of a team.
    Waiting,
    /// An agent serves it.
    Assigned,
    /// Ended. A further question begins a new consultation on the same thread.
    Resolved,
}

impl ConsultationState {
    pub const ALL: [Self; 4] = [Self::Initial, Self::Waiting, Self::Assigned, Self::Resolved];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Waiting => "waiting",
            Self::Assigned => "assigned",
            Self::Resolved => "resolved",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResolvedBy {
    /// The desk's side: the agent, or the business itself with an app key.
    Agent,
    Silence,
    Customer,
    /// The customer signed in and goes on in the own thread.
    Merged,
    /// The customer was disabled.
    Blocked,
}

impl ResolvedBy {
    pub const ALL: [Self; 5] = [
        Self::Agent,
        Self::Silence,
        Self::Customer,
        Self::Merged,
        Self::Blocked,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Silence => "silence",
            Self::Customer => "customer",
            Self::Merged => "merged",
            Self::Blocked => "blocked",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == text)
    }
}

/// Place in the queue: the smaller goes first. The ticket is drawn in the transaction that queues, from one
/// counter per app, so that the order is the order of commits: two nodes whose clocks differ can't reorder it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct QueuePlace {
    /// The smaller goes first.
    pub priority: u16,
    pub ticket: u64,
}

impl QueuePlace {
    /// Leaves room for more and for less urgent ones.
    pub const NORMAL_PRIORITY: u16 = 100;
}

/// What the talk itself says about a consultation: kept from message to message, so that lists need no log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Talk {
    pub last_message: Option<LastMessage>,
    /// Time of the oldest customer message nobody answered yet.
    pub customer_waiting_since_ms: Option<i64>,
    /// When the agent's last message was noted, while it is the customer who must answer.
    pub customer_turn_since: Option<DeskTime>,
}

/// The newest message of a person, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastMessage {
    pub seq: Seq,
    pub sender: Uid,
    /// The beginning of it: at most [`ThreadMessage::MAX_PREVIEW_CHARS`].
    pub text: String,
    pub time_ms: i64,
}

/// A message of a person in a thread, as the desk takes note of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadMessage {
    pub app: AppId,
    pub conversation_id: ConversationId,
    /// Whose thread it is.
    pub customer: Uid,
    pub sender: Uid,
    pub seq: Seq,
    pub time_ms: i64,
    /// When the desk heard of it.
    pub noted: DeskTime,
    pub preview: String,
    /// The id of the consultation, should this message open one.
    pub new_id: ConsultationId,
    /// Of which message of a visitor's thread this says that it is that one, said anew. Anybody can say so: it counts only
    /// when that thread went into this one.
    pub anew_of: Option<(ConversationId, Seq)>,
}

impl ThreadMessage {
    pub const MAX_PREVIEW_CHARS: usize = 120;
}

/// One that waits, as far as a queue has to know it: there may be many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub id: ConsultationId,
    pub conversation_id: ConversationId,
    pub customer: Uid,
    pub place: QueuePlace,
    /// Steps so far.
    pub transitions: u32,
}

impl From<&Consultation> for Waiting {
    fn from(one: &Consultation) -> Self {
        Self {
            id: one.id,
            conversation_id: one.conversation_id,
            customer: one.customer.clone(),
            place: one.place,
            transitions: one.transitions,
        }
    }
}
