//! What strangers may make a connection do, and what they wait for.

use std::time::Duration;

use skein_protocol::wire::{ErrorCode, Frame, Ping, Terminal, frame::Body};
use tokio::io::AsyncWriteExt as _;

use crate::socket_client::{Arrival, Link, SocketClient, hello};
use crate::world::{PATIENCE, Setting, World};

over_every_link! {
    a_stranger_that_says_anything_else_is_closed_without_it_being_read,
    what_comes_with_a_hello_waits_for_the_welcome,
    a_frame_over_the_limit_is_told_so_by_its_name,
    hellos_in_pieces_are_bounded_for_all_together,
}

async fn a_stranger_that_says_anything_else_is_closed_without_it_being_read(link: Link) {
    let world = World::new().await;
    let mut stranger = SocketClient::connect(&world, link).await;
    stranger.write(&Frame::reply(3, Ping::default())).await;
    let frame = stranger.next_frame().await;
    assert!(
        matches!(&frame.body, Some(Body::Error(error)) if error.code() == ErrorCode::Unauthenticated),
        "{frame:?}"
    );
    assert!(matches!(stranger.next().await, Arrival::Close(4004)));
}

async fn what_comes_with_a_hello_waits_for_the_welcome(link: Link) {
    let world = World::new().await;
    let mut ann = SocketClient::connect(&world, link).await;
    let hello = hello(&world.token("ann").await, Terminal::Web, "");
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

async fn a_frame_over_the_limit_is_told_so_by_its_name(link: Link) {
    let world = World::new().await;
    let mut ann = SocketClient::open(&world, "ann", link).await;
    ann.write_carried(&vec![0; 65_537]).await;
    let frame = ann.next_frame().await;
    assert!(
        matches!(&frame.body, Some(Body::Error(error)) if error.code() == ErrorCode::TooLarge),
        "{frame:?}"
    );
    assert!(matches!(ann.next().await, Arrival::Close(1009)));
}

async fn hellos_in_pieces_are_bounded_for_all_together(link: Link) {
    // Both ends of all of them are in this process.
    rlimit::increase_nofile_limit(6_000).unwrap();
    // All but the last bytes of the largest hello; a little more of it than strangers may hold together.
    let piece_bytes = match link {
        Link::WebSocket(_) => 65_000,
        Link::Tcp => 8_100,
    };
    let strangers = (16 << 20) / piece_bytes + 16;
    let mut setting = Setting::default();
    setting.limits.hello_timeout_ms = 600_000;
    let world = World::with(setting).await;
    let mut held = Vec::new();
    for _ in 0..strangers {
        let mut stranger = SocketClient::connect(&world, link).await;
        let piece = stranger.carried(&vec![b' '; piece_bytes]);
        let (most, _) = piece.split_at(piece.len() - 1);
        stranger.socket.write_all(most).await.unwrap();
        held.push(stranger);
    }
    let sent_away = async {
        loop {
            for stranger in &mut held {
                let said = tokio::time::timeout(Duration::ZERO, stranger.next());
                if let Ok(Arrival::Frame(frame)) = said.await {
                    return frame;
                }
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let said = tokio::time::timeout(PATIENCE, sent_away).await;
    let said = said.expect("somebody is sent away").body;
    assert!(
        matches!(&said, Some(Body::Error(error)) if error.code() == ErrorCode::Overloaded),
        "{said:?}"
    );
    // Who says hello in one piece holds nothing, and comes in.
    SocketClient::open(&world, "ann", link).await;
}
