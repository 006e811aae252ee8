//! A polite stop: clients are asked to go, nothing is lost, and they find the server again when it is back.

use skein_client::wire::{Frame, GoAwayReason, Hello, frame::Body};
use skein_client::{Format, Terminal, Transport};
use skein_e2e::bytes::{Bytes, Link, Said};
use skein_e2e::people::{Person, conversation_id, device, patiently};
use skein_testkit::SkeinServer;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_move_and_nothing_is_lost() {
    let mut server = SkeinServer::builder()
        .config("server.drain_spread_ms", 300)
        .config("limits.sends_per_second", 0)
        .start()
        .await
        .unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    let bob = Person::employee(&server, "bob").await.unwrap();
    let talk = server.facade().create_direct("ann", "bob").await.unwrap();
    let id = conversation_id(&talk).unwrap();
    let (anns, _ann_witness) = ann
        .join(&server, Transport::default(), Terminal::Linux)
        .await
        .unwrap();
    let (_bobs, bob_witness) = bob
        .join(&server, Transport::LongPoll, Terminal::Web)
        .await
        .unwrap();

    let (_plain, plain_witness) = bob
        .join(&server, Transport::Tcp, Terminal::Linux)
        .await
        .unwrap();

    // Ann goes on talking through the stop and the start.
    let talking = tokio::task::JoinSet::from_iter([async move {
        let mut acknowledged = Vec::new();
        for number in 0..150 {
            acknowledged.push(
                anns.send_text(id, format!("message {number}"))
                    .await
                    .unwrap(),
            );
        }
        acknowledged
    }]);
    bob_witness.until_shown(&talk, 5).await.unwrap();
    let status = server.terminate().await.unwrap();
    assert!(status.success(), "{status}: {}", server.log().unwrap());
    server.restart().await.unwrap();

    let acknowledged = patiently("all acks", talking.join_all()).await.remove(0);
    let seqs: Vec<u64> = acknowledged.iter().map(|ack| ack.seq).collect();
    assert_eq!(
        seqs,
        (1..=150).collect::<Vec<u64>>(),
        "one sender at a time keeps its order"
    );
    bob_witness.until_shown(&talk, 150).await.unwrap();
    plain_witness.until_shown(&talk, 150).await.unwrap();
    let shown: Vec<String> = bob_witness.look(|notes| {
        notes
            .of(&talk)
            .iter()
            .map(|message| message.client_msg_id.clone())
            .collect()
    });
    let sent: Vec<String> = acknowledged
        .into_iter()
        .map(|ack| ack.client_msg_id)
        .collect();
    assert_eq!(shown, sent);
}

#[tokio::test]
async fn who_stays_is_closed_with_the_code_of_a_restart() {
    for link in [Link::WebSocket(Format::Json), Link::Tcp] {
        let mut server = SkeinServer::builder()
            .config("server.drain_spread_ms", 100)
            .config("server.stop_deadline_ms", 20_000)
            .start()
            .await
            .unwrap();
        let ann = Person::employee(&server, "ann").await.unwrap();
        let mut stubborn = Bytes::open(&server, link).await.unwrap();
        let hello = Hello {
            token: ann.token,
            device: Some(device("ann", Terminal::Web)),
            ..Hello::default()
        };
        let hello = link.message(&Frame::reply(1, hello));
        stubborn.write(&hello).await.unwrap();
        stubborn.hear(link).await.unwrap();
        let (stopped, heard) = tokio::join!(server.terminate(), async {
            let mut heard = Vec::new();
            loop {
                match stubborn.hear(link).await.unwrap() {
                    Said::Frame(frame) => heard.push(frame.body),
                    Said::Close(code) => break (heard, code),
                    Said::End => panic!("{link:?}: without a word"),
                }
            }
        });
        assert!(stopped.unwrap().success());
        let (frames, code) = heard;
        let asked = frames.iter().find_map(|body| match body {
            Some(Body::GoAway(go_away)) => Some((go_away.reason(), go_away.spread_ms)),
            _ => None,
        });
        assert_eq!(asked, Some((GoAwayReason::Drain, 100)), "{link:?}");
        assert_eq!(code, Some(1012), "{link:?}");
    }
}
