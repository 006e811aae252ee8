//! What only plain TCP has: lengths, a goodbye in the place of one, pings that are frames, and a door of its own.

use skein_gateway::TrustedProxies;
use skein_protocol::frame::Format;
use skein_protocol::wire::{ErrorCode, Frame, Ping, Pong, Terminal, frame::Body};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::socket_client::{Arrival, Link, SocketClient, hello, send};
use crate::world::{PATIENCE, Setting, World};

async fn assert_too_large(client: &mut SocketClient) {
    let said = client.next_frame().await.body;
    assert!(
        matches!(&said, Some(Body::Error(error)) if error.code() == ErrorCode::TooLarge),
        "{said:?}"
    );
    assert_eq!(client.next().await, Arrival::Close(1009));
    assert_eq!(client.next().await, Arrival::End);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_length_that_is_too_large_is_refused_before_a_byte_of_the_frame_comes() {
    let world = World::new().await;
    for length in [65_537, 1 << 20, u32::MAX] {
        let mut ann = SocketClient::open(&world, "ann", Link::Tcp).await;
        ann.socket.write_all(&length.to_be_bytes()).await.unwrap();
        assert_too_large(&mut ann).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_says_no_more_than_a_hello_and_who_is_let_in_as_much_as_a_frame_holds() {
    let world = World::new().await;
    let mut stranger = SocketClient::connect(&world, Link::Tcp).await;
    let length = 8 * 1_024 + 1_u32;
    stranger
        .socket
        .write_all(&length.to_be_bytes())
        .await
        .unwrap();
    assert_too_large(&mut stranger).await;
    // The first large frame right behind the hello: its limit is the one of who is let in.
    let mut ann = SocketClient::connect(&world, Link::Tcp).await;
    let hello = hello(&world.token("ann").await, Terminal::Web, "");
    let mut bytes = ann.encoded(&Frame::reply(1, hello));
    let large = send(&world, "1", &"信".repeat(4_000));
    bytes.extend(ann.encoded(&Frame::reply(2, large)));
    ann.socket.write_all(&bytes).await.unwrap();
    assert!(matches!(
        ann.next_frame().await.body,
        Some(Body::Welcome(_))
    ));
    assert!(matches!(ann.next_frame().await.body, Some(Body::Ack(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_speaks_http_or_tls_here_is_sent_away_at_once() {
    let world = World::new().await;
    for said in [
        b"GET / HTTP/1.1\r\nhost: a\r\n\r\n".as_slice(),
        b"\x16\x03\x01\x02",
    ] {
        let mut client = SocketClient::connect(&world, Link::Tcp).await;
        client.socket.write_all(said).await.unwrap();
        assert_too_large(&mut client).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_silent_is_asked_by_a_frame_and_stays_by_answering() {
    let mut setting = Setting::default();
    // Asked after 1.1 of it, gone after 1.5; both are looked at each second.
    setting.limits.heartbeat_interval_ms = 6_000;
    let world = World::with(setting).await;
    let mut ann = SocketClient::open(&world, "ann", Link::Tcp).await;
    ann.shows_pings = true;
    for _ in 0..2 {
        let asked = ann.next_frame().await;
        let Some(Body::Ping(Ping { time_ms })) = asked.body else {
            panic!("not asked: {asked:?}")
        };
        assert_eq!(asked.id, 0);
        ann.write(&Frame::push(Pong { time_ms })).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_cut_in_a_frame_is_a_connection_that_is_gone() {
    let world = World::new().await;
    let mut ann = SocketClient::open(&world, "ann", Link::Tcp).await;
    let frame = ann.encoded(&Frame::reply(2, send(&world, "1", "never whole")));
    ann.socket
        .write_all(&frame[..frame.len() - 1])
        .await
        .unwrap();
    ann.socket.shutdown().await.unwrap();
    assert_eq!(ann.next().await, Arrival::End);
    world.until_sessions(0).await;
    assert_eq!(world.stored().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_doors_have_one_number_of_connections() {
    let mut setting = Setting::default();
    setting.limits.max_connections = 2;
    let world = World::with(setting).await;
    let _web = SocketClient::open(&world, "ann", Link::WebSocket(Format::Json)).await;
    let _plain = SocketClient::open(&world, "bob", Link::Tcp).await;
    for address in [world.address, world.tcp_address] {
        let mut refused = TcpStream::connect(address).await.unwrap();
        let read = tokio::time::timeout(PATIENCE, refused.read(&mut [0; 1]))
            .await
            .expect("closed at once");
        assert!(matches!(read, Ok(0) | Err(_)), "{read:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_its_number_and_a_proxy_of_ones_own_has_not() {
    for (proxies, comes_in) in [(vec![], false), (vec!["127.0.0.1".to_owned()], true)] {
        let mut setting = Setting::default();
        setting.limits.max_connections_per_address = 1;
        setting.proxies = TrustedProxies::try_from(proxies).unwrap();
        let world = World::with(setting).await;
        let _first = SocketClient::open(&world, "ann", Link::Tcp).await;
        if comes_in {
            SocketClient::open(&world, "bob", Link::Tcp).await;
        } else {
            let mut second = SocketClient::connect(&world, Link::Tcp).await;
            assert_eq!(second.next().await, Arrival::End);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_door_is_closed_when_the_node_drains() {
    let world = World::new().await;
    let mut ann = SocketClient::open(&world, "ann", Link::Tcp).await;
    world.lifecycle.drain();
    crate::world::until("a closed door", async || {
        TcpStream::connect(world.tcp_address).await.is_err()
    })
    .await;
    // Who is in goes on.
    ann.ask(send(&world, "1", "one more")).await;
    assert!(matches!(ann.next_frame().await.body, Some(Body::Ack(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_moves_to_another_transport_and_back() {
    let world = World::new().await;
    let (web, tcp) = (Link::WebSocket(Format::Json), Link::Tcp);
    let mut session_id = String::new();
    for link in [tcp, web, tcp] {
        let mut bob = SocketClient::connect(&world, link).await;
        let welcome = bob.hello(&world, "bob", Terminal::Web, &session_id).await;
        assert_eq!(welcome.resumed, !session_id.is_empty());
        session_id = welcome.session_id;
        drop(bob);
        world.until_sessions(0).await;
    }
    // And a newer device wins whatever it comes by.
    let mut older = SocketClient::open(&world, "ann", tcp).await;
    let _newer = SocketClient::open(&world, "ann", web).await;
    assert_eq!(
        older.close_code().await,
        ErrorCode::Replaced.entry().close_code
    );
}
