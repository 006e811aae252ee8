//! Users are found by what people know of them, followed without a gap, and gone for good when they are deleted.

use serde_json::{Value, json};
use skein_foundation::{ConversationId, Uid};
use skein_messaging::model::MemberState;

use crate::world::{Answer, World, call};

async fn get(world: &World, path: &str) -> Value {
    let answer = world
        .answer(call("get", path).bearing(&world.app_key))
        .await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {answer:?}");
    answer.body
}

async fn post(world: &World, path: &str, body: Value) -> Answer {
    let asked = call("post", path).bearing(&world.app_key).json(&body);
    world.answer(asked).await
}

async fn delete(world: &World, path: &str) -> u16 {
    let asked = call("delete", path).bearing(&world.app_key);
    world.answer(asked).await.status.as_u16()
}

fn uids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|user| user["uid"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn users_are_searched_page_by_page() {
    let world = World::new().await;
    for (uid, name) in [("c-1", "Ann Lee"), ("c-2", "Bob Leeds"), ("d-3", "Eve")] {
        let body = json!({ "uid": uid, "name": name, "kind": "customer" });
        post(&world, "/v1/users", body).await;
    }
    assert_eq!(
        uids(&get(&world, "/v1/users?query=lee").await),
        ["c-1", "c-2"]
    );
    assert_eq!(
        uids(&get(&world, "/v1/users?query=c-&kind=customer").await),
        ["c-1", "c-2"]
    );
    assert_eq!(
        uids(&get(&world, "/v1/users?query=c-&kind=agent").await),
        [""; 0]
    );
    let first = get(&world, "/v1/users?query=lee&limit=1").await;
    assert_eq!(
        (uids(&first), &first["nextCursor"]),
        (vec!["c-1".to_owned()], &json!("u.c-1"))
    );
    let second = get(&world, "/v1/users?query=lee&limit=1&cursor=u.c-1").await;
    assert_eq!(
        (uids(&second), &second["nextCursor"]),
        (vec!["c-2".to_owned()], &json!(null))
    );
}

#[tokio::test]
async fn whoever_follows_the_changes_misses_none_whatever_the_clock_does() {
    let world = World::new().await;
    let start = get(&world, "/v1/users?updatedSince=0").await;
    assert_eq!(uids(&start), ["lin", "amy", "sue", "ada"]);
    let mut cursor = start["changesCursor"].as_str().unwrap().to_owned();
    for (step_ms, uid) in [(3_600_000, "sue"), (-7_200_000, "lin"), (1, "amy")] {
        world.clock.advance_ms(step_ms);
        let patch = call("patch", &format!("/v1/users/{uid}")).bearing(&world.app_key);
        world
            .answer(patch.json(&json!({ "name": format!("New {uid}") })))
            .await;
    }
    assert_eq!(delete(&world, "/v1/users/amy").await, 204);
    let mut seen = Vec::new();
    loop {
        let page = get(&world, &format!("/v1/users?limit=1&cursor={cursor}")).await;
        let items = page["items"].as_array().unwrap();
        seen.extend(
            items
                .iter()
                .map(|one| (one["uid"].clone(), one["deleted"].clone())),
        );
        page["changesCursor"]
            .as_str()
            .unwrap()
            .clone_into(&mut cursor);
        if page["nextCursor"].is_null() {
            break;
        }
    }
    assert_eq!(
        seen,
        [
            (json!("sue"), json!(false)),
            (json!("lin"), json!(false)),
            (json!("amy"), json!(true))
        ]
    );
    let rest = get(&world, &format!("/v1/users?cursor={cursor}")).await;
    assert_eq!(
        (uids(&rest), &rest["changesCursor"]),
        (vec![], &json!(cursor))
    );
}

#[tokio::test]
async fn a_deleted_customer_is_gone_and_what_was_said_stays() {
    let world = World::new().await;
    let token = world.token("lin").await;
    world.doorkeeper.sent_away();
    assert_eq!(delete(&world, "/v1/users/lin").await, 204);
    assert_eq!(delete(&world, "/v1/users/lin").await, 204, "the same again");
    assert_eq!(delete(&world, "/v1/users/nobody").await, 404);
    assert!(
        world
            .doorkeeper
            .sent_away()
            .iter()
            .any(|uid| uid.as_str() == "lin")
    );
    let with_old = call("post", "/v1/widget/thread")
        .bearing(&token)
        .json(&json!({}));
    assert_eq!(world.answer(with_old).await.status.as_u16(), 401);
    for path in ["/v1/users/lin", "/v1/users/lin/conversations"] {
        let asked = call("get", path).bearing(&world.app_key);
        assert_eq!(world.answer(asked).await.status.as_u16(), 404, "{path}");
    }
    let consultation = get(&world, &format!("/v1/consultations/{}", world.consultation)).await;
    assert_eq!(consultation["state"], "resolved");
    let messages = get(
        &world,
        &format!("/v1/conversations/{}/messages", world.thread),
    )
    .await;
    assert_eq!(
        messages["items"][0]["content"]["text"],
        "Is the tour on Sunday?"
    );
    let thread = ConversationId::parse(&world.thread).unwrap();
    let lin = Uid::parse("lin").unwrap();
    let found = world.messaging.find_member(&world.tour, thread, &lin).await;
    let state = found.unwrap().unwrap().membership.state;
    assert_eq!(state, MemberState::Past, "it goes on without");
    let again = json!({ "uid": "lin", "name": "Lin", "kind": "customer" });
    assert_eq!(
        post(&world, "/v1/users", again).await.status.as_u16(),
        409,
        "a uid is not used again"
    );
    assert_eq!(
        post(&world, "/v1/users/lin/tokens", json!({}))
            .await
            .status
            .as_u16(),
        404
    );
}

#[tokio::test]
async fn what_a_deleted_agent_served_waits_for_another() {
    let world = World::new().await;
    assert_eq!(delete(&world, "/v1/users/amy").await, 204);
    let consultation = get(&world, &format!("/v1/consultations/{}", world.consultation)).await;
    assert_eq!(consultation["state"], "waiting");
    let ada = world.token("ada").await;
    let own = call("delete", "/v1/users/ada").bearing(&ada);
    assert_eq!(
        world.answer(own).await.status.as_u16(),
        409,
        "nobody deletes the own user"
    );
}

#[tokio::test]
async fn the_business_writes_into_a_thread_by_a_bot_and_opens_nothing() {
    let world = World::new().await;
    for (uid, name, kind) in [
        ("c-1", "Carol", "customer"),
        ("news", "Order desk", "bot"),
        ("eve", "Eve", "customer"),
    ] {
        post(
            &world,
            "/v1/users",
            json!({ "uid": uid, "name": name, "kind": kind }),
        )
        .await;
    }
    let open = || call("put", "/v1/users/c-1/thread").bearing(&world.app_key);
    let thread = world.answer(open()).await.body;
    assert_eq!(world.answer(open()).await.body["id"], thread["id"]);
    let path = format!(
        "/v1/conversations/{}/messages",
        thread["id"].as_str().unwrap()
    );
    let say = async |sender: &str, id: &str| {
        let content = json!({ "text": "Your parcel has left." });
        let body = json!({ "senderUid": sender, "clientMsgId": id, "content": content });
        post(&world, &path, body).await
    };
    let said = say("news", "order-1-sent").await;
    assert_eq!(
        (said.status.as_u16(), &said.body["senderUid"]),
        (200, &json!("news"))
    );
    assert_eq!(
        say("news", "order-1-sent").await.body,
        said.body,
        "said once"
    );
    for stranger in ["eve", "amy", "nobody"] {
        assert_eq!(say(stranger, "m").await.status.as_u16(), 404, "{stranger}");
    }
    let members = get(
        &world,
        &format!("/v1/conversations/{}", thread["id"].as_str().unwrap()),
    )
    .await;
    let members = members["members"].as_array().unwrap();
    assert!(
        members
            .iter()
            .any(|member| member["uid"] == "news" && member["role"] == "member")
    );
    assert_eq!(
        get(&world, "/v1/consultations?customerUid=c-1").await["items"],
        json!([])
    );
    let no_customer = call("put", "/v1/users/news/thread").bearing(&world.app_key);
    assert_eq!(world.answer(no_customer).await.status.as_u16(), 409);
}
