//! The handle of the database: opening, migrating, copying, checking, closing.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sea_orm::{DatabaseConnection, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use skein_foundation::StoreError;
use tokio::sync::watch;

use crate::dialect::{self, Access};
use crate::error::store_error;
use crate::metrics;
use crate::migrations::Migrator;
use crate::outbox;
use crate::sql::{Connection, Sql};

/// Readers that work beside the writer. More would only queue for the same disk.
const READERS: u32 = 4;

/// The relational store: one writer, a few readers, read-your-own-writes. Cheap to clone.
pub type Store = Sql<Arc<Database>>;

/// The open database.
pub struct Database {
    path: PathBuf,
    writer: DatabaseConnection,
    readers: DatabaseConnection,
    committed_changes: Arc<watch::Sender<u64>>,
    commits: Arc<watch::Sender<u64>>,
}

impl Store {
    /// Opens the database file, or makes an empty one that only its owner may read. Call [`Store::migrate`]
    /// before anything else.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        create_private_file(path).map_err(StoreError::unavailable)?;
        // The writer comes first: it switches the file to WAL, which the readers rely on.
        let mut writer = dialect::connect(path, Access::Write, 1)
            .await
            .map_err(store_error)?;
        let mut readers = dialect::connect(path, Access::Read, READERS)
            .await
            .map_err(store_error)?;
        metrics::watch(&mut writer);
        metrics::watch(&mut readers);
        Ok(Sql(Arc::new(Database {
            path: path.to_owned(),
            writer,
            readers,
            committed_changes: Arc::new(watch::Sender::new(0)),
            commits: Arc::new(watch::Sender::new(0)),
        })))
    }

    /// Brings the schema to what this version of Skein needs. All steps succeed together or nothing changes.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let transaction = self
            .0
            .writer
            .begin_with_options(dialect::write_transaction())
            .await
            .map_err(store_error)?;
        Migrator::up(&transaction, None)
            .await
            .map_err(store_error)?;
        transaction.commit().await.map_err(store_error)?;
        // Waiters compare positions: start from the one that is there.
        let newest = outbox::newest_position(&self.0.readers).await?;
        self.0
            .committed_changes
            .send_modify(|position| *position = newest.max(*position));
        Ok(())
    }

    /// Names of the migrations that [`Store::migrate`] would run. Changes nothing.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let pending = Migrator::get_pending_migrations_read_only(&self.0.readers)
            .await
            .map_err(store_error)?;
        Ok(pending
            .iter()
            .map(|migration| migration.name().to_owned())
            .collect())
    }

    /// Writes a consistent copy into a new file while the store is in use. The file appears under its name only
    /// when it is complete and on disk.
    pub async fn backup_to(&self, target: &Path) -> Result<(), StoreError> {
        if target.try_exists().map_err(StoreError::unavailable)? {
            return Err(StoreError::conflict(format!(
                "{} exists already",
                target.display()
            )));
        }
        let mut partial_name = target.as_os_str().to_owned();
        partial_name.push(".partial");
        let partial = PathBuf::from(partial_name);
        remove_if_there(&partial).map_err(StoreError::unavailable)?;
        // SQLite writes into an existing empty file, so its rights can be set before there is anything to read.
        create_private_file(&partial).map_err(StoreError::unavailable)?;
        let partial_text = partial.to_str().ok_or_else(|| {
            StoreError::internal("the name of the backup file is not valid Unicode")
        })?;

        // A connection of its own: a long copy must not take one from the readers.
        let source = dialect::connect(&self.0.path, Access::Copy, 1)
            .await
            .map_err(store_error)?;
        let copied = dialect::copy_into(&source, partial_text)
            .await
            .map_err(store_error);
        source.close().await.map_err(store_error)?;
        copied?;

        let target = target.to_owned();
        tokio::task::spawn_blocking(move || publish_file(&partial, &target))
            .await
            .map_err(StoreError::internal)?
            .map_err(StoreError::unavailable)
    }

    /// Asks the engine whether its file is sound. Reads all of it: for `skein doctor`, not for a probe.
    pub async fn check(&self) -> Result<(), StoreError> {
        let findings = dialect::find_damage(&self.0.readers)
            .await
            .map_err(store_error)?;
        if findings.is_empty() {
            return Ok(());
        }
        Err(StoreError::corrupt(format!(
            "the database file is damaged ({}): bring back the last backup with `skein restore`",
            findings.join("; ")
        )))
    }

    /// Answers when a statement does: for a readiness probe.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.0.readers.ping().await.map_err(store_error)
    }

    /// Waits for what is under way and closes the file. Later calls fail with kind `Unavailable`.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.0.readers.close_by_ref().await.map_err(store_error)?;
        self.0.writer.close_by_ref().await.map_err(store_error)
    }

    /// What reads run on: sees everything that was committed before the call.
    pub(crate) fn reader(&self) -> &DatabaseConnection {
        self.db()
    }

    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.0.writer
    }

    /// Counts what was committed.
    pub(crate) fn commits(&self) -> &Arc<watch::Sender<u64>> {
        &self.0.commits
    }

    pub(crate) fn committed_changes(&self) -> &Arc<watch::Sender<u64>> {
        &self.0.committed_changes
    }
}

impl Connection for Arc<Database> {
    type Db = DatabaseConnection;

    fn db(&self) -> &DatabaseConnection {
        &self.readers
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Database")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// The file holds token secrets and talks: nobody but its owner reads it. SQLite gives its side files the same
/// rights.
fn create_private_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map(drop)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Syncs the file, gives it its name and syncs the folder: after a power cut it is there and complete, or not there.
fn publish_file(partial: &Path, target: &Path) -> io::Result<()> {
    File::open(partial)?.sync_all()?;
    std::fs::rename(partial, target)?;
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}
