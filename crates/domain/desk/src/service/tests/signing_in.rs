//! A visitor signs in during a talk: it goes along, whatever breaks in between.

use skein_foundation::{ConsultationId, ConversationId, Seq, Uid};
use skein_messaging::model::{Content, MemberState, Text};
use skein_messaging::ports::ChangeOutbox;

use super::office::{Office, uid};
use crate::model::{AgentStatus, ConsultationState, DeskChange, ResolvedBy, SignIn};
use crate::ports::{AgentQueries, ConsultationQueries};
use crate::service::commands::{Commands, MergeInto};

/// What the thread says, as `sender: words`.
fn said(office: &Office, thread: ConversationId) -> Vec<String> {
    office
        .log
        .of(thread)
        .iter()
        .filter_map(|message| match (&message.sender, &message.content) {
            (Some(sender), Content::Text(Text(text))) => {
                Some(format!("{sender}: {}", text.replace('\n', " ")))
            }
            _ => None,
        })
        .collect()
}

/// A visitor asked, an agent answered, the visitor asked again.
async fn talking(office: &mut Office) -> (Uid, ConversationId) {
    let ann = office.hire("ann", 2, AgentStatus::Online).await;
    let thread = office.asks("v1").await.consultation.conversation_id;
    office.answers("v1", &ann).await;
    office.writes("v1", "v1").await;
    office.settle().await;
    (ann, thread)
}

/// And everything follows.
async fn signs_in(office: &mut Office, visitor: &str, customer: &str) {
    office
        .desk
        .bring_along(&office.app, &uid(visitor), &uid(customer))
        .await
        .unwrap();
    office.settle().await;
}

/// The talk stands in the customer's thread, with the same agent, once.
async fn has_gone_along(office: &Office, ann: &Uid, before: ConversationId, first: u64) {
    let own = office.newest_of("cat").await;
    let now = &own.consultation;
    assert_eq!(now.state, ConsultationState::Assigned);
    assert_eq!(now.agent.as_ref(), Some(ann));
    assert_ne!(now.conversation_id, before);
    let words = [
        format!("cat: message {first}"),
        format!("ann: message {}", first + 1),
        format!("cat: message {}", first + 2),
    ];
    assert_eq!(said(office, now.conversation_id), words);
    assert!(own.first_response_ms.is_some(), "was answered already");
    assert!(!own.wait.unwrap().is_for_first_response);
    assert_eq!(now.talk.last_message.as_ref().unwrap().sender, uid("cat"));
    let ended = office.newest_of("v1").await.consultation;
    assert_eq!(
        (ended.resolved_by, ended.merged_into),
        (Some(ResolvedBy::Merged), Some(now.id))
    );
    let state = async |thread| office.member_state(thread, ann).await;
    assert_eq!(state(before).await, Some(MemberState::Past));
    assert_eq!(state(now.conversation_id).await, Some(MemberState::Active));
    let agent = office.store.find_agent(&office.app, ann).await.unwrap();
    assert_eq!(agent.unwrap().load, 1);
}

#[tokio::test]
async fn a_talk_goes_along_with_the_customer_and_its_agent() {
    let mut office = Office::open().await;
    let (ann, before) = talking(&mut office).await;
    office.router.take(&ann);
    let (app, own) = (office.app.clone(), office.thread_of("cat").await);
    let followed = office.store.list_changes(0, 1_000).await.unwrap().len();
    office
        .desk
        .bring_along(&app, &uid("v1"), &uid("cat"))
        .await
        .unwrap();
    // Before anybody follows what changed: the agent hears from the first word on, in one place.
    let state = async |thread| office.member_state(thread, &ann).await;
    assert_eq!(state(before).await, Some(MemberState::Past));
    assert_eq!(state(own).await, Some(MemberState::Active));
    // And what breaks off is finished by who follows the changes.
    let changes = office.store.list_changes(0, 1_000).await.unwrap();
    let first = &changes[followed];
    let first = DeskChange::parse(&first.kind, &first.payload);
    assert!(
        matches!(&first, Some(Ok(DeskChange::SignedIn(who))) if who.customer_uid == uid("cat")),
        "{first:?}"
    );
    office.settle().await;
    has_gone_along(&office, &ann, before, 1).await;
    let told = office.router.last_consultation(&ann);
    assert_eq!(
        (told.state, &told.asking.unwrap().customer.0),
        (ConsultationState::Assigned, &uid("cat")),
        "the agent's screen follows"
    );
    // What the agent had not read there, nobody has read here.
    let own = office.newest_of("cat").await.consultation;
    let visitor = uid("v1");
    for message in office.log.of(own.conversation_id) {
        if let Content::System(event) = &message.content {
            let people = [&event.actor, &event.subject];
            let is_visitor =
                |one: &&Option<(Uid, String)>| one.as_ref().is_some_and(|(uid, _)| *uid == visitor);
            assert!(!people.iter().any(is_visitor), "{event:?}");
            assert_eq!(event.consultation_id, Some(own.id), "{event:?}");
        }
    }
    let marks = office
        .member(own.conversation_id, &ann)
        .await
        .unwrap()
        .marks;
    assert_eq!(marks.read, Seq(0));

    // It goes on like any other, and once more changes nothing.
    office.answers("cat", &ann).await;
    let messages = office.log.len();
    office.replay().await;
    signs_in(&mut office, "v1", "cat").await;
    assert_eq!(office.log.len(), messages, "nothing is left to bring");
    let now = office.newest_of("cat").await;
    assert_eq!((now.consultation.id, now.wait), (own.id, None));
}

#[tokio::test]
async fn who_signs_in_before_the_desk_has_heard_the_question_takes_it_along() {
    let mut office = Office::open().await;
    office.writes("v1", "v1").await;
    office
        .desk
        .bring_along(&office.app, &uid("v1"), &uid("cat"))
        .await
        .unwrap();
    let own = office.newest_of("cat").await.consultation;
    assert_eq!(own.state, ConsultationState::Waiting);
    assert_eq!(said(&office, own.conversation_id), ["cat: message 1"]);
}

#[tokio::test]
async fn a_crash_at_any_step_leaves_no_talk_behind() {
    for steps in 0..3 {
        let mut office = Office::open().await;
        let (ann, before) = talking(&mut office).await;
        let sign_in = SignIn {
            visitor_uid: uid("v1"),
            customer_uid: uid("cat"),
        };
        office
            .commands()
            .record_sign_in(&office.app, &sign_in, 1)
            .await
            .unwrap();
        if steps >= 1 {
            let own = office
                .messaging
                .open_thread(&office.app, &uid("cat"))
                .await
                .unwrap();
            let merge = MergeInto {
                visitors: before,
                own: own.id,
                customer: uid("cat"),
                said_before: Seq(0),
                new_id: ConsultationId::generate(7),
            };
            if steps >= 2 {
                let app = &office.app;
                office
                    .commands()
                    .merge_consultation(app, &merge, 9)
                    .await
                    .unwrap();
            }
        }
        office.settle().await;
        has_gone_along(&office, &ann, before, 1).await;
        office.replay().await;
        has_gone_along(&office, &ann, before, 1).await;
    }
}

#[tokio::test]
async fn who_waits_keeps_the_place_and_who_said_nothing_brings_nothing() {
    let mut office = Office::open().await;
    for name in ["v1", "v2"] {
        office.asks(name).await;
    }
    signs_in(&mut office, "v1", "cat").await;
    assert_eq!(office.router.last_place("cat"), ("waiting", 1, 0));
    let waits = office.newest_of("cat").await;
    assert_eq!(
        (waits.queue_position, waits.agents_online),
        (1, Some(false))
    );
    assert_eq!(office.newest_of("v2").await.queue_position, 2);
    signs_in(&mut office, "v9", "dog").await;
    let dogs = office.thread_of("dog").await;
    assert!(office.log.of(dogs).is_empty(), "never asked");

    // The customer waits already, elsewhere: one wait is enough.
    signs_in(&mut office, "v2", "cat").await;
    let one = office.newest_of("cat").await;
    assert_eq!(
        (one.consultation.id, one.queue_position),
        (waits.consultation.id, 1)
    );
    let words = said(&office, one.consultation.conversation_id);
    assert_eq!(words, ["cat: message 1", "cat: message 2"]);
}

#[tokio::test]
async fn earlier_talks_are_the_customers_history_and_nobody_elses() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 5, AgentStatus::Online).await;
    let talk = async |office: &mut Office, customer: &str| {
        let one = office.asks(customer).await.consultation;
        office.answers(customer, &ann).await;
        let ended = office.desk.resolve_by_agent(&office.app, &ann, one.id);
        ended.await.unwrap();
        office.settle().await;
        one
    };
    let own = talk(&mut office, "cat").await;
    let first = talk(&mut office, "v1").await;
    let second = talk(&mut office, "v1").await;
    let visitors = first.conversation_id;
    let all = office.messaging.log().last_seqs(&[visitors]).await.unwrap();
    office
        .messaging
        .begin_reading_after(&office.app, &uid("v1"), visitors, all[0])
        .await
        .unwrap();
    let before = said(&office, own.conversation_id);
    let talks = office.events(visitors);

    signs_in(&mut office, "v1", "cat").await;
    let mut expected = before.clone();
    expected.extend((3..=6).map(|number| {
        let sender = if number % 2 == 1 { "cat" } else { "ann" };
        format!("{sender}: message {number}")
    }));
    assert_eq!(said(&office, own.conversation_id), expected);
    let events = office.events(own.conversation_id);
    assert!(events.ends_with(&talks), "{events:?}");
    let cats = office
        .desk
        .consultations_of_customer(&office.app, &uid("cat"), 9)
        .await
        .unwrap();
    let mut cats: Vec<_> = cats
        .iter()
        .map(|one| (one.consultation.number, one.consultation.id))
        .collect();
    cats.sort_unstable();
    assert_eq!(cats, [(1, own.id), (2, first.id), (3, second.id)]);
    let reads = office.member_state(own.conversation_id, &ann).await;
    assert_eq!(reads, Some(MemberState::Past));
    // The customer had not read the own answer: it is not hidden behind what the visitor had read.
    let marks = async |office: &Office| {
        let cat = office.member(own.conversation_id, &uid("cat")).await;
        cat.unwrap().marks.read
    };
    assert_eq!(marks(&office).await, Seq(0));

    // The visitor is nobody any more, and what was the visitor's goes to one customer, once.
    let messages = office.log.len();
    office.replay().await;
    signs_in(&mut office, "v1", "dog").await;
    assert_eq!(office.log.len(), messages);
    let dogs = office.thread_of("dog").await;
    assert!(office.log.of(dogs).is_empty());
    let none = office
        .desk
        .consultations_of_customer(&office.app, &uid("dog"), 9)
        .await
        .unwrap();
    assert_eq!(none, []);

    // A new customer has read what the visitor had read.
    let third = talk(&mut office, "v2").await;
    let read = Seq(2);
    office
        .messaging
        .begin_reading_after(&office.app, &uid("v2"), third.conversation_id, read)
        .await
        .unwrap();
    signs_in(&mut office, "v2", "eve").await;
    let eves = office.newest_of("eve").await.consultation;
    assert_eq!((eves.id, eves.number), (third.id, 1));
    let eve = office.member(eves.conversation_id, &uid("eve")).await;
    assert_eq!(eve.unwrap().marks.read, read);

    // What is asked next begins a consultation behind all of them.
    let next = office.asks("cat").await.consultation;
    assert_eq!(
        (next.number, next.conversation_id),
        (4, own.conversation_id)
    );
    assert_eq!(next.agent, Some(ann), "who served the visitor last");
}

/// What was acknowledged in the visitor's thread while the visitor's tokens still held.
#[tokio::test]
async fn what_a_visitor_says_while_signing_in_is_said_in_the_customers_thread_once() {
    for open in [true, false] {
        for late_at in 0..4 {
            let mut office = Office::open().await;
            let (ann, before) = talking(&mut office).await;
            if !open {
                let id = office.newest_of("v1").await.consultation.id;
                let desk = &office.desk;
                desk.resolve_by_agent(&office.app, &ann, id).await.unwrap();
                office.settle().await;
            }
            let late = async |office: &mut Office, step| {
                if step == late_at {
                    office.writes("v1", "v1").await;
                }
            };
            let sign_in = SignIn {
                visitor_uid: uid("v1"),
                customer_uid: uid("cat"),
            };
            late(&mut office, 0).await;
            let (store, app) = (office.store.clone(), office.app.clone());
            Commands::on(&store)
                .record_sign_in(&app, &sign_in, 1)
                .await
                .unwrap();
            late(&mut office, 1).await;
            let merge = MergeInto {
                visitors: before,
                own: office.thread_of("cat").await,
                customer: uid("cat"),
                said_before: Seq(0),
                new_id: ConsultationId::generate(7),
            };
            Commands::on(&store)
                .merge_consultation(&app, &merge, 9)
                .await
                .unwrap();
            late(&mut office, 2).await;
            office.settle().await;
            late(&mut office, 3).await;
            office.settle().await;

            for _ in 0..2 {
                let now = office.newest_of("cat").await.consultation;
                assert_eq!(now.state, ConsultationState::Assigned, "{late_at}");
                assert_eq!(now.number, if open { 1 } else { 2 });
                let words: Vec<String> = said(&office, now.conversation_id);
                let expected = ["cat", "ann", "cat", "cat"].iter().zip(1..);
                let expected: Vec<String> = expected
                    .map(|(sender, number)| format!("{sender}: message {number}"))
                    .collect();
                assert_eq!(words, expected, "{open} {late_at}");
                let latest = store.find_latest_consultation(&app, before).await.unwrap();
                assert!(
                    latest.is_none_or(|one| one.state == ConsultationState::Resolved),
                    "nothing opens where nobody is"
                );
                let agent = store.find_agent(&app, &ann).await.unwrap();
                assert_eq!(agent.unwrap().load, 1);
                office.replay().await;
            }
        }
    }
}
