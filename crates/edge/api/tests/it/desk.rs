//! What operations on agents and customers do to the desk.

use serde_json::json;

use crate::world::{World, call};

#[tokio::test]
async fn who_is_disabled_serves_nobody_any_more() {
    let world = World::new().await;
    let disable = call("patch", "/v1/users/amy")
        .bearing(&world.app_key)
        .json(&json!({ "disabled": true }));
    assert_eq!(world.answer(disable).await.status.as_u16(), 200);
    let path = format!("/v1/consultations/{}", world.consultation);
    let found = world
        .answer(call("get", &path).bearing(&world.app_key))
        .await;
    assert_eq!(found.body["state"], "waiting", "{found:?}");
    assert!(found.body["agent"].is_null());
    let step = found.body["transitions"]
        .as_array()
        .unwrap()
        .last()
        .unwrap();
    assert_eq!(
        (&step["from"], &step["reason"], &step["actor"]["kind"]),
        (&json!("assigned"), &json!("agent_disabled"), &json!("app"))
    );
    let amy = world
        .answer(call("get", "/v1/agents/amy").bearing(&world.app_key))
        .await;
    assert_eq!(
        (&amy.body["status"], &amy.body["load"]),
        (&json!("offline"), &json!(0))
    );
}

#[tokio::test]
async fn an_agent_of_a_team_that_is_not_there_changes_nothing() {
    let world = World::new().await;
    let make = |teams: serde_json::Value| {
        let body = json!({ "uid": "amy", "name": "Boss", "role": "admin", "teamIds": teams });
        call("post", "/v1/agents")
            .bearing(&world.app_key)
            .json(&body)
    };
    let nowhere = "00000000-0000-7000-8000-000000000000";
    let refused = world.answer(make(json!([world.team, nowhere]))).await;
    assert_eq!(refused.status.as_u16(), 404, "{refused:?}");
    let amy = || call("get", "/v1/users/amy").bearing(&world.app_key);
    let found = world.answer(amy()).await.body;
    assert_eq!(
        (&found["name"], &found["role"]),
        (&json!("amy"), &json!("agent"))
    );
    assert_eq!(
        world
            .answer(make(json!([world.team])))
            .await
            .status
            .as_u16(),
        201
    );
    assert_eq!(world.answer(amy()).await.body["role"], "admin");
}

#[tokio::test]
async fn a_thread_is_a_customers() {
    let world = World::new().await;
    let open = |uid: &str| {
        let body = json!({ "kind": "thread", "customerUid": uid });
        call("post", "/v1/conversations")
            .bearing(&world.app_key)
            .json(&body)
    };
    let refused = world.answer(open("amy")).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.body["code"]),
        (409, &json!("conflict")),
        "{refused:?}"
    );
    assert_eq!(world.answer(open("lin")).await.status.as_u16(), 200);
    assert_eq!(world.answer(open("nobody")).await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_cursor_past_all_numbers_is_refused_like_any_other() {
    let world = World::new().await;
    let amy = world.token("amy").await;
    let path = format!("/v1/desk/queue?cursor=q.100.{}", u64::MAX);
    let refused = world.answer(call("get", &path).bearing(&amy)).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.body["code"]),
        (422, &json!("invalid")),
        "{refused:?}"
    );
}
