//! What messaging writes into the outbox in the unit of a change.

use serde::Serialize;
use skein_foundation::{ConversationId, Uid};

use super::{ConversationKind, MemberRole, MemberState};

/// Serialises as its payload alone; the kind stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum MessagingChange {
    #[serde(rename_all = "camelCase")]
    ConversationCreated {
        conversation_id: ConversationId,
        kind: ConversationKind,
        member_count: u32,
    },
    #[serde(rename_all = "camelCase")]
    MemberChanged {
        conversation_id: ConversationId,
        uid: Uid,
        role: MemberRole,
        state: MemberState,
    },
}

impl MessagingChange {
    /// The kind of the outbox row.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ConversationCreated { .. } => "conversation.created",
            Self::MemberChanged { .. } => "member.changed",
        }
    }
}
