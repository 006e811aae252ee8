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

mod repair;
mod survey;
#[cfg(test)]
mod tests;

pub(crate) use repair::{FailedCommit, clear_unfinished_creation, list_journals, repair};
