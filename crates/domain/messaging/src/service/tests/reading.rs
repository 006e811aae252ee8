//! Pages of history and how a reader sees a conversation.

use std::sync::Arc;

use async_trait::async_trait;
use skein_foundation::{AppId, ClientMsgId, ConversationId, Seq, StoreError, Uid};
use tokio::sync::watch;

use super::world::{World, nowhere, uid};
use crate::contract::memory_message_log::MemoryMessageLog;
use crate::model::{Append, Appended, Content, MemberRole, MemberState, Message};
use crate::ports::{CommitFeed, HistoryRange, LogPosition, MessageLog, TailPage};
use crate::rules::MAX_COUNTED_UNREAD;
use crate::service::{ConversationError, Messaging, MessagingPorts, ReadError};

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

/// A log in which a message of bob's comes in right after each look that somebody takes.
#[derive(Debug)]
struct BusyLog {
    inner: Arc<MemoryMessageLog>,
    app: AppId,
}

impl BusyLog {
    async fn grow(&self, conversation_id: ConversationId) {
        let number = self.inner.last_seqs(&[conversation_id]).await.unwrap()[0];
        let append = Append {
            app: self.app.clone(),
            conversation_id,
            sender: Some(uid("bob")),
            client_msg_id: ClientMsgId::parse(&format!("after {number}")).unwrap(),
            time_ms: 0,
            content: Content::text("news"),
            origin: None,
        };
        self.inner.append(vec![append]).await.unwrap();
    }
}

#[async_trait]
impl MessageLog for BusyLog {
    async fn append(&self, batch: Vec<Append>) -> Result<Vec<Appended>, StoreError> {
        self.inner.append(batch).await
    }

    async fn read(
        &self,
        id: ConversationId,
        range: HistoryRange,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let messages = self.inner.read(id, range, limit).await;
        self.grow(id).await;
        messages
    }

    async fn last_seqs(&self, ids: &[ConversationId]) -> Result<Vec<Seq>, StoreError> {
        let last = self.inner.last_seqs(ids).await;
        for id in ids {
            self.grow(*id).await;
        }
        last
    }

    async fn tail(&self, after: LogPosition, limit: usize) -> Result<TailPage, StoreError> {
        self.inner.tail(after, limit).await
    }

    fn watch_committed(&self) -> watch::Receiver<LogPosition> {
        self.inner.watch_committed()
    }

    fn take_commit_feed(&self) -> Option<CommitFeed> {
        self.inner.take_commit_feed()
    }
}

#[tokio::test]
async fn what_comes_in_while_a_page_is_read_is_either_in_it_or_beyond_its_last_seq() {
    let world = World::new();
    let talk = world.direct("ann", "bob").await;
    world.fill("bob", talk, 3).await;
    let messaging = Messaging::new(MessagingPorts {
        log: Arc::new(BusyLog {
            inner: Arc::clone(&world.log),
            app: world.app.clone(),
        }),
        conversations: world.store.clone(),
        router: world.router.clone(),
        clock: world.clock.clone(),
    });
    let ann = uid("ann");
    let last_seq = async || world.log.last_seqs(&[talk]).await.unwrap()[0];
    for (range, limit) in [
        (HistoryRange::Newest, 100),
        (HistoryRange::Newest, 2),
        (HistoryRange::After(Seq(1)), 100),
    ] {
        let page = messaging
            .history(&world.app, &ann, talk, range, limit)
            .await
            .unwrap();
        let reached = page.messages.last().map(|message| message.seq);
        assert_eq!(reached, Some(page.last_seq), "{range:?}");
    }
    let at_the_end = HistoryRange::After(last_seq().await);
    let page = messaging
        .history(&world.app, &ann, talk, at_the_end, 100)
        .await
        .unwrap();
    let reached = page.messages.last().map(|message| message.seq);
    assert_eq!(reached, Some(page.last_seq), "the end moved on");

    let view = messaging
        .view_conversation(&world.app, &ann, talk)
        .await
        .unwrap();
    assert!(view.last_seq < last_seq().await, "more came in");
    assert_eq!(view.unread, view.last_seq.0, "all of it is bob's");
    let shown = view.last_message.map(|message| message.seq);
    assert_eq!(shown, Some(view.last_seq));
}

#[tokio::test]
async fn past_members_read_up_to_their_end_and_strangers_never() {
    let world = World::new();
    let talk = world.group(&["ann", "bob"]).await;
    world.fill("ann", talk, 2).await;
    world.set_state(talk, "bob", MemberState::Past).await;
    world.send("ann", talk, "without bob").await.unwrap();
    let read = async |who: &str, place, range| {
        let page = world
            .messaging
            .history(&world.app, &uid(who), place, range, 10)
            .await?;
        let seqs: Vec<u64> = page.messages.iter().map(|message| message.seq.0).collect();
        Ok::<_, ReadError>((seqs, page.has_more, page.last_seq.0))
    };
    let (newest, whole) = (HistoryRange::Newest, HistoryRange::After(Seq::ZERO));
    for range in [newest, whole, HistoryRange::Before(Seq(9))] {
        assert_eq!(
            read("bob", talk, range).await.unwrap(),
            (vec![1, 2], false, 2)
        );
    }
    let beyond = HistoryRange::After(Seq(2));
    assert_eq!(read("bob", talk, beyond).await.unwrap(), (vec![], false, 2));
    assert_eq!(read("ann", talk, newest).await.unwrap().0, [1, 2, 3]);
    for (who, place) in [("eve", talk), ("ann", nowhere())] {
        let refused = read(who, place, newest).await;
        assert!(matches!(refused, Err(ReadError::NotFound)));
    }
    let view = async |who: &str| {
        let app = &world.app;
        world
            .messaging
            .view_conversation(app, &uid(who), talk)
            .await
    };
    assert!(matches!(view("eve").await, Err(ReadError::NotFound)));
    let bobs = view("bob").await.unwrap();
    assert_eq!((bobs.last_seq, bobs.unread), (Seq(2), 2));
    assert_eq!(bobs.last_message.map(|message| message.seq), Some(Seq(2)));
    assert_eq!(bobs.own.membership.state, MemberState::Past);
    // Nothing beyond counts as read.
    world
        .messaging
        .mark_read(&world.app, &uid("bob"), talk, Seq(3))
        .await
        .unwrap();
    assert_eq!(world.stored_marks(talk, "bob").await.read, Seq(2));

    // Who comes back reads on, also what was said in between.
    world.set_state(talk, "bob", MemberState::Active).await;
    assert_eq!(read("bob", talk, newest).await.unwrap().0, [1, 2, 3]);
}

#[tokio::test]
async fn who_is_added_from_now_on_reads_nothing_of_before_and_owes_nobody_anything() {
    let world = World::new();
    let talk = world.group(&["ann"]).await;
    world.fill("ann", talk, 3).await;
    for (who, from_now) in [("bob", true), ("cid", false)] {
        let (app, who) = (&world.app, uid(who));
        world
            .messaging
            .add_to_group(app, talk, &who, from_now)
            .await
            .unwrap();
    }
    world.send("ann", talk, "welcome").await.unwrap();
    for (who, seqs) in [("bob", vec![4]), ("cid", vec![1, 2, 3, 4])] {
        for range in [
            HistoryRange::Newest,
            HistoryRange::After(Seq(0)),
            HistoryRange::Before(Seq(5)),
        ] {
            let page = world
                .messaging
                .history(&world.app, &uid(who), talk, range, 10)
                .await
                .unwrap();
            let read: Vec<u64> = page.messages.iter().map(|message| message.seq.0).collect();
            assert_eq!(
                (read, page.has_more),
                (seqs.clone(), false),
                "{who} {range:?}"
            );
        }
        let view = world
            .messaging
            .view_conversation(&world.app, &uid(who), talk)
            .await
            .unwrap();
        assert_eq!(view.unread, 1);
    }
    // Whoever reads nothing of before finds nothing there, however little fits into a page.
    let before = HistoryRange::Before(Seq(4));
    let page = world
        .messaging
        .history(&world.app, &uid("bob"), talk, before, 1)
        .await
        .unwrap();
    assert!(page.messages.is_empty() && !page.has_more);
}

#[tokio::test]
async fn a_thread_that_met_many_agents_shows_who_is_there_and_names_who_spoke() {
    let world = World::new();
    let thread = world
        .messaging
        .open_thread(&world.app, &uid("cat"))
        .await
        .unwrap()
        .id;
    let set = async |agent: &str, state| {
        let (app, agent) = (&world.app, uid(agent));
        world
            .messaging
            .set_member(app, thread, &agent, MemberRole::Agent, state)
            .await
            .unwrap();
    };
    // In the order of their names before the customer and the agent of now.
    for number in 0..200 {
        let agent = format!("agent {number:03}");
        world
            .store
            .set_name(&world.app, &uid(&agent), &format!("No. {number}"));
        set(&agent, MemberState::Active).await;
        world.send(&agent, thread, &agent).await.unwrap();
        set(&agent, MemberState::Past).await;
    }
    set("zoe", MemberState::Active).await;
    let view = world
        .messaging
        .view_conversation(&world.app, &uid("cat"), thread)
        .await
        .unwrap();
    let shown: Vec<&Uid> = view.counterparts.iter().map(|member| &member.uid).collect();
    assert_eq!((shown, view.own.uid), (vec![&uid("zoe")], uid("cat")));
    assert_eq!(view.conversation.member_count, 2);
    let people = world
        .messaging
        .history(&world.app, &uid("cat"), thread, HistoryRange::Newest, 3)
        .await
        .unwrap()
        .people;
    let named: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(named, ["No. 197", "No. 198", "No. 199"]);
    // An agent of before reads what came before, and nothing of those who followed.
    let reader = uid("agent 007");
    let page = world
        .messaging
        .history(&world.app, &reader, thread, HistoryRange::Newest, 100);
    assert_eq!(page.await.unwrap().messages.len(), 8);
    // Who leads the desk reads all of it; what is no thread is read by its members.
    let all = world
        .messaging
        .history_of_thread(&world.app, thread, HistoryRange::Newest, 100);
    assert_eq!(all.await.unwrap().messages.len(), 100);
    let group = world.group(&["cat"]).await;
    let refused = world
        .messaging
        .history_of_thread(&world.app, group, HistoryRange::Newest, 100);
    assert!(matches!(refused.await, Err(ReadError::NotFound)));
}

#[tokio::test]
async fn a_large_group_is_shown_in_part_and_listed_whole() {
    let world = World::new();
    let names: Vec<String> = (0..250).map(|number| format!("m{number:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let talk = world.group(&names).await;
    let view = world
        .messaging
        .view_conversation(&world.app, &uid("m100"), talk)
        .await
        .unwrap();
    assert_eq!(view.own.uid, uid("m100"));
    assert_eq!(view.counterparts.len(), 20);
    assert_eq!(view.conversation.member_count, 250);
    let mut listed = Vec::new();
    let mut after = None;
    loop {
        let page = world
            .messaging
            .list_members_for(&world.app, &uid("m249"), talk, after.as_ref(), 100)
            .await
            .unwrap();
        assert_eq!(page.member_count, 250);
        listed.extend(
            page.members
                .into_iter()
                .map(|member| member.uid.to_string()),
        );
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(listed, names);
    let stranger = world
        .messaging
        .list_members_for(&world.app, &uid("eve"), talk, None, 100)
        .await;
    assert!(matches!(stranger, Err(ConversationError::NotFound)));
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
            view.own.marks.read.0,
            view.unread,
            view.last_message.map(|last| last.seq.0),
        )
    };
    assert_eq!(view("ann").await, (0, 0, 0, None));
    world.fill("ann", talk, 7).await;
    assert_eq!(view("bob").await, (7, 0, 7, Some(7)));
    world
        .messaging
        .mark_read(&world.app, &uid("bob"), talk, Seq(5))
        .await
        .unwrap();
    assert_eq!(view("bob").await, (7, 5, 2, Some(7)));
    world
        .messaging
        .mark_read(&world.app, &uid("bob"), talk, Seq(7))
        .await
        .unwrap();
    assert_eq!(
        view("bob").await,
        (7, 7, 0, Some(7)),
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
async fn own_messages_and_system_events_do_not_use_up_what_is_counted() {
    let world = World::new();
    let talk = world.direct("ann", "bob").await;
    let unread = async || {
        let bob = uid("bob");
        let viewed = world.messaging.view_conversation(&world.app, &bob, talk);
        viewed.await.unwrap().unread
    };
    world.send("ann", talk, "first").await.unwrap();
    // As after a crash that forgot that bob had read what he answered.
    let answers = (0..99).map(|number| Append {
        app: world.app.clone(),
        conversation_id: talk,
        sender: Some(uid("bob")),
        client_msg_id: ClientMsgId::parse(&format!("answer {number}")).unwrap(),
        time_ms: 0,
        content: Content::text("an answer"),
        origin: None,
    });
    world.log.append(answers.collect()).await.unwrap();
    world.fill("ann", talk, 5).await;
    assert_eq!(unread().await, 6);
    for round in 0..30 {
        let events: Vec<_> = (0..100)
            .map(|number| Append {
                app: world.app.clone(),
                conversation_id: talk,
                sender: None,
                client_msg_id: ClientMsgId::parse(&format!("event {round} {number}")).unwrap(),
                time_ms: 0,
                content: Content::text("an event"),
                origin: None,
            })
            .collect();
        world.log.append(events).await.unwrap();
    }
    assert_eq!(unread().await, 6);
    for number in 0..93 {
        let id = format!("later {number}");
        world.send("ann", talk, &id).await.unwrap();
    }
    assert_eq!(unread().await, 99);
    for number in 0..5 {
        let id = format!("last {number}");
        world.send("ann", talk, &id).await.unwrap();
    }
    assert_eq!(unread().await, MAX_COUNTED_UNREAD as u64);
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
