//! Marks move forward only, and received ones are put together before they are shown and stored.

use std::sync::atomic::Ordering;
use std::time::Duration;

use skein_foundation::{Seq, runtime};

use super::super::marks::MAX_TOLD;
use super::world::{World, nowhere, session, uid};
use crate::model::{Marks, MemberState, Push};
use crate::service::{MarkError, run_marks};

fn marks(read: u64, received: u64) -> Marks {
    Marks {
        read: Seq(read),
        received: Seq(received),
    }
}

#[tokio::test]
async fn a_read_mark_is_stored_shown_to_everybody_and_never_goes_back() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.fill("ann", talk, 9).await;
    for (seq, shown, pushes) in [(5, 5, 1), (3, 5, 0), (9, 9, 1), (0, 9, 0)] {
        world
            .messaging
            .mark_read(&world.app, &uid("bob"), talk, Seq(seq))
            .await
            .unwrap();
        assert_eq!(world.stored_marks(talk, "bob").await, marks(shown, shown));
        // After a rest of less than a second.
        for _ in 0..5 {
            world.messaging.tell_marks().await;
        }
        let pushed = world.router.take_marks();
        assert_eq!(pushed.len(), pushes, "{seq}");
        for (to, mark) in pushed {
            assert_eq!(to, ["ann", "bob"].map(uid), "own devices see it, too");
            assert_eq!((mark.read.0, mark.received.0), (shown, shown));
        }
    }
}

#[tokio::test]
async fn who_reads_at_the_same_time_is_stored_together() {
    let world = World::new();
    let names: Vec<String> = (0..500).map(|number| format!("m{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let talk = world.group(&names).await;
    world.fill("m0", talk, 3).await;
    let before = world.watch.mark_batches.load(Ordering::SeqCst);
    let reading = names.iter().map(|name| {
        let (messaging, app, reader) = (world.messaging.clone(), world.app.clone(), uid(name));
        runtime::spawn("reader", async move {
            for seq in 1..=3 {
                messaging
                    .mark_read(&app, &reader, talk, Seq(seq))
                    .await
                    .unwrap();
            }
        })
    });
    for reader in reading.collect::<Vec<_>>() {
        reader.await.unwrap();
    }
    for name in [names[0], names[499]] {
        assert_eq!(world.stored_marks(talk, name).await, marks(3, 3));
    }
    let batches = world.watch.mark_batches.load(Ordering::SeqCst) - before;
    assert!(batches < 150, "{batches} transactions for 1,500 marks");
    // Nobody is told of five hundred others; the own devices are.
    world.messaging.tell_marks().await;
    let told = world.router.take_marks();
    assert_eq!(told.len(), 500);
    assert!(told.iter().all(|(to, mark)| *to == [mark.uid.clone()]));
}

#[tokio::test]
async fn who_waits_for_a_mark_that_can_not_be_stored_is_told_and_may_try_again() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.fill("ann", talk, 2).await;
    let read = async || {
        let app = &world.app;
        world
            .messaging
            .mark_read(app, &uid("bob"), talk, Seq(2))
            .await
    };
    world.watch.fail_marks.store(true, Ordering::SeqCst);
    assert!(matches!(read().await, Err(MarkError::Store(_))));
    world.messaging.tell_marks().await;
    assert!(
        world.router.take_marks().is_empty(),
        "nobody is told what is not stored"
    );
    assert_eq!(world.stored_marks(talk, "bob").await, marks(0, 0));
    world.watch.fail_marks.store(false, Ordering::SeqCst);
    read().await.unwrap();
    assert_eq!(world.stored_marks(talk, "bob").await, marks(2, 2));
}

#[tokio::test]
async fn who_answers_has_read_and_nobody_is_told_before_it_is_stored() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.fill("ann", talk, 3).await;
    world.send("bob", talk, "an answer").await.unwrap();
    let view = async || {
        let view = world
            .messaging
            .view_conversation(&world.app, &uid("bob"), talk)
            .await
            .unwrap();
        (view.unread, view.own.marks)
    };
    assert_eq!(view().await, (0, marks(0, 4)));
    world.messaging.tell_marks().await;
    assert!(world.router.take_marks().is_empty(), "they see the answer");
    world.messaging.store_noted().await;
    assert_eq!(view().await, (0, marks(4, 4)));
    assert_eq!(world.stored_marks(talk, "bob").await, marks(4, 4));
}

#[tokio::test]
async fn nothing_is_marked_that_was_not_said_yet() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.fill("ann", talk, 2).await;
    let (app, bob) = (&world.app, uid("bob"));
    for seq in [3, u64::MAX] {
        let read = world.messaging.mark_read(app, &bob, talk, Seq(seq)).await;
        assert!(matches!(read, Err(MarkError::FromTheFuture)));
        let received = world
            .messaging
            .note_received(app, &bob, talk, Seq(seq))
            .await;
        assert!(matches!(received, Err(MarkError::FromTheFuture)));
    }
    assert_eq!(world.stored_marks(talk, "bob").await, marks(0, 0));
    assert!(world.router.take_marks().is_empty());
}

#[tokio::test]
async fn strangers_mark_nothing_and_past_members_only_read() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.fill("ann", talk, 2).await;
    world.set_state(talk, "bob", MemberState::Past).await;
    let (app, seq) = (&world.app, Seq(1));
    for (who, place) in [("eve", talk), ("ann", nowhere())] {
        let who = uid(who);
        let read = world.messaging.mark_read(app, &who, place, seq).await;
        assert!(matches!(read, Err(MarkError::NotFound)));
        let received = world.messaging.note_received(app, &who, place, seq).await;
        assert!(matches!(received, Err(MarkError::NotFound)));
    }
    world
        .messaging
        .mark_read(app, &uid("bob"), talk, seq)
        .await
        .unwrap();
    let received = world
        .messaging
        .note_received(app, &uid("bob"), talk, Seq(2))
        .await;
    assert!(
        matches!(received, Err(MarkError::NotFound)),
        "no copies are pushed to him"
    );
}

#[tokio::test]
async fn noting_without_waiting_needs_a_conversation_and_a_length_that_are_known() {
    let mut world = World::followed();
    let talk = world.group(&["ann", "bob"]).await;
    world.fill("ann", talk, 2).await;
    let note = |name: &str, seq| {
        world
            .messaging
            .note_received_now(&world.app, &uid(name), talk, Seq(seq))
    };
    assert!(
        note("bob", 1).is_none(),
        "sending looked at the members, nobody at the length"
    );
    assert!(matches!(note("eve", 1), Some(Err(MarkError::NotFound))));
    world.deliver().await;
    let note = |seq| {
        world
            .messaging
            .note_received_now(&world.app, &uid("bob"), talk, Seq(seq))
    };
    assert!(matches!(note(2), Some(Ok(()))));
    assert!(note(3).is_none());
}

#[tokio::test]
async fn received_marks_are_put_together_shown_to_the_others_and_stored() {
    let world = World::new();
    let talk = world.group(&["ann", "bob", "cid"]).await;
    world.fill("ann", talk, 50).await;
    for seq in (1..=50).rev() {
        world.receives("bob", talk, seq).await;
    }
    assert!(
        world.router.take_marks().is_empty(),
        "nothing is pushed at once"
    );
    world.messaging.tell_marks().await;
    let pushed = world.router.take_marks();
    assert_eq!(pushed.len(), 1, "fifty marks are one push");
    assert_eq!(
        pushed[0].0,
        ["ann", "cid"].map(uid),
        "whose mark it is knows it"
    );
    assert_eq!((pushed[0].1.read.0, pushed[0].1.received.0), (0, 50));
    assert_eq!(world.stored_marks(talk, "bob").await, marks(0, 0));
    // Whoever asks meanwhile sees it all the same.
    let view = world
        .messaging
        .view_conversation(&world.app, &uid("ann"), talk)
        .await
        .unwrap();
    assert_eq!(view.counterparts[0].uid, uid("bob"));
    assert_eq!(view.counterparts[0].marks, marks(0, 50));
    let batches = || world.watch.mark_batches.load(Ordering::SeqCst);
    for _ in 0..3 {
        world.messaging.tell_marks().await;
        world.messaging.store_noted().await;
        assert_eq!(world.stored_marks(talk, "bob").await, marks(0, 50));
        assert_eq!(batches(), 1, "nothing new, nothing stored");
    }
    assert!(
        world.router.take_marks().is_empty(),
        "nothing new, nothing shown"
    );
}

#[tokio::test]
async fn in_a_large_group_received_marks_are_stored_and_shown_but_not_pushed() {
    let world = World::new();
    for (members, pushes) in [(32, 1), (33, 0)] {
        let names: Vec<String> = (0..members).map(|number| format!("m{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let talk = world.group(&names).await;
        world.fill("m0", talk, 1).await;
        world.receives("m1", talk, 1).await;
        world.messaging.tell_marks().await;
        assert_eq!(world.router.take_marks().len(), pushes, "{members} members");
        world.messaging.store_noted().await;
        assert_eq!(world.stored_marks(talk, "m1").await, marks(0, 1));
    }
}

#[tokio::test]
async fn a_lively_talk_shows_a_mark_at_once_and_then_twice_a_second() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.fill("ann", talk, 12).await;
    let mut shown = Vec::new();
    // A tenth of a second each.
    for seq in 1..=12 {
        world.receives("bob", talk, seq).await;
        world.messaging.tell_marks().await;
        for (_, mark) in world.router.take_marks() {
            shown.push((seq, mark.received.0));
        }
    }
    assert_eq!(shown, [(1, 1), (6, 6), (11, 11)]);
    for _ in 0..5 {
        world.messaging.tell_marks().await;
    }
    let last = world.router.take_marks();
    assert_eq!(last.len(), 1, "the last one is not forgotten");
    assert_eq!(last[0].1.received, Seq(12));
}

#[tokio::test]
async fn a_slower_device_shows_nobody_a_step_back_also_after_storing() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.fill("ann", talk, 9).await;
    let mut shown = Vec::new();
    for seq in [8, 5, 8, 9, 1] {
        world.receives("bob", talk, seq).await;
        // After a rest of less than a second.
        for _ in 0..5 {
            world.messaging.tell_marks().await;
        }
        world.messaging.store_noted().await;
        shown.extend(
            world
                .router
                .take_marks()
                .iter()
                .map(|(_, mark)| mark.received.0),
        );
    }
    assert_eq!(shown, [8, 9]);
    assert_eq!(world.stored_marks(talk, "bob").await, marks(0, 9));
}

#[tokio::test]
async fn a_mark_that_moves_while_it_is_stored_is_stored_again() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.fill("ann", talk, 9).await;
    let note = async |seq| {
        world.receives("bob", talk, seq).await;
    };
    note(3).await;
    // Stored before it was shown: it stays until both happened.
    world.messaging.store_noted().await;
    world.messaging.tell_marks().await;
    assert_eq!(world.router.take_marks().len(), 1);
    note(4).await;
    world.messaging.store_noted().await;
    assert_eq!(world.stored_marks(talk, "bob").await, marks(0, 4));
}

#[tokio::test]
async fn marks_that_could_not_be_stored_are_stored_later() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.fill("ann", talk, 4).await;
    world.watch.fail_marks.store(true, Ordering::SeqCst);
    world.receives("bob", talk, 4).await;
    world.messaging.tell_marks().await;
    world.messaging.store_noted().await;
    assert_eq!(world.stored_marks(talk, "bob").await, marks(0, 0));
    world.watch.fail_marks.store(false, Ordering::SeqCst);
    world.messaging.flush_marks().await;
    assert_eq!(world.stored_marks(talk, "bob").await, marks(0, 4));
}

#[tokio::test]
async fn left_running_marks_are_shown_at_once_and_stored_within_seconds() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.fill("ann", talk, 4).await;
    let running = runtime::spawn("marks", run_marks(world.messaging.clone()));
    world.receives("bob", talk, 4).await;
    let stored = async {
        while world.stored_marks(talk, "bob").await != marks(0, 4) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), stored)
        .await
        .expect("it is stored");
    assert_eq!(world.router.take_marks().len(), 1);
    running.abort();
}

#[tokio::test]
async fn typing_is_told_where_32_are_active_and_to_nobody_where_more_are() {
    for (members, told) in [(MAX_TOLD, MAX_TOLD - 1), (MAX_TOLD + 1, 0)] {
        let world = World::new();
        let names: Vec<String> = (0..members).map(|number| format!("m{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let talk = world.group(&names).await;
        world
            .messaging
            .set_typing(&world.app, &uid("m0"), session(1), talk, true)
            .await
            .unwrap();
        let routed = world.router.take();
        let heard: usize = routed.iter().map(|(uids, _)| uids.len()).sum();
        assert_eq!(heard, told, "{members} members");
        // Who has left is none of those who count.
        if told == 0 {
            world.set_state(talk, names[1], MemberState::Past).await;
            world
                .messaging
                .set_typing(&world.app, &uid("m0"), session(1), talk, true)
                .await
                .unwrap();
            assert_eq!(world.router.take()[0].0.len(), MAX_TOLD - 1);
        }
    }
}

#[tokio::test]
async fn typing_is_told_to_the_other_active_members_only() {
    let world = World::new();
    let talk = world.group(&["ann", "bob", "cid"]).await;
    world.set_state(talk, "cid", MemberState::Past).await;
    for who in ["ann", "cid", "eve"] {
        let who = uid(who);
        world
            .messaging
            .set_typing(&world.app, &who, session(1), talk, true)
            .await
            .unwrap();
    }
    let routed = world.router.take();
    assert_eq!(routed.len(), 1, "{routed:?}");
    assert_eq!(routed[0].0, [uid("bob")]);
    assert!(
        matches!(&routed[0].1, Push::Typing(typing) if typing.typing && typing.uid == uid("ann"))
    );
}
