//! The same key twice is carried out once, for its owner only.

use std::sync::Arc;

use serde_json::json;
use skein_foundation::runtime;
use skein_identity::model::DisplayName;

use crate::world::{Call, SHOP, World, call};

fn new_team(credential: &str, key: &str, name: &str) -> Call {
    call("post", "/v1/teams")
        .bearing(credential)
        .with("idempotency-key", key)
        .json(&json!({ "name": name }))
}

async fn teams(world: &World, credential: &str) -> usize {
    let answer = world
        .answer(call("get", "/v1/teams").bearing(credential))
        .await;
    answer.body["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn the_same_key_with_the_same_body_gets_the_first_answer_again() {
    let world = World::new().await;
    let before = teams(&world, &world.app_key).await;
    let first = world.answer(new_team(&world.app_key, "k1", "Night")).await;
    assert_eq!(first.status.as_u16(), 201);
    assert_eq!(first.header("idempotent-replay"), "");
    let again = world.answer(new_team(&world.app_key, "k1", "Night")).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.header("idempotent-replay"), "true");
    assert_eq!(again.header("content-type"), first.header("content-type"));
    assert_ne!(
        again.header("x-request-id"),
        first.header("x-request-id"),
        "it is another request"
    );
    assert_eq!(teams(&world, &world.app_key).await, before + 1);

    let other_body = world.answer(new_team(&world.app_key, "k1", "Day")).await;
    assert_eq!(
        (other_body.status.as_u16(), &other_body.body["code"]),
        (409, &json!("idempotency_mismatch"))
    );
    assert_eq!(
        world
            .answer(new_team(&world.app_key, "k2", "Night"))
            .await
            .status
            .as_u16(),
        201
    );
    assert_eq!(teams(&world, &world.app_key).await, before + 2);
}

#[tokio::test]
async fn a_key_is_its_owners_and_counts_for_one_address() {
    let world = World::new().await;
    let first = world.answer(new_team(&world.app_key, "k1", "Night")).await;
    let other = world
        .answer(new_team(&world.other_key, "k1", "Night"))
        .await;
    assert_eq!(other.status.as_u16(), 201);
    assert_ne!(
        other.body["id"], first.body["id"],
        "the other app has its own"
    );
    let elsewhere = call("post", "/v1/users")
        .bearing(&world.app_key)
        .with("idempotency-key", "k1");
    let elsewhere = elsewhere.json(&json!({ "name": "Night" }));
    assert_eq!(
        world.answer(elsewhere).await.status.as_u16(),
        422,
        "asked anew at another address"
    );
}

#[tokio::test]
async fn where_everybody_may_ask_nobody_gets_somebody_elses_answer() {
    let world = World::new().await;
    let lin = world.token("lin").await;
    for credential in [None, Some("nobody's"), Some(lin.as_str())] {
        let session = || {
            let post = call("post", "/v1/widget/sites/tour-web/sessions").with("origin", SHOP);
            let post = post.with("idempotency-key", "1").json(&json!({}));
            match credential {
                Some(credential) => post.bearing(credential),
                None => post,
            }
        };
        let (one, other) = (world.answer(session()).await, world.answer(session()).await);
        assert_eq!((one.status.as_u16(), other.status.as_u16()), (200, 200));
        assert_ne!(one.body["uid"], other.body["uid"], "{credential:?}");
    }
}

#[tokio::test]
async fn a_credential_that_holds_no_longer_gets_no_answer_again() {
    let world = World::new().await;
    let name = DisplayName::parse("leaked").unwrap();
    let leaked = world
        .identity
        .create_app_key(&world.tour, name)
        .await
        .unwrap();
    let token = || {
        let post = call("post", "/v1/users/lin/tokens").with("idempotency-key", "k1");
        post.bearing(leaked.text.expose()).json(&json!({}))
    };
    assert_eq!(world.answer(token()).await.status.as_u16(), 200);
    world
        .identity
        .revoke_app_key(&world.tour, &leaked.key.id)
        .await
        .unwrap();
    let again = world.answer(token()).await;
    assert_eq!(
        (again.status.as_u16(), &again.body["token"]),
        (401, &json!(null))
    );

    let ada = world.token("ada").await;
    assert_eq!(
        world
            .answer(new_team(&ada, "k1", "Night"))
            .await
            .status
            .as_u16(),
        201
    );
    let demote = call("patch", "/v1/agents/ada")
        .bearing(&world.app_key)
        .json(&json!({ "role": "agent" }));
    assert_eq!(world.answer(demote).await.status.as_u16(), 200);
    let again = world.answer(new_team(&ada, "k1", "Night")).await;
    assert_eq!(again.status.as_u16(), 403, "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_not_kept() {
    let world = Arc::new(World::new().await);
    let token = || {
        let post = call("post", "/v1/users/ned/tokens").with("idempotency-key", "k1");
        post.bearing(&world.app_key).json(&json!({}))
    };
    let mut asking = Vec::new();
    for _ in 0..20 {
        let (world, token) = (Arc::clone(&world), token());
        asking.push(runtime::spawn("ask", async move {
            world.answer(token).await.status.as_u16()
        }));
    }
    for asked in asking {
        assert_eq!(asked.await.unwrap(), 404);
    }
    let ned = json!({ "uid": "ned", "name": "Ned", "kind": "customer" });
    let made = call("post", "/v1/users").bearing(&world.app_key).json(&ned);
    assert_eq!(world.answer(made).await.status.as_u16(), 200);
    let given = world.answer(token()).await;
    assert_eq!(given.status.as_u16(), 200, "{given:?}");
    let again = world.answer(token()).await;
    assert_eq!(again.body["token"], given.body["token"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_carried_out_once() {
    let world = Arc::new(World::new().await);
    let before = teams(&world, &world.app_key).await;
    let mut asking = Vec::new();
    for _ in 0..20 {
        let world = Arc::clone(&world);
        asking.push(runtime::spawn("ask", async move {
            world
                .answer(new_team(&world.app_key, "k1", "Night"))
                .await
                .body["id"]
                .clone()
        }));
    }
    let mut ids = std::collections::HashSet::new();
    for asked in asking {
        ids.insert(asked.await.unwrap().to_string());
    }
    assert_eq!(
        (ids.len(), teams(&world, &world.app_key).await),
        (1, before + 1),
        "{ids:?}"
    );
}

#[tokio::test]
async fn what_was_begun_is_finished_when_the_client_hangs_up() {
    let world = World::new().await;
    let before = teams(&world, &world.app_key).await;
    {
        // Asked, polled once or twice, and given up.
        let mut asking = Box::pin(world.answer(new_team(&world.app_key, "k1", "Night")));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(asking.as_mut().poll(&mut context).is_pending());
    }
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    assert_eq!(teams(&world, &world.app_key).await, before + 1);
    let again = world.answer(new_team(&world.app_key, "k1", "Night")).await;
    assert_eq!(again.header("idempotent-replay"), "true");
    assert_eq!(teams(&world, &world.app_key).await, before + 1);
}

#[tokio::test]
async fn refusals_that_may_pass_are_asked_anew() {
    let world = World::new().await;
    let ada = world.token("ada").await;
    let disable = |disabled: bool| {
        call("patch", "/v1/users/ada")
            .bearing(&world.app_key)
            .json(&json!({ "disabled": disabled }))
    };
    world.answer(disable(true)).await;
    assert_eq!(
        world
            .answer(new_team(&ada, "k1", "Night"))
            .await
            .status
            .as_u16(),
        403
    );
    world.answer(disable(false)).await;
    assert_eq!(
        world
            .answer(new_team(&ada, "k1", "Night"))
            .await
            .status
            .as_u16(),
        201
    );
    for key in ["", &"k".repeat(129)] {
        assert_eq!(
            world
                .answer(new_team(&ada, key, "Night"))
                .await
                .status
                .as_u16(),
            422
        );
    }
}
