//! Every refusal is a problem document with the request's id, and never an answer of the framework's own.

use http::StatusCode;
use serde_json::json;
use skein_foundation::Limits;

use crate::world::{Answer, Call, SHOP, World, call};

/// What RFC 9457 and our own rules ask of an error.
fn is_problem(answer: &Answer) {
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{answer:?}"
    );
    let body = &answer.body;
    assert_eq!(body["status"], answer.status.as_u16());
    let code = body["code"].as_str().unwrap();
    assert_eq!(body["type"], format!("urn:skein:error:{code}"));
    assert_eq!(body["title"], code.replace('_', " "));
    assert!(!body["detail"].as_str().unwrap().is_empty());
    assert!(body["retryable"].is_boolean());
    let request_id = body["requestId"].as_str().unwrap();
    assert_eq!(
        (request_id, request_id.len()),
        (answer.header("x-request-id"), 16)
    );
}

async fn refused(world: &World, call: Call, status: u16, code: &str) -> Answer {
    let answer = world.answer(call).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body["code"]),
        (status, &json!(code)),
        "{answer:?}"
    );
    is_problem(&answer);
    answer
}

#[tokio::test]
async fn bad_bodies_are_refused_by_what_is_bad_about_them() {
    let world = World::with(Limits {
        max_http_body_bytes: 1_000,
        ..Limits::default()
    })
    .await;
    let post = || call("post", "/v1/users").bearing(&world.app_key);
    let user = json!({ "uid": "x", "name": "X", "kind": "customer" });
    for text in ["", "{", "not JSON", "{\"uid\": }"] {
        refused(&world, post().text(text), 400, "malformed").await;
    }
    let untyped = Call {
        body: user.to_string(),
        ..post()
    };
    refused(&world, untyped, 415, "malformed").await;
    for body in [
        json!([]),
        json!({ "uid": "x" }),
        json!({ "uid": 5, "name": "X", "kind": "customer" }),
        json!({ "uid": "x", "name": "X", "kind": "customer", "unknown": 1 }),
        json!({ "uid": "", "name": "X", "kind": "customer" }),
        json!({ "uid": "x", "name": "", "kind": "customer" }),
        json!({ "uid": "x", "name": "X", "kind": "king" }),
        json!({ "uid": "v_x", "name": "X", "kind": "customer" }),
    ] {
        refused(&world, post().json(&body), 422, "invalid").await;
    }
    let large = json!({ "uid": "x", "name": "X".repeat(1_000), "kind": "customer" });
    refused(&world, post().json(&large), 413, "too_large").await;
    refused(
        &world,
        post().json(&large).with("idempotency-key", "k"),
        413,
        "too_large",
    )
    .await;
    assert_eq!(
        world.answer(post().json(&user)).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn strangers_are_read_less_far_than_the_business() {
    let world = World::new().await;
    let large = json!({ "uid": "x", "name": "X".repeat(140_000), "kind": "customer" });
    let known = call("post", "/v1/users").bearing(&world.app_key);
    refused(&world, known.json(&large), 422, "invalid").await;
    for path in [
        "/v1/widget/sites/tour-web/sessions",
        "/v1/console/login",
        "/v1/console/setup",
    ] {
        refused(&world, call("post", path).json(&large), 413, "too_large").await;
    }
    let lin = world.token("lin").await;
    let keyed = call("post", "/v1/widget/thread")
        .bearing(&lin)
        .with("idempotency-key", "k");
    refused(&world, keyed.json(&large), 413, "too_large").await;
    // As long as the identity token of a customer with the largest traits may be.
    let identified = json!({ "identityToken": "x".repeat(96 * 1024) });
    let opening = call("post", "/v1/widget/sites/tour-web/sessions").with("origin", SHOP);
    refused(&world, opening.json(&identified), 401, "unauthenticated").await;
}

#[tokio::test]
async fn every_body_refuses_fields_it_does_not_know() {
    let world = World::new().await;
    let amy = world.token("amy").await;
    let lin = world.token("lin").await;
    let key = world.app_key.clone();
    let (thread, consultation) = (&world.thread, &world.consultation);
    for (method, path, credential) in [
        ("post", "/v1/widget/sites/tour-web/sessions".to_owned(), ""),
        ("post", "/v1/widget/thread".to_owned(), &lin),
        (
            "post",
            format!("/v1/widget/consultations/{consultation}/rating"),
            &lin,
        ),
        ("post", "/v1/console/setup/inspect".to_owned(), ""),
        ("post", "/v1/console/setup".to_owned(), ""),
        ("post", "/v1/console/login".to_owned(), ""),
        ("put", "/v1/desk/status".to_owned(), &amy),
        ("post", "/v1/users".to_owned(), &key),
        ("patch", "/v1/users/lin".to_owned(), &key),
        ("post", "/v1/users/lin/tokens".to_owned(), &key),
        ("post", "/v1/conversations".to_owned(), &key),
        ("post", format!("/v1/conversations/{thread}/messages"), &key),
        ("post", format!("/v1/conversations/{thread}/read"), &key),
        ("post", "/v1/agents".to_owned(), &key),
        ("patch", "/v1/agents/amy".to_owned(), &key),
        ("post", "/v1/teams".to_owned(), &key),
        ("patch", format!("/v1/teams/{}", world.team), &key),
        ("put", "/v1/sites/tour-web".to_owned(), &key),
    ] {
        // A kind comes first where there are several: it says which fields are known.
        let body = match path.as_str() {
            "/v1/conversations" => json!({ "kind": "thread", "surprise": true }),
            _ => json!({ "surprise": true }),
        };
        let answer = refused(
            &world,
            call(method, &path).bearing(credential).json(&body),
            422,
            "invalid",
        )
        .await;
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(
            detail.contains("unknown field `surprise`"),
            "{method} {path} minds something else: {detail}"
        );
        assert!(
            !detail.contains("true"),
            "what was sent is not repeated: {detail}"
        );
    }
}

#[tokio::test]
async fn bad_addresses_methods_and_queries_are_problems_too() {
    let world = World::new().await;
    let key = world.app_key.clone();
    for path in ["/v1/nothing", "/v1/users/lin/nothing", "/nothing", "/v1"] {
        refused(&world, call("get", path).bearing(&key), 404, "not_found").await;
    }
    let answer = refused(&world, call("delete", "/v1/users"), 405, "invalid").await;
    assert!(answer.header("allow").contains("POST"), "{answer:?}");
    for path in [
        "/v1/users?limit=0",
        "/v1/users?limit=101",
        "/v1/users?limit=x",
        "/v1/users?unknown=1",
        "/v1/users?kind=king",
        "/v1/consultations?state=lost",
        "/v1/teams/not-an-id",
    ] {
        refused(&world, call("get", path).bearing(&key), 422, "invalid").await;
    }
    // The largest position there can be is a position like any other.
    let beyond = format!(
        "/v1/conversations/{}/messages?after={}",
        world.thread,
        (1_u64 << 53) - 1
    );
    let answer = world.answer(call("get", &beyond).bearing(&key)).await;
    assert_eq!(
        (answer.status, &answer.body["items"]),
        (StatusCode::OK, &json!([]))
    );
}

#[tokio::test]
async fn credentials_are_told_apart_and_a_request_id_is_everywhere() {
    let world = World::new().await;
    for value in [
        "",
        "Bearer",
        "Bearer ",
        "Basic abc",
        "Bearer sk_x_y",
        "Bearer a.b.c",
        "bearer \u{7f}",
    ] {
        let request = Call {
            headers: vec![("authorization", value.replace('\u{7f}', "x"))],
            ..call("get", "/v1/users")
        };
        refused(&world, request, 401, "unauthenticated").await;
    }
    let token = world.token("ada").await;
    world.clock.advance_ms(3_600_000 + 120_000);
    refused(
        &world,
        call("get", "/v1/users").bearing(&token),
        401,
        "token_expired",
    )
    .await;
    let mut ids = std::collections::HashSet::new();
    for path in [
        "/live",
        "/ready",
        "/v1/widget/sites/tour-web/config",
        "/console/",
    ] {
        let answer = world.answer(call("get", path)).await;
        assert!(
            ids.insert(answer.header("x-request-id").to_owned()),
            "{path}"
        );
    }
    assert!(!ids.contains(""));
}

#[tokio::test]
async fn routes_of_others_name_their_requests_too() {
    let other = axum::Router::new().route("/other", axum::routing::get(async || "hello"));
    let mut world = World::new().await;
    world.routes = skein_api::name_requests(other).merge(world.routes);
    for path in ["/other", "/live"] {
        let answer = world.answer(call("get", path)).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("x-request-id").len(), 16, "{path}");
    }
    refused(&world, call("get", "/nothing"), 404, "not_found").await;
}
