//! What a peer can't do to a node by polling, whatever it says.

use serde_json::json;

use crate::http_client::read;
use crate::poll_client::{Poll, said};
use crate::world::{PATIENCE, World};

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
    world.conversations.hold_next_find();
    let ping = json!({ "id": 6, "ping": {} });
    let frames = json!([said(&world, "1"), ping, said(&world, "2")]);
    let mut posting = ann.begin_post(&world, &frames).await;
    world.conversations.held().await;
    world.revoke("ann").await;
    world.conversations.let_go();
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
