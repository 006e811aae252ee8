//! Lists: order, keys, counts, and what the sweeper and the estimate need.

use skein_foundation::ConsultationId;

use super::Subject;
use super::world::{BY_CUSTOMER, World, customer};
use crate::model::{Consultation, ConsultationState, DeskTime, QueuePlace};
use crate::ports::ConsultationFilter;
use crate::rules::Resolution;

fn ids(list: &[Consultation]) -> Vec<ConsultationId> {
    list.iter().map(|one| one.id).collect()
}

pub async fn the_queue_is_listed_and_counted_in_order<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let (app, team) = (&world.app, world.team);
    let mut waiting = Vec::new();
    for number in 1..=5 {
        waiting.push(world.asks(number, 1, 1_000).await.unwrap());
    }
    let gone = waiting.remove(1);
    world.resolve(gone.id, BY_CUSTOMER, 2_000).await.into_done();

    let all = store.list_queue(app, &[team], None, 10).await.unwrap();
    assert_eq!(ids(&all), ids(&waiting));
    let after = store
        .list_queue(app, &[team], Some(waiting[1].place), 1)
        .await
        .unwrap();
    assert_eq!(ids(&after), [waiting[2].id]);
    let other_teams = [super::world::team(app, 9, "x").id];
    assert_eq!(
        store.list_queue(app, &other_teams, None, 10).await.unwrap(),
        []
    );
    assert_eq!(store.count_waiting(app, team, None).await.unwrap(), 4);
    assert_eq!(
        store
            .count_waiting(app, team, Some(waiting[0].place))
            .await
            .unwrap(),
        0
    );
    assert_eq!(
        store
            .count_waiting(app, team, Some(waiting[3].place))
            .await
            .unwrap(),
        3
    );
    let less_urgent = QueuePlace {
        priority: waiting[0].place.priority + 1,
        ticket: 0,
    };
    assert_eq!(
        store
            .count_waiting(app, team, Some(less_urgent))
            .await
            .unwrap(),
        4
    );
    assert_eq!(
        store
            .list_queue(app, &[team], Some(less_urgent), 10)
            .await
            .unwrap(),
        []
    );
}

pub async fn lists_page_by_key<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let app = &world.app;
    let ann = world.hire("ann", 9).await;
    let mut all = Vec::new();
    for number in 1..=4u8 {
        let opened = world
            .asks(number, 1, i64::from(number) * 1_000)
            .await
            .unwrap();
        world.assign(&[&ann], 10_000).await.unwrap();
        all.push(opened.id);
    }
    // Somebody sets the clock back in between: what counts is the order in which they ended.
    let mut numbers = Vec::new();
    for (id, at_ms) in [(all[2], 900_000), (all[0], 30_000), (all[1], 20_000)] {
        world
            .resolve(id, Resolution::Agent(ann.clone()), at_ms)
            .await
            .into_done();
        numbers.push(world.find(id).await.resolved_number.unwrap());
    }

    let everything = ConsultationFilter::default();
    let page = store
        .list_consultations(app, &everything, None, 3)
        .await
        .unwrap();
    assert_eq!(ids(&page), [all[3], all[2], all[1]]);
    let rest = store
        .list_consultations(app, &everything, Some(page[2].place.ticket), 3)
        .await
        .unwrap();
    assert_eq!(ids(&rest), [all[0]]);

    let only = |filter| async move {
        ids(&store
            .list_consultations(app, &filter, None, 10)
            .await
            .unwrap())
    };
    let state = Some(ConsultationState::Assigned);
    assert_eq!(
        only(ConsultationFilter {
            state,
            ..everything.clone()
        })
        .await,
        [all[3]]
    );
    let customer = Some(customer(2));
    assert_eq!(
        only(ConsultationFilter {
            customer,
            ..everything.clone()
        })
        .await,
        [all[1]]
    );
    let agent = Some(super::world::uid("bob"));
    assert_eq!(
        only(ConsultationFilter {
            agent,
            ..everything.clone()
        })
        .await,
        []
    );

    let resolved = store.list_resolved(app, &ann, None, 2).await.unwrap();
    assert_eq!(ids(&resolved), [all[1], all[0]]);
    let rest = store
        .list_resolved(app, &ann, Some(numbers[2]), 9)
        .await
        .unwrap();
    assert_eq!(ids(&rest), [all[0], all[2]]);
}

pub async fn handling_times_and_silence_are_found<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let app = &world.app;
    let ann = world.hire("ann", 9).await;
    // The clock goes back with each of them; the fourth lasts no time, and the fifth is not answered.
    for (number, handled_ms) in [(1u8, 500), (2, 700), (3, 900), (7, 0), (8, 800)] {
        let opened = world.asks(number, 1, 1_000).await.unwrap();
        let from_ms = 900_000 - i64::from(number) * 10_000;
        world.assign(&[&ann], from_ms).await.unwrap();
        if number != 8 {
            world.answers(number, &ann, 2, from_ms).await;
        }
        world
            .resolve(opened.id, BY_CUSTOMER, from_ms + handled_ms)
            .await
            .into_done();
    }
    let gave_up = world.asks(4, 1, 1_000).await.unwrap();
    world
        .resolve(gave_up.id, BY_CUSTOMER, 99_000)
        .await
        .into_done();
    let recent = store
        .list_recent_handling_ms(app, world.team, 2)
        .await
        .unwrap();
    assert_eq!(
        recent,
        [900, 700],
        "the newest, and only those that somebody answered"
    );

    let silent = world.asks(5, 1, 100_000).await.unwrap();
    let unanswered = world.asks(6, 1, 100_000).await.unwrap();
    world.assign(&[&ann], 101_000).await.unwrap();
    world.assign(&[&ann], 101_000).await.unwrap();
    world.answers(5, &ann, 2, 102_000).await;
    assert_eq!(store.list_silent(DeskTime(161_999), 10).await.unwrap(), []);
    assert_eq!(
        store.list_silent(DeskTime(162_000), 10).await.unwrap(),
        [(world.app.clone(), silent.id)]
    );
    world.asks(5, 3, 162_000).await;
    assert_eq!(
        store.list_silent(DeskTime(i64::MAX / 2), 10).await.unwrap(),
        [],
        "both must be answered"
    );
    world.answers(6, &ann, 2, 170_000).await;
    assert_eq!(
        store.list_silent(DeskTime(230_000), 10).await.unwrap(),
        [(world.app.clone(), unanswered.id)]
    );
}
