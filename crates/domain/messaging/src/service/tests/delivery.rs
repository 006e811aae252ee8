//! Delivery: what was committed reaches the members, also when the store has a bad moment.

use skein_foundation::{ClientMsgId, ConversationId, StoreError};

use super::world::{NOW_MS, World, uid};
use crate::model::{Append, Content};
use crate::ports::MessageLog;

/// As the desk appends: nobody has looked at the members before.
async fn append(world: &World, talk: ConversationId, id: &str) {
    let append = Append {
        app: world.app.clone(),
        conversation_id: talk,
        sender: None,
        client_msg_id: ClientMsgId::parse(id).unwrap(),
        time_ms: NOW_MS,
        content: Content::text(id),
        origin: None,
    };
    world.log.append(vec![append]).await.unwrap();
}

#[tokio::test]
async fn a_store_that_does_not_answer_delays_and_loses_nothing() {
    for failures in [1, 3] {
        let mut world = World::followed();
        let talk = world.group(&["ann", "bob"]).await;
        append(&world, talk, "1").await;
        append(&world, talk, "2").await;
        *world.watch.failing_finds.lock() = (0..failures)
            .map(|_| StoreError::unavailable("the disk is full"))
            .collect();
        world.deliver().await;
        let all = vec![uid("ann"), uid("bob")];
        assert_eq!(
            world.router.take_messages(),
            [("1".to_owned(), all.clone()), ("2".to_owned(), all)]
        );
    }
}

#[tokio::test]
async fn what_can_not_be_read_keeps_nobody_elses_messages() {
    let mut world = World::followed();
    let damaged = world.group(&["ann", "bob"]).await;
    let talk = world.group(&["ann", "cid"]).await;
    append(&world, damaged, "1").await;
    append(&world, talk, "2").await;
    *world.watch.failing_finds.lock() = vec![StoreError::corrupt("member state \"?\"")];
    world.deliver().await;
    assert_eq!(
        world.router.take_messages(),
        [("2".to_owned(), vec![uid("ann"), uid("cid")])]
    );
}
