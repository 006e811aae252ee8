//! A visitor signs in during a talk: it goes along, whatever breaks in between.

use skein_foundation::{ConsultationId, ConversationId, Seq, Uid};
use skein_messaging::model::{Content, MemberState};

use super::office::{Office, uid};
use crate::model::{AgentStatus, ConsultationState, ResolvedBy, SignIn};
use crate::ports::{AgentStore, AssignmentStore, MergeInto};

/// What the thread says, as `sender: words`.
fn said(office: &Office, thread: ConversationId) -> Vec<String> {
    office
        .log
        .of(thread)
        .iter()
        .filter_map(|message| match (&message.sender, &message.content) {
            (Some(sender), Content::Text(text)) => {
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
    let went = office
        .desk
        .bring_along(&office.app, &uid("v1"), &uid("cat"))
        .await
        .unwrap();
    assert!(went);
    office.settle().await;
    has_gone_along(&office, &ann, before, 1).await;
    let told = office.router.last_consultation(&ann);
    assert_eq!(
        (told.state, &told.asking.unwrap().customer.0),
        ("assigned", &uid("cat")),
        "the agent's screen follows"
    );
    // What the agent had not read there, nobody has read here.
    let own = office.newest_of("cat").await.consultation;
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
    let again = office
        .desk
        .bring_along(&office.app, &uid("v1"), &uid("cat"))
        .await
        .unwrap();
    assert!(!again, "there is nothing left to bring");
    office.settle().await;
    assert_eq!(office.log.len(), messages);
    let now = office.newest_of("cat").await;
    assert_eq!((now.consultation.id, now.wait), (own.id, None));
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
            .store
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
                opened_by: Seq(1),
                new_id: ConsultationId::generate(7),
            };
            if steps >= 2 {
                let app = &office.app;
                office
                    .store
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
async fn who_waits_keeps_the_place_and_who_has_nothing_open_brings_nothing() {
    let mut office = Office::open().await;
    for name in ["v1", "v2"] {
        office.asks(name).await;
    }
    let bring = async |office: &mut Office, visitor: &str, customer: &str| {
        let went = office
            .desk
            .bring_along(&office.app, &uid(visitor), &uid(customer))
            .await;
        office.settle().await;
        went.unwrap()
    };
    assert!(bring(&mut office, "v1", "cat").await);
    assert_eq!(office.router.last_place("cat"), ("waiting", 1, 0));
    let waits = office.newest_of("cat").await;
    assert_eq!(
        (waits.queue_position, waits.agents_online),
        (1, Some(false))
    );
    assert_eq!(office.newest_of("v2").await.queue_position, 2);
    assert!(!bring(&mut office, "v9", "dog").await, "never asked");

    // The customer waits already, elsewhere: one wait is enough.
    assert!(bring(&mut office, "v2", "cat").await);
    let one = office.newest_of("cat").await;
    assert_eq!(
        (one.consultation.id, one.queue_position),
        (waits.consultation.id, 1)
    );
    let words = said(&office, one.consultation.conversation_id);
    assert_eq!(words, ["cat: message 1", "cat: message 2"]);
}
