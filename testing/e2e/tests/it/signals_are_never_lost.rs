//! What the system asks of the server is done, whenever it is asked.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, ensure};
use skein_e2e::people::PATIENCE;
use skein_testkit::{SkeinServer, eventually, send_signal, skein_binary};

/// Kills what a failed test leaves behind.
struct Guarded(Child);

impl Drop for Guarded {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether the process has taken the signal of this number from the system.
fn catches(process_id: u32, signal: u32) -> anyhow::Result<bool> {
    let status = std::fs::read_to_string(format!("/proc/{process_id}/status"))?;
    let caught = status
        .lines()
        .find_map(|line| line.strip_prefix("SigCgt:"))
        .context("no caught signals")?;
    Ok(u64::from_str_radix(caught.trim(), 16)? & (1 << (signal - 1)) != 0)
}

fn make_pipe(pipe: &Path) {
    assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
}

#[tokio::test]
async fn a_stop_during_the_start_is_a_clean_end() {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().join("data");
    // The start stands still where it reads its configuration, until the test writes it.
    let config = folder.path().join("config");
    make_pipe(&config);
    let mut server = Guarded(
        Command::new(skein_binary().unwrap())
            .args(["serve", "--listen", "127.0.0.1:0", "--config"])
            .arg(&config)
            .arg("--data-dir")
            .arg(&data_dir)
            .env("SKEIN__OPERATIONS__LISTEN", "")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let process_id = server.0.id();
    eventually(PATIENCE, "signals are taken", || async {
        ensure!(catches(process_id, 15)?, "not yet");
        Ok(())
    })
    .await
    .unwrap();
    send_signal(process_id, "TERM").unwrap();
    std::fs::write(&config, "").unwrap();
    let status = eventually(PATIENCE, "the end", || async {
        // The child is asked through its own handle, which only this closure uses.
        let ended = std::fs::read_to_string(format!("/proc/{process_id}/stat"))?;
        ensure!(ended.contains(") Z "), "it still runs");
        Ok(())
    })
    .await
    .and_then(|()| Ok(server.0.wait()?))
    .unwrap();
    let mut errors = String::new();
    std::io::Read::read_to_string(server.0.stderr.as_mut().unwrap(), &mut errors).unwrap();
    assert_eq!(status.code(), Some(0), "{errors}");
    assert!(errors.contains("before the start was over"), "{errors}");
}

#[tokio::test]
async fn a_hang_up_reads_the_level_again_and_ends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("skein.toml");
    let write = |level: &str| {
        std::fs::write(&config, format!("[logging]\nlevel = \"{level}\"\n")).unwrap();
    };
    write("info");
    let mut server = SkeinServer::builder()
        .argument("--config")
        .argument(config.to_str().unwrap())
        .start()
        .await
        .unwrap();
    let until_logged = async |words: &'static str| {
        eventually(PATIENCE, words, || async {
            ensure!(server.log()?.contains(words), "not yet");
            Ok(())
        })
        .await
        .unwrap();
    };
    write("info,skein_api=debug");
    server.signal("HUP").unwrap();
    until_logged("logging.level was read again").await;
    server.rest().get("/live").await.unwrap();
    until_logged("a request was answered").await;
    write("loud");
    server.signal("HUP").unwrap();
    until_logged("there is no level `loud`").await;
    // Of no meaning here, and of no harm.
    server.signal("USR1").unwrap();
    until_logged("SIGUSR1 has no meaning here").await;
    assert_eq!(server.rest().get("/live").await.unwrap().status, 200);
    server.signal("QUIT").unwrap();
    let status = server.ended().await.unwrap();
    assert_eq!(status.code(), Some(0), "{}", server.log().unwrap());
}

#[tokio::test]
async fn a_second_stop_cuts_the_first_one_short() {
    let mut server = SkeinServer::builder()
        // Nobody waits that long.
        .config("server.drain_spread_ms", 300_000)
        .config("server.stop_deadline_ms", 600_000)
        .start()
        .await
        .unwrap();
    let ann = skein_e2e::people::Person::employee(&server, "ann")
        .await
        .unwrap();
    let mut stubborn =
        skein_client::RawConnection::connect(&server.http_url(), skein_client::Format::Json)
            .await
            .unwrap();
    let device = skein_e2e::people::device("ann", skein_client::Terminal::Web);
    stubborn.hello(&ann.token, device).await.unwrap();
    server.signal("TERM").unwrap();
    eventually(PATIENCE, "the stop has begun", || async {
        ensure!(server.log()?.contains("stopping:"), "not yet");
        Ok(())
    })
    .await
    .unwrap();
    server.signal("INT").unwrap();
    let status = server.ended().await.unwrap();
    assert_eq!(status.code(), Some(0), "{}", server.log().unwrap());
    assert!(server.log().unwrap().contains("a second signal"));
}
