//! What is pushed to screens. Only messages must arrive; the rest is the latest state of something.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use skein_foundation::{ConversationId, Seq, SessionId, Uid};
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
    /// Latest wins per kind and subject, by its revision.
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

/// Where something of another domain stands. What it says is that domain's own: messaging only brings it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What its text means: a name of the domain that says it.
    pub kind: String,
    /// Of what this is the state, within its kind; empty where there is only one.
    pub subject: String,
    /// The larger is the newer of one subject, whatever comes first. The same again may say more.
    pub revision: u64,
    /// JSON text.
    pub payload: String,
}
