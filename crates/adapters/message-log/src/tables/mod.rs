//! The engine's database with our keyspaces: opening it and committing to it.

mod options;
mod rows;

use std::cell::Cell;
use std::fmt;
use std::fs;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use fjall::{AbstractTree, CompressionType, Database, Keyspace, OwnedWriteBatch, PersistMode};

use crate::fault::Fault;
use crate::journal;
use crate::keys::IdHasher;

/// Journals that the engine keeps before it makes the slowest keyspace write its table; read at each start.
const JOURNAL_BYTES: u64 = 192 * 1024 * 1024;
/// One, because the engine's first worker of several does not compact: while another one does, it takes each request
/// for a compaction from the queue and puts it back, which keeps a processor busy. So flushes wait for compactions,
/// and these are kept short by small tables.
const WORKERS: usize = 1;
/// Tables and journals held open.
const OPEN_FILES: usize = 256;

const FORMAT: u8 = 1;
const SETTING_FORMAT: &[u8] = b"format";
const SETTING_SEED: &[u8] = b"id-seed";
/// Commits up to this position have their ids in tables.
const SETTING_INDEXED: &[u8] = b"ids-indexed-up-to";

/// Handles to the engine. All share one database; it is closed when the last of them is gone.
#[derive(Clone)]
pub(crate) struct Tables {
    database: Database,
    pub(crate) runs: Keyspace,
    pub(crate) ids: Keyspace,
    pub(crate) commits: Keyspace,
    settings: Keyspace,
    pub(crate) hasher: IdHasher,
}

impl fmt::Debug for Tables {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tables").finish_non_exhaustive()
    }
}

impl Tables {
    /// Opens what is in the folder, or creates it. The caller has looked at the journals.
    pub(crate) fn open(
        folder: &Path,
        block_cache_bytes: u64,
        new_seed: u64,
    ) -> Result<Self, Fault> {
        catch_panic(|| Self::open_or_panic(folder, block_cache_bytes, new_seed))
    }

    /// A database with our keyspaces and nothing in them, not even settings.
    pub(crate) fn create_empty(folder: &Path) -> Result<Self, Fault> {
        Self::open_keyspaces(folder, 0)
    }

    fn open_keyspaces(folder: &Path, block_cache_bytes: u64) -> Result<Self, Fault> {
        let database = Database::builder(folder)
            .cache_size(block_cache_bytes)
            .journal_compression(CompressionType::None)
            .max_journaling_size(JOURNAL_BYTES)
            .max_cached_files(Some(OPEN_FILES))
            .worker_threads(WORKERS)
            .open()?;
        let runs = database.keyspace("runs", options::runs)?;
        let ids = database.keyspace("ids", options::ids)?;
        let commits = database.keyspace("commits", options::commits)?;
        let settings = database.keyspace("settings", options::commits)?;
        Ok(Self {
            database,
            runs,
            ids,
            commits,
            settings,
            hasher: IdHasher::new(0),
        })
    }

    fn open_or_panic(folder: &Path, block_cache_bytes: u64, new_seed: u64) -> Result<Self, Fault> {
        let mut tables = Self::open_keyspaces(folder, block_cache_bytes)?;
        let Self {
            database,
            runs,
            settings,
            ..
        } = &tables;
        let seed = match (settings.get(SETTING_FORMAT)?, settings.get(SETTING_SEED)?) {
            (Some(format), Some(seed)) => {
                if *format != [FORMAT] {
                    return Err(Fault::NewerFormat(format.first().copied().unwrap_or(0)));
                }
                let seed = seed[..].try_into().map_err(|_| {
                    Fault::Inconsistent("the seed of the message log is unreadable")
                })?;
                u64::from_be_bytes(seed)
            }
            (None, None) if runs.is_empty()? => {
                let mut batch = database.batch().durability(Some(PersistMode::SyncAll));
                batch.insert(settings, SETTING_FORMAT, [FORMAT]);
                batch.insert(settings, SETTING_SEED, new_seed.to_be_bytes());
                batch.commit()?;
                new_seed
            }
            _ => {
                return Err(Fault::Inconsistent(
                    "the settings of the message log are gone",
                ));
            }
        };
        tables.hasher = IdHasher::new(seed);
        Ok(tables)
    }

    /// An empty batch with room for so many rows. Its commit returns after the sync, and only then is any of it seen
    /// by readers: what a reader saw can't be gone after a crash.
    pub(crate) fn batch(&self, rows: usize) -> OwnedWriteBatch {
        OwnedWriteBatch::with_capacity(self.database.clone(), rows)
            .durability(Some(PersistMode::SyncData))
    }

    /// The number the next batch will get in the journal.
    pub(crate) fn next_batch_number(&self) -> u64 {
        self.database.seqno()
    }

    /// The number of the last batch that anything was written with.
    pub(crate) fn last_batch_number(&self) -> u64 {
        self.database.seqno().saturating_sub(1)
    }

    /// Waits while the engine is behind with writing tables. The engine would wait too, but for ever if its
    /// workers gave up meanwhile (a full disk), so it must never come to that.
    pub(crate) fn wait_for_room(&self) -> Result<(), Fault> {
        let is_behind = |keyspace: &Keyspace| {
            keyspace.sealed_memtable_count() >= 3 || keyspace.tree.l0_run_count() >= 18
        };
        while [&self.runs, &self.commits].into_iter().any(is_behind) {
            self.check_health()?;
            thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    /// Fails when an earlier write failed: the engine takes nothing then until it is opened again.
    pub(crate) fn check_health(&self) -> Result<(), Fault> {
        self.database
            .persist(PersistMode::Buffer)
            .map_err(|error| Fault::Refused(Box::new(error)))
    }

    pub(crate) fn snapshot(&self) -> fjall::Snapshot {
        self.database.snapshot()
    }

    pub(crate) fn all(&self) -> [&Keyspace; 4] {
        [&self.settings, &self.runs, &self.ids, &self.commits]
    }
}

thread_local! {
    static CATCHES: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread is about damaged files and becomes an error with words: nothing for the log of a program.
pub fn panic_becomes_an_error() -> bool {
    CATCHES.get()
}

/// On some kinds of damage the engine panics. That must not take the process along.
pub(crate) fn catch_panic<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    let before = CATCHES.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    CATCHES.set(before);
    done.unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(Fault::DamagedFiles(text.unwrap_or_default().into()))
    })
}

/// The engine takes what stands in its folders for folders and files of its own, and panics when it is not.
fn check_shape(folder: &Path) -> Result<(), Fault> {
    for (keyspace, is_folder) in entries(&folder.join("keyspaces"))? {
        let name = keyspace.file_name().and_then(|name| name.to_str());
        if !is_folder || name.is_none_or(|name| name.parse::<u64>().is_err()) {
            return Err(Fault::Strange(keyspace));
        }
        let tables = entries(&keyspace.join("tables"))?;
        if let Some((table, _)) = tables.into_iter().find(|(_, is_folder)| *is_folder) {
            return Err(Fault::Strange(table));
        }
    }
    Ok(())
}

/// What is in the folder, if it is there, and whether it is a folder itself.
fn entries(folder: &Path) -> Result<Vec<(PathBuf, bool)>, Fault> {
    let found = match fs::read_dir(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Fault::Strange(folder.to_owned()));
        }
        Err(error) => return Err(error.into()),
    };
    found
        .map(|entry| {
            let path = entry?.path();
            let is_folder = path.is_dir();
            Ok((path, is_folder))
        })
        .collect()
}

/// Looks at the files first, then opens.
pub(crate) fn repair_and_open(folder: &Path, block_cache_bytes: u64) -> Result<Tables, Fault> {
    journal::clear_unfinished_creation(folder)?;
    check_shape(folder)?;
    journal::repair(folder)?;
    Tables::open(
        folder,
        block_cache_bytes,
        rand::Rng::next_u64(&mut rand::rng()),
    )
}
