//! What costs a row or a look-up and needs no credential is limited per address, what visitors write per visitor.

use serde_json::{Value, json};
use skein_foundation::{Limits, UserKey};

use crate::world::{Answer, Call, SHOP, World, call, uid};

/// So many new visitors of one address a minute.
async fn limited_to(visitor_sessions_per_minute: u32) -> World {
    World::with(Limits {
        visitor_sessions_per_minute,
        ..Limits::default()
    })
    .await
}

/// A visitor who came in from there, and by what the browser knows the visitor again.
async fn known_visitor(world: &World, address: [u8; 4]) -> (Answer, String) {
    let first = world.answer(open_session(address, None)).await;
    let token = first.body["visitorToken"].as_str().unwrap().to_owned();
    (first, token)
}

fn open_session(address: [u8; 4], visitor_token: Option<&str>) -> Call {
    open_by(address, &json!({ "visitorToken": visitor_token }))
}

fn open_by(address: [u8; 4], proof: &Value) -> Call {
    let open = call("post", "/v1/widget/sites/tour-web/sessions").with("origin", SHOP);
    Call {
        address: address.into(),
        ..open.json(proof)
    }
}

fn is_limited(answer: &Answer) -> bool {
    if answer.status.as_u16() != 429 {
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        return false;
    }
    assert_eq!(answer.body["code"], "rate_limited");
    assert!(
        (1..=60).contains(&answer.header("retry-after").parse().unwrap()),
        "{answer:?}"
    );
    true
}

#[tokio::test]
async fn an_address_brings_so_many_new_visitors_a_minute() {
    let world = limited_to(3).await;
    let open = async |address| is_limited(&world.answer(open_session(address, None)).await);
    let here = [198, 51, 100, 1];
    for _ in 0..3 {
        assert!(!open(here).await);
    }
    assert!(open(here).await);
    assert!(!open([198, 51, 100, 2]).await, "another address");
    world.clock.advance_ms(20_000);
    assert!(!open(here).await);
    assert!(open(here).await);
}

#[tokio::test]
async fn visitors_who_come_back_are_not_counted_and_made_up_tokens_are() {
    let world = limited_to(2).await;
    let here = [198, 51, 100, 1];
    let (first, token) = known_visitor(&world, here).await;
    world.clock.advance_ms(10);
    for _ in 0..50 {
        let back = world.answer(open_session(here, Some(&token))).await;
        assert!(!is_limited(&back));
        assert_eq!(back.body["uid"], first.body["uid"]);
    }
    assert!(!is_limited(
        &world.answer(open_session(here, Some("made up"))).await
    ));
    assert!(is_limited(
        &world.answer(open_session(here, Some("made up"))).await
    ));
}

/// A customer whom the business vouches for.
fn identify(address: [u8; 4], identity_token: &str, locale: &str) -> Call {
    open_by(
        address,
        &json!({ "identityToken": identity_token, "locale": locale }),
    )
}

#[tokio::test]
async fn strangers_use_up_nothing_of_those_who_can_say_who_they_are() {
    let world = limited_to(2).await;
    let here = [198, 51, 100, 1];
    let (_, token) = known_visitor(&world, here).await;
    let customer = world.sign_identity("c1").await;
    while !is_limited(&world.answer(open_session(here, None)).await) {}
    for _ in 0..10 {
        assert!(is_limited(&world.answer(open_session(here, None)).await));
        let back = world.answer(open_session(here, Some(&token))).await;
        assert!(!is_limited(&back));
        let vouched = identify(here, &customer, "en");
        assert!(!is_limited(&world.answer(vouched).await));
    }
}

#[tokio::test]
async fn one_who_is_known_opens_so_many_sessions_a_minute_wherever_from() {
    let world = World::new().await;
    let customer = world.sign_identity("c1").await;
    let other = world.sign_identity("c2").await;
    let mut opened = 0;
    for number in 0..100_u8 {
        let locale = if number % 2 == 0 { "en" } else { "zh-CN" };
        let vouched = identify([198, 51, 100, number], &customer, locale);
        if is_limited(&world.answer(vouched).await) {
            break;
        }
        opened += 1;
    }
    assert_eq!(opened, 60);
    let vouched = identify([198, 51, 100, 1], &other, "en");
    assert!(!is_limited(&world.answer(vouched).await));
}

#[tokio::test]
async fn zero_is_no_limit() {
    let world = limited_to(0).await;
    for _ in 0..100 {
        assert!(!is_limited(
            &world.answer(open_session([198, 51, 100, 1], None)).await
        ));
    }
}

#[tokio::test]
async fn looking_at_set_up_codes_is_limited() {
    let world = World::new().await;
    let inspect = || call("post", "/v1/console/setup/inspect").json(&json!({ "code": "a guess" }));
    for _ in 0..30 {
        assert_eq!(world.answer(inspect()).await.status.as_u16(), 404);
    }
    let limited = world.answer(inspect()).await;
    assert_eq!(limited.status.as_u16(), 429);
    // Who holds a code gets in nevertheless.
    let amy = UserKey::new(world.tour.clone(), uid("amy"));
    let code = world.identity.create_setup_code(&amy).await.unwrap().code;
    let held = call("post", "/v1/console/setup/inspect").json(&json!({ "code": code.expose() }));
    assert_eq!(world.answer(held).await.status.as_u16(), 200);
    assert_ne!(limited.header("retry-after"), "");
    let elsewhere = Call {
        address: [198, 51, 100, 9].into(),
        ..inspect()
    };
    assert_eq!(world.answer(elsewhere).await.status.as_u16(), 404);
}

#[tokio::test]
async fn guessing_passwords_is_limited_with_a_time_to_wait() {
    let world = World::new().await;
    let guess = json!({ "appId": "tour", "uid": "amy", "password": "a guess or two" });
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let answer = world
            .answer(call("post", "/v1/console/login").json(&guess))
            .await;
        statuses.push((
            answer.status.as_u16(),
            answer.header("retry-after").is_empty(),
        ));
    }
    assert_eq!(statuses[..5], [(401, true); 5]);
    assert_eq!(statuses[5], (429, false));
}

#[tokio::test]
async fn a_visitor_writes_so_often_a_minute() {
    let world = World::new().await;
    let lin = world.token("lin").await;
    let open = async || {
        let open = call("post", "/v1/widget/thread").bearing(&lin);
        is_limited(&world.answer(open.json(&json!({}))).await)
    };
    for _ in 0..60 {
        assert!(!open().await);
    }
    assert!(open().await);
    let path = format!("/v1/widget/consultations/{}/rating", world.consultation);
    let rate = || {
        call("post", &path)
            .bearing(&lin)
            .json(&json!({ "score": 5 }))
    };
    assert!(
        is_limited(&world.answer(rate()).await),
        "all of them together"
    );
    world.clock.advance_ms(1_000);
    assert!(!is_limited(&world.answer(rate()).await));
}

#[tokio::test]
async fn small_bodies_do_not_become_large_values_at_any_door() {
    let world = World::new().await;
    let key = world.app_key.clone();
    let empty = "{\"a\":0},".repeat(12_000);
    for (method, path, field, is_public) in [
        ("post", "/v1/console/login", "password", true),
        ("post", "/v1/console/setup", "code", true),
        ("post", "/v1/console/setup/inspect", "code", true),
        ("post", "/v1/widget/sites/tour-web/sessions", "locale", true),
        ("post", "/v1/conversations", "members", false),
        ("post", "/v1/users", "traits", false),
    ] {
        let body = format!("{{\"{field}\":[{empty}0]}}");
        let asked = call(method, path).text(&body);
        let asked = if is_public {
            asked
        } else {
            asked.bearing(&key)
        };
        let answer = world.answer(asked).await;
        assert_eq!(answer.status.as_u16(), 413, "{path}: {answer:?}");
        assert_eq!(answer.body["code"], "too_large");
    }
}

#[tokio::test]
async fn a_user_says_no_more_than_a_stranger_and_the_business_may() {
    let world = World::new().await;
    let user = format!(
        "{{\"uid\":\"new\",\"name\":\"New\",\"kind\":\"customer\"}}{}",
        " ".repeat(200 << 10)
    );
    for (who, expected) in [("lin", 413), ("amy", 413), ("ada", 413)] {
        let token = world.token(who).await;
        let asked = call("post", "/v1/users").text(&user).bearing(&token);
        let answer = world.answer(asked).await;
        assert_eq!(answer.status.as_u16(), expected, "{who}: {answer:?}");
    }
    let asked = call("post", "/v1/users")
        .text(&user)
        .bearing(&world.app_key);
    assert_eq!(world.answer(asked).await.status.as_u16(), 200);
}

/// Whatever the users are called: the body of the largest group is read, and of one too large it is said that it is.
#[tokio::test]
async fn the_largest_group_is_asked_for_in_one_body() {
    let world = World::new().await;
    for length in [4, 36, 64] {
        for (count, status) in [(5_000, 404), (5_001, 422)] {
            let members: Vec<String> = (0..count)
                .map(|number| format!("{number:0length$}"))
                .collect();
            let group = json!({ "kind": "group", "title": "all", "members": members });
            let ask = call("post", "/v1/conversations").bearing(&world.app_key);
            let answer = world.answer(ask.json(&group)).await;
            // They are nobody's users.
            assert_eq!(answer.status.as_u16(), status, "{count} of {length}");
        }
    }
}
