//! HTTP and JSON by the book: what clients of any language send is read as they mean it, or refused with the right word.

use http::StatusCode;
use serde_json::{Value, json};

use crate::world::{Call, World, call};

async fn status(world: &World, call: Call) -> u16 {
    world.answer(call).await.status.as_u16()
}

fn users(world: &World) -> Call {
    call("post", "/v1/users").bearing(&world.app_key)
}

fn ann() -> Value {
    json!({ "uid": "ann", "name": "Ann", "kind": "employee" })
}

#[tokio::test]
async fn the_scheme_of_a_credential_is_written_as_one_likes_and_a_refusal_says_which() {
    let world = World::new().await;
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR "] {
        let value = format!("{scheme} {}", world.app_key);
        let asked = call("get", "/v1/users").with("authorization", &value);
        assert_eq!(status(&world, asked).await, 200, "{scheme}");
    }
    let twice = call("get", "/v1/users")
        .bearing(&world.app_key)
        .bearing(&world.other_key);
    for asked in [call("get", "/v1/users"), twice] {
        let refused = world.answer(asked).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        assert!(refused.header("www-authenticate").starts_with("Bearer "));
    }
}

#[tokio::test]
async fn a_body_says_that_it_is_json() {
    let world = World::new().await;
    let typed = |kind: &str| Call {
        body: ann().to_string(),
        ..users(&world).with("content-type", kind)
    };
    for kind in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "application/merge-patch+json",
    ] {
        assert_eq!(status(&world, typed(kind)).await, 200, "{kind}");
    }
    for kind in [
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/json; charset=utf-16",
        "application/json; charset=latin1",
    ] {
        assert_eq!(status(&world, typed(kind)).await, 415, "{kind}");
    }
}

#[tokio::test]
async fn bodies_are_read_by_the_letter() {
    let world = World::new().await;
    let text = |text: &str| users(&world).text(text);
    for body in [
        "",
        " ",
        "{\"uid\": \"ann\", \"name\": \"Ann\", \"kind\": \"employee\"} trailing",
        "\u{feff}{\"uid\": \"ann\", \"name\": \"Ann\", \"kind\": \"employee\"}",
        "{\"uid\": 1e999}",
    ] {
        assert_eq!(status(&world, text(body)).await, 400, "{body}");
    }
    for body in [
        "[]",
        "[\"ann\", \"Ann\", \"employee\", null]",
        "null",
        "\"ann\"",
        "{\"uid\": \"ann\", \"uid\": \"bob\", \"name\": \"Ann\", \"kind\": \"employee\"}",
        "{\"uid\": \"ann\", \"name\": \"Ann\", \"kind\": \"employee\", \"traits\": {\"a\": \"1\", \"a\": \"2\"}}",
        "{\"uid\": \"ann\", \"name\": null, \"kind\": \"employee\"}",
    ] {
        assert_eq!(status(&world, text(body)).await, 422, "{body}");
    }
    let nothing = "{\"uid\": \"ann\", \"name\": \"Ann\", \"kind\": \"employee\", \"traits\": null}";
    assert_eq!(status(&world, text(nothing)).await, 200);
    let at = |path: String, body: &Value| call("post", &path).bearing(&world.app_key).json(body);
    let messages = format!("/v1/conversations/{}/messages", world.thread);
    for (path, body) in [
        ("/v1/conversations", json!(["direct", ["lin", "amy"]])),
        (
            "/v1/conversations",
            json!({ "kind": "thread", "customerUid": "lin", "clue": ["web"] }),
        ),
        (
            messages.as_str(),
            json!({ "senderUid": "lin", "clientMsgId": "m", "content": { "custom": ["a", "{}"] } }),
        ),
        (
            messages.as_str(),
            json!({ "senderUid": "lin", "clientMsgId": "m", "content": {} }),
        ),
        (
            messages.as_str(),
            json!({ "senderUid": "lin", "clientMsgId": "m", "content": { "system": { "kind": "consultation_opened" } } }),
        ),
    ] {
        assert_eq!(
            status(&world, at(path.to_owned(), &body)).await,
            422,
            "{body}"
        );
    }
}

#[tokio::test]
async fn numbers_are_what_json_says_they_are() {
    let world = World::new().await;
    let tokens = |ttl: &str| {
        let body = format!("{{\"ttlS\": {ttl}}}");
        call("post", "/v1/users/lin/tokens")
            .bearing(&world.app_key)
            .text(&body)
    };
    for ttl in ["60", "60.0", "6e1", "86400", "null"] {
        assert_eq!(status(&world, tokens(ttl)).await, 200, "{ttl}");
    }
    for ttl in [
        "59",
        "86401",
        "60.5",
        "-60",
        "\"60\"",
        "1e30",
        "18446744073709551616",
        "true",
        "[60]",
    ] {
        assert_eq!(status(&world, tokens(ttl)).await, 422, "{ttl}");
    }
}

#[tokio::test]
async fn whoever_may_get_may_ask_for_the_head() {
    let world = World::new().await;
    for path in [
        "/v1/users",
        "/v1/users/lin",
        "/v1/sites/tour-web",
        "/v1/widget/sites/tour-web/config",
    ] {
        let head = world
            .answer(call("head", path).bearing(&world.app_key))
            .await;
        let get = world
            .answer(call("get", path).bearing(&world.app_key))
            .await;
        assert_eq!(
            (head.status, get.status),
            (StatusCode::OK, StatusCode::OK),
            "{path}"
        );
        assert_eq!(
            head.header("content-length"),
            get.header("content-length"),
            "{path}"
        );
        assert!(head.body.is_null(), "{path}");
    }
    let refused = world
        .answer(call("delete", "/v1/sites").bearing(&world.app_key))
        .await;
    assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(refused.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn names_in_a_path_are_read_as_they_were_written() {
    let world = World::new().await;
    for (uid, path) in [
        ("a b", "a%20b"),
        ("a/b", "a%2Fb"),
        ("a+b", "a+b"),
        ("雁", "%E9%9B%81"),
        ("a?b#c", "a%3Fb%23c"),
        ("100%", "100%25"),
        ("...", "..."),
    ] {
        let made = users(&world).json(&json!({ "uid": uid, "name": "N", "kind": "customer" }));
        assert_eq!(status(&world, made).await, 200, "{uid}");
        let path = format!("/v1/users/{path}");
        let found = world
            .answer(call("get", &path).bearing(&world.app_key))
            .await;
        assert_eq!(found.body["uid"], uid, "{found:?}");
    }
    for path in ["/v1/users/%ff", "/v1/users/a/b"] {
        assert_eq!(
            status(&world, call("get", path).bearing(&world.app_key)).await,
            404,
            "{path}"
        );
    }
    assert_eq!(
        status(&world, call("get", "/v1/users/%00").bearing(&world.app_key)).await,
        422
    );
}

#[tokio::test]
async fn every_operation_refuses_query_parameters_it_does_not_know() {
    let world = World::new().await;
    let document: Value = serde_json::from_str(&skein_api::openapi_json()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path
            .replace("{uid}", "lin")
            .replace("{siteKey}", "tour-web")
            .replace("{id}", &world.thread);
        for method in item.as_object().unwrap().keys() {
            let asked = call(method, &format!("{path}?surprise=1")).bearing(&world.app_key);
            let refused = world.answer(asked).await;
            assert_eq!(refused.status.as_u16(), 422, "{method} {path}: {refused:?}");
            let detail = refused.body["detail"].as_str().unwrap();
            assert!(detail.contains("query parameters"), "{detail}");
        }
    }
    for path in [
        "/v1/users?limit=1&limit=2",
        "/v1/users?kind=",
        "/v1/users?limit=",
        "/v1/users?cursor=",
    ] {
        assert_eq!(
            status(&world, call("get", path).bearing(&world.app_key)).await,
            422,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_condition_that_nobody_checks_is_refused() {
    let world = World::new().await;
    for (name, value) in [
        ("if-match", "\"x\""),
        ("if-unmodified-since", "Mon, 30 Nov 2026 05:00:00 GMT"),
    ] {
        let change = call("patch", "/v1/users/lin")
            .bearing(&world.app_key)
            .with(name, value);
        let refused = world.answer(change.json(&json!({ "name": "Other" }))).await;
        assert_eq!(refused.status.as_u16(), 412);
    }
    let config = || call("get", "/v1/widget/sites/tour-web/config");
    let tag = world.answer(config()).await.header("etag").to_owned();
    for held in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"other\", {tag}"),
        "*".to_owned(),
    ] {
        assert_eq!(
            status(&world, config().with("if-none-match", &held)).await,
            304,
            "{held}"
        );
    }
    assert_eq!(
        status(&world, config().with("if-none-match", "\"other\"")).await,
        200
    );
}

#[tokio::test]
async fn what_is_asked_between_two_positions_is_what_lies_between() {
    let world = World::new().await;
    let seqs = async |query: &str| {
        let path = format!("/v1/conversations/{}/messages?{query}", world.thread);
        let page = world
            .answer(call("get", &path).bearing(&world.app_key))
            .await;
        let seqs: Vec<u64> = page.body["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["seq"].as_u64().unwrap())
            .collect();
        (seqs, page.body["hasMore"].as_bool().unwrap())
    };
    // The question, and what the desk noted about it.
    assert_eq!(seqs("after=0&before=3").await, (vec![1, 2], false));
    assert_eq!(seqs("after=0&before=3&limit=1").await, (vec![1], true));
    assert_eq!(seqs("after=1&before=2").await, (vec![], false));
    assert_eq!(seqs("after=5&before=1").await, (vec![], false));
}

#[tokio::test]
async fn a_change_keeps_what_is_left_out_and_null_removes() {
    let world = World::new().await;
    let change = async |body: Value| {
        let patch = call("patch", "/v1/users/lin").bearing(&world.app_key);
        world.answer(patch.json(&body)).await
    };
    change(json!({ "traits": { "level": "gold" } })).await;
    assert_eq!(
        change(json!({})).await.body["traits"],
        json!({ "level": "gold" })
    );
    assert_eq!(
        change(json!({ "traits": null })).await.body["traits"],
        json!({})
    );
    for body in [json!({ "name": null }), json!({ "disabled": null })] {
        assert_eq!(change(body).await.status.as_u16(), 422);
    }
    for (path, body) in [
        ("/v1/agents/amy", json!({ "capacity": null })),
        ("/v1/agents/amy", json!({ "role": null })),
        ("/v1/agents/amy", json!({ "name": null })),
        (
            &format!("/v1/teams/{}", world.team),
            json!({ "name": null }),
        ),
        (
            &format!("/v1/teams/{}", world.team),
            json!({ "silenceResolveS": null }),
        ),
        ("/v1/sites/tour-web", json!({ "allowedOrigins": null })),
    ] {
        let patch = call("patch", path).bearing(&world.app_key).json(&body);
        assert_eq!(status(&world, patch).await, 422, "{path} {body}");
    }
}

#[tokio::test]
async fn what_says_one_thing_stands_once_and_a_body_is_what_its_bytes_are() {
    let world = World::new().await;
    let ann = json!({ "uid": "ann", "name": "Ann", "kind": "employee" });
    let made = || users(&world).json(&ann);
    for (name, value) in [
        ("content-type", "application/json"),
        ("content-type", "text/plain"),
        ("idempotency-key", "b"),
        ("origin", "https://b.example"),
        ("content-encoding", "identity"),
    ] {
        let once = made()
            .with("idempotency-key", "a")
            .with("origin", "https://a.example")
            .with("content-encoding", "identity");
        assert_eq!(status(&world, once.clone()).await, 200);
        let twice = world.answer(once.with(name, value)).await;
        assert_eq!(twice.status.as_u16(), 422, "{name}: {twice:?}");
        assert_eq!(twice.body["code"], "invalid", "{name}");
    }
    for coding in ["gzip", "br", "identity, gzip"] {
        let coded = made().with("content-encoding", coding);
        assert_eq!(status(&world, coded).await, 415, "{coding}");
    }
}
