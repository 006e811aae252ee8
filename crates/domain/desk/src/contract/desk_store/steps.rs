//! Every step is stored and recorded.

use skein_foundation::{ConsultationId, Seq, Uid};

use super::Subject;
use super::world::{BY_CUSTOMER, World, all_changes, commands, customer, disabled, said, thread};
use crate::model::{
    Absence, Actor, AgentStatus, AssignmentRule, ConsultationState as State, DeskChange, DeskTime,
    ThreadMessage, Transition,
};
use crate::ports::ConsultationFilter;
use crate::rules::{Refusal, ReleaseReason, Resolution};
use crate::service::commands::{
    AcceptOutcome, Commanded, GoneThread, MergeInto, MergeOutcome, Recorded, Release,
};

fn step(from: State, to: State, at_ms: i64, actor: Actor, reason: &str) -> Transition {
    Transition {
        from,
        to,
        at_ms,
        actor,
        reason: reason.to_owned(),
    }
}

fn asked(at_ms: i64) -> Transition {
    step(
        State::Initial,
        State::Waiting,
        at_ms,
        Actor::Customer,
        "customer_message",
    )
}

fn given(at_ms: i64) -> Transition {
    step(
        State::Waiting,
        State::Assigned,
        at_ms,
        Actor::System,
        "fewest_consultations",
    )
}

pub async fn every_step_is_stored_with_time_actor_and_reason<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 9).await;

    let by_agent = world.asks(1, 1, 1_000).await.unwrap().id;
    world.assign(&[&ann], 2_000).await.unwrap();
    world
        .resolve(by_agent, Resolution::Agent(ann.clone()), 3_000)
        .await
        .into_done();
    let actor = Actor::Agent(ann.clone());
    assert_eq!(
        store.list_transitions(&world.app, by_agent).await.unwrap(),
        [
            asked(1_000),
            given(2_000),
            step(
                State::Assigned,
                State::Resolved,
                3_000,
                actor.clone(),
                "agent"
            ),
        ]
    );

    let by_customer = world.asks(2, 1, 4_000).await.unwrap().id;
    let AcceptOutcome::Accepted(picked) = world.accept(&ann, 5_000).await else {
        panic!("the agent may pick");
    };
    let reason = picked.assignment.unwrap();
    assert_eq!(
        (reason.rule, reason.load, reason.capacity),
        (AssignmentRule::Picked, 0, 9)
    );
    world
        .resolve(by_customer, BY_CUSTOMER, 6_000)
        .await
        .into_done();
    assert_eq!(
        store
            .list_transitions(&world.app, by_customer)
            .await
            .unwrap(),
        [
            asked(4_000),
            step(State::Waiting, State::Assigned, 5_000, actor, "picked"),
            step(
                State::Assigned,
                State::Resolved,
                6_000,
                Actor::Customer,
                "customer"
            ),
        ]
    );
}

pub async fn the_sweeper_and_the_business_take_steps_too<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 9).await;
    let by_silence = world.asks(3, 1, 7_000).await.unwrap().id;
    world.assign(&[&ann], 8_000).await.unwrap();
    // The clock of the machine says anything; what counts is how long the desk has been running.
    let silence = |now| Resolution::Silence {
        after_ms: 60_000,
        now: DeskTime(now),
    };
    let unanswered = world.resolve(by_silence, silence(900_000), 1).await;
    assert_eq!(unanswered, Commanded::Refused(Refusal::NotSilent));
    world.answers(3, &ann, 2, 9_000).await;
    let early = world.resolve(by_silence, silence(68_999), i64::MAX).await;
    assert_eq!(early, Commanded::Refused(Refusal::NotSilent));
    world
        .resolve(by_silence, silence(69_000), 69_000)
        .await
        .into_done();
    assert_eq!(
        store
            .list_transitions(&world.app, by_silence)
            .await
            .unwrap(),
        [
            asked(7_000),
            given(8_000),
            step(
                State::Assigned,
                State::Resolved,
                69_000,
                Actor::System,
                "silence"
            ),
        ]
    );

    let by_app = world.asks(4, 1, 70_000).await.unwrap().id;
    let key = Resolution::App("key-1".to_owned());
    world.resolve(by_app, key.clone(), 71_000).await.into_done();
    let again = world.resolve(by_app, key, 72_000).await;
    assert_eq!(again, Commanded::Refused(Refusal::AlreadyResolved));
    let actor = Actor::App("key-1".to_owned());
    assert_eq!(
        store.list_transitions(&world.app, by_app).await.unwrap(),
        [
            asked(70_000),
            step(State::Waiting, State::Resolved, 71_000, actor, "app")
        ]
    );
}

pub async fn what_a_disabled_agent_served_waits_at_its_old_place<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 2).await;
    let first = world.asks(1, 1, 1_000).await.unwrap();
    let second = world.asks(2, 1, 1_100).await.unwrap();
    world.asks(3, 1, 1_200).await.unwrap();
    world.assign(&[&ann], 2_000).await.unwrap();
    world.assign(&[&ann], 2_100).await.unwrap();

    let by = Actor::App("key-1".to_owned());
    let given_back = disabled(by.clone());
    let release = || commands(store).release_agent(&world.app, &ann, &given_back, 3_000);
    let mut released = release().await.unwrap();
    released.sort_by_key(|one| one.place);
    let ids: Vec<_> = released.iter().map(|one| one.id).collect();
    assert_eq!(ids, [first.id, second.id]);
    assert_eq!(world.find(first.id).await, released[0]);
    assert_eq!(
        store.list_transitions(&world.app, first.id).await.unwrap(),
        [
            asked(1_000),
            given(2_000),
            step(
                State::Assigned,
                State::Waiting,
                3_000,
                by.clone(),
                "agent_disabled"
            ),
        ]
    );
    let agent = store.find_agent(&world.app, &ann).await.unwrap().unwrap();
    assert_eq!((agent.status, agent.load), (AgentStatus::Offline, 0));
    let changes = all_changes(store).await;
    let kinds: Vec<&str> = changes.iter().map(|change| change.kind.as_str()).collect();
    assert!(
        kinds.ends_with(&[
            "consultation.released",
            "consultation.released",
            "agent.changed"
        ]),
        "{kinds:?}"
    );
    assert!(release().await.unwrap().is_empty(), "nothing is left");
    let stranger = Uid::parse("stranger").unwrap();
    let none = commands(store)
        .release_agent(&world.app, &stranger, &given_back, 3_000)
        .await;
    assert!(none.unwrap().is_empty());
    assert_eq!(all_changes(store).await.len(), changes.len());

    let bob = world.hire("bob", 2).await;
    for expected in [first.id, second.id] {
        let next = world.assign(&[&bob], 4_000).await.unwrap();
        assert_eq!((next.id, next.agent), (expected, Some(bob.clone())));
    }
}

pub async fn who_is_lost_for_good_gives_back_and_who_returned_keeps_everything<S: Subject>(
    store: &S,
) {
    let world = World::new(store).await;
    let app = &world.app;
    let ann = world.hire("ann", 2).await;
    let opened = world.asks(1, 1, 1_000).await.unwrap();
    world.assign(&[&ann], 2_000).await.unwrap();
    let absent = |at| {
        Some(Absence {
            since_ms: at,
            since: DeskTime(at),
        })
    };
    let note = async |absence| {
        let noted = commands(store)
            .set_agent_absence(app, &ann, absence, 3_000)
            .await;
        noted.unwrap().unwrap().absence
    };
    assert_eq!(note(absent(10)).await, absent(10));
    let changes = all_changes(store).await.len();
    assert_eq!(note(absent(20)).await, absent(10), "it is noted once");
    assert_eq!(all_changes(store).await.len(), changes);
    assert_eq!(note(None).await, None);

    let lost = Release {
        by: Actor::System,
        reason: ReleaseReason::AgentLost,
    };
    let release = || commands(store).release_agent(app, &ann, &lost, 4_000);
    assert!(
        release().await.unwrap().is_empty(),
        "who came back keeps it"
    );
    assert_eq!(world.find(opened.id).await.agent, Some(ann.clone()));
    let attending = store.list_attending(None, 10).await.unwrap();
    let names: Vec<&Uid> = attending.iter().map(|agent| &agent.uid).collect();
    assert_eq!(names, [&ann]);

    note(absent(30)).await;
    assert_eq!(release().await.unwrap().len(), 1);
    let steps = store.list_transitions(app, opened.id).await.unwrap();
    let back = steps.last().unwrap();
    assert_eq!(
        (back.to, back.reason.as_str()),
        (State::Waiting, "agent_lost")
    );
    let agent = store.find_agent(app, &ann).await.unwrap().unwrap();
    assert_eq!((agent.status, agent.load), (AgentStatus::Offline, 0));
    assert_eq!(store.list_attending(None, 10).await.unwrap(), []);
}

pub async fn a_talk_goes_along_with_agent_and_place_once<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 2).await;
    let served = world.asks(1, 1, 1_000).await.unwrap();
    world.assign(&[&ann], 2_000).await.unwrap();
    let queued = world.asks(3, 1, 3_000).await.unwrap();
    world.asks(5, 1, 3_500).await.unwrap();
    let merge =
        async |from: u8, into: u8, new_id: u8| match goes_into(&world, from, into, new_id).await {
            MergeOutcome::Merged(Some(went_on)) => (went_on.ended, went_on.into),
            other => panic!("{other:?}"),
        };
    let (ended, into) = merge(1, 2, 0xa).await;
    assert_eq!((ended.id, ended.merged_into), (served.id, Some(into.id)));
    assert_eq!(world.find(into.id).await, into);
    assert_eq!(world.find(ended.id).await, ended);
    assert_eq!((&into.agent, into.number), (&Some(ann.clone()), 1));
    assert_eq!((into.place, into.opened_by), (served.place, Seq(8)));
    assert_eq!(world.load_of(&ann).await, 1, "the place is taken over");
    let steps = store.list_transitions(&world.app, ended.id).await.unwrap();
    let last = steps.last().unwrap();
    assert_eq!((last.to, last.at_ms), (State::Resolved, 4_000));
    let changes = all_changes(store).await.len();
    assert_eq!(merge(1, 2, 0xb).await, (ended, into.clone()), "once");
    assert_eq!(all_changes(store).await.len(), changes);
    for (from, into) in [(1, 5), (2, 2), (5, 1)] {
        let refused = goes_into(&world, from, into, 0xb).await;
        assert_eq!(refused, MergeOutcome::Refused, "{from} into {into}");
    }
    assert_eq!(all_changes(store).await.len(), changes);

    let (_, waits) = merge(3, 4, 0xc).await;
    assert_eq!((waits.state, waits.place), (State::Waiting, queued.place));
    assert_eq!(world.assign(&[&ann], 5_000).await.unwrap().id, waits.id);
    // Who waits in the own thread is served by the agent of the visitor's.
    world.asks(6, 1, 5_100).await.unwrap();
    world.asks(7, 1, 5_200).await.unwrap();
    let bob = world.hire("bob", 1).await;
    let given = world.assign(&[&bob], 5_300).await.unwrap();
    assert_eq!(given.conversation_id, thread(5), "the longest wait first");
    let (_, served) = merge(5, 7, 0xe).await;
    assert_eq!((served.state, &served.agent), (State::Assigned, &Some(bob)));
    assert_eq!(world.find(served.id).await, served);
    // Both are served: what the visitor's took is free.
    let (_, kept) = merge(4, 2, 0xd).await;
    assert_eq!((kept.id, world.load_of(&ann).await), (into.id, 1));
    super::audit::audit(&all_changes(store).await).unwrap();
}

async fn goes_into<S: Subject>(
    world: &World<'_, S>,
    from: u8,
    into: u8,
    new_id: u8,
) -> MergeOutcome {
    let wanted = MergeInto {
        visitors: thread(from),
        own: thread(into),
        customer: customer(into),
        said_before: Seq(7),
        new_id: ConsultationId::from_bytes([new_id; 16]),
    };
    let merged = commands(world.store)
        .merge_consultation(&world.app, &wanted, 4_000)
        .await;
    merged.expect("threads are merged")
}

pub async fn earlier_consultations_of_a_visitor_become_the_customers<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let app = &world.app;
    let ann = world.hire("ann", 2).await;
    let first = world.asks(1, 1, 1_000).await.unwrap();
    world.assign(&[&ann], 1_500).await.unwrap();
    world.answers(1, &ann, 2, 1_600).await;
    let end = Resolution::Agent(ann.clone());
    world.resolve(first.id, end.clone(), 1_700).await;
    let before = world.asks(2, 1, 2_000).await.unwrap();
    world.assign(&[&ann], 2_100).await.unwrap();
    world.resolve(before.id, end, 2_200).await;
    let own = world.asks(2, 2, 3_000).await.unwrap();

    let gone = MergeOutcome::Merged(None);
    assert_eq!(goes_into(&world, 1, 2, 0xa).await, gone);
    let changes = all_changes(store).await.len();
    assert_eq!(goes_into(&world, 1, 2, 0xb).await, gone, "once");
    assert_eq!(all_changes(store).await.len(), changes);
    let of_customer = ConsultationFilter {
        customer: Some(customer(2)),
        ..ConsultationFilter::default()
    };
    let listed = store
        .list_consultations(app, &of_customer, None, 9)
        .await
        .unwrap();
    let mut numbers: Vec<_> = listed.iter().map(|one| (one.number, one.id)).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [(1, before.id), (2, first.id), (3, own.id)]);
    let moved = world.find(first.id).await;
    assert_eq!(
        (moved.conversation_id, &moved.customer, &moved.agent),
        (thread(2), &customer(2), &Some(ann.clone()))
    );
    assert_eq!(moved.opened_by, Seq(8));
    let steps = store.list_transitions(app, first.id).await.unwrap();
    assert_eq!(steps.len(), 3, "its history goes along");
    let told = all_changes(store).await;
    let announced: Vec<_> = told
        .iter()
        .filter_map(
            |change| match DeskChange::parse(&change.kind, &change.payload) {
                Some(Ok(DeskChange::Moved(moved))) => Some(moved.consultation_id),
                _ => None,
            },
        )
        .collect();
    assert_eq!(announced, [first.id], "whoever follows the changes is told");
    let latest = async |number| {
        let latest = store.find_latest_consultation(app, thread(number)).await;
        latest.unwrap().map(|one| one.id)
    };
    assert_eq!((latest(1).await, latest(2).await), (None, Some(own.id)));
    let resolved = store.list_resolved(app, &ann, None, 9).await.unwrap();
    assert_eq!(resolved.len(), 2, "each is the agent's once");

    // What is said there from now on opens nothing, and whoever asks is told where it belongs.
    let late = said(app, 1, &customer(1), 3, 5_000);
    let recorded = commands(store)
        .record_messages(std::slice::from_ref(&late))
        .await;
    let belongs = GoneThread {
        visitors: thread(1),
        own: thread(2),
    };
    let expected = Recorded {
        opened: Vec::new(),
        gone: vec![(app.clone(), belongs)],
    };
    assert_eq!(recorded.unwrap(), expected);
    let again = commands(store).record_messages(&[late]).await;
    assert_eq!(again.unwrap(), expected, "as often as it is heard");

    // Said anew, what had ended is history; what came later is said like anything else, and no other thread is believed.
    let anew = |seq, of: (u8, u64)| ThreadMessage {
        anew_of: Some((thread(of.0), Seq(of.1))),
        ..said(app, 2, &customer(2), seq, 6_000)
    };
    let last = async || world.find(own.id).await.talk.last_message.unwrap().seq;
    let note = async |message| commands(store).record_messages(&[message]).await.unwrap();
    for (seq, of, noted) in [(8, (1, 2), 2), (9, (1, 3), 9), (10, (5, 1), 10)] {
        note(anew(seq, of)).await;
        assert_eq!(last().await, Seq(noted), "{of:?}");
    }
    let elsewhere = ThreadMessage {
        anew_of: Some((thread(1), Seq(2))),
        ..said(app, 6, &customer(6), 1, 6_500)
    };
    let opened = note(elsewhere).await.opened;
    assert_eq!(opened.len(), 1, "that thread went into another one");
    super::audit::audit(&all_changes(store).await).unwrap();
}

pub async fn the_time_of_the_desk_never_goes_back<S: Subject>(store: &S) {
    assert_eq!(store.read_desk_time().await.unwrap(), DeskTime(0));
    for (kept, now) in [(5, 5), (3, 5), (9, 9)] {
        store.keep_desk_time(DeskTime(kept)).await.unwrap();
        assert_eq!(store.read_desk_time().await.unwrap(), DeskTime(now));
    }
}

pub async fn a_rating_is_stored_once<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 5).await;
    let id = world.asks(1, 1, 1_000).await.unwrap().id;
    assert_eq!(
        world.rate(id, 5, 1_500).await,
        Commanded::Refused(Refusal::NotAssigned)
    );
    world.assign(&[&ann], 2_000).await.unwrap();
    world.resolve(id, BY_CUSTOMER, 3_000).await.into_done();
    let rated = world.rate(id, 4, 4_000).await.into_done();
    assert_eq!(world.find(id).await, rated);
    let rating = rated.rating.unwrap();
    assert_eq!(
        (rating.score, rating.comment.as_str(), rating.at_ms),
        (4, "谢谢", 4_000)
    );
    assert_eq!(
        world.rate(id, 1, 5_000).await,
        Commanded::Refused(Refusal::AlreadyRated)
    );
    assert_eq!(world.find(id).await.rating.unwrap().score, 4);
}

pub async fn a_change_is_recorded_for_every_command<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let ann = world.hire("ann", 5).await;
    let before = all_changes(store).await.len();
    let opened = world.asks(1, 1, 1_000).await.unwrap();
    world.assign(&[&ann], 2_000).await.unwrap();
    world.answers(1, &ann, 2, 2_500).await;
    world
        .resolve(opened.id, Resolution::Agent(ann.clone()), 3_000)
        .await
        .into_done();
    world.rate(opened.id, 5, 4_000).await.into_done();
    let refused = world.resolve(opened.id, BY_CUSTOMER, 5_000).await;
    assert_eq!(refused, Commanded::Refused(Refusal::AlreadyResolved));

    let changes = all_changes(store).await.split_off(before);
    let told: Vec<(&str, i64)> = changes
        .iter()
        .map(|change| (change.kind.as_str(), change.time_ms))
        .collect();
    assert_eq!(
        told,
        [
            ("consultation.opened", 1_000),
            ("consultation.assigned", 2_000),
            ("consultation.resolved", 3_000),
            ("consultation.rated", 4_000),
        ]
    );
    for change in &changes {
        let read = DeskChange::parse(&change.kind, &change.payload).expect("a kind of the desk");
        match read.expect("a readable payload") {
            DeskChange::Opened(one)
            | DeskChange::Assigned(one)
            | DeskChange::Resolved(one)
            | DeskChange::Rated(one) => {
                assert_eq!(one.consultation_id, opened.id);
                assert_eq!(one.place, opened.place);
                assert_eq!(
                    one.agent_uid.is_some(),
                    change.kind != "consultation.opened"
                );
            }
            DeskChange::Agent(_)
            | DeskChange::Released(_)
            | DeskChange::Moved(_)
            | DeskChange::Merged(_)
            | DeskChange::SignedIn(_)
            | DeskChange::Team(_) => panic!("nothing else happened"),
        }
    }
}
