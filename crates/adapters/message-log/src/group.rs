//! One group: what becomes one commit. Finds out what is new, numbers it, and turns it into rows.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use skein_foundation::{AppId, ConversationId, Seq, Uid};
use skein_messaging::model::{Append, Appended, LoggedMessage, Message};
use skein_messaging::ports::LogPosition;
use xxhash_rust::xxh3::Xxh3DefaultBuilder;

use crate::codec::{CommittedRun, encode_commit, encode_run};
use crate::fault::Fault;
use crate::heads::Heads;
use crate::ids::Ids;
use crate::keys::{IdHasher, IdKey, MAX_ATTEMPTS, run_key};
use crate::tables::Tables;

/// What an append turned out to be.
#[derive(Debug, Clone, Copy)]
enum Finding {
    New(IdKey),
    Stored(Appended),
    /// The same as an earlier append of the group, by index.
    Earlier(usize),
}

/// Messages of one conversation that one commit appends.
#[derive(Debug)]
struct Run {
    app: AppId,
    conversation_id: ConversationId,
    first_seq: Seq,
    messages: Vec<LoggedMessage>,
}

/// Grows by batches; then becomes rows, answers and messages for the feed.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    tables: &'a Tables,
    heads: &'a mut Heads,
    known_ids: &'a mut Ids,
    appends: Vec<Append>,
    findings: Vec<Finding>,
    known: HashMap<IdKey, usize, Xxh3DefaultBuilder>,
    last_seqs: HashMap<ConversationId, Seq, Xxh3DefaultBuilder>,
    sender_hash: SenderHash,
    #[cfg(debug_assertions)]
    pub(crate) forgets_ids: bool,
}

/// A numbered group.
#[derive(Debug)]
pub(crate) struct Numbered {
    runs: Vec<Run>,
    ids: Vec<(IdKey, ConversationId, Seq)>,
    /// One for each append, in the order they came.
    pub(crate) answers: Vec<Appended>,
}

impl<'a> Group<'a> {
    pub(crate) fn new(
        tables: &'a Tables,
        heads: &'a mut Heads,
        known_ids: &'a mut Ids,
        capacity: usize,
    ) -> Self {
        Self {
            tables,
            heads,
            known_ids,
            appends: Vec::with_capacity(capacity),
            findings: Vec::with_capacity(capacity),
            known: HashMap::with_capacity_and_hasher(capacity, Xxh3DefaultBuilder::new()),
            last_seqs: HashMap::with_hasher(Xxh3DefaultBuilder::new()),
            sender_hash: SenderHash::default(),
            #[cfg(debug_assertions)]
            forgets_ids: false,
        }
    }

    /// Takes a batch in, or leaves the group as it was.
    pub(crate) fn add(&mut self, batch: Vec<Append>) -> Result<(), Fault> {
        let before = self.appends.len();
        self.appends.extend(batch);
        for index in before..self.appends.len() {
            match self.look_up(index) {
                Ok(finding) => self.findings.push(finding),
                Err(fault) => {
                    self.appends.truncate(before);
                    self.findings.truncate(before);
                    self.known.retain(|_, index| *index < before);
                    return Err(fault);
                }
            }
        }
        Ok(())
    }

    fn look_up(&mut self, index: usize) -> Result<Finding, Fault> {
        let append = &self.appends[index];
        let hasher = self.tables.hasher;
        let sender_hash = self.sender_hash.of(&hasher, append);
        for attempt in 0..MAX_ATTEMPTS {
            let key = hasher.key(sender_hash, &append.client_msg_id, attempt);
            let vacant = match self.known.entry(key) {
                Entry::Occupied(known) => {
                    if is_same(append, &self.appends[*known.get()]) {
                        return Ok(Finding::Earlier(*known.get()));
                    }
                    continue;
                }
                Entry::Vacant(vacant) => vacant,
            };
            let location = self.known_ids.find(self.tables, &key)?;
            #[cfg(debug_assertions)]
            let location = location.filter(|_| !self.forgets_ids);
            let Some((conversation_id, seq)) = location else {
                if let Entry::Vacant(unseen) = self.last_seqs.entry(append.conversation_id) {
                    let last_seq = match self.heads.find(append.conversation_id) {
                        Some(last_seq) => last_seq,
                        None => self.tables.last_seq(append.conversation_id)?,
                    };
                    unseen.insert(last_seq);
                }
                vacant.insert(index);
                return Ok(Finding::New(key));
            };
            let stored = self.tables.find_message(conversation_id, seq)?;
            let (app, message) = stored.ok_or(Fault::Inconsistent(
                "a client message id names a message that is gone",
            ))?;
            if app == append.app
                && message.sender == append.sender
                && message.client_msg_id == append.client_msg_id
            {
                let time_ms = message.time_ms;
                return Ok(Finding::Stored(Appended {
                    conversation_id,
                    seq,
                    time_ms,
                    repeated: true,
                }));
            }
        }
        Err(Fault::Broken)
    }

    /// Gives the new messages their seqs. Runs are in the order in which their conversations came.
    pub(crate) fn number(mut self) -> Numbered {
        let mut runs: Vec<Run> = Vec::with_capacity(self.last_seqs.len());
        let mut open_runs: HashMap<ConversationId, usize, Xxh3DefaultBuilder> =
            HashMap::with_capacity_and_hasher(self.last_seqs.len(), Xxh3DefaultBuilder::new());
        let mut ids = Vec::with_capacity(self.appends.len());
        let mut answers: Vec<Appended> = Vec::with_capacity(self.appends.len());
        for (append, finding) in self.appends.into_iter().zip(self.findings) {
            let key = match finding {
                Finding::New(key) => key,
                Finding::Stored(appended) => {
                    answers.push(appended);
                    continue;
                }
                Finding::Earlier(index) => {
                    answers.push(Appended {
                        repeated: true,
                        ..answers[index]
                    });
                    continue;
                }
            };
            let Append {
                app,
                conversation_id,
                sender,
                client_msg_id,
                time_ms,
                content,
                origin,
            } = append;
            let last_seq = self
                .last_seqs
                .get_mut(&conversation_id)
                .expect("it was looked up with the append");
            let seq = last_seq.next();
            *last_seq = seq;
            let message = Arc::new(Message {
                conversation_id,
                seq,
                sender,
                client_msg_id,
                time_ms,
                content,
            });
            let run = match open_runs.get(&conversation_id) {
                // A conversation has one app; were it not so, each run still has.
                Some(index) if runs[*index].app == app => &mut runs[*index],
                _ => {
                    open_runs.insert(conversation_id, runs.len());
                    runs.push(Run {
                        app: app.clone(),
                        conversation_id,
                        first_seq: seq,
                        messages: Vec::new(),
                    });
                    runs.last_mut().expect("one was pushed")
                }
            };
            run.messages.push(LoggedMessage {
                app,
                message,
                origin,
            });
            ids.push((key, conversation_id, seq));
            answers.push(Appended {
                conversation_id,
                seq,
                time_ms,
                repeated: false,
            });
        }
        Numbered { runs, ids, answers }
    }
}

impl Numbered {
    /// False when everything was known already.
    pub(crate) fn stores_something(&self) -> bool {
        !self.ids.is_empty()
    }

    pub(crate) fn stored_messages(&self) -> usize {
        self.ids.len()
    }

    /// The rows of all, as one batch. The commit's own row is applied last: who sees it sees its runs.
    pub(crate) fn to_batch(
        &self,
        tables: &Tables,
        position: LogPosition,
    ) -> fjall::OwnedWriteBatch {
        let mut batch = tables.batch(self.runs.len() + 2);
        for run in &self.runs {
            let row = encode_run(&run.app, run.messages.iter().map(|logged| &*logged.message));
            batch.insert(
                &tables.runs,
                run_key(run.conversation_id, run.first_seq),
                row,
            );
        }
        let runs = self.runs.iter().map(|run| CommittedRun {
            conversation_id: run.conversation_id,
            first_seq: run.first_seq,
        });
        batch.insert(
            &tables.commits,
            position.0.to_be_bytes(),
            encode_commit(runs),
        );
        batch
    }

    /// What is on disk after the commit.
    pub(crate) fn remember(&self, heads: &mut Heads, known_ids: &mut Ids) {
        for (key, conversation_id, seq) in &self.ids {
            known_ids.insert(*key, (*conversation_id, *seq));
        }
        for run in &self.runs {
            let last = run.messages.last().expect("a run has a message");
            heads.put(run.conversation_id, last.message.seq);
        }
    }

    /// In the order in which [`crate::FjallMessageLog`] gives them to those who follow the log.
    pub(crate) fn into_messages(self) -> Vec<LoggedMessage> {
        let mut messages = Vec::with_capacity(self.ids.len());
        for run in self.runs {
            messages.extend(run.messages);
        }
        messages
    }
}

fn is_same(one: &Append, other: &Append) -> bool {
    one.client_msg_id == other.client_msg_id && one.sender == other.sender && one.app == other.app
}

/// The hash of the last sender: appends of one sender come together.
#[derive(Debug, Default)]
struct SenderHash {
    last: Option<(AppId, Option<Uid>, u64)>,
}

impl SenderHash {
    fn of(&mut self, hasher: &IdHasher, append: &Append) -> u64 {
        match &self.last {
            Some((app, sender, hash)) if *app == append.app && *sender == append.sender => *hash,
            _ => {
                let hash = hasher.sender(&append.app, append.sender.as_ref());
                self.last = Some((append.app.clone(), append.sender.clone(), hash));
                hash
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use parking_lot::{Mutex, RwLock};
    use skein_foundation::ClientMsgId;
    use skein_messaging::model::Content;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::options::LogOptions;
    use crate::queue::Queue;
    use crate::shared::Shared;
    use crate::tables;

    fn append(sender: &str, id: &str) -> Append {
        Append {
            app: AppId::parse("tour").unwrap(),
            conversation_id: ConversationId::from_bytes([1; 16]),
            sender: Some(Uid::parse(sender).unwrap()),
            client_msg_id: ClientMsgId::parse(id).unwrap(),
            time_ms: 1,
            content: Content::text(id),
            origin: None,
        }
    }

    #[test]
    fn ids_with_one_hash_are_told_apart_in_a_group_across_groups_and_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let mut tables = tables::repair_and_open(folder.path(), 0).unwrap();
        tables.hasher = IdHasher::colliding();
        let shared = Arc::new(Shared {
            folder: folder.path().to_owned(),
            options: LogOptions::default(),
            queue: Queue::new(1),
            tables: RwLock::new(Some(tables.clone())),
            recent: crate::recent::Recent::default(),
            seal: crate::seal::Seal::take(folder.path(), None, LogPosition(0), 0).unwrap(),
            backup: Mutex::new(()),
            broken: CancellationToken::new(),
            closing: CancellationToken::new(),
        });
        let all = [
            ("amy", "a"),
            ("bob", "a"),
            ("amy", "b"),
            ("bob", "b"),
            ("amy", "c"),
        ];
        for (position, known) in [(1, 0), (2, 2), (3, 4)] {
            let mut known_ids = Ids::load(&shared, &tables).unwrap();
            let mut heads = Heads::default();
            let mut group = Group::new(&tables, &mut heads, &mut known_ids, 8);
            let sent = &all[..(known + 2).min(all.len())];
            group
                .add(sent.iter().map(|(sender, id)| append(sender, id)).collect())
                .unwrap();
            // The last of them once more, in the same group.
            group
                .add(vec![append(sent[sent.len() - 1].0, sent[sent.len() - 1].1)])
                .unwrap();
            let numbered = group.number();
            numbered
                .to_batch(&tables, LogPosition(position))
                .commit()
                .unwrap();
            for (index, answer) in numbered.answers.iter().enumerate() {
                let expected = index.min(sent.len() - 1);
                assert_eq!(answer.seq, Seq(expected as u64 + 1));
                assert_eq!(answer.repeated, expected < known || index > expected);
            }
        }
    }
}
