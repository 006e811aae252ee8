//! A site is open to the pages it names and to no others, and what ends with it is what was said.

use serde_json::{Value, json};

use crate::world::{Answer, Call, SHOP, World, call};

async fn site(world: &World, method: &str, body: Option<Value>) -> Answer {
    let asked = call(method, "/v1/sites/shop-web").bearing(&world.app_key);
    world
        .answer(match body {
            Some(body) => asked.json(&body),
            None => asked,
        })
        .await
}

fn visit(origin: &str) -> Call {
    call("post", "/v1/widget/sites/shop-web/sessions")
        .with("origin", origin)
        .json(&json!({}))
}

#[tokio::test]
async fn a_site_is_never_opened_by_saying_nothing() {
    let world = World::new().await;
    for origins in [
        None,
        Some(json!(null)),
        Some(json!([])),
        Some(json!("*")),
        Some(json!(["*", SHOP])),
        Some(json!([SHOP, "*"])),
        Some(json!(["null"])),
        Some(json!(["https://*.example"])),
        Some(json!(vec![SHOP; 51])),
    ] {
        let mut body = json!({ "name": "Shop" });
        if let Some(origins) = &origins {
            body["allowedOrigins"] = origins.clone();
        }
        let refused = site(&world, "put", Some(body)).await;
        assert_eq!(refused.status.as_u16(), 422, "{origins:?}");
        assert!(
            refused.body["detail"]
                .as_str()
                .unwrap()
                .contains("allowedOrigins")
        );
    }
    assert_eq!(site(&world, "get", None).await.status.as_u16(), 404);
    let body = json!({ "name": "Shop", "allowedOrigins": [SHOP] });
    site(&world, "put", Some(body)).await;
    // Another thing is changed, and the origins stay.
    let changed = site(&world, "patch", Some(json!({ "name": "Our shop" }))).await;
    assert_eq!(changed.body["allowedOrigins"], json!([SHOP]));
    assert_eq!(
        world
            .answer(visit("https://evil.example"))
            .await
            .status
            .as_u16(),
        403
    );
    assert_eq!(world.answer(visit(SHOP)).await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_site_open_to_every_page_says_so() {
    let world = World::new().await;
    let body = json!({ "name": "Shop", "allowedOrigins": ["*"] });
    let made = site(&world, "put", Some(body)).await;
    assert_eq!(made.body["allowedOrigins"], json!(["*"]));
    assert_eq!(site(&world, "get", None).await.body, made.body);
    assert_eq!(
        world
            .answer(visit("https://any.example"))
            .await
            .status
            .as_u16(),
        200
    );
}

#[tokio::test]
async fn a_site_answers_the_time_at_which_it_was_made() {
    let world = World::new().await;
    let body = json!({ "name": "Shop", "allowedOrigins": [SHOP] });
    let made = site(&world, "put", Some(body.clone())).await.body;
    world.clock.advance_ms(60_000);
    for answer in [
        site(&world, "put", Some(body)).await,
        site(&world, "patch", Some(json!({}))).await,
        site(&world, "get", None).await,
    ] {
        assert_eq!(answer.body, made);
    }
}

#[tokio::test]
async fn null_brings_back_what_a_site_is_when_nothing_is_said() {
    let world = World::new().await;
    let plain = json!({ "name": "Shop", "allowedOrigins": [SHOP] });
    let plain = site(&world, "put", Some(plain)).await.body;
    let dressed = json!({
        "accent": "#aa0000", "identityMode": "verified_only", "greeting": { "en": "Hello" }, "title": { "en": "Help" }
    });
    let dressed = site(&world, "patch", Some(dressed)).await.body;
    assert_eq!(
        (
            &dressed["accent"],
            &dressed["identityMode"],
            &dressed["title"]["en"]
        ),
        (&json!("#AA0000"), &json!("verified_only"), &json!("Help"))
    );
    let undressed =
        json!({ "accent": null, "identityMode": null, "greeting": null, "title": null });
    assert_eq!(site(&world, "patch", Some(undressed)).await.body, plain);
}

#[tokio::test]
async fn after_a_site_is_deleted_who_is_connected_stays_and_nobody_comes() {
    let world = World::new().await;
    let body = json!({ "name": "Shop", "allowedOrigins": [SHOP] });
    site(&world, "put", Some(body.clone())).await;
    let visitor = world.answer(visit(SHOP)).await.body;
    let token = visitor["token"].as_str().unwrap();
    assert_eq!(site(&world, "delete", None).await.status.as_u16(), 204);
    for method in ["get", "delete"] {
        assert_eq!(
            site(&world, method, None).await.status.as_u16(),
            404,
            "{method}"
        );
    }
    assert_eq!(world.answer(visit(SHOP)).await.status.as_u16(), 404);
    let config = call("get", "/v1/widget/sites/shop-web/config");
    assert_eq!(world.answer(config).await.status.as_u16(), 404);
    let thread = call("post", "/v1/widget/thread")
        .bearing(token)
        .json(&json!({}));
    assert_eq!(
        world.answer(thread).await.status.as_u16(),
        200,
        "the session is the visitor's"
    );
    // The key stands on pages: it does not become another app's.
    let stolen = call("put", "/v1/sites/shop-web").bearing(&world.other_key);
    assert_eq!(world.answer(stolen.json(&body)).await.status.as_u16(), 409);
    assert_eq!(site(&world, "put", Some(body)).await.status.as_u16(), 200);
    let again = call("post", "/v1/widget/sites/shop-web/sessions").with("origin", SHOP);
    let again = again.json(&json!({ "visitorToken": visitor["visitorToken"] }));
    assert_eq!(world.answer(again).await.body["uid"], visitor["uid"]);
}
