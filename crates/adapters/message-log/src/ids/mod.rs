//! Which client message ids are known: found by memory for those who send now, by tables for all others.
//!
//! An id is looked up once for each append and is nearly always new, so this decides what an append costs. The rows
//! of ids can be derived from the runs, so they need neither the journal nor the memtable of the engine:
//!
//! - `recent`: ids committed since the last table was begun, in memory. After a restart they are read again from the
//!   runs of the commits after the position noted with the last table.
//! - `frozen`: when `recent` is full it becomes `frozen`, and a thread of its own writes it as one sorted table. The
//!   position it reaches is noted with the next commit. (A crash in between writes the same rows twice, which is
//!   harmless: a row never changes.)
//! - [`senders`]: what is certainly not known, without asking the tables.
//!
//! Two ids with one hash are told apart by what is stored, see [`crate::group`].

mod filter;
mod indexer;
mod senders;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use skein_foundation::{ConversationId, Seq};
use skein_messaging::ports::LogPosition;

use crate::fault::Fault;
use crate::keys::{IdKey, split_id_key};
use crate::shared::Shared;
use crate::tables::Tables;

use indexer::Indexer;
use senders::{Sender, Senders};

/// Closing writes a table when that saves the next start from reading this many messages again.
const WORTH_A_TABLE: usize = 50_000;

/// Where a message is.
pub(crate) type Location = (ConversationId, Seq);

type Entries = HashMap<IdKey, Location, BuildHasherDefault<HashOfHash>>;

#[derive(Debug)]
pub(crate) struct Ids {
    recent: Entries,
    frozen: Option<Arc<Entries>>,
    /// The map that was frozen last, empty: growing a new one would cost the log thread more than filling it.
    spare: Entries,
    senders: Senders,
    indexer: Indexer,
    /// With so many ids a map takes no other group: it would grow for that group, and stay twice as large for ever.
    full_at: usize,
    /// What the settings on disk say.
    noted: LogPosition,
}

impl Ids {
    /// Reads again what no table has yet.
    pub(crate) fn load(shared: &Arc<Shared>, tables: &Tables) -> Result<Self, Fault> {
        let noted = tables.indexed_up_to()?;
        let (most, group) = (shared.options.ids_in_memory, shared.options.group_messages);
        let mut ids = Self {
            recent: Entries::default(),
            frozen: None,
            spare: Entries::default(),
            senders: Senders::default(),
            indexer: Indexer::start(Arc::clone(shared), noted)?,
            full_at: most - group.min(most / 2),
            noted,
        };
        let mut before = noted;
        for commit in tables.commits_after(noted) {
            let (position, runs) = commit?;
            if position.0 != before.0 + 1 {
                return Err(Fault::Inconsistent(
                    "a commit of the message log is missing",
                ));
            }
            before = position;
            for run in runs {
                for (key, location) in tables.ids_of_run(run, &ids.recent)? {
                    ids.senders.touch(split_id_key(&key).0);
                    ids.insert(key, location);
                }
            }
            ids.make_room(position)?;
        }
        Ok(ids)
    }

    pub(crate) fn find(&mut self, tables: &Tables, key: &IdKey) -> Result<Option<Location>, Fault> {
        let (sender, id) = split_id_key(key);
        let known = self.senders.touch(sender);
        if known.is_some_and(Sender::wants_history) {
            let ids = tables.ids_of_sender(sender, senders::HISTORY + 1)?;
            self.senders.learn_history(sender, &ids);
        }
        if self.senders.is_certainly_new(sender, id) {
            return Ok(None);
        }
        if let Some(location) = self.recent.get(key) {
            return Ok(Some(*location));
        }
        if let Some(location) = self.frozen.as_ref().and_then(|frozen| frozen.get(key)) {
            return Ok(Some(*location));
        }
        tables.find_id(key)
    }

    /// After the commit: an id whose commit failed was never here.
    pub(crate) fn insert(&mut self, key: IdKey, location: Location) {
        let (sender, id) = split_id_key(&key);
        self.senders.learn(sender, id);
        self.recent.insert(key, location);
    }

    /// Begins a table when there may be no room for another group. Waits for the table before this one, so that at most two maps are held.
    pub(crate) fn make_room(&mut self, position: LogPosition) -> Result<(), Fault> {
        if self.frozen.is_some() && self.indexer.is_done() {
            self.recycle();
        }
        if self.recent.len() < self.full_at {
            return Ok(());
        }
        self.indexer.wait()?;
        self.recycle();
        self.freeze(position);
        Ok(())
    }

    /// The frozen map is on disk.
    fn recycle(&mut self) {
        if let Some(mut entries) = self.frozen.take().and_then(Arc::into_inner) {
            entries.clear();
            self.spare = entries;
        }
    }

    fn freeze(&mut self, position: LogPosition) {
        let entries = std::mem::replace(&mut self.recent, std::mem::take(&mut self.spare));
        let entries = Arc::new(entries);
        self.indexer.begin(Arc::clone(&entries), position);
        self.frozen = Some(entries);
        self.senders.rotate();
    }

    /// A position that is to be noted with the next commit.
    pub(crate) fn to_note(&self) -> Option<LogPosition> {
        Some(self.indexer.written_up_to()).filter(|position| *position > self.noted)
    }

    pub(crate) fn noted(&mut self, position: LogPosition) {
        self.noted = position;
    }

    /// Writes what is worth it; what is left is read again at the next start. Gives the position to note.
    pub(crate) fn finish(&mut self, position: LogPosition) -> Result<Option<LogPosition>, Fault> {
        self.indexer.wait()?;
        if self.recent.len() >= WORTH_A_TABLE {
            self.freeze(position);
            self.indexer.wait()?;
        }
        Ok(self.to_note())
    }
}

/// Keys are hashes already: eight bytes of them will do.
#[derive(Debug, Default)]
pub(crate) struct HashOfHash(u64);

impl Hasher for HashOfHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Some(last) = bytes.last_chunk() {
            self.0 ^= u64::from_be_bytes(*last);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use parking_lot::{Mutex, RwLock};
    use tokio_util::sync::CancellationToken;
    use xxhash_rust::xxh3::xxh3_128;

    use super::*;
    use crate::options::LogOptions;
    use crate::queue::Queue;
    use crate::{recent, seal, tables};

    /// What fills a map of 2^10 places.
    const MOST: usize = (1 << 10) / 8 * 7;
    const GROUP: usize = 100;

    #[test]
    fn a_map_never_grows_beyond_what_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let tables = tables::repair_and_open(folder.path(), 0).unwrap();
        let shared = Arc::new(Shared {
            folder: folder.path().to_owned(),
            options: LogOptions {
                ids_in_memory: MOST,
                group_messages: GROUP,
                ..LogOptions::default()
            },
            queue: Queue::new(1),
            tables: RwLock::new(Some(tables.clone())),
            recent: recent::Recent::default(),
            seal: seal::Seal::take(folder.path(), None, LogPosition(0), 0).unwrap(),
            backup: Mutex::new(()),
            broken: CancellationToken::new(),
            closing: CancellationToken::new(),
        });
        let mut ids = Ids::load(&shared, &tables).unwrap();
        let location = (ConversationId::from_bytes([1; 16]), Seq(1));
        for group in 0..50 {
            ids.make_room(LogPosition(group as u64)).unwrap();
            for number in group * GROUP..(group + 1) * GROUP {
                ids.insert(xxh3_128(&number.to_be_bytes()).to_be_bytes(), location);
            }
            assert!(ids.recent.capacity() <= MOST, "group {group}");
        }
        let first = xxh3_128(&0_usize.to_be_bytes()).to_be_bytes();
        assert_eq!(ids.find(&tables, &first).unwrap(), Some(location));
    }
}
