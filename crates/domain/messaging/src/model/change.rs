//! What messaging writes into the outbox in the unit of a change.

use serde::{Deserialize, Serialize};
use skein_foundation::{ConversationId, Fact, Uid};

use super::{ConversationKind, MemberRole, MemberState};

/// Serialises as its payload alone; the kind stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum MessagingChange {
    ConversationCreated(ConversationCreated),
    MemberChanged(MemberChanged),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationCreated {
    pub conversation_id: ConversationId,
    pub kind: ConversationKind,
    pub member_count: u32,
}

/// A member after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberChanged {
    pub conversation_id: ConversationId,
    pub uid: Uid,
    pub role: MemberRole,
    pub state: MemberState,
}

impl Fact for MessagingChange {
    fn kind(&self) -> &'static str {
        match self {
            Self::ConversationCreated(_) => "conversation.created",
            Self::MemberChanged(_) => "member.changed",
        }
    }
}

impl MessagingChange {
    /// `None` for a kind that is not of messaging.
    pub fn parse(kind: &str, payload: &str) -> Option<Result<Self, serde_json::Error>> {
        match kind {
            "conversation.created" => {
                Some(serde_json::from_str(payload).map(Self::ConversationCreated))
            }
            "member.changed" => Some(serde_json::from_str(payload).map(Self::MemberChanged)),
            _ => None,
        }
    }
}
