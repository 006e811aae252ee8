//! Whatever becomes of standard error, the server serves, stops in its designed way and says so by its exit status.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use reqwest::Method;
use skein_client::{Terminal, Transport};
use skein_e2e::people::{Person, conversation_id, patiently};
use skein_testkit::{Rest, SkeinServer};

/// Writes standard error to where the variable says, and is replaced by the server.
const REDIRECTED: [&str; 3] = ["sh", "-c", "exec \"$0\" \"$@\" 2>>\"$STANDARD_ERROR\""];
/// A pipe takes 64 KiB. A request at this level is a line of more than 100 bytes.
const LINES: usize = 1_000;

async fn server_with_errors_to(path: &Path) -> SkeinServer {
    SkeinServer::builder()
        .launcher(&REDIRECTED)
        .environment("STANDARD_ERROR", path.to_str().unwrap())
        .config("logging.level", "debug")
        .config("server.drain_spread_ms", 100)
        .start()
        .await
        .unwrap()
}

fn make_pipe(folder: &Path) -> PathBuf {
    let pipe = folder.join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    pipe
}

async fn make_lines(server: &SkeinServer) {
    let rest = server.rest();
    patiently("answers", async {
        for _ in 0..LINES {
            assert_eq!(rest.get("/live").await.unwrap().status, 200);
        }
    })
    .await;
}

/// A message from one person to another, by the doors that people use.
async fn talk(server: &SkeinServer) {
    let ann = Person::employee(server, "ann").await.unwrap();
    let bob = Person::employee(server, "bob").await.unwrap();
    let talk = server.facade().create_direct("ann", "bob").await.unwrap();
    let (client, _witness) = ann
        .join(server, Transport::default(), Terminal::Linux)
        .await
        .unwrap();
    let (_client, witness) = bob
        .join(server, Transport::LongPoll, Terminal::Web)
        .await
        .unwrap();
    let sent = client.send_text(conversation_id(&talk).unwrap(), "hello");
    let seq = patiently("an ack", sent).await.unwrap().seq;
    witness.until_shown(&talk, seq).await.unwrap();
}

#[tokio::test]
async fn a_reader_that_stands_still_and_then_dies_costs_lines_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = make_pipe(folder.path());
    // Read and write: to open it then waits for nobody, and nobody reads.
    let reader = File::options().read(true).write(true).open(&pipe).unwrap();
    let mut server = server_with_errors_to(&pipe).await;
    make_lines(&server).await;
    talk(&server).await;
    // Now every line is refused.
    drop(reader);
    make_lines(&server).await;
    let status = server.terminate().await.unwrap();
    assert_eq!(status.code(), Some(0), "{status}");
    assert!(!server.data_dir().join("addresses.json").exists());
}

#[tokio::test]
async fn a_log_on_a_full_disk_is_dropped_and_counted() {
    let mut server = server_with_errors_to(Path::new("/dev/full")).await;
    talk(&server).await;
    let operations = format!("http://{}", server.operations_address().unwrap());
    let figures = Rest::new(&operations).request(Method::GET, "/metrics");
    let figures = figures.send().await.unwrap().text().await.unwrap();
    assert!(
        figures.contains("skein_server_dropped_log_lines_total"),
        "{figures}"
    );
    let status = server.terminate().await.unwrap();
    assert_eq!(status.code(), Some(0), "{status}");
}

/// A warning or a panic must not be the end of the process either, nor the text of an error.
#[tokio::test]
async fn commands_end_with_their_status_whoever_reads_them() {
    let server = SkeinServer::start().await.unwrap();
    let run = |script: &str| {
        let output = Command::new("bash")
            .args(["-c", script])
            .arg(skein_testkit::skein_binary().unwrap())
            .arg(server.data_dir())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), errors)
    };
    // What was wanted could not be said.
    let (code, errors) = run("\"$0\" key list --app demo --data-dir \"$1\" >/dev/full");
    assert_eq!(code, Some(1), "{errors}");
    assert!(
        errors.starts_with("Error: standard output can't be written"),
        "{errors}"
    );
    // Whoever has read enough of a reference is no failure.
    let (code, errors) = run("set -o pipefail; \"$0\" openapi | head -c 1 >/dev/null");
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    // Why it failed has nowhere to go.
    for to in ["/dev/full", "&-"] {
        let (code, _) = run(&format!(
            "\"$0\" key list --app nobody --data-dir \"$1\" 2>{to}"
        ));
        assert_eq!(code, Some(1), "{to}");
    }
}

#[tokio::test]
async fn a_file_holds_no_colours() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log");
    let mut server = SkeinServer::builder()
        .launcher(&[
            "sh",
            "-c",
            "unset NO_COLOR; exec \"$0\" \"$@\" 2>>\"$STANDARD_ERROR\"",
        ])
        .environment("STANDARD_ERROR", file.to_str().unwrap())
        .start()
        .await
        .unwrap();
    server.terminate().await.unwrap();
    let log = std::fs::read_to_string(&file).unwrap();
    assert!(log.contains("skein is ready"), "{log}");
    assert!(!log.contains('\u{1b}'), "{log}");
}
