//! After a failed write: what it left is taken back, reads go on, and the database is opened again when the disk
//! takes writes.
//!
//! The engine refuses everything after a failed write until it is opened again, and part of the failed group may be
//! in its journal. So the group is taken back at once (nobody was told it is stored), reads go on with the tables
//! as they are, and at the next append after `retry_interval` the folder is tried with a small file and the database
//! is opened again. It goes on only if that ends exactly where the last acknowledged commit was. Were that to fail when
//! the database is closed already, it is tried again without waiting for an append.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use crate::fault::Fault;
use crate::journal::FailedCommit;
use crate::metrics;
use crate::tables;
use crate::writer::{Writer, now};

/// The file that is written to see whether the disk takes writes again, and its size.
const PROBE_FILE: &str = "probe";
const PROBE_BYTES: usize = 1024 * 1024;

/// A write failed and the database was not opened again since.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    commit: FailedCommit,
    retry_at: Instant,
}

impl Refusal {
    pub(crate) fn new(commit: FailedCommit, retry_at: Instant) -> Self {
        Self { commit, retry_at }
    }

    /// As well as it goes; it is done again before the database is opened again.
    pub(crate) fn take_back(&self, folder: &Path) {
        if let Err(fault) = self.commit.take_back(folder) {
            tracing::warn!(
                error = &fault as &dyn std::error::Error,
                "a failed commit can't be taken back yet"
            );
        }
    }
}

impl Writer {
    /// When to open the database again although nobody appends: when it is closed, so that nobody can read either. As long
    /// as reads go on, the next append is early enough.
    pub(crate) fn reopen_by(&self) -> Option<Instant> {
        let refusal = self.refusal.as_ref()?;
        let is_closed = self.shared.tables.read().is_none();
        is_closed.then_some(refusal.retry_at)
    }

    /// Makes sure that the database is open and there is room for the ids of a group.
    pub(crate) fn make_ready(&mut self) -> Result<(), Fault> {
        let Some(refusal) = &self.refusal else {
            let room = self.known_ids.make_room(self.position);
            if room.is_err() {
                self.notice_an_engine_that_gave_up();
            }
            return room;
        };
        if now() < refusal.retry_at {
            return Err(Fault::Reopening);
        }
        let commit = refusal.commit.clone();
        let outcome = self.reopen(&commit);
        match &outcome {
            Ok(()) => {
                self.refusal = None;
                metrics::reopened();
                tracing::info!("the message log takes appends again");
            }
            Err(fault) => {
                tracing::warn!(
                    error = fault as &dyn std::error::Error,
                    "the message log still can't take appends"
                );
                self.refusal = Some(Refusal::new(
                    commit,
                    now() + self.shared.options.retry_interval,
                ));
            }
        }
        outcome
    }

    /// The engine may give up without a commit, when it can't write a table of its own. No commit would find that out as
    /// long as there is no room for one.
    fn notice_an_engine_that_gave_up(&mut self) {
        let gave_up = self.shared.read(|tables| {
            let is_sound = tables.check_health().is_ok();
            Ok((!is_sound).then(|| tables.next_batch_number()))
        });
        if let Ok(Some(from_number)) = gave_up {
            // Nothing of ours is half written: there is nothing to take back.
            let nothing = FailedCommit::notice(&self.shared.folder, from_number);
            self.refusal = Some(Refusal::new(nothing, now()));
        }
    }

    fn reopen(&self, commit: &FailedCommit) -> Result<(), Fault> {
        let shared = &self.shared;
        let refused = |error: io::Error| Fault::Refused(Box::new(error));
        shared.options.barrier.before_write().map_err(refused)?;
        probe(&shared.folder).map_err(refused)?;
        // A backup holds the database; it reads what is there, as all readers do meanwhile.
        let Some(_no_backup) = shared.backup.try_lock() else {
            return Err(Fault::Reopening);
        };
        let mut tables = shared.tables.write();
        *tables = None;
        commit.take_back(&shared.folder)?;
        let opened = tables::repair_and_open(&shared.folder, shared.options.block_cache_bytes)?;
        if opened.newest_position()? != self.position {
            return Err(Fault::Inconsistent(
                "the message log does not end at its last acknowledged commit",
            ));
        }
        *tables = Some(opened);
        Ok(())
    }
}

fn probe(folder: &Path) -> io::Result<()> {
    let path = folder.join(PROBE_FILE);
    let mut file = File::create(&path)?;
    let written = file
        .write_all(&vec![1; PROBE_BYTES])
        .and_then(|()| file.sync_all());
    fs::remove_file(path)?;
    written
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread::sleep;
    use std::time::Duration;

    use parking_lot::{Mutex, RwLock};
    use skein_messaging::ports::LogPosition;
    use tokio::sync::{mpsc, watch};
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::heads::Heads;
    use crate::ids::Ids;
    use crate::options::LogOptions;
    use crate::queue::Queue;
    use crate::recent::Recent;
    use crate::seal::Seal;
    use crate::shared::Shared;

    fn writer(folder: &Path) -> Writer {
        let opened = tables::repair_and_open(folder, 0).unwrap();
        let shared = Arc::new(Shared {
            folder: folder.to_owned(),
            options: LogOptions {
                ids_in_memory: 0,
                retry_interval: Duration::from_millis(5),
                ..LogOptions::default()
            },
            queue: Queue::new(1),
            tables: RwLock::new(Some(opened)),
            seal: Seal::take(folder, None, LogPosition(0), 0).unwrap(),
            recent: Recent::default(),
            backup: Mutex::new(()),
            closing: CancellationToken::new(),
            broken: CancellationToken::new(),
        });
        Writer {
            known_ids: shared.read(|tables| Ids::load(&shared, tables)).unwrap(),
            shared,
            position: LogPosition(0),
            committed: watch::channel(LogPosition(0)).0,
            feed: mpsc::channel(1).0,
            heads: Heads::default(),
            refusal: None,
            sealer: None,
        }
    }

    /// A flush that finds no folder: from then on the engine takes nothing until it is opened again.
    fn make_the_engine_give_up(writer: &Writer) {
        let gave_up = writer.shared.read(|tables| {
            let folder = tables.runs.path().join("tables");
            fs::remove_dir_all(&folder)?;
            tables.runs.insert("a", "b")?;
            tables.runs.rotate_memtable()?;
            while tables.check_health().is_ok() {
                sleep(Duration::from_millis(5));
            }
            Ok(fs::create_dir(folder)?)
        });
        gave_up.unwrap();
    }

    #[test]
    fn an_engine_that_gave_up_before_there_was_room_for_ids_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(folder.path());
        make_the_engine_give_up(&writer);
        let tries = (0..2_000).position(|_| {
            sleep(Duration::from_millis(5));
            let is_ready = writer.make_ready().is_ok();
            is_ready && writer.shared.read(tables::Tables::check_health).is_ok()
        });
        assert!(tries.is_some(), "it was never opened again");
    }
}
