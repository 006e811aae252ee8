//! The log thread: takes all that waits as one group, writes and syncs it once, answers everybody, feeds the followers.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use skein_messaging::model::{Appended, LoggedMessage};
use skein_messaging::ports::LogPosition;
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};

use crate::blocking::block_on;
use crate::fault::{Fault, SharedFault};
use crate::group::{Group, Numbered};
use crate::heads::Heads;
use crate::ids::Ids;
use crate::journal::FailedCommit;
use crate::metrics;
use crate::queue::{Answer, Request};
use crate::refusal::Refusal;
#[cfg(debug_assertions)]
use crate::sabotage::{Sabotage, UNSAFE_TIME};
use crate::shared::Shared;
use crate::tables::Tables;

#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) shared: Arc<Shared>,
    pub(crate) position: LogPosition,
    pub(crate) committed: watch::Sender<LogPosition>,
    pub(crate) feed: mpsc::Sender<Vec<LoggedMessage>>,
    pub(crate) heads: Heads,
    pub(crate) known_ids: Ids,
    pub(crate) refusal: Option<Refusal>,
    /// The thread that keeps the seal.
    pub(crate) sealer: Option<JoinHandle<()>>,
}

impl Writer {
    /// Until the queue is closed and empty.
    pub(crate) fn run(mut self) {
        let _end = CloseOnPanic(Arc::clone(&self.shared));
        let (max_messages, max_bytes) = (
            self.shared.options.group_messages,
            self.shared.options.group_bytes,
        );
        while let Some(requests) =
            self.shared
                .queue
                .take_group(max_messages, max_bytes, self.reopen_by())
        {
            if let Err(fault) = self.make_ready() {
                answer_all(requests, &SharedFault::new(fault));
            } else if !requests.is_empty()
                && let Some(messages) = self.commit(requests)
            {
                self.follow(messages);
            }
        }
        self.finish();
        let sealer = self.sealer.take();
        let _no_backup = self.shared.backup.lock();
        *self.shared.tables.write() = None;
        if let Some(refusal) = &self.refusal {
            refusal.take_back(&self.shared.folder);
        }
        self.put_seal_on(sealer);
    }

    /// The files stay as they are now.
    fn put_seal_on(&self, sealer: Option<JoinHandle<()>>) {
        let seal = &self.shared.seal;
        seal.end();
        if let Some(sealer) = sealer {
            let _ = sealer.join();
        }
        if let Err(fault) = seal.close(self.position) {
            tracing::warn!(
                error = &fault as &dyn std::error::Error,
                "the message log could not note its files; nothing is lost"
            );
        }
    }

    /// Leaves as little as is worth it for the next start.
    fn finish(&mut self) {
        if self.refusal.is_some() {
            return;
        }
        let noted = self.shared.read(|tables| {
            let Some(indexed) = self.known_ids.finish(self.position)? else {
                return Ok(());
            };
            let mut batch = tables.batch(1);
            tables.note_indexed(&mut batch, indexed);
            batch
                .commit()
                .map_err(|error| Fault::Refused(Box::new(error)))
        });
        if let Err(fault) = noted {
            tracing::warn!(
                error = &fault as &dyn std::error::Error,
                "the next start of the message log takes longer"
            );
        }
    }

    /// Writes the group and answers it. Gives the messages that were stored, for the feed.
    fn commit(&mut self, requests: Vec<Request>) -> Option<Vec<LoggedMessage>> {
        let shared = Arc::clone(&self.shared);
        let tables = shared.tables.read();
        let tables = tables
            .as_ref()
            .expect("only this thread closes the database, and it made sure that it is open");
        let messages = requests.iter().map(|request| request.batch.len()).sum();
        let mut group = Group::new(tables, &mut self.heads, &mut self.known_ids, messages);
        #[cfg(debug_assertions)]
        {
            group.forgets_ids = shared.options.sabotage == Some(Sabotage::NoDedup);
        }
        #[cfg(debug_assertions)]
        assert!(shared.options.sabotage != Some(Sabotage::Panic), "as asked");
        let mut waiting = Vec::with_capacity(requests.len());
        for Request {
            batch,
            answer,
            room,
            ..
        } in requests
        {
            let count = batch.len();
            match group.add(batch) {
                Ok(()) => waiting.push((count, answer, room)),
                Err(fault) => {
                    tracing::error!(
                        error = &fault as &dyn std::error::Error,
                        "an append failed because the log can't be read"
                    );
                    let _ = answer.send(Err(fault.into()));
                }
            }
        }
        let mut numbered = group.number();
        #[cfg(debug_assertions)]
        if shared.options.sabotage == Some(Sabotage::AckBeforeDurable) {
            answer_stored(std::mem::take(&mut waiting), numbered.answers.clone());
            thread::sleep(UNSAFE_TIME);
        }
        if numbered.stores_something()
            && let Err(fault) = self.write(tables, &numbered)
        {
            let fault = SharedFault::new(fault);
            for (_, answer, _) in waiting {
                let _ = answer.send(Err(fault.to_store_error()));
            }
            return None;
        }
        let answers = std::mem::take(&mut numbered.answers);
        let messages = numbered
            .stores_something()
            .then(|| numbered.into_messages());
        if let Some(messages) = &messages {
            shared.recent.keep(self.position, messages);
            // Before the answers: who was answered sees the position.
            self.committed.send_replace(self.position);
        }
        answer_stored(waiting, answers);
        messages
    }

    fn write(&mut self, tables: &Tables, numbered: &Numbered) -> Result<(), Fault> {
        let started = now();
        let position = LogPosition(self.position.0 + 1);
        let barrier = &self.shared.options.barrier;
        let mut from_number = tables.next_batch_number();
        let to_note = self.known_ids.to_note();
        let written = barrier
            .before_write()
            .map_err(|error| Fault::Refused(Box::new(error)))
            .and_then(|()| tables.wait_for_room())
            .and_then(|()| {
                let mut batch = numbered.to_batch(tables, position);
                if let Some(indexed) = to_note {
                    tables.note_indexed(&mut batch, indexed);
                }
                from_number = tables.next_batch_number();
                batch
                    .commit()
                    .map_err(|error| Fault::Refused(Box::new(error)))
            });
        if let Err(fault) = written {
            metrics::refused();
            tracing::error!(
                error = &fault as &dyn std::error::Error,
                "a commit failed; the message log answers reads and tries again by itself"
            );
            self.heads.clear();
            let commit = FailedCommit::notice(&self.shared.folder, from_number);
            let refusal = Refusal::new(commit, now() + self.shared.options.retry_interval);
            refusal.take_back(&self.shared.folder);
            self.refusal = Some(refusal);
            return Err(fault);
        }
        barrier.after_sync();
        self.position = position;
        self.shared.seal.tell(position, from_number);
        numbered.remember(&mut self.heads, &mut self.known_ids);
        if let Some(indexed) = to_note {
            self.known_ids.noted(indexed);
        }
        let repeated = numbered.answers.len() - numbered.stored_messages();
        metrics::committed(
            numbered.stored_messages(),
            repeated,
            started.elapsed().as_secs_f64(),
        );
        Ok(())
    }

    /// After the answers: those who follow the log must not delay those who append. But the next group waits.
    fn follow(&self, messages: Vec<LoggedMessage>) {
        if self.feed.is_closed() {
            return;
        }
        if let Err(mpsc::error::TrySendError::Full(messages)) = self.feed.try_send(messages) {
            block_on(async {
                tokio::select! {
                    () = self.shared.closing.cancelled() => {}
                    // An error means that the follower has gone.
                    _ = self.feed.send(messages) => {}
                }
            });
        }
    }
}

/// One answer after the other, as many for each request as it has appends.
fn answer_stored(waiting: Vec<(usize, Answer, OwnedSemaphorePermit)>, answers: Vec<Appended>) {
    let mut answers = answers.into_iter();
    for (count, answer, _room) in waiting {
        // Who no longer waits has given up; what was stored stays.
        let _ = answer.send(Ok(answers.by_ref().take(count).collect()));
    }
}

fn answer_all(requests: Vec<Request>, fault: &SharedFault) {
    for request in requests {
        let _ = request.answer.send(Err(fault.to_store_error()));
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "durations of I/O on a thread of its own; nothing stored depends on it"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// A panic of the log thread must not leave callers waiting: they get an error.
struct CloseOnPanic(Arc<Shared>);

impl Drop for CloseOnPanic {
    fn drop(&mut self) {
        self.0.queue.close();
        self.0.seal.end();
        if thread::panicking() {
            tracing::error!("the log thread panicked; the message log takes nothing any more");
            self.0.broken.cancel();
            while self
                .0
                .queue
                .take_group(usize::MAX, usize::MAX, None)
                .is_some()
            {}
        }
    }
}
