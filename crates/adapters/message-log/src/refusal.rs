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
            return self.known_ids.make_room(self.position);
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
