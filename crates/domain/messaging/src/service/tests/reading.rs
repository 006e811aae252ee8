//! Pages of history and how a reader sees a conversation.

use skein_foundation::Seq;

use super::world::{World, nowhere, uid};
use crate::model::MemberState;
use crate::ports::HistoryRange;
use crate::rules::MAX_COUNTED_UNREAD;
use crate::service::{ConversationError, ReadError};

#[tokio::test]
async fn a_page_says_whether_there_is_more_in_the_asked_direction() {
    let world = World::new();
    let talk = world.direct("ann", "bob").await;
    world.fill("ann", talk, 5).await;
    let cases = [
        (HistoryRange::Newest, 3, vec![3, 4, 5], true),
        (HistoryRange::Newest, 5, vec![1, 2, 3, 4, 5], false),
        (HistoryRange::Newest, 9, vec![1, 2, 3, 4, 5], false),
        (HistoryRange::Before(Seq(4)), 2, vec![2, 3], true),
        (HistoryRange::Before(Seq(4)), 3, vec![1, 2, 3], false),
        (HistoryRange::Before(Seq(1)), 3, vec![], false),
        (HistoryRange::Before(Seq(u64::MAX)), 1, vec![5], true),
        (HistoryRange::After(Seq(1)), 2, vec![2, 3], true),
        (HistoryRange::After(Seq(1)), 4, vec![2, 3, 4, 5], false),
        (HistoryRange::After(Seq(0)), 1, vec![1], true),
        (HistoryRange::After(Seq(5)), 1, vec![], false),
        (HistoryRange::After(Seq(u64::MAX)), 1, vec![], false),
    ];
    for (range, limit, seqs, has_more) in cases {
        let page = world
            .messaging
            .history(&world.app, &uid("bob"), talk, range, limit)
            .await
            .unwrap();
        let found: Vec<u64> = page.messages.iter().map(|message| message.seq.0).collect();
        assert_eq!(
            (found, page.has_more, page.last_seq),
            (seqs, has_more, Seq(5)),
            "{range:?} {limit}"
        );
    }
}

#[tokio::test]
async fn past_members_read_on_and_strangers_never() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.fill("ann", talk, 2).await;
    world.set_state(talk, "bob", MemberState::Past).await;
    let read = async |who: &str, place| {
        let newest = HistoryRange::Newest;
        world
            .messaging
            .history(&world.app, &uid(who), place, newest, 10)
            .await
            .map(|page| page.messages.len())
    };
    assert_eq!(read("bob", talk).await.unwrap(), 2);
    assert!(matches!(read("eve", talk).await, Err(ReadError::NotFound)));
    assert!(matches!(
        read("ann", nowhere()).await,
        Err(ReadError::NotFound)
    ));
    let view = world
        .messaging
        .view_conversation(&world.app, &uid("eve"), talk)
        .await;
    assert!(matches!(view, Err(ReadError::NotFound)));
}

#[tokio::test]
async fn unread_counts_what_others_said_after_the_mark_up_to_a_hundred() {
    let world = World::new();
    let talk = world.direct("ann", "bob").await;
    let view = async |who: &str| {
        let view = world
            .messaging
            .view_conversation(&world.app, &uid(who), talk)
            .await
            .unwrap();
        (
            view.last_seq.0,
            view.read_seq.0,
            view.unread,
            view.last_message.map(|last| last.seq.0),
        )
    };
    assert_eq!(view("ann").await, (0, 0, 0, None));
    world.fill("ann", talk, 7).await;
    world.send("bob", talk, "mine").await.unwrap();
    assert_eq!(view("bob").await, (8, 0, 7, Some(8)));
    assert_eq!(view("ann").await, (8, 0, 1, Some(8)));
    world
        .messaging
        .mark_read(&world.app, &uid("bob"), talk, Seq(5))
        .await
        .unwrap();
    assert_eq!(view("bob").await, (8, 5, 2, Some(8)));
    world
        .messaging
        .mark_read(&world.app, &uid("bob"), talk, Seq(8))
        .await
        .unwrap();
    assert_eq!(
        view("bob").await,
        (8, 8, 0, Some(8)),
        "the last message is shown also when it is read"
    );

    let busy = world.direct("ann", "cid").await;
    world.fill("ann", busy, 150).await;
    let view = world
        .messaging
        .view_conversation(&world.app, &uid("cid"), busy)
        .await
        .unwrap();
    assert_eq!(view.unread, MAX_COUNTED_UNREAD as u64);
}

#[tokio::test]
async fn a_list_of_conversations_is_walked_by_its_cursor() {
    let world = World::new();
    let mut expected = Vec::new();
    for number in 0..7 {
        expected.push(world.direct("ann", &format!("friend {number}")).await);
    }
    expected.reverse();
    for limit in 1..=8 {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let (views, next) = world
                .messaging
                .list_conversations(&world.app, &uid("ann"), after, limit)
                .await
                .unwrap();
            assert!(views.len() <= limit);
            found.extend(views.iter().map(|view| view.conversation.id));
            after = next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, expected, "newest first, {limit} a page");
    }
}

#[tokio::test]
async fn nobody_talks_to_oneself_and_two_talk_in_one_place() {
    let world = World::new();
    let alone = world
        .messaging
        .open_direct(&world.app, (&uid("ann"), &uid("ann")))
        .await;
    assert!(matches!(alone, Err(ConversationError::WithOneself)));
    assert_eq!(
        world.direct("ann", "bob").await,
        world.direct("bob", "ann").await
    );
}
