//! The handle: the port's functions, opening, backing up and closing.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use async_trait::async_trait;
use parking_lot::{Mutex, RwLock};
use skein_foundation::{ConversationId, Seq, Stamp, StoreError};
use skein_messaging::model::{Append, Appended, Message};
use skein_messaging::ports::{
    CommitFeed, CountOthers, HistoryRange, LogPosition, MessageLog, TailPage,
};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task;
use tokio_util::sync::CancellationToken;

use crate::backup;
use crate::fault::Fault;
use crate::heads::Heads;
use crate::ids::Ids;
use crate::options::LogOptions;
use crate::queue::Queue;
use crate::reading;
use crate::recent::Recent;
use crate::seal::{self, Seal};
use crate::shared::Shared;
use crate::tables::{self, Tables};
use crate::writer::Writer;

/// Reads at a time; each has a thread for as long as it takes. More of them wait.
const READS: usize = 16;

/// The message log on fjall. Closed when it is dropped, which waits for the commit that is under way; better is
/// [`FjallMessageLog::close`].
#[derive(Debug)]
pub struct FjallMessageLog {
    shared: Arc<Shared>,
    committed: watch::Receiver<LogPosition>,
    feed: Mutex<Option<CommitFeed>>,
    reads: Arc<Semaphore>,
    log_thread: Mutex<Option<JoinHandle<()>>>,
}

impl FjallMessageLog {
    /// Opens the log in the folder, or creates it. Blocks: at most some seconds, to go through the newest journals.
    ///
    /// Fails with kind `Corrupt` when acknowledged messages are damaged; the text says the way out.
    pub fn open(folder: &Path, options: LogOptions) -> Result<Self, StoreError> {
        let mut sealed = seal::read(folder)?;
        if let Some(sealed) = &mut sealed {
            seal::check_before_open(folder, sealed)?;
            Seal::break_open(folder, sealed)?;
        }
        let tables = Self::open_tables(folder, &options)?;
        let position = tables.newest_position()?;
        let seal = Seal::take(folder, sealed, position, tables.last_batch_number())?;
        let (committed_tx, committed) = watch::channel(position);
        let (feed_tx, feed) = mpsc::channel(options.feed_groups.max(1));
        let shared = Arc::new(Shared {
            folder: folder.to_owned(),
            queue: Queue::new(options.queue_bytes),
            options,
            tables: RwLock::new(Some(tables)),
            recent: Recent::default(),
            seal,
            backup: Mutex::new(()),
            closing: CancellationToken::new(),
            broken: CancellationToken::new(),
        });
        let known_ids = shared.read(|tables| Ids::load(&shared, tables))?;
        let writer = Writer {
            shared: Arc::clone(&shared),
            position,
            committed: committed_tx,
            feed: feed_tx,
            heads: Heads::default(),
            known_ids,
            refusal: None,
            sealer: Some(Seal::keep(&shared)?),
        };
        let log_thread = thread::Builder::new()
            .name("skein-log".to_owned())
            .spawn(move || writer.run())
            .map_err(Fault::Io)?;
        Ok(Self {
            shared,
            committed,
            feed: Mutex::new(Some(feed)),
            reads: Arc::new(Semaphore::new(READS)),
            log_thread: Mutex::new(Some(log_thread)),
        })
    }

    fn open_tables(folder: &Path, options: &LogOptions) -> Result<Tables, Fault> {
        fs::create_dir_all(folder)?;
        if let Some(parent) = folder
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
        {
            // The folder's own name must survive a power cut, too.
            File::open(parent)?.sync_all()?;
        }
        tables::repair_and_open(folder, options.block_cache_bytes)
    }

    /// What the log shares with the store beside it; `None` before it was told.
    pub fn stamp(&self) -> Option<Stamp> {
        self.shared.seal.stamp()
    }

    /// Notes what the log shares with the store beside it. On disk when this returns.
    pub async fn set_stamp(&self, stamp: Stamp) -> Result<(), StoreError> {
        let shared = Arc::clone(&self.shared);
        let noted = task::spawn_blocking(move || shared.seal.set_stamp(stamp)).await;
        Ok(noted.unwrap_or(Err(Fault::Broken))?)
    }

    /// Writes a copy of the log as it is now into a folder that is not there yet or is empty, while everything
    /// goes on. What was acknowledged before the call is in it. The copy is opened like any log; it carries the stamp.
    pub async fn backup_to(
        &self,
        folder: &Path,
        stamp: Option<Stamp>,
    ) -> Result<LogPosition, StoreError> {
        let (shared, folder) = (Arc::clone(&self.shared), folder.to_owned());
        let copied = task::spawn_blocking(move || backup::copy(&shared, &folder, stamp)).await;
        Ok(copied.unwrap_or(Err(Fault::Broken))?)
    }

    /// Writes what waits, then closes the database. Later calls fail with kind `Unavailable`.
    pub async fn close(&self) {
        let Some(log_thread) = self.start_closing() else {
            return;
        };
        let shared = Arc::clone(&self.shared);
        let closing = task::spawn_blocking(move || {
            // Its panic is logged by itself, and leaves the database open.
            let _ = log_thread.join();
            *shared.tables.write() = None;
        });
        let _ = closing.await;
    }

    /// Whether the log thread has panicked. Reads may go on, but nothing will be appended until the log is opened again.
    pub fn is_broken(&self) -> bool {
        self.shared.broken.is_cancelled()
    }

    /// Waits for that; for ever, as long as all is well. Cancel-safe.
    pub async fn until_broken(&self) {
        self.shared.broken.cancelled().await;
    }

    fn start_closing(&self) -> Option<JoinHandle<()>> {
        self.shared.closing.cancel();
        self.shared.queue.close();
        self.log_thread.lock().take()
    }

    /// Runs a read on a thread that may block.
    async fn read_blocking<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Tables) -> Result<T, Fault> + Send + 'static,
    {
        let permit = Arc::clone(&self.reads)
            .acquire_owned()
            .await
            .map_err(|_| Fault::Closed)?;
        let shared = Arc::clone(&self.shared);
        let outcome = task::spawn_blocking(move || {
            let _permit = permit;
            shared.read(read)
        });
        Ok(outcome.await.unwrap_or(Err(Fault::Broken))?)
    }
}

#[async_trait]
impl MessageLog for FjallMessageLog {
    async fn append(&self, batch: Vec<Append>) -> Result<Vec<Appended>, StoreError> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let answered = self.shared.queue.push(batch).await?;
        // The log thread answers everybody; were it gone, it would be our fault.
        answered.await.unwrap_or_else(|_| Err(Fault::Broken.into()))
    }

    async fn read(
        &self,
        conversation_id: ConversationId,
        range: HistoryRange,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        self.read_blocking(move |tables| reading::read(tables, conversation_id, range, limit))
            .await
    }

    async fn count_others(
        &self,
        conversation_id: ConversationId,
        count: &CountOthers,
    ) -> Result<usize, StoreError> {
        let count = count.clone();
        self.read_blocking(move |tables| reading::count_others(tables, conversation_id, &count))
            .await
    }

    async fn last_seqs(&self, conversation_ids: &[ConversationId]) -> Result<Vec<Seq>, StoreError> {
        let ids = conversation_ids.to_vec();
        self.read_blocking(move |tables| ids.into_iter().map(|id| tables.last_seq(id)).collect())
            .await
    }

    async fn tail(&self, after: LogPosition, limit: usize) -> Result<TailPage, StoreError> {
        if let Some(page) = self.shared.recent.tail(after, limit) {
            return Ok(page);
        }
        self.read_blocking(move |tables| reading::tail(tables, after, limit))
            .await
    }

    fn watch_committed(&self) -> watch::Receiver<LogPosition> {
        self.committed.clone()
    }

    fn take_commit_feed(&self) -> Option<CommitFeed> {
        self.feed.lock().take()
    }
}

impl Drop for FjallMessageLog {
    fn drop(&mut self) {
        if let Some(log_thread) = self.start_closing() {
            let _ = log_thread.join();
        }
    }
}
