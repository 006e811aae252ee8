//! How many messages a second the log takes, and what one costs: groups of many conversations, as in a busy server.
//!
//! `cargo run --release -p skein-message-log --example append -- [millions of messages]`

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a measurement prints times"
)]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use skein_foundation::{AppId, ClientMsgId, ConversationId, Uid};
use skein_message_log::{FjallMessageLog, LogOptions};
use skein_messaging::model::{Append, Content};
use skein_messaging::ports::{HistoryRange, LogPosition, MessageLog};
use tokio::task::JoinSet;

const CONVERSATIONS: usize = 200;
const WINDOW: usize = 16;

#[tokio::main(flavor = "multi_thread", worker_threads = 1)]
async fn main() {
    let millions: f64 = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(3.0);
    let rounds = (millions * 1e6) as usize / (CONVERSATIONS * WINDOW);
    let folder = tempfile::tempdir().expect("a folder");
    let log = Arc::new(FjallMessageLog::open(folder.path(), LogOptions::default()).expect("a log"));
    let mut feed = log.take_commit_feed().expect("the feed is there once");
    let follower = tokio::spawn(async move {
        let mut messages = 0;
        while let Some(group) = feed.recv().await {
            messages += group.len();
        }
        messages
    });

    let start = Instant::now();
    let mut senders = JoinSet::new();
    for number in 0..CONVERSATIONS {
        let log = Arc::clone(&log);
        senders.spawn(async move {
            let conversation_id = ConversationId::generate(number as i64);
            let app = AppId::parse("bench").expect("a slug");
            let sender = Uid::parse(&format!("sender-{number}")).expect("short");
            for round in 0..rounds {
                let batch = (0..WINDOW).map(|index| Append {
                    app: app.clone(),
                    conversation_id,
                    sender: Some(sender.clone()),
                    client_msg_id: ClientMsgId::parse(&format!(
                        "{number:04x}-{round:08x}-{index:02x}"
                    ))
                    .expect("short"),
                    time_ms: 1_700_000_000_000 + round as i64,
                    content: Content::text(format!(
                        "message {index} of round {round}, about sixty bytes of text ..."
                    )),
                    origin: None,
                });
                let appended = log
                    .append(batch.collect())
                    .await
                    .expect("the disk takes it");
                assert_eq!(
                    appended.last().expect("one for each").seq.0,
                    ((round + 1) * WINDOW) as u64
                );
            }
            conversation_id
        });
    }
    let conversations = senders.join_all().await;
    let seconds = start.elapsed().as_secs_f64();
    let messages = (rounds * CONVERSATIONS * WINDOW) as f64;
    println!(
        "{:.0} appends/s, {} groups, {:.1} MiB resident",
        messages / seconds,
        log.watch_committed().borrow().0,
        resident_mib()
    );
    for (thread, cpu) in cpu_seconds() {
        println!("    {:.2} us of CPU each: {thread}", cpu * 1e6 / messages);
    }

    read(&log, &conversations).await;
    follow(&log).await;
    back_up(&log, &folder.path().with_extension("copy")).await;

    let start = Instant::now();
    log.close().await;
    println!(
        "closed in {:.2} s, {:.1} MiB on disk",
        start.elapsed().as_secs_f64(),
        folder_mib(folder.path())
    );
    println!("{} on the feed", follower.await.expect("no panic"));
    let start = Instant::now();
    drop(FjallMessageLog::open(folder.path(), LogOptions::default()).expect("a log"));
    println!(
        "opened and closed in {:.2} s",
        start.elapsed().as_secs_f64()
    );
}

async fn read(log: &FjallMessageLog, conversations: &[ConversationId]) {
    let start = Instant::now();
    for id in conversations.iter().cycle().take(10_000) {
        assert_eq!(
            log.read(*id, HistoryRange::Newest, 20)
                .await
                .expect("readable")
                .len(),
            20
        );
    }
    println!(
        "{:.0} reads of the newest 20 a second, one at a time",
        1e4 / start.elapsed().as_secs_f64()
    );
}

async fn follow(log: &FjallMessageLog) {
    let start = Instant::now();
    let (mut position, mut messages) = (LogPosition(0), 0);
    loop {
        let page = log.tail(position, 1_000).await.expect("readable");
        if page.next == position || messages > 1_000_000 {
            break;
        }
        messages += page.messages.len();
        position = page.next;
    }
    println!(
        "{:.0} messages followed a second",
        messages as f64 / start.elapsed().as_secs_f64()
    );
}

async fn back_up(log: &FjallMessageLog, target: &Path) {
    let start = Instant::now();
    log.backup_to(target, None)
        .await
        .expect("the disk takes it");
    println!(
        "backup of {:.1} MiB in {:.1} s",
        folder_mib(target),
        start.elapsed().as_secs_f64()
    );
    fs::remove_dir_all(target).expect("it was made just now");
}

/// User and system time of each thread so far, which the system counts in ticks of 10 ms. The senders and the one who
/// follows run on `tokio-rt-worker`; all else is the log.
fn cpu_seconds() -> Vec<(String, f64)> {
    let threads = fs::read_dir("/proc/self/task").expect("Linux");
    threads
        .map(|thread| {
            let stat = fs::read_to_string(thread.expect("readable").path().join("stat"))
                .expect("a living thread");
            let (name, rest) = stat
                .split_once(" (")
                .and_then(|(_, rest)| rest.rsplit_once(") "))
                .expect("a name");
            let fields: Vec<&str> = rest.split(' ').collect();
            let ticks = |at: usize| fields[at].parse::<f64>().expect("a number");
            (name.to_owned(), (ticks(11) + ticks(12)) / 100.0)
        })
        .collect()
}

fn resident_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/statm").expect("Linux");
    status
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<f64>().ok())
        .expect("a number")
        * 4.0
        / 1024.0
}

fn folder_mib(folder: &Path) -> f64 {
    fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            let entry = entry.expect("readable");
            if entry.path().is_dir() {
                folder_mib(&entry.path())
            } else {
                entry.metadata().expect("readable").len() as f64 / 1_048_576.0
            }
        })
        .sum()
}
