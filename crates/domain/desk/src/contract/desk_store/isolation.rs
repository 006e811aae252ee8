//! No byte of one app is readable from another.

use super::Subject;
use super::world::{BY_CUSTOMER, World, commands, thread};
use crate::model::{AgentStatus, Capacity, Clue, TeamSettings};
use crate::ports::ConsultationFilter;
use crate::rules::WaitReason;
use crate::service::commands::{Commanded, Joined, TeamDeletion};

pub async fn no_team_or_agent_of_another_app_is_found<S: Subject>(store: &S) {
    let ours = World::of_app(store, "tour", 1).await;
    let theirs = World::of_app(store, "loan", 2).await;
    let ann = ours.hire("ann", 5).await;
    let clue = Clue {
        campaign: Some("spring".to_owned()),
        ..Clue::default()
    };
    store
        .remember_clue(&ours.app, thread(1), &clue)
        .await
        .unwrap();
    let app = &theirs.app;

    assert_eq!(store.find_team(app, ours.team).await.unwrap(), None);
    assert_eq!(store.list_teams(app, None, 10).await.unwrap().len(), 1);
    let settings = TeamSettings::parse(Some("x"), None, None).unwrap();
    assert_eq!(
        commands(store)
            .update_team(app, ours.team, &settings, 9)
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        commands(store)
            .delete_team(app, ours.team, 1)
            .await
            .unwrap(),
        TeamDeletion::Unknown
    );
    assert_eq!(
        commands(store)
            .add_team_member(app, theirs.team, &ann, 1)
            .await
            .unwrap(),
        Joined::Unknown
    );
    assert_eq!(
        commands(store)
            .add_team_member(app, ours.team, &ann, 1)
            .await
            .unwrap(),
        Joined::Unknown
    );
    assert!(
        !commands(store)
            .remove_team_member(app, ours.team, &ann, 1)
            .await
            .unwrap()
    );
    assert_eq!(store.list_team_agents(app, ours.team).await.unwrap(), []);
    assert_eq!(store.list_teams_of(app, &ann).await.unwrap(), []);
    assert_eq!(store.find_agent(app, &ann).await.unwrap(), None);
    assert_eq!(store.list_agents(app, None, 10).await.unwrap(), []);
    let status = AgentStatus::Offline;
    assert_eq!(
        commands(store)
            .set_agent_status(app, &ann, status, 1)
            .await
            .unwrap(),
        None
    );
    let capacity = Capacity::default();
    assert_eq!(
        commands(store)
            .set_agent_capacity(app, &ann, capacity, 1)
            .await
            .unwrap(),
        None
    );
}

pub async fn no_consultation_of_another_app_is_found<S: Subject>(store: &S) {
    let ours = World::of_app(store, "tour", 1).await;
    let theirs = World::of_app(store, "loan", 2).await;
    let ann = ours.hire("ann", 5).await;
    let opened = ours.asks(1, 1, 1_000).await.unwrap();
    let clue = Clue {
        campaign: Some("spring".to_owned()),
        ..Clue::default()
    };
    store
        .remember_clue(&ours.app, thread(1), &clue)
        .await
        .unwrap();
    let app = &theirs.app;

    assert_eq!(store.find_consultation(app, opened.id).await.unwrap(), None);
    assert_eq!(
        store
            .find_latest_consultation(app, thread(1))
            .await
            .unwrap(),
        None
    );
    assert_eq!(store.list_transitions(app, opened.id).await.unwrap(), []);
    let everything = ConsultationFilter::default();
    assert_eq!(
        store
            .list_consultations(app, &everything, None, 10)
            .await
            .unwrap(),
        []
    );
    assert_eq!(store.list_resolved(app, &ann, None, 10).await.unwrap(), []);
    assert_eq!(
        store.list_queue(app, &[ours.team], None, 10).await.unwrap(),
        []
    );
    assert_eq!(store.count_waiting(app, ours.team, None).await.unwrap(), 0);
    let handled = store
        .list_recent_handling_ms(app, ours.team, 10)
        .await
        .unwrap();
    assert!(handled.is_empty());
    assert_eq!(store.find_thread(app, thread(1)).await.unwrap().clue, None);

    let resolved = theirs.resolve(opened.id, BY_CUSTOMER, 2_000).await;
    assert_eq!(resolved, Commanded::NotFound);
    assert_eq!(theirs.rate(opened.id, 1, 2_000).await, Commanded::NotFound);
    let stolen = World {
        store,
        app: app.clone(),
        team: ours.team,
    };
    assert_eq!(
        stolen.assign(&[&ann], 2_000).await,
        Err(WaitReason::QueueEmpty)
    );

    // The same names in the other app are other people on other threads.
    let same = theirs.asks(1, 1, 3_000).await.unwrap();
    assert_eq!(
        (same.number, same.team_id, same.clue),
        (1, theirs.team, None)
    );
    theirs.hire("ann", 1).await;
    assert_eq!(theirs.assign(&[&ann], 4_000).await.unwrap().id, same.id);
    assert_eq!(ours.load_of(&ann).await, 0);
    assert_eq!(ours.find(opened.id).await, opened);
}
