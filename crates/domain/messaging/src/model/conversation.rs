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

/// Whose conversation it is, where there is one for the same people and no other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum People {
    /// Two users, the lesser uid first; the same twice for a conversation with oneself.
    Direct(Uid, Uid),
    /// The customer of a thread.
    Thread(Uid),
}

impl People {
    /// In any order.
    pub fn direct((one, other): (&Uid, &Uid)) -> Self {
        Self::Direct(one.min(other).clone(), one.max(other).clone())
    }

    pub const fn kind(&self) -> ConversationKind {
        match self {
            Self::Direct(..) => ConversationKind::Direct,
            Self::Thread(_) => ConversationKind::Thread,
        }
    }
}

/// What a conversation is; who is in it is asked for apart, since that may be thousands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    pub app: AppId,
    pub id: ConversationId,
    pub kind: ConversationKind,
    pub title: String,
    pub created_at_ms: i64,
    /// Active members.
    pub member_count: u32,
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

/// What one user is in one conversation, and which part of it is theirs to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    pub role: MemberRole,
    pub state: MemberState,
    /// What was said up to here is not theirs to read; 0 for the whole of it.
    pub since_seq: Seq,
    /// Of a past member: the newest message when the membership ended. Nothing after it is theirs to read. `None` for active ones.
    pub until_seq: Option<Seq>,
}

impl Membership {
    /// Of one who is there from the first word on.
    pub const fn active(role: MemberRole) -> Self {
        Self {
            role,
            state: MemberState::Active,
            since_seq: Seq::ZERO,
            until_seq: None,
        }
    }

    pub fn is_active(&self) -> bool {
        self.state == MemberState::Active
    }
}

/// A member as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub uid: Uid,
    /// Empty when the app does not know the user (any more).
    pub name: String,
    pub membership: Membership,
    pub marks: Marks,
}

/// A conversation with its active members: what the message path decides by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    pub conversation: Conversation,
    pub active: Vec<(Uid, Membership)>,
}

/// What somebody becomes in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberChange {
    pub role: MemberRole,
    pub state: MemberState,
    /// The newest message at that moment: where a membership that ends ends.
    pub at: Seq,
    /// Somebody new reads only what is said after `at`.
    pub from_now: bool,
}

/// How far a member is. Neither ever goes back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// Read up to here.
    pub read: Seq,
    /// Arrived on at least one device up to here.
    pub received: Seq,
}

impl Marks {
    /// What is read has arrived.
    pub const fn read_up_to(seq: Seq) -> Self {
        Self {
            read: seq,
            received: seq,
        }
    }

    pub const fn received_up_to(seq: Seq) -> Self {
        Self {
            read: Seq::ZERO,
            received: seq,
        }
    }

    /// Each as far as the further of the two.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        Self {
            read: self.read.max(other.read),
            received: self.received.max(other.received),
        }
    }
}

/// Marks of one member that are to move forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkAdvance {
    pub app: AppId,
    pub conversation_id: ConversationId,
    pub uid: Uid,
    /// Each stays where it is when it is further.
    pub to: Marks,
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
