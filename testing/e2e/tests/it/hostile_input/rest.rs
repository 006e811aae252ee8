//! REST with bodies, ids and credentials that are wrong.

use reqwest::Method;
use serde_json::json;
use skein_e2e::people::Person;
use skein_testkit::SkeinServer;

use super::assert_healthy;

#[tokio::test]
async fn wrong_documents_get_a_problem_with_a_code() {
    let server = SkeinServer::start().await.unwrap();
    let facade = server.facade();
    let rest = facade.rest();
    let long = "u".repeat(65);
    let cases = [
        (
            "over-long uid",
            json!({"uid": long, "name": "x", "kind": "employee"}),
            422,
            "invalid",
        ),
        (
            "empty uid",
            json!({"uid": "", "name": "x", "kind": "employee"}),
            422,
            "invalid",
        ),
        (
            "control character",
            json!({"uid": "a\u{0}b", "name": "x", "kind": "employee"}),
            422,
            "invalid",
        ),
        (
            "unknown field",
            json!({"uid": "a", "name": "x", "kind": "employee", "admin": true}),
            422,
            "invalid",
        ),
        (
            "unknown kind",
            json!({"uid": "a", "name": "x", "kind": "emperor"}),
            422,
            "invalid",
        ),
        (
            "wrong type",
            json!({"uid": 5, "name": "x", "kind": "employee"}),
            422,
            "invalid",
        ),
        ("missing field", json!({"uid": "a"}), 422, "invalid"),
        ("not an object", json!(["a"]), 422, "invalid"),
    ];
    for (what, body, status, code) in cases {
        let reply = rest.post("/v1/users", &body).await.unwrap();
        assert_eq!(
            (reply.status, reply.problem_code()),
            (status, Some(code)),
            "{what}: {}",
            reply.body
        );
        assert_eq!(
            reply.headers["content-type"], "application/problem+json",
            "{what}"
        );
        assert_eq!(
            reply.body["requestId"],
            reply.headers["x-request-id"].to_str().unwrap(),
            "{what}"
        );
    }
    let raw = |body: &'static str| {
        rest.request(Method::POST, "/v1/users")
            .header("content-type", "application/json")
            .body(body)
    };
    for (what, body) in [
        ("half", "{\"uid\":"),
        ("nothing", ""),
        ("no JSON", "uid=a&name=b"),
    ] {
        let answer = raw(body).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{what}");
        let problem: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(problem["code"], "malformed", "{what}");
    }
    let huge = rest
        .request(Method::POST, "/v1/users")
        .header("content-type", "application/json")
        .body(vec![b' '; 2 * 1024 * 1024])
        .send()
        .await;
    // The connection of a body that nobody reads to its end is closed, which a client that is still writing may notice before the
    // answer. `a_body_that_says_to_be_too_large_is_not_waited_for` reads what is said.
    match huge {
        Ok(answer) => assert_eq!(answer.status(), 413),
        Err(error) => assert!(error.is_request(), "{error:?}"),
    }
    let nowhere = server.rest().get("/v1/no/such/thing").await.unwrap();
    assert_eq!(
        (nowhere.status, nowhere.problem_code()),
        (404, Some("not_found")),
        "{}",
        nowhere.body
    );
    assert_healthy(&server).await;
}

#[tokio::test]
async fn wrong_credentials_open_nothing() {
    let server = SkeinServer::start().await.unwrap();
    let ann = Person::employee(&server, "ann").await.unwrap();
    let key = &server.app().app_key;
    let almost = format!("{}x", &key[..key.len() - 1]);
    for bearer in [
        "",
        "nonsense",
        "sk_nobody_nothing",
        &almost,
        &format!("{}x", ann.token),
    ] {
        let reply = server
            .rest()
            .with_bearer(bearer)
            .get("/v1/users")
            .await
            .unwrap();
        assert_eq!(
            (reply.status, reply.problem_code()),
            (401, Some("unauthenticated")),
            "{bearer:?}"
        );
    }
    // A token of a person is no key of the business.
    let person = server.rest().with_bearer(&ann.token);
    let reply = person
        .post(
            "/v1/users",
            &json!({"uid": "x", "name": "x", "kind": "bot"}),
        )
        .await
        .unwrap();
    assert_eq!(
        (reply.status, reply.problem_code()),
        (403, Some("forbidden")),
        "{}",
        reply.body
    );

    // A withdrawn token is one of yesterday.
    server.facade().revoke_tokens("ann").await.unwrap();
    let reply = person.get("/v1/console/me").await.unwrap();
    assert_eq!(reply.status, 401, "{}", reply.body);
    assert_healthy(&server).await;
}

#[tokio::test]
async fn a_set_up_code_works_once() {
    let server = SkeinServer::start().await.unwrap();
    let setup = json!({"code": server.app().admin_setup_code, "password": "a password of its own"});
    let short = json!({"code": server.app().admin_setup_code, "password": "short"});
    let reply = server
        .rest()
        .post("/v1/console/setup", &short)
        .await
        .unwrap();
    assert_eq!(
        (reply.status, reply.problem_code()),
        (422, Some("invalid")),
        "{}",
        reply.body
    );
    let session = server
        .rest()
        .post("/v1/console/setup", &setup)
        .await
        .unwrap()
        .success()
        .unwrap();
    assert_eq!(session["me"]["user"]["uid"], "admin");
    let guess = json!({"code": "not-a-code", "password": "a password of its own"});
    let guessed = server
        .rest()
        .post("/v1/console/setup", &guess)
        .await
        .unwrap();
    let replayed = server
        .rest()
        .post("/v1/console/setup", &setup)
        .await
        .unwrap();
    for reply in [&replayed, &guessed] {
        assert_eq!(
            (reply.status, reply.problem_code()),
            (404, Some("not_found")),
            "{}",
            reply.body
        );
    }
    assert_eq!(
        replayed.body["detail"], guessed.body["detail"],
        "used and never made look the same"
    );
    let login = json!({"uid": "admin", "password": "a password of its own"});
    server
        .rest()
        .post("/v1/console/login", &login)
        .await
        .unwrap()
        .success()
        .unwrap();
    assert_healthy(&server).await;
}
