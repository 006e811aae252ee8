//! The engine's database with our keyspaces: opening, committing, and reading rows.

use std::collections::HashMap;
use std::fmt;
use std::hash::BuildHasher;
use std::ops::Bound;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use fjall::compaction::Leveled;
use fjall::config::{BloomConstructionPolicy, CompressionPolicy, FilterPolicy, FilterPolicyEntry, PartitioningPolicy, PinningPolicy};
use fjall::{AbstractTree, CompressionType, Database, Keyspace, KeyspaceCreateOptions, OwnedWriteBatch, PersistMode, Slice};
use skein_foundation::{AppId, ConversationId, Seq};
use skein_messaging::model::Message;
use skein_messaging::ports::LogPosition;

use crate::codec::{CommittedRun, Run, count_of_run, decode_commit, decode_run};
use crate::fault::Fault;
use crate::journal;
use crate::ids::Location;
use crate::keys::{IdHasher, IdKey, decode_location, parse_run_key, run_key, split_id_key};

/// Memory of one keyspace before it is written to a table. The engine halts writes when four of them wait.
const MEMTABLE_BYTES: u64 = 16 * 1024 * 1024;
/// Journals that the engine keeps before it makes the slowest keyspace write its table; read at each start.
const JOURNAL_BYTES: u64 = 192 * 1024 * 1024;
/// One, because the engine's first worker of several does not compact: while another one does, it takes each request
/// for a compaction from the queue and puts it back, which keeps a processor busy. So flushes wait for compactions,
/// and these are kept short by small tables.
const WORKERS: usize = 1;
/// Size of a table, and a quarter of the first level.
const TABLE_BYTES: u64 = 32 * 1024 * 1024;
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
    pub(crate) fn open(folder: &Path, block_cache_bytes: u64, new_seed: u64) -> Result<Self, Fault> {
        // On some kinds of damage the engine panics. That must not take the process along.
        panic::catch_unwind(AssertUnwindSafe(|| Self::open_or_panic(folder, block_cache_bytes, new_seed)))
            .unwrap_or_else(|panic| {
                let text = panic
                    .downcast_ref::<String>()
                    .cloned()
                    .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                Err(Fault::DamagedFiles(text.unwrap_or_default().into()))
            })
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
        let runs = database.keyspace("runs", runs_options)?;
        let ids = database.keyspace("ids", ids_options)?;
        let commits = database.keyspace("commits", commits_options)?;
        let settings = database.keyspace("settings", commits_options)?;
        Ok(Self { database, runs, ids, commits, settings, hasher: IdHasher::new(0) })
    }

    fn open_or_panic(folder: &Path, block_cache_bytes: u64, new_seed: u64) -> Result<Self, Fault> {
        let mut tables = Self::open_keyspaces(folder, block_cache_bytes)?;
        let Self { database, runs, settings, .. } = &tables;
        let seed = match (settings.get(SETTING_FORMAT)?, settings.get(SETTING_SEED)?) {
            (Some(format), Some(seed)) => {
                if *format != [FORMAT] {
                    return Err(Fault::NewerFormat(format.first().copied().unwrap_or(0)));
                }
                let seed = seed[..].try_into().map_err(|_| Fault::Inconsistent("the seed of the message log is unreadable"))?;
                u64::from_be_bytes(seed)
            }
            (None, None) if runs.is_empty()? => {
                let mut batch = database.batch().durability(Some(PersistMode::SyncAll));
                batch.insert(settings, SETTING_FORMAT, [FORMAT]);
                batch.insert(settings, SETTING_SEED, new_seed.to_be_bytes());
                batch.commit()?;
                new_seed
            }
            _ => return Err(Fault::Inconsistent("the settings of the message log are gone")),
        };
        tables.hasher = IdHasher::new(seed);
        Ok(tables)
    }

    /// An empty batch with room for so many rows. Its commit returns after the sync, and only then is any of it seen
    /// by readers: what a reader saw can't be gone after a crash.
    pub(crate) fn batch(&self, rows: usize) -> OwnedWriteBatch {
        OwnedWriteBatch::with_capacity(self.database.clone(), rows).durability(Some(PersistMode::SyncData))
    }

    /// The number the next batch will get in the journal.
    pub(crate) fn next_batch_number(&self) -> u64 {
        self.database.seqno()
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
        self.database.persist(PersistMode::Buffer).map_err(|error| Fault::Refused(Box::new(error)))
    }

    pub(crate) fn snapshot(&self) -> fjall::Snapshot {
        self.database.snapshot()
    }

    pub(crate) fn all(&self) -> [(&'static str, &Keyspace); 4] {
        [("settings", &self.settings), ("runs", &self.runs), ("ids", &self.ids), ("commits", &self.commits)]
    }

    /// The position of the newest commit.
    pub(crate) fn newest_position(&self) -> Result<LogPosition, Fault> {
        let Some(row) = self.commits.last_key_value() else { return Ok(LogPosition(0)) };
        parse_position(&row.key()?).ok_or(Fault::Inconsistent("a commit has a strange key"))
    }

    /// The newest seq of a conversation; 0 when it has none.
    pub(crate) fn last_seq(&self, conversation_id: ConversationId) -> Result<Seq, Fault> {
        let range = run_key(conversation_id, Seq(0))..=run_key(conversation_id, Seq(u64::MAX));
        let Some(row) = self.runs.range(range).next_back() else { return Ok(Seq::ZERO) };
        let (key, run) = row.into_inner()?;
        let (_, first_seq) = parse_run_key(&key).ok_or(Fault::Inconsistent("a run has a strange key"))?;
        Ok(Seq(first_seq.0.saturating_add(count_of_run(&run)? - 1)))
    }

    /// Where the message with this id is.
    pub(crate) fn find_id(&self, key: &IdKey) -> Result<Option<(ConversationId, Seq)>, Fault> {
        let Some(row) = self.ids.get(key)? else { return Ok(None) };
        decode_location(&row).map(Some).ok_or(Fault::Inconsistent("a client message id has a strange row"))
    }

    /// Hashes of the ids of a sender, at most `limit` of them.
    pub(crate) fn ids_of_sender(&self, sender: u64, limit: usize) -> Result<Vec<u64>, Fault> {
        let rows = self.ids.prefix(sender.to_be_bytes()).take(limit);
        let hash = |row: fjall::Guard| match row.key()?[..].try_into() {
            Ok(key) => Ok(split_id_key(&key).1),
            Err(_) => Err(Fault::Inconsistent("a client message id has a strange key")),
        };
        rows.map(hash).collect()
    }

    /// Ids and locations of the messages of a run, with the first key of each that is not taken.
    pub(crate) fn ids_of_run<H: BuildHasher>(
        &self,
        run: CommittedRun,
        taken: &HashMap<IdKey, Location, H>,
    ) -> Result<Vec<(IdKey, Location)>, Fault> {
        let Run { app, messages } = self.get_run(run)?;
        let mut ids = Vec::with_capacity(messages.len());
        for message in messages {
            let sender = self.hasher.sender(&app, message.sender.as_ref());
            let is_free = |key: &IdKey| !taken.contains_key(key) && !ids.iter().any(|(other, _)| other == key);
            let key = (0..).map(|attempt| self.hasher.key(sender, &message.client_msg_id, attempt)).find(is_free);
            ids.push((key.expect("attempts do not end"), (message.conversation_id, message.seq)));
        }
        Ok(ids)
    }

    pub(crate) fn indexed_up_to(&self) -> Result<LogPosition, Fault> {
        let Some(row) = self.settings.get(SETTING_INDEXED)? else { return Ok(LogPosition(0)) };
        parse_position(&row).ok_or(Fault::Inconsistent("the position of the ids is unreadable"))
    }

    pub(crate) fn note_indexed(&self, batch: &mut OwnedWriteBatch, position: LogPosition) {
        batch.insert(&self.settings, SETTING_INDEXED, position.0.to_be_bytes());
    }

    /// One message, with its app.
    pub(crate) fn find_message(&self, conversation_id: ConversationId, seq: Seq) -> Result<Option<(AppId, Message)>, Fault> {
        let range = run_key(conversation_id, Seq(0))..=run_key(conversation_id, seq);
        let Some(row) = self.runs.range(range).next_back() else { return Ok(None) };
        let mut run = decode_row(&row.into_inner()?)?;
        let Some(index) = run.messages.iter().position(|message| message.seq == seq) else { return Ok(None) };
        Ok(Some((run.app, run.messages.swap_remove(index))))
    }

    /// The runs of a conversation whose first seq is in the bounds, in their order; from both ends.
    pub(crate) fn runs_between(
        &self,
        conversation_id: ConversationId,
        first_seqs: std::ops::RangeInclusive<Seq>,
    ) -> impl DoubleEndedIterator<Item = Result<Run, Fault>> + '_ {
        let range = run_key(conversation_id, *first_seqs.start())..=run_key(conversation_id, *first_seqs.end());
        self.runs.range(range).map(|row| decode_row(&row.into_inner()?))
    }

    /// Commits after the position, oldest first.
    pub(crate) fn commits_after(
        &self,
        after: LogPosition,
    ) -> impl Iterator<Item = Result<(LogPosition, Vec<CommittedRun>), Fault>> + '_ {
        let bounds = (Bound::Excluded(after.0.to_be_bytes()), Bound::Unbounded);
        self.commits.range::<[u8; 8], _>(bounds).map(|row| {
            let (key, row) = row.into_inner()?;
            let position = parse_position(&key).ok_or(Fault::Inconsistent("a commit has a strange key"))?;
            Ok((position, decode_commit(&row)?))
        })
    }

    /// A run that a commit names.
    pub(crate) fn get_run(&self, run: CommittedRun) -> Result<Run, Fault> {
        let row = self.runs.get(run_key(run.conversation_id, run.first_seq))?;
        let row = row.ok_or(Fault::Inconsistent("a commit names a run that is gone"))?;
        Ok(decode_run(run.conversation_id, run.first_seq, &row)?)
    }
}

fn decode_row((key, row): &(Slice, Slice)) -> Result<Run, Fault> {
    let (conversation_id, first_seq) =
        parse_run_key(key).ok_or(Fault::Inconsistent("a run has a strange key"))?;
    Ok(decode_run(conversation_id, first_seq, row)?)
}

/// Looks at the files first, then opens.
pub(crate) fn repair_and_open(folder: &Path, block_cache_bytes: u64) -> Result<Tables, Fault> {
    journal::clear_unfinished_creation(folder)?;
    journal::repair(folder)?;
    Tables::open(folder, block_cache_bytes, rand::Rng::next_u64(&mut rand::rng()))
}

fn parse_position(key: &[u8]) -> Option<LogPosition> {
    key.try_into().ok().map(|key| LogPosition(u64::from_be_bytes(key)))
}

/// Read by range; the older, the rarer, so only the lower levels are compressed.
fn runs_options() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .max_memtable_size(MEMTABLE_BYTES)
        .compaction_strategy(Arc::new(Leveled::default().with_table_target_size(TABLE_BYTES)))
}

/// Written as sorted tables and read by point, nearly always for something that is not there: a filter on every level,
/// split into pages so that only those of the senders who talk now are in the cache. Hashes do not compress. Few reads
/// get here, so more tables may wait before they are merged, which makes the merges fewer.
fn ids_options() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .max_memtable_size(MEMTABLE_BYTES)
        .data_block_compression_policy(CompressionPolicy::disabled())
        .compaction_strategy(Arc::new(Leveled::default().with_table_target_size(TABLE_BYTES).with_l0_threshold(8)))
        .filter_policy(FilterPolicy::all(FilterPolicyEntry::Bloom(BloomConstructionPolicy::BitsPerKey(10.0))))
        .filter_block_pinning_policy(PinningPolicy::new([true, false]))
        .filter_block_partitioning_policy(PartitioningPolicy::new([false, true]))
        .index_block_partitioning_policy(PartitioningPolicy::new([false, true]))
}

/// Only appended to and read in order.
fn commits_options() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .max_memtable_size(MEMTABLE_BYTES / 4)
        .filter_policy(FilterPolicy::disabled())
}
