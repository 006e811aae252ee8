//! Reading and noting rows.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::ops::{Bound, RangeInclusive};

use fjall::{OwnedWriteBatch, Slice};
use skein_foundation::{AppId, ConversationId, Seq};
use skein_messaging::model::Message;
use skein_messaging::ports::LogPosition;

use super::{SETTING_INDEXED, Tables};
use crate::codec::{CommittedRun, Run, count_of_run, decode_commit, decode_run};
use crate::fault::Fault;
use crate::ids::Location;
use crate::keys::{IdKey, MAX_ATTEMPTS, decode_location, parse_run_key, run_key, split_id_key};

impl Tables {
    /// The position of the newest commit.
    pub(crate) fn newest_position(&self) -> Result<LogPosition, Fault> {
        let Some(row) = self.commits.last_key_value() else {
            return Ok(LogPosition(0));
        };
        parse_position(&row.key()?).ok_or(Fault::Inconsistent("a commit has a strange key"))
    }

    /// The newest seq of a conversation; 0 when it has none.
    pub(crate) fn last_seq(&self, conversation_id: ConversationId) -> Result<Seq, Fault> {
        let range = run_key(conversation_id, Seq(0))..=run_key(conversation_id, Seq(u64::MAX));
        let Some(row) = self.runs.range(range).next_back() else {
            return Ok(Seq::ZERO);
        };
        let (key, run) = row.into_inner()?;
        let first_seq = first_seq_of(&key)?;
        Ok(Seq(first_seq.0.saturating_add(count_of_run(&run)? - 1)))
    }

    /// Where the message with this id is.
    pub(crate) fn find_id(&self, key: &IdKey) -> Result<Option<(ConversationId, Seq)>, Fault> {
        let Some(row) = self.ids.get(key)? else {
            return Ok(None);
        };
        decode_location(&row)
            .map(Some)
            .ok_or(Fault::Inconsistent("a client message id has a strange row"))
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
            let is_free = |key: &IdKey| {
                !taken.contains_key(key) && !ids.iter().any(|(other, _)| other == key)
            };
            let key = (0..MAX_ATTEMPTS)
                .map(|attempt| self.hasher.key(sender, &message.client_msg_id, attempt))
                .find(is_free)
                .ok_or(Fault::Broken)?;
            ids.push((key, (message.conversation_id, message.seq)));
        }
        Ok(ids)
    }

    pub(crate) fn indexed_up_to(&self) -> Result<LogPosition, Fault> {
        let Some(row) = self.settings.get(SETTING_INDEXED)? else {
            return Ok(LogPosition(0));
        };
        parse_position(&row).ok_or(Fault::Inconsistent("the position of the ids is unreadable"))
    }

    pub(crate) fn note_indexed(&self, batch: &mut OwnedWriteBatch, position: LogPosition) {
        batch.insert(&self.settings, SETTING_INDEXED, position.0.to_be_bytes());
    }

    /// One message, with its app.
    pub(crate) fn find_message(
        &self,
        conversation_id: ConversationId,
        seq: Seq,
    ) -> Result<Option<(AppId, Message)>, Fault> {
        let range = run_key(conversation_id, Seq(0))..=run_key(conversation_id, seq);
        let Some(row) = self.runs.range(range).next_back() else {
            return Ok(None);
        };
        let mut run = decode_row(&row.into_inner()?)?;
        let Some(index) = run.messages.iter().position(|message| message.seq == seq) else {
            return Ok(None);
        };
        Ok(Some((run.app, run.messages.swap_remove(index))))
    }

    /// The runs of a conversation whose first seq is in the bounds, in their order; from both ends.
    pub(crate) fn runs_between(
        &self,
        conversation_id: ConversationId,
        first_seqs: RangeInclusive<Seq>,
    ) -> impl DoubleEndedIterator<Item = Result<Run, Fault>> + '_ {
        let range = run_key(conversation_id, *first_seqs.start())
            ..=run_key(conversation_id, *first_seqs.end());
        self.runs
            .range(range)
            .map(|row| decode_row(&row.into_inner()?))
    }

    /// Where the run that holds a message begins; 0 when none does.
    pub(crate) fn first_seq_of_run_with(
        &self,
        conversation_id: ConversationId,
        seq: Seq,
    ) -> Result<Seq, Fault> {
        let range = run_key(conversation_id, Seq(0))..=run_key(conversation_id, seq);
        let Some(row) = self.runs.range(range).next_back() else {
            return Ok(Seq::ZERO);
        };
        first_seq_of(&row.key()?)
    }

    /// Rows of a conversation from the run on that begins there, undecoded, with their first seqs.
    pub(crate) fn run_rows_from(
        &self,
        conversation_id: ConversationId,
        first_seq: Seq,
    ) -> impl Iterator<Item = Result<(Seq, Slice), Fault>> + '_ {
        let range = run_key(conversation_id, first_seq)..=run_key(conversation_id, Seq(u64::MAX));
        self.runs.range(range).map(|row| {
            let (key, row) = row.into_inner()?;
            Ok((first_seq_of(&key)?, row))
        })
    }

    /// Commits after the position, oldest first.
    pub(crate) fn commits_after(
        &self,
        after: LogPosition,
    ) -> impl Iterator<Item = Result<(LogPosition, Vec<CommittedRun>), Fault>> + '_ {
        let bounds = (Bound::Excluded(after.0.to_be_bytes()), Bound::Unbounded);
        self.commits.range::<[u8; 8], _>(bounds).map(|row| {
            let (key, row) = row.into_inner()?;
            let position =
                parse_position(&key).ok_or(Fault::Inconsistent("a commit has a strange key"))?;
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

fn first_seq_of(key: &[u8]) -> Result<Seq, Fault> {
    let parsed = parse_run_key(key);
    parsed
        .map(|(_, first_seq)| first_seq)
        .ok_or(Fault::Inconsistent("a run has a strange key"))
}

fn decode_row((key, row): &(Slice, Slice)) -> Result<Run, Fault> {
    let (conversation_id, first_seq) =
        parse_run_key(key).ok_or(Fault::Inconsistent("a run has a strange key"))?;
    Ok(decode_run(conversation_id, first_seq, row)?)
}

fn parse_position(key: &[u8]) -> Option<LogPosition> {
    key.try_into()
        .ok()
        .map(|key| LogPosition(u64::from_be_bytes(key)))
}
