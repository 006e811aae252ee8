//! The desk, from the first question to the next one: queue, assignment, answer, end, rating, reopening, silence.

use serde_json::{Value, json};
use skein_client::Event;
use skein_client::wire::{ConsultationState, ResolvedBy};
use skein_e2e::office::{AgentDesk, Office, Visitor};
use skein_e2e::people::{PATIENCE, words};
use skein_testkit::{App, eventually};

/// Waits until the newest consultation of the visitor looks like that; gives it.
async fn until(
    office: &Office,
    visitor: &Visitor,
    what: &str,
    is_it: impl Fn(&Value) -> bool,
) -> Value {
    eventually(PATIENCE, what, || async {
        let consultation = office.consultation(visitor).await?;
        anyhow::ensure!(is_it(&consultation), "{consultation}");
        Ok(consultation)
    })
    .await
    .unwrap()
}

fn is_served_by(agent: &AgentDesk) -> impl Fn(&Value) -> bool {
    |consultation| {
        consultation["state"] == "assigned" && consultation["agent"]["uid"] == agent.uid.as_str()
    }
}

async fn load(agent: &AgentDesk) -> u64 {
    let me = agent
        .rest
        .get("/v1/console/me")
        .await
        .unwrap()
        .success()
        .unwrap();
    me["agent"]["load"].as_u64().unwrap()
}

#[tokio::test]
async fn a_queue_is_told_its_places_and_moves_up_at_once() {
    let office = Office::open().await.unwrap();
    let fang = office.agent("fang", 1).await.unwrap();
    let mut visitors = Vec::new();
    for place in 1..=3_u32 {
        let visitor = office.visitor(&format!("page {place}")).await.unwrap();
        assert_eq!(visitor.ask("is anybody there?").await.unwrap(), 1);
        let notice = visitor
            .until_notice("the place in the queue", |told| {
                told.queue_position == place
            })
            .await
            .unwrap();
        assert_eq!(notice.state(), ConsultationState::Waiting);
        assert_eq!(notice.conversation_id, visitor.thread);
        visitors.push(visitor);
    }
    let [first, second, third] = visitors.try_into().expect("three came");
    let queue = fang
        .rest
        .get("/v1/desk/queue")
        .await
        .unwrap()
        .success()
        .unwrap();
    let waiting: Vec<&str> = queue["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["customer"]["uid"].as_str().unwrap())
        .collect();
    assert_eq!(waiting, [&*first.uid, &second.uid, &third.uid]);
    assert_eq!(queue["items"][1]["clue"]["pageTitle"], "page 2");

    // Coming online takes the head of the queue, up to the capacity; everybody else moves up.
    fang.set_status("online").await.unwrap();
    let served = until(
        &office,
        &first,
        "the first one is served",
        is_served_by(&fang),
    )
    .await;
    assert_eq!(served["assignmentReason"]["capacity"], 1, "{served}");
    let notice = first
        .until_notice("who serves the first", |told| {
            told.state() == ConsultationState::Assigned
        })
        .await
        .unwrap();
    assert_eq!(
        (notice.agent_uid.as_str(), notice.queue_position),
        ("fang", 0)
    );
    second
        .until_notice("the second is next", |told| told.queue_position == 1)
        .await
        .unwrap();
    third
        .until_notice("the third is second", |told| told.queue_position == 2)
        .await
        .unwrap();

    are_in_touch(&fang, &first).await;

    // The end frees the place, and the next one has it at once.
    fang.resolve(served["id"].as_str().unwrap()).await.unwrap();
    let notice = first
        .until_notice("the end", |told| {
            told.state() == ConsultationState::Resolved
        })
        .await
        .unwrap();
    assert!(
        notice.can_rate && notice.resolved_by() == ResolvedBy::Agent,
        "{notice:?}"
    );
    until(
        &office,
        &second,
        "the second one is served",
        is_served_by(&fang),
    )
    .await;
    third
        .until_notice("the third is next", |told| told.queue_position == 1)
        .await
        .unwrap();
    assert_eq!(load(&fang).await, 1);

    // Who was served no longer takes part.
    let late = fang
        .client
        .send_text(first.thread_id, "one more thing")
        .await;
    assert!(late.is_err(), "{late:?}");
}

/// The agent joins the talk with all that was said before; typing, answers and marks reach the other.
async fn are_in_touch(fang: &AgentDesk, visitor: &Visitor) {
    fang.witness
        .until("the question", |notes| {
            notes
                .of(&visitor.thread)
                .iter()
                .find(|one| words(one) == "is anybody there?")
                .map(drop)
        })
        .await
        .unwrap();
    fang.client.typing(visitor.thread_id, true).await.unwrap();
    let types = |event: &Event| {
        matches!(event, Event::Typing(typing) if typing.uid == "fang" && typing.typing)
            .then_some(())
    };
    visitor
        .witness
        .until_event("that fang types", types)
        .await
        .unwrap();
    let answered = fang.answer(visitor, "yes, I am").await.unwrap();
    visitor
        .witness
        .until_shown(&visitor.thread, answered)
        .await
        .unwrap();
    visitor
        .client
        .mark_read(visitor.thread_id, answered)
        .await
        .unwrap();
    let uid = visitor.uid.clone();
    let read = |event: &Event| {
        matches!(event, Event::Mark(mark) if mark.uid == uid && mark.read_seq >= answered)
            .then_some(())
    };
    fang.witness
        .until_event("that the visitor read it", read)
        .await
        .unwrap();
}

#[tokio::test]
async fn work_is_shared_evenly_and_never_beyond_the_limit() {
    let office = Office::open().await.unwrap();
    let fang = office.agent("fang", 2).await.unwrap();
    let marta = office.agent("marta", 2).await.unwrap();
    fang.set_status("online").await.unwrap();
    marta.set_status("online").await.unwrap();
    let mut visitors = Vec::new();
    for number in 1..=4 {
        let visitor = office.visitor("shop").await.unwrap();
        visitor.ask("hello").await.unwrap();
        until(&office, &visitor, "served", |one| {
            one["state"] == "assigned"
        })
        .await;
        let loads = [load(&fang).await, load(&marta).await];
        assert_eq!(loads.iter().sum::<u64>(), number);
        assert!(loads[0].abs_diff(loads[1]) <= 1, "{loads:?} after {number}");
        visitors.push(visitor);
    }
    let fifth = office.visitor("shop").await.unwrap();
    fifth.ask("and me?").await.unwrap();
    fifth
        .until_notice("the fifth waits", |told| told.queue_position == 1)
        .await
        .unwrap();
    let empty_handed = fang
        .rest
        .post("/v1/desk/queue/accept-next", &json!({}))
        .await
        .unwrap();
    assert_eq!(
        (empty_handed.status, empty_handed.problem_code()),
        (409, Some("conflict"))
    );
    assert_eq!([load(&fang).await, load(&marta).await], [2, 2]);

    // The customer may end it as well; the freed place goes to who waits.
    let done = office.consultation(&visitors[0]).await.unwrap();
    let path = format!(
        "/v1/widget/consultations/{}/resolve",
        done["id"].as_str().unwrap()
    );
    let resolved = visitors[0]
        .rest
        .post(&path, &json!({}))
        .await
        .unwrap()
        .success()
        .unwrap();
    assert_eq!(
        (&resolved["state"], &resolved["resolvedBy"]),
        (&json!("resolved"), &json!("customer"))
    );
    until(&office, &fifth, "the fifth is served", |one| {
        one["state"] == "assigned"
    })
    .await;
    assert_eq!([load(&fang).await, load(&marta).await], [2, 2]);
}

#[tokio::test]
async fn a_rating_counts_once_and_the_next_question_opens_number_two() {
    let mut office = Office::open().await.unwrap();
    let fang = office.agent("fang", 3).await.unwrap();
    fang.set_status("online").await.unwrap();
    let visitor = office.visitor("shop").await.unwrap();
    let other = office.visitor("shop").await.unwrap();
    visitor.ask("how much is it?").await.unwrap();
    let first = until(&office, &visitor, "served", is_served_by(&fang)).await;
    assert_eq!(first["number"], 1);
    let id = first["id"].as_str().unwrap().to_owned();
    fang.answer(&visitor, "nothing at all").await.unwrap();

    let path = format!("/v1/widget/consultations/{id}/rating");
    fang.resolve(&id).await.unwrap();
    until(&office, &visitor, "resolved", |one| {
        one["state"] == "resolved" && one["canRate"] == true
    })
    .await;
    let strangers = other.rest.post(&path, &json!({"score": 1})).await.unwrap();
    assert_eq!(
        (strangers.status, strangers.problem_code()),
        (404, Some("not_found"))
    );
    let beyond = visitor
        .rest
        .post(&path, &json!({"score": 6}))
        .await
        .unwrap();
    assert_eq!(
        (beyond.status, beyond.problem_code()),
        (422, Some("invalid"))
    );
    let rated = visitor
        .rest
        .post(&path, &json!({"score": 5, "comment": "quick"}))
        .await
        .unwrap()
        .success()
        .unwrap();
    assert_eq!(
        (&rated["rating"]["score"], &rated["canRate"]),
        (&json!(5), &json!(false))
    );
    let again = visitor
        .rest
        .post(&path, &json!({"score": 1}))
        .await
        .unwrap();
    assert_eq!(
        (again.status, again.problem_code()),
        (409, Some("conflict"))
    );

    // The same thread, the next number, the same agent.
    visitor.ask("and in blue?").await.unwrap();
    let second = until(&office, &visitor, "number two is served", |one| {
        one["number"] == 2 && is_served_by(&fang)(one)
    })
    .await;
    assert_eq!(second["conversationId"], first["conversationId"]);
    assert_eq!(second["assignmentReason"]["rule"], "last_agent");
    let kept = office.server.facade().consultation(&id).await.unwrap();
    assert_eq!(kept["rating"]["score"], 5);
    let steps: Vec<_> = kept["transitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["to"].clone())
        .collect();
    assert_eq!(steps.last(), Some(&json!("resolved")), "{kept}");

    another_app_sees_nothing(&mut office, &visitor, &id).await;
}

async fn another_app_sees_nothing(office: &mut Office, visitor: &Visitor, consultation_id: &str) {
    office.server.terminate().await.unwrap();
    let made = office
        .server
        .run_subcommand(&["init", "--app", "other", "--json"])
        .unwrap();
    let other: App = serde_json::from_slice(&made.stdout).unwrap();
    office.server.restart().await.unwrap();
    let business = office.server.rest().with_bearer(&other.app_key);
    for path in [
        format!("/v1/consultations/{consultation_id}"),
        format!("/v1/conversations/{}", visitor.thread),
        format!("/v1/conversations/{}/messages", visitor.thread),
        format!("/v1/users/{}", visitor.uid),
        format!("/v1/teams/{}", office.team_id),
        "/v1/agents/fang".to_owned(),
    ] {
        let reply = business.get(&path).await.unwrap();
        assert_eq!(
            (reply.status, reply.problem_code()),
            (404, Some("not_found")),
            "{path}: {}",
            reply.body
        );
    }
    for path in [
        "/v1/consultations".to_owned(),
        format!("/v1/consultations?customerUid={}", visitor.uid),
    ] {
        let page = business.get(&path).await.unwrap().success().unwrap();
        assert_eq!(page["items"], json!([]), "{path}");
    }
    let setup = json!({"code": other.admin_setup_code, "password": "the other app's admin"});
    let session = office
        .server
        .rest()
        .post("/v1/console/setup", &setup)
        .await
        .unwrap()
        .success()
        .unwrap();
    let admin = office
        .server
        .rest()
        .with_bearer(session["token"].as_str().unwrap());
    for path in [
        format!("/v1/desk/consultations/{consultation_id}"),
        format!("/v1/desk/customers/{}", visitor.uid),
    ] {
        let reply = admin.get(&path).await.unwrap();
        assert_eq!(reply.status, 404, "{path}: {}", reply.body);
    }
}

#[tokio::test]
async fn silence_ends_what_was_answered_and_never_what_was_not() {
    let office = Office::open().await.unwrap();
    let team = format!("/v1/teams/{}", office.team_id);
    // The shortest there is.
    let settings = json!({"silenceResolveS": 30});
    office
        .server
        .facade()
        .rest()
        .patch(&team, &settings)
        .await
        .unwrap()
        .success()
        .unwrap();
    let fang = office.agent("fang", 3).await.unwrap();
    fang.set_status("online").await.unwrap();
    let answered = office.visitor("answered").await.unwrap();
    let unanswered = office.visitor("unanswered").await.unwrap();
    unanswered.ask("am I forgotten?").await.unwrap();
    answered.ask("is it raining?").await.unwrap();
    until(&office, &unanswered, "served", is_served_by(&fang)).await;
    until(&office, &answered, "served", is_served_by(&fang)).await;
    fang.answer(&answered, "not any more").await.unwrap();
    until(&office, &answered, "a deadline", |one| {
        one["silenceDeadlineMs"].is_u64()
    })
    .await;

    let notice = answered
        .until_notice("the end by silence", |told| {
            told.state() == ConsultationState::Resolved
        })
        .await
        .unwrap();
    assert_eq!(notice.resolved_by(), ResolvedBy::Silence);
    let left = office.consultation(&unanswered).await.unwrap();
    assert_eq!(
        (&left["state"], &left["silenceDeadlineMs"]),
        (&json!("assigned"), &Value::Null)
    );
    assert_eq!(load(&fang).await, 1);
}
