//! The Rust client by itself: gets new tokens, waits for a slow application, and is back after every loss.

use std::sync::{Arc, Mutex};

use skein_client::wire::{ErrorCode, PresenceState};
use skein_client::{
    Client, CloseCause, Event, Format, SendError, StartAt, Terminal, TokenFuture, Transport,
};
use skein_e2e::people::{PATIENCE, Person, Witness, client_with, conversation_id, device, url};
use skein_testkit::SkeinServer;

const TRANSPORTS: [Transport; 3] = [
    Transport::WebSocket(Format::Proto),
    Transport::LongPoll,
    Transport::Tcp,
];

#[tokio::test]
async fn a_refused_token_is_replaced_by_a_new_one() {
    let server = SkeinServer::start().await.unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    for transport in TRANSPORTS {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (noted, facade) = (Arc::clone(&asked), server.facade());
        let tokens = move |is_refused: bool| -> TokenFuture {
            noted.lock().unwrap().push(is_refused);
            let facade = facade.clone();
            Box::pin(async move {
                // As a business that kept a token for too long.
                let token = if is_refused {
                    facade.issue_token("ann").await.unwrap()
                } else {
                    "stale".to_owned()
                };
                Ok(token)
            })
        };
        let (client, events) = Client::builder(
            &url(&server, transport),
            device("ann", Terminal::Web),
            tokens,
        )
        .transport(transport)
        .tune(|config| (config.backoff_min_ms, config.backoff_max_ms) = (10, 50))
        .connect();
        let witness = Witness::start(events);
        tokio::time::timeout(PATIENCE, client.online())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(*asked.lock().unwrap(), [false, true], "{transport:?}");

        // Withdrawn while it is connected: the same way back.
        server.facade().revoke_tokens(&ann.uid).await.unwrap();
        witness
            .until("a second welcome", |notes| {
                let welcomes = notes
                    .events
                    .iter()
                    .filter(|event| matches!(event, Event::Welcomed(_)));
                (welcomes.count() == 2).then_some(())
            })
            .await
            .unwrap();
        assert_eq!(asked.lock().unwrap().last(), Some(&true), "{transport:?}");
        client.close().await;
    }
}

#[tokio::test]
async fn without_a_valid_token_it_ends_and_says_why() {
    let server = SkeinServer::start().await.unwrap();
    for transport in TRANSPORTS {
        let (client, _events) = client_with(
            &server,
            "not a token",
            transport,
            device("ann", Terminal::Web),
        )
        .connect();
        let outcome = tokio::time::timeout(PATIENCE, client.online())
            .await
            .unwrap();
        assert_eq!(
            outcome,
            Err(CloseCause::Refused(ErrorCode::Unauthenticated)),
            "{transport:?}"
        );
        let nowhere = conversation_id("0192f0c1-5b7e-7000-8000-000000000001").unwrap();
        assert!(matches!(
            client.send_text(nowhere, "hello?").await,
            Err(SendError::Closed)
        ));
    }
}

#[tokio::test]
async fn an_application_that_takes_its_time_misses_nothing() {
    let server = SkeinServer::start().await.unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    Person::employee(&server, "bob").await.unwrap();
    let facade = server.facade();
    let talk = facade.create_direct("ann", "bob").await.unwrap();
    for transport in TRANSPORTS {
        let builder = ann
            .client(&server, transport, Terminal::Web)
            .start_at(StartAt::Beginning);
        let (client, mut events) = builder.event_capacity(1).connect();
        client.online().await.unwrap();
        let first = facade.messages_after(&talk, 0, 100).await.unwrap().len() as u64;
        for number in 1..=300 {
            facade
                .send_text(&talk, "bob", &format!("{transport:?}-{number}"), "busy?")
                .await
                .unwrap();
        }
        let mut shown = Vec::new();
        while shown.len() as u64 != first + 300 {
            let event = tokio::time::timeout(PATIENCE, events.next())
                .await
                .unwrap()
                .unwrap();
            if let Event::Message(message) = event {
                shown.push(message.seq);
            }
        }
        assert_eq!(
            shown,
            (1..=first + 300).collect::<Vec<u64>>(),
            "{transport:?}"
        );
        client.close().await;
    }
}

#[tokio::test]
async fn presence_is_watched_again_after_a_crash() {
    let mut server = SkeinServer::start().await.unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    let bob = Person::employee(&server, "bob").await.unwrap();
    server.facade().create_direct("ann", "bob").await.unwrap();
    let (anns, witness) = ann
        .join(&server, TRANSPORTS[0], Terminal::Web)
        .await
        .unwrap();
    let before = anns.watch_presence(["bob"]).await.unwrap();
    assert_eq!(before[0].state(), PresenceState::Offline);

    server.kill().unwrap();
    server.restart().await.unwrap();
    anns.online().await.unwrap();
    let (_bobs, _bob_witness) = bob
        .join(&server, TRANSPORTS[1], Terminal::Ios)
        .await
        .unwrap();
    witness
        .until_event("that bob came", |event| match event {
            Event::Presence(presence) if presence.uid == "bob" => {
                (presence.state() == PresenceState::Online).then_some(())
            }
            _ => None,
        })
        .await
        .unwrap();
}
