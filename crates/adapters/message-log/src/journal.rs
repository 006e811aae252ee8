//! Looks through the engine's journals before the engine does, because the engine is too generous with them.
//!
//! On recovery fjall cuts a journal at the first entry that it can't parse, wherever that is and without a word.
//! At the end of the newest journal that is right: a crash left half a batch there, which nobody was told is
//! stored. Anywhere else it would throw away acknowledged messages because of one flipped bit. So we look first:
//!
//! - what follows the last whole batch of the newest journal is cut off, with one line that says how much;
//! - damage with a whole batch behind it, or in an older journal, is an error, and nothing is touched.
//!
//! The format (a start marker with the count of items and the batch's number, items, an end marker with the
//! checksum of the items) is that of fjall 3; `a_journal_is_read_as_the_engine_wrote_it` fails when it changes.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3;

use crate::fault::Fault;

const TAG_START: u8 = 1;
const TAG_ITEM: u8 = 2;
const TAG_END: u8 = 3;
const TAG_CLEAR: u8 = 4;
const END_MAGIC: [u8; 4] = *b"FJL\x03";

/// Numbers of batches ascend, and by no more than this (flushes take numbers, too). The checksum does not cover the
/// number; and message texts could spell a batch, but not know the number.
const NEAR: u64 = 1 << 20;

/// What one journal holds.
#[derive(Debug, PartialEq, Eq)]
struct Survey {
    batches: u64,
    last_number: Option<u64>,
    /// Length up to the end of the last whole batch.
    whole_bytes: u64,
    /// Bytes after that which are not zero, up to the last such; the engine writes into zeroed space.
    torn_bytes: u64,
    /// Whether there is a whole batch where the journal should have ended, so that this is damage and no torn tail.
    goes_on: bool,
}

/// Repairs the newest journal and refuses damage elsewhere. A folder without journals is fine.
pub(crate) fn repair(folder: &Path) -> Result<(), Fault> {
    let mut journals = list_journals(folder)?;
    let newest = journals.pop();
    for path in journals {
        let survey = survey(&fs::read(&path)?);
        if survey.torn_bytes > 0 {
            return Err(Fault::DamagedJournal { path, at: survey.whole_bytes });
        }
    }
    let Some(path) = newest else { return Ok(()) };
    let survey = survey(&fs::read(&path)?);
    if survey.goes_on {
        return Err(Fault::DamagedJournal { path, at: survey.whole_bytes });
    }
    if survey.torn_bytes > 0 {
        tracing::warn!(
            log.cut_bytes = survey.torn_bytes,
            log.kept_bytes = survey.whole_bytes,
            log.kept_commits = survey.batches,
            "the last commit of the message log was half written when the machine stopped; \
             it was never acknowledged and is cut off"
        );
        cut(&path, survey.whole_bytes)?;
    }
    Ok(())
}

/// Takes back what a failed commit may have left: every batch of the newest journal from the number on.
pub(crate) fn take_back(folder: &Path, from_number: u64) -> Result<(), Fault> {
    let Some(path) = list_journals(folder)?.pop() else { return Ok(()) };
    let bytes = fs::read(&path)?;
    let mut at = 0;
    while let Ok(batch) = parse_batch(&bytes, at) {
        if batch.number >= from_number {
            break;
        }
        at = batch.end;
    }
    Ok(cut(&path, at as u64)?)
}

/// Clears what a first start that was interrupted left of a database without any data, so that the next one can create it.
pub(crate) fn clear_unfinished_creation(folder: &Path) -> Result<(), Fault> {
    let marker = folder.join("version");
    // The engine writes the marker after the first journal and before anything else.
    let finished = fs::metadata(&marker).is_ok_and(|metadata| metadata.len() > 0);
    if finished || !folder.exists() {
        return Ok(());
    }
    for journal in list_journals(folder)? {
        if last_non_zero(&fs::read(&journal)?).is_some() {
            return Err(Fault::Inconsistent("the message log has journals but no version marker"));
        }
        fs::remove_file(journal)?;
    }
    match fs::remove_file(marker) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Oldest first.
fn list_journals(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut journals = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "jnl") {
            let number = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse::<u64>().ok());
            let number = number.ok_or(Fault::Inconsistent("the message log has a journal with a strange name"))?;
            journals.push((number, path));
        }
    }
    journals.sort_unstable();
    Ok(journals.into_iter().map(|(_, path)| path).collect())
}

fn cut(path: &Path, length: u64) -> io::Result<()> {
    let file = OpenOptions::new().write(true).open(path)?;
    file.set_len(length)?;
    file.sync_all()
}

fn survey(bytes: &[u8]) -> Survey {
    let mut survey =
        Survey { batches: 0, last_number: None, whole_bytes: 0, torn_bytes: 0, goes_on: false };
    let mut at = 0;
    while let Ok(batch) = parse_batch(bytes, at) {
        if !survey.expects(batch.number) {
            survey.goes_on = true;
            break;
        }
        survey.batches += 1;
        survey.last_number = Some(batch.number);
        at = batch.end;
    }
    survey.whole_bytes = at as u64;
    let rest = &bytes[at..];
    let Some(last) = last_non_zero(rest) else { return survey };
    survey.torn_bytes = last as u64 + 1;
    survey.goes_on |= (at + 1..=at + last)
        .any(|at| parse_batch(bytes, at).is_ok_and(|batch| survey.expects(batch.number)));
    survey
}

impl Survey {
    fn expects(&self, number: u64) -> bool {
        self.last_number.is_none_or(|last| number > last && number - last <= NEAR)
    }
}

/// By pages: most of a journal is zeroed space.
fn last_non_zero(bytes: &[u8]) -> Option<usize> {
    const ZEROS: [u8; 4_096] = [0; 4_096];
    let mut end = bytes.len();
    while end > 0 {
        let start = end.saturating_sub(ZEROS.len());
        let page = &bytes[start..end];
        if page != &ZEROS[..page.len()] {
            return page.iter().rposition(|byte| *byte != 0).map(|at| start + at);
        }
        end = start;
    }
    None
}

#[derive(Debug)]
struct Batch {
    number: u64,
    end: usize,
}

/// No whole batch starts here.
#[derive(Debug)]
struct NotABatch;

fn parse_batch(bytes: &[u8], start: usize) -> Result<Batch, NotABatch> {
    let mut cursor = Cursor { bytes, at: start };
    if cursor.byte()? != TAG_START {
        return Err(NotABatch);
    }
    let items = u32::from_le_bytes(cursor.array()?);
    let number = u64::from_le_bytes(cursor.array()?);
    let mut checksum = Xxh3::new();
    for _ in 0..items {
        let item = cursor.at;
        match cursor.byte()? {
            TAG_ITEM => {
                // Kind of value, compression, keyspace, length of the key, of the value, and of it on disk.
                cursor.skip(1 + 1 + 8)?;
                let key_bytes = usize::from(u16::from_le_bytes(cursor.array()?));
                cursor.skip(4)?;
                let value_bytes = u32::from_le_bytes(cursor.array()?) as usize;
                cursor.skip(key_bytes)?;
                cursor.skip(value_bytes)?;
            }
            TAG_CLEAR => cursor.skip(8)?,
            _ => return Err(NotABatch),
        }
        checksum.update(&bytes[item..cursor.at]);
    }
    if cursor.byte()? != TAG_END
        || u64::from_le_bytes(cursor.array()?) != checksum.digest()
        || cursor.array()? != END_MAGIC
    {
        return Err(NotABatch);
    }
    Ok(Batch { number, end: cursor.at })
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn skip(&mut self, length: usize) -> Result<(), NotABatch> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len()).ok_or(NotABatch)?;
        self.at = end;
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, NotABatch> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], NotABatch> {
        let rest = self.bytes.get(self.at..).ok_or(NotABatch)?;
        let array = *rest.first_chunk().ok_or(NotABatch)?;
        self.at += N;
        Ok(array)
    }
}

#[cfg(test)]
mod tests {
    use fjall::{Database, KeyspaceCreateOptions, PersistMode};

    use super::*;

    /// Three batches of two rows in the journal of a real database, and the path of the journal.
    fn written(folder: &Path) -> PathBuf {
        let database =
            Database::builder(folder).journal_compression(fjall::CompressionType::None).open().unwrap();
        let first = database.keyspace("first", KeyspaceCreateOptions::default).unwrap();
        let second = database.keyspace("second", KeyspaceCreateOptions::default).unwrap();
        for number in 0..3_u8 {
            let mut batch = database.batch().durability(Some(PersistMode::SyncData));
            batch.insert(&first, [number], vec![number; 100]);
            batch.insert(&second, [number], vec![number; 5_000]);
            batch.commit().unwrap();
        }
        drop((first, second, database));
        list_journals(folder).unwrap().pop().unwrap()
    }

    /// How many of the three batches the engine finds.
    fn found(folder: &Path) -> usize {
        let database = Database::builder(folder).open().unwrap();
        database.keyspace("first", KeyspaceCreateOptions::default).unwrap().iter().count()
    }

    #[test]
    fn a_journal_is_read_as_the_engine_wrote_it() {
        let folder = tempfile::tempdir().unwrap();
        let survey = survey(&fs::read(written(folder.path())).unwrap());
        assert_eq!((survey.batches, survey.torn_bytes, survey.goes_on), (3, 0, false));
    }

    #[test]
    fn a_tail_cut_anywhere_leaves_the_whole_batches_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        let mut bytes = fs::read(&path).unwrap();
        bytes.truncate(usize::try_from(survey(&bytes).whole_bytes).unwrap());
        let second_end = {
            let first = parse_batch(&bytes, 0).unwrap();
            parse_batch(&bytes, first.end).unwrap().end
        };
        let third_end = parse_batch(&bytes, second_end).unwrap().end;
        for length in (second_end + 1..third_end).step_by(97) {
            // Cut short, and cut short within the zeroed space that the engine reserves.
            for padding in [0, 4_096] {
                let mut torn = bytes[..length].to_vec();
                torn.resize(length + padding, 0);
                fs::write(&path, torn).unwrap();
                repair(folder.path()).unwrap();
                assert_eq!(fs::metadata(&path).unwrap().len(), second_end as u64);
            }
        }
        assert_eq!(found(folder.path()), 2);
    }

    #[test]
    fn a_hole_in_the_last_batch_is_a_torn_tail_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        let mut bytes = fs::read(&path).unwrap();
        let end = usize::try_from(survey(&bytes).whole_bytes).unwrap();
        bytes[end - 4_000..end - 2_000].fill(0);
        fs::write(&path, bytes).unwrap();
        repair(folder.path()).unwrap();
        assert_eq!(found(folder.path()), 2);
    }

    #[test]
    fn a_flipped_bit_before_the_last_batch_is_an_error_and_nothing_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        let mut bytes = fs::read(&path).unwrap();
        bytes.truncate(usize::try_from(survey(&bytes).whole_bytes).unwrap());
        let second_end = parse_batch(&bytes, parse_batch(&bytes, 0).unwrap().end).unwrap().end;
        for at in (0..13).chain((13..second_end).step_by(61)) {
            let mut damaged = bytes.clone();
            // The highest bit: the number then jumps farther than numbers do.
            damaged[at] ^= 0x80;
            fs::write(&path, &damaged).unwrap();
            let error = repair(folder.path()).unwrap_err();
            assert!(matches!(error, Fault::DamagedJournal { .. }), "{at}: {error}");
            assert_eq!(fs::read(&path).unwrap(), damaged);
        }
    }

    #[test]
    fn damage_in_an_older_journal_is_an_error_wherever_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        let mut bytes = fs::read(&path).unwrap();
        let end = usize::try_from(survey(&bytes).whole_bytes).unwrap();
        bytes[end - 1] ^= 1;
        fs::write(&path, bytes).unwrap();
        fs::write(folder.path().join("1.jnl"), vec![0; 4_096]).unwrap();
        assert!(matches!(repair(folder.path()), Err(Fault::DamagedJournal { .. })));
    }

    #[test]
    fn a_failed_commit_is_taken_back_by_its_number() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        let last = survey(&fs::read(&path).unwrap()).last_number.unwrap();
        take_back(folder.path(), last).unwrap();
        assert_eq!(found(folder.path()), 2);
    }

    #[test]
    fn a_creation_that_was_interrupted_is_done_again() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("0.jnl"), vec![0; 4_096]).unwrap();
        fs::write(folder.path().join("version"), []).unwrap();
        clear_unfinished_creation(folder.path()).unwrap();
        Database::builder(folder.path()).open().unwrap();
    }
}
