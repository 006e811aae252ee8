//! The data folder: one lock, the relational store, the message log, and copies of both.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use skein_message_log::{FjallMessageLog, LogOptions, LogReport};
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

/// Reads the whole log of a folder that no server works in. `progress` is told the rows read so far.
pub(crate) async fn check_log(
    config: &Config,
    progress: impl Fn(u64) + Send + 'static,
) -> Result<LogReport> {
    let lock = lock(&config.data.dir)?;
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

#[cfg(test)]
mod tests {
    use skein_foundation::{AppId, ClientMsgId, ConversationId, Uid};
    use skein_messaging::model::{Append, Content};
    use skein_messaging::ports::{CursorStore as _, HistoryRange, MessageLog as _};
    use tempfile::TempDir;

    use super::*;
    use crate::config::{Overrides, load};

    fn config(folder: &Path) -> Config {
        let overrides = Overrides {
            data_dir: Some(folder.to_owned()),
            ..Overrides::default()
        };
        load(&overrides).unwrap()
    }

    fn talk() -> ConversationId {
        ConversationId::from_bytes([1; 16])
    }

    async fn say(storage: &Storage, id: &str) {
        let append = Append {
            app: AppId::parse("tour").unwrap(),
            conversation_id: talk(),
            sender: Some(Uid::parse("ann").unwrap()),
            client_msg_id: ClientMsgId::parse(id).unwrap(),
            time_ms: 0,
            content: Content::Text("hello".into()),
            origin: None,
        };
        storage.log.append(vec![append]).await.unwrap();
    }

    async fn said(storage: &Storage) -> Vec<String> {
        let all = storage
            .log
            .read(talk(), HistoryRange::Newest, 100)
            .await
            .unwrap();
        all.iter()
            .map(|message| message.client_msg_id.to_string())
            .collect()
    }

    /// A storage that stores something, without anybody who follows its log.
    async fn filled(folder: &Path, ids: &[&str]) -> Storage {
        let storage = Storage::open(&config(folder)).await.unwrap();
        drop(storage.log.take_commit_feed());
        for id in ids {
            say(&storage, id).await;
        }
        storage
            .store
            .save_cursor("messages", "tested", 7)
            .await
            .unwrap();
        storage
    }

    #[tokio::test]
    async fn a_second_server_on_the_folder_is_refused_in_words() {
        let folder = TempDir::new().unwrap();
        let first = filled(folder.path(), &["1"]).await;
        let refused = Storage::open(&config(folder.path()))
            .await
            .expect_err("the folder is taken");
        let expected = format!(
            "another skein works in {}; stop it first",
            folder.path().display()
        );
        assert_eq!(format!("{refused:#}"), expected);
        let refused = restore(folder.path(), folder.path()).expect_err("nor is it restored into");
        assert!(
            format!("{refused:#}").contains("not a whole backup"),
            "{refused:#}"
        );
        say(&first, "2").await;
        first.close().await;
        drop(first);
        let next = Storage::open(&config(folder.path()))
            .await
            .expect("the folder is free again");
        assert_eq!(said(&next).await, ["1", "2"]);
        next.close().await;
    }

    #[tokio::test]
    async fn a_backup_of_a_running_server_is_restored_whole() {
        let folder = TempDir::new().unwrap();
        let live = filled(&folder.path().join("live"), &["1", "2"]).await;
        let backup = folder.path().join("backup");
        live.backup_to(&backup).await.unwrap();
        say(&live, "after the backup").await;
        live.close().await;

        let restored = folder.path().join("restored");
        restore(&backup, &restored).unwrap();
        let storage = Storage::open(&config(&restored)).await.unwrap();
        assert_eq!(said(&storage).await, ["1", "2"]);
        assert_eq!(
            storage
                .store
                .load_cursor("messages", "tested")
                .await
                .unwrap(),
            7
        );
        storage.close().await;
    }

    #[tokio::test]
    async fn restoring_and_backing_up_never_write_over_something() {
        let folder = TempDir::new().unwrap();
        let live_dir = folder.path().join("live");
        let live = filled(&live_dir, &["1"]).await;
        let backup = folder.path().join("backup");
        live.backup_to(&backup).await.unwrap();
        let again = live
            .backup_to(&backup)
            .await
            .expect_err("there is a backup already");
        assert!(format!("{again:#}").ends_with("is not empty"), "{again:#}");

        let running = restore(&backup, &live_dir).expect_err("a server runs there");
        assert!(
            format!("{running:#}").contains("another skein works in"),
            "{running:#}"
        );
        live.close().await;
        drop(live);
        let full = restore(&backup, &live_dir).expect_err("there is data");
        assert!(
            format!("{full:#}").contains("holds data already"),
            "{full:#}"
        );

        fs::remove_file(backup.join(MANIFEST_FILE)).unwrap();
        let partial = restore(&backup, &folder.path().join("new")).expect_err("half a backup");
        assert!(
            format!("{partial:#}").contains("is not a whole backup"),
            "{partial:#}"
        );
        assert!(!folder.path().join("new").join(STORE_FILE).exists());
    }
}
