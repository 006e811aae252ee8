//! The reference implementation of the message log: in memory, plain, and the suite's measure. Also for tests of services.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use skein_foundation::{AppId, ClientMsgId, ConversationId, Seq, StoreError, Uid};
use tokio::sync::{mpsc, watch};

use crate::model::{Append, Appended, LoggedMessage, Message};
use crate::ports::{CommitFeed, HistoryRange, LogPosition, MessageLog, TailPage};

/// Commits on the feed that nobody has taken yet; then appends wait.
const FEED_COMMITS: usize = 8;

/// Each batch is a commit. Nothing survives the process, but see [`MemoryMessageLog::restarted`].
#[derive(Debug)]
pub struct MemoryMessageLog {
    stored: Arc<Mutex<Stored>>,
    feed: mpsc::Sender<Vec<LoggedMessage>>,
    feed_end: Mutex<Option<CommitFeed>>,
    committed: watch::Sender<LogPosition>,
}

#[derive(Debug, Default)]
struct Stored {
    conversations: HashMap<ConversationId, Vec<Arc<Message>>>,
    ids: HashMap<(AppId, Option<Uid>, ClientMsgId), Appended>,
    commits: Vec<Vec<LoggedMessage>>,
}

impl Default for MemoryMessageLog {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryMessageLog {
    pub fn new() -> Self {
        Self::over(Arc::default())
    }

    /// A log that finds what this one stored, as after the end of a process: with a new feed.
    #[must_use]
    pub fn restarted(&self) -> Self {
        Self::over(Arc::clone(&self.stored))
    }

    fn over(stored: Arc<Mutex<Stored>>) -> Self {
        let position = LogPosition(stored.lock().commits.len() as u64);
        let (feed, feed_end) = mpsc::channel(FEED_COMMITS);
        let (committed, _) = watch::channel(position);
        Self {
            stored,
            feed,
            feed_end: Mutex::new(Some(feed_end)),
            committed,
        }
    }
}

impl Stored {
    fn append(&mut self, batch: Vec<Append>) -> (Vec<Appended>, Vec<LoggedMessage>) {
        let mut answers = Vec::with_capacity(batch.len());
        let mut fresh = Vec::new();
        for append in batch {
            let Append {
                app,
                conversation_id,
                sender,
                client_msg_id,
                time_ms,
                content,
                origin,
            } = append;
            let id = (app.clone(), sender.clone(), client_msg_id.clone());
            if let Some(first) = self.ids.get(&id) {
                answers.push(Appended {
                    repeated: true,
                    ..*first
                });
                continue;
            }
            let conversation = self.conversations.entry(conversation_id).or_default();
            let seq = Seq(conversation.len() as u64).next();
            let message = Arc::new(Message {
                conversation_id,
                seq,
                sender,
                client_msg_id,
                time_ms,
                content,
            });
            conversation.push(Arc::clone(&message));
            let appended = Appended {
                conversation_id,
                seq,
                time_ms,
                repeated: false,
            };
            self.ids.insert(id, appended);
            answers.push(appended);
            fresh.push(LoggedMessage {
                app,
                message,
                origin,
            });
        }
        if !fresh.is_empty() {
            let without_origin = |logged: &LoggedMessage| LoggedMessage {
                origin: None,
                ..logged.clone()
            };
            self.commits
                .push(fresh.iter().map(without_origin).collect());
        }
        (answers, fresh)
    }
}

#[async_trait]
impl MessageLog for MemoryMessageLog {
    async fn append(&self, batch: Vec<Append>) -> Result<Vec<Appended>, StoreError> {
        // The place on the feed comes first, so that nothing waits between storing and telling.
        let place = self.feed.reserve().await.ok();
        let mut stored = self.stored.lock();
        let (answers, fresh) = stored.append(batch);
        if !fresh.is_empty() {
            self.committed
                .send_replace(LogPosition(stored.commits.len() as u64));
            if let Some(place) = place {
                place.send(fresh);
            }
        }
        Ok(answers)
    }

    async fn read(
        &self,
        conversation_id: ConversationId,
        range: HistoryRange,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let stored = self.stored.lock();
        let all: &[Arc<Message>] = stored
            .conversations
            .get(&conversation_id)
            .map_or(&[], Vec::as_slice);
        let older_than = |before: Seq| {
            let end = all.partition_point(|message| message.seq < before);
            &all[end.saturating_sub(limit)..end]
        };
        let messages = match range {
            HistoryRange::Newest => older_than(Seq(u64::MAX)),
            HistoryRange::Before(before) => older_than(before),
            HistoryRange::After(after) => {
                let newer = &all[all.partition_point(|message| message.seq <= after)..];
                &newer[..limit.min(newer.len())]
            }
        };
        Ok(messages
            .iter()
            .map(|message| Message::clone(message))
            .collect())
    }

    async fn last_seqs(&self, conversation_ids: &[ConversationId]) -> Result<Vec<Seq>, StoreError> {
        let stored = self.stored.lock();
        let last_seq = |id| {
            Seq(stored
                .conversations
                .get(id)
                .map_or(0, |all| all.len() as u64))
        };
        Ok(conversation_ids.iter().map(last_seq).collect())
    }

    async fn tail(&self, after: LogPosition, limit: usize) -> Result<TailPage, StoreError> {
        let stored = self.stored.lock();
        let mut page = TailPage {
            messages: Vec::new(),
            next: after,
        };
        for commit in stored.commits.iter().skip(after.0 as usize) {
            if page.messages.len() >= limit {
                break;
            }
            page.messages.extend(commit.iter().cloned());
            page.next.0 += 1;
        }
        Ok(page)
    }

    fn watch_committed(&self) -> watch::Receiver<LogPosition> {
        self.committed.subscribe()
    }

    fn take_commit_feed(&self) -> Option<CommitFeed> {
        self.feed_end.lock().take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::message_log::LogUnderTest;

    #[derive(Debug, Default)]
    struct Memory(Mutex<Arc<MemoryMessageLog>>);

    #[async_trait]
    impl LogUnderTest for Memory {
        fn log(&self) -> Arc<dyn MessageLog> {
            Arc::clone(&*self.0.lock()) as Arc<dyn MessageLog>
        }

        async fn restart(&self) {
            let mut log = self.0.lock();
            *log = Arc::new(log.restarted());
        }
    }

    fn fresh() -> std::future::Ready<((), Memory)> {
        std::future::ready(((), Memory::default()))
    }

    crate::message_log_contract!(fresh);
}
