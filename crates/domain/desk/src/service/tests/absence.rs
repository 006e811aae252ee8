//! Agents who vanish, customers who are shut out, and what the others are told.

use skein_foundation::{Seq, Uid};
use skein_messaging::model::MemberState;

use super::office::{Office, uid};
use crate::model::{
    Actor, AgentStatus, ConsultationState, DeskNotice, QueueNotice, Rating, ResolvedBy,
};
use crate::ports::AgentQueries;

const GRACE_MS: i64 = 120_000;

async fn sweep(office: &mut Office) -> usize {
    let released = office.desk.release_lost(GRACE_MS).await.unwrap();
    office.settle().await;
    released
}

async fn served_by(office: &Office, customer: &str) -> Option<Uid> {
    office.newest_of(customer).await.consultation.agent
}

#[tokio::test]
async fn what_a_lost_agent_serves_goes_to_the_front_of_the_queue_after_the_grace() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 2, AgentStatus::Online).await;
    let thread = office.asks("c1").await.consultation.conversation_id;
    office.answers("c1", &ann).await;
    for name in ["c2", "c3"] {
        office.asks(name).await;
    }
    assert_eq!(office.router.last_place("c3"), ("waiting", 1, 0));
    office.connection(&ann, false).await;
    let seen = office.desk.get_agent(&office.app, &ann).await.unwrap();
    assert_eq!(
        (seen.connected, seen.agent.shown_status(seen.connected)),
        (false, AgentStatus::Away),
        "at once"
    );
    assert!(seen.agent.absence.is_some());

    office.passes(GRACE_MS - 1);
    assert_eq!(sweep(&mut office).await, 0);
    assert_eq!(served_by(&office, "c1").await, Some(ann.clone()));
    office.passes(1);
    assert_eq!(sweep(&mut office).await, 2);
    for (place, name) in [(1, "c1"), (2, "c2"), (3, "c3")] {
        assert_eq!(office.router.last_place(name), ("waiting", place, 0));
    }
    assert_eq!(
        office.events(thread).last().map(String::as_str),
        Some("Released agent_lost"),
        "the customer is told"
    );
    assert_eq!(
        office.member_state(thread, &ann).await,
        Some(MemberState::Past)
    );

    // Coming back later, she is asked first; somebody else helps in the order of the questions.
    office.connection(&ann, true).await;
    let back = office.desk.get_agent(&office.app, &ann).await.unwrap();
    assert_eq!(
        (back.agent.status, back.agent.load),
        (AgentStatus::Offline, 0)
    );
    let bob = office.hire("bob", 2, AgentStatus::Online).await;
    office.settle().await;
    assert_eq!(served_by(&office, "c1").await, Some(bob.clone()));
    assert_eq!(served_by(&office, "c2").await, Some(bob));
    assert_eq!(served_by(&office, "c3").await, None);
}

#[tokio::test]
async fn who_returns_within_the_grace_keeps_everything() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 2, AgentStatus::Online).await;
    office.asks("c1").await;
    for _ in 0..3 {
        office.connection(&ann, false).await;
        office.passes(GRACE_MS - 1);
        assert_eq!(sweep(&mut office).await, 0);
        office.connection(&ann, true).await;
        office.passes(GRACE_MS);
        assert_eq!(sweep(&mut office).await, 0);
    }
    let agent = office
        .desk
        .get_agent(&office.app, &ann)
        .await
        .unwrap()
        .agent;
    assert_eq!((agent.status, agent.load), (AgentStatus::Online, 1));
    assert_eq!(agent.absence, None);
}

#[tokio::test]
async fn a_word_of_a_connection_that_was_lost_changes_nothing() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 2, AgentStatus::Online).await;
    office.asks("c1").await;
    // The desk is not told that she went, and later not that she came.
    office.presence.disconnect(&office.app, &ann);
    assert_eq!(sweep(&mut office).await, 0);
    office.passes(GRACE_MS - 1);
    office.presence.connect(&office.app, &ann);
    office.passes(1);
    assert_eq!(sweep(&mut office).await, 0, "she is here");
    office.presence.disconnect(&office.app, &ann);
    sweep(&mut office).await;
    office.passes(GRACE_MS);
    assert_eq!(sweep(&mut office).await, 1);
}

#[tokio::test]
async fn a_server_that_was_down_and_a_clock_that_was_set_take_nobody_away() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 2, AgentStatus::Online).await;
    office.asks("c1").await;
    office.clock.advance_ms(9 * GRACE_MS);
    office.connection(&ann, false).await;
    office.clock.advance_ms(9 * GRACE_MS);
    assert_eq!(sweep(&mut office).await, 0);
    office.clock.advance_ms(-99 * GRACE_MS);
    assert_eq!(sweep(&mut office).await, 0);
    office.connection(&ann, true).await;

    // Down for hours; everybody has the whole grace to come back.
    office.starts_again(99 * GRACE_MS);
    assert_eq!(sweep(&mut office).await, 0);
    office.passes(GRACE_MS - 1);
    assert_eq!(sweep(&mut office).await, 0);
    // It is started again and again: what she was away before is not forgotten, or she would never be lost.
    office.starts_again(99 * GRACE_MS);
    office.passes(10_001);
    assert_eq!(sweep(&mut office).await, 1);
}

#[tokio::test]
async fn who_signed_out_or_is_online_in_name_only_is_lost_all_the_same() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 2, AgentStatus::Online).await;
    let bob = office.hire("bob", 2, AgentStatus::Online).await;
    office.asks("c1").await;
    let serving = served_by(&office, "c1").await.unwrap();
    let idle = if serving == ann { &bob } else { &ann };
    office
        .desk
        .set_status(&office.app, &serving, AgentStatus::Offline)
        .await
        .unwrap();
    office.connection(&serving, false).await;
    office.connection(idle, false).await;
    office.passes(GRACE_MS);
    assert_eq!(sweep(&mut office).await, 1);
    let agent = office.store.find_agent(&office.app, idle).await.unwrap();
    assert_eq!(
        agent.unwrap().status,
        AgentStatus::Offline,
        "tomorrow she says herself that she is there"
    );
}

#[tokio::test]
async fn the_waiting_are_told_whether_anybody_is_there() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 1, AgentStatus::Offline).await;
    let night = office.asks("c1").await;
    assert_eq!(
        (night.queue_position, night.agents_online),
        (1, Some(false))
    );
    office.asks("c2").await;
    let cat = uid("c2");
    assert!(!office.router.last_consultation(&cat).agents_online);

    let says = async |office: &mut Office, status| {
        office
            .desk
            .set_status(&office.app, &ann, status)
            .await
            .unwrap();
        office.settle().await;
        office.router.last_consultation(&cat).agents_online
    };
    assert!(says(&mut office, AgentStatus::Online).await);
    assert!(says(&mut office, AgentStatus::Busy).await, "takes by hand");
    assert!(!says(&mut office, AgentStatus::Away).await);
    assert!(says(&mut office, AgentStatus::Busy).await);
    office.connection(&ann, false).await;
    assert!(!office.router.last_consultation(&cat).agents_online);
    office.connection(&ann, true).await;
    assert!(office.router.last_consultation(&cat).agents_online);

    let team = office.newest_of("c2").await.team.id;
    office
        .desk
        .remove_team_member(&office.app, team, &ann)
        .await
        .unwrap();
    office.settle().await;
    assert!(!office.router.last_consultation(&cat).agents_online);
    office
        .desk
        .add_team_member(&office.app, team, &ann)
        .await
        .unwrap();
    office.settle().await;
    assert!(office.router.last_consultation(&cat).agents_online);
}

#[tokio::test]
async fn nobody_waits_for_a_customer_who_was_shut_out() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 1, AgentStatus::Online).await;
    let served = office.asks("c1").await.consultation;
    for name in ["c2", "c3", "c4"] {
        office.asks(name).await;
    }
    let people = office.people.clone();
    let shut_out = |name: &str| people.disabled.lock().insert(uid(name));
    // Of the first the desk is told, of the second it is not.
    shut_out("c3");
    shut_out("c2");
    office
        .desk
        .turn_away(&office.app, &uid("c3"))
        .await
        .unwrap();
    office.settle().await;
    let ended = office.newest_of("c3").await.consultation;
    assert_eq!(ended.resolved_by, Some(ResolvedBy::Blocked));
    assert_eq!(
        office
            .events(ended.conversation_id)
            .last()
            .map(String::as_str),
        Some("Resolved blocked"),
        "the agent sees why"
    );
    office
        .desk
        .resolve_by_agent(&office.app, &ann, served.id)
        .await
        .unwrap();
    assert_eq!(served_by(&office, "c4").await, Some(ann.clone()));
    let passed = office.newest_of("c2").await.consultation;
    assert_eq!(
        (passed.resolved_by, passed.agent),
        (Some(ResolvedBy::Blocked), None)
    );

    shut_out("c4");
    office
        .desk
        .turn_away(&office.app, &uid("c4"))
        .await
        .unwrap();
    let ended = office.newest_of("c4").await.consultation;
    assert_eq!(ended.state, ConsultationState::Resolved);
    let agent = office
        .desk
        .get_agent(&office.app, &ann)
        .await
        .unwrap()
        .agent;
    assert_eq!(agent.load, 0);
}

#[tokio::test]
async fn a_question_that_nobody_read_stays_unread_for_the_next_agent() {
    let mut office = Office::open().await;
    office.asks("cat").await;
    let thread = office.writes("cat", "cat").await;
    office.settle().await;
    // The business ends it unread; then the customer asks again, and somebody comes.
    let id = office.newest_of("cat").await.consultation.id;
    office
        .desk
        .resolve_by_app(&office.app, "key-1", id)
        .await
        .unwrap();
    office.settle().await;
    let again = office.asks("cat").await.consultation;
    assert!(again.opened_by > Seq(3));
    let ann = office.hire("ann", 1, AgentStatus::Online).await;
    office.settle().await;
    let member = office.member(thread, &ann).await.unwrap();
    assert_eq!((member.marks.read, member.marks.received), (Seq(0), Seq(0)));

    // What somebody answered is history to whoever comes later.
    office.answers("cat", &ann).await;
    let by = Actor::System;
    office
        .desk
        .release_agent(&office.app, &ann, &by)
        .await
        .unwrap();
    office.settle().await;
    office
        .desk
        .resolve_by_app(&office.app, "key-1", again.id)
        .await
        .unwrap();
    office.settle().await;
    let third = office.asks("cat").await.consultation;
    let bob = office.hire("bob", 1, AgentStatus::Online).await;
    office.settle().await;
    let member = office.member(thread, &bob).await.unwrap();
    assert_eq!(member.marks.read.next(), third.opened_by);
}

#[tokio::test]
async fn a_rating_is_told_at_once_to_whoever_served() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 1, AgentStatus::Online).await;
    let id = office.asks("cat").await.consultation.id;
    office
        .desk
        .resolve_by_agent(&office.app, &ann, id)
        .await
        .unwrap();
    office.settle().await;
    office.router.take(&ann);
    let rating = Rating::parse(2, vec!["slow".to_owned()], Some("hm"), 9).unwrap();
    office
        .desk
        .rate(&office.app, &uid("cat"), id, rating)
        .await
        .unwrap();
    office.settle().await;
    let told = office.router.last_consultation(&ann);
    assert_eq!((told.rating_score, told.can_rate), (2, false));
}

#[tokio::test]
async fn given_again_is_told_like_given_for_the_first_time() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 1, AgentStatus::Online).await;
    office.asks("cat").await;
    let first = office.router.last_consultation(&ann);
    office.connection(&ann, false).await;
    office.passes(GRACE_MS);
    sweep(&mut office).await;
    office.connection(&ann, true).await;
    office.router.take(&ann);
    office
        .desk
        .set_status(&office.app, &ann, AgentStatus::Online)
        .await
        .unwrap();
    office.settle().await;
    let again = office.router.last_consultation(&ann);
    assert_eq!(
        (again.state, again.asking.clone()),
        (ConsultationState::Assigned, first.asking)
    );
    assert!(again.steps > first.steps, "a new one, not the same again");
    let of_queue =
        |notice: &DeskNotice| matches!(notice, DeskNotice::Queue(QueueNotice { waiting: 0, .. }));
    assert!(!office.router.take(&ann).iter().any(of_queue));
}
