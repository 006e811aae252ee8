//! What the desk writes into the outbox in the transaction of a change: the effects, webhooks and figures follow it.

use serde::{Deserialize, Serialize};
use skein_foundation::{ConsultationId, ConversationId, Fact, TeamId, Uid};

use super::{
    Agent, AgentStatus, AssignmentReason, Consultation, QueuePlace, ResolvedBy, Team, Transition,
};

/// Serialises as its payload alone; the kind stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum DeskChange {
    Opened(ConsultationChange),
    Assigned(ConsultationChange),
    /// Back in the queue; the agent is the one who served it.
    Released(ConsultationChange),
    Resolved(ConsultationChange),
    Rated(ConsultationChange),
    /// One that had ended is a customer's, who was that visitor.
    Moved(ConsultationChange),
    /// A visitor's consultation goes on as a customer's.
    Merged(Box<MergeChange>),
    /// A visitor proved to be a customer.
    SignedIn(SignIn),
    /// Status, capacity or teams of an agent.
    Agent(AgentChange),
    /// A team that was made, changed or deleted.
    Team(TeamChange),
}

/// A consultation after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsultationChange {
    pub consultation_id: ConsultationId,
    pub conversation_id: ConversationId,
    pub number: u32,
    pub team_id: TeamId,
    pub customer_uid: Uid,
    pub agent_uid: Option<Uid>,
    pub place: QueuePlace,
    /// The step that was taken; a rating is none.
    pub transition: Option<Transition>,
    /// Steps so far, this one included. 0 in what versions before wrote.
    #[serde(default)]
    pub transitions: u32,
    pub assignment: Option<AssignmentReason>,
    pub resolved_by: Option<ResolvedBy>,
    pub score: Option<u8>,
}

/// Both consultations after they were merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MergeChange {
    /// The visitor's.
    pub ended: ConsultationChange,
    /// The customer's; without a step when it goes on as it was.
    pub into: ConsultationChange,
}

/// A visitor and the customer who this visitor turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    pub visitor_uid: Uid,
    pub customer_uid: Uid,
}

impl SignIn {
    /// The kind of the outbox row.
    pub const KIND: &'static str = "customer.signed_in";
}

/// An agent after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentChange {
    pub uid: Uid,
    pub status: AgentStatus,
    pub capacity: u32,
    pub load: u32,
    /// The agent has no connection. False in what versions before wrote.
    #[serde(default)]
    pub absent: bool,
    /// A team that the agent just left: who waits there waits for one fewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_team: Option<TeamId>,
}

/// A team after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamChange {
    pub team_id: TeamId,
    pub name: String,
    pub is_deleted: bool,
}

impl TeamChange {
    pub fn of(team: &Team) -> Self {
        Self {
            team_id: team.id,
            name: team.name.as_str().to_owned(),
            is_deleted: team.is_deleted,
        }
    }
}

impl AgentChange {
    pub fn of(agent: &Agent) -> Self {
        Self {
            uid: agent.uid.clone(),
            status: agent.status,
            capacity: agent.capacity.get(),
            load: agent.load,
            absent: agent.absence.is_some(),
            left_team: None,
        }
    }
}

impl ConsultationChange {
    pub fn of(consultation: &Consultation, transition: Option<Transition>) -> Self {
        Self {
            consultation_id: consultation.id,
            conversation_id: consultation.conversation_id,
            number: consultation.number,
            team_id: consultation.team_id,
            customer_uid: consultation.customer.clone(),
            agent_uid: consultation.agent.clone(),
            place: consultation.place,
            transition,
            transitions: consultation.transitions,
            assignment: consultation.assignment.clone(),
            resolved_by: consultation.resolved_by,
            score: consultation.rating.as_ref().map(|rating| rating.score),
        }
    }
}

impl Fact for DeskChange {
    fn kind(&self) -> &'static str {
        match self {
            Self::Opened(_) => "consultation.opened",
            Self::Assigned(_) => "consultation.assigned",
            Self::Released(_) => "consultation.released",
            Self::Resolved(_) => "consultation.resolved",
            Self::Rated(_) => "consultation.rated",
            Self::Moved(_) => "consultation.moved",
            Self::Merged(_) => "consultation.merged",
            Self::SignedIn(_) => SignIn::KIND,
            Self::Agent(_) => "agent.changed",
            Self::Team(_) => "team.changed",
        }
    }
}

impl DeskChange {
    /// `None` for a kind that is not of the desk.
    pub fn parse(kind: &str, payload: &str) -> Option<Result<Self, serde_json::Error>> {
        let consultation = |wrap: fn(ConsultationChange) -> Self| {
            Some(serde_json::from_str::<ConsultationChange>(payload).map(wrap))
        };
        match kind {
            "consultation.opened" => consultation(Self::Opened),
            "consultation.assigned" => consultation(Self::Assigned),
            "consultation.released" => consultation(Self::Released),
            "consultation.resolved" => consultation(Self::Resolved),
            "consultation.rated" => consultation(Self::Rated),
            "consultation.moved" => consultation(Self::Moved),
            "consultation.merged" => Some(
                serde_json::from_str::<MergeChange>(payload)
                    .map(|change| Self::Merged(Box::new(change))),
            ),
            SignIn::KIND => Some(serde_json::from_str::<SignIn>(payload).map(Self::SignedIn)),
            "agent.changed" => Some(serde_json::from_str::<AgentChange>(payload).map(Self::Agent)),
            "team.changed" => Some(serde_json::from_str::<TeamChange>(payload).map(Self::Team)),
            _ => None,
        }
    }
}
