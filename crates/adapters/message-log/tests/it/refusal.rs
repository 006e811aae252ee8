//! A disk that refuses writes: appends fail with kind `Unavailable`, reads go on, and it recovers by itself.

use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use skein_foundation::StoreErrorKind;
use skein_message_log::{CommitBarrier, FjallMessageLog, LogOptions, Sabotage};
use skein_messaging::ports::{LogPosition, MessageLog};
use tokio::time::{sleep, timeout};

use crate::subject::{conversation, ids, open, open_alone, text};

#[derive(Debug, Default)]
struct Full(AtomicBool);

impl CommitBarrier for Full {
    fn before_write(&self) -> io::Result<()> {
        if self.0.load(Ordering::SeqCst) {
            Err(io::ErrorKind::StorageFull.into())
        } else {
            Ok(())
        }
    }
}

fn options(full: &Arc<Full>) -> LogOptions {
    LogOptions {
        barrier: Arc::clone(full) as _,
        retry_interval: Duration::from_millis(20),
        ..LogOptions::default()
    }
}

/// Tries until the log takes it again, as a client does.
async fn append_patiently(log: &FjallMessageLog, id: &str) -> u64 {
    let trying = async {
        loop {
            match log.append(vec![text(conversation(1), id)]).await {
                Ok(appended) => return appended[0].seq.0,
                Err(error) => assert_eq!(error.kind, StoreErrorKind::Unavailable),
            }
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(20), trying).await.unwrap()
}

#[tokio::test]
async fn a_full_disk_refuses_appends_only_and_only_while_it_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let full = Arc::new(Full::default());
    let log = open_alone(folder.path(), options(&full));
    for round in 0..3 {
        append_patiently(&log, &format!("before-{round}")).await;
        full.0.store(true, Ordering::SeqCst);
        for attempt in 0..6 {
            let batch = vec![
                text(conversation(1), &format!("lost-{round}-{attempt}")),
                text(conversation(2), "lost"),
            ];
            let error = log.append(batch).await.unwrap_err();
            assert_eq!(error.kind, StoreErrorKind::Unavailable);
            assert_eq!(
                ids(&log, conversation(1)).await.len(),
                round * 2 + 1,
                "reads go on"
            );
            assert!(
                ids(&log, conversation(2)).await.is_empty(),
                "nothing is half applied"
            );
            sleep(Duration::from_millis(8)).await;
        }
        full.0.store(false, Ordering::SeqCst);
        // What was refused may be sent again; its number was not used up.
        assert_eq!(
            append_patiently(&log, &format!("lost-{round}-0")).await,
            round as u64 * 2 + 2
        );
    }
    let expected = [
        "before-0", "lost-0-0", "before-1", "lost-1-0", "before-2", "lost-2-0",
    ];
    assert_eq!(ids(&log, conversation(1)).await, expected);
    log.close().await;
    let log = open(folder.path());
    assert_eq!(ids(&log, conversation(1)).await, expected);
    assert_eq!(*log.watch_committed().borrow(), LogPosition(6));
}

#[tokio::test]
async fn a_log_that_could_not_be_opened_again_is_tried_until_it_can_also_when_nobody_appends() {
    let folder = tempfile::tempdir().unwrap();
    let full = Arc::new(Full::default());
    let log = open_alone(folder.path(), options(&full));
    append_patiently(&log, "a").await;
    full.0.store(true, Ordering::SeqCst);
    let append = || log.append(vec![text(conversation(1), "b")]);
    append().await.unwrap_err();
    // Something that opening stumbles over, after the database was closed for it.
    let obstacle = folder.path().join("strange.jnl");
    fs::write(&obstacle, []).unwrap();
    full.0.store(false, Ordering::SeqCst);
    while log.last_seqs(&[conversation(1)]).await.is_ok() {
        append().await.unwrap_err();
    }
    fs::remove_file(obstacle).unwrap();
    let reading = async {
        while log.last_seqs(&[conversation(1)]).await.is_err() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(20), reading).await.unwrap();
    assert_eq!(ids(&log, conversation(1)).await, ["a"]);
    append_patiently(&log, "b").await;
}

#[tokio::test]
async fn followers_do_not_hear_of_what_was_refused() {
    let folder = tempfile::tempdir().unwrap();
    let full = Arc::new(Full::default());
    let log = FjallMessageLog::open(folder.path(), options(&full)).unwrap();
    let mut feed = log.take_commit_feed().unwrap();
    append_patiently(&log, "a").await;
    full.0.store(true, Ordering::SeqCst);
    log.append(vec![text(conversation(1), "b")])
        .await
        .unwrap_err();
    full.0.store(false, Ordering::SeqCst);
    append_patiently(&log, "c").await;
    let heard = [feed.recv().await.unwrap(), feed.recv().await.unwrap()].concat();
    let heard: Vec<_> = heard
        .iter()
        .map(|logged| (logged.message.client_msg_id.as_str(), logged.message.seq.0))
        .collect();
    assert_eq!(heard, [("a", 1), ("c", 2)]);
    let page = log.tail(LogPosition(0), 10).await.unwrap();
    assert_eq!((page.messages.len(), page.next), (2, LogPosition(2)));
}

#[tokio::test]
async fn a_log_whose_thread_panicked_says_so_to_everybody() {
    let folder = tempfile::tempdir().unwrap();
    let options = LogOptions {
        sabotage: Some(Sabotage::Panic),
        ..LogOptions::default()
    };
    let log = open_alone(folder.path(), options);
    assert!(!log.is_broken());
    let append = || log.append(vec![text(conversation(1), "a")]);
    assert_eq!(
        append().await.unwrap_err().kind,
        StoreErrorKind::Internal,
        "who waited"
    );
    timeout(Duration::from_secs(20), log.until_broken())
        .await
        .unwrap();
    assert!(log.is_broken());
    append().await.unwrap_err();
    log.close().await;

    let log = open_alone(folder.path(), LogOptions::default());
    log.append(vec![text(conversation(1), "a")]).await.unwrap();
    log.close().await;
    assert!(!log.is_broken(), "an end that was asked for is no failure");
}

#[tokio::test]
async fn a_closed_log_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let log = open_alone(folder.path(), LogOptions::default());
    log.append(vec![text(conversation(1), "a")]).await.unwrap();
    log.close().await;
    let error = log
        .append(vec![text(conversation(1), "b")])
        .await
        .unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Unavailable);
    assert_eq!(
        log.last_seqs(&[conversation(1)]).await.unwrap_err().kind,
        StoreErrorKind::Unavailable
    );
    log.close().await;
}

#[tokio::test]
async fn closing_writes_what_waits_and_does_not_wait_for_followers() {
    let folder = tempfile::tempdir().unwrap();
    let log = Arc::new(
        FjallMessageLog::open(
            folder.path(),
            LogOptions {
                feed_groups: 1,
                ..LogOptions::default()
            },
        )
        .unwrap(),
    );
    let _nobody_takes = log.take_commit_feed().unwrap();
    let mut asking = tokio::task::JoinSet::new();
    for number in 0..50 {
        let log = Arc::clone(&log);
        asking.spawn(async move {
            log.append(vec![text(conversation(1), &number.to_string())])
                .await
        });
    }
    sleep(Duration::from_millis(100)).await;
    timeout(Duration::from_secs(10), log.close()).await.unwrap();
    let answered = asking.join_all().await.into_iter().flatten().count();
    assert_eq!(
        ids(&open(folder.path()), conversation(1)).await.len(),
        answered
    );
    assert!(answered > 0);
}
