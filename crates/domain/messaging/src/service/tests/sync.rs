//! Sync: walking all pages brings exactly what was missing, in order, once, and ends.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::{Just, Strategy, any};
use proptest::{prop_assert_eq, proptest};
use skein_foundation::{ConversationId, Seq};

use super::world::{World, nowhere, uid};
use crate::model::MemberState;
use crate::service::{MAX_SYNC_DISTANCE, ReadError, SyncAnswer, SyncRequest};

/// What came of walking all pages.
#[derive(Debug, Default, PartialEq)]
struct Walked {
    shown: Vec<ConversationId>,
    messages: BTreeMap<ConversationId, Vec<u64>>,
    reload: Vec<ConversationId>,
    pages: usize,
}

async fn page(
    world: &World,
    have: &HashMap<ConversationId, Seq>,
    page_token: &str,
    limit: usize,
) -> Result<SyncAnswer, ReadError> {
    let request = SyncRequest {
        have: have.iter().map(|(id, seq)| (*id, Some(*seq))).collect(),
        only_named: false,
        page_token: page_token.to_owned(),
        limit,
    };
    world.messaging.sync(&world.app, &uid("me"), &request).await
}

async fn walk(world: &World, have: &HashMap<ConversationId, Seq>, limit: usize) -> Walked {
    let mut walked = Walked::default();
    let mut token = String::new();
    loop {
        let answer = page(world, have, &token, limit).await.unwrap();
        assert!(
            answer.messages.len() <= limit.max(1),
            "a page of {}",
            answer.messages.len()
        );
        walked
            .shown
            .extend(answer.conversations.iter().map(|view| view.conversation.id));
        for message in answer.messages {
            walked
                .messages
                .entry(message.conversation_id)
                .or_default()
                .push(message.seq.0);
        }
        walked.reload.extend(answer.reload);
        walked.pages += 1;
        assert!(walked.pages < 10_000, "it does not end");
        if answer.next_page_token.is_empty() {
            return walked;
        }
        token = answer.next_page_token;
    }
}

/// Conversations as (messages there are, what the client has of them).
fn talks() -> impl Strategy<Value = Vec<(u64, Option<u64>)>> {
    let talk = (0..12_u64).prop_flat_map(|length| {
        let had = (any::<bool>(), 0..=length).prop_map(|(known, had)| known.then_some(had));
        (Just(length), had)
    });
    proptest::collection::vec(talk, 0..8)
}

proptest! {
    #[test]
    fn all_pages_together_are_what_was_missing(talks in talks(), limit in 1_usize..20) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (walked, expected) = runtime.block_on(async {
            let world = World::new();
            let mut have = HashMap::new();
            let mut expected = Walked::default();
            for (number, (length, had)) in talks.into_iter().enumerate() {
                let talk = world.direct("me", &format!("friend {number}")).await;
                world.fill("me", talk, length).await;
                expected.shown.insert(0, talk);
                if let Some(had) = had {
                    have.insert(talk, Seq(had));
                    if had < length {
                        expected.messages.insert(talk, (had + 1..=length).collect());
                    }
                }
            }
            let walked = walk(&world, &have, limit).await;
            expected.pages = walked.pages;
            (walked, expected)
        });
        prop_assert_eq!(walked, expected);
    }
}

#[tokio::test]
async fn many_conversations_come_in_pages_each_once() {
    let world = World::new();
    let mut have = HashMap::new();
    let mut expected = Vec::new();
    for number in 0..120 {
        let talk = world.direct("me", &format!("friend {number}")).await;
        world.fill("me", talk, 2).await;
        have.insert(talk, Seq(1));
        expected.insert(0, talk);
    }
    for limit in [0, 1, 7, 49, 50, 51, 1_000] {
        let walked = walk(&world, &have, limit).await;
        assert_eq!(walked.shown, expected, "limit {limit}");
        assert!(walked.messages.values().all(|seqs| *seqs == [2]));
        assert_eq!(walked.messages.len(), 120);
        assert!(walked.pages >= 3, "at most fifty conversations a page");
    }
}

#[tokio::test]
async fn what_the_client_does_not_know_is_shown_and_not_poured_out() {
    let world = World::new();
    let talk = world.direct("me", "you").await;
    world.fill("you", talk, 30).await;
    let answer = page(&world, &HashMap::new(), "", 100).await.unwrap();
    assert_eq!(answer.conversations.len(), 1);
    assert_eq!(
        (
            answer.conversations[0].last_seq.0,
            answer.conversations[0].unread
        ),
        (30, 30)
    );
    assert!(
        answer.messages.is_empty(),
        "the client reads history where it looks"
    );
}

#[tokio::test]
async fn what_can_not_be_right_is_reloaded_and_never_silently_partial() {
    let world = World::new();
    let short = world.direct("me", "you").await;
    world.fill("me", short, 3).await;
    let strange = world.direct("you", "another").await;
    let have = HashMap::from([(short, Seq(9)), (strange, Seq(1)), (nowhere(), Seq(1))]);
    let mut walked = walk(&world, &have, 10).await;
    walked.reload.sort();
    let mut expected = vec![short, strange, nowhere()];
    expected.sort();
    assert_eq!(walked.reload, expected);
    assert_eq!(walked.messages, BTreeMap::new());
    assert_eq!(
        walked.shown,
        [short],
        "of what is not the reader's nothing is shown"
    );
}

#[tokio::test]
async fn naming_much_asks_the_store_no_more_often() {
    let world = World::new();
    let have: HashMap<ConversationId, Seq> = (0..200)
        .map(|number| (ConversationId::from_bytes([number; 16]), Seq(1)))
        .collect();
    let answer = page(&world, &have, "", 10).await.unwrap();
    assert_eq!(answer.reload.len(), 200);
    assert_eq!(world.watch.count_finds(), 2, "who may read, and the page");

    let strangers: Vec<_> = (0..200).map(|number| uid(&format!("u{number}"))).collect();
    let visible = world
        .messaging
        .visible_users(&world.app, &uid("me"), &strangers)
        .await;
    assert_eq!(visible.unwrap(), []);
    assert_eq!(world.watch.count_finds(), 3);
}

#[tokio::test]
async fn a_past_member_syncs_up_to_the_end_of_the_membership() {
    let world = World::new();
    let talk = world.group(&["me", "you"]).await;
    world.fill("you", talk, 2).await;
    world.set_state(talk, "me", MemberState::Past).await;
    world.send("you", talk, "alone").await.unwrap();
    let walked = walk(&world, &HashMap::from([(talk, Seq(1))]), 10).await;
    assert_eq!(walked.messages[&talk], [2]);
    assert!(walked.reload.is_empty());
    // A message that arrived with the end of the membership is no other history.
    let walked = walk(&world, &HashMap::from([(talk, Seq(3))]), 10).await;
    assert!(!walked.messages.contains_key(&talk));
    assert!(walked.reload.is_empty());
}

#[tokio::test]
async fn who_lacks_more_than_a_thousand_messages_begins_anew() {
    let world = World::new();
    let talk = world.direct("me", "you").await;
    world.fill("you", talk, MAX_SYNC_DISTANCE + 5).await;
    let walked = walk(&world, &HashMap::from([(talk, Seq(5))]), 100).await;
    assert_eq!(walked.messages[&talk].len() as u64, MAX_SYNC_DISTANCE);
    assert!(walked.reload.is_empty());
    let walked = walk(&world, &HashMap::from([(talk, Seq(4))]), 100).await;
    assert_eq!((walked.reload, walked.shown), (vec![talk], vec![talk]));
    assert!(!walked.messages.contains_key(&talk));
}

#[tokio::test]
async fn past_conversations_that_nobody_named_cost_nothing() {
    let world = World::new();
    let mut pasts = Vec::new();
    for number in 0..200 {
        let talk = world.group(&["me", &format!("customer {number}")]).await;
        world.set_state(talk, "me", MemberState::Past).await;
        pasts.push(talk);
    }
    let active = world.direct("me", "you").await;
    let before = world.watch.count_finds();
    let walked = walk(&world, &HashMap::from([(pasts[3], Seq(0))]), 10).await;
    assert_eq!((walked.shown, walked.pages), (vec![active, pasts[3]], 1));
    // Who may read what is named, the page, and of the two on it who is in them and how far they are.
    assert_eq!(world.watch.count_finds() - before, 6);
}

#[tokio::test]
async fn only_what_is_named_comes_when_nothing_else_is_wanted() {
    let world = World::new();
    let mut talks = Vec::new();
    for number in 0..120 {
        let talk = world.direct("me", &format!("friend {number}")).await;
        world.fill("me", talk, 3).await;
        talks.push(talk);
    }
    let strange = world.direct("you", "another").await;
    let mut request = SyncRequest {
        have: HashMap::from([
            (talks[7], Some(Seq(1))),
            (talks[9], None),
            (strange, None),
            (nowhere(), Some(Seq(1))),
        ]),
        only_named: true,
        page_token: String::new(),
        limit: 10,
    };
    let me = uid("me");
    let answer = world.messaging.sync(&world.app, &me, &request).await;
    let answer = answer.unwrap();
    let shown = answer.conversations.iter();
    let shown: Vec<_> = shown.map(|view| view.conversation.id).collect();
    assert_eq!(shown, [talks[9], talks[7]]);
    let messages = answer.messages.iter();
    let messages: Vec<_> = messages
        .map(|message| (message.conversation_id, message.seq.0))
        .collect();
    assert_eq!(
        messages,
        [(talks[7], 2), (talks[7], 3)],
        "of one without position only the state comes"
    );
    assert_eq!(
        answer.reload,
        [nowhere()],
        "of the other stranger nothing is held that could be dropped"
    );
    assert_eq!(answer.next_page_token, "");

    request.have = talks.iter().map(|talk| (*talk, None)).collect();
    let answer = world.messaging.sync(&world.app, &me, &request).await;
    let first = answer.unwrap();
    request.page_token = first.next_page_token;
    let answer = world.messaging.sync(&world.app, &me, &request).await;
    assert!(first.conversations.len() < 120);
    assert!(!answer.unwrap().conversations.is_empty());
}

#[tokio::test]
async fn what_is_said_while_the_pages_are_walked_is_neither_lost_nor_doubled() {
    let world = World::new();
    let talk = world.direct("me", "you").await;
    world.fill("you", talk, 4).await;
    let have = HashMap::from([(talk, Seq(0))]);
    let mut seqs = Vec::new();
    let mut token = String::new();
    for round in 0.. {
        let answer = page(&world, &have, &token, 3).await.unwrap();
        seqs.extend(answer.messages.iter().map(|message| message.seq.0));
        if answer.next_page_token.is_empty() {
            break;
        }
        token = answer.next_page_token;
        if round < 3 {
            world
                .send("you", talk, &format!("meanwhile {round}"))
                .await
                .unwrap();
        }
    }
    assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>());
    assert!(seqs.len() >= 5);
}

#[tokio::test]
async fn a_token_that_is_not_ours_is_refused() {
    let world = World::new();
    let talk = world.direct("me", "you").await;
    let strange = world.direct("you", "another").await;
    for token in [
        "x",
        "~",
        "~5",
        &format!("{talk}"),
        &format!("{talk}~5"),
        &format!("{talk}~x~5"),
        &format!("{talk}~1~x"),
        &format!("{talk}~1~-1"),
        &format!("{talk}~1~5~"),
        "00000000-0000-0000-0000-00000000000~1~1",
    ] {
        let answer = page(&world, &HashMap::new(), token, 10).await;
        assert!(matches!(answer, Err(ReadError::BadPageToken)), "{token}");
    }
    // Well formed, but the way into somebody else's conversation.
    let answer = page(&world, &HashMap::new(), &format!("{strange}~0~0"), 10).await;
    assert!(matches!(answer, Err(ReadError::NotFound)));
    let beyond = page(
        &world,
        &HashMap::new(),
        &format!("{talk}~0~{}", u64::MAX),
        10,
    )
    .await
    .unwrap();
    assert!(beyond.messages.is_empty());
}
