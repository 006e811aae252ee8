//! Nobody is answered before the sync of the group has returned.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Once};
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use skein_foundation::runtime;
use skein_message_log::{CommitBarrier, LogOptions};
use skein_messaging::ports::MessageLog;
use tokio::time::timeout;

use crate::subject::{conversation, copy_folder, ids, open, open_alone, text};

/// Stops the log thread at one side of the write until it is let go.
#[derive(Debug, Default)]
struct Gate {
    stops_before: bool,
    state: Mutex<(bool, bool)>,
    changed: Condvar,
}

impl Gate {
    fn stop(&self) {
        let mut state = self.state.lock();
        state.0 = true;
        self.changed.notify_all();
        while !state.1 {
            self.changed.wait(&mut state);
        }
    }

    fn wait_until_reached(&self) {
        let mut state = self.state.lock();
        while !state.0 {
            self.changed.wait(&mut state);
        }
    }

    fn let_go(&self) {
        self.state.lock().1 = true;
        self.changed.notify_all();
    }
}

impl CommitBarrier for Gate {
    fn before_write(&self) -> std::io::Result<()> {
        if self.stops_before {
            self.stop();
        }
        Ok(())
    }

    fn after_sync(&self) {
        if !self.stops_before {
            self.stop();
        }
    }
}

/// Appends, stops the machine at the gate, and gives what a new start finds. The answer must not have come by then.
async fn found_after_a_stop_at(gate: Gate) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let gate = Arc::new(gate);
    let log = Arc::new(open_alone(
        folder.path(),
        LogOptions {
            barrier: Arc::clone(&gate) as _,
            ..LogOptions::default()
        },
    ));
    let asking = runtime::spawn("appending", {
        let log = Arc::clone(&log);
        async move {
            log.append(vec![text(conversation(1), "a"), text(conversation(1), "b")])
                .await
        }
    });
    tokio::task::spawn_blocking({
        let gate = Arc::clone(&gate);
        move || gate.wait_until_reached()
    })
    .await
    .unwrap();
    let image = tempfile::tempdir().unwrap();
    copy_folder(folder.path(), image.path());
    assert!(!asking.is_finished());
    gate.let_go();
    let answered = timeout(Duration::from_secs(10), asking)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(answered.unwrap().len(), 2);
    ids(&open(image.path()), conversation(1)).await
}

#[tokio::test]
async fn before_the_write_nobody_is_answered_and_nothing_is_there() {
    assert!(
        found_after_a_stop_at(Gate {
            stops_before: true,
            ..Gate::default()
        })
        .await
        .is_empty()
    );
}

#[tokio::test]
async fn after_the_sync_everything_is_there_and_nobody_is_answered_yet() {
    assert_eq!(found_after_a_stop_at(Gate::default()).await, ["a", "b"]);
}

/// Counts what the engine says it asks of the disk, by journal.
struct EngineTalk(Mutex<Vec<String>>);

static TALK: EngineTalk = EngineTalk(Mutex::new(Vec::new()));
static LISTEN: Once = Once::new();

impl log::Log for EngineTalk {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.target() == "fjall::journal::writer"
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            self.0.lock().push(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

fn syncs(folder: &Path) -> usize {
    let journal = format!("{}", folder.display());
    TALK.0
        .lock()
        .iter()
        .filter(|line| line.contains(&journal) && line.contains("mode=SyncData"))
        .count()
}

/// At each commit: how many syncs the engine had asked for by then.
#[derive(Debug)]
struct CountSyncs {
    folder: PathBuf,
    before: AtomicUsize,
    commits: AtomicUsize,
}

impl CommitBarrier for CountSyncs {
    fn before_write(&self) -> std::io::Result<()> {
        self.before.store(syncs(&self.folder), Ordering::SeqCst);
        Ok(())
    }

    fn after_sync(&self) {
        assert_eq!(syncs(&self.folder), self.before.load(Ordering::SeqCst) + 1);
        self.commits.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn each_commit_is_synced_once() {
    LISTEN.call_once(|| {
        log::set_logger(&TALK).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap();
    let counts = Arc::new(CountSyncs {
        folder: path.clone(),
        before: AtomicUsize::new(0),
        commits: AtomicUsize::new(0),
    });
    let log = open_alone(
        &path,
        LogOptions {
            barrier: Arc::clone(&counts) as _,
            ..LogOptions::default()
        },
    );
    for number in 0..20 {
        log.append(vec![text(conversation(1), &number.to_string())])
            .await
            .unwrap();
    }
    assert_eq!(counts.commits.load(Ordering::SeqCst), 20);
}
