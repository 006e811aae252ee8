//! Conversations and their members.

use serde::{Deserialize, Serialize};
use skein_foundation::text::parse_name;
use skein_foundation::{AppId, ConversationId, IdError, Seq, Uid};

/// What a new group is called: a name like any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupTitle(String);

impl GroupTitle {
    pub const MAX_CHARS: usize = 100;

    pub fn parse(text: &str) -> Result<Self, IdError> {
        parse_name(text, Self::MAX_CHARS).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationKind {
    /// Two users.
    Direct,
    /// Many users.
    Group,
    /// One customer with the desk of one app, reused for ever.
    Thread,
}

/// A conversation with its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    pub app: AppId,
    pub id: ConversationId,
    pub kind: ConversationKind,
    pub title: String,
    pub created_at_ms: i64,
    pub members: Vec<Member>,
}

impl Conversation {
    pub fn member(&self, uid: &Uid) -> Option<&Member> {
        self.members.iter().find(|member| member.uid == *uid)
    }
}

/// What a member is in this conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    Member,
    /// The customer whose thread it is.
    Customer,
    /// Serves or served the customer.
    Agent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// Sends, and gets pushes.
    Active,
    /// Reads what there is, but no longer takes part (an agent after resolving).
    Past,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub uid: Uid,
    pub name: String,
    pub role: MemberRole,
    pub state: MemberState,
    pub marks: Marks,
}

/// How far a member is. Neither ever goes back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// Read up to here.
    pub read: Seq,
    /// Arrived on at least one device up to here.
    pub received: Seq,
}

/// Which of a user's memberships to list.
#[derive(Debug, Clone, Copy)]
pub enum MembershipFilter<'a> {
    All,
    Active,
    /// Those in these conversations, whatever their state.
    In(&'a [ConversationId]),
}

/// One row of a user's conversation list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipOf {
    pub conversation_id: ConversationId,
    /// Its place in the list of the user: newer ones have higher numbers.
    pub number: i64,
    pub state: MemberState,
}
