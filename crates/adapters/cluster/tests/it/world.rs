//! The log in memory and a store of changes and cursors whose every call can be watched and made to fail.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use skein_cluster::EmbeddedEventBus;
use skein_foundation::{AppId, ClientMsgId, ConversationId, StoreError, Uid};
use skein_messaging::contract::memory_message_log::MemoryMessageLog;
use skein_messaging::model::{Append, Content};
use skein_messaging::ports::{
    ChangeEvent, ChangeOutbox, Consumer, CursorStore, Event, EventBus as _, EventPage, EventStream,
    MessageLog as _, Place,
};
use tokio::sync::watch;

/// Far longer than anything takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// By the cursor, as the first owner.
pub(crate) fn following(stream: EventStream, name: &'static str) -> Consumer {
    Consumer {
        stream,
        name,
        place: Place::Cursor { epoch: 1 },
    }
}

pub(crate) struct World {
    pub(crate) bus: Arc<EmbeddedEventBus>,
    pub(crate) log: Arc<MemoryMessageLog>,
    pub(crate) store: Arc<Store>,
}

impl World {
    pub(crate) fn new() -> Self {
        let log = Arc::new(MemoryMessageLog::new());
        drop(log.take_commit_feed());
        let store = Arc::new(Store::default());
        Self {
            bus: bus(&log, &store),
            log,
            store,
        }
    }

    /// The process ended and begins again: what was stored is there, what was known is not.
    pub(crate) fn restart(&mut self) {
        self.bus = bus(&self.log, &self.store);
    }

    pub(crate) async fn next(&self, stream: EventStream, consumer: &'static str) -> EventPage {
        let next = self.bus.next(following(stream, consumer), 10);
        tokio::time::timeout(PATIENCE, next)
            .await
            .expect("events come")
            .unwrap()
    }

    /// Handles what there is for the consumer now; in words.
    pub(crate) async fn handle(&self, stream: EventStream, consumer: &'static str) -> Vec<String> {
        let page = self.next(stream, consumer).await;
        let handled = in_words(&page);
        self.bus
            .acknowledge(following(stream, consumer), page.next)
            .await
            .unwrap();
        handled
    }

    pub(crate) async fn say(&self, id: &str) {
        let append = Append {
            app: app(),
            conversation_id: ConversationId::from_bytes([1; 16]),
            sender: Some(Uid::parse("ann").unwrap()),
            client_msg_id: ClientMsgId::parse(id).unwrap(),
            time_ms: 0,
            content: Content::text(id),
            origin: None,
        };
        self.log.append(vec![append]).await.unwrap();
    }
}

fn bus(log: &Arc<MemoryMessageLog>, store: &Arc<Store>) -> Arc<EmbeddedEventBus> {
    Arc::new(EmbeddedEventBus::new(
        log.clone(),
        store.clone(),
        store.clone(),
    ))
}

fn app() -> AppId {
    AppId::parse("tour").unwrap()
}

pub(crate) fn in_words(page: &EventPage) -> Vec<String> {
    let word = |event: &Event| match event {
        Event::Message(logged) => logged.message.client_msg_id.to_string(),
        Event::Change(change) => change.kind.clone(),
    };
    page.events.iter().map(word).collect()
}

#[derive(Debug, Default)]
pub(crate) struct Store {
    changes: Mutex<Vec<ChangeEvent>>,
    newest: watch::Sender<u64>,
    pub(crate) cursors: Mutex<HashMap<(String, String), u64>>,
    epochs: Mutex<HashMap<(String, String), u64>>,
    pub(crate) saves: AtomicUsize,
    pub(crate) forgets: AtomicUsize,
    pub(crate) fail_saves: AtomicBool,
    /// A change that is committed between the reading of an empty page and its return.
    pub(crate) in_between: Mutex<Option<&'static str>>,
}

impl Store {
    pub(crate) fn change(&self, kind: &str) {
        let mut changes = self.changes.lock();
        let position = *self.newest.borrow() + 1;
        changes.push(ChangeEvent {
            position,
            app: app(),
            kind: kind.to_owned(),
            payload: "{}".to_owned(),
            time_ms: 0,
        });
        self.newest.send_replace(position);
    }

    pub(crate) fn cursor(&self, stream: EventStream, consumer: &str) -> u64 {
        let key = (stream.name().to_owned(), consumer.to_owned());
        self.cursors.lock().get(&key).copied().unwrap_or(0)
    }

    pub(crate) fn left(&self) -> Vec<u64> {
        self.changes
            .lock()
            .iter()
            .map(|change| change.position)
            .collect()
    }
}

#[async_trait]
impl ChangeOutbox for Store {
    async fn list_changes(&self, after: u64, limit: usize) -> Result<Vec<ChangeEvent>, StoreError> {
        let page: Vec<ChangeEvent> = {
            let changes = self.changes.lock();
            changes
                .iter()
                .filter(|change| change.position > after)
                .take(limit)
                .cloned()
                .collect()
        };
        let in_between = self.in_between.lock().take();
        if let Some(kind) = in_between {
            self.change(kind);
        }
        Ok(page)
    }

    fn watch_changes(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    async fn forget_changes(&self, up_to: u64) -> Result<(), StoreError> {
        self.forgets.fetch_add(1, Ordering::SeqCst);
        self.changes.lock().retain(|change| change.position > up_to);
        Ok(())
    }
}

#[async_trait]
impl CursorStore for Store {
    async fn load_cursor(&self, stream: &str, consumer: &str) -> Result<u64, StoreError> {
        Ok(self
            .cursors
            .lock()
            .get(&(stream.to_owned(), consumer.to_owned()))
            .copied()
            .unwrap_or(0))
    }

    async fn save_cursor(
        &self,
        stream: &str,
        consumer: &str,
        next: u64,
        epoch: u64,
    ) -> Result<(), StoreError> {
        if self.fail_saves.load(Ordering::SeqCst) {
            return Err(StoreError::unavailable("the disk is full"));
        }
        let key = (stream.to_owned(), consumer.to_owned());
        let mut epochs = self.epochs.lock();
        let kept = epochs.entry(key.clone()).or_insert(epoch);
        if *kept > epoch {
            return Err(StoreError::conflict("another node follows by now"));
        }
        *kept = epoch;
        self.saves.fetch_add(1, Ordering::SeqCst);
        self.cursors.lock().insert(key, next);
        Ok(())
    }
}
