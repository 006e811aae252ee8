//! The HTTP side of the door: nobody holds a connection for nothing.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::http_client::{read, request, write};
use crate::world::{PATIENCE, Setting, World, until};

async fn world(head_ms: u64, body_ms: u64) -> World {
    let mut setting = Setting::default();
    setting.times.head = Duration::from_millis(head_ms);
    setting.times.idle = Duration::from_millis(head_ms);
    setting.times.body = Duration::from_millis(body_ms);
    setting.times.drain = Duration::from_millis(200);
    World::with(setting).await
}

/// How long the server kept the connection from now on, with what it still said.
async fn kept(socket: &mut TcpStream) -> (Duration, String) {
    #[expect(clippy::disallowed_methods, reason = "real sockets take real time")]
    let begin = Instant::now();
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(PATIENCE, socket.read_to_end(&mut rest)).await;
    ended.expect("the server ends it").unwrap_or_default();
    (begin.elapsed(), String::from_utf8_lossy(&rest).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_asks_nothing_or_trickles_its_head_is_closed() {
    let world = world(300, 60_000).await;
    let mut silent = TcpStream::connect(world.address).await.unwrap();
    let (time, _) = kept(&mut silent).await;
    assert!(time < Duration::from_secs(10), "{time:?}");

    let mut trickling = TcpStream::connect(world.address).await.unwrap();
    let trickle = async {
        for byte in b"GET /v1/poll HTTP/1.1\r\nhost: test\r\n".iter().cycle() {
            if trickling.write_all(&[*byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    };
    tokio::time::timeout(PATIENCE, trickle)
        .await
        .expect("the server ends it");
    until("no connection is left", async || {
        world.gateway.admission().connections() == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_connection_is_kept_for_another_request_but_not_for_ever() {
    let world = world(700, 60_000).await;
    let mut socket = TcpStream::connect(world.address).await.unwrap();
    for _ in 0..3 {
        write(&mut socket, "DELETE", "/v1/poll", &[], "").await;
        assert_eq!(read(&mut socket).await.status, 401);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (time, _) = kept(&mut socket).await;
    assert!(time < Duration::from_secs(10), "{time:?}");
    until("no connection is left", async || {
        world.gateway.admission().connections() == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_showed_a_request_outlives_the_time_for_a_head_and_a_silent_one_does_not()
{
    let mut setting = Setting::default();
    setting.times.head = Duration::from_millis(100);
    let world = World::with(setting).await;
    let mut kept_open = TcpStream::connect(world.address).await.unwrap();
    write(&mut kept_open, "DELETE", "/v1/poll", &[], "").await;
    assert_eq!(read(&mut kept_open).await.status, 401);
    // The silent one comes after: when it is gone, the time for a head has passed for both.
    let mut silent = TcpStream::connect(world.address).await.unwrap();
    kept(&mut silent).await;
    write(&mut kept_open, "DELETE", "/v1/poll", &[], "").await;
    assert_eq!(read(&mut kept_open).await.status, 401);
    // The head of the next request has its own time again.
    kept_open.write_all(b"GET /v1/poll").await.unwrap();
    kept(&mut kept_open).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_was_kept_for_requests_has_no_more_time_for_a_hello() {
    let mut setting = Setting::default();
    setting.limits.hello_timeout_ms = 300;
    let world = World::with(setting).await;
    let mut socket = TcpStream::connect(world.address).await.unwrap();
    for _ in 0..3 {
        write(&mut socket, "DELETE", "/v1/poll", &[], "").await;
        assert_eq!(read(&mut socket).await.status, 401);
    }
    let upgrade = [
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("sec-websocket-protocol", "skein.v1.json"),
    ];
    write(&mut socket, "GET", "/v1/connect", &upgrade, "").await;
    assert_eq!(read(&mut socket).await.status, 101);
    // A close frame, and the end: the time between requests would be 90 s.
    let (_, rest) = kept(&mut socket).await;
    assert!(rest.contains("hello"), "{rest:?}");
    until("no connection is left", async || {
        world.gateway.admission().connections() == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_trickles_is_bounded_in_time() {
    let world = world(60_000, 300).await;
    let mut socket = TcpStream::connect(world.address).await.unwrap();
    socket
        .write_all(b"POST /v1/poll HTTP/1.1\r\nhost: test\r\ncontent-length: 50000\r\n\r\n")
        .await
        .unwrap();
    let (mut reading, mut writing) = socket.into_split();
    let trickle = async {
        while writing.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        std::future::pending::<()>().await;
    };
    let mut answer = Vec::new();
    let answered = async {
        let mut buffer = [0; 4_096];
        while !answer.starts_with(b"HTTP/1.1 400") {
            match reading.read(&mut buffer).await {
                Ok(0) | Err(_) => break,
                Ok(length) => answer.extend_from_slice(&buffer[..length]),
            }
        }
    };
    tokio::select! {
        answered = tokio::time::timeout(PATIENCE, answered) => answered.expect("the server gives up"),
        () = trickle => unreachable!("it never ends"),
    }
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_large_is_refused() {
    let mut setting = Setting::default();
    setting.limits.max_http_body_bytes = 100;
    let world = World::with(setting).await;
    let answer = request(&world, "POST", "/v1/poll", &[], &" ".repeat(101)).await;
    assert_eq!(answer.status, 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_server_takes_nobody_new_and_lets_requests_finish() {
    let world = world(60_000, 60_000).await;
    let mut socket = TcpStream::connect(world.address).await.unwrap();
    socket
        .write_all(b"POST /v1/poll HTTP/1.1\r\nhost: test\r\ncontent-length: 2\r\n\r\n{")
        .await
        .unwrap();
    until("the request is under way", async || {
        world.gateway.admission().connections() == 1
    })
    .await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    world.lifecycle.drain();
    socket.write_all(b"}").await.unwrap();
    let answer = read(&mut socket).await;
    assert_eq!(answer.status, 503, "{answer:?}");
    let (time, rest) = kept(&mut socket).await;
    assert!(time < Duration::from_secs(10) && rest.is_empty());
    until("nobody new", async || {
        TcpStream::connect(world.address).await.is_err()
    })
    .await;
}
