//! Conversations and messages.

use serde::{Deserialize, Serialize};
use skein_foundation::Limits;
use skein_messaging::model::{
    Content, Conversation, ConversationKind, Member, MemberRole, Message, SystemEventKind,
};
use skein_messaging::service::HistoryPage;
use skein_protocol::frame::check_content;
use skein_protocol::wire;
use utoipa::ToSchema;

use super::ClueBody;
use crate::problem::Problem;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Conversation)]
pub(crate) struct ConversationBody {
    id: String,
    /// `direct`, `group` or `thread`.
    kind: &'static str,
    members: Vec<MemberBody>,
    last_seq: u64,
    created_at_ms: i64,
    /// For the user whose list this is; left out elsewhere. Counting stops at 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Member)]
pub(crate) struct MemberBody {
    uid: String,
    name: String,
    /// `member`, `customer` or `agent`.
    role: &'static str,
    read_seq: u64,
    received_seq: u64,
}

impl From<&Member> for MemberBody {
    fn from(member: &Member) -> Self {
        Self {
            uid: member.uid.to_string(),
            name: member.name.clone(),
            role: match member.role {
                MemberRole::Member => "member",
                MemberRole::Customer => "customer",
                MemberRole::Agent => "agent",
            },
            read_seq: member.marks.read.0,
            received_seq: member.marks.received.0,
        }
    }
}

impl ConversationBody {
    pub(crate) fn new(conversation: &Conversation, last_seq: u64, unread: Option<u64>) -> Self {
        Self {
            id: conversation.id.to_string(),
            kind: match conversation.kind {
                ConversationKind::Direct => "direct",
                ConversationKind::Group => "group",
                ConversationKind::Thread => "thread",
            },
            members: conversation.members.iter().map(MemberBody::from).collect(),
            last_seq,
            created_at_ms: conversation.created_at_ms,
            unread,
        }
    }
}

/// `{"kind": "direct", "members": [uid, uid]}`, `{"kind": "group", "title", "members": [uid, …]}` or
/// `{"kind": "thread", "customerUid", "clue"}`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(
    tag = "kind",
    rename_all = "lowercase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub(crate) enum NewConversation {
    Direct {
        members: [String; 2],
    },
    Group {
        title: String,
        members: Vec<String>,
    },
    Thread {
        customer_uid: String,
        clue: Option<Box<ClueBody>>,
    },
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Message)]
pub(crate) struct MessageBody {
    conversation_id: String,
    seq: u64,
    /// Null for system events.
    sender_uid: Option<String>,
    client_msg_id: String,
    time_ms: i64,
    content: ContentBody,
}

/// What a message says: exactly one of its fields.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Content)]
pub(crate) enum ContentBody {
    Text(String),
    Custom(CustomBody),
    #[serde(skip_deserializing)]
    System(SystemBody),
}

/// A business line's own kind, opaque to Skein.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Custom)]
pub(crate) struct CustomBody {
    r#type: String,
    /// JSON text.
    json: String,
    /// What is shown where the type is not known.
    #[serde(default)]
    fallback: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SystemEvent)]
pub(crate) struct SystemBody {
    kind: &'static str,
    actor_uid: Option<String>,
    subject_uid: Option<String>,
    reason: String,
    consultation_id: Option<String>,
}

impl From<&Content> for ContentBody {
    fn from(content: &Content) -> Self {
        match content {
            Content::Text(text) => Self::Text(text.clone()),
            Content::Custom {
                kind,
                json,
                fallback,
            } => Self::Custom(CustomBody {
                r#type: kind.clone(),
                json: json.clone(),
                fallback: fallback.clone(),
            }),
            Content::System(event) => Self::System(SystemBody {
                kind: match event.kind {
                    SystemEventKind::ConsultationOpened => "consultation_opened",
                    SystemEventKind::ConsultationAssigned => "consultation_assigned",
                    SystemEventKind::ConsultationResolved => "consultation_resolved",
                    SystemEventKind::ConsultationRated => "consultation_rated",
                },
                actor_uid: event.actor.as_ref().map(|(uid, _)| uid.to_string()),
                subject_uid: event.subject.as_ref().map(|(uid, _)| uid.to_string()),
                reason: event.reason.clone(),
                consultation_id: event.consultation_id.map(|id| id.to_string()),
            }),
        }
    }
}

impl ContentBody {
    /// The same checks as for frames.
    pub(crate) fn parse(self, limits: &Limits) -> Result<Content, Problem> {
        let (kind, content) = match self {
            Self::Text(text) => (
                wire::content::Kind::Text(wire::Text { text: text.clone() }),
                Content::Text(text),
            ),
            Self::Custom(custom) => (
                wire::content::Kind::Custom(wire::Custom {
                    r#type: custom.r#type.clone(),
                    json: custom.json.clone(),
                    fallback: custom.fallback.clone(),
                }),
                Content::Custom {
                    kind: custom.r#type,
                    json: custom.json,
                    fallback: custom.fallback,
                },
            ),
            Self::System(_) => {
                return Err(Problem::invalid(
                    "content",
                    "system events are written by the server",
                ));
            }
        };
        check_content(&wire::Content { kind: Some(kind) }, limits)
            .map_err(|refusal| Problem::new(refusal.code, refusal.detail))?;
        Ok(content)
    }
}

impl From<&Message> for MessageBody {
    fn from(message: &Message) -> Self {
        Self {
            conversation_id: message.conversation_id.to_string(),
            seq: message.seq.0,
            sender_uid: message.sender.as_ref().map(ToString::to_string),
            client_msg_id: message.client_msg_id.to_string(),
            time_ms: message.time_ms,
            content: (&message.content).into(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewMessage {
    pub(crate) sender_uid: String,
    /// Unique per sender for ever: the same again stores nothing and gets the same answer.
    pub(crate) client_msg_id: String,
    pub(crate) content: ContentBody,
}

/// Messages, ascending by seq.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MessagePage)]
pub(crate) struct MessagePageBody {
    items: Vec<MessageBody>,
    /// More in the asked direction.
    has_more: bool,
    last_seq: u64,
}

impl From<&HistoryPage> for MessagePageBody {
    fn from(page: &HistoryPage) -> Self {
        Self {
            items: page.messages.iter().map(MessageBody::from).collect(),
            has_more: page.has_more,
            last_seq: page.last_seq.0,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadRequest {
    pub(crate) uid: String,
    pub(crate) seq: u64,
}
