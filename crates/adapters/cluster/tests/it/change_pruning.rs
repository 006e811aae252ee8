//! Changes go when every consumer is past them, and not before.

use std::sync::atomic::Ordering;

use skein_cluster::forget_handled_changes;
use skein_messaging::ports::{CursorStore as _, EventStream};

use crate::world::World;

fn world() -> World {
    let world = World::new();
    for number in 1..=5 {
        world.store.change(&number.to_string());
    }
    world
}

async fn stands_at(world: &World, consumer: &str, cursor: u64) {
    world
        .store
        .save_cursor(EventStream::Changes.name(), consumer, cursor, 1)
        .await
        .unwrap();
}

async fn forget(world: &World, consumers: &[&str]) -> Vec<u64> {
    forget_handled_changes(&*world.store, &*world.store, consumers)
        .await
        .unwrap();
    world.store.left()
}

#[tokio::test]
async fn the_slowest_consumer_decides() {
    let world = world();
    stands_at(&world, "fast", 5).await;
    assert_eq!(
        forget(&world, &["fast", "new"]).await,
        [1, 2, 3, 4, 5],
        "who was never here needs all"
    );
    stands_at(&world, "slow", 3).await;
    assert_eq!(forget(&world, &["slow", "fast"]).await, [4, 5]);
    stands_at(&world, "slow", 5).await;
    assert_eq!(forget(&world, &["slow", "fast"]).await, [0; 0]);
    world.store.change("6");
    assert_eq!(forget(&world, &["slow", "fast"]).await, [6]);
    let forgets = world.store.forgets.load(Ordering::SeqCst);
    assert_eq!(forgets, 2, "nothing to forget, nothing written");
}

#[tokio::test]
async fn without_consumers_and_by_cursors_of_messages_nothing_goes() {
    let world = world();
    assert_eq!(forget(&world, &[]).await.len(), 5);
    world
        .store
        .save_cursor(EventStream::Messages.name(), "one", 5, 1)
        .await
        .unwrap();
    assert_eq!(forget(&world, &["one"]).await.len(), 5);
}

#[tokio::test]
async fn what_is_handled_but_not_stored_stays() {
    let world = world();
    world.handle(EventStream::Changes, "one").await;
    assert_eq!(
        world.store.cursor(EventStream::Changes, "one"),
        0,
        "stored when it is quiet"
    );
    assert_eq!(
        forget(&world, &["one"]).await.len(),
        5,
        "a crash would repeat them"
    );
}
