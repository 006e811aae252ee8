//! Consumers see every event at least once, in order, as soon as it is there, also after a crash.

use std::sync::atomic::Ordering;
use std::time::Duration;

use skein_foundation::{StoreErrorKind, runtime};
use skein_messaging::ports::{Consumer, EventBus as _, EventStream, Place};

use crate::world::{PATIENCE, World, following, in_words};

const BOTH: [EventStream; 2] = [EventStream::Messages, EventStream::Changes];

impl World {
    async fn happens(&self, stream: EventStream, what: &str) {
        match stream {
            EventStream::Messages => self.say(what).await,
            EventStream::Changes => self.store.change(what),
        }
    }

    /// Lets the consumer wait for more until its cursor is stored.
    async fn settle(&self, stream: EventStream, consumer: &'static str, cursor: u64) {
        self.settle_as(following(stream, consumer), cursor).await;
    }

    async fn settle_as(&self, consumer: Consumer, cursor: u64) {
        let stored = async {
            while self.store.cursor(consumer.stream, consumer.name) != cursor {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            page = self.bus.next(consumer, 10) => panic!("nothing happened, and yet {page:?}"),
            stored = tokio::time::timeout(PATIENCE, stored) => stored.expect("stored when it is quiet"),
        }
    }
}

#[tokio::test]
async fn each_consumer_goes_its_own_way_in_order() {
    let world = World::new();
    for stream in BOTH {
        for what in ["1", "2", "3"] {
            world.happens(stream, what).await;
        }
        assert_eq!(world.handle(stream, "one").await, ["1", "2", "3"]);
        world.happens(stream, "4").await;
        assert_eq!(world.handle(stream, "one").await, ["4"]);
        assert_eq!(world.handle(stream, "other").await, ["1", "2", "3", "4"]);
    }
}

#[tokio::test]
async fn what_was_not_handled_comes_again() {
    let world = World::new();
    for stream in BOTH {
        world.happens(stream, "1").await;
        // The handler failed twice: nothing was acknowledged.
        for _ in 0..2 {
            assert_eq!(in_words(&world.next(stream, "one").await), ["1"]);
        }
        world.happens(stream, "2").await;
        assert_eq!(world.handle(stream, "one").await, ["1", "2"]);
    }
}

#[tokio::test]
async fn after_a_restart_a_consumer_goes_on_where_its_stored_cursor_stands() {
    let mut world = World::new();
    for stream in BOTH {
        world.happens(stream, "1").await;
        world.handle(stream, "one").await;
        world.settle(stream, "one", 1).await;
        world.restart();
        world.happens(stream, "2").await;
        assert_eq!(world.handle(stream, "one").await, ["2"]);
        // Handled, but not stored yet when the process ends: it comes again, and nothing is left out.
        world.restart();
        world.happens(stream, "3").await;
        assert_eq!(world.handle(stream, "one").await, ["2", "3"]);
    }
}

#[tokio::test]
async fn a_busy_consumer_stores_its_cursor_now_and_then_and_a_quiet_one_soon() {
    let world = World::new();
    let stream = EventStream::Changes;
    let pages = 300;
    for number in 0..pages {
        world.store.change(&number.to_string());
        world.handle(stream, "one").await;
    }
    let saves = world.store.saves.load(Ordering::SeqCst);
    assert!(
        (2..=30).contains(&saves),
        "{saves} transactions for {pages} pages"
    );
    assert!(
        world.store.cursor(stream, "one") >= 200,
        "a crash repeats little"
    );
    world.settle(stream, "one", pages).await;
    let saves = world.store.saves.load(Ordering::SeqCst);
    tokio::time::timeout(
        Duration::from_millis(500),
        world.bus.next(following(stream, "one"), 10),
    )
    .await
    .expect_err("nothing happens");
    assert_eq!(
        world.store.saves.load(Ordering::SeqCst),
        saves,
        "nothing new, nothing stored"
    );
}

#[tokio::test]
async fn a_cursor_that_could_not_be_stored_is_an_error_and_loses_nothing() {
    let world = World::new();
    let stream = EventStream::Changes;
    world.store.change("1");
    world.handle(stream, "one").await;
    world.store.fail_saves.store(true, Ordering::SeqCst);
    let failed = tokio::time::timeout(PATIENCE, world.bus.next(following(stream, "one"), 10)).await;
    failed
        .expect("told when it is quiet")
        .expect_err("the disk is full");
    world.store.fail_saves.store(false, Ordering::SeqCst);
    world.settle(stream, "one", 1).await;
    world.store.change("2");
    assert_eq!(world.handle(stream, "one").await, ["2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_is_woken_at_once() {
    let world = World::new();
    for stream in BOTH {
        for quiet in [Duration::from_millis(20), Duration::from_millis(400)] {
            let bus = world.bus.clone();
            let consumer = if quiet.as_millis() == 20 {
                "one"
            } else {
                "other"
            };
            let waiting = runtime::spawn("wait", async move {
                bus.next(following(stream, consumer), 10).await
            });
            // Before and after the consumer has found it quiet.
            tokio::time::sleep(quiet).await;
            world
                .happens(stream, &format!("{consumer} {}", stream.name()))
                .await;
            let woken = tokio::time::timeout(Duration::from_secs(10), waiting).await;
            assert!(!woken.expect("woken").unwrap().unwrap().events.is_empty());
        }
    }
}

#[tokio::test]
async fn what_happens_between_looking_and_waiting_wakes_all_the_same() {
    let world = World::new();
    *world.store.in_between.lock() = Some("slipped in");
    let page = world.next(EventStream::Changes, "one").await;
    assert_eq!(in_words(&page), ["slipped in"]);
}

#[tokio::test]
async fn a_wait_that_is_given_up_loses_nothing() {
    let world = World::new();
    for stream in BOTH {
        for number in 0..20 {
            let given_up = world.bus.next(following(stream, "one"), 10);
            let _ = tokio::time::timeout(Duration::from_millis(1), given_up).await;
            let what = format!("{} {number}", stream.name());
            world.happens(stream, &what).await;
            let also_given_up = world.bus.next(following(stream, "one"), 10);
            let _ = tokio::time::timeout(Duration::ZERO, also_given_up).await;
            assert_eq!(world.handle(stream, "one").await, [what]);
        }
    }
}

#[tokio::test]
async fn who_follows_for_its_node_sees_what_happens_from_now_on_and_keeps_no_place() {
    let world = World::new();
    for stream in BOTH {
        world.happens(stream, "before").await;
        let follower = Consumer {
            place: Place::FromNow,
            ..following(stream, "one")
        };
        let first = world.bus.next(follower, 10);
        tokio::time::timeout(Duration::from_millis(20), first)
            .await
            .expect_err("it is over");
        for what in ["1", "2"] {
            world.happens(stream, what).await;
            let page = world.bus.next(follower, 10).await.unwrap();
            assert_eq!(in_words(&page), [what]);
            world.bus.acknowledge(follower, page.next).await.unwrap();
        }
        let quiet = tokio::time::timeout(Duration::from_millis(500), world.bus.next(follower, 10));
        quiet.await.expect_err("nothing happens");
        assert_eq!(world.store.cursor(stream, "one"), 0);
    }
}

#[tokio::test]
async fn whose_place_another_took_is_told_and_moves_nothing() {
    let world = World::new();
    let stream = EventStream::Changes;
    world.store.change("1");
    let before = following(stream, "one");
    let after = Consumer {
        place: Place::Cursor { epoch: 2 },
        ..before
    };
    let page = world.bus.next(before, 10).await.unwrap();
    world.bus.acknowledge(before, page.next).await.unwrap();
    // Another node took over from where the store knows it to be, and went on.
    let again = world.bus.next(after, 10).await.unwrap();
    assert_eq!(in_words(&again), ["1"]);
    world.store.change("2");
    world.bus.acknowledge(after, again.next + 1).await.unwrap();
    world.settle_as(after, 2).await;
    let told = tokio::time::timeout(PATIENCE, async {
        loop {
            match world.bus.next(before, 10).await {
                Ok(page) => world.bus.acknowledge(before, page.next).await.unwrap(),
                Err(error) => return error.kind,
            }
        }
    });
    assert_eq!(told.await.expect("told"), StoreErrorKind::Conflict);
    assert_eq!(world.store.cursor(stream, "one"), 2);
}

#[tokio::test]
async fn a_page_says_how_much_comes_after_it() {
    let world = World::new();
    for stream in BOTH {
        for number in 0..13 {
            world
                .happens(stream, &format!("{} {number}", stream.name()))
                .await;
        }
        assert_eq!(world.next(stream, "one").await.behind, 3);
        world.handle(stream, "one").await;
        assert_eq!(world.next(stream, "one").await.behind, 0);
    }
}
