//! What a peer can't do to a node by polling, whatever it says.

use std::time::Duration;

use serde_json::json;
use skein_foundation::Limits;
use skein_gateway::TrustedProxies;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::http_client::{Answer, read, request, write};
use crate::poll_client::{Poll, hello, said};
use crate::world::{PATIENCE, Setting, World};

#[tokio::test(flavor = "multi_thread")]
async fn who_was_revoked_writes_nothing_more() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    world.revoke("ann").await;
    let refused = ann.post(&world, json!([said(&world, "1")])).await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (410, &json!("session_gone"))
    );
    assert_eq!(world.stored().await, [""; 0]);
    world.until_sessions(0).await;
    assert_eq!(ann.get(&world, "0").await.status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_revoked_between_two_batches_has_the_second_refused() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    world.look_ups.hold.hold_next();
    let ping = json!({ "id": 6, "ping": {} });
    let frames = json!([said(&world, "1"), ping, said(&world, "2")]);
    let mut posting = ann.begin_post(&world, &frames).await;
    world.look_ups.hold.held().await;
    world.revoke("ann").await;
    world.look_ups.hold.let_go();
    let refused = tokio::time::timeout(PATIENCE, read(&mut posting))
        .await
        .expect("an answer");
    assert_eq!(refused.status, 410);
    assert_eq!(world.stored().await, ["1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_replaced_writes_nothing_more_and_is_told_not_to_come_back() {
    let world = World::new().await;
    let older = Poll::open(&world, "ann").await;
    let _newer = Poll::open(&world, "ann").await;
    let refused = older.post(&world, json!([said(&world, "1")])).await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (409, &json!("replaced"))
    );
    assert_eq!(world.stored().await, [""; 0]);
    let last = older.get(&world, "0").await;
    assert_eq!(
        last.body["frames"][0]["goAway"]["reason"],
        "GO_AWAY_REASON_REPLACED"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_not_waited_for_when_its_head_decides() {
    let world = World::new().await;
    let mut socket = TcpStream::connect(world.address).await.unwrap();
    let head = "POST /v1/poll HTTP/1.1\r\nhost: test\r\ncontent-length: 1000000\r\n\
        authorization: Bearer nobody's\r\n\r\n";
    socket.write_all(head.as_bytes()).await.unwrap();
    let refused = tokio::time::timeout(PATIENCE, read(&mut socket))
        .await
        .expect("an answer");
    assert_eq!(refused.status, 410, "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_session_says_no_more_than_a_frame_may_hold() {
    let world = World::new().await;
    let hello = hello(&world.token("ann").await, "TERMINAL_WEB");
    let padding = " ".repeat(Limits::default().max_frame_bytes);
    let body = format!("{{\"frames\":[{hello}]{padding}}}");
    let refused = request(&world, "POST", "/v1/poll", &[], &body).await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (413, &json!("too_large"))
    );
    assert_eq!(world.sessions().await, 0);
    // Who has one may say many such frames at once.
    let ann = Poll::open(&world, "ann").await;
    let body = format!("{{\"frames\":[{}]{padding}}}", said(&world, "1"));
    let bearer = ("authorization", ann.bearer());
    let headers = [(bearer.0, bearer.1.as_str())];
    let taken = request(&world, "POST", "/v1/poll", &headers, &body).await;
    assert_eq!(taken.status, 202);
    let mut large = said(&world, "2");
    large["padding"] = json!(padding);
    let refused = ann.post(&world, json!([large])).await;
    assert_eq!(refused.status, 413);
    assert_eq!(world.stored().await, ["1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_under_a_request_takes_the_request_along() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    world.look_ups.hold.hold_next();
    let mut posting = ann.begin_post(&world, &json!([said(&world, "1")])).await;
    world.look_ups.hold.held().await;
    let bearer = ann.bearer();
    let headers = [("authorization", bearer.as_str())];
    let ended = request(&world, "DELETE", "/v1/poll", &headers, "").await;
    assert_eq!(ended.status, 204);
    world.look_ups.hold.let_go();
    let answer = tokio::time::timeout(PATIENCE, read(&mut posting))
        .await
        .expect("an answer");
    assert_eq!(answer.status, 410, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_given_up_gives_its_place_back() {
    let world = World::with(Setting {
        limits: Limits {
            max_in_flight: 1,
            sends_per_second: 0,
            ..Limits::default()
        },
        ..Setting::default()
    })
    .await;
    let ann = Poll::open(&world, "ann").await;
    world.look_ups.hold.hold_next();
    let posting = ann.begin_post(&world, &json!([said(&world, "1")])).await;
    world.look_ups.hold.held().await;
    drop(posting);
    // The server hears of it by its read of the connection, which nothing but time shows.
    tokio::time::sleep(Duration::from_millis(200)).await;
    world.look_ups.hold.let_go();
    // In the same session, as the protocol asks.
    let again = ann.post(&world, json!([said(&world, "1")])).await;
    assert_eq!(again.status, 202);
    let heard = ann.get(&world, "0").await.body["frames"].to_string();
    assert!(heard.contains("ack") && !heard.contains("error"), "{heard}");
    assert_eq!(world.stored().await, ["1"]);
}

/// Says hello on a connection that stays, for the node's limit counts those, too.
async fn say_hello(world: &World, socket: &mut TcpStream, name: &str, terminal: &str) -> Answer {
    let hello = hello(&world.token(name).await, terminal);
    let body = json!({ "frames": [hello] }).to_string();
    write(socket, "POST", "/v1/poll", &[], &body).await;
    tokio::time::timeout(PATIENCE, read(socket))
        .await
        .expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_hello_again_and_again_takes_no_place_of_others() {
    let mut setting = Setting::default();
    setting.limits.max_connections = 3;
    let world = World::with(setting).await;
    let mut socket = TcpStream::connect(world.address).await.unwrap();
    for _ in 0..10 {
        let opened = say_hello(&world, &mut socket, "ann", "TERMINAL_WEB").await;
        assert_eq!(opened.status, 200, "{opened:?}");
    }
    let other = say_hello(&world, &mut socket, "bob", "TERMINAL_WEB").await;
    assert_eq!(other.status, 200, "{other:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hello_that_finds_no_place_leaves_the_session_that_lives() {
    let mut setting = Setting::default();
    setting.limits.max_connections = 3;
    let world = World::with(setting).await;
    let mut socket = TcpStream::connect(world.address).await.unwrap();
    let live = say_hello(&world, &mut socket, "ann", "TERMINAL_WEB").await;
    for terminal in ["TERMINAL_IOS", "TERMINAL_ANDROID"] {
        let opened = say_hello(&world, &mut socket, "ann", terminal).await;
        assert_eq!(opened.status, 200, "{opened:?}");
    }
    let full = say_hello(&world, &mut socket, "ann", "TERMINAL_WEB").await;
    assert_eq!(
        (full.status, &full.body["code"]),
        (503, &json!("overloaded"))
    );
    let bearer = format!("Bearer {}", live.body["pollKey"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    let body = json!({ "frames": [said(&world, "1")] }).to_string();
    write(&mut socket, "POST", "/v1/poll", &headers, &body).await;
    assert_eq!(read(&mut socket).await.status, 202);
    // A place that becomes free is found.
    write(&mut socket, "DELETE", "/v1/poll", &headers, "").await;
    assert_eq!(read(&mut socket).await.status, 204);
    let opened = say_hello(&world, &mut socket, "bob", "TERMINAL_WEB").await;
    assert_eq!(opened.status, 200, "{opened:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_hangs_up_while_it_is_let_in_leaves_no_session() {
    let world = World::new().await;
    let hello = hello(&world.token("ann").await, "TERMINAL_WEB");
    let body = json!({ "frames": [hello] }).to_string();
    let mut socket = TcpStream::connect(world.address).await.unwrap();
    world.users.hold.hold_next();
    write(&mut socket, "POST", "/v1/poll", &[], &body).await;
    world.users.hold.held().await;
    // The user is looked at once more when the session stands in the registry.
    world.users.hold.hold_next();
    world.users.hold.let_go();
    world.users.hold.held().await;
    assert_eq!(world.sessions().await, 1);
    drop(socket);
    world.until_sessions(0).await;
}

/// Begins a POST of the session from an address as a proxy names it: a body of which no byte follows.
async fn claim(world: &World, session: &Poll, address: &str, bytes: usize) -> TcpStream {
    let mut socket = TcpStream::connect(world.address).await.unwrap();
    let head = format!(
        "POST /v1/poll HTTP/1.1\r\nhost: test\r\nauthorization: {}\r\nx-forwarded-for: {address}\r\ncontent-length: {bytes}\r\n\r\n",
        session.bearer()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sessions_of_one_address_do_not_take_the_room_of_others() {
    let mut setting = Setting::default();
    setting.limits.max_http_body_bytes = 4 << 20;
    setting.proxies = TrustedProxies::try_from(vec!["127.0.0.1".to_owned()]).unwrap();
    let world = World::with(setting).await;
    let bob = Poll::open(&world, "bob").await;
    let mut held = Vec::new();
    // Enough for all the room there is: anybody gets as many sessions, by coming as many visitors.
    for terminal in [
        "H5", "IOS", "ANDROID", "WINDOWS", "MACOS", "LINUX", "SERVER", "WEB",
    ] {
        let mut socket = TcpStream::connect(world.address).await.unwrap();
        let opened = say_hello(&world, &mut socket, "ann", &format!("TERMINAL_{terminal}")).await;
        let ann = Poll::of(&opened);
        for _ in 0..2 {
            held.push(claim(&world, &ann, "203.0.113.1", 4 << 20).await);
        }
    }
    // What was claimed is taken in before this comes, or waits: of that nothing but time shows which.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let body = json!({ "frames": [said(&world, "1")] }).to_string();
    let bearer = bob.bearer();
    let headers = [
        ("authorization", bearer.as_str()),
        ("x-forwarded-for", "203.0.113.2"),
    ];
    let taken = request(&world, "POST", "/v1/poll", &headers, &body).await;
    assert_eq!(taken.status, 202, "{taken:?}");
    assert_eq!(world.stored().await, ["1"]);
}
