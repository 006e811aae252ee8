//! A backup of a server at work, restored elsewhere, has everything that was acknowledged before it began.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use skein_client::{Message, Terminal, Transport};
use skein_e2e::people::{Person, conversation_id, patiently};
use skein_testkit::{Rest, SkeinServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_server_at_work_has_all_that_was_acknowledged() {
    let server = SkeinServer::builder()
        .config("limits.sends_per_second", 0)
        .start()
        .await
        .unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    Person::employee(&server, "bob").await.unwrap();
    let talk = server.facade().create_direct("ann", "bob").await.unwrap();
    let id = conversation_id(&talk).unwrap();
    let (client, witness) = ann
        .join(&server, Transport::default(), Terminal::Linux)
        .await
        .unwrap();

    let over = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&over);
    let talking = tokio::task::JoinSet::from_iter([async move {
        while !stop.load(Ordering::Relaxed) {
            client.send_text(id, "going on").await.unwrap();
        }
    }]);
    witness.until_shown(&talk, 50).await.unwrap();
    server.facade().mark_read(&talk, "bob", 40).await.unwrap();
    let before = witness.look(|notes| notes.of(&talk).to_vec());
    let copy = server.scratch_dir().join("copy");
    // Blocks this test, not the talk, which runs on the other thread.
    let made = server
        .run_subcommand(&["backup", copy.to_str().unwrap()])
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    over.store(true, Ordering::Relaxed);
    patiently("the last ack", talking.join_all()).await;

    // Into another folder, as another server; the first one still runs.
    let restored = server.scratch_dir().join("restored");
    let put_back = std::process::Command::new(skein_testkit::skein_binary().unwrap())
        .args(["restore", "--data-dir"])
        .args([&restored, &copy])
        .output()
        .unwrap();
    assert!(
        put_back.status.success(),
        "{}",
        String::from_utf8_lossy(&put_back.stderr)
    );
    let second = SkeinServer::builder()
        .data_dir(&restored)
        .start()
        .await
        .unwrap();
    let business = second.rest().with_bearer(&server.app().app_key);
    assert_has_all(&business, &talk, &before).await;
    let state = business
        .get(&format!("/v1/conversations/{talk}"))
        .await
        .unwrap()
        .success()
        .unwrap();
    let bob = state["members"]
        .as_array()
        .unwrap()
        .iter()
        .find(|member| member["uid"] == "bob")
        .unwrap();
    assert_eq!(bob["readSeq"], 40);

    // People go on where the copy was made: their tokens, ids and numbers hold.
    let (client, witness) = ann
        .join(&second, Transport::LongPoll, Terminal::Linux)
        .await
        .unwrap();
    let last = state["lastSeq"].as_u64().unwrap();
    witness.until_shown(&talk, last).await.unwrap();
    assert_eq!(
        client.send_text(id, "in the new house").await.unwrap().seq,
        last + 1
    );
    let repeated = &before[10];
    let again = client
        .send(
            id,
            repeated.client_msg_id.clone(),
            repeated.content.clone().unwrap(),
        )
        .await
        .unwrap();
    assert_eq!(
        again.seq, repeated.seq,
        "what was stored before the backup is known after it"
    );
}

/// Each of these messages is where it was.
async fn assert_has_all(business: &Rest, talk: &str, before: &[Message]) {
    let mut after = 0;
    while after < before.len() as u64 {
        let path = format!("/v1/conversations/{talk}/messages?after={after}&limit=100");
        let page = business.get(&path).await.unwrap().success().unwrap();
        for item in page["items"].as_array().unwrap() {
            let Some(acknowledged) = before.get(after as usize) else {
                break;
            };
            assert_eq!(item["seq"], acknowledged.seq);
            assert_eq!(item["clientMsgId"], acknowledged.client_msg_id.as_str());
            after += 1;
        }
        assert!(
            page["hasMore"] == true || after == before.len() as u64,
            "{after} of {}",
            before.len()
        );
    }
}

#[tokio::test]
async fn is_not_put_over_data_and_not_taken_for_whole_when_it_is_not() {
    let mut server = SkeinServer::start().await.unwrap();
    server.terminate().await.unwrap();
    let copy = server.scratch_dir().join("copy");
    let made = server
        .run_subcommand(&["backup", copy.to_str().unwrap()])
        .unwrap();
    assert!(
        made.status.success(),
        "without a running server: {}",
        String::from_utf8_lossy(&made.stderr)
    );

    let over_data = server
        .run_subcommand(&["restore", copy.to_str().unwrap()])
        .unwrap();
    assert!(!over_data.status.success());
    assert!(String::from_utf8_lossy(&over_data.stderr).contains("holds data already"));

    std::fs::remove_file(copy.join("backup.json")).unwrap();
    let half = server
        .run_subcommand(&["restore", copy.to_str().unwrap()])
        .unwrap();
    assert!(!half.status.success());
    assert!(String::from_utf8_lossy(&half.stderr).contains("not a whole backup"));
    server.restart().await.unwrap();
}
