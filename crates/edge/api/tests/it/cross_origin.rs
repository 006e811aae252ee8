//! Pages of other origins reach the widget's operations and nothing else.

use serde_json::json;

use crate::world::{SHOP, World, call};

#[tokio::test]
async fn the_sdk_on_a_strangers_page_is_let_through_by_the_browser() {
    let world = World::new().await;
    for (method, path) in [
        ("GET", "/v1/widget/sites/tour-web/config"),
        ("POST", "/v1/widget/sites/tour-web/sessions"),
        ("POST", "/v1/widget/thread"),
        (
            "POST",
            "/v1/widget/consultations/01890000-0000-7000-8000-000000000001/rating",
        ),
        (
            "POST",
            "/v1/widget/consultations/01890000-0000-7000-8000-000000000001/resolve",
        ),
    ] {
        let preflight = call("options", path)
            .with("origin", SHOP)
            .with("access-control-request-method", method)
            .with(
                "access-control-request-headers",
                "authorization,content-type",
            );
        let preflight = world.answer(preflight).await;
        assert_eq!(preflight.status.as_u16(), 200, "{path}");
        assert_eq!(preflight.header("access-control-allow-origin"), "*");
        assert!(
            preflight
                .header("access-control-allow-methods")
                .contains(method)
        );
        let headers = preflight.header("access-control-allow-headers");
        assert!(
            headers.contains("authorization") && headers.contains("content-type"),
            "{headers}"
        );
        let answer = world
            .answer(call(method, path).with("origin", SHOP).json(&json!({})))
            .await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "*",
            "the page can read why: {answer:?}"
        );
        assert!(
            answer
                .header("access-control-expose-headers")
                .contains("x-request-id")
        );
        for answer in [preflight, answer] {
            assert_eq!(
                answer.header("access-control-allow-credentials"),
                "",
                "no browser adds credentials"
            );
        }
    }
}

#[tokio::test]
async fn a_session_is_made_for_the_sites_own_origins_only() {
    let world = World::new().await;
    let open = |origin: &str| {
        let post = call("post", "/v1/widget/sites/tour-web/sessions").with("origin", origin);
        post.json(&json!({}))
    };
    assert_eq!(world.answer(open(SHOP)).await.status.as_u16(), 200);
    // The widget's own frame speaks for the site's page around it.
    assert_eq!(
        world
            .answer(open("https://skein.example"))
            .await
            .status
            .as_u16(),
        200
    );
    for origin in ["https://evil.example", "http://shop.example", "null", ""] {
        assert_eq!(
            world.answer(open(origin)).await.status.as_u16(),
            403,
            "{origin}"
        );
    }
    let bare = call("post", "/v1/widget/sites/tour-web/sessions").json(&json!({}));
    assert_eq!(world.answer(bare).await.status.as_u16(), 403);
}

#[tokio::test]
async fn nothing_else_is_open_to_pages_of_other_origins() {
    let world = World::new().await;
    for path in [
        "/v1/users",
        "/v1/console/me",
        "/v1/desk/queue",
        "/live",
        "/console/",
    ] {
        let answer = world.answer(call("get", path).with("origin", SHOP)).await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
        let preflight = call("options", path).with("origin", SHOP);
        let preflight = preflight.with("access-control-request-method", "GET");
        let preflight = world.answer(preflight).await;
        assert_eq!(
            preflight.header("access-control-allow-origin"),
            "",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_page_that_the_site_does_not_allow_is_told_before_it_shows_anything() {
    let world = World::new().await;
    let config = |origin: Option<&str>| {
        let get = call("get", "/v1/widget/sites/tour-web/config");
        origin.map_or_else(|| get.clone(), |origin| get.clone().with("origin", origin))
    };
    for allowed in [Some(SHOP), Some("https://skein.example"), None] {
        let answer = world.answer(config(allowed)).await;
        assert_eq!(answer.status.as_u16(), 200, "{allowed:?}");
        assert!(
            answer.header("vary").contains("origin"),
            "a cache keeps the answers of two pages apart"
        );
    }
    for stranger in ["https://evil.example", "http://shop.example:1", "null"] {
        let answer = world.answer(config(Some(stranger))).await;
        assert_eq!(answer.status.as_u16(), 403, "{stranger}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
}
