//! Damage among what was acknowledged is said, with the way out, and never cut off.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use skein_foundation::{StoreError, StoreErrorKind};
use skein_message_log::{FjallMessageLog, LogOptions, check_log};
use skein_messaging::ports::{HistoryRange, LogPosition, MessageLog};

use crate::subject::{conversation, ids, newest_journal, open_alone, text};

fn assert_says_the_way_out(error: &StoreError) {
    assert_eq!(error.kind, StoreErrorKind::Corrupt);
    let text = error.source().unwrap().to_string();
    assert!(text.contains("skein restore"), "{text}");
}

#[tokio::test]
async fn a_flipped_bit_in_the_journal_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let log = open_alone(folder.path(), LogOptions::default());
    for number in 0..10 {
        log.append(vec![text(conversation(1), &number.to_string())])
            .await
            .unwrap();
    }
    log.close().await;
    let (journal, written) = newest_journal(folder.path());
    let bytes = fs::read(&journal).unwrap();
    for at in [0, 1, 6, 13, 40, written.len() / 3, written.len() / 2] {
        let mut damaged = bytes.clone();
        damaged[at] ^= 4;
        fs::write(&journal, &damaged).unwrap();
        let error = FjallMessageLog::open(folder.path(), LogOptions::default()).unwrap_err();
        assert_says_the_way_out(&error);
        assert_eq!(fs::read(&journal).unwrap(), damaged, "nothing is touched");
    }
    fs::write(&journal, bytes).unwrap();
    assert_eq!(
        ids(
            &open_alone(folder.path(), LogOptions::default()),
            conversation(1)
        )
        .await
        .len(),
        10
    );
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// A backup has its rows in tables instead of the journal.
async fn log_in_tables(folder: &Path) {
    write_tables(folder, LogOptions::default(), 50).await;
}

async fn write_tables(folder: &Path, options: LogOptions, commits: usize) {
    let source = tempfile::tempdir().unwrap();
    let log = open_alone(source.path(), options);
    for number in 0..commits {
        log.append(
            (0..20)
                .map(|talk| text(conversation(talk), &format!("{talk}-{number}")))
                .collect(),
        )
        .await
        .unwrap();
    }
    log.backup_to(folder, None).await.unwrap();
}

#[tokio::test]
async fn damage_in_a_table_is_said_by_the_start_or_by_the_read_and_never_read_as_if_whole() {
    let folder = tempfile::tempdir().unwrap();
    log_in_tables(folder.path()).await;
    let tables: Vec<_> = files(folder.path())
        .into_iter()
        .filter(|path| {
            path.parent().unwrap().ends_with("tables") && fs::metadata(path).unwrap().len() > 10_000
        })
        .collect();
    assert!(!tables.is_empty());
    let mut said = 0;
    for table in tables {
        let bytes = fs::read(&table).unwrap();
        for part in 0..8 {
            let mut damaged = bytes.clone();
            damaged[bytes.len() * part / 8 + 20] ^= 0x40;
            fs::write(&table, damaged).unwrap();
            let log = match FjallMessageLog::open(folder.path(), LogOptions::default()) {
                Ok(log) => log,
                Err(error) => {
                    assert_says_the_way_out(&error);
                    said += 1;
                    continue;
                }
            };
            drop(log.take_commit_feed());
            for talk in 0..20 {
                match log
                    .read(conversation(talk), HistoryRange::Newest, 100)
                    .await
                {
                    Ok(messages) => assert_eq!(messages.len(), 50),
                    Err(error) => {
                        assert_says_the_way_out(&error);
                        said += 1;
                    }
                }
            }
            log.close().await;
        }
        fs::write(&table, bytes).unwrap();
    }
    assert!(said > 8, "damage was met {said} times");
}

/// All commits, or why they can't be followed.
async fn follow(log: &FjallMessageLog) -> Result<usize, StoreError> {
    let (mut after, mut messages) = (LogPosition::default(), 0);
    loop {
        let page = log.tail(after, 100).await?;
        if page.messages.is_empty() {
            return Ok(messages);
        }
        messages += page.messages.len();
        after = page.next;
    }
}

#[tokio::test]
async fn damage_among_the_commits_stops_who_follows_them_and_is_named_though_all_is_read() {
    const COMMITS: usize = 100;
    let folder = tempfile::tempdir().unwrap();
    // Else the start reads all commits again, for the ids in them, and says it itself.
    let options = LogOptions {
        ids_in_memory: 300,
        ..LogOptions::default()
    };
    write_tables(folder.path(), options.clone(), COMMITS).await;
    let mut stopped = 0;
    for table in tables(folder.path()) {
        let bytes = fs::read(&table).unwrap();
        for part in 0..8 {
            let mut damaged = bytes.clone();
            damaged[bytes.len() * part / 8 + 20] ^= 0x40;
            fs::write(&table, damaged).unwrap();
            let Ok(log) = FjallMessageLog::open(folder.path(), options.clone()) else {
                continue;
            };
            drop(log.take_commit_feed());
            let mut is_read = true;
            for talk in 0..20 {
                let all = log.read(conversation(talk), HistoryRange::Newest, 100);
                is_read &= all.await.is_ok();
            }
            let followed = follow(&log).await;
            log.close().await;
            match followed {
                // What can't be read is passed over, aloud; what can be is not.
                Ok(messages) if is_read => assert_eq!(messages, 20 * COMMITS),
                Err(error) if is_read => {
                    assert_says_the_way_out(&error);
                    let report = check_log(folder.path(), &|_| {}).unwrap();
                    let of_commits = |what: &String| what.starts_with("commits, ");
                    assert!(report.damage.iter().any(of_commits), "{:?}", report.damage);
                    stopped += 1;
                }
                _ => {}
            }
        }
        fs::write(&table, bytes).unwrap();
    }
    assert!(stopped > 0, "no damage was met");
}

fn tables(folder: &Path) -> Vec<PathBuf> {
    let mut tables = files(folder);
    tables.retain(|path| path.parent().unwrap().ends_with("tables"));
    assert!(!tables.is_empty());
    tables
}

#[tokio::test]
async fn a_check_counts_what_is_there_and_finds_a_whole_log_whole() {
    let folder = tempfile::tempdir().unwrap();
    log_in_tables(folder.path()).await;
    let log = open_alone(folder.path(), LogOptions::default());
    // And some that are in no table yet.
    let newest = ["new", "newer"].map(|id| text(conversation(30), id));
    log.append(newest.into()).await.unwrap();
    log.close().await;
    let report = check_log(folder.path(), &|_| {}).unwrap();
    assert_eq!(report.damage, [""; 0]);
    let counts = (report.conversations, report.messages, report.commits);
    assert_eq!(counts, (21, 1_002, 51));
}

#[tokio::test]
async fn a_check_names_the_file_with_a_flipped_byte_and_the_last_message_before_it() {
    let folder = tempfile::tempdir().unwrap();
    log_in_tables(folder.path()).await;
    let (mut named, mut met_by_rows) = (0, 0);
    for table in tables(folder.path()) {
        let bytes = fs::read(&table).unwrap();
        for part in 0..8 {
            let mut damaged = bytes.clone();
            damaged[bytes.len() * part / 8] ^= 0x40;
            fs::write(&table, damaged).unwrap();
            match check_log(folder.path(), &|_| {}) {
                Err(error) => assert_says_the_way_out(&error),
                Ok(report) => {
                    assert_eq!(report.damage[0], format!("{} is damaged", table.display()));
                    named += 1;
                    let of_messages = |what: &&String| what.starts_with("messages, after message ");
                    if let Some(what) = report.damage.iter().find(of_messages) {
                        assert!(report.messages < 1_000, "{what}");
                        met_by_rows += 1;
                    }
                }
            }
        }
        fs::write(&table, bytes).unwrap();
    }
    assert!(named > 8 && met_by_rows > 2, "{named}, {met_by_rows}");
}

#[tokio::test]
async fn a_check_says_what_whole_files_do_not_show() {
    let folder = tempfile::tempdir().unwrap();
    let database = |folder: &Path| {
        let database = fjall::Database::builder(folder)
            .journal_compression(fjall::CompressionType::None)
            .open()
            .unwrap();
        let runs = database.keyspace("runs", Default::default).unwrap();
        (database, runs)
    };
    log_in_tables(folder.path()).await;
    let (open, runs) = database(folder.path());
    let row = runs.iter().nth(7).unwrap().key().unwrap();
    runs.remove(row).unwrap();
    drop((open, runs));
    // What the seal says of the files would be noticed before.
    fs::remove_file(folder.path().join("seal")).unwrap();
    let report = check_log(folder.path(), &|_| {}).unwrap();
    let id = conversation(0);
    assert_eq!(
        report.damage[0],
        format!("messages, after message 7 of conversation {id}: messages are missing")
    );
}

#[tokio::test]
async fn a_missing_table_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    log_in_tables(folder.path()).await;
    let table = files(folder.path())
        .into_iter()
        .find(|path| path.parent().unwrap().ends_with("tables"))
        .unwrap();
    fs::remove_file(table).unwrap();
    let error = FjallMessageLog::open(folder.path(), LogOptions::default()).unwrap_err();
    assert_says_the_way_out(&error);
}
