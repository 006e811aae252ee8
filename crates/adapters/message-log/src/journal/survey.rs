//! Reads a journal as the engine wrote it: which batches are whole, and what comes after them.

use xxhash_rust::xxh3::Xxh3;

const TAG_START: u8 = 1;
const TAG_ITEM: u8 = 2;
const TAG_END: u8 = 3;
const TAG_CLEAR: u8 = 4;
const END_MAGIC: [u8; 4] = *b"FJL\x03";

/// Numbers of batches ascend, and by no more than this (flushes take numbers, too). The checksum does not cover the
/// number.
///
/// Rows hold what users wrote as it is, and nothing of a batch is secret: a number that is near can be guessed and the
/// checksum computed. What keeps a message from spelling a batch into a torn tail is that every batch holds the bytes
/// 1, 2 and 3, and no text that is let in does (`characters.rs` of the content crate); ids and JSON never do.
const NEAR: u64 = 1 << 20;

/// What one journal holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Survey {
    pub(super) batches: u64,
    pub(super) last_number: Option<u64>,
    /// Length up to the end of the last whole batch.
    pub(super) whole_bytes: u64,
    /// Bytes after that which are not zero, up to the last such; the engine writes into zeroed space.
    pub(super) torn_bytes: u64,
    /// Whether there is a whole batch where the journal should have ended, so that this is damage and no torn tail.
    pub(super) goes_on: bool,
}

/// Batches with a number from `below` on are torn bytes.
pub(super) fn survey(bytes: &[u8], below: u64) -> Survey {
    let mut survey = Survey {
        batches: 0,
        last_number: None,
        whole_bytes: 0,
        torn_bytes: 0,
        goes_on: false,
    };
    let mut at = 0;
    while let Ok(batch) = parse_batch(bytes, at) {
        if batch.number >= below {
            break;
        }
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
    let Some(last) = last_non_zero(rest) else {
        return survey;
    };
    survey.torn_bytes = last as u64 + 1;
    let is_ours = |batch: Batch| batch.number < below && survey.expects(batch.number);
    let goes_on = (at + 1..=at + last).any(|at| parse_batch(bytes, at).is_ok_and(is_ours));
    survey.goes_on |= goes_on;
    survey
}

impl Survey {
    fn expects(&self, number: u64) -> bool {
        self.last_number
            .is_none_or(|last| number > last && number - last <= NEAR)
    }
}

/// By pages: most of a journal is zeroed space.
pub(super) fn last_non_zero(bytes: &[u8]) -> Option<usize> {
    const ZEROS: [u8; 4_096] = [0; 4_096];
    let mut end = bytes.len();
    while end > 0 {
        let start = end.saturating_sub(ZEROS.len());
        let page = &bytes[start..end];
        if page != &ZEROS[..page.len()] {
            return page
                .iter()
                .rposition(|byte| *byte != 0)
                .map(|at| start + at);
        }
        end = start;
    }
    None
}

#[derive(Debug)]
pub(super) struct Batch {
    number: u64,
    pub(super) end: usize,
}

/// No whole batch starts here.
#[derive(Debug)]
pub(super) struct NotABatch;

pub(super) fn parse_batch(bytes: &[u8], start: usize) -> Result<Batch, NotABatch> {
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
    Ok(Batch {
        number,
        end: cursor.at,
    })
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn skip(&mut self, length: usize) -> Result<(), NotABatch> {
        let end = self
            .at
            .checked_add(length)
            .filter(|end| *end <= self.bytes.len())
            .ok_or(NotABatch)?;
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
