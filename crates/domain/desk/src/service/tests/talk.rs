//! The talk: threads, silence, rating, and what views show of it.

use skein_foundation::{AppId, Clock};
use skein_messaging::model::{ConversationKind, MemberState};

use super::office::{Office, uid};
use crate::model::{AgentStatus, ClueDraft, ConsultationState, Rating, ResolvedBy, TeamSettings};
use crate::rules::Refusal;
use crate::service::DeskError;

#[tokio::test]
async fn a_thread_remembers_where_the_customer_came_from() {
    let mut office = Office::open().await;
    let draft = ClueDraft {
        page_title: Some("九寨沟".to_owned()),
        ..ClueDraft::default()
    };
    let clue = draft.parse().unwrap().unwrap();
    let cat = uid("cat");
    let (thread, none) = office
        .desk
        .thread_for_customer(&office.app, &cat, Some(&clue))
        .await
        .unwrap();
    assert_eq!((thread.kind, none), (ConversationKind::Thread, None));
    let asked = office.asks("cat").await;
    assert_eq!(asked.consultation.clue, Some(clue));
    let (again, newest) = office
        .desk
        .thread_for_customer(&office.app, &cat, None)
        .await
        .unwrap();
    assert_eq!((again.id, newest), (thread.id, Some(asked)));
}

#[tokio::test]
async fn a_view_says_all_there_is() {
    let mut office = Office::open().await;
    let ann = office.hire("xann", 5, AgentStatus::Online).await;
    let asked = office.asks("vip").await;
    assert_eq!(asked.customer.name, "Name of vip");
    assert!(asked.customer.verified && !asked.customer.online);
    assert_eq!(
        asked.agent.as_ref().unwrap().name,
        "xann",
        "unknown to the directory"
    );
    assert_eq!(asked.silence_deadline_ms, None);
    let talk = &asked.consultation.talk;
    assert_eq!(
        talk.last_message.as_ref().unwrap().text,
        "message 1",
        "on one line"
    );
    assert_eq!(talk.customer_waiting_since_ms, Some(office.clock.now_ms()));

    office.presence.connect(&office.app, &uid("vip"));
    office.answers("vip", &ann).await;
    let (view, steps) = office
        .desk
        .consultation(&office.app, asked.consultation.id)
        .await
        .unwrap();
    assert!(view.customer.online);
    let default_s = i64::from(TeamSettings::DEFAULT_SILENCE_RESOLVE_S);
    assert_eq!(
        view.silence_deadline_ms,
        Some(office.clock.now_ms() + default_s * 1_000)
    );
    assert_eq!(
        view.consultation.first_response_at_ms,
        Some(office.clock.now_ms())
    );
    let actors: Vec<(&str, Option<_>)> = steps
        .iter()
        .map(|step| (step.transition.actor.kind(), step.actor_uid.clone()))
        .collect();
    assert_eq!(actors, [("customer", Some(uid("vip"))), ("system", None)]);
}

#[tokio::test]
async fn silence_ends_only_what_was_answered() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 5, AgentStatus::Online).await;
    let limit_ms = i64::from(TeamSettings::DEFAULT_SILENCE_RESOLVE_S) * 1_000;
    office.asks("answered").await;
    office.asks("unanswered").await;
    office.answers("answered", &ann).await;
    office.passes(limit_ms - 1);
    assert_eq!(office.desk.resolve_silent().await.unwrap(), 0);

    // What is in the log, but the desk has not heard of yet: another word of the agent's, a question.
    office.writes("answered", "ann").await;
    assert_eq!(office.desk.resolve_silent().await.unwrap(), 0);
    office.settle().await;
    office.writes("answered", "answered").await;
    office.passes(limit_ms);
    assert_eq!(office.desk.resolve_silent().await.unwrap(), 0);
    office.settle().await;
    office.answers("answered", &ann).await;

    office.passes(limit_ms);
    assert_eq!(office.desk.resolve_silent().await.unwrap(), 1);
    assert_eq!(office.desk.resolve_silent().await.unwrap(), 0);
    let ended = office.newest_of("answered").await.consultation;
    assert_eq!(ended.resolved_by, Some(ResolvedBy::Silence));
    let still_there = office.newest_of("unanswered").await.consultation;
    assert_eq!(still_there.state, ConsultationState::Assigned);
    office.settle().await;
    let last = office.events(ended.conversation_id).pop();
    assert_eq!(last.as_deref(), Some("Resolved silence"));
}

#[tokio::test]
async fn a_clock_set_by_days_ends_nothing_and_delays_nothing() {
    const DAYS_MS: i64 = 5 * 24 * 3_600_000;
    let limit_ms = i64::from(TeamSettings::DEFAULT_SILENCE_RESOLVE_S) * 1_000;
    for set_by_ms in [DAYS_MS, -DAYS_MS] {
        let mut office = Office::open().await;
        let ann = office.hire("ann", 5, AgentStatus::Online).await;
        office.asks("cat").await;
        office.answers("cat", &ann).await;
        office.clock.advance_ms(set_by_ms);
        assert_eq!(office.desk.resolve_silent().await.unwrap(), 0);
        let told_ms = office.newest_of("cat").await.silence_deadline_ms.unwrap();
        assert_eq!(
            told_ms,
            office.clock.now_ms() + limit_ms,
            "as people see it"
        );
        office.passes(limit_ms);
        assert_eq!(office.desk.resolve_silent().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_server_that_was_down_counts_as_nobodys_silence() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 5, AgentStatus::Online).await;
    let limit_ms = i64::from(TeamSettings::DEFAULT_SILENCE_RESOLVE_S) * 1_000;
    office.asks("cat").await;
    office.answers("cat", &ann).await;
    office.passes(limit_ms / 2);
    office.desk.release_lost(i64::MAX).await.unwrap();
    office.starts_again(3 * limit_ms);
    assert_eq!(office.desk.resolve_silent().await.unwrap(), 0);
    office.passes(limit_ms / 2 - 1);
    assert_eq!(office.desk.resolve_silent().await.unwrap(), 0);
    office.passes(1);
    assert_eq!(
        office.desk.resolve_silent().await.unwrap(),
        1,
        "half and half"
    );
}

#[tokio::test]
async fn one_that_can_not_be_read_keeps_no_other_open() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 5, AgentStatus::Online).await;
    for name in ["damaged", "sound"] {
        office.asks(name).await;
        office.answers(name, &ann).await;
    }
    let damaged = office.newest_of("damaged").await.consultation;
    *office.log.damaged.lock() = Some(damaged.conversation_id);
    office.passes(3_600_000);
    assert_eq!(office.desk.resolve_silent().await.unwrap(), 1);
    let sound = office.newest_of("sound").await.consultation;
    assert_eq!(sound.resolved_by, Some(ResolvedBy::Silence));
}

#[tokio::test]
async fn a_customer_rates_an_own_consultation_once_after_it_was_served() {
    let mut office = Office::open().await;
    let waiting = office.asks("cat").await;
    assert!(!waiting.can_rate);
    let (app, id) = (office.app.clone(), waiting.consultation.id);
    let rating = || Rating::parse(5, vec![], Some("谢谢"), 7).unwrap();
    let early = office.desk.rate(&app, &uid("cat"), id, rating()).await;
    assert!(matches!(
        early,
        Err(DeskError::Refused(Refusal::NotAssigned))
    ));
    office.hire("ann", 5, AgentStatus::Online).await;
    let stranger = office.desk.rate(&app, &uid("dog"), id, rating()).await;
    assert!(matches!(stranger, Err(DeskError::NotFound)));
    assert!(office.newest_of("cat").await.can_rate);
    let rated = office
        .desk
        .rate(&app, &uid("cat"), id, rating())
        .await
        .unwrap();
    assert_eq!(
        (rated.consultation.rating, rated.can_rate),
        (Some(rating()), false)
    );
    let again = office.desk.rate(&app, &uid("cat"), id, rating()).await;
    assert!(matches!(
        again,
        Err(DeskError::Refused(Refusal::AlreadyRated))
    ));
}

#[tokio::test]
async fn only_the_serving_agent_the_customer_and_the_business_end_it() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 5, AgentStatus::Online).await;
    let id = office.asks("cat").await.consultation.id;
    let (desk, app) = (&office.desk, &office.app);
    let other = desk.resolve_by_agent(app, &uid("bob"), id).await;
    assert!(matches!(other, Err(DeskError::Refused(Refusal::NotYours))));
    let stranger = desk.resolve_by_customer(app, &uid("dog"), id).await;
    assert!(matches!(stranger, Err(DeskError::NotFound)));
    let elsewhere = AppId::parse("loan").unwrap();
    let foreign = desk.resolve_by_app(&elsewhere, "key-1", id).await;
    assert!(matches!(foreign, Err(DeskError::NotFound)));
    assert!(matches!(
        desk.consultation(&elsewhere, id).await,
        Err(DeskError::NotFound)
    ));

    let ended = desk.resolve_by_app(app, "key-1", id).await.unwrap();
    assert_eq!(ended.consultation.resolved_by, Some(ResolvedBy::Agent));
    let late = desk.resolve_by_agent(app, &ann, id).await;
    assert!(matches!(
        late,
        Err(DeskError::Refused(Refusal::AlreadyResolved))
    ));
    let served = desk.resolved(app, &ann, None, 10).await.unwrap();
    assert_eq!(served.items, [ended]);
}

#[tokio::test]
async fn what_was_said_goes_along_when_a_visitor_signs_in_and_its_agent_keeps_one_talk() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 5, AgentStatus::Online).await;
    let asked = office.asks("cat").await;
    office.answers("cat", &ann).await;
    let (cat, vip) = (uid("cat"), uid("vip"));
    // The second time stands for a browser that did not get the answer of the first.
    for _ in 0..2 {
        office
            .desk
            .bring_along(&office.app, &cat, &vip)
            .await
            .unwrap();
        office.settle().await;
    }
    let before = office.newest_of("cat").await.consultation;
    let now = office.newest_of("vip").await.consultation;
    assert_eq!(before.id, asked.consultation.id);
    assert_eq!(before.resolved_by, Some(ResolvedBy::Merged));
    assert_eq!(before.merged_into, Some(now.id));
    assert_eq!(
        (now.state, &now.agent),
        (ConsultationState::Assigned, &Some(ann.clone()))
    );
    let said: Vec<_> = office.log.of(now.conversation_id);
    let people: Vec<_> = said.iter().filter_map(|one| one.sender.clone()).collect();
    assert_eq!(
        people,
        [vip, ann.clone()],
        "each message once, and as one's own"
    );
    let member = office.member_state(before.conversation_id, &ann).await;
    assert_eq!(member, Some(MemberState::Past), "no ghost");
    let member = office.member_state(now.conversation_id, &ann).await;
    assert_eq!(member, Some(MemberState::Active));
}
