//! A change of members holds for the very next message, whatever was being read at that moment.

use std::sync::atomic::Ordering;

use skein_foundation::{Fact as _, Seq, runtime};

use super::world::{World, text, uid};
use crate::model::{MemberChange, MemberChanged, MemberRole, MemberState, MessagingChange};
use crate::ports::ChangeEvent;
use crate::service::SendError;
use crate::service::commands::Commands;

#[tokio::test]
async fn members_are_read_once_and_again_after_a_change() {
    let mut world = World::followed();
    let talk = world.group(&["ann", "bob"]).await;
    for number in 0..3 {
        world.send("ann", talk, &number.to_string()).await.unwrap();
    }
    world.deliver().await;
    assert_eq!(world.watch.count_finds(), 1, "later ones come from memory");
    world.router.take();

    world.set_state(talk, "cid", MemberState::Active).await;
    world.set_state(talk, "bob", MemberState::Past).await;
    world.send("cid", talk, "hello").await.unwrap();
    assert!(matches!(
        world.send("bob", talk, "still here").await,
        Err(SendError::Forbidden)
    ));
    world.deliver().await;
    assert_eq!(
        world.router.take_messages(),
        [("hello".to_owned(), vec![uid("ann"), uid("cid")])]
    );
    // Once again, and whether who may not send was there before.
    assert_eq!(world.watch.count_finds(), 3);
}

/// Another node over the same store, which knew who was in it.
#[tokio::test]
async fn a_change_on_another_node_is_heard_of() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.send("ann", talk, "1").await.unwrap();
    let elsewhere = Commands::on(&*world.store);
    let leaves = MemberChange {
        role: MemberRole::Member,
        state: MemberState::Past,
        at: Seq(1),
        from_now: false,
    };
    elsewhere
        .set_member(&world.app, talk, &uid("bob"), &leaves, 7)
        .await
        .unwrap();
    let told = MessagingChange::MemberChanged(MemberChanged {
        conversation_id: talk,
        uid: uid("bob"),
        role: leaves.role,
        state: leaves.state,
    });
    let change = |kind: &str, payload: String| ChangeEvent {
        position: 1,
        app: world.app.clone(),
        kind: kind.to_owned(),
        payload,
        time_ms: 7,
    };
    world.messaging.on_changes(&[
        change("member.changed", "{\"not\": \"this\"}".to_owned()),
        change(told.kind(), serde_json::to_string(&told).unwrap()),
    ]);
    assert!(matches!(
        world.send("bob", talk, "still here").await,
        Err(SendError::Forbidden)
    ));
}

#[tokio::test]
async fn members_that_were_being_read_while_they_changed_are_not_kept() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.watch.hold_next_find.store(true, Ordering::SeqCst);
    let (messaging, app) = (world.messaging.clone(), world.app.clone());
    let slow = runtime::spawn("slow_send", async move {
        messaging
            .send(&app, &uid("ann"), None, vec![text(talk, "slow")])
            .await
    });
    world.watch.is_held.notified().await;
    // The slow send has read that bob is active, and has not kept it yet.
    world.set_state(talk, "bob", MemberState::Past).await;
    world.watch.let_go();
    slow.await.unwrap().pop().unwrap().unwrap();
    assert!(matches!(
        world.send("bob", talk, "after").await,
        Err(SendError::Forbidden)
    ));
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_counts_as_made() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.send("bob", talk, "before").await.unwrap();
    world
        .watch
        .fail_after_set_member
        .store(true, Ordering::SeqCst);
    let (bob, role) = (uid("bob"), MemberRole::Member);
    let change = world
        .messaging
        .set_member(&world.app, talk, &bob, role, MemberState::Past);
    change.await.expect_err("the answer was lost");
    assert!(matches!(
        world.send("bob", talk, "after").await,
        Err(SendError::Forbidden)
    ));
}

#[tokio::test]
async fn only_who_shares_a_conversation_is_seen() {
    let world = World::new();
    world.direct("ann", "bob").await;
    let left = world.group(&["ann", "cid"]).await;
    world.set_state(left, "cid", MemberState::Past).await;
    let asked = ["ann", "bob", "cid", "eve"].map(uid);
    let visible = world
        .messaging
        .visible_users(&world.app, &uid("ann"), &asked)
        .await
        .unwrap();
    assert_eq!(visible, ["ann", "bob"].map(uid));
}
