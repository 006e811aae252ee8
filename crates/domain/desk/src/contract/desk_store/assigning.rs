//! Assignment: the head, the limit, the freed place, the remembered agent.

use std::collections::HashSet;
use std::sync::Mutex;

use skein_foundation::{StoreErrorKind, Uid};

use super::Subject;
use super::world::{BY_CUSTOMER, World, all_changes, team};
use crate::model::{AgentStatus, AssignmentReason, AssignmentRule, ConsultationState, Strategy};
use crate::ports::{AcceptOutcome, AssignNext};
use crate::rules::{AssignmentQuestion, Decision, PickRefusal, Resolution, WaitReason};

pub async fn the_head_of_the_queue_goes_first<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 2).await;
    // Later by the clock of another node, earlier in the queue: commits make the order.
    let first = world.asks(1, 1, 9_000).await.unwrap();
    let second = world.asks(2, 1, 1_000).await.unwrap();
    world.asks(3, 1, 2_000).await.unwrap();
    assert_eq!(world.assign(&[], 3_000).await, Err(WaitReason::NobodyThere));
    assert_eq!(world.assign(&[&ann], 3_000).await.unwrap().id, first.id);
    assert_eq!(world.assign(&[&ann], 4_000).await.unwrap().id, second.id);
    assert_eq!(
        world.assign(&[&ann], 5_000).await,
        Err(WaitReason::AllAtCapacity)
    );
    let agent = store.find_agent(&world.app, &ann).await.unwrap().unwrap();
    assert_eq!((agent.load, agent.last_assigned), (2, Some(2)));
    let assigned = world.find(first.id).await;
    assert_eq!(assigned.state, ConsultationState::Assigned);
    assert_eq!(
        (assigned.agent, assigned.assigned_at_ms),
        (Some(ann), Some(3_000))
    );
    let reason = assigned.assignment.unwrap();
    assert_eq!(
        (reason.rule, reason.load),
        (AssignmentRule::FewestConsultations, 0)
    );
    assert_eq!((reason.capacity, reason.candidates), (2, 1));
}

pub async fn a_decision_past_the_limit_changes_nothing<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 1).await;
    world.asks(1, 1, 1_000).await.unwrap();
    let second = world.asks(2, 1, 2_000).await.unwrap();
    world.assign(&[&ann], 3_000).await.unwrap();
    let before = all_changes(store).await.len();

    let chosen = ann.clone();
    let careless = move |_: &AssignmentQuestion<'_>| Decision::Assign {
        agent: chosen.clone(),
        reason: AssignmentReason {
            strategy: Strategy::Even,
            rule: AssignmentRule::LongestIdle,
            load: 0,
            capacity: 1,
            candidates: 1,
        },
    };
    let connected: HashSet<Uid> = [ann.clone()].into();
    let next = AssignNext {
        app: &world.app,
        team: world.team,
        connected: &connected,
        now_ms: 4_000,
    };
    let error = store.assign_next(next, &careless).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Conflict);

    // The limit is free again, but the agent has left.
    world
        .resolve(world.find_first(&ann).await, BY_CUSTOMER, 5_000)
        .await
        .into_done();
    store
        .set_agent_status(&world.app, &ann, AgentStatus::Busy, 6_000)
        .await
        .unwrap();
    let error = store.assign_next(next, &careless).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Conflict);

    assert_eq!(world.find(second.id).await, second, "still waits as it did");
    assert_eq!(world.load_of(&ann).await, 0);
    assert_eq!(
        all_changes(store).await.len(),
        before + 2,
        "the resolution and the status"
    );
}

pub async fn resolving_frees_the_place<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 1).await;
    let first = world.asks(1, 1, 1_000).await.unwrap();
    let second = world.asks(2, 1, 2_000).await.unwrap();
    world.assign(&[&ann], 3_000).await.unwrap();
    world
        .resolve(first.id, Resolution::Agent(ann.clone()), 4_000)
        .await
        .into_done();
    assert_eq!(world.load_of(&ann).await, 0);
    assert_eq!(world.assign(&[&ann], 5_000).await.unwrap().id, second.id);
    // Giving up in the queue frees nothing, for nothing was taken.
    let third = world.asks(3, 1, 6_000).await.unwrap();
    world
        .resolve(third.id, BY_CUSTOMER, 7_000)
        .await
        .into_done();
    assert_eq!(world.load_of(&ann).await, 1);
    assert_eq!(
        world.assign(&[&ann], 8_000).await,
        Err(WaitReason::QueueEmpty)
    );
}

pub async fn the_last_agent_is_told_to_the_rule<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 5).await;
    let bob = world.hire("bob", 5).await;
    let first = world.asks(1, 1, 1_000).await.unwrap();
    world.assign(&[&bob], 2_000).await.unwrap();
    world
        .resolve(first.id, BY_CUSTOMER, 3_000)
        .await
        .into_done();
    // A consultation that nobody served does not blot out who did before.
    let unserved = world.asks(1, 2, 4_000).await.unwrap();
    world
        .resolve(unserved.id, BY_CUSTOMER, 5_000)
        .await
        .into_done();
    world.asks(1, 3, 6_000).await.unwrap();

    let seen = Mutex::new(None);
    let look = |question: &AssignmentQuestion<'_>| {
        let names: Vec<(String, bool)> = question
            .candidates
            .iter()
            .map(|one| (one.uid.to_string(), one.connected))
            .collect();
        *seen.lock().unwrap() = Some((question.last_agent.cloned(), names));
        Decision::Wait(WaitReason::NobodyThere)
    };
    let connected: HashSet<Uid> = [ann].into();
    let next = AssignNext {
        app: &world.app,
        team: world.team,
        connected: &connected,
        now_ms: 7_000,
    };
    store.assign_next(next, &look).await.unwrap();
    let candidates = vec![("ann".to_owned(), true), ("bob".to_owned(), false)];
    assert_eq!(seen.into_inner().unwrap(), Some((Some(bob), candidates)));
}

pub async fn picking_takes_the_head_of_all_own_queues<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 1).await;
    let refused = AcceptOutcome::Refused;
    assert_eq!(
        world.accept(&ann, 1_000).await,
        refused(PickRefusal::QueueEmpty)
    );
    let first = world.asks(1, 1, 1_000).await.unwrap();
    world.asks(2, 1, 2_000).await.unwrap();
    let stranger = super::world::uid("stranger");
    assert_eq!(
        world.accept(&stranger, 3_000).await,
        refused(PickRefusal::NotAnAgent)
    );
    store
        .set_agent_status(&world.app, &ann, AgentStatus::Away, 3_000)
        .await
        .unwrap();
    assert_eq!(
        world.accept(&ann, 3_000).await,
        refused(PickRefusal::NotThere)
    );
    store
        .set_agent_status(&world.app, &ann, AgentStatus::Busy, 3_000)
        .await
        .unwrap();
    let AcceptOutcome::Accepted(picked) = world.accept(&ann, 4_000).await else {
        panic!("busy agents pick");
    };
    assert_eq!((picked.id, world.load_of(&ann).await), (first.id, 1));
    assert_eq!(
        world.accept(&ann, 5_000).await,
        refused(PickRefusal::AtCapacity)
    );

    let elsewhere = team(&world.app, 2, "sales");
    store.create_team(&elsewhere, 1).await.unwrap();
    let bob = super::world::agent(&world.app, "bob", 5);
    store.ensure_agent(&bob, 1).await.unwrap();
    store
        .add_team_member(&world.app, elsewhere.id, &bob.uid, 1)
        .await
        .unwrap();
    let not_own = world.accept(&bob.uid, 6_000).await;
    assert_eq!(
        not_own,
        refused(PickRefusal::QueueEmpty),
        "not a queue of the agent"
    );
}

impl<S: Subject> World<'_, S> {
    /// Something the agent serves.
    async fn find_first(&self, agent: &Uid) -> skein_foundation::ConsultationId {
        let filter = crate::ports::ConsultationFilter {
            state: Some(ConsultationState::Assigned),
            agent: Some(agent.clone()),
            customer: None,
        };
        self.store
            .list_consultations(&self.app, &filter, None, 1)
            .await
            .unwrap()[0]
            .id
    }
}
