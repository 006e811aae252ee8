//! Whose right to be here has ended is not left connected, however they or we lost it.

use serde_json::json;

use crate::world::{Call, World, call, uid};

/// What ends the sessions of amy, in an order in which all of it works, and the status that says so.
async fn endings(world: &World) -> Vec<(&'static str, Call, u16)> {
    let key = &world.app_key;
    let invite = call("post", "/v1/agents")
        .bearing(key)
        .json(&json!({ "uid": "amy", "name": "Amy" }));
    let invited = world.answer(invite).await;
    let (_, code) = invited.body["setupLink"]
        .as_str()
        .unwrap()
        .split_once("code=")
        .unwrap();
    let chosen = json!({ "code": code, "password": "over the lake at dawn" });
    let amy = world.token("amy").await;
    vec![
        (
            "signing out",
            call("post", "/v1/console/logout").bearing(&amy),
            204,
        ),
        (
            "a new password",
            call("post", "/v1/console/setup").json(&chosen),
            200,
        ),
        (
            "a revocation",
            call("delete", "/v1/users/amy/tokens").bearing(key),
            204,
        ),
        (
            "disabling",
            call("patch", "/v1/users/amy")
                .bearing(key)
                .json(&json!({ "disabled": true })),
            200,
        ),
    ]
}

#[tokio::test]
async fn connections_end_with_the_right_to_them() {
    let world = World::new().await;
    for (how, ending, status) in endings(&world).await {
        assert_eq!(world.doorkeeper.sent_away(), [], "before {how}");
        assert_eq!(world.answer(ending).await.status, status, "{how}");
        assert_eq!(world.doorkeeper.sent_away(), [uid("amy")], "{how}");
    }
}

#[tokio::test]
async fn they_end_too_when_the_one_who_asked_hangs_up() {
    let world = World::new().await;
    for (how, ending, _) in endings(&world).await {
        {
            let mut asking = Box::pin(world.answer(ending));
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            assert!(asking.as_mut().poll(&mut context).is_pending(), "{how}");
        }
        let mut sent_away = Vec::new();
        for _ in 0..500 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            sent_away = world.doorkeeper.sent_away();
            if !sent_away.is_empty() {
                break;
            }
        }
        assert_eq!(sent_away, [uid("amy")], "{how}");
    }
}
