//! Following the log: by position, which is durable, and by the live feed, which is not.

use std::time::Duration;

use skein_foundation::SessionId;
use tokio::time::timeout;

use super::LogUnderTest;
use super::subject::{alone, app, append, conversation, follow, named, text};
use crate::model::Append;
use crate::ports::LogPosition;

pub async fn the_tail_resumes_at_every_position(subject: &impl LogUnderTest) {
    let log = alone(subject);
    for number in 0..10_u8 {
        let batch = (0..=number % 3)
            .map(|index| text(conversation(index), "amy", &format!("{number}-{index}")));
        append(&log, batch.collect()).await;
    }
    for round in 0..2 {
        let log = alone(subject);
        let all = named(&follow(&log, LogPosition(0), 1).await);
        assert_eq!(all.len(), 19, "in round {round}");
        // Each position splits the whole into what was before it and what follows.
        let (mut position, mut before) = (LogPosition(0), 0);
        while before < all.len() {
            assert_eq!(named(&follow(&log, position, 4).await), all[before..]);
            let page = log.tail(position, 1).await.expect("readable");
            position = page.next;
            before += page.messages.len();
        }
        assert_eq!(position, *log.watch_committed().borrow());
        assert_eq!(
            log.tail(position, 10).await.expect("readable").next,
            position
        );
        subject.restart().await;
    }
}

pub async fn positions_go_on_after_a_restart(subject: &impl LogUnderTest) {
    let log = alone(subject);
    assert_eq!(*log.watch_committed().borrow(), LogPosition(0));
    append(&log, vec![text(conversation(1), "amy", "a")]).await;
    subject.restart().await;

    let log = alone(subject);
    let mut committed = log.watch_committed();
    let before = *committed.borrow_and_update();
    assert!(before > LogPosition(0));
    append(&log, vec![text(conversation(1), "amy", "a")]).await;
    append(&log, vec![text(conversation(1), "amy", "b")]).await;
    let moved = timeout(
        Duration::from_secs(10),
        committed.wait_for(|position| *position > before),
    )
    .await;
    let after = *moved.expect("in time").expect("the log runs");
    // A repeat is no commit.
    let page = log.tail(before, 10).await.expect("readable");
    assert_eq!(
        named(&page.messages),
        [(app("tour"), conversation(1), 2, "b".to_owned())]
    );
    assert_eq!(page.next, after);
}

pub async fn the_feed_is_given_out_once(subject: &impl LogUnderTest) {
    let log = subject.log();
    let feed = log.take_commit_feed();
    assert!(feed.is_some());
    assert!(log.take_commit_feed().is_none());
    drop(feed);
    // Nobody listens any more, so nobody is waited for.
    for number in 0..100 {
        append(
            &log,
            vec![text(conversation(1), "amy", &format!("{number}"))],
        )
        .await;
    }
}

pub async fn the_feed_tells_what_the_tail_tells(subject: &impl LogUnderTest) {
    let log = subject.log();
    let mut feed = log.take_commit_feed().expect("it is given out once");
    let origin = SessionId::from_bytes([9; 16]);
    let mut told = Vec::new();
    for number in 0..12_u8 {
        let from = |index: u8| Append {
            app: app(if index == 0 { "tour" } else { "loan" }),
            origin: (number % 2 == 0).then_some(origin),
            ..text(conversation(index), "amy", &format!("{number}-{index}"))
        };
        append(&log, vec![from(0), from(1), from(0)]).await;
        let group = timeout(Duration::from_secs(10), feed.recv()).await;
        told.extend(group.expect("in time").expect("the log runs"));
    }
    let followed = follow(&log, LogPosition(0), 5).await;
    assert_eq!(named(&told), named(&followed));
    assert_eq!(told.len(), 24, "a repeat is not told");
    for logged in &told {
        let is_even = logged
            .message
            .client_msg_id
            .as_str()
            .split('-')
            .next()
            .expect("a number")
            .parse::<u8>();
        assert_eq!(
            logged.origin,
            (is_even.expect("a number") % 2 == 0).then_some(origin)
        );
    }
    assert!(followed.iter().all(|logged| logged.origin.is_none()));
}

pub async fn appends_wait_when_nobody_takes_from_the_feed(subject: &impl LogUnderTest) {
    const MANY: u32 = 10_000;
    let log = subject.log();
    let mut feed = log.take_commit_feed().expect("it is given out once");
    let mut answered = 0;
    let mut waiting = None;
    for number in 0..MANY {
        let mut asked = log.append(vec![text(conversation(1), "amy", &format!("{number}"))]);
        // Long enough for any disk to have answered.
        if timeout(Duration::from_secs(1), &mut asked).await.is_err() {
            waiting = Some(asked);
            break;
        }
        answered += 1;
    }
    let waiting = waiting.expect("the feed has a limit");
    let listening = async {
        let mut told = 0;
        while told <= answered {
            told += feed.recv().await.expect("the log runs").len();
        }
        told
    };
    let (appended, told) = timeout(Duration::from_secs(10), async {
        tokio::join!(waiting, listening)
    })
    .await
    .expect("it goes on");
    appended.expect("the log takes it");
    assert_eq!(told, answered + 1, "nothing is left out");
}
