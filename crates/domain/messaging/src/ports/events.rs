//! Events for everything that reacts later: search, webhooks, push, the desk, the figures.
//!
//! Two streams: messages are read from the log itself, all other changes from the outbox that the store fills
//! in the transaction of the change. Consumers are named; their cursors are durable; after a crash they go on
//! where they stopped and see at least everything, so each must be idempotent.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{AppId, StoreError};
use tokio::sync::watch;

use crate::model::LoggedMessage;

/// Which stream a consumer follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventStream {
    Messages,
    Changes,
}

impl EventStream {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Changes => "changes",
        }
    }
}

/// Who follows a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Consumer {
    pub stream: EventStream,
    /// The key of its cursor: it can't be changed later.
    pub name: &'static str,
    pub place: Place,
}

/// Where a consumer goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// One node follows for all of them, from the durable cursor on. The epoch of its lease fences the cursor: whoever was
    /// the one before can't move it any more.
    Cursor { epoch: u64 },
    /// Each node follows for itself, and sees what happens from its first call on.
    FromNow,
}

/// A change written in the transaction that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeEvent {
    /// Ascending; may have holes (a rolled-back transaction).
    pub position: u64,
    pub app: AppId,
    /// Dotted and past tense: `consultation.assigned`.
    pub kind: String,
    /// JSON text.
    pub payload: String,
    pub time_ms: i64,
}

#[derive(Debug, Clone)]
pub enum Event {
    Message(LoggedMessage),
    Change(ChangeEvent),
}

impl Event {
    /// When it happened, by the clock of who wrote it.
    pub fn time_ms(&self) -> i64 {
        match self {
            Self::Message(logged) => logged.message.time_ms,
            Self::Change(change) => change.time_ms,
        }
    }
}

/// Some events and where to go on when they are handled.
#[derive(Debug, Clone)]
pub struct EventPage {
    pub events: Vec<Event>,
    pub next: u64,
    /// Positions of the stream that come after these.
    pub behind: u64,
}

/// Durable named consumers over the two streams. Embedded: log and store; cluster: a durable bus.
#[async_trait]
pub trait EventBus: Send + Sync + fmt::Debug {
    /// The next events for the consumer, oldest first; waits until there are some. Cancel-safe.
    async fn next(&self, consumer: Consumer, limit: usize) -> Result<EventPage, StoreError>;

    /// All events of the page were handled; the consumer goes on after them, also after a restart. Fails with kind
    /// `Conflict` when another node follows in its place by now.
    async fn acknowledge(&self, consumer: Consumer, next: u64) -> Result<(), StoreError>;
}

/// The store's outbox of changes.
#[async_trait]
pub trait ChangeOutbox: Send + Sync + fmt::Debug {
    /// Changes after the position, oldest first.
    async fn list_changes(&self, after: u64, limit: usize) -> Result<Vec<ChangeEvent>, StoreError>;

    /// Changes whenever a transaction with changes was committed by this process.
    fn watch_changes(&self) -> watch::Receiver<u64>;

    /// Deletes changes up to the position; called when every consumer is past it.
    async fn forget_changes(&self, up_to: u64) -> Result<(), StoreError>;
}

/// Where each consumer is.
#[async_trait]
pub trait CursorStore: Send + Sync + fmt::Debug {
    /// 0 for a consumer that was never here.
    async fn load_cursor(&self, stream: &str, consumer: &str) -> Result<u64, StoreError>;

    /// Fails with kind `Conflict`, and changes nothing, when it was kept under a later epoch.
    async fn save_cursor(
        &self,
        stream: &str,
        consumer: &str,
        next: u64,
        epoch: u64,
    ) -> Result<(), StoreError>;
}
