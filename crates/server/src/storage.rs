//! The data folder: one lock, the relational store, the message log, and copies of both.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use skein_message_log::{FjallMessageLog, LogOptions};
use skein_store::Store;

use crate::config::Config;

const LOCK_FILE: &str = "skein.lock";
const STORE_FILE: &str = "skein.db";
const LOG_FOLDER: &str = "log";
/// Written last: a backup without it is not whole.
const MANIFEST_FILE: &str = "backup.json";

/// The open data folder. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Storage {
    data_dir: PathBuf,
    pub(crate) store: Store,
    pub(crate) log: Arc<FjallMessageLog>,
    _lock: Arc<File>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    skein: String,
    created_at_ms: i64,
}

/// Takes the folder for this process, or says who may have it.
fn lock(data_dir: &Path) -> Result<File> {
    fs::create_dir_all(data_dir)
        .with_context(|| format!("the data folder {} can't be made", data_dir.display()))?;
    let path = data_dir.join(LOCK_FILE);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(|| format!("{} can't be written", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!(
                "another skein works in {}; stop it first",
                data_dir.display()
            )
        }
        Err(TryLockError::Error(error)) => Err(error).context("the data folder can't be locked"),
    }
}

impl Storage {
    /// Opens the folder, makes what is missing and brings the schema up to date.
    pub(crate) async fn open(config: &Config) -> Result<Self> {
        let storage = Self::open_unmigrated(config).await?;
        storage
            .store
            .migrate()
            .await
            .context("the store's schema can't be brought up to date")?;
        Ok(storage)
    }

    pub(crate) async fn open_unmigrated(config: &Config) -> Result<Self> {
        let data_dir = config.data.dir.clone();
        let lock = lock(&data_dir)?;
        let store = Store::open(&data_dir.join(STORE_FILE))
            .await
            .with_context(|| format!("{} can't be opened", data_dir.join(STORE_FILE).display()))?;
        let options = LogOptions {
            block_cache_bytes: config.message_log.cache_bytes,
            #[cfg(debug_assertions)]
            sabotage: crate::sabotage::asked_for()?,
            ..LogOptions::default()
        };
        let log_folder = data_dir.join(LOG_FOLDER);
        let log = tokio::task::spawn_blocking(move || FjallMessageLog::open(&log_folder, options))
            .await?
            .context("the message log can't be opened")?;
        Ok(Self {
            data_dir,
            store,
            log: Arc::new(log),
            _lock: Arc::new(lock),
        })
    }

    pub(crate) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Writes a consistent copy. The store goes first: its cursors then point at messages that the log's later
    /// copy surely has.
    pub(crate) async fn backup_to(&self, destination: &Path) -> Result<()> {
        make_empty(destination)?;
        self.store
            .backup_to(&destination.join(STORE_FILE))
            .await
            .context("the store can't be copied")?;
        self.log
            .backup_to(&destination.join(LOG_FOLDER))
            .await
            .context("the log can't be copied")?;
        let manifest = Manifest {
            skein: env!("CARGO_PKG_VERSION").to_owned(),
            created_at_ms: skein_foundation::Clock::now_ms(&skein_foundation::SystemClock),
        };
        let path = destination.join(MANIFEST_FILE);
        fs::write(&path, serde_json::to_vec_pretty(&manifest)?)?;
        File::open(&path)?.sync_all()?;
        File::open(destination)?.sync_all()?;
        Ok(())
    }

    /// Flushes and closes; nothing is written afterwards.
    pub(crate) async fn close(&self) {
        self.log.close().await;
        if let Err(error) = self.store.close().await {
            tracing::warn!(error = ?error, "the store was not closed cleanly");
        }
    }
}

fn make_empty(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{} can't be made", folder.display()))?;
    if fs::read_dir(folder)?.next().is_some() {
        bail!("{} is not empty", folder.display());
    }
    Ok(())
}

/// Puts a backup into a data folder that has no data yet.
pub(crate) fn restore(source: &Path, data_dir: &Path) -> Result<()> {
    let manifest = source.join(MANIFEST_FILE);
    let text = fs::read(&manifest).with_context(|| {
        format!(
            "{} is not a whole backup: {MANIFEST_FILE} is missing",
            source.display()
        )
    })?;
    let manifest: Manifest =
        serde_json::from_slice(&text).with_context(|| format!("{MANIFEST_FILE} can't be read"))?;
    let _lock = lock(data_dir)?;
    for name in [STORE_FILE, LOG_FOLDER] {
        if data_dir.join(name).exists() {
            bail!(
                "{} holds data already; restore into an empty folder and point data.dir at it",
                data_dir.display()
            );
        }
    }
    tracing::info!(backup.version = manifest.skein, "restoring");
    copy(&source.join(LOG_FOLDER), &data_dir.join(LOG_FOLDER))?;
    // The store last: a folder with a log but no store is not taken for a finished restore.
    copy(&source.join(STORE_FILE), &data_dir.join(STORE_FILE))?;
    File::open(data_dir)?.sync_all()?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else {
        fs::copy(from, to)
            .with_context(|| format!("{} can't be copied to {}", from.display(), to.display()))?;
    }
    File::open(to)?.sync_all()?;
    Ok(())
}
