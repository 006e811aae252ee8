//! A backup of a log in use is a log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use skein_foundation::StoreErrorKind;
use skein_foundation::runtime;
use skein_message_log::LogOptions;
use skein_messaging::ports::{LogPosition, MessageLog};

use crate::subject::{conversation, ids, open_alone, text};

#[tokio::test]
async fn a_backup_under_load_is_a_log_that_ends_at_a_commit() {
    let (folder, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = Arc::new(open_alone(folder.path(), LogOptions::default()));
    for number in 0..30 {
        log.append(
            (0..10)
                .map(|talk| text(conversation(talk), &format!("{talk}-{number}")))
                .collect(),
        )
        .await
        .unwrap();
    }
    let stop = Arc::new(AtomicBool::new(false));
    let appending = runtime::spawn("appending", {
        let (log, stop) = (Arc::clone(&log), Arc::clone(&stop));
        async move {
            let mut number = 30;
            while !stop.load(Ordering::SeqCst) {
                log.append(
                    (0..10)
                        .map(|talk| text(conversation(talk), &format!("{talk}-{number}")))
                        .collect(),
                )
                .await
                .unwrap();
                number += 1;
            }
        }
    });
    for name in ["one", "two", "three"] {
        let path = target.path().join(name);
        let position = log.backup_to(&path, None).await.unwrap();
        assert!(position >= LogPosition(30));
        let copy = open_alone(&path, LogOptions::default());
        assert_eq!(*copy.watch_committed().borrow(), position);
        for talk in 0..10 {
            assert_eq!(
                ids(&copy, conversation(talk)).await.len() as u64,
                position.0,
                "each commit is there whole"
            );
        }
        // It knows what was sent, and goes on by itself.
        let again = vec![
            text(conversation(3), "3-0"),
            text(conversation(3), "only here"),
        ];
        let appended = copy.append(again).await.unwrap();
        assert!(appended[0].repeated && appended[0].seq.0 == 1);
        assert_eq!(appended[1].seq.0, position.0 + 1);
    }
    stop.store(true, Ordering::SeqCst);
    appending.await.unwrap();
}

#[tokio::test]
async fn a_backup_does_not_overwrite_anything() {
    let (folder, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = open_alone(folder.path(), LogOptions::default());
    std::fs::write(target.path().join("dear"), "data").unwrap();
    let error = log.backup_to(target.path(), None).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Conflict);
    assert_eq!(
        std::fs::read_to_string(target.path().join("dear")).unwrap(),
        "data"
    );
    // An empty log has a backup, too.
    let empty = target.path().join("empty");
    assert_eq!(log.backup_to(&empty, None).await.unwrap(), LogPosition(0));
    assert_eq!(
        open_alone(&empty, LogOptions::default())
            .append(vec![text(conversation(1), "a")])
            .await
            .unwrap()[0]
            .seq
            .0,
        1
    );
}
