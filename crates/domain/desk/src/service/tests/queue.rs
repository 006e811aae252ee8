//! The queue: places are told, freed capacity drains it at once.

use skein_foundation::{AppId, TeamId, runtime};
use skein_messaging::model::MemberState;
use skein_messaging::ports::{ChangeOutbox as _, LogPosition, MessageLog};

use super::office::{Office, uid};
use crate::model::{
    Actor, AgentStatus, Capacity, ConsultationState, DeskNotice, QueueNotice, TeamSettings,
};
use crate::ports::{AgentQueries, ConsultationFilter};
use crate::service::{Desk, DeskError};

#[tokio::test]
async fn waiting_visitors_are_told_their_places() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 1, AgentStatus::Online).await;
    for name in ["c1", "c2", "c3", "c4"] {
        office.asks(name).await;
    }
    assert_eq!(office.router.last_place("c2"), ("waiting", 1, 0));
    assert_eq!(office.router.last_place("c4"), ("waiting", 3, 0));

    let in_the_middle = office.newest_of("c3").await.consultation.id;
    office
        .desk
        .resolve_by_customer(&office.app, &uid("c3"), in_the_middle)
        .await
        .unwrap();
    office.settle().await;
    assert_eq!(office.router.last_place("c4"), ("waiting", 2, 0));
    assert_eq!(
        office.router.take(&uid("c2")),
        [],
        "nothing changed for whom stands before"
    );

    let first = office.newest_of("c1").await.consultation.id;
    office
        .desk
        .resolve_by_agent(&office.app, &ann, first)
        .await
        .unwrap();
    office.settle().await;
    assert_eq!(office.router.last_place("c2").0, "assigned");
    assert_eq!(office.router.last_place("c4"), ("waiting", 1, 0));
    let lengths: Vec<u32> = office
        .router
        .take(&ann)
        .into_iter()
        .filter_map(|notice| match notice {
            DeskNotice::Queue(QueueNotice { waiting, .. }) => Some(waiting),
            _ => None,
        })
        .collect();
    assert_eq!(lengths.last(), Some(&1));
}

#[tokio::test]
async fn what_a_disabled_agent_served_goes_to_the_next_who_is_free() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 2, AgentStatus::Online).await;
    let thread = office.asks("c1").await.consultation.conversation_id;
    office.answers("c1", &ann).await;
    office.asks("c2").await;
    let by = Actor::Agent(uid("adm"));
    office
        .desk
        .release_agent(&office.app, &ann, &by)
        .await
        .unwrap();
    office.settle().await;
    assert_eq!(office.router.last_place("c1"), ("waiting", 1, 0));
    assert_eq!(office.router.last_place("c2"), ("waiting", 2, 0));
    let past = Some(MemberState::Past);
    assert_eq!(office.member_state(thread, &ann).await, past);

    let bob = office.hire("bob", 1, AgentStatus::Online).await;
    office.settle().await;
    let given = office.newest_of("c1").await;
    assert_eq!(given.consultation.agent.as_ref(), Some(&bob));
    assert_eq!(
        office.member_state(thread, &bob).await,
        Some(MemberState::Active)
    );
    assert_eq!(office.router.last_place("c2"), ("waiting", 1, 0));
    let events = [
        "Opened customer_message",
        "Assigned even",
        "Released agent_disabled",
        "Assigned even",
    ];
    assert_eq!(office.events(thread), events);
    office.replay().await;
    assert_eq!(office.events(thread), events);
    assert_eq!(office.member_state(thread, &ann).await, past);
}

#[tokio::test]
async fn an_estimate_comes_from_recent_times_and_those_who_are_there() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 2, AgentStatus::Online).await;
    for name in ["c0", "c1", "c2", "c3", "c3b"] {
        let served = office.asks(name).await.consultation;
        office.answers(name, &ann).await;
        office.passes(59_000);
        office
            .desk
            .resolve_by_agent(&office.app, &ann, served.id)
            .await
            .unwrap();
    }
    for name in ["c4", "c5", "c6", "c7"] {
        office.asks(name).await;
    }
    // Two places, a minute each: one gets free every 30 s.
    let last = office.newest_of("c7").await;
    assert_eq!((last.queue_position, last.wait_estimate_s), (2, Some(60)));
    assert_eq!(office.router.last_place("c7"), ("waiting", 2, 60));
    office.hire("bob", 50, AgentStatus::Away).await;
    let same = office.newest_of("c7").await;
    assert_eq!(same.wait_estimate_s, Some(60), "who is away has no places");

    office.connection(&ann, false).await;
    assert_eq!(
        office.router.last_place("c7"),
        ("waiting", 2, 0),
        "nobody there, no promise"
    );
}

/// Whatever frees capacity, the next of the queue has an agent when the call returns.
async fn drained_by<F: Future<Output = Result<(), DeskError>>>(
    capacity: u32,
    status: AgentStatus,
    connected: bool,
    frees: impl FnOnce(Desk, AppId, TeamId, Office) -> F,
) -> ConsultationState {
    let mut office = Office::open().await;
    let ann = office.hire("ann", capacity, status).await;
    if !connected {
        office.presence.disconnect(&office.app, &ann);
    }
    office.asks("c1").await;
    let waiting = office.asks("c2").await;
    assert_eq!(waiting.consultation.state, ConsultationState::Waiting);
    let (desk, app) = (office.desk.clone(), office.app.clone());
    frees(desk.clone(), app.clone(), waiting.team.id, office)
        .await
        .unwrap();
    let filter = ConsultationFilter {
        customer: Some(uid("c2")),
        ..ConsultationFilter::default()
    };
    let page = desk
        .list_consultations(&app, &filter, None, 1)
        .await
        .unwrap();
    page.items[0].consultation.state
}

#[tokio::test]
async fn freed_capacity_drains_the_queue_at_once() {
    let ann = || uid("ann");
    let resolved = drained_by(
        1,
        AgentStatus::Online,
        true,
        async |desk, app, _, office| {
            let mine = desk.mine(&app, &ann(), None, 10).await?.items.remove(0);
            drop(office);
            desk.resolve_by_agent(&app, &ann(), mine.consultation.id)
                .await
                .map(drop)
        },
    );
    assert_eq!(resolved.await, ConsultationState::Assigned);

    let online = drained_by(5, AgentStatus::Away, true, async |desk, app, _, _office| {
        desk.set_status(&app, &ann(), AgentStatus::Online)
            .await
            .map(drop)
    });
    assert_eq!(online.await, ConsultationState::Assigned);

    let raised = drained_by(
        1,
        AgentStatus::Online,
        true,
        async |desk, app, _, _office| {
            desk.set_capacity(&app, &ann(), Capacity::new(2).unwrap())
                .await
                .map(drop)
        },
    );
    assert_eq!(raised.await, ConsultationState::Assigned);

    let connected = drained_by(
        5,
        AgentStatus::Online,
        false,
        async |desk, app, _, office| {
            office.presence.connect(&app, &ann());
            Ok(desk.agent_connected(&app, &ann()).await?)
        },
    );
    assert_eq!(connected.await, ConsultationState::Assigned);

    let joined = drained_by(
        1,
        AgentStatus::Online,
        true,
        async |desk, app, team, office| {
            let elsewhere = TeamSettings::parse(Some("sales"), None, None)?;
            let elsewhere = desk.create_team(&app, &elsewhere).await?.team.id;
            desk.create_agent(&app, &uid("bob"), None, &[elsewhere])
                .await?;
            office.presence.connect(&app, &uid("bob"));
            desk.set_status(&app, &uid("bob"), AgentStatus::Online)
                .await?;
            desk.add_team_member(&app, team, &uid("bob"))
                .await
                .map(drop)
        },
    );
    assert_eq!(joined.await, ConsultationState::Assigned);
}

#[tokio::test]
async fn a_question_is_assigned_before_anything_else_follows() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 1, AgentStatus::Online).await;
    office.writes("c1", "c1").await;
    let page = office.log.tail(LogPosition::default(), 9).await.unwrap();
    office.desk.on_messages(&page.messages).await.unwrap();
    assert_eq!(office.newest_of("c1").await.consultation.agent, Some(ann));
}

#[tokio::test]
async fn the_first_of_the_morning_gets_no_more_than_the_limit() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 3, AgentStatus::Offline).await;
    for number in 0..8 {
        office.asks(&format!("c{number}")).await;
    }
    let view = office
        .desk
        .set_status(&office.app, &ann, AgentStatus::Online)
        .await
        .unwrap();
    assert_eq!((view.agent.load, view.agent.capacity.get()), (3, 3));
    let queue = office
        .desk
        .queue(&office.app, &ann, None, 100)
        .await
        .unwrap();
    let places: Vec<(String, u32)> = queue
        .items
        .iter()
        .map(|one| (one.customer.uid.to_string(), one.queue_position))
        .collect();
    let expected = [("c3", 1), ("c4", 2), ("c5", 3), ("c6", 4), ("c7", 5)];
    assert_eq!(
        places,
        expected.map(|(name, place)| (name.to_owned(), place))
    );

    let page = office.desk.queue(&office.app, &ann, None, 2).await.unwrap();
    let rest = office
        .desk
        .queue(&office.app, &ann, page.next_cursor.as_deref(), 9)
        .await
        .unwrap();
    assert_eq!(
        (page.items.len(), rest.items.len(), rest.next_cursor),
        (2, 3, None)
    );
    let foreign = office
        .desk
        .mine(&office.app, &ann, page.next_cursor.as_deref(), 9)
        .await;
    assert!(matches!(foreign, Err(DeskError::BadCursor(_))));
}

#[tokio::test]
async fn whoever_is_away_or_cut_off_gets_nothing() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 5, AgentStatus::Online).await;
    office.hire("bob", 5, AgentStatus::Away).await;
    office.presence.disconnect(&office.app, &ann);
    assert_eq!(
        office.asks("c1").await.consultation.state,
        ConsultationState::Waiting
    );
    assert_eq!(
        office
            .store
            .find_agent(&office.app, &ann)
            .await
            .unwrap()
            .unwrap()
            .load,
        0
    );
}

#[tokio::test]
async fn who_is_served_is_not_told_afterwards_to_wait() {
    let mut office = Office::open().await;
    let ann = office.hire("ann", 1, AgentStatus::Online).await;
    let bob = office.hire("bob", 1, AgentStatus::Busy).await;
    office.settle().await;
    office.asks("c0").await;
    office.asks("c1").await;
    let before = office.store.list_changes(0, 1_000).await.unwrap();
    let before = before.last().unwrap().position;

    // The queue is announced because ann comes back. Two looks at who is here are to assign, the third is to announce.
    office
        .desk
        .agent_connected(&office.app, &ann)
        .await
        .unwrap();
    let came = office.store.list_changes(before, 100).await.unwrap();
    let before = came.last().expect("that she came is told").position;
    *office.presence.hold_after.lock() = Some(2);
    let desk = office.desk.clone();
    let announcing = runtime::spawn("announcing", async move {
        desk.on_changes(&came).await.unwrap();
    });
    office.presence.is_held.notified().await;
    // Meanwhile bob takes the head of it.
    office.desk.accept_next(&office.app, &bob).await.unwrap();
    let changes = office.store.list_changes(before, 100).await.unwrap();
    let desk = office.desk.clone();
    // As another node does it: it waits for nobody.
    desk.on_changes(&changes).await.unwrap();
    office.presence.let_go();
    announcing.await.unwrap();
    assert_eq!(office.router.last_place("c1").0, "assigned");
}
