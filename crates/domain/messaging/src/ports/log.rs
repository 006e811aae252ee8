//! The message log: the only truth about which messages exist and in which order.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::{ConversationId, Seq, StoreError, Uid};
use tokio::sync::{mpsc, watch};

use crate::model::{Append, Appended, LoggedMessage, Message};

/// Position in the order of commits, across conversations. A consumer that has handled everything up to a
/// position goes on from there after a restart. 0 is "before the first".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogPosition(pub u64);

/// Messages in commit order.
#[derive(Debug, Clone)]
pub struct TailPage {
    pub messages: Vec<LoggedMessage>,
    /// Where to go on. Equal to the asked position when there is nothing new.
    pub next: LogPosition,
}

/// Which messages of a conversation to read. Both bounds are exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryRange {
    /// The newest with `seq < before`.
    Before(Seq),
    /// The oldest with `seq > after`.
    After(Seq),
    /// The newest.
    Newest,
}

/// Whose messages to count, and where to stop.
#[derive(Debug, Clone)]
pub struct CountOthers {
    /// Messages with a greater seq.
    pub after: Seq,
    /// And none beyond this one.
    pub up_to: Seq,
    /// Not theirs, and not the system's.
    pub reader: Uid,
    /// Counting stops here.
    pub most: usize,
    /// So many messages are looked at: what is asked for by everybody must cost what is said beforehand.
    pub look_at: usize,
}

/// What this instance committed, in commit order, for delivery to connected clients. Bounded: when nobody
/// takes from it, appends wait, so that nothing is delivered out of order and memory does not grow.
pub type CommitFeed = mpsc::Receiver<Vec<LoggedMessage>>;

/// Messages read at once by a log that has no better way to count.
const COUNTED_AT_ONCE: usize = 500;

/// Append-only, gap-free per conversation, durable before it answers.
///
/// Invariants, checked by [`crate::contract::message_log`]:
/// - an answered append is in every later read, after any crash;
/// - seq starts at 1 and has neither holes nor repeats, and all readers see the same order;
/// - the same `(app, sender, client_msg_id)` is stored once, and answered the same each time.
#[async_trait]
pub trait MessageLog: Send + Sync + fmt::Debug {
    /// Stores all messages of the batch, in order, or none of them. Answers in the order of the batch, after
    /// the sync of the group that holds it. A client message id may repeat within a batch.
    ///
    /// Dropping the future does not undo the append. Fails with kind `Unavailable` when the disk is full.
    async fn append(&self, batch: Vec<Append>) -> Result<Vec<Appended>, StoreError>;

    /// At most `limit` messages, ascending by seq.
    async fn read(
        &self,
        conversation_id: ConversationId,
        range: HistoryRange,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError>;

    /// How many messages other people sent to a conversation. Without an implementation of its own a log reads them all.
    async fn count_others(
        &self,
        conversation_id: ConversationId,
        count: &CountOthers,
    ) -> Result<usize, StoreError> {
        let mut after = count.after;
        let (mut counted, mut looked_at) = (0, 0);
        while counted < count.most && looked_at < count.look_at {
            let limit = COUNTED_AT_ONCE.min(count.look_at - looked_at);
            let page = self
                .read(conversation_id, HistoryRange::After(after), limit)
                .await?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            looked_at += page.len();
            let is_other = |message: &&Message| {
                let sender = message.sender.as_ref();
                message.seq <= count.up_to && sender.is_some_and(|sender| *sender != count.reader)
            };
            counted += page.iter().filter(is_other).count();
            if after >= count.up_to {
                break;
            }
        }
        Ok(counted.min(count.most))
    }

    /// Newest seq of each, in the order asked; 0 for an unknown or empty conversation.
    async fn last_seqs(&self, conversation_ids: &[ConversationId]) -> Result<Vec<Seq>, StoreError>;

    /// Newest seq of one; 0 for an unknown or empty conversation.
    async fn last_seq(&self, conversation_id: ConversationId) -> Result<Seq, StoreError> {
        let last = self.last_seqs(&[conversation_id]).await?;
        Ok(last.first().copied().unwrap_or_default())
    }

    /// Messages committed after `after`, in commit order, about `limit` of them (a commit is never split).
    async fn tail(&self, after: LogPosition, limit: usize) -> Result<TailPage, StoreError>;

    /// Changes whenever something was committed; its value is the newest position.
    fn watch_committed(&self) -> watch::Receiver<LogPosition>;

    /// The live feed of this instance. Given out once; `None` afterwards.
    fn take_commit_feed(&self) -> Option<CommitFeed>;
}
