//! A message, and the request to store one. What it says is in `skein_content`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use skein_content::Content;
use skein_foundation::{AppId, ClientMsgId, ConversationId, Seq, SessionId, Uid};

/// One message of a conversation, named by `(conversation_id, seq)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub conversation_id: ConversationId,
    pub seq: Seq,
    /// `None` for system events.
    pub sender: Option<Uid>,
    pub client_msg_id: ClientMsgId,
    /// Time of storing, for display; the order is `seq`.
    pub time_ms: i64,
    pub content: Content,
}

/// A message that is to be stored. The log gives it its seq.
#[derive(Debug, Clone)]
pub struct Append {
    pub app: AppId,
    pub conversation_id: ConversationId,
    pub sender: Option<Uid>,
    /// Unique per (app, sender): the same again stores nothing and gives the same answer.
    pub client_msg_id: ClientMsgId,
    pub time_ms: i64,
    pub content: Content,
    /// The session that sent it, which needs no copy pushed. Not stored.
    pub origin: Option<SessionId>,
}

/// What became of an append. For a repeated client message id: what became of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    pub conversation_id: ConversationId,
    pub seq: Seq,
    pub time_ms: i64,
    /// True when the client message id was known already and nothing was stored.
    pub repeated: bool,
}

/// A message as the log reports it to those who follow the log.
#[derive(Debug, Clone)]
pub struct LoggedMessage {
    pub app: AppId,
    pub message: Arc<Message>,
    /// Only on the live feed of the node that appended it.
    pub origin: Option<SessionId>,
}
