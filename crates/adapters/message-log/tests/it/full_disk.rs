//! A write that the system really refuses in the middle, in a process of its own: the limit on file sizes stands in
//! for the end of the disk. The shell makes the system return an error instead of sending a signal.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rlimit::Resource;
use skein_foundation::StoreErrorKind;
use skein_message_log::LogOptions;
use skein_messaging::model::{Append, Content};
use skein_messaging::ports::MessageLog;
use tokio::time::{sleep, timeout};

use crate::subject::{conversation, ids, open, open_alone, text};

/// What the engine reserves for a journal; it starts a new one only after it has passed this.
const JOURNAL_BYTES: u64 = 64 * 1024 * 1024;

/// Set in the process whose files are limited: there the same test does the work instead of starting it.
const LIMITED: &str = "SKEIN_TEST_FILES_ARE_LIMITED";

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the environment tells the limited process apart"
)]
fn a_write_refused_in_the_middle_is_taken_back_and_appends_go_on_when_there_is_room_again() {
    if std::env::var_os(LIMITED).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(write_until_refused());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "full_disk::a_write_refused_in_the_middle_is_taken_back_and_appends_go_on_when_there_is_room_again",
            "--nocapture",
        ])
        .env(LIMITED, "yes")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(said.contains("refused in the middle"), "{said}");
}

/// Limits the whole process.
#[expect(
    clippy::print_stdout,
    reason = "read by the process that started this one"
)]
async fn write_until_refused() {
    let (_, hard) = Resource::FSIZE.get().unwrap();
    Resource::FSIZE.set(JOURNAL_BYTES, hard).unwrap();
    let folder = Path::new("log");
    let log = open_alone(
        folder,
        LogOptions {
            retry_interval: Duration::from_millis(20),
            ..LogOptions::default()
        },
    );
    // Batches of 3 MB: the journal meets its end between two of the engine's looks at its length.
    let batch = |number: usize| -> Vec<Append> {
        let part = |index: usize| Append {
            content: Content::text("x".repeat(100_000)),
            ..text(conversation(1), &format!("{number}-{index}"))
        };
        (0..30).map(part).collect()
    };
    let mut answered = 0;
    let refused = loop {
        match log.append(batch(answered)).await {
            Ok(_) => answered += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(refused.kind, StoreErrorKind::Unavailable);
    assert!(answered > 10);
    sleep(Duration::from_millis(50)).await;
    // A small one would fit, but the journal is at its end.
    let again = log.append(vec![text(conversation(2), "small")]).await;
    assert_eq!(
        ids(&log, conversation(1)).await.len(),
        answered * 30,
        "reads go on and see whole batches"
    );

    Resource::FSIZE.set(hard, hard).unwrap();
    let recovering = async {
        while log.append(batch(answered)).await.is_err() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(30), recovering).await.unwrap();
    log.append(vec![text(conversation(2), "small")])
        .await
        .unwrap();
    log.close().await;
    let log = open(folder);
    assert_eq!(ids(&log, conversation(1)).await.len(), (answered + 1) * 30);
    assert_eq!(ids(&log, conversation(2)).await, ["small"]);
    println!(
        "refused in the middle after {answered} batches; the small one after it: {}",
        again.is_ok()
    );
}
