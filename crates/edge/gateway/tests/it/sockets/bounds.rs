//! What a peer can't do to a node, whatever it does on its connection.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use skein_foundation::{Clock as _, Limits, ManualClock, SystemClock};
use skein_protocol::wire::{ErrorCode, Frame, History, Ping, Received, frame::Body};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::socket_client::{Arrival, Link, SocketClient, send};
use crate::world::{PATIENCE, Setting, World, until};

over_every_link! {
    who_never_says_hello_is_closed,
    bytes_that_are_no_frame_and_frames_that_are_too_large_are_told_so,
    who_goes_on_talking_after_the_end_is_cut_off,
    a_slow_reader_is_cut_off_and_slows_nobody,
    a_reader_that_was_behind_gets_everything_once_it_reads,
    an_end_reaches_a_connection_that_can_not_write,
    what_one_connection_makes_the_node_do_at_a_time_is_bounded,
    a_flood_of_confirmations_of_nothing_is_answered_and_ends_nothing,
    a_half_open_connection_is_closed_by_its_heartbeat,
    setting_the_clock_neither_slows_nor_ends_a_session,
    a_connection_counts_from_its_first_byte_to_its_last,
}

fn limits(change: impl FnOnce(&mut Limits)) -> Setting {
    let mut setting = Setting::default();
    change(&mut setting.limits);
    setting
}

async fn who_never_says_hello_is_closed(link: Link) {
    let world = World::with(limits(|limits| limits.hello_timeout_ms = 200)).await;
    let mut client = SocketClient::connect(&world, link).await;
    assert_eq!(
        client.close_code().await,
        ErrorCode::Unauthenticated.entry().close_code
    );
    assert_eq!(client.next().await, Arrival::End);
}

async fn bytes_that_are_no_frame_and_frames_that_are_too_large_are_told_so(link: Link) {
    let world = World::with(limits(|limits| limits.max_frame_bytes = 1_024)).await;
    let mut client = SocketClient::connect(&world, link).await;
    client.write_carried(&[b' '; 1_025]).await;
    let said = client.next_frame().await.body;
    assert!(
        matches!(&said, Some(Body::Error(error)) if error.code() == ErrorCode::TooLarge),
        "{said:?}"
    );
    assert_eq!(client.close_code().await, 1009);
    let mut client = SocketClient::connect(&world, link).await;
    client.write_carried(b"not a frame").await;
    assert_eq!(
        client.close_code().await,
        ErrorCode::Malformed.entry().close_code
    );
}

async fn who_goes_on_talking_after_the_end_is_cut_off(link: Link) {
    let world = World::new().await;
    let mut client = SocketClient::open(&world, "ann", link).await;
    client.write_carried(b"wrong").await;
    assert_eq!(
        client.close_code().await,
        ErrorCode::Malformed.entry().close_code
    );
    world.until_sessions(0).await;
    let ping = client.encoded(&Frame::reply(7, Ping { time_ms: 1 }));
    let talking = async {
        while client.socket.write_all(&ping).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, talking)
        .await
        .expect("the connection is cut");
}

/// A client whose kernel takes little for it.
async fn lazy_reader(world: &World, name: &str, link: Link) -> SocketClient {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1_024).unwrap();
    let mut client = SocketClient::connect_with(world, link, socket).await;
    client
        .hello(world, name, skein_protocol::wire::Terminal::Web, "")
        .await;
    client
}

/// Asks for pages of 64 KiB and takes none, until the node reads the log for it no more. Gives what was asked.
async fn fall_behind(world: &World, reader: &mut SocketClient) -> Vec<u32> {
    let before = world.log.reads.load(Ordering::SeqCst);
    let mut asked = Vec::new();
    loop {
        for _ in 0..20 {
            let history = History {
                conversation_id: world.talk.to_string(),
                before: None,
                after: None,
                limit: 100,
            };
            asked.push(reader.ask(history).await);
        }
        assert!(
            asked.len() < 10_000,
            "whoever takes nothing is read from for ever"
        );
        let all_read = async {
            while world.log.reads.load(Ordering::SeqCst) < before + asked.len() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_millis(300), all_read).await;
        if waited.is_err() {
            return asked;
        }
    }
}

async fn a_slow_reader_is_cut_off_and_slows_nobody(link: Link) {
    let world = World::with(limits(|limits| limits.max_outbox_bytes = 64 * 1_024)).await;
    let mut ann = SocketClient::open(&world, "ann", link).await;
    let _bob = lazy_reader(&world, "bob", link).await;
    world.until_sessions(2).await;
    let text = "x".repeat(4_000);
    let mut number = 0;
    while world.sessions().await == 2 {
        number += 1;
        // Far fewer than may wait to be confirmed, which is another bound: what the kernel takes, and an outbox.
        assert!(number < 3_000, "its outbox takes more than it may");
        ann.ask(send(&world, &number.to_string(), &text)).await;
        assert!(matches!(ann.next_frame().await.body, Some(Body::Ack(_))));
    }
}

async fn a_reader_that_was_behind_gets_everything_once_it_reads(link: Link) {
    let world = World::new().await;
    let mut ann = SocketClient::open(&world, "ann", link).await;
    let text = "x".repeat(4_000);
    for number in 1..=100 {
        ann.ask(send(&world, &number.to_string(), &text)).await;
        ann.next_frame().await;
    }
    let mut bob = lazy_reader(&world, "bob", link).await;
    let asked = fall_behind(&world, &mut bob).await;
    let mut answered = Vec::new();
    while answered.len() < asked.len() {
        let frame = bob.next_frame().await;
        assert!(matches!(&frame.body, Some(Body::HistoryPage(page)) if page.last_seq == 100));
        answered.push(frame.id);
    }
    answered.sort_unstable();
    assert_eq!(answered, asked);
    // And the connection still listens.
    let ping = bob.ask(Ping { time_ms: 5 }).await;
    assert_eq!(bob.next_frame().await.id, ping);
}

async fn an_end_reaches_a_connection_that_can_not_write(link: Link) {
    // Nothing else ends it meanwhile.
    let mut setting = limits(|limits| limits.heartbeat_interval_ms = 600_000);
    setting.times.send = Duration::from_mins(10);
    let world = World::with(setting).await;
    let mut ann = SocketClient::open(&world, "ann", link).await;
    let text = "x".repeat(4_000);
    for number in 1..=100 {
        ann.ask(send(&world, &number.to_string(), &text)).await;
        ann.next_frame().await;
    }
    let mut bob = lazy_reader(&world, "bob", link).await;
    fall_behind(&world, &mut bob).await;
    world.revoke("bob").await;
    world.until_sessions(1).await;
}

async fn what_one_connection_makes_the_node_do_at_a_time_is_bounded(link: Link) {
    let world = World::new().await;
    let mut ann = SocketClient::open(&world, "ann", link).await;
    ann.ask(send(&world, "1", "x")).await;
    ann.next_frame().await;
    world.log.hold_reads();
    let before = world.log.reads.load(Ordering::SeqCst);
    let mut bytes = Vec::new();
    for id in 10..42 {
        let conversation_id = world.talk.to_string();
        let history = History {
            conversation_id,
            before: None,
            after: None,
            limit: 1,
        };
        bytes.extend(ann.encoded(&Frame::reply(id, history)));
    }
    ann.socket.write_all(&bytes).await.unwrap();
    let reads = || world.log.reads.load(Ordering::SeqCst) - before;
    until("the first reads", async || reads() >= 8).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(reads(), 8);
    // While they are under way and others wait, nothing more is read from the socket.
    ann.socket
        .write_all(&ann.encoded(&Frame::reply(99, Ping { time_ms: 1 })))
        .await
        .unwrap();
    let early = tokio::time::timeout(Duration::from_millis(200), ann.next()).await;
    assert!(early.is_err(), "{early:?}");
    let mut answers = Vec::new();
    while answers.len() < 33 {
        world.log.let_reads_go();
        answers.push(ann.next_frame().await.id);
    }
    answers.sort_unstable();
    assert_eq!(answers, (10..42).chain([99]).collect::<Vec<_>>());
}

async fn a_flood_of_confirmations_of_nothing_is_answered_and_ends_nothing(link: Link) {
    let world = World::new().await;
    let mut ann = SocketClient::open(&world, "ann", link).await;
    let strange = Received {
        conversation_id: "01890000-0000-7000-8000-000000000001".into(),
        seq: 1,
    };
    let one = ann.encoded(&Frame::push(strange));
    ann.socket.write_all(&one.repeat(3_000)).await.unwrap();
    let ping = ann.ask(Ping { time_ms: 5 }).await;
    loop {
        let frame = ann.next_frame().await;
        if frame.id == ping {
            break;
        }
        assert!(
            matches!(&frame.body, Some(Body::Error(error)) if error.code() == ErrorCode::NotFound)
        );
    }
}

async fn a_half_open_connection_is_closed_by_its_heartbeat(link: Link) {
    let world = World::with(limits(|limits| limits.heartbeat_interval_ms = 1_000)).await;
    let mut ann = SocketClient::open(&world, "ann", link).await;
    let mut bob = SocketClient::open(&world, "bob", link).await;
    let beating = async {
        loop {
            tokio::time::sleep(Duration::from_millis(500)).await;
            bob.ask(Ping { time_ms: 1 }).await;
        }
    };
    tokio::select! {
        code = ann.close_code() => assert_eq!(code, ErrorCode::HeartbeatTimeout.entry().close_code),
        () = beating => unreachable!("it never ends"),
    }
    world.until_sessions(1).await;
}

async fn setting_the_clock_neither_slows_nor_ends_a_session(link: Link) {
    let clock = Arc::new(ManualClock::at(SystemClock.now_ms()));
    let mut setting = limits(|limits| limits.sends_per_second = 20);
    setting.clock = clock.clone();
    let world = World::with(setting).await;
    let mut ann = SocketClient::open(&world, "ann", link).await;
    for (seq, hours) in [(1, -1), (2, 3), (3, -2), (4, 0)] {
        ann.ask(send(&world, &seq.to_string(), "x")).await;
        let answer = ann.next_frame().await.body;
        assert!(
            matches!(&answer, Some(Body::Ack(ack)) if ack.seq == seq),
            "{answer:?}"
        );
        clock.advance_ms(hours * 3_600_000);
    }
}

async fn a_connection_counts_from_its_first_byte_to_its_last(link: Link) {
    let world = World::with(limits(|limits| limits.max_connections = 2)).await;
    let connections = || world.gateway.admission().connections();
    let first = SocketClient::open(&world, "ann", link).await;
    let second = SocketClient::open(&world, "bob", link).await;
    assert_eq!(connections(), 2);
    let mut refused = TcpStream::connect(world.address_of(link)).await.unwrap();
    // Whoever was taken in would be answered. The connection may be gone before this is written.
    let _ = refused
        .write_all(b"GET / HTTP/1.1\r\nhost: test\r\n\r\n")
        .await;
    let read = tokio::time::timeout(PATIENCE, refused.read(&mut [0; 1]))
        .await
        .expect("closed at once");
    assert!(matches!(read, Ok(0) | Err(_)), "{read:?}");
    drop((first, second));
    until("the places are free", async || connections() == 0).await;
    SocketClient::open(&world, "cid", link).await;
}
