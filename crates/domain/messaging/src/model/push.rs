//! What is pushed to screens. Only messages must arrive; the rest is the latest state of something.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use skein_foundation::{ConsultationId, ConversationId, Seq, SessionId, TeamId, Uid};
use skein_identity::model::SignInId;

use super::Message;

#[derive(Debug, Clone)]
pub enum Push {
    /// Must arrive: sent again until received. `origin` already knows it from the ack.
    Message {
        message: Arc<Message>,
        origin: Option<SessionId>,
    },
    /// Latest wins per (conversation, user).
    Mark(MarkPush),
    /// Dropped when the connection is slow.
    Typing(TypingPush),
    /// Latest wins per user.
    Presence(PresencePush),
    /// Latest wins per kind and subject.
    Notice(Notice),
    /// The user's tokens were withdrawn: end the sessions that were begun with them. Those of one sign-in, or all.
    Revoked { sign_in: Option<SignInId> },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkPush {
    pub conversation_id: ConversationId,
    pub uid: Uid,
    pub read: Seq,
    pub received: Seq,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypingPush {
    pub conversation_id: ConversationId,
    pub uid: Uid,
    pub typing: bool,
    /// The session that types needs no copy.
    pub origin: SessionId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresencePush {
    pub uid: Uid,
    /// Terminals with a live connection; empty is offline.
    pub terminals: Vec<Terminal>,
}

/// The class of device a client runs on. A user may be online once per terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Terminal {
    Web,
    H5,
    Ios,
    Android,
    Windows,
    Macos,
    Linux,
    Server,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    Consultation(ConsultationNotice),
    Queue { team_id: TeamId, waiting: u32 },
    Agent(AgentNotice),
}

/// Where a consultation stands, as its customer and its agent may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultationNotice {
    pub consultation_id: ConsultationId,
    pub conversation_id: ConversationId,
    /// `initial`, `waiting`, `assigned` or `resolved`.
    pub state: &'static str,
    /// 1 is next; 0 when not in a queue.
    pub queue_position: u32,
    /// 0 when there is no ground for an estimate.
    pub wait_estimate_s: u32,
    pub agent: Option<(Uid, String)>,
    /// `agent`, `silence`, `customer`, `merged` or `blocked`.
    pub resolved_by: Option<&'static str>,
    pub can_rate: bool,
    pub team_name: String,
    /// While waiting: whether an agent of the team is there.
    pub agents_online: bool,
    /// 0 before the customer rated it.
    pub rating_score: u8,
    /// Only in the agent's copy.
    pub asking: Option<Asking>,
    /// Steps so far: the larger is the newer.
    pub revision: u32,
}

/// What an agent is told of the customer, so that an assignment can be announced without asking for more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    pub customer: (Uid, String),
    /// The beginning of the newest message.
    pub last_message: String,
}

/// An agent's own desk status and load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentNotice {
    pub status: &'static str,
    pub load: u32,
    pub capacity: u32,
}
