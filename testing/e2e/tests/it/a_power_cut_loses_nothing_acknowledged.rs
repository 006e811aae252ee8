//! No ack leaves before the sync of its message has returned: read off the system calls of the running server.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result};
use skein_client::{Format, Terminal, Transport};
use skein_e2e::people::{PATIENCE, Person, conversation_id, text};
use skein_e2e::trace::{Disorder, TRACED_CALLS, check_order};
use skein_testkit::{SkeinServer, eventually, unique_name};

const JOURNAL: &str = ".jnl";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_ack_waits_for_the_disk() {
    let ids = traced_ids(SkeinServer::builder().start().await.unwrap())
        .await
        .unwrap();
    for (id, trace) in ids {
        assert_eq!(check_order(&trace, JOURNAL, &id), Ok(()), "{id}");
    }
}

/// The same reading of the same trace fails on a server that does not wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn and_an_ack_that_does_not_is_seen() {
    let broken = SkeinServer::builder().environment("SKEIN_FAULT", "ack-before-durable");
    let ids = traced_ids(broken.start().await.unwrap()).await.unwrap();
    // Not every one: a slow machine may take longer to say it than the broken server to make it true.
    let is_early = |(id, trace): &(String, String)| {
        matches!(
            check_order(trace, JOURNAL, id),
            Err(Disorder::AckBeforeSync { .. })
        )
    };
    assert!(
        ids.iter().any(is_early),
        "the reader of traces did not notice"
    );
}

/// Sends some messages, one at a time; gives their ids with the trace.
async fn traced_ids(server: SkeinServer) -> Result<Vec<(String, String)>> {
    let ann = Person::employee(&server, "ann").await?;
    Person::employee(&server, "bob").await?;
    let conversation = server.facade().create_direct("ann", "bob").await?;
    let id = conversation_id(&conversation)?;
    let (client, _witness) = ann
        .join(&server, Transport::WebSocket(Format::Json), Terminal::Linux)
        .await?;

    let file = server.scratch_dir().join("trace");
    let strace = Strace::attach(server.process_id().context("it runs")?, &file).await?;
    let mut sent = Vec::new();
    for _ in 0..8 {
        let client_msg_id = unique_name("traced");
        client
            .send(id, client_msg_id.clone(), text("is it on disk?"))
            .await?;
        sent.push(client_msg_id);
    }
    // The trace is written behind what happens; the last ack in it means that all is there.
    let last = sent.last().context("some were sent")?;
    let trace = eventually(
        PATIENCE,
        "the last ack and its commit in the trace",
        || async {
            let trace = String::from_utf8_lossy(&std::fs::read(&file)?).into_owned();
            match check_order(&trace, JOURNAL, last) {
                Err(Disorder::NotWritten | Disorder::NotAcknowledged) => anyhow::bail!("not yet"),
                _ => Ok(trace),
            }
        },
    )
    .await?;
    drop(strace);
    Ok(sent.into_iter().map(|id| (id, trace.clone())).collect())
}

/// A tracer of a running process; letting go of it leaves the process alone.
struct Strace(Child);

impl Strace {
    async fn attach(process_id: u32, file: &std::path::Path) -> Result<Self> {
        let child = Command::new("strace")
            .args([
                "-f",
                "-y",
                "-s",
                "4096",
                "-e",
                &format!("trace={TRACED_CALLS}"),
                "-o",
            ])
            .arg(file)
            .args(["-p", &process_id.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("strace can't be run; `cargo xtask test` installs it")?;
        let mut strace = Self(child);
        let status = format!("/proc/{process_id}/task");
        let attached = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(ended) = strace.0.try_wait()? {
                    anyhow::bail!("strace ended with {ended}: may this user trace processes?");
                }
                if every_thread_is_traced(&status)? {
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        attached.await.context("strace did not attach")??;
        Ok(strace)
    }
}

impl Drop for Strace {
    fn drop(&mut self) {
        // It lets go of the server when it is told to end; when it is gone already, it has let go too.
        let _ = Command::new("sh")
            .args(["-c", "kill -INT \"$0\"", &self.0.id().to_string()])
            .status();
        let _ = self.0.wait();
    }
}

fn every_thread_is_traced(tasks: &str) -> Result<bool> {
    for task in std::fs::read_dir(tasks)? {
        let status = std::fs::read_to_string(task?.path().join("status"))?;
        let tracer = status
            .lines()
            .find_map(|line| line.strip_prefix("TracerPid:"));
        if tracer.is_none_or(|tracer| tracer.trim() == "0") {
            return Ok(false);
        }
    }
    Ok(true)
}
