//! What messages do: opening, and keeping the talk.

use super::Subject;
use super::world::{BY_CUSTOMER, World, all_changes, commands, customer, said, thread};
use crate::model::{Channel, Clue, ConsultationState, DeskTime};
use crate::rules::Resolution;

pub async fn a_first_question_opens_a_consultation<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let opened = world
        .asks(1, 1, 5_000)
        .await
        .expect("the first question opens");
    assert_eq!(opened.state, ConsultationState::Waiting);
    assert_eq!(
        (opened.number, opened.opened_by.0, opened.opened_at_ms),
        (1, 1, 5_000)
    );
    assert_eq!(
        (opened.team_id, &opened.customer),
        (world.team, &customer(1))
    );
    assert_eq!(opened.talk.customer_waiting_since_ms, Some(5_000));
    assert_eq!(
        world.find(opened.id).await,
        opened,
        "stored as it was given"
    );
    let latest = store
        .find_latest_consultation(&world.app, thread(1))
        .await
        .unwrap();
    assert_eq!(latest, Some(opened));
    let stranger = said(&world.app, 2, &customer(1), 1, 5_000);
    assert_eq!(
        commands(store)
            .record_messages(&[stranger])
            .await
            .unwrap()
            .opened,
        [],
        "not the customer"
    );
}

pub async fn the_same_messages_again_have_no_effect<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 5).await;
    let page = [
        said(&world.app, 1, &customer(1), 1, 1_000),
        said(&world.app, 1, &customer(1), 2, 2_000),
        said(&world.app, 2, &customer(2), 1, 3_000),
    ];
    let opened = commands(store).record_messages(&page).await.unwrap().opened;
    assert_eq!(opened.len(), 2);
    world.assign(&[&ann], 4_000).await.unwrap();
    world.answers(1, &ann, 3, 5_000).await;
    world
        .resolve(opened[0].id, Resolution::Agent(ann.clone()), 6_000)
        .await
        .into_done();

    let before = (
        world.find(opened[0].id).await,
        all_changes(store).await.len(),
    );
    assert_eq!(
        commands(store).record_messages(&page).await.unwrap().opened,
        [],
        "nothing opens again"
    );
    world.answers(1, &ann, 3, 5_000).await;
    let after = (
        world.find(opened[0].id).await,
        all_changes(store).await.len(),
    );
    assert_eq!(after, before);
}

pub async fn a_thread_has_one_unresolved_consultation<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let opened = world.asks(1, 1, 1_000).await.unwrap();
    assert_eq!(world.asks(1, 2, 2_000).await, None);
    let ann = world.hire("ann", 5).await;
    world.assign(&[&ann], 3_000).await.unwrap();
    assert_eq!(world.asks(1, 3, 4_000).await, None);
    let talk = world.find(opened.id).await.talk;
    assert_eq!(
        talk.customer_waiting_since_ms,
        Some(1_000),
        "since the oldest unanswered"
    );
    assert_eq!(talk.last_message.unwrap().seq.0, 3);
}

pub async fn reopening_counts_on_the_same_thread<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let first = world.asks(1, 1, 1_000).await.unwrap();
    world
        .resolve(first.id, BY_CUSTOMER, 2_000)
        .await
        .into_done();
    let second = world
        .asks(1, 2, 3_000)
        .await
        .expect("a further question opens a new one");
    assert_ne!(second.id, first.id);
    assert_eq!(
        (second.number, second.conversation_id),
        (2, first.conversation_id)
    );
    assert!(second.place > first.place, "at the end of the queue");
    let kept = world.find(first.id).await;
    assert_eq!(
        (kept.state, kept.resolved_at_ms),
        (ConsultationState::Resolved, Some(2_000))
    );
}

pub async fn the_talk_is_kept_through_a_page_of_messages<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 5).await;
    let opened = world.asks(1, 1, 1_000).await.unwrap();
    world.assign(&[&ann], 2_000).await.unwrap();
    let app = &world.app;
    let page = [
        said(app, 1, &ann, 2, 3_000),
        said(app, 1, &customer(1), 3, 4_000),
        said(app, 1, &ann, 4, 5_000),
        said(app, 1, &ann, 5, 6_000),
    ];
    assert_eq!(
        commands(store).record_messages(&page).await.unwrap().opened,
        []
    );
    let noted = world.find(opened.id).await;
    assert_eq!(noted.first_response_at_ms, Some(3_000));
    assert_eq!(noted.talk.customer_turn_since, Some(DeskTime(6_000)));
    assert_eq!(noted.talk.customer_waiting_since_ms, None);
    let last = noted.talk.last_message.unwrap();
    assert_eq!(
        (last.seq.0, last.sender, last.text.as_str()),
        (5, ann, "ann says 5")
    );
}

pub async fn the_clue_of_the_thread_goes_with_the_consultation<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let clue = |title: &str| Clue {
        channel: Some(Channel::H5),
        page_title: Some(title.to_owned()),
        ..Clue::default()
    };
    store
        .remember_clue(&world.app, thread(1), &clue("九寨沟"))
        .await
        .unwrap();
    store
        .remember_clue(&world.app, thread(1), &clue("黄山"))
        .await
        .unwrap();
    assert_eq!(
        store.find_thread(&world.app, thread(1)).await.unwrap().clue,
        Some(clue("黄山"))
    );
    let opened = world.asks(1, 1, 1_000).await.unwrap();
    assert_eq!(opened.clue, Some(clue("黄山")));
    store
        .remember_clue(&world.app, thread(1), &clue("泰山"))
        .await
        .unwrap();
    assert_eq!(
        world.asks(1, 1, 1_000).await,
        None,
        "remembering keeps what was noted"
    );
    assert_eq!(
        world.find(opened.id).await.clue,
        Some(clue("黄山")),
        "stays what it was"
    );
    assert_eq!(world.asks(2, 1, 1_000).await.unwrap().clue, None);
}
