//! The thread that writes tables of ids, so that the log thread does not.

use std::sync::Arc;
use std::thread::{self, JoinHandle};

use parking_lot::{Condvar, Mutex};
use skein_messaging::ports::LogPosition;

use super::{Entries, Location};
use crate::fault::Fault;
use crate::keys::encode_location;
use crate::shared::Shared;
use crate::tables::Tables;

/// One table at a time.
#[derive(Debug)]
pub(super) struct Indexer {
    desk: Arc<Desk>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Desk {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    job: Option<(Arc<Entries>, LogPosition)>,
    written_up_to: LogPosition,
    /// What the last attempt at the job ended with. It is tried again.
    failure: Option<String>,
    ended: bool,
}

impl Indexer {
    pub(super) fn start(shared: Arc<Shared>, written_up_to: LogPosition) -> Result<Self, Fault> {
        let state = Mutex::new(State {
            job: None,
            written_up_to,
            failure: None,
            ended: false,
        });
        let desk = Arc::new(Desk {
            state,
            changed: Condvar::new(),
        });
        let thread = thread::Builder::new()
            .name("skein-log-ids".to_owned())
            .spawn({
                let desk = Arc::clone(&desk);
                move || work(&shared, &desk)
            })?;
        Ok(Self {
            desk,
            thread: Some(thread),
        })
    }

    pub(super) fn begin(&self, entries: Arc<Entries>, up_to: LogPosition) {
        let mut state = self.desk.state.lock();
        debug_assert!(state.job.is_none(), "one table at a time");
        state.job = Some((entries, up_to));
        self.desk.changed.notify_all();
    }

    pub(super) fn is_done(&self) -> bool {
        self.desk.state.lock().job.is_none()
    }

    /// Until the table is written, or an attempt failed.
    pub(super) fn wait(&self) -> Result<(), Fault> {
        let mut state = self.desk.state.lock();
        while state.job.is_some() {
            if let Some(failure) = &state.failure {
                return Err(Fault::Refused(failure.clone().into()));
            }
            if state.ended {
                return Err(Fault::Broken);
            }
            self.desk.changed.wait(&mut state);
        }
        Ok(())
    }

    pub(super) fn written_up_to(&self) -> LogPosition {
        self.desk.state.lock().written_up_to
    }
}

impl Drop for Indexer {
    fn drop(&mut self) {
        self.desk.state.lock().ended = true;
        self.desk.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn work(shared: &Shared, desk: &Desk) {
    // Also when this thread panics: who waits for it must not wait for ever.
    let _end = EndOnDrop(desk);
    loop {
        let (entries, up_to) = {
            let mut state = desk.state.lock();
            loop {
                if state.ended {
                    return;
                }
                if let Some(job) = &state.job {
                    break job.clone();
                }
                desk.changed.wait(&mut state);
            }
        };
        let written = shared.read(|tables| write_table(tables, &entries));
        // Whoever hears that it is written may use the map again.
        drop(entries);
        let mut state = desk.state.lock();
        match written {
            Ok(()) => {
                state.job = None;
                state.failure = None;
                state.written_up_to = up_to;
                desk.changed.notify_all();
            }
            Err(fault) => {
                tracing::warn!(
                    error = &fault as &dyn std::error::Error,
                    "a table of client message ids can't be written yet"
                );
                state.failure = Some(fault.to_string());
                desk.changed.notify_all();
                if !state.ended {
                    desk.changed
                        .wait_for(&mut state, shared.options.retry_interval);
                }
            }
        }
    }
}

fn write_table(tables: &Tables, entries: &Entries) -> Result<(), Fault> {
    tables.check_health()?;
    // As numbers they sort faster than as bytes, and the same.
    let mut rows: Vec<(u128, Location)> = entries
        .iter()
        .map(|(key, location)| (u128::from_be_bytes(*key), *location))
        .collect();
    rows.sort_unstable_by_key(|(key, _)| *key);
    let mut table = tables.ids.start_ingestion()?;
    for (key, (conversation_id, seq)) in rows {
        let (row, length) = encode_location(conversation_id, seq);
        table.write(key.to_be_bytes(), &row[..length])?;
    }
    Ok(table.finish()?)
}

struct EndOnDrop<'a>(&'a Desk);

impl Drop for EndOnDrop<'_> {
    fn drop(&mut self) {
        self.0.state.lock().ended = true;
        self.0.changed.notify_all();
    }
}
