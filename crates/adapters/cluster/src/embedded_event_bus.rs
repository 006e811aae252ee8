//! The event bus of a single node: messages come from the log's tail, changes from the store's outbox, and the
//! store keeps where each consumer is. Nothing is copied into a queue, so nothing can be lost between.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use skein_foundation::StoreError;
use skein_messaging::ports::{
    ChangeOutbox, Consumer, CursorStore, Event, EventBus, EventPage, EventStream, LogPosition,
    MessageLog, Place,
};
use tokio::sync::{Mutex, watch};

#[derive(Debug)]
pub struct EmbeddedEventBus {
    log: Arc<dyn MessageLog>,
    changes: Arc<dyn ChangeOutbox>,
    cursors: Arc<dyn CursorStore>,
    /// Where each consumer is, so that the store is asked once.
    known: Mutex<HashMap<Consumer, Progress>>,
}

/// Pages a busy consumer handles before its cursor is stored, and how long one that has caught up waits for more
/// before it stores it. A crash repeats at most so many pages to consumers, which are idempotent; and a flood of
/// messages does not become a flood of small transactions.
const PAGES_PER_SAVE: u32 = 64;
const QUIET_BEFORE_SAVE: Duration = Duration::from_millis(200);

/// Where a consumer is, and how much of that the store does not know yet.
#[derive(Debug, Clone, Copy)]
struct Progress {
    next: u64,
    unsaved_pages: u32,
}

impl EmbeddedEventBus {
    pub fn new(
        log: Arc<dyn MessageLog>,
        changes: Arc<dyn ChangeOutbox>,
        cursors: Arc<dyn CursorStore>,
    ) -> Self {
        Self {
            log,
            changes,
            cursors,
            known: Mutex::default(),
        }
    }

    async fn cursor(&self, consumer: Consumer) -> Result<u64, StoreError> {
        if let Some(progress) = self.known.lock().await.get(&consumer) {
            return Ok(progress.next);
        }
        let next = match consumer.place {
            Place::FromNow => self.newest(consumer.stream),
            Place::Cursor { .. } => {
                let stream = consumer.stream.name();
                self.cursors.load_cursor(stream, consumer.name).await?
            }
        };
        let progress = Progress {
            next,
            unsaved_pages: 0,
        };
        self.known.lock().await.insert(consumer, progress);
        Ok(next)
    }

    fn newest(&self, stream: EventStream) -> u64 {
        match stream {
            EventStream::Messages => self.log.watch_committed().borrow().0,
            EventStream::Changes => *self.changes.watch_changes().borrow(),
        }
    }

    /// Stores the cursor when more than so many pages were handled since the last time.
    async fn save(&self, consumer: Consumer, unless_fewer_than: u32) -> Result<(), StoreError> {
        let Place::Cursor { epoch } = consumer.place else {
            return Ok(());
        };
        let progress = self.known.lock().await.get(&consumer).copied();
        let progress = progress.filter(|progress| progress.unsaved_pages >= unless_fewer_than);
        let Some(progress) = progress else {
            return Ok(());
        };
        self.cursors
            .save_cursor(consumer.stream.name(), consumer.name, progress.next, epoch)
            .await?;
        if let Some(known) = self.known.lock().await.get_mut(&consumer) {
            known.unsaved_pages = 0;
        }
        Ok(())
    }

    async fn fetch(
        &self,
        stream: EventStream,
        after: u64,
        limit: usize,
    ) -> Result<EventPage, StoreError> {
        match stream {
            EventStream::Messages => {
                let page = self.log.tail(LogPosition(after), limit).await?;
                let events = page.messages.into_iter().map(Event::Message).collect();
                Ok(EventPage {
                    events,
                    next: page.next.0,
                    behind: self.newest(stream).saturating_sub(page.next.0),
                })
            }
            EventStream::Changes => {
                let changes = self.changes.list_changes(after, limit).await?;
                let next = changes.last().map_or(after, |change| change.position);
                Ok(EventPage {
                    events: changes.into_iter().map(Event::Change).collect(),
                    next,
                    behind: self.newest(stream).saturating_sub(next),
                })
            }
        }
    }
}

#[async_trait]
impl EventBus for EmbeddedEventBus {
    async fn next(&self, consumer: Consumer, limit: usize) -> Result<EventPage, StoreError> {
        let stream = consumer.stream;
        let after = self.cursor(consumer).await?;
        // Watched before reading: what is committed in between wakes the wait below.
        let mut committed = self.log.watch_committed();
        let mut changed = self.changes.watch_changes();
        loop {
            committed.mark_unchanged();
            changed.mark_unchanged();
            let page = self.fetch(stream, after, limit).await?;
            // What can't be read is passed over where it is read: then there is a way on and perhaps no event.
            if !page.events.is_empty() || page.next > after {
                return Ok(page);
            }
            let news = async {
                match stream {
                    EventStream::Messages => wait_for_news(&mut committed).await,
                    EventStream::Changes => wait_for_news(&mut changed).await,
                }
            };
            tokio::pin!(news);
            if tokio::time::timeout(QUIET_BEFORE_SAVE, &mut news)
                .await
                .is_err()
            {
                self.save(consumer, 1).await?;
                news.await;
            }
        }
    }

    async fn acknowledge(&self, consumer: Consumer, next: u64) -> Result<(), StoreError> {
        {
            let mut known = self.known.lock().await;
            let progress = known.entry(consumer).or_insert(Progress {
                next,
                unsaved_pages: 0,
            });
            *progress = Progress {
                next,
                unsaved_pages: progress.unsaved_pages + 1,
            };
        }
        self.save(consumer, PAGES_PER_SAVE).await
    }
}

/// Cancel-safe. When the source was closed the server is stopping, and nothing more will come.
async fn wait_for_news<T>(source: &mut watch::Receiver<T>) {
    if source.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}
