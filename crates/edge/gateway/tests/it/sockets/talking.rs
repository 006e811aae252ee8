//! Talking: sends in their order, other devices, sessions that come back, and what ends them.

use std::time::Duration;

use skein_foundation::{ClientMsgId, UserKey};
use skein_messaging::model::Content;
use skein_messaging::service::SendCommand;
use skein_protocol::wire::{
    ErrorCode, Frame, GoAwayReason, OpenDirect, Terminal, WatchPresence, frame::Body,
};
use tokio::io::AsyncWriteExt as _;

use crate::socket_client::{Arrival, LINKS, Link, SocketClient, hello, send};
use crate::world::{World, uid, until};

over_every_link! {
    the_session_that_sent_gets_no_copy_and_the_users_other_devices_do,
    sends_keep_their_order_also_while_the_first_waits_for_the_store,
    a_page_that_sends_and_closes_in_one_breath_has_its_message_stored,
    the_newer_connection_of_a_terminal_replaces_the_older_and_survives_its_goodbye,
    a_session_that_comes_back_gets_again_what_was_not_confirmed,
    what_is_not_confirmed_is_sent_again_within_seconds,
    draining_asks_everybody_to_leave_and_closes_who_stays,
    a_user_who_is_revoked_while_saying_hello_is_not_let_in,
    who_comes_in_while_the_node_drains_is_asked_to_leave_as_well,
    presence_is_shown_to_who_shares_a_conversation_and_asked,
    customers_open_no_direct_conversations,
}

#[tokio::test(flavor = "multi_thread")]
async fn two_connections_chat_whatever_each_speaks() {
    for (one, other) in LINKS
        .into_iter()
        .flat_map(|one| LINKS.map(|other| (one, other)))
    {
        let world = World::new().await;
        let mut ann = SocketClient::open(&world, "ann", one).await;
        let mut bob = SocketClient::open(&world, "bob", other).await;
        for number in 1..=20 {
            let (id, text) = (format!("a{number}"), "雁阵".repeat(number));
            let asked = ann.ask(send(&world, &id, &text)).await;
            let answer = ann.next_frame().await;
            assert_eq!(answer.id, asked);
            assert!(matches!(answer.body, Some(Body::Ack(ack)) if ack.seq == number as u64));
            assert_eq!(bob.next_message().await, (number as u64, id));
            bob.received(&world, number as u64).await;
        }
        bob.ask(send(&world, "b", "hello")).await;
        assert_eq!(ann.next_message().await, (21, "b".to_owned()));
    }
}

async fn the_session_that_sent_gets_no_copy_and_the_users_other_devices_do(link: Link) {
    let world = World::new().await;
    let mut web = SocketClient::open(&world, "ann", link).await;
    let mut phone = SocketClient::connect(&world, link).await;
    phone.hello(&world, "ann", Terminal::Ios, "").await;
    web.ask(send(&world, "1", "from the web")).await;
    assert!(matches!(web.next_frame().await.body, Some(Body::Ack(_))));
    assert_eq!(phone.next_message().await, (1, "1".to_owned()));
    phone.ask(send(&world, "2", "from the phone")).await;
    assert_eq!(
        web.next_message().await,
        (2, "2".to_owned()),
        "and nothing of its own before"
    );
}

async fn sends_keep_their_order_also_while_the_first_waits_for_the_store(link: Link) {
    let world = World::new().await;
    let mut ann = SocketClient::open(&world, "ann", link).await;
    let mut expected = Vec::new();
    world.look_ups.hold.hold_next();
    for round in 0..6 {
        let mut bytes = Vec::new();
        for number in 0..8 {
            let id = format!("{round}-{number}");
            bytes.extend(ann.encoded(&Frame::reply(2, send(&world, &id, "x"))));
            expected.push(id);
        }
        ann.socket.write_all(&bytes).await.unwrap();
        if round == 0 {
            // The members are looked up for the first batch; whoever looked again now would have them at once.
            world.look_ups.hold.held().await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(world.stored().await, [""; 0]);
    world.look_ups.hold.let_go();
    for seq in 1..=expected.len() as u64 {
        let answer = ann.next_frame().await.body;
        assert!(
            matches!(&answer, Some(Body::Ack(ack)) if ack.seq == seq),
            "{answer:?}"
        );
    }
    assert_eq!(world.stored().await, expected);
}

async fn a_page_that_sends_and_closes_in_one_breath_has_its_message_stored(link: Link) {
    let world = World::new().await;
    let mut ann = SocketClient::open(&world, "ann", link).await;
    ann.ask(send(&world, "warm", "the members are known now"))
        .await;
    ann.next_frame().await;
    let mut bytes = ann.encoded(&Frame::reply(9, send(&world, "last", "bye")));
    bytes.extend(ann.goodbye());
    tokio::io::AsyncWriteExt::write_all(&mut ann.socket, &bytes)
        .await
        .unwrap();
    assert_eq!(ann.close_code().await, 1000);
    assert_eq!(ann.next().await, Arrival::End);
    until("the last message", async || {
        world.stored().await == ["warm", "last"]
    })
    .await;
}

async fn the_newer_connection_of_a_terminal_replaces_the_older_and_survives_its_goodbye(
    link: Link,
) {
    let world = World::new().await;
    let mut older = SocketClient::open(&world, "ann", link).await;
    let mut newer = SocketClient::open(&world, "ann", link).await;
    let last_words = older.next_frame().await;
    assert!(
        matches!(&last_words.body, Some(Body::GoAway(away)) if away.reason() == GoAwayReason::Replaced),
        "{last_words:?}"
    );
    assert_eq!(
        older.close_code().await,
        ErrorCode::Replaced.entry().close_code
    );
    assert_eq!(older.next().await, Arrival::End);
    drop(older);
    let mut bob = SocketClient::open(&world, "bob", link).await;
    world.until_sessions(2).await;
    bob.ask(send(&world, "1", "still there?")).await;
    assert_eq!(newer.next_message().await.0, 1);
}

async fn a_session_that_comes_back_gets_again_what_was_not_confirmed(link: Link) {
    let world = World::new().await;
    let mut bob = SocketClient::connect(&world, link).await;
    let welcome = bob.hello(&world, "bob", Terminal::Web, "").await;
    assert!(!welcome.resumed);
    for number in 1..=3 {
        let command = SendCommand {
            conversation_id: world.talk,
            client_msg_id: ClientMsgId::parse(&number.to_string()).unwrap(),
            content: Content::text("hello"),
        };
        world
            .messaging
            .send(&world.app, &uid("ann"), None, vec![command])
            .await;
    }
    for seq in 1..=3 {
        assert_eq!(bob.next_message().await.0, seq);
    }
    bob.received(&world, 1).await;
    until("the confirmation", async || {
        let bob = world
            .messaging
            .find_member(&world.app, world.talk, &uid("bob"))
            .await
            .unwrap();
        bob.unwrap().marks.received.0 == 1
    })
    .await;
    drop(bob);
    world.until_sessions(0).await;

    // Somebody else can't take it over.
    let mut cid = SocketClient::connect(&world, link).await;
    assert!(
        !cid.hello(&world, "cid", Terminal::Web, &welcome.session_id)
            .await
            .resumed
    );

    let mut bob = SocketClient::connect(&world, link).await;
    let again = bob
        .hello(&world, "bob", Terminal::Web, &welcome.session_id)
        .await;
    assert!(again.resumed);
    assert_eq!(again.session_id, welcome.session_id);
    assert_eq!(
        (bob.next_message().await.0, bob.next_message().await.0),
        (2, 3)
    );
}

async fn what_is_not_confirmed_is_sent_again_within_seconds(link: Link) {
    let world = World::new().await;
    let mut ann = SocketClient::open(&world, "ann", link).await;
    let mut bob = SocketClient::open(&world, "bob", link).await;
    for round in 1..=2_u64 {
        ann.ask(send(&world, &format!("{round}"), "hello")).await;
        assert_eq!(bob.next_message().await.0, round);
        let sent_again = tokio::time::timeout(Duration::from_secs(9), bob.next_message()).await;
        assert_eq!(
            sent_again
                .expect("after five seconds, looked at each second")
                .0,
            round
        );
        bob.received(&world, round).await;
    }
}

async fn draining_asks_everybody_to_leave_and_closes_who_stays(link: Link) {
    let world = World::new().await;
    let mut ann = SocketClient::open(&world, "ann", link).await;
    let mut bob = SocketClient::open(&world, "bob", link).await;
    world.lifecycle.drain();
    world.gateway.drain(50);
    for client in [&mut ann, &mut bob] {
        let Some(Body::GoAway(away)) = client.next_frame().await.body else {
            panic!("no go-away")
        };
        assert_eq!((away.reason(), away.spread_ms), (GoAwayReason::Drain, 50));
    }
    // Until then everything works.
    ann.ask(send(&world, "1", "one more")).await;
    assert!(matches!(ann.next_frame().await.body, Some(Body::Ack(_))));
    assert_eq!(bob.next_message().await.0, 1);
    // Revoked in the middle of draining: not lost among the goodbyes.
    world.revoke("bob").await;
    assert_eq!(
        bob.close_code().await,
        ErrorCode::Unauthenticated.entry().close_code
    );
    assert_eq!(ann.close_code().await, 1012);
    world.until_sessions(0).await;
}

async fn a_user_who_is_revoked_while_saying_hello_is_not_let_in(link: Link) {
    let world = World::new().await;
    let token = world.token("ann").await;
    let mut ann = SocketClient::connect(&world, link).await;
    world.users.hold.hold_next();
    ann.write(&Frame::reply(1, hello(&token, Terminal::Web, "")))
        .await;
    world.users.hold.held().await;
    // The token was found good. What ends live sessions finds none yet.
    let key = UserKey::new(world.app.clone(), uid("ann"));
    world.identity.revoke_tokens(&key).await.unwrap();
    world.revoke("ann").await;
    world.users.hold.let_go();
    let answer = ann.next_frame().await;
    assert!(
        matches!(&answer.body, Some(Body::Error(error)) if error.code() == ErrorCode::Unauthenticated),
        "{answer:?}"
    );
    assert_eq!(
        ann.close_code().await,
        ErrorCode::Unauthenticated.entry().close_code
    );
    world.until_sessions(0).await;
}

async fn who_comes_in_while_the_node_drains_is_asked_to_leave_as_well(link: Link) {
    let world = World::new().await;
    let mut ann = SocketClient::connect(&world, link).await;
    // A connection that the system made is not one that the door has taken yet.
    until("the connection", async || {
        world.gateway.admission().connections() == 1
    })
    .await;
    world.lifecycle.drain();
    world.gateway.drain(50);
    ann.hello(&world, "ann", Terminal::Web, "").await;
    let Some(Body::GoAway(away)) = ann.next_frame().await.body else {
        panic!("no go-away")
    };
    assert_eq!((away.reason(), away.spread_ms), (GoAwayReason::Drain, 50));
    assert_eq!(ann.close_code().await, 1012);
    world.until_sessions(0).await;
}

async fn presence_is_shown_to_who_shares_a_conversation_and_asked(link: Link) {
    let world = World::new().await;
    let mut ann = SocketClient::open(&world, "ann", link).await;
    ann.ask(WatchPresence {
        uids: vec!["bob".into(), "cid".into()],
    })
    .await;
    let Some(Body::PresenceList(list)) = ann.next_frame().await.body else {
        panic!("no list")
    };
    let shown: Vec<_> = list
        .presences
        .iter()
        .map(|one| (one.uid.as_str(), one.terminals.len()))
        .collect();
    assert_eq!(shown, [("bob", 0)]);
    let bob = SocketClient::open(&world, "bob", link).await;
    let _cid = SocketClient::open(&world, "cid", link).await;
    let Some(Body::Presence(presence)) = ann.next_frame().await.body else {
        panic!("no presence")
    };
    assert_eq!(
        (presence.uid.as_str(), presence.terminals().next().unwrap()),
        ("bob", Terminal::Web),
        "{presence:?}"
    );
    drop(bob);
    // Ann and cid are left: bob's session is gone, and his grace has begun.
    world.until_sessions(2).await;
    assert_eq!(
        *world.observer.0.lock(),
        ["ann came", "bob came", "cid came"],
        "a reload is not a goodbye"
    );
}

async fn customers_open_no_direct_conversations(link: Link) {
    let world = World::new().await;
    let mut lin = SocketClient::open(&world, "lin", link).await;
    for other in ["ann", "nobody"] {
        lin.ask(OpenDirect { uid: other.into() }).await;
        let answer = lin.next_frame().await;
        assert!(
            matches!(&answer.body, Some(Body::Error(error)) if error.code() == ErrorCode::NotFound)
        );
    }
    let mut ann = SocketClient::open(&world, "ann", link).await;
    ann.ask(OpenDirect { uid: "cid".into() }).await;
    assert!(matches!(
        ann.next_frame().await.body,
        Some(Body::Conversation(_))
    ));
    ann.ask(OpenDirect { uid: "ann".into() }).await;
    let answer = ann.next_frame().await;
    assert!(matches!(&answer.body, Some(Body::Error(error)) if error.code() == ErrorCode::Invalid));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_of_which_nothing_is_seen_is_refused() {
    let world = World::new().await;
    for link in LINKS {
        let mut ann = SocketClient::open(&world, "ann", link).await;
        for text in ["", " \n\u{3000}", "\u{200b}", "\u{2060}\u{feff} "] {
            ann.ask(send(&world, "1", text)).await;
            let answer = ann.next_frame().await.body;
            assert!(
                matches!(&answer, Some(Body::Error(error)) if error.code() == ErrorCode::Invalid),
                "{text:?}: {answer:?}"
            );
        }
    }
    assert_eq!(world.stored().await, [""; 0]);
}
