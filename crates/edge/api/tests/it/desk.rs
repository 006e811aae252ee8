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

#[tokio::test]
async fn what_can_be_put_can_be_read_and_taken_away() {
    let world = World::new().await;
    let ask = async |method: &str, path: &str| {
        let answer = world
            .answer(call(method, path).bearing(&world.app_key))
            .await;
        (answer.status.as_u16(), answer.body)
    };
    let other = async |method: &str, path: &str| {
        let answer = world
            .answer(call(method, path).bearing(&world.other_key))
            .await;
        answer.status.as_u16()
    };

    // A thread: one reads it only when it is there.
    let customer = json!({ "uid": "new", "name": "New", "kind": "customer" });
    let make = call("post", "/v1/users").bearing(&world.app_key);
    world.answer(make.json(&customer)).await;
    let path = "/v1/users/new/thread";
    assert_eq!(ask("get", path).await.0, 404);
    let opened = ask("put", path).await;
    assert_eq!(opened.0, 200);
    assert_eq!(ask("get", path).await, opened);
    assert_eq!(other("get", path).await, 404);
    assert_eq!(ask("get", "/v1/users/amy/thread").await.0, 404);
    assert_eq!(ask("get", "/v1/users/nobody/thread").await.0, 404);

    // A member of a team.
    let make = call("post", "/v1/teams").bearing(&world.app_key);
    let team = world.answer(make.json(&json!({ "name": "Sales" }))).await;
    let team = format!("/v1/teams/{}", team.body["id"].as_str().unwrap());
    let member = format!("{team}/members/amy");
    assert_eq!(ask("get", &member).await.0, 404);
    assert_eq!(ask("put", &member).await.0, 200);
    let (status, amy) = ask("get", &member).await;
    assert_eq!((status, &amy["uid"]), (200, &json!("amy")));
    assert_eq!(amy["teams"].as_array().unwrap().len(), 2);
    assert_eq!(other("get", &member).await, 404);
    assert_eq!(ask("delete", &member).await.0, 200);
    assert_eq!(ask("get", &member).await.0, 404);
    assert_eq!(ask("put", &member).await.0, 200);

    // The team itself: with its members, who stay what they are.
    assert_eq!(other("delete", &team).await, 404);
    assert_eq!(ask("delete", &team).await.0, 204);
    for gone in [team.as_str(), &member] {
        assert_eq!(ask("get", gone).await.0, 404, "{gone}");
    }
    assert_eq!(ask("put", &member).await.0, 404);
    assert_eq!(ask("delete", &team).await.0, 404);
    let (_, all) = ask("get", "/v1/teams").await;
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    let (_, amy) = ask("get", "/v1/agents/amy").await;
    assert_eq!(amy["teams"].as_array().unwrap().len(), 1, "{amy}");
    let hire = call("post", "/v1/agents").bearing(&world.app_key);
    let id = team.rsplit('/').next().unwrap();
    let hired = json!({ "uid": "zoe", "name": "Zoe", "teamIds": [id] });
    assert_eq!(world.answer(hire.json(&hired)).await.status.as_u16(), 404);

    // Where somebody is answered, and where every consultation opens.
    let (status, refused) = ask("delete", &format!("/v1/teams/{}", world.team)).await;
    assert_eq!((status, &refused["code"]), (409, &json!("conflict")));

    // The own status.
    let amy = world.token("amy").await;
    let status = call("get", "/v1/desk/status").bearing(&amy);
    let body = world.answer(status).await.body;
    assert_eq!(body["status"], "online", "{body}");
}

#[tokio::test]
async fn nothing_is_called_by_blanks() {
    let world = World::new().await;
    let site = json!({ "name": " ", "allowedOrigins": ["https://shop.example"] });
    let group = json!({ "kind": "group", "title": " \u{3000}", "members": ["lin"] });
    let custom = json!({ "type": "  ", "json": "{}", "fallback": "x" });
    let said = json!({ "senderUid": "lin", "clientMsgId": "b1", "content": { "custom": custom } });
    let unseen =
        json!({ "senderUid": "lin", "clientMsgId": "b2", "content": { "text": " \u{200b}\n" } });
    let thread = format!("/v1/conversations/{}/messages", world.thread);
    let team = format!("/v1/teams/{}", world.team);
    let lin = world.token("lin").await;
    let rating = format!("/v1/widget/consultations/{}/rating", world.consultation);
    for (method, path, body, key, field) in [
        ("post", "/v1/conversations", group, &world.app_key, "title"),
        (
            "post",
            "/v1/users",
            json!({ "uid": "u", "name": "\t", "kind": "bot" }),
            &world.app_key,
            "name",
        ),
        (
            "patch",
            "/v1/users/lin",
            json!({ "name": "\u{200d}" }),
            &world.app_key,
            "name",
        ),
        (
            "patch",
            "/v1/users/lin",
            json!({ "traits": { " ": "x" } }),
            &world.app_key,
            "traits",
        ),
        (
            "post",
            "/v1/agents",
            json!({ "uid": "u", "name": "  " }),
            &world.app_key,
            "name",
        ),
        (
            "patch",
            "/v1/agents/amy",
            json!({ "name": "\u{a0}" }),
            &world.app_key,
            "name",
        ),
        (
            "post",
            "/v1/teams",
            json!({ "name": " " }),
            &world.app_key,
            "name",
        ),
        (
            "patch",
            &team,
            json!({ "name": "\u{fe0f}" }),
            &world.app_key,
            "name",
        ),
        ("put", "/v1/sites/tour-web", site, &world.app_key, "name"),
        ("post", &thread, said, &world.app_key, "custom.type"),
        ("post", &thread, unseen, &world.app_key, "text"),
        (
            "post",
            &rating,
            json!({ "score": 5, "tags": [" "] }),
            &lin,
            "tags",
        ),
    ] {
        let asked = call(method, path).bearing(key).json(&body);
        let answer = world.answer(asked).await;
        assert_eq!(answer.status.as_u16(), 422, "{method} {path} {body}");
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(detail.contains(field), "{method} {path} {body}: {detail}");
    }

    // Where nothing need be said, blanks are nothing.
    let blank =
        json!({ "title": { "en": "  ", "zh-CN": "\u{3000}" }, "greeting": { "en": " Hi " } });
    let site = call("patch", "/v1/sites/tour-web").bearing(&world.app_key);
    let site = world.answer(site.json(&blank)).await.body;
    assert_eq!(site["title"], json!({ "en": "", "zh-CN": "" }), "{site}");
    assert_eq!(site["greeting"]["en"], " Hi ");
    let rated = call("post", &rating).bearing(&lin);
    let rated = rated.json(&json!({ "score": 5, "comment": " \n " }));
    let rated = world.answer(rated).await.body;
    assert_eq!(rated["rating"]["comment"], "", "{rated}");
}
