//! What follows from changes: once, whatever comes again.

use skein_foundation::{ConsultationId, Seq, Uid, runtime};
use skein_messaging::model::MemberState;
use skein_messaging::ports::{ChangeEvent, ChangeOutbox, MessageLog};

use super::office::{Office, uid};
use crate::model::{
    AgentStatus, Asking, ConsultationNotice, ConsultationState, DeskNotice, DeskTime, QueueNotice,
    Rating,
};
use crate::service::DeskError;

#[tokio::test]
async fn a_question_reaches_the_agent_with_all_that_follows() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 5, AgentStatus::Online).await;
    let view = office.asks("cat").await;
    let thread = view.consultation.conversation_id;
    assert_eq!(view.consultation.state, ConsultationState::Assigned);
    assert_eq!(
        office.events(thread),
        ["Opened customer_message", "Assigned even"]
    );
    assert_eq!(
        office.member_state(thread, &ann).await,
        Some(MemberState::Active)
    );

    let Some(DeskNotice::Consultation(told)) = office.router.take(&uid("cat")).pop() else {
        panic!("the customer is told");
    };
    assert_eq!(
        (told.state, told.can_rate, told.queue_position),
        (ConsultationState::Assigned, true, 0)
    );
    assert_eq!(told.agent, Some((ann.clone(), "Name of ann".to_owned())));
    let to_agent = office.router.take(&ann);
    assert_eq!((&told.asking, told.steps), (&None, 2));
    let asking = Asking {
        customer: (uid("cat"), "Name of cat".to_owned()),
        last_message: "message 1".to_owned(),
    };
    let with_who_asks = DeskNotice::Consultation(ConsultationNotice {
        asking: Some(asking),
        ..told
    });
    assert!(to_agent.contains(&with_who_asks), "{to_agent:?}");
    let load = |notice: &DeskNotice| matches!(notice, DeskNotice::Agent(agent) if agent.load == 1);
    assert!(to_agent.iter().any(load), "{to_agent:?}");
    let empty =
        |notice: &DeskNotice| matches!(notice, DeskNotice::Queue(QueueNotice { waiting: 0, .. }));
    assert!(to_agent.iter().any(empty), "{to_agent:?}");
}

#[tokio::test]
async fn everything_again_has_no_further_effect() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 1, AgentStatus::Online).await;
    let first = office.asks("cat").await.consultation;
    office.answers("cat", &ann).await;
    office
        .desk
        .resolve_by_agent(&office.app, &ann, first.id)
        .await
        .unwrap();
    let rating = Rating::parse(5, vec![], None, 9).unwrap();
    office
        .desk
        .rate(&office.app, &uid("cat"), first.id, rating)
        .await
        .unwrap();
    office.settle().await;
    let second = office.asks("cat").await.consultation;
    let thread = first.conversation_id;
    assert_eq!((second.number, second.conversation_id), (2, thread));
    let events = [
        "Opened customer_message",
        "Assigned even",
        "Resolved agent",
        "Rated customer",
        "Opened customer_message",
        "Assigned even",
    ];
    assert_eq!(office.events(thread), events);

    let changes = office.store.list_changes(0, 1_000).await.unwrap().len();
    let messages = office.log.len();
    let views = office
        .desk
        .consultations_of_customer(&office.app, &uid("cat"), 9)
        .await
        .unwrap();
    office.replay().await;
    office.replay().await;
    assert_eq!(
        office.store.list_changes(0, 1_000).await.unwrap().len(),
        changes
    );
    assert_eq!(office.log.len(), messages);
    let again = office
        .desk
        .consultations_of_customer(&office.app, &uid("cat"), 9)
        .await
        .unwrap();
    assert_eq!(again, views);
    assert_eq!(
        office.member_state(thread, &ann).await,
        Some(MemberState::Active)
    );
}

#[tokio::test]
async fn a_crash_between_commit_and_effects_loses_nothing() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 5, AgentStatus::Online).await;
    office.settle().await;
    // The process dies after the transaction that opened: neither assigned nor announced.
    let thread = office.writes("cat", "cat").await;
    let messages = office.log.of(thread);
    office
        .store_only(&[crate::model::ThreadMessage {
            app: office.app.clone(),
            conversation_id: thread,
            customer: uid("cat"),
            sender: uid("cat"),
            seq: messages[0].seq,
            time_ms: messages[0].time_ms,
            noted: DeskTime(0),
            preview: "message 1".to_owned(),
            new_id: ConsultationId::generate(1),
            anew_of: None,
        }])
        .await;
    assert_eq!(office.events(thread), Vec::<String>::new());

    office.settle().await;
    assert_eq!(
        office.events(thread),
        ["Opened customer_message", "Assigned even"]
    );
    let view = office.newest_of("cat").await;
    assert_eq!(view.consultation.agent, Some(ann.clone()));
    assert_eq!(
        office.member_state(thread, &ann).await,
        Some(MemberState::Active)
    );
}

#[tokio::test]
async fn what_was_said_before_an_agent_came_is_history_and_not_unread() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 1, AgentStatus::Online).await;
    let first = office.asks("cat").await.consultation;
    let thread = first.conversation_id;
    office.answers("cat", &ann).await;
    office
        .desk
        .resolve_by_agent(&office.app, &ann, first.id)
        .await
        .unwrap();
    office.settle().await;
    let read = async |office: &Office, uid: &Uid| {
        let member = office.member(thread, uid).await.expect("a member");
        member.marks.read
    };
    assert_eq!(
        read(&office, &ann).await,
        Seq::ZERO,
        "a first consultation has nothing before it"
    );

    office
        .desk
        .set_status(&office.app, &ann, AgentStatus::Offline)
        .await
        .unwrap();
    let bob = office.hire("bob", 1, AgentStatus::Online).await;
    let second = office.asks("cat").await.consultation;
    assert_eq!(second.agent.as_ref(), Some(&bob));
    assert!(second.opened_by > first.opened_by);
    assert_eq!(read(&office, &bob).await.next(), second.opened_by);
    office.replay().await;
    assert_eq!(read(&office, &bob).await.next(), second.opened_by);
}

#[tokio::test]
async fn who_is_assigned_may_answer_before_the_outbox_gets_there() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 1, AgentStatus::Away).await;
    let waiting = office.asks("cat").await.consultation;
    assert_eq!(waiting.state, ConsultationState::Waiting);
    // Coming online drains the queue in the same call; no consumer has run since.
    office
        .desk
        .set_status(&office.app, &ann, AgentStatus::Online)
        .await
        .unwrap();
    let view = office.newest_of("cat").await;
    assert_eq!(view.consultation.agent.as_ref(), Some(&ann));
    assert_eq!(
        office.member_state(waiting.conversation_id, &ann).await,
        Some(MemberState::Active)
    );
}

#[tokio::test]
async fn an_agent_takes_part_exactly_while_serving() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 5, AgentStatus::Online).await;
    let first = office.asks("cat").await.consultation;
    let thread = first.conversation_id;
    office
        .desk
        .resolve_by_customer(&office.app, &uid("cat"), first.id)
        .await
        .unwrap();
    office.settle().await;
    assert_eq!(
        office.member_state(thread, &ann).await,
        Some(MemberState::Past)
    );

    let both = vec![ann.clone(), uid("cat")];
    assert_eq!(
        office.log.audience_of(first.id, "assigned"),
        both,
        "who joins reads it"
    );
    assert_eq!(
        office.log.audience_of(first.id, "resolved"),
        both,
        "who leaves reads it too"
    );

    let changes = office.store.list_changes(0, 100).await.unwrap();
    let of_kind = |kind: &str| -> Vec<ChangeEvent> {
        changes
            .iter()
            .filter(|change| change.kind == kind)
            .cloned()
            .collect()
    };
    office
        .desk
        .on_changes(&of_kind("consultation.assigned"))
        .await
        .unwrap();
    assert_eq!(
        office.member_state(thread, &ann).await,
        Some(MemberState::Past),
        "a late repeat"
    );

    office.asks("cat").await;
    assert_eq!(
        office.member_state(thread, &ann).await,
        Some(MemberState::Active)
    );
    office
        .desk
        .on_changes(&of_kind("consultation.resolved"))
        .await
        .unwrap();
    assert_eq!(
        office.member_state(thread, &ann).await,
        Some(MemberState::Active),
        "the next one"
    );
}

#[tokio::test]
async fn a_change_that_cannot_be_read_stops_nobody() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 5, AgentStatus::Online).await;
    office.asks("cat").await;
    let mut changes = office.store.list_changes(0, 100).await.unwrap();
    office.router.take(&ann);
    changes[0].kind = "consultation.assigned".to_owned();
    changes[0].payload = "{}".to_owned();
    changes[1].kind = "order.paid".to_owned();
    office.desk.on_changes(&changes).await.unwrap();
    assert!(
        !office.router.take(&ann).is_empty(),
        "the others had their effect"
    );
}

#[tokio::test]
async fn an_accepted_consultation_can_be_answered_at_once() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 1, AgentStatus::Busy).await;
    let waiting = office.asks("cat").await;
    assert_eq!(
        (waiting.consultation.state, waiting.queue_position),
        (ConsultationState::Waiting, 1)
    );
    let accepted = office.desk.accept_next(&office.app, &ann).await.unwrap();
    assert_eq!(accepted.consultation.id, waiting.consultation.id);
    let thread = accepted.consultation.conversation_id;
    assert_eq!(
        office.member_state(thread, &ann).await,
        Some(MemberState::Active)
    );
    office.settle().await;
    assert_eq!(
        office.events(thread),
        ["Opened customer_message", "Assigned picked"]
    );
    let refused = office.desk.accept_next(&office.app, &ann).await;
    assert!(matches!(refused, Err(DeskError::NotPicked(_))));
}

/// The API and the consumers run use cases on the threads of the runtime: this compiles only while they can.
#[tokio::test]
async fn use_cases_run_on_any_thread() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 5, AgentStatus::Online).await;
    let id = office.asks("cat").await.consultation.id;
    let (desk, app) = (office.desk.clone(), office.app.clone());
    let changes = office.store.list_changes(0, 100).await.unwrap();
    let everything = async move {
        desk.on_messages(&[]).await?;
        desk.on_changes(&changes).await?;
        desk.resolve_silent().await?;
        desk.release_lost(1).await?;
        desk.turn_away(&app, &uid("dog")).await?;
        desk.agent_connected(&app, &ann).await?;
        desk.thread_for_customer(&app, &uid("cat"), None).await?;
        desk.queue(&app, &ann, None, 9).await?;
        desk.resolved(&app, &ann, None, 9).await?;
        desk.list_agents(&app, None, 9).await?;
        desk.list_teams(&app, None, 9).await?;
        desk.consultation(&app, id).await?;
        desk.resolve_by_agent(&app, &ann, id).await
    };
    let ended = runtime::spawn("test.desk", everything)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(ended.consultation.id, id);
}

impl Office {
    /// A commit whose process died before anything followed.
    async fn store_only(&mut self, messages: &[crate::model::ThreadMessage]) {
        let recorded = self.commands().record_messages(messages).await;
        let opened = recorded.unwrap().opened;
        assert_eq!(opened.len(), 1);
        assert_eq!(
            self.log
                .last_seqs(&[messages[0].conversation_id])
                .await
                .unwrap()[0]
                .0,
            1
        );
    }
}
