//! Files of the log that are lost, emptied, cut or exchanged while nobody looks: the log says so, or it needed none of them.

use std::fs;
use std::path::{Path, PathBuf};

use skein_foundation::StoreErrorKind;
use skein_message_log::{FjallMessageLog, LogOptions, check_log};
use skein_messaging::ports::MessageLog as _;

use crate::subject::{conversation, copy_folder, ids, newest_journal, open_alone, text};

const MESSAGES: usize = 60;

/// A log with tables (it is a copy) and a journal. `closed` or as a killed process leaves it.
async fn log_with_everything(folder: &Path, closed: bool) {
    let first = folder.join("first");
    let log = open_alone(&first, LogOptions::default());
    for number in 0..MESSAGES / 2 {
        append(&log, number).await;
    }
    log.backup_to(&folder.join("log"), None).await.unwrap();
    let log = open_alone(&folder.join("log"), LogOptions::default());
    for number in MESSAGES / 2..MESSAGES {
        append(&log, number).await;
    }
    // Until the newest position is noted, too: that is done behind the commits.
    let image = folder.join("image");
    while noted_position(&folder.join("log")) < MESSAGES as u64 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    if closed {
        log.close().await;
    }
    copy_folder(&folder.join("log"), &image);
}

fn noted_position(folder: &Path) -> u64 {
    match skein_message_log::look_at_log(folder).unwrap() {
        skein_message_log::LogSighting::Sealed { position, .. } => position.0,
        other => panic!("{other:?}"),
    }
}

async fn append(log: &FjallMessageLog, number: usize) {
    let batch = vec![text(conversation(1), &format!("m-{number}"))];
    log.append(batch).await.unwrap();
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect();
    files.sort();
    files
}

/// A folder in memory: journals are mostly zeroed space, which is not copied again for each case.
struct Image(Vec<(PathBuf, Vec<u8>, u64)>);

impl Image {
    fn of(folder: &Path) -> Self {
        let contents = files(folder).into_iter().map(|path| {
            let mut bytes = fs::read(&path).unwrap();
            let length = bytes.len() as u64;
            let rest = bytes.chunks(4_096).rev();
            let zeroed = rest.take_while(|page| page.iter().all(|byte| *byte == 0));
            let zeroed: usize = zeroed.map(<[u8]>::len).sum();
            bytes.truncate(bytes.len() - zeroed);
            (path.strip_prefix(folder).unwrap().to_owned(), bytes, length)
        });
        Self(contents.collect())
    }

    fn write(&self, folder: &Path) {
        let _ = fs::remove_dir_all(folder);
        for (name, bytes, length) in &self.0 {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            cut(&path, *length);
        }
    }
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).unwrap().len()
}

fn cut(path: &Path, length: u64) {
    let file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(length).unwrap();
}

type Mischief = (&'static str, fn(&Path));

const MISCHIEFS: [Mischief; 4] = [
    ("deleted", |path| fs::remove_file(path).unwrap()),
    ("emptied", |path| cut(path, 0)),
    ("halved", |path| cut(path, size(path) / 2)),
    ("zeroed", |path| {
        let length = size(path);
        cut(path, 0);
        cut(path, length);
    }),
];

async fn whatever_happens_to_a_file_is_noticed_or_harmless(closed: bool) {
    let folder = tempfile::tempdir().unwrap();
    log_with_everything(folder.path(), closed).await;
    let image = folder.path().join("image");
    let expected: Vec<_> = (0..MESSAGES).map(|number| format!("m-{number}")).collect();
    let mut noticed = Vec::new();
    let contents = Image::of(&image);
    for (name, _, _) in &contents.0 {
        for (what, harm) in MISCHIEFS {
            let here = folder.path().join("here");
            contents.write(&here);
            harm(&here.join(name));
            let place = format!("{} {what}", name.display());
            match FjallMessageLog::open(&here, LogOptions::default()) {
                Err(error) => {
                    assert_eq!(error.kind, StoreErrorKind::Corrupt, "{place}: {error:?}");
                    noticed.push(place);
                }
                Ok(log) => {
                    drop(log.take_commit_feed());
                    assert_eq!(ids(&log, conversation(1)).await, expected, "{place}");
                    let batch = vec![text(conversation(1), "m-7"), text(conversation(1), "new")];
                    let appended = log.append(batch).await.unwrap();
                    assert_eq!(appended[0].seq.0, 8, "{place}");
                    assert_eq!(appended[1].seq.0, MESSAGES as u64 + 1, "{place}");
                }
            }
        }
    }
    let journal = newest_journal(&image).0;
    let journal = journal.file_name().unwrap().to_str().unwrap();
    for what in ["deleted", "emptied", "zeroed"] {
        let place = format!("{journal} {what}");
        assert!(noticed.contains(&place), "{place} was not needed?");
    }
    assert!(noticed.len() > 30, "{noticed:?}");
}

#[tokio::test]
async fn after_a_clean_end() {
    whatever_happens_to_a_file_is_noticed_or_harmless(true).await;
}

#[tokio::test]
async fn after_a_kill() {
    whatever_happens_to_a_file_is_noticed_or_harmless(false).await;
}

#[tokio::test]
async fn a_log_that_was_cut_back_at_a_commit_is_noticed_and_so_is_an_older_journal() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("log");
    let log = open_alone(&here, LogOptions::default());
    append(&log, 0).await;
    let (journal, first) = newest_journal(&here);
    append(&log, 1).await;
    log.close().await;
    let length = size(&journal);
    fs::write(&journal, first).unwrap();
    cut(&journal, length);
    let refused = FjallMessageLog::open(&here, LogOptions::default()).unwrap_err();
    let words = std::error::Error::source(&refused).unwrap().to_string();
    assert!(
        words.contains("ends at position 1, but it had come to 2"),
        "{words}"
    );
}

#[tokio::test]
async fn files_that_changed_places_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    log_with_everything(folder.path(), true).await;
    let image = folder.path().join("image");
    let other = folder.path().join("other");
    let log = open_alone(&other, LogOptions::default());
    for number in 0..MESSAGES {
        append(&log, number + 1_000).await;
    }
    log.close().await;
    // A journal of another log, of the same size and with as many commits.
    let (journal, _) = newest_journal(&image);
    fs::copy(newest_journal(&other).0, &journal).unwrap();
    let refused = FjallMessageLog::open(&image, LogOptions::default()).unwrap_err();
    assert_eq!(refused.kind, StoreErrorKind::Corrupt);
}

#[tokio::test]
async fn reading_all_of_it_leaves_a_log_that_opens() {
    let folder = tempfile::tempdir().unwrap();
    for closed in [true, false] {
        let here = folder.path().join(format!("{closed}"));
        log_with_everything(&here, closed).await;
        let image = here.join("image");
        for _ in 0..2 {
            let report = check_log(&image, &|_| {}).unwrap();
            assert_eq!((report.messages, report.damage.len()), (60, 0));
        }
        let log = open_alone(&image, LogOptions::default());
        assert_eq!(ids(&log, conversation(1)).await.len(), MESSAGES);
    }
}

#[tokio::test]
async fn who_is_killed_while_the_engine_opens_did_not_close_the_log() {
    let folder = tempfile::TempDir::new().unwrap();
    log_with_everything(folder.path(), true).await;
    let log = folder.path().join("log");
    assert!(!was_in_use(&log));
    // As far as the engine and no further: its own lock is taken.
    let lock = fs::File::options()
        .write(true)
        .open(log.join("lock"))
        .unwrap();
    lock.lock().unwrap();
    FjallMessageLog::open(&log, LogOptions::default()).expect_err("the engine's lock is taken");
    drop(lock);
    // What the engine removes as soon as it opens is not missed at the next start.
    assert!(was_in_use(&log));
    open_alone(&log, LogOptions::default()).close().await;
    assert!(!was_in_use(&log));
}

fn was_in_use(folder: &Path) -> bool {
    match skein_message_log::look_at_log(folder).unwrap() {
        skein_message_log::LogSighting::Sealed { was_in_use, .. } => was_in_use,
        other => panic!("{other:?}"),
    }
}
