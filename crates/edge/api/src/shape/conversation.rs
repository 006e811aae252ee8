//! Conversations and messages.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use skein_foundation::Seq;
use skein_messaging::model::{Conversation, Member, Message};
use skein_messaging::service::{ConversationView, HistoryPage};
use utoipa::openapi::schema::{Array, ArrayBuilder, Discriminator, OneOfBuilder};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::content::{ContentBody, NewContent};
use super::{
    ClientMsgIdText, ClueBody, ConversationIdText, ConversationKindName, GroupTitleText,
    MemberRoleName, MemberStateName, UidText,
};
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

fn two_members() -> Array {
    ArrayBuilder::new()
        .items(Ref::from_schema_name("Uid"))
        .min_items(Some(2))
        .max_items(Some(2))
        .unique_items(true)
        .build()
}
