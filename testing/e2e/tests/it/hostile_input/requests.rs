//! Well-formed frames that ask for what is not there, not theirs, or not possible.

use skein_client::wire::{
    Error, ErrorCode, Frame, History, MarkRead, Received, Send, SetTyping, frame::Body,
};
use skein_client::{Format, RawConnection, RawEvent, Terminal};
use skein_e2e::people::{Person, device, text};
use skein_testkit::SkeinServer;

use super::{assert_healthy, second_app};

const NOBODYS: &str = "0192f0c1-5b7e-7000-8000-00000000dead";

async fn enter(server: &SkeinServer, person: &Person) -> RawConnection {
    let mut connection = RawConnection::connect(&server.http_url(), Format::Proto)
        .await
        .unwrap();
    connection
        .hello(&person.token, device(&person.uid, Terminal::Web))
        .await
        .unwrap();
    connection
}

/// The next frame that is not about presence, marks or messages.
async fn answer(connection: &mut RawConnection) -> Frame {
    loop {
        match connection.receive().await.unwrap() {
            RawEvent::Frame(frame)
                if !matches!(frame.body, Some(Body::Message(_) | Body::Mark(_))) =>
            {
                return *frame;
            }
            RawEvent::Frame(_) => {}
            closed @ RawEvent::Closed { .. } => panic!("{closed:?}"),
        }
    }
}

async fn refusal(connection: &mut RawConnection, body: impl Into<Body>) -> Error {
    connection.send(&Frame::reply(9, body)).await.unwrap();
    match answer(connection).await.body {
        Some(Body::Error(error)) => error,
        other => panic!("not refused: {other:?}"),
    }
}

/// All that can be asked about a conversation.
async fn refusals(connection: &mut RawConnection, conversation: &str) -> Vec<Error> {
    let conversation_id = conversation.to_owned();
    let send = Send {
        conversation_id: conversation_id.clone(),
        client_msg_id: "let-me-in".into(),
        content: Some(text("let me in")),
    };
    let history = History {
        conversation_id: conversation_id.clone(),
        after: Some(0),
        ..History::default()
    };
    let typing = SetTyping {
        conversation_id: conversation_id.clone(),
        typing: true,
    };
    let mark = MarkRead {
        conversation_id: conversation_id.clone(),
        seq: 1,
    };
    let received = Received {
        conversation_id,
        seq: 1,
    };
    connection.send(&Frame::push(typing)).await.unwrap();
    vec![
        refusal(connection, send).await,
        refusal(connection, history).await,
        refusal(connection, mark).await,
        refusal(connection, received).await,
    ]
}

#[tokio::test]
async fn a_foreign_conversation_looks_like_none() {
    let mut server = SkeinServer::start().await.unwrap();
    let other = second_app(&mut server).await;
    let mallory = Person::employee(&server, "mallory").await.unwrap();
    for uid in ["ann", "bob"] {
        Person::employee(&server, uid).await.unwrap();
    }
    let facade = server.facade();
    let of_this_app = facade.create_direct("ann", "bob").await.unwrap();
    facade
        .send_text(&of_this_app, "ann", "m-1", "between us")
        .await
        .unwrap();

    let business = server.rest().with_bearer(&other.app_key);
    for uid in ["mallory", "carol"] {
        let user = serde_json::json!({"uid": uid, "name": uid, "kind": "employee"});
        business
            .post("/v1/users", &user)
            .await
            .unwrap()
            .success()
            .unwrap();
    }
    let direct = serde_json::json!({"kind": "direct", "members": ["mallory", "carol"]});
    let made = business
        .post("/v1/conversations", &direct)
        .await
        .unwrap()
        .success()
        .unwrap();
    // A user of the same name takes part in this one, in the other app.
    let of_other_app = made["id"].as_str().unwrap().to_owned();

    let mut connection = enter(&server, &mallory).await;
    let expected = refusals(&mut connection, NOBODYS).await;
    assert!(
        expected
            .iter()
            .all(|error| error.code() == ErrorCode::NotFound),
        "{expected:?}"
    );
    for conversation in [&of_this_app, &of_other_app] {
        // Not a word of difference.
        assert_eq!(refusals(&mut connection, conversation).await, expected);
    }
    // The same by REST, for the key of the other app and for the token of a stranger.
    let stranger = server.rest().with_bearer(&mallory.token);
    let bodies = |detail: &serde_json::Value| {
        let mut body = detail.clone();
        body["requestId"] = serde_json::Value::Null;
        body
    };
    for rest in [&business, &stranger] {
        let path = |id: &str| format!("/v1/conversations/{id}/messages");
        let nobodys = rest.get(&path(NOBODYS)).await.unwrap();
        let foreign = rest.get(&path(&of_this_app)).await.unwrap();
        assert_eq!(
            (foreign.status, foreign.problem_code()),
            (404, Some("not_found"))
        );
        assert_eq!(bodies(&foreign.body), bodies(&nobodys.body));
    }
    // Nothing of it left a trace.
    assert_eq!(
        facade
            .messages_after(&of_this_app, 0, 10)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_healthy(&server).await;
}

#[tokio::test]
async fn seqs_from_the_future_change_nothing() {
    let server = SkeinServer::start().await.unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    Person::employee(&server, "bob").await.unwrap();
    let facade = server.facade();
    let talk = facade.create_direct("ann", "bob").await.unwrap();
    facade.send_text(&talk, "bob", "m-1", "one").await.unwrap();
    let mut connection = enter(&server, &ann).await;
    for seq in [2, u64::MAX] {
        let mark = MarkRead {
            conversation_id: talk.clone(),
            seq,
        };
        assert_eq!(
            refusal(&mut connection, mark).await.code(),
            ErrorCode::Invalid
        );
        let received = Received {
            conversation_id: talk.clone(),
            seq,
        };
        assert_eq!(
            refusal(&mut connection, received).await.code(),
            ErrorCode::Invalid
        );
    }
    let state = facade
        .rest()
        .get(&format!("/v1/conversations/{talk}"))
        .await
        .unwrap()
        .success()
        .unwrap();
    let members = state["members"].as_array().unwrap();
    let own = members.iter().find(|member| member["uid"] == "ann");
    let own = own.unwrap();
    assert_eq!(
        (&own["readSeq"], &own["receivedSeq"]),
        (&0.into(), &0.into()),
        "{own}"
    );
    // Reading beyond the end is no error, and no answer either.
    let history = History {
        conversation_id: talk,
        after: Some(u64::MAX),
        ..History::default()
    };
    connection.send(&Frame::reply(3, history)).await.unwrap();
    let Some(Body::HistoryPage(page)) = answer(&mut connection).await.body else {
        panic!("no page")
    };
    assert!(page.messages.is_empty() && !page.has_more);
    assert_healthy(&server).await;
}

#[tokio::test]
async fn requests_out_of_bounds_are_named_and_the_connection_goes_on() {
    let server = SkeinServer::start().await.unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    Person::employee(&server, "bob").await.unwrap();
    let talk = server.facade().create_direct("ann", "bob").await.unwrap();
    let mut connection = enter(&server, &ann).await;
    let send = |client_msg_id: &str, words: &str| Send {
        conversation_id: talk.clone(),
        client_msg_id: client_msg_id.to_owned(),
        content: Some(text(words)),
    };
    let bodies: Vec<(Body, ErrorCode)> = vec![
        (send("", "no id").into(), ErrorCode::Invalid),
        (
            send(&"i".repeat(65), "a long id").into(),
            ErrorCode::Invalid,
        ),
        (send("m-1", " \n ").into(), ErrorCode::Invalid),
        (send("m-1", &"x".repeat(4_001)).into(), ErrorCode::TooLarge),
        (
            Send {
                content: None,
                ..send("m-1", "")
            }
            .into(),
            ErrorCode::Invalid,
        ),
        (
            Send {
                conversation_id: "../../etc".into(),
                ..send("m-1", "x")
            }
            .into(),
            ErrorCode::Invalid,
        ),
        (
            History {
                before: Some(1),
                after: Some(1),
                conversation_id: talk.clone(),
                limit: 0,
            }
            .into(),
            ErrorCode::Invalid,
        ),
        (
            skein_client::wire::OpenDirect {
                uid: "u".repeat(65),
            }
            .into(),
            ErrorCode::Invalid,
        ),
        (
            skein_client::wire::OpenDirect {
                uid: "nobody".into(),
            }
            .into(),
            ErrorCode::NotFound,
        ),
        (
            skein_client::wire::OpenDirect { uid: "ann".into() }.into(),
            ErrorCode::Invalid,
        ),
        (
            skein_client::wire::Pong { time_ms: 1 }.into(),
            ErrorCode::Unspecified,
        ),
        (
            skein_client::wire::Welcome::default().into(),
            ErrorCode::Invalid,
        ),
    ];
    for (body, expected) in bodies {
        // A pong has no answer; the ping after it shows that the connection goes on.
        if expected == ErrorCode::Unspecified {
            connection.send(&Frame::reply(4, body)).await.unwrap();
            continue;
        }
        let error = refusal(&mut connection, body.clone()).await;
        assert_eq!(error.code(), expected, "{body:?}: {error:?}");
        assert!(!error.detail.is_empty() && !error.retryable, "{error:?}");
    }
    connection
        .send(&Frame::reply(5, skein_client::wire::Ping { time_ms: 42 }))
        .await
        .unwrap();
    let Some(Body::Pong(pong)) = answer(&mut connection).await.body else {
        panic!("no pong")
    };
    assert_eq!(pong.time_ms, 42);
    assert_healthy(&server).await;
}
