//! What clients saw, and when, on a clock that only counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Gives every observation a place in one order, which is all that "later" means here.
#[derive(Debug, Clone, Default)]
pub struct Clock(Arc<AtomicU64>);

impl Clock {
    pub fn now(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}

/// From before something was asked to after it was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub started: u64,
    pub ended: u64,
}

/// Something a client wanted to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub sender: String,
    pub client_msg_id: String,
    pub conversation: String,
    pub text: String,
}

/// The server said that it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenAck {
    pub sender: String,
    pub client_msg_id: String,
    pub conversation: String,
    pub seq: u64,
    pub time_ms: i64,
    pub at: u64,
}

/// A message as a reader saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageSeen {
    pub seq: u64,
    pub sender: String,
    pub client_msg_id: String,
    pub time_ms: i64,
    pub text: String,
}

/// A conversation read from beginning to end.
#[derive(Debug, Clone)]
pub struct FullRead {
    /// Who read, and by which door.
    pub name: String,
    pub conversation: String,
    pub messages: Vec<MessageSeen>,
    /// What the server said is the newest.
    pub last_seq: u64,
    pub span: Span,
}

/// All that one client showed of a conversation, from its beginning on, live.
#[derive(Debug, Clone)]
pub struct Stream {
    pub reader: String,
    pub conversation: String,
    pub messages: Vec<MessageSeen>,
}

/// A read mark that was set and confirmed, or read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkSeen {
    pub observer: String,
    pub conversation: String,
    pub uid: String,
    pub read_seq: u64,
    /// Set by its owner (who may set less than there is, to no effect) rather than read.
    pub is_set: bool,
    pub span: Span,
}

/// Everything that was seen.
#[derive(Debug, Clone, Default)]
pub struct Observations {
    pub attempts: Vec<Attempt>,
    pub acks: Vec<SeenAck>,
    pub reads: Vec<FullRead>,
    pub streams: Vec<Stream>,
    pub marks: Vec<MarkSeen>,
}
