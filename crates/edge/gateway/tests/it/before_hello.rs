//! What strangers may make the node do and hold: as good as nothing.

use serde_json::json;
use skein_protocol::frame::Format;
use skein_protocol::websocket::Opcode;
use skein_protocol::wire::{ErrorCode, Frame, Ping, Terminal, frame::Body};

use tokio::io::AsyncWriteExt as _;

use crate::http_client::request;
use crate::poll_client::{Poll, hello, said};
use crate::web_socket_client::{Arrival, WebSocketClient};
use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_behind_a_hello_is_looked_into_until_it_is_verified() {
    let world = World::new().await;
    let huge = format!(
        r#"{{"syncPage":{{"conversations":[{}{{}}]}}}}"#,
        "{},".repeat(20_000)
    );
    let nonsense = r#"{"id":"?","ping":[[[]]]}"#;
    for behind in [huge.as_str(), nonsense] {
        let forged = hello("forged", "TERMINAL_WEB");
        let body = format!(r#"{{"frames":[{forged},{behind}]}}"#);
        let refused = request(&world, "POST", "/v1/poll", &[], &body).await;
        assert_eq!(
            (refused.status, &refused.body["code"]),
            (401, &json!("unauthenticated"))
        );
    }
    // Once it is, what is behind it is carried out as far as it can be understood.
    let hello = hello(&world.token("ann").await, "TERMINAL_WEB");
    let said = said(&world, "1");
    let body = format!(r#"{{"frames":[{hello},{said},{huge},{nonsense},{said}]}}"#);
    let opened = request(&world, "POST", "/v1/poll", &[], &body).await;
    assert_eq!(opened.status, 200, "{opened:?}");
    assert_eq!(world.stored().await, ["1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_of_a_session_are_looked_over_before_any_is_carried_out() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    let bearer = ann.bearer();
    let headers = [("authorization", bearer.as_str())];
    for bad in ["7", "[]", r#"{"ping":[]}"#, r#"{"id":1,"id":2}"#] {
        let body = format!(r#"{{"frames":[{},{bad}]}}"#, said(&world, "1"));
        let refused = request(&world, "POST", "/v1/poll", &headers, &body).await;
        assert_eq!(refused.status, 400, "{bad}");
    }
    assert_eq!(world.stored().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_that_says_anything_else_is_closed_without_it_being_read() {
    let world = World::new().await;
    for format in [Format::Json, Format::Proto] {
        let mut stranger = WebSocketClient::connect(&world, format).await;
        stranger.write(&Frame::reply(3, Ping::default())).await;
        let frame = stranger.next_frame().await;
        assert!(
            matches!(&frame.body, Some(Body::Error(error)) if error.code() == ErrorCode::Unauthenticated),
            "{frame:?}"
        );
        assert!(matches!(stranger.next().await, Arrival::Close(4004)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_with_a_hello_waits_for_the_welcome() {
    let world = World::new().await;
    let mut ann = WebSocketClient::connect(&world, Format::Proto).await;
    let hello = crate::web_socket_client::hello(&world.token("ann").await, Terminal::Web, "");
    let mut bytes = ann.encoded(&Frame::reply(1, hello));
    for id in 2..202 {
        bytes.extend(ann.encoded(&Frame::reply(id, Ping::default())));
    }
    ann.socket.write_all(&bytes).await.unwrap();
    assert!(matches!(
        ann.next_frame().await.body,
        Some(Body::Welcome(_))
    ));
    for id in 2..202 {
        assert_eq!(
            ann.next_frame().await.id,
            id,
            "in order, and none is lost between two turns"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_over_the_limit_is_told_so_by_its_name() {
    let world = World::new().await;
    let mut ann = WebSocketClient::open(&world, "ann", Format::Proto).await;
    ann.write_message(Opcode::Binary, &vec![0; 65_537]).await;
    let frame = ann.next_frame().await;
    assert!(
        matches!(&frame.body, Some(Body::Error(error)) if error.code() == ErrorCode::TooLarge),
        "{frame:?}"
    );
    assert!(matches!(ann.next().await, Arrival::Close(1009)));
}
