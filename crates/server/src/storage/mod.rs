//! The data folder: one lock, the relational store, the message log, and copies of both.

mod copies;
mod folder;
mod halves;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use skein_foundation::{Clock as _, Stamp, SystemClock};
use skein_message_log::{FjallMessageLog, LogOptions, LogReport, look_at_log};
use skein_messaging::ports::{EventStream, MessageLog as _};
use skein_store::{SeqsOf, Store, StoreStamp};
use tokio::sync::Mutex;

use crate::config::Config;
pub(crate) use copies::restore;
use folder::{FolderLock, LOG_FOLDER, STORE_FILE, Unfinished};
pub(crate) use folder::{find_stranger, has_data, is_taken, keep_files_private};
use halves::Verdict;

/// Between two turns while something is written.
const TURN: Duration = Duration::from_secs(1);
/// Conversations looked at at once when marks are compared with the log.
const NAMED_AT_ONCE: u64 = 1_000;

/// The open data folder. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Storage {
    data_dir: PathBuf,
    pub(crate) store: Store,
    pub(crate) log: Arc<FjallMessageLog>,
    /// What both halves carry; `None` when they are only looked at.
    stamp: Arc<Mutex<Option<Stamp>>>,
    _lock: Arc<FolderLock>,
}

/// What for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To work in it, also when there is nothing yet.
    Make,
    /// To work in it.
    Use,
    /// To look: neither schema nor stamps change.
    Look,
}

impl Storage {
    /// Opens the folder, makes what is missing and brings the schema up to date.
    pub(crate) async fn open(config: &Config) -> Result<Self> {
        Self::open_for(config, Purpose::Make).await
    }

    /// The same for a folder that must have data.
    pub(crate) async fn open_existing(config: &Config) -> Result<Self> {
        Self::open_for(config, Purpose::Use).await
    }

    /// Opens a folder that has data and leaves its schema as it is.
    pub(crate) async fn open_unmigrated(config: &Config) -> Result<Self> {
        Self::open_for(config, Purpose::Look).await
    }

    async fn open_for(config: &Config, purpose: Purpose) -> Result<Self> {
        let data_dir = config.data.dir.clone();
        if purpose != Purpose::Make && !data_dir.exists() {
            bail!("there is no data folder {}", data_dir.display());
        }
        // Before the folder is touched: it may be somebody else's.
        if purpose != Purpose::Make && !folder::has_data(&data_dir) {
            bail!(no_data_yet(&data_dir));
        }
        let lock = folder::lock(&data_dir)?;
        folder::tighten(&data_dir);
        let log_folder = data_dir.join(LOG_FOLDER);
        let begun = match folder::unfinished(&data_dir)? {
            Some(Unfinished::Restore) => bail!(
                "a restore into {} was interrupted; run `skein restore` again, which begins anew",
                data_dir.display()
            ),
            Some(Unfinished::Stamp(stamp)) => Some(stamp),
            None => None,
        };
        let seen = look_at_log(&log_folder).context("the message log can't be used")?;
        let store_file = folder::look_at_store(&data_dir);
        let mut begun = begun;
        if begun.is_none() && halves::are_both_there(store_file, seen)?.is_none() {
            if purpose != Purpose::Make {
                bail!(no_data_yet(&data_dir));
            }
            let stamp = Stamp::of_a_new_folder(SystemClock.now_ms());
            folder::begin(&data_dir, &Unfinished::Stamp(stamp))?;
            begun = Some(stamp);
        }
        let store = Store::open(&data_dir.join(STORE_FILE))
            .await
            .with_context(|| format!("{} can't be opened", data_dir.join(STORE_FILE).display()))?;
        let row = store
            .find_stamp()
            .await
            .context("the store can't be read")?;
        let verdict = match begun {
            Some(_) => None,
            None => Some(halves::judge(row.as_ref(), store.is_blank().await?, seen)?),
        };
        if let Some(Verdict::Known {
            is_copy: true,
            was_in_use: true,
            ..
        }) = verdict
        {
            check_copy_of_a_folder_in_use(&store, &log_folder).await?;
        }
        let options = LogOptions {
            block_cache_bytes: config.message_log.cache_bytes,
            #[cfg(debug_assertions)]
            sabotage: crate::sabotage::asked_for()?,
            ..LogOptions::default()
        };
        let log = tokio::task::spawn_blocking(move || FjallMessageLog::open(&log_folder, options))
            .await?
            .context("the message log can't be opened")?;
        let end = log.watch_committed().borrow().0;
        let cursor = store.newest_cursor(EventStream::Messages.name()).await?;
        halves::check_end(end, row.as_ref(), cursor)?;
        let storage = Self {
            data_dir,
            store,
            log: Arc::new(log),
            stamp: Arc::default(),
            _lock: Arc::new(lock),
        };
        if purpose != Purpose::Look {
            let pending = storage.store.pending_migrations().await;
            let pending = pending.context("the store's schema can't be read")?.len();
            if pending > 0 {
                tracing::info!(
                    migrations = pending,
                    "the store's schema is brought up to date"
                );
            }
            storage
                .store
                .migrate()
                .await
                .context("the store's schema can't be brought up to date")?;
            storage.take_over(begun, verdict).await?;
        }
        Ok(storage)
    }

    /// Both halves get a new turn, and a new stamp where they begin to go together or their own way.
    async fn take_over(&self, begun: Option<Stamp>, verdict: Option<Verdict>) -> Result<()> {
        let now_ms = SystemClock.now_ms();
        let (stamp, is_begun) = match (begun, verdict) {
            (Some(stamp), _) => (stamp, true),
            (None, Some(Verdict::Known { stamp, is_copy, .. })) if !is_copy => (stamp, false),
            (None, Some(Verdict::Known { stamp, .. })) => {
                if let Some(damage) = self.find_marks_beyond_the_log().await? {
                    bail!("{damage}");
                }
                let stamp = stamp.of_a_copy(now_ms);
                tracing::info!(
                    epoch = stamp.epoch,
                    "this folder is a copy and goes its own way"
                );
                folder::begin(&self.data_dir, &Unfinished::Stamp(stamp))?;
                (stamp, true)
            }
            (None, Some(Verdict::Adopt) | None) => {
                if let Some(damage) = self.find_marks_beyond_the_log().await? {
                    bail!("{damage}");
                }
                let stamp = Stamp::of_a_new_folder(now_ms);
                folder::begin(&self.data_dir, &Unfinished::Stamp(stamp))?;
                (stamp, true)
            }
        };
        *self.stamp.lock().await = Some(stamp);
        match self.take_turn().await {
            Ok(()) if is_begun => folder::finish(&self.data_dir),
            Ok(()) => Ok(()),
            Err(error) if is_begun => Err(error),
            Err(error) => {
                // A full disk is no reason not to start: what is read can be read.
                tracing::warn!(error = ?error, "the start could not be noted in the data folder");
                Ok(())
            }
        }
    }

    /// Both halves note that they have gone one step together: the store first.
    async fn take_turn(&self) -> Result<()> {
        let mut held = self.stamp.lock().await;
        let Some(before) = *held else { return Ok(()) };
        let stamp = before.next_turn();
        let log_position = self.log.watch_committed().borrow().0;
        let row = StoreStamp {
            stamp,
            log_position,
        };
        self.store.save_stamp(&row).await?;
        *held = Some(stamp);
        self.log.set_stamp(stamp).await?;
        Ok(())
    }

    /// Keeps the halves in step for as long as something is written. For as long as the server runs.
    pub(crate) async fn keep_in_step(self) {
        let mut commits = self.store.watch_commits();
        let mut committed = self.log.watch_committed();
        let mut has_failed = false;
        loop {
            let news = tokio::select! {
                news = commits.changed() => news,
                news = committed.changed() => news,
            };
            if news.is_err() {
                return;
            }
            let turn = self.take_turn().await;
            if let Err(error) = &turn
                && !has_failed
            {
                tracing::warn!(error = ?error, "the data folder could not be kept in step; trying again");
            }
            has_failed = turn.is_err();
            tokio::time::sleep(TURN).await;
        }
    }

    pub(crate) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Marks of messages that the log does not have, in words. Reads all marks.
    pub(crate) async fn find_marks_beyond_the_log(&self) -> Result<Option<String>> {
        if self.store.is_blank().await? {
            return Ok(None);
        }
        for of in [SeqsOf::Marks, SeqsOf::Threads] {
            let mut after = None;
            loop {
                let named = self.store.list_named_seqs(of, after, NAMED_AT_ONCE).await?;
                let ids: Vec<_> = named.iter().map(|(id, _)| *id).collect();
                let ends = self.log.last_seqs(&ids).await?;
                for ((id, seq), end) in named.iter().zip(ends) {
                    if *seq > end {
                        return Ok(Some(format!(
                            "the store refers to message {seq} of conversation {id}, but the message log ends there at {end}: \
                             newest messages are gone; put back the log that belongs to this store, or bring back the last \
                             backup with `skein restore`"
                        )));
                    }
                }
                match ids.last() {
                    Some(last) if ids.len() as u64 == NAMED_AT_ONCE => after = Some(*last),
                    _ => break,
                }
            }
        }
        Ok(None)
    }

    /// Flushes and closes; nothing is written afterwards.
    pub(crate) async fn close(&self) {
        if let Err(error) = self.take_turn().await {
            tracing::warn!(error = ?error, "the stop could not be noted in the data folder");
        }
        self.log.close().await;
        if let Err(error) = self.store.close().await {
            tracing::warn!(error = ?error, "the store was not closed cleanly");
        }
    }
}

/// Files that were copied one after the other while somebody wrote them may not fit together: all of them are read.
async fn check_copy_of_a_folder_in_use(store: &Store, log_folder: &Path) -> Result<()> {
    tracing::info!(
        "this folder is a copy of one that was in use; all of it is read before it is used"
    );
    let folder = log_folder.to_owned();
    let way_out = "this folder is a copy of one that was in use, and its files do not fit together; \
                   stop the server before its folder is copied, or make a copy with `skein backup`";
    let checked =
        tokio::task::spawn_blocking(move || skein_message_log::check_log(&folder, &|_| {}));
    let report = checked.await?.context(way_out)?;
    if let Some(damage) = report.damage.first() {
        bail!("{way_out}: {damage}");
    }
    store.check().await.context(way_out)
}

fn no_data_yet(data_dir: &Path) -> String {
    let folder = data_dir.display();
    format!("there is no data in {folder} yet; `skein serve` and `skein init` make it")
}

/// Reads the whole log of a folder that no server works in. `progress` is told the rows read so far.
pub(crate) async fn check_log(
    config: &Config,
    progress: impl Fn(u64) + Send + 'static,
) -> Result<LogReport> {
    let lock = folder::lock(&config.data.dir)?;
    let folder = config.data.dir.join(LOG_FOLDER);
    tokio::task::spawn_blocking(move || {
        let _lock = lock;
        if !folder.exists() {
            return Ok(LogReport::default());
        }
        skein_message_log::check_log(&folder, &progress)
    })
    .await?
    .context("the message log can't be opened")
}
