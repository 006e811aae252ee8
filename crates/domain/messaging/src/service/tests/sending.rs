//! Who may send, what a repeat gets, and in which order a batch is stored and delivered.

use super::world::{NOW_MS, World, nowhere, session, text, uid};
use crate::model::{MemberState, Push};
use crate::service::SendError;

#[tokio::test]
async fn a_stranger_does_not_learn_that_the_conversation_exists() {
    let world = World::new();
    let talk = world.direct("ann", "bob").await;
    assert!(matches!(
        world.send("eve", talk, "1").await,
        Err(SendError::NotFound)
    ));
    assert!(matches!(
        world.send("ann", nowhere(), "1").await,
        Err(SendError::NotFound)
    ));
    assert_eq!(world.stored(talk).await, []);
}

#[tokio::test]
async fn a_past_member_is_told_and_stores_nothing() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.set_state(talk, "ann", MemberState::Past).await;
    assert!(matches!(
        world.send("ann", talk, "1").await,
        Err(SendError::Forbidden)
    ));
    assert_eq!(world.stored(talk).await, []);
    world.set_state(talk, "ann", MemberState::Active).await;
    assert_eq!(world.send("ann", talk, "1").await.unwrap().seq.0, 1);
}

#[tokio::test]
async fn the_same_client_message_id_again_gets_the_same_answer_and_stores_nothing() {
    let world = World::new();
    let talk = world.direct("ann", "bob").await;
    let first = world.send("ann", talk, "hello").await.unwrap();
    assert_eq!(
        (first.seq.0, first.time_ms, first.repeated),
        (1, NOW_MS, false)
    );
    world.clock.advance_ms(60_000);
    let again = world.send("ann", talk, "hello").await.unwrap();
    assert_eq!(
        (again.conversation_id, again.seq, again.time_ms),
        (talk, first.seq, first.time_ms)
    );
    assert!(again.repeated);
    assert_eq!(world.stored(talk).await, [(1, "hello".to_owned())]);
    // Somebody else's id is another id.
    assert_eq!(world.send("bob", talk, "hello").await.unwrap().seq.0, 2);
}

#[tokio::test]
async fn a_batch_keeps_its_order_and_what_is_refused_holds_up_nothing() {
    let world = World::new();
    let talk = world.direct("ann", "bob").await;
    let strange = world.direct("cid", "dan").await;
    let past = world.group(&["ann", "bob"]).await;
    world.set_state(past, "ann", MemberState::Past).await;
    let batch = [
        (talk, "a"),
        (strange, "b"),
        (talk, "c"),
        (past, "d"),
        (nowhere(), "e"),
        (talk, "f"),
        (talk, "a"),
    ];
    let batch = batch.map(|(place, id)| text(place, id)).to_vec();
    let answers: Vec<String> = world
        .send_all("ann", batch)
        .await
        .into_iter()
        .map(|answer| match answer {
            Ok(sent) if sent.repeated => format!("again {}", sent.seq),
            Ok(sent) => format!("stored {}", sent.seq),
            Err(SendError::NotFound) => "not found".to_owned(),
            Err(SendError::Forbidden) => "forbidden".to_owned(),
            Err(error) => panic!("{error}"),
        })
        .collect();
    assert_eq!(
        answers,
        [
            "stored 1",
            "not found",
            "stored 2",
            "forbidden",
            "not found",
            "stored 3",
            "again 1"
        ]
    );
    let ids: Vec<String> = world
        .stored(talk)
        .await
        .into_iter()
        .map(|(_, id)| id)
        .collect();
    assert_eq!(ids, ["a", "c", "f"]);
}

#[tokio::test]
async fn authorising_without_waiting_decides_the_same_or_gives_everything_back() {
    let world = World::new();
    let talk = world.direct("ann", "bob").await;
    let other = world.direct("ann", "dan").await;
    let strange = world.direct("cid", "dan").await;
    let batch = || vec![text(talk, "1"), text(other, "2")];
    let now = |batch| {
        world
            .messaging
            .authorise_sends_now(&world.app, &uid("ann"), None, batch)
    };
    let given_back = now(batch()).expect_err("nothing is known yet");
    assert_eq!(given_back.len(), 2);
    // They become known by somebody else.
    world.send("bob", talk, "x").await.unwrap();
    assert!(now(batch()).is_err(), "one is not known yet");
    world.send("dan", other, "x").await.unwrap();
    let authorised = now(batch()).expect("both are known");
    let answers = world.messaging.append_authorised(authorised).await;
    for answer in answers {
        assert_eq!(answer.unwrap().seq.0, 2);
    }
    // Whether a stranger was there before, the store must say.
    world.send("cid", strange, "x").await.unwrap();
    assert!(now(vec![text(talk, "3"), text(strange, "4")]).is_err());
}

#[tokio::test]
async fn what_is_stored_goes_to_active_members_in_order_and_names_its_origin() {
    let mut world = World::followed();
    let talk = world.group(&["ann", "bob", "cid"]).await;
    world.set_state(talk, "cid", MemberState::Past).await;
    let batch = vec![text(talk, "1"), text(talk, "2"), text(talk, "1")];
    world
        .messaging
        .send(&world.app, &uid("ann"), Some(session(7)), batch)
        .await;
    world.deliver().await;
    let routed = world.router.take();
    // The sender's other devices get it, too; the session it came from is named, so that the gateway spares it.
    let audience = vec![uid("ann"), uid("bob")];
    let seen: Vec<(u64, Option<_>)> = routed
        .iter()
        .map(|(to, push)| {
            assert_eq!(*to, audience);
            match push {
                Push::Message { message, origin } => (message.seq.0, *origin),
                other => panic!("{other:?}"),
            }
        })
        .collect();
    assert_eq!(
        seen,
        [(1, Some(session(7))), (2, Some(session(7)))],
        "a repeat is not delivered again"
    );
}

#[tokio::test]
async fn an_id_used_in_another_conversation_is_refused_alone_and_stores_nothing() {
    let world = World::new();
    let talk = world.direct("ann", "bob").await;
    let other = world.direct("ann", "cid").await;
    world.send("ann", talk, "hello").await.unwrap();
    // In a later batch, and within one.
    let commands = vec![
        text(other, "hello"),
        text(other, "fine"),
        text(talk, "fine"),
        text(other, "fine"),
    ];
    let answers = world.send_all("ann", commands).await;
    for refused in [0, 2] {
        assert!(matches!(answers[refused], Err(SendError::IdUsedElsewhere)));
    }
    assert_eq!(answers[1].as_ref().unwrap().seq.0, 1);
    assert!(answers[3].as_ref().unwrap().repeated);
    assert_eq!(world.stored(talk).await, [(1, "hello".to_owned())]);
    assert_eq!(world.stored(other).await, [(1, "fine".to_owned())]);
}
