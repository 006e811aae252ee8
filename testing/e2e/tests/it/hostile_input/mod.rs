//! Whatever a peer sends, it gets a coded answer or a close code, learns nothing, and harms nobody else.

mod connections;
mod requests;
mod rest;
mod slow_readers;

use skein_client::{Terminal, Transport};
use skein_e2e::people::{Person, conversation_id};
use skein_testkit::{App, SkeinServer, unique_name};

/// People can talk: what a server is for still works.
async fn assert_healthy(server: &SkeinServer) {
    let one = Person::employee(server, &unique_name("one")).await.unwrap();
    let other = Person::employee(server, &unique_name("other"))
        .await
        .unwrap();
    let talk = server
        .facade()
        .create_direct(&one.uid, &other.uid)
        .await
        .unwrap();
    let (client, _witness) = one
        .join(server, Transport::default(), Terminal::Web)
        .await
        .unwrap();
    let (_reader, witness) = other
        .join(server, Transport::LongPoll, Terminal::Web)
        .await
        .unwrap();
    let (_plain, plain_witness) = other
        .join(server, Transport::Tcp, Terminal::Linux)
        .await
        .unwrap();
    let ack = client
        .send_text(conversation_id(&talk).unwrap(), "are you well?")
        .await
        .unwrap();
    witness.until_shown(&talk, ack.seq).await.unwrap();
    plain_witness.until_shown(&talk, ack.seq).await.unwrap();
    assert!(
        !server.log().unwrap().contains("panicked"),
        "{}",
        server.log().unwrap()
    );
}

/// A second app on the same server, which is started anew for it.
async fn second_app(server: &mut SkeinServer) -> App {
    server.terminate().await.unwrap();
    let made = server
        .run_subcommand(&["init", "--app", "other", "--json"])
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    server.restart().await.unwrap();
    serde_json::from_slice(&made.stdout).unwrap()
}
