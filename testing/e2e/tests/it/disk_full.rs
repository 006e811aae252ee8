//! A disk that takes nothing more: sends are refused so that clients try again, reads go on, nothing acknowledged is
//! lost, and when there is room again everything works by itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use skein_client::wire::{Error, ErrorCode, Frame, Send, frame::Body};
use skein_client::{Format, HistoryRange, RawConnection, RawEvent, Terminal, Transport};
use skein_e2e::people::{PATIENCE, Person, conversation_id, device, patiently, text};
use skein_testkit::SkeinServer;

/// A program that is not prepared ends by the signal; the shell prepares it, as service managers do.
const PREPARED: [&str; 3] = ["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""];

/// No file may be written beyond this many bytes: what a full disk says, on any machine, for one process.
fn limit_files(server: &SkeinServer, bytes: &str) {
    let process_id = server.process_id().unwrap().to_string();
    let limited = Command::new("prlimit")
        .args(["--pid", &process_id, &format!("--fsize={bytes}:unlimited")])
        .status()
        .unwrap();
    assert!(limited.success());
}

/// Sends one message; its seq, or why it is not stored.
async fn try_send(
    connection: &mut RawConnection,
    talk: &str,
    client_msg_id: &str,
) -> Result<u64, Error> {
    let send = Send {
        conversation_id: talk.to_owned(),
        client_msg_id: client_msg_id.to_owned(),
        content: Some(text(format!(
            "{client_msg_id}: {}",
            "long enough ".repeat(40)
        ))),
    };
    connection.send(&Frame::reply(5, send)).await.unwrap();
    loop {
        let event = tokio::time::timeout(PATIENCE, connection.receive())
            .await
            .expect("an answer comes");
        let RawEvent::Frame(frame) = event.unwrap() else {
            panic!("the server hung up")
        };
        match frame.body {
            Some(Body::Ack(ack)) => return Ok(ack.seq),
            Some(Body::Error(error)) => return Err(error),
            _ => {}
        }
    }
}

/// What could not be committed is refused; what is answered as stored after that is stored, for readers and for the next start.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_store_keeps_what_it_says_it_keeps() {
    let mut server = SkeinServer::builder()
        .launcher(&PREPARED)
        .start()
        .await
        .unwrap();
    let facade = server.facade();
    let mut stored = Vec::new();
    for round in 0..3 {
        limit_files(&server, "4096");
        for number in 0..4 {
            let uid = format!("refused-{round}-{number}");
            let refused = facade.create_user(&uid, "employee").await.unwrap_err();
            let refused = format!("{refused:#}");
            assert!(refused.contains("storage_unavailable"), "{refused}");
        }
        limit_files(&server, "unlimited");
        let uid = format!("stored-{round}");
        facade.create_user(&uid, "employee").await.unwrap();
        facade
            .issue_token(&uid)
            .await
            .expect("who was stored is found");
        stored.push(uid);
    }
    server.kill().unwrap();
    server.restart().await.unwrap();
    let facade = server.facade();
    for uid in stored {
        facade.issue_token(&uid).await.unwrap();
    }
    let refused = facade.issue_token("refused-0-0").await.unwrap_err();
    assert!(format!("{refused:#}").contains("not_found"), "{refused:#}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sends_are_refused_for_now_and_reads_go_on() {
    let mut server = SkeinServer::builder()
        .launcher(&PREPARED)
        .config("limits.sends_per_second", 0)
        .start()
        .await
        .unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    let bob = Person::employee(&server, "bob").await.unwrap();
    let talk = server.facade().create_direct("ann", "bob").await.unwrap();
    let id = conversation_id(&talk).unwrap();
    let (client, witness) = bob
        .join(&server, Transport::default(), Terminal::Web)
        .await
        .unwrap();
    let mut anns = RawConnection::connect(&server.http_url(), Format::Json)
        .await
        .unwrap();
    anns.hello(&ann.token, device("ann", Terminal::Web))
        .await
        .unwrap();
    let mut acknowledged = Vec::new();
    for number in 1..=20 {
        let name = format!("before-{number}");
        assert_eq!(try_send(&mut anns, &talk, &name).await.unwrap(), number);
        acknowledged.push(name);
    }

    limit_files(&server, "4096");
    let refusal = try_send(&mut anns, &talk, "refused").await.unwrap_err();
    assert_eq!(refusal.code(), ErrorCode::StorageUnavailable, "{refusal:?}");
    assert!(
        refusal.retryable && refusal.client_msg_id == "refused",
        "{refusal:?}"
    );
    for number in 0..5 {
        let refusal = try_send(&mut anns, &talk, &format!("also-refused-{number}"))
            .await
            .unwrap_err();
        assert_eq!(refusal.code(), ErrorCode::StorageUnavailable, "{refusal:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    // A client that keeps the rules goes on trying behind the scenes.
    let waiting = client.clone();
    let pending =
        tokio::task::JoinSet::from_iter([async move { waiting.send_text(id, "patience").await }]);
    let page = client
        .history(id, HistoryRange::After(0), 100)
        .await
        .unwrap();
    assert_eq!(page.messages.len(), acknowledged.len());
    assert_eq!(
        server
            .facade()
            .messages_after(&talk, 0, 100)
            .await
            .unwrap()
            .len(),
        acknowledged.len()
    );
    let (_new, new_witness) = ann
        .join(&server, Transport::LongPoll, Terminal::Ios)
        .await
        .unwrap();
    new_witness
        .until_shown(&talk, acknowledged.len() as u64)
        .await
        .unwrap();

    limit_files(&server, "unlimited");
    let patient = patiently("the patient ack", pending.join_all())
        .await
        .remove(0)
        .unwrap();
    let mut retried = None;
    for _ in 0..50 {
        match try_send(&mut anns, &talk, "refused").await {
            Ok(seq) => {
                retried = Some(seq);
                break;
            }
            Err(error) => assert_eq!(error.code(), ErrorCode::StorageUnavailable, "{error:?}"),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let retried = retried.expect("sends work again");
    acknowledged.push(patient.client_msg_id.clone());
    acknowledged.push("refused".to_owned());
    assert_eq!(
        [patient.seq, retried],
        [21, 22],
        "no refused send took a number"
    );
    witness.until_shown(&talk, 22).await.unwrap();

    // And so it is after a crash.
    server.kill().unwrap();
    server.restart().await.unwrap();
    let stored = server.facade().messages_after(&talk, 0, 100).await.unwrap();
    let ids: Vec<&str> = stored
        .iter()
        .map(|message| message["clientMsgId"].as_str().unwrap())
        .collect();
    assert_eq!(ids, acknowledged);
}

/// The names and the bytes of all files.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(below) = folders.pop() {
        for entry in std::fs::read_dir(below).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                files.insert(path, bytes);
            }
        }
    }
    files
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A copy that found no room is said to have failed, is taken for nothing, and harms nothing; the same command again makes it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_half_a_backup_nor_half_a_restore_is_taken_for_whole() {
    let server = SkeinServer::builder()
        .launcher(&PREPARED)
        .start()
        .await
        .unwrap();
    let facade = server.facade();
    for uid in ["ann", "bob"] {
        facade.create_user(uid, "employee").await.unwrap();
    }
    let talk = facade.create_direct("ann", "bob").await.unwrap();
    let send = async |id: &str| facade.send_text(&talk, "ann", id, "is it kept?").await;
    for number in 0..20 {
        send(&format!("before-{number}")).await.unwrap();
    }
    let copy = server.scratch_dir().join("copy");
    let copy_name = copy.to_str().unwrap();

    limit_files(&server, "4096");
    let refused = server.run_subcommand(&["backup", copy_name]).unwrap();
    limit_files(&server, "unlimited");
    assert!(!refused.status.success(), "{}", stderr(&refused));
    assert!(
        stderr(&refused).contains("can't be copied"),
        "{}",
        stderr(&refused)
    );
    assert!(!copy.join("backup.json").exists());
    let target = server.scratch_dir().join("restored");
    let restore = |launcher: &[&str]| {
        let binary = skein_testkit::skein_binary().unwrap();
        let (program, before) = launcher.split_first().unwrap();
        Command::new(program)
            .args(before)
            .arg(binary)
            .args(["restore", "--data-dir"])
            .args([&target, &copy])
            .output()
            .unwrap()
    };
    let half = restore(&["env"]);
    assert!(!half.status.success());
    assert!(
        stderr(&half).contains("not a whole backup"),
        "{}",
        stderr(&half)
    );

    // The server went on, and the same command makes what it could not make.
    send("meanwhile").await.unwrap();
    let made = server.run_subcommand(&["backup", copy_name]).unwrap();
    assert!(made.status.success(), "{}", stderr(&made));
    let whole = contents(&copy);

    // Eight blocks of 512 bytes.
    let full = ["sh", "-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""];
    let refused = restore(&full);
    assert!(!refused.status.success());
    assert!(
        stderr(&refused).contains("can't be written"),
        "{}",
        stderr(&refused)
    );
    let starting = SkeinServer::builder().data_dir(&target).start().await;
    let Err(refusal) = starting else {
        panic!("half a restore is no data")
    };
    let why = format!("{refusal:#}");
    assert!(why.contains("restore"), "{why}");
    assert!(contents(&copy) == whole, "the backup is only read");
    let restored = restore(&["env"]);
    assert!(restored.status.success(), "{}", stderr(&restored));
    let second = SkeinServer::builder()
        .data_dir(&target)
        .start()
        .await
        .unwrap();
    let business = second.rest().with_bearer(&server.app().app_key);
    let path = format!("/v1/conversations/{talk}/messages?after=0&limit=100");
    let page = business.get(&path).await.unwrap().success().unwrap();
    assert_eq!(page["items"].as_array().unwrap().len(), 21);
}
