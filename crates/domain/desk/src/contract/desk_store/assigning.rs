//! Assignment: the head, the limit, the freed place, the remembered agent.

use super::Subject;
use super::world::{BY_CUSTOMER, World, commands, team};
use crate::model::{AgentStatus, AssignmentRule, ConsultationState};
use crate::rules::{PickRefusal, Resolution, WaitReason};
use crate::service::commands::AcceptOutcome;

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

pub async fn who_served_before_serves_again<S: Subject>(store: &S) {
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

    // Ann has waited longest for one.
    let again = world.assign(&[&ann, &bob], 7_000).await.unwrap();
    assert_eq!(again.agent, Some(bob));
    let reason = again.assignment.unwrap();
    assert_eq!(
        (reason.rule, reason.candidates),
        (AssignmentRule::LastAgent, 2)
    );
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
    commands(store)
        .set_agent_status(&world.app, &ann, AgentStatus::Away, 3_000)
        .await
        .unwrap();
    assert_eq!(
        world.accept(&ann, 3_000).await,
        refused(PickRefusal::NotThere)
    );
    commands(store)
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
    commands(store).create_team(&elsewhere, 1).await.unwrap();
    let bob = super::world::agent(&world.app, "bob", 5);
    commands(store).ensure_agent(&bob, 1).await.unwrap();
    commands(store)
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
