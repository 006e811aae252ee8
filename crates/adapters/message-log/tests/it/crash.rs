//! After a crash: what was answered is there, what was not is there whole or not at all.

use std::fs;

use skein_message_log::LogOptions;
use skein_messaging::ports::{LogPosition, MessageLog};

use crate::subject::{conversation, copy_folder, ids, newest_journal, open, open_alone, text};

#[tokio::test]
async fn a_commit_torn_at_any_byte_is_cut_off_and_all_before_it_stays() {
    let folder = tempfile::tempdir().unwrap();
    let log = open_alone(folder.path(), LogOptions::default());
    for number in 0..6 {
        let batch = (0..4).map(|talk| text(conversation(talk), &format!("{talk}-{number}")));
        log.append(batch.collect()).await.unwrap();
    }
    let (journal, answered) = newest_journal(folder.path());
    // As it is before the last commit: that one is noted after it is synced, which it never was on a disk that tore it.
    let seal = fs::read(folder.path().join("seal")).unwrap();
    let last = (0..4).flat_map(|talk| {
        (0..3).map(move |index| text(conversation(talk), &format!("last-{talk}-{index}")))
    });
    log.append(last.collect()).await.unwrap();
    let (_, written) = newest_journal(folder.path());
    assert!(written.len() > answered.len() + 200);
    let image = tempfile::tempdir().unwrap();
    copy_folder(folder.path(), image.path());
    log.close().await;

    fs::write(image.path().join("seal"), seal).unwrap();
    let journal = image.path().join(journal.file_name().unwrap());
    let cuts = (answered.len()..written.len())
        .step_by(31)
        .chain([written.len() - 1]);
    for (index, cut) in cuts.enumerate() {
        // The disk may have grown the file already, or not.
        let mut torn = written[..cut].to_vec();
        torn.resize(cut + (index % 2) * 8_192, 0);
        let here = tempfile::tempdir().unwrap();
        copy_folder(image.path(), here.path());
        fs::write(here.path().join(journal.file_name().unwrap()), torn).unwrap();
        let log = open_alone(here.path(), LogOptions::default());
        for talk in 0..4 {
            let expected: Vec<_> = (0..6).map(|number| format!("{talk}-{number}")).collect();
            assert_eq!(
                ids(&log, conversation(talk)).await,
                expected,
                "cut at {cut}"
            );
        }
        assert_eq!(*log.watch_committed().borrow(), LogPosition(6));
        // It goes on where it was: the number is used again, for who was never answered.
        let appended = log
            .append(vec![text(conversation(0), "last-0-0")])
            .await
            .unwrap();
        assert_eq!((appended[0].seq.0, appended[0].repeated), (7, false));
        log.close().await;
        assert_eq!(ids(&open(here.path()), conversation(0)).await.len(), 7);
    }
}

#[tokio::test]
async fn a_process_that_ends_without_closing_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let log = open_alone(folder.path(), LogOptions::default());
    for round in 0..5 {
        for number in 0..20 {
            log.append(vec![text(conversation(1), &format!("{round}-{number}"))])
                .await
                .unwrap();
        }
        let image = tempfile::tempdir().unwrap();
        copy_folder(folder.path(), image.path());
        assert_eq!(
            ids(&open(image.path()), conversation(1)).await.len(),
            (round + 1) * 20
        );
    }
}

#[tokio::test]
async fn a_log_is_opened_by_one_process_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let _log = open(folder.path());
    let error =
        skein_message_log::FjallMessageLog::open(folder.path(), LogOptions::default()).unwrap_err();
    assert_eq!(error.kind, skein_foundation::StoreErrorKind::Unavailable);
}
