//! What a unit of work promises to the commands, whatever they decide.

use skein_foundation::{Lock, StoreErrorKind, runtime};

use super::Subject;
use super::world::{World, all_changes};
use crate::model::Agent;

pub async fn a_dropped_unit_leaves_nothing_and_holds_up_nobody<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 5).await;
    let opened = world.asks(1, 1, 1_000).await.unwrap();
    let locks = [Lock::Desk(world.app.clone())];
    let changes = all_changes(store).await.len();

    let mut unit = store.begin(&locks).await.unwrap();
    let before = unit.find_agent(&world.app, &ann).await.unwrap().unwrap();
    let loaded = Agent {
        load: 3,
        ..before.clone()
    };
    unit.update_agent(&loaded).await.unwrap();
    let number = unit.draw_number(&world.app).await.unwrap();
    let told = "\"nothing\"".to_owned();
    unit.record_change(&world.app, "test.happened", told, 1)
        .await
        .unwrap();
    let seen = unit.find_agent(&world.app, &ann).await.unwrap();
    assert_eq!(seen, Some(loaded), "a unit sees what it wrote");
    assert_eq!(world.load_of(&ann).await, 0, "nobody else does");
    drop(unit);

    assert_eq!(
        store.find_agent(&world.app, &ann).await.unwrap(),
        Some(before)
    );
    assert_eq!(all_changes(store).await.len(), changes);
    let mut next = store.begin(&locks).await.unwrap();
    assert_eq!(next.draw_number(&world.app).await.unwrap(), number);
    next.commit().await.unwrap();
    assert_eq!(world.find(opened.id).await, opened);
}

pub async fn a_consultation_that_took_another_step_is_not_overwritten<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let opened = world.asks(1, 1, 1_000).await.unwrap();
    let locks = [Lock::Desk(world.app.clone())];
    let mut unit = store.begin(&locks).await.unwrap();
    let stale = unit.update_consultation(&opened, opened.transitions + 1);
    assert_eq!(stale.await.unwrap_err().kind, StoreErrorKind::Conflict);
}

pub async fn the_newest_change_is_known_when_it_is_forgotten<S: Subject>(store: &S) {
    assert_eq!(store.newest_change().await.unwrap(), 0);
    let world = World::new(store).await;
    world.hire("ann", 5).await;
    let newest = all_changes(store).await.last().unwrap().position;
    assert_eq!(store.newest_change().await.unwrap(), newest);
    store.forget_changes(newest).await.unwrap();
    assert_eq!(store.newest_change().await.unwrap(), newest);
    world.hire("bob", 5).await;
    assert!(store.newest_change().await.unwrap() > newest);
}

/// As a command does it: read, decide, write.
pub async fn units_that_decide_on_the_same_run_one_after_the_other<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 100).await;
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let (store, app, ann) = (store.clone(), world.app.clone(), ann.clone());
        tasks.push(runtime::spawn("test.count", async move {
            for _ in 0..5 {
                let mut unit = store.begin(&[Lock::Desk(app.clone())]).await.unwrap();
                let agent = unit.find_agent(&app, &ann).await.unwrap().unwrap();
                let more = Agent {
                    load: agent.load + 1,
                    ..agent
                };
                tokio::task::yield_now().await;
                unit.update_agent(&more).await.unwrap();
                unit.commit().await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.expect("no task fails");
    }
    assert_eq!(world.load_of(&ann).await, 40);
}
