//! Peers that never read cost a bounded amount of memory, are cut off, and slow nobody.

use anyhow::{Context as _, Result, ensure};
use skein_client::wire::{Frame, Hello};
use skein_client::{Format, Terminal, Transport};
use skein_e2e::bytes::{Bytes, Link};
use skein_e2e::people::{PATIENCE, Person, conversation_id, device, patiently};
use skein_testkit::{Rest, SkeinServer, eventually, figures};

use super::assert_healthy;

const SLOW_READERS: usize = 16;
const MESSAGES: u64 = 1_200;
/// Few, so that a queue fills slowly: it must end by itself, not only when it overflows at once.
const AT_A_TIME: usize = 4;
/// What all slow readers together would cost if everything waited for them: 16 times 7 MB.
const UNBOUNDED_BYTES: u64 = 110 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn are_cut_off_while_others_get_everything() {
    let server = SkeinServer::builder()
        .config("limits.sends_per_second", 0)
        .start()
        .await
        .unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    let bob = Person::employee(&server, "bob").await.unwrap();
    let mut members = vec!["ann".to_owned(), "bob".to_owned()];
    let mut slow = Vec::new();
    for number in 0..SLOW_READERS {
        let person = Person::employee(&server, &format!("slow-{number}"))
            .await
            .unwrap();
        members.push(person.uid.clone());
        let link = [
            Link::WebSocket(Format::Json),
            Link::WebSocket(Format::Proto),
            Link::Tcp,
        ][number % 3];
        let opened = Bytes::open_with_buffer(&server, link, Some(4_096)).await;
        let mut peer = opened.unwrap();
        let device = Some(device(&person.uid, Terminal::Web));
        let hello = Frame::reply(
            1,
            Hello {
                token: person.token,
                device,
                ..Hello::default()
            },
        );
        peer.write(&link.message(&hello)).await.unwrap();
        // The welcome is the last thing it reads for a long time.
        peer.hear(link).await.unwrap();
        slow.push(peer);
    }
    let group = serde_json::json!({"kind": "group", "title": "all", "members": members});
    let made = server
        .facade()
        .rest()
        .post("/v1/conversations", &group)
        .await
        .unwrap()
        .success()
        .unwrap();
    let talk = made["id"].as_str().unwrap().to_owned();
    let id = conversation_id(&talk).unwrap();
    let (client, events) = ann
        .client(&server, Transport::default(), Terminal::Web)
        .tune(|config| config.max_in_flight_per_conversation = AT_A_TIME)
        .connect();
    drop(events);
    let (_bobs, witness) = bob
        .join(&server, Transport::default(), Terminal::Web)
        .await
        .unwrap();

    let process_id = server.process_id().unwrap();
    let before = figures::rss_bytes(process_id).unwrap();
    let mut sends = tokio::task::JoinSet::new();
    for number in 0..MESSAGES {
        let client = client.clone();
        let words = format!("{number} {}", "雁".repeat(2_000));
        sends.spawn(async move { client.send_text(id, words).await.unwrap() });
        while sends.len() >= AT_A_TIME {
            patiently("an ack", sends.join_next())
                .await
                .unwrap()
                .unwrap();
        }
    }
    patiently("the last acks", sends.join_all()).await;
    witness.until_shown(&talk, MESSAGES).await.unwrap();
    let grown = figures::rss_bytes(process_id)
        .unwrap()
        .saturating_sub(before);
    assert!(
        grown < UNBOUNDED_BYTES / 2,
        "{grown} bytes more than before"
    );

    // Cut off though they never read a word of it: only the two who do are left.
    eventually(PATIENCE, "the end of the slow readers", || async {
        let sessions = sessions_open(&server).await?;
        ensure!(sessions == 2, "{sessions} sessions");
        Ok(())
    })
    .await
    .unwrap();
    drop(slow);
    assert_healthy(&server).await;
}

/// As the server counts them, once a second.
async fn sessions_open(server: &SkeinServer) -> Result<u64> {
    let address = server
        .operations_address()
        .context("the figures are served")?;
    let reply = Rest::new(&format!("http://{address}"))
        .get("/metrics")
        .await?;
    let text = reply.body.as_str().context("figures are text")?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("skein_gateway_sessions_open "));
    Ok(line.context("sessions are counted")?.parse()?)
}
