//! What the desk tells screens: where a consultation, a queue or an agent stands now.

use serde::{Deserialize, Serialize};
use skein_foundation::{ConsultationId, ConversationId, TeamId, Uid};
use skein_messaging::model::Notice;

use super::{AgentStatus, ConsultationState, ResolvedBy};

/// Serialises as its text alone; kind and subject stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum DeskNotice {
    Consultation(ConsultationNotice),
    Queue(QueueNotice),
    Agent(AgentNotice),
}

/// Where a consultation stands, as its customer and its agent may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationNotice {
    pub consultation_id: ConsultationId,
    pub conversation_id: ConversationId,
    pub state: ConsultationState,
    /// 1 is next; 0 when not in a queue.
    pub queue_position: u32,
    /// 0 when there is no ground for an estimate.
    pub wait_estimate_s: u32,
    pub agent: Option<(Uid, String)>,
    pub resolved_by: Option<ResolvedBy>,
    pub can_rate: bool,
    pub team_name: String,
    /// While waiting: whether an agent of the team is there.
    pub agents_online: bool,
    /// 0 before the customer rated it.
    pub rating_score: u8,
    /// Only in the agent's copy.
    pub asking: Option<Asking>,
    /// Steps so far.
    pub steps: u32,
}

/// What an agent is told of the customer, so that an assignment can be announced without asking for more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    pub customer: (Uid, String),
    /// The beginning of the newest message.
    pub last_message: String,
}

/// How many wait in a team's queue, for its agents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueNotice {
    pub team_id: TeamId,
    pub waiting: u32,
}

/// An agent's own desk status and load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentNotice {
    pub status: AgentStatus,
    pub load: u32,
    pub capacity: u32,
}

impl DeskNotice {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Consultation(_) => "consultation",
            Self::Queue(_) => "queue",
            Self::Agent(_) => "agent",
        }
    }

    /// As messaging brings it. `revision` is the newest change that was there when reading began for it.
    pub fn at(&self, revision: u64) -> Notice {
        Notice {
            kind: self.kind().to_owned(),
            subject: match self {
                Self::Consultation(one) => one.consultation_id.to_string(),
                Self::Queue(queue) => queue.team_id.to_string(),
                Self::Agent(_) => String::new(),
            },
            revision,
            payload: serde_json::to_string(self).expect("texts, numbers and ids have a JSON form"),
        }
    }

    /// `None` for a kind that is not of the desk.
    pub fn parse(notice: &Notice) -> Option<Result<Self, serde_json::Error>> {
        let text = &notice.payload;
        match notice.kind.as_str() {
            "consultation" => Some(serde_json::from_str(text).map(Self::Consultation)),
            "queue" => Some(serde_json::from_str(text).map(Self::Queue)),
            "agent" => Some(serde_json::from_str(text).map(Self::Agent)),
            _ => None,
        }
    }
}
