//! Bytes that are no HTTP, no WebSocket, no length, or no frame.

use anyhow::ensure;
use skein_client::wire::frame::Body;
use skein_client::wire::{ErrorCode, Frame, Hello, OpenDirect, Ping};
use skein_client::{Format, Terminal};
use skein_e2e::bytes::{Bytes, Link, Said, raw_message, upgrade_request};
use skein_e2e::people::{PATIENCE, Person, device};
use skein_protocol::delimited::write_goodbye;
use skein_protocol::websocket::{Opcode, write_frame};
use skein_testkit::{SkeinServer, eventually};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::assert_healthy;

const JSON: Link = Link::WebSocket(Format::Json);
const PROTO: Link = Link::WebSocket(Format::Proto);

fn hello(person: &Person) -> Frame {
    let device = Some(device(&person.uid, Terminal::Web));
    Frame::reply(
        1,
        Hello {
            token: person.token.clone(),
            device,
            ..Hello::default()
        },
    )
}

#[tokio::test]
async fn bytes_that_are_no_frame_close_with_a_code() {
    let server = SkeinServer::start().await.unwrap();
    let unmasked = {
        let mut bytes = Vec::new();
        write_frame(&mut bytes, Opcode::Text, b"{}");
        bytes
    };
    // The header of a message of 2^40 bytes; of the rest, not one byte ever comes.
    let enormous = [
        &[0x82, 0xff][..],
        &(1_u64 << 40).to_be_bytes(),
        &[1, 2, 3, 4],
    ]
    .concat();
    let reserved_bit = [&[0xc1_u8, 0x80][..], &[1, 2, 3, 4]].concat();
    let lonely_end = [&[0x80_u8, 0x80][..], &[1, 2, 3, 4]].concat();
    let ping = Frame::reply(1, Ping { time_ms: 1 });
    let cases: Vec<(&str, Link, Vec<u8>, u16)> = vec![
        (
            "half a document",
            JSON,
            raw_message(Opcode::Text, b"{\"id\":1,"),
            1007,
        ),
        (
            "another document",
            JSON,
            raw_message(Opcode::Text, b"[1,2]"),
            1007,
        ),
        (
            "a number as id",
            JSON,
            raw_message(Opcode::Text, b"{\"id\":\"one\",\"ping\":{}}"),
            1007,
        ),
        (
            "no UTF-8",
            JSON,
            raw_message(Opcode::Text, b"{\"id\":1,\"\xff\xfe\":{}}"),
            1007,
        ),
        (
            "no protobuf",
            PROTO,
            raw_message(Opcode::Binary, &[0xff; 40]),
            1007,
        ),
        (
            "bytes on a text connection",
            JSON,
            raw_message(Opcode::Binary, b"{}"),
            1003,
        ),
        (
            "text on a binary connection",
            PROTO,
            raw_message(Opcode::Text, b"{}"),
            1003,
        ),
        ("a frame without mask", JSON, unmasked, 1002),
        ("a reserved bit", JSON, reserved_bit, 1002),
        ("the end of nothing", JSON, lonely_end, 1002),
        ("a message without end", PROTO, enormous, 1009),
        (
            "a message that is too long",
            JSON,
            raw_message(Opcode::Text, &[b' '; 70_000]),
            1009,
        ),
        ("a request before hello", PROTO, PROTO.message(&ping), 4004),
        (
            "a body nobody knows",
            JSON,
            raw_message(Opcode::Text, b"{\"id\":1,\"later\":{}}"),
            4002,
        ),
    ];
    for (what, link, bytes, expected) in cases.into_iter().chain(on_plain_tcp()) {
        let mut peer = Bytes::open(&server, link).await.unwrap();
        peer.write(&bytes).await.unwrap();
        assert_eq!(
            peer.hear_close(link).await.unwrap(),
            Some(expected),
            "{what}"
        );
    }
    assert_healthy(&server).await;
}

fn on_plain_tcp() -> Vec<(&'static str, Link, Vec<u8>, u16)> {
    let ping = Frame::reply(1, Ping { time_ms: 1 });
    let goodbye = {
        let mut bytes = Vec::new();
        write_goodbye(1000, &mut bytes);
        bytes
    };
    vec![
        (
            "no protobuf behind a length",
            Link::Tcp,
            Link::Tcp.carry(&[0xff; 40]),
            1007,
        ),
        (
            "a length without end",
            Link::Tcp,
            u32::MAX.to_be_bytes().to_vec(),
            1009,
        ),
        (
            "more than a hello has to say",
            Link::Tcp,
            (8 * 1024 + 1_u32).to_be_bytes().to_vec(),
            1009,
        ),
        (
            "HTTP in the place of a length",
            Link::Tcp,
            b"GET / HTTP/1.1\r\n\r\n".to_vec(),
            1009,
        ),
        (
            "a request before hello, behind a length",
            Link::Tcp,
            Link::Tcp.message(&ping),
            4004,
        ),
        ("a goodbye and nothing else", Link::Tcp, goodbye, 1000),
    ]
}

#[tokio::test]
async fn requests_for_something_else_are_refused_as_http() {
    let server = SkeinServer::start().await.unwrap();
    let good = upgrade_request(&server, "skein.v1.json");
    let cases = [
        (
            "an unknown subprotocol",
            upgrade_request(&server, "skein.v9.xml"),
            "400",
        ),
        (
            "no subprotocol",
            good.replace("sec-websocket-protocol: skein.v1.json\r\n", ""),
            "400",
        ),
        (
            "a version of long ago",
            good.replace("version: 13", "version: 8"),
            "426",
        ),
        (
            "no upgrade",
            good.replace("upgrade: websocket\r\n", ""),
            "4",
        ),
        (
            "a key that is too short",
            good.replace("sec-websocket-key: ", "sec-websocket-key: x"),
            "400",
        ),
        ("no HTTP", "HELO there\r\n\r\n".to_owned(), "400"),
        (
            "a head without end",
            format!("GET / HTTP/1.1\r\n{}", "x: yyyyyyyy\r\n".repeat(4_000)),
            "431",
        ),
    ];
    for (what, request, status) in cases {
        let mut peer = Bytes::connect(&server).await.unwrap();
        // The server may hang up before it has read all.
        let _ = peer.write(request.as_bytes()).await;
        let head = peer.read_head().await.unwrap();
        assert!(
            head.starts_with(&format!("HTTP/1.1 {status}")),
            "{what}: {head}"
        );
    }
    assert_healthy(&server).await;
}

#[tokio::test]
async fn a_peer_of_one_byte_a_packet_is_understood() {
    let server = SkeinServer::start().await.unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    Person::employee(&server, "bob").await.unwrap();
    for link in [JSON, PROTO, Link::Tcp] {
        let mut peer = match link {
            Link::WebSocket(format) => {
                let mut peer = Bytes::connect(&server).await.unwrap();
                let request = upgrade_request(&server, format.subprotocol());
                peer.write_slowly(request.as_bytes()).await.unwrap();
                assert!(peer.read_head().await.unwrap().starts_with("HTTP/1.1 101 "));
                peer
            }
            Link::Tcp => Bytes::open(&server, link).await.unwrap(),
        };
        peer.write_slowly(&link.message(&hello(&ann)))
            .await
            .unwrap();
        let said = peer.hear(link).await.unwrap();
        let is_welcome = |said: &Said| matches!(said, Said::Frame(frame) if matches!(frame.body, Some(Body::Welcome(_))));
        assert!(is_welcome(&said), "{said:?}");
        // The whole conversation in one packet, and in as many as it has bytes.
        let open = link.message(&Frame::reply(7, OpenDirect { uid: "bob".into() }));
        peer.write(&[open.clone(), open.clone()].concat())
            .await
            .unwrap();
        peer.write_slowly(&open).await.unwrap();
        for _ in 0..3 {
            let said = peer.hear(link).await.unwrap();
            let is_answer = matches!(&said, Said::Frame(frame) if frame.id == 7 && matches!(frame.body, Some(Body::Conversation(_))));
            assert!(is_answer, "{said:?}");
        }
    }
    assert_healthy(&server).await;
}

#[tokio::test]
async fn who_does_not_say_hello_is_sent_away() {
    let server = SkeinServer::builder()
        .config("limits.hello_timeout_ms", 300)
        .start()
        .await
        .unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    let forged = Person {
        token: format!("{}x", ann.token),
        ..ann.clone()
    };
    let empty = Person {
        token: String::new(),
        ..ann
    };
    for link in [JSON, Link::Tcp] {
        let mut silent = Bytes::open(&server, link).await.unwrap();
        assert_eq!(silent.hear_close(link).await.unwrap(), Some(4004));
        for person in [&forged, &empty] {
            let mut peer = Bytes::open(&server, link).await.unwrap();
            peer.write(&link.message(&hello(person))).await.unwrap();
            let Said::Frame(refusal) = peer.hear(link).await.unwrap() else {
                panic!("no answer")
            };
            let Some(Body::Error(error)) = refusal.body else {
                panic!("not refused: {refusal:?}")
            };
            assert_eq!((refusal.id, error.code()), (1, ErrorCode::Unauthenticated));
            assert_eq!(peer.hear_close(link).await.unwrap(), Some(4004));
        }
    }
    assert_healthy(&server).await;
}

/// Begins a request from an address, as a proxy names it, of whose body one byte comes.
async fn hang(server: &SkeinServer, address: &str, path: &str, more: &str) -> TcpStream {
    let authority = server.http_url();
    let authority = authority
        .trim_start_matches("http://")
        .trim_end_matches('/');
    let mut socket = TcpStream::connect(authority).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {authority}\r\nx-forwarded-for: {address}\r\n\
        content-type: application/json\r\n{more}\r\n{{"
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket
}

const LARGE: &str = "content-length: 131072\r\n";

async fn sign_in_wrongly(server: &SkeinServer, address: &str) -> u16 {
    let body = serde_json::json!({ "uid": "nobody", "password": "no password of anybody" });
    let asked = server
        .rest()
        .request(reqwest::Method::POST, "/v1/console/login")
        .header("x-forwarded-for", address)
        .json(&body);
    asked.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn bodies_of_strangers_are_bounded_together_and_leave_room_for_other_addresses() {
    let server = SkeinServer::builder()
        .config("server.trusted_proxies", r#"["127.0.0.1"]"#)
        .start()
        .await
        .unwrap();
    let mut held = Vec::new();
    for _ in 0..17 {
        held.push(hang(&server, "203.0.113.1", "/v1/console/login", LARGE).await);
    }
    assert_eq!(sign_in_wrongly(&server, "203.0.113.2").await, 401);
    // No more is read of this one.
    assert_eq!(sign_in_wrongly(&server, "203.0.113.1").await, 503);
    drop(held);
    assert_healthy(&server).await;
}

/// What a customer gets to hear who asks for something that only the business may.
async fn overreach(server: &SkeinServer, address: &str, token: &str) -> u16 {
    let asked = server
        .rest()
        .request(reqwest::Method::POST, "/v1/users")
        .bearer_auth(token)
        .header("x-forwarded-for", address)
        .json(&serde_json::json!({ "uid": "x", "name": "x", "kind": "customer" }));
    asked.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn who_opened_the_widget_holds_no_more_than_a_stranger() {
    let server = SkeinServer::builder()
        .config("server.trusted_proxies", r#"["127.0.0.1"]"#)
        .start()
        .await
        .unwrap();
    let facade = server.facade();
    facade.create_user("lin", "customer").await.unwrap();
    let token = facade.issue_token("lin").await.unwrap();
    let large = format!("{LARGE}authorization: Bearer {token}\r\n");
    let mut held = Vec::new();
    for _ in 0..17 {
        held.push(hang(&server, "203.0.113.1", "/v1/users", &large).await);
    }
    assert_eq!(overreach(&server, "203.0.113.2", &token).await, 403);
    // No more is read of this one, once the server has seen what it holds.
    eventually(PATIENCE, "no room for this address", || async {
        let status = overreach(&server, "203.0.113.1", &token).await;
        ensure!(status == 503, "{status}");
        Ok(())
    })
    .await
    .unwrap();
    // Nobody else is kept waiting by customers.
    facade.create_user("mia", "customer").await.unwrap();
    drop(held);
    assert_healthy(&server).await;
}

#[tokio::test]
async fn a_body_that_says_to_be_too_large_is_not_waited_for() {
    let server = SkeinServer::start().await.unwrap();
    let key = &server.app().app_key;
    for (path, credential, length) in [
        ("/v1/console/login", String::new(), "131073"),
        ("/v1/console/login", String::new(), "9223372036854775807"),
        (
            "/v1/users",
            format!("authorization: Bearer {key}\r\n"),
            "1048577",
        ),
    ] {
        let more = format!("content-length: {length}\r\n{credential}");
        let mut socket = hang(&server, "203.0.113.1", path, &more).await;
        let mut answer = [0; 12];
        socket.read_exact(&mut answer).await.unwrap();
        assert_eq!(
            String::from_utf8_lossy(&answer),
            "HTTP/1.1 413",
            "{path} {length}"
        );
    }
    assert_healthy(&server).await;
}
