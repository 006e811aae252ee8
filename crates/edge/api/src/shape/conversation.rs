//! Conversations and messages.

use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use skein_foundation::{Limits, Seq};
use skein_messaging::model::{Content, Conversation, Member, Message};
use skein_messaging::service::{ConversationView, HistoryPage};
use skein_protocol::frame::check_content;
use skein_protocol::wire;
use utoipa::openapi::schema::{
    AdditionalProperties, Array, ArrayBuilder, Discriminator, Object, ObjectBuilder, OneOfBuilder,
    Type,
};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::text::name_pattern;
use super::{
    ClientMsgIdText, ClueBody, ConsultationIdText, ConversationIdText, ConversationKindName,
    GroupTitleText, MemberRoleName, MemberStateName, SystemEventKindName, UidText,
};
use crate::problem::Problem;
use crate::strict;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Conversation)]
pub(crate) struct ConversationBody {
    #[schema(value_type = ConversationIdText)]
    id: String,
    kind: ConversationKindName,
    /// Of a group; empty for the others.
    #[schema(max_length = 100)]
    title: String,
    /// Who takes part now, ascending by uid: all, or 20 of them; `GET …/members` lists the rest. In the list of a user the user
    /// is among them, also who was a member and is none any more.
    #[schema(max_items = 21)]
    members: Vec<MemberBody>,
    /// All who take part now.
    member_count: u32,
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
    #[schema(value_type = UidText)]
    uid: String,
    name: String,
    role: MemberRoleName,
    /// A past member reads what was said until then, and nothing that was said later.
    state: MemberStateName,
    read_seq: u64,
    received_seq: u64,
}

impl From<&Member> for MemberBody {
    fn from(member: &Member) -> Self {
        Self {
            uid: member.uid.to_string(),
            name: member.name.clone(),
            role: member.membership.role.into(),
            state: member.membership.state.into(),
            read_seq: member.marks.read.0,
            received_seq: member.marks.received.0,
        }
    }
}

impl ConversationBody {
    /// As nobody in particular sees it.
    pub(crate) fn new(conversation: &Conversation, shown: &[Member], last_seq: Seq) -> Self {
        Self {
            id: conversation.id.to_string(),
            kind: conversation.kind.into(),
            title: conversation.title.clone(),
            members: shown.iter().map(MemberBody::from).collect(),
            member_count: conversation.member_count,
            last_seq: last_seq.0,
            created_at_ms: conversation.created_at_ms,
            unread: None,
        }
    }

    /// As one of its members sees it.
    pub(crate) fn of(view: &ConversationView) -> Self {
        let mut shown = view.counterparts.clone();
        shown.push(view.own.clone());
        shown.sort_unstable_by(|one, other| one.uid.cmp(&other.uid));
        Self {
            unread: Some(view.unread),
            ..Self::new(&view.conversation, &shown, view.last_seq)
        }
    }
}

/// How somebody is added to a group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = MemberRequest, examples(json!({"historyFrom": "beginning"})))]
pub(crate) struct MemberRequest {
    #[serde(default)]
    pub(crate) history_from: HistoryFrom,
}

/// What a new member reads of what was said before: all of it when left out. Who was a member before reads from where that
/// began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum HistoryFrom {
    #[default]
    Beginning,
    Now,
}

/// One of three, told apart by `kind`.
#[derive(Debug)]
pub(crate) enum NewConversation {
    Direct(NewDirect),
    Group(NewGroup),
    Thread(NewThread),
}

/// The conversation of two users, which is the same whoever asks for it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({"kind": "direct", "members": ["ann", "bob"]})))]
pub(crate) struct NewDirect {
    #[serde(rename = "kind")]
    #[schema(inline)]
    _kind: DirectKind,
    #[schema(schema_with = two_members)]
    pub(crate) members: [UidText; 2],
}

/// A group, made anew each time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({"kind": "group", "title": "Night shift", "members": ["ann", "bob"]})))]
pub(crate) struct NewGroup {
    #[serde(rename = "kind")]
    #[schema(inline)]
    _kind: GroupKind,
    pub(crate) title: GroupTitleText,
    #[schema(min_items = 1, max_items = 5000)]
    pub(crate) members: Vec<UidText>,
}

/// The one talk of a customer with the desk.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({"kind": "thread", "customerUid": "c-1001", "clue": {"channel": "app", "order": "SO-1001"}})))]
pub(crate) struct NewThread {
    #[serde(rename = "kind")]
    #[schema(inline)]
    _kind: ThreadKind,
    pub(crate) customer_uid: UidText,
    pub(crate) clue: Option<Box<ClueBody>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum DirectKind {
    Direct,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum GroupKind {
    Group,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ThreadKind {
    Thread,
}

impl<'de> Deserialize<'de> for NewConversation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = serde_json::Map::deserialize(deserializer)?;
        let kind = fields
            .get("kind")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let body = Value::Object(fields);
        match kind.as_deref() {
            Some("direct") => strict::from_value(body).map(Self::Direct),
            Some("group") => strict::from_value(body).map(Self::Group),
            Some("thread") => strict::from_value(body).map(Self::Thread),
            _ => Err("kind is not direct, group or thread".to_owned()),
        }
        .map_err(D::Error::custom)
    }
}

impl PartialSchema for NewConversation {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .item(Ref::from_schema_name("NewDirect"))
            .item(Ref::from_schema_name("NewGroup"))
            .item(Ref::from_schema_name("NewThread"))
            .discriminator(Some(Discriminator::with_mapping(
                "kind",
                [
                    ("direct", "#/components/schemas/NewDirect"),
                    ("group", "#/components/schemas/NewGroup"),
                    ("thread", "#/components/schemas/NewThread"),
                ],
            )))
            .into()
    }
}

impl ToSchema for NewConversation {
    fn schemas(known: &mut Vec<(String, RefOr<Schema>)>) {
        known.push(("NewDirect".to_owned(), NewDirect::schema()));
        known.push(("NewGroup".to_owned(), NewGroup::schema()));
        known.push(("NewThread".to_owned(), NewThread::schema()));
        NewDirect::schemas(known);
        NewGroup::schemas(known);
        NewThread::schemas(known);
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Message)]
pub(crate) struct MessageBody {
    #[schema(value_type = ConversationIdText)]
    conversation_id: String,
    /// Its place: 1, 2, 3 … without a hole.
    #[schema(minimum = 1)]
    seq: u64,
    /// Null for system events.
    #[schema(value_type = Option<UidText>)]
    sender_uid: Option<String>,
    client_msg_id: String,
    time_ms: i64,
    content: ContentBody,
}

/// What a message says: exactly one of its fields.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Content)]
pub(crate) enum ContentBody {
    Text(String),
    Custom(CustomBody),
    /// Something the system did, in the order of the talk.
    System(SystemBody),
}

/// What is to be said: exactly one of its fields.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum NewContent {
    Text(TextBody),
    Custom(CustomBody),
}

/// A text as it is sent.
#[derive(Debug, Deserialize)]
pub(crate) struct TextBody(String);

impl PartialSchema for TextBody {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "Not only space. A server may be set to take fewer characters.",
            ))
            .min_length(Some(1))
            .max_length(Some(Limits::default().max_text_chars))
            .pattern(Some(
                r"^(?=[\s\S]*\S)[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]+$",
            ))
            .into()
    }
}

impl ToSchema for TextBody {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("NewText")
    }
}

/// A business line's own kind, opaque to Skein.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Custom)]
pub(crate) struct CustomBody {
    #[schema(schema_with = custom_type)]
    r#type: String,
    /// JSON as a text. Type, JSON and fallback together are at most 16 KiB.
    #[schema(format = "json", content_media_type = "application/json")]
    json: String,
    /// What is shown where the type is not known.
    #[serde(default)]
    #[schema(pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$")]
    fallback: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SystemEvent)]
pub(crate) struct SystemBody {
    kind: SystemEventKindName,
    #[schema(value_type = Option<UidText>)]
    actor_uid: Option<String>,
    #[schema(value_type = Option<UidText>)]
    subject_uid: Option<String>,
    reason: String,
    #[schema(value_type = Option<ConsultationIdText>)]
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
                kind: event.kind.into(),
                actor_uid: event.actor.as_ref().map(|(uid, _)| uid.to_string()),
                subject_uid: event.subject.as_ref().map(|(uid, _)| uid.to_string()),
                reason: event.reason.clone(),
                consultation_id: event.consultation_id.map(|id| id.to_string()),
            }),
        }
    }
}

impl NewContent {
    /// The same checks as for frames.
    pub(crate) fn parse(self, limits: &Limits) -> Result<Content, Problem> {
        let (kind, content) = match self {
            Self::Text(TextBody(text)) => (
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
    pub(crate) sender_uid: UidText,
    pub(crate) client_msg_id: ClientMsgIdText,
    pub(crate) content: NewContent,
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
    pub(crate) uid: UidText,
    #[schema(maximum = 9_007_199_254_740_991_u64)]
    pub(crate) seq: u64,
}

impl PartialSchema for NewContent {
    fn schema() -> RefOr<Schema> {
        // By hand: a derived one would allow fields beside the one.
        let one = |field: &str, schema: &str| {
            ObjectBuilder::new()
                .property(field, Ref::from_schema_name(schema))
                .required(field)
                .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        };
        OneOfBuilder::new()
            .item(one("text", "NewText"))
            .item(one("custom", "Custom"))
            .description(Some("What is to be said: exactly one of its fields."))
            .examples([serde_json::json!({ "text": "Your order has left." })])
            .into()
    }
}

impl ToSchema for NewContent {
    fn schemas(known: &mut Vec<(String, RefOr<Schema>)>) {
        known.push(("NewText".to_owned(), TextBody::schema()));
        known.push(("Custom".to_owned(), CustomBody::schema()));
    }
}

fn custom_type() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(64))
        .pattern(Some(name_pattern()))
        .build()
}

fn two_members() -> Array {
    ArrayBuilder::new()
        .items(Ref::from_schema_name("Uid"))
        .min_items(Some(2))
        .max_items(Some(2))
        .unique_items(true)
        .build()
}
