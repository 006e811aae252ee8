//! Looks through everything the log holds and changes nothing: for `skein doctor`.
//!
//! Every table file must have the checksum it was written with. Every row must be readable; the messages of a conversation
//! must have no hole; commits must name exactly the runs that are there; and ids must point at messages. All of it is read
//! in order, so that a log far larger than the memory takes no longer than its disk.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use fjall::{AbstractTree, Readable};
use skein_foundation::{ConversationId, Seq, StoreError};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::codec::{decode_commit, decode_run};
use crate::fault::Fault;
use crate::keys::{decode_location, parse_run_key, run_key};
use crate::seal::{self, Seal};
use crate::tables::{self, Tables, catch_panic};

/// Everything is read once, in order.
const BLOCK_CACHE_BYTES: u64 = 4 * 1024 * 1024;
/// Rows between two words to whoever waits.
const ROWS_PER_PROGRESS: u64 = 1 << 20;

/// What [`check_log`] found, as far as it could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogReport {
    pub table_files: u64,
    pub conversations: u64,
    pub messages: u64,
    pub commits: u64,
    /// Client message ids in tables. Those of the newest messages are still in memory.
    pub ids: u64,
    /// What is damaged, in words: every file, and the first place of each kind of row.
    pub damage: Vec<String>,
}

/// Opens the log in the folder, which nobody may have open, and reads all of it. Opening repairs a torn end as a start does;
/// nothing else is changed. `progress` is told the rows read so far, now and then. Blocks for as long as the disk takes.
///
/// Fails when the log does not open at all.
pub fn check_log(folder: &Path, progress: &dyn Fn(u64)) -> Result<LogReport, StoreError> {
    // Without the log thread and its ids: these read the newest rows, and would fail where we want to say why.
    let mut sealed = seal::read(folder)?;
    if let Some(sealed) = &mut sealed {
        seal::check_before_open(folder, sealed)?;
        Seal::break_open(folder, sealed)?;
    }
    let tables = tables::repair_and_open(folder, BLOCK_CACHE_BYTES)?;
    let position = tables.newest_position()?;
    let seal = Seal::take(folder, sealed, position, tables.last_batch_number())?;
    let mut walk = Walk {
        snapshot: tables.snapshot(),
        tables: &tables,
        progress,
        rows: 0,
        place: Place::Beginning,
        last_seqs: HashMap::new(),
        runs: 0,
        report: LogReport::default(),
    };
    walk.check_files();
    walk.check("messages", Walk::check_runs);
    walk.check("commits", Walk::check_commits);
    walk.check("client message ids", Walk::check_ids);
    let report = walk.report;
    drop((walk.snapshot, tables));
    // The engine may have merged tables meanwhile.
    seal.close(position)?;
    Ok(report)
}

struct Walk<'a> {
    tables: &'a Tables,
    snapshot: fjall::Snapshot,
    progress: &'a dyn Fn(u64),
    rows: u64,
    /// The last row that was fine.
    place: Place,
    /// Some fifty bytes for each conversation: the only thing here that grows with the log.
    last_seqs: HashMap<ConversationId, Seq>,
    /// Sum of the hashes of the keys of all runs: equal to that of the runs which commits name, in whatever order.
    runs: u64,
    report: LogReport,
}

impl Walk<'_> {
    /// One kind of rows, up to the first that can't be right.
    fn check(&mut self, kind: &str, check_rows: impl FnOnce(&mut Self) -> Result<(), Fault>) {
        self.place = Place::Beginning;
        if let Err(fault) = catch_panic(|| check_rows(self)) {
            self.damaged(format!("{kind}, {}: {}", self.place, fault.in_short()));
        }
    }

    fn check_files(&mut self) {
        for keyspace in self.tables.all() {
            for table in keyspace.tree.current_version().iter_tables() {
                self.report.table_files += 1;
                let path = &*table.path;
                match checksum(path) {
                    Ok(found) if found == table.checksum().into_u128() => {}
                    Ok(_) => self.damaged(format!("{} is damaged", path.display())),
                    Err(error) => {
                        self.damaged(format!("{} can't be read: {error}", path.display()));
                    }
                }
            }
        }
    }

    fn check_runs(&mut self) -> Result<(), Fault> {
        let mut before: Option<(ConversationId, Seq)> = None;
        for row in self.snapshot.iter(&self.tables.runs) {
            self.step();
            let (key, row) = row.into_inner()?;
            let (conversation_id, first_seq) =
                parse_run_key(&key).ok_or(Fault::Inconsistent("a run has a strange key"))?;
            let run = decode_run(conversation_id, first_seq, &row)?;
            let expected = match before {
                Some((id, last)) if id == conversation_id => last.next(),
                _ => Seq(1),
            };
            if first_seq != expected {
                return Err(Fault::Inconsistent("messages are missing"));
            }
            let count = run.messages.len() as u64;
            let last = Seq(first_seq.0 + count - 1);
            self.report.messages += count;
            self.runs = self.runs.wrapping_add(xxh3_64(&key));
            if self.last_seqs.insert(conversation_id, last).is_none() {
                self.report.conversations += 1;
            }
            before = Some((conversation_id, last));
            self.place = Place::Message(conversation_id, last);
        }
        Ok(())
    }

    fn check_commits(&mut self) -> Result<(), Fault> {
        let mut named = 0_u64;
        for row in self.snapshot.iter(&self.tables.commits) {
            self.step();
            let (key, row) = row.into_inner()?;
            let position = self.report.commits + 1;
            if *key != position.to_be_bytes() {
                return Err(Fault::Inconsistent("a commit is missing"));
            }
            for run in decode_commit(&row)? {
                named = named.wrapping_add(xxh3_64(&run_key(run.conversation_id, run.first_seq)));
            }
            self.report.commits = position;
            self.place = Place::Commit(position);
        }
        if named != self.runs {
            self.damaged("the commits do not name exactly the messages that are there".to_owned());
        }
        Ok(())
    }

    fn check_ids(&mut self) -> Result<(), Fault> {
        for row in self.snapshot.iter(&self.tables.ids) {
            self.step();
            let (_, row) = row.into_inner()?;
            let (conversation_id, seq) = decode_location(&row)
                .ok_or(Fault::Inconsistent("a client message id has a strange row"))?;
            let last = self.last_seqs.get(&conversation_id).copied();
            if seq == Seq::ZERO || last.is_none_or(|last| seq > last) {
                return Err(Fault::Inconsistent(
                    "a client message id points at no message",
                ));
            }
            self.report.ids += 1;
            self.place = Place::Id(self.report.ids);
        }
        Ok(())
    }

    fn step(&mut self) {
        self.rows += 1;
        if self.rows.is_multiple_of(ROWS_PER_PROGRESS) {
            (self.progress)(self.rows);
        }
    }

    fn damaged(&mut self, what: String) {
        self.report.damage.push(what);
    }
}

#[derive(Debug)]
enum Place {
    Beginning,
    Message(ConversationId, Seq),
    Commit(u64),
    Id(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beginning => formatter.write_str("at the beginning"),
            Self::Message(id, seq) => write!(formatter, "after message {seq} of conversation {id}"),
            Self::Commit(number) => write!(formatter, "after the commit at position {number}"),
            Self::Id(number) => write!(formatter, "after {number} of them"),
        }
    }
}

fn checksum(path: &Path) -> io::Result<u128> {
    let mut file = File::open(path)?;
    let mut checksum = Xxh3::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(checksum.digest128()),
            length => checksum.update(&buffer[..length]),
        }
    }
}
