//! One sign-in per browser: what it gives, how long, and what ends it.

use serde_json::{Value, json};
use skein_foundation::UserKey;
use skein_identity::service::Identity;

use crate::world::{Answer, Call, World, call, uid};

const PASSWORD: &str = "over the lake at dawn";
const OWN_PAGE: &str = "https://skein.example";
const HOUR_MS: i64 = 3_600_000;

/// A browser: keeps the cookie that it was given.
#[derive(Debug, Default)]
struct Browser {
    cookie: Option<String>,
    /// By what it is known, also after signing out.
    known_by: Option<String>,
}

impl Browser {
    async fn post(&mut self, world: &World, path: &str, body: Option<&Value>) -> Answer {
        let request = call("post", path)
            .with("origin", OWN_PAGE)
            .with("sec-fetch-site", "same-origin");
        let mut request = request;
        for cookie in [&self.cookie, &self.known_by].into_iter().flatten() {
            request = request.with("cookie", cookie);
        }
        let answer = world
            .answer(match body {
                Some(body) => request.json(body),
                None => request,
            })
            .await;
        for value in answer.headers.get_all("set-cookie") {
            let (cookie, attributes) = value.to_str().unwrap().split_once(';').unwrap();
            let kept = (!attributes.contains("Max-Age=0")).then(|| cookie.to_owned());
            match cookie.split_once('=').unwrap().0 {
                "skein_console" => self.cookie = kept,
                "skein_browser" => self.known_by = kept,
                other => panic!("an unknown cookie: {other}"),
            }
        }
        answer
    }

    async fn sign_in(&mut self, world: &World) -> String {
        let body = json!({ "appId": "tour", "uid": "amy", "password": PASSWORD });
        let answer = self.post(world, "/v1/console/login", Some(&body)).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        token(&answer)
    }

    async fn refresh(&mut self, world: &World) -> Answer {
        self.post(world, "/v1/console/refresh", None).await
    }
}

fn token(answer: &Answer) -> String {
    answer.body["token"].as_str().unwrap().to_owned()
}

async fn set_up_amy(world: &World, browser: &mut Browser) -> String {
    let amy = UserKey::new(world.tour.clone(), uid("amy"));
    let code = world.identity.create_setup_code(&amy).await.unwrap().code;
    let chosen = json!({ "code": code.expose(), "password": PASSWORD });
    let answer = browser
        .post(world, "/v1/console/setup", Some(&chosen))
        .await;
    assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    token(&answer)
}

async fn token_of(world: &World, browser: &mut Browser) -> String {
    token(&browser.refresh(world).await)
}

async fn works(world: &World, token: &str) -> bool {
    let me = call("get", "/v1/console/me").bearing(token);
    match world.answer(me).await.status.as_u16() {
        200 => true,
        401 => false,
        other => panic!("neither in nor out: {other}"),
    }
}

async fn status_of_amy(world: &World) -> Value {
    let amy = call("get", "/v1/agents/amy").bearing(&world.app_key);
    world.answer(amy).await.body["status"].clone()
}

#[tokio::test]
async fn a_token_does_not_make_a_longer_one() {
    let world = World::new().await;
    let amy = UserKey::new(world.tour.clone(), uid("amy"));
    let short = world.identity.issue_user_token(&amy, 60).await.unwrap();
    let signed_in = set_up_amy(&world, &mut Browser::default()).await;
    for token in [short.token.expose(), &signed_in] {
        let refresh = call("post", "/v1/console/refresh").bearing(token);
        let answer = world.answer(refresh).await;
        assert_eq!(answer.status.as_u16(), 204, "{answer:?}");
        assert_eq!(answer.body, Value::Null);
    }
}

#[tokio::test]
async fn a_first_visit_is_no_failure_and_a_session_that_ended_is_one() {
    let world = World::new().await;
    let mut browser = Browser::default();
    let first = browser.refresh(&world).await;
    assert_eq!(first.status.as_u16(), 204, "{first:?}");
    set_up_amy(&world, &mut browser).await;
    assert_eq!(browser.refresh(&world).await.status.as_u16(), 200);
    let revoke = call("delete", "/v1/users/amy/tokens").bearing(&world.app_key);
    assert_eq!(world.answer(revoke).await.status.as_u16(), 204);
    let ended = browser.refresh(&world).await;
    assert_eq!(ended.status.as_u16(), 401, "{ended:?}");
    assert_eq!(
        ended.body["detail"],
        "nobody is signed in here; sign in again"
    );
}

#[tokio::test]
async fn every_tab_of_a_browser_gets_short_tokens_until_the_session_is_over() {
    let world = World::new().await;
    let mut browser = Browser::default();
    let first = set_up_amy(&world, &mut browser).await;
    assert!(works(&world, &first).await);
    for _ in 0..2 {
        let answer = browser.refresh(&world).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        assert_eq!(answer.header("set-cookie"), "", "the session is the same");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.body["me"]["user"]["uid"], "amy");
        assert!(works(&world, &token(&answer)).await);
    }
    let end_ms = world.now_ms() + Identity::SIGN_IN_LIFE_S * 1_000;
    while world.now_ms() < end_ms {
        let answer = browser.refresh(&world).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        let expires_at_ms = answer.body["expiresAtMs"].as_i64().unwrap();
        assert!(expires_at_ms <= end_ms, "not longer than was granted");
        assert!(expires_at_ms <= world.now_ms() + HOUR_MS);
        world.clock.advance_ms(24 * HOUR_MS);
    }
    assert_eq!(browser.refresh(&world).await.status.as_u16(), 401);
}

#[tokio::test]
async fn a_browser_that_nobody_opens_for_days_asks_for_the_password() {
    let world = World::new().await;
    let mut browser = Browser::default();
    set_up_amy(&world, &mut browser).await;
    world.clock.advance_ms(72 * HOUR_MS);
    assert_eq!(browser.refresh(&world).await.status.as_u16(), 401);
}

#[tokio::test]
async fn the_last_token_of_a_session_ends_with_it() {
    let world = World::new().await;
    let mut browser = Browser::default();
    set_up_amy(&world, &mut browser).await;
    let begun_ms = world.now_ms();
    let ends_ms = begun_ms + Identity::SIGN_IN_LIFE_S * 1_000;
    // Used all the time, until ten minutes before its life is over; a token lives for an hour.
    while world.now_ms() < ends_ms - 600_000 {
        let step_ms = (ends_ms - 600_000 - world.now_ms()).min(60 * HOUR_MS);
        world.clock.advance_ms(step_ms);
        assert_eq!(browser.refresh(&world).await.status.as_u16(), 200);
    }
    let last = browser.refresh(&world).await;
    let token_ends_ms = last.body["expiresAtMs"].as_i64().unwrap();
    assert!(
        (ends_ms - 1_000..=ends_ms).contains(&token_ends_ms),
        "{token_ends_ms} beside {ends_ms}"
    );
}

#[tokio::test]
async fn signing_out_ends_this_browser_everywhere_and_no_other_and_takes_the_agent_offline() {
    let world = World::new().await;
    let (mut office, mut home) = (Browser::default(), Browser::default());
    set_up_amy(&world, &mut office).await;
    let tabs = [
        token(&office.refresh(&world).await),
        token(&office.refresh(&world).await),
    ];
    let at_home = home.sign_in(&world).await;
    let shown = office.cookie.clone().unwrap();
    world.doorkeeper.sent_away();
    let online = call("put", "/v1/desk/status")
        .bearing(&at_home)
        .json(&json!({ "status": "online" }));
    assert_eq!(world.answer(online).await.body["status"], "online");

    let answer = office.post(&world, "/v1/console/logout", None).await;
    assert_eq!(answer.status.as_u16(), 204, "{answer:?}");
    assert_eq!(office.cookie, None, "the browser forgets it");
    for token in &tabs {
        assert!(!works(&world, token).await);
    }
    let mut thief = Browser {
        cookie: Some(shown),
        known_by: None,
    };
    assert_eq!(thief.refresh(&world).await.status.as_u16(), 401);
    assert_eq!(world.doorkeeper.sent_away(), [uid("amy")]);
    assert_eq!(status_of_amy(&world).await, "offline");

    assert!(works(&world, &at_home).await);
    assert_eq!(home.refresh(&world).await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_token_of_a_session_signs_that_session_out() {
    let world = World::new().await;
    let (mut office, mut home) = (Browser::default(), Browser::default());
    let token = set_up_amy(&world, &mut office).await;
    let at_home = home.sign_in(&world).await;
    let online = call("put", "/v1/desk/status")
        .bearing(&at_home)
        .json(&json!({ "status": "online" }));
    assert_eq!(world.answer(online).await.body["status"], "online");
    let log_out = call("post", "/v1/console/logout").bearing(&token);
    assert_eq!(world.answer(log_out).await.status.as_u16(), 204);
    assert!(!works(&world, &token).await);
    assert_eq!(office.refresh(&world).await.status.as_u16(), 401);
    assert!(works(&world, &at_home).await);
    assert_eq!(status_of_amy(&world).await, "offline");
}

#[tokio::test]
async fn who_signs_in_takes_the_place_of_who_was_signed_in_with_the_browser() {
    let world = World::new().await;
    let mut browser = Browser::default();
    let earlier = set_up_amy(&world, &mut browser).await;
    let later = browser.sign_in(&world).await;
    assert!(!works(&world, &earlier).await);
    assert!(works(&world, &later).await);
}

#[tokio::test]
async fn a_new_password_a_revocation_and_disabling_end_every_session() {
    let world = World::new().await;
    let mut first = Browser::default();
    let token = set_up_amy(&world, &mut first).await;
    let mut second = Browser::default();
    set_up_amy(&world, &mut second).await;
    assert!(!works(&world, &token).await, "a new password");
    assert_eq!(first.refresh(&world).await.status.as_u16(), 401);

    assert_eq!(status_of_amy(&world).await, "offline", "signed out of all");
    let online = call("put", "/v1/desk/status")
        .bearing(&token_of(&world, &mut second).await)
        .json(&json!({ "status": "online" }));
    assert_eq!(world.answer(online).await.status.as_u16(), 200);
    let revoke = call("delete", "/v1/users/amy/tokens").bearing(&world.app_key);
    assert_eq!(world.answer(revoke).await.status.as_u16(), 204);
    assert_eq!(status_of_amy(&world).await, "offline");
    assert_eq!(second.refresh(&world).await.status.as_u16(), 401);

    second.sign_in(&world).await;
    for disabled in [true, false] {
        let change = call("patch", "/v1/users/amy")
            .bearing(&world.app_key)
            .json(&json!({ "disabled": disabled }));
        assert_eq!(world.answer(change).await.status.as_u16(), 200);
        assert_eq!(second.refresh(&world).await.status.as_u16(), 401);
    }
}

#[tokio::test]
async fn a_page_of_a_stranger_uses_no_cookie() {
    let world = World::new().await;
    let mut browser = Browser::default();
    set_up_amy(&world, &mut browser).await;
    let cookie = browser.cookie.clone().unwrap();
    for path in ["/v1/console/refresh", "/v1/console/logout"] {
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "cross-site"),
        ] {
            let forged = call("post", path).with("cookie", &cookie).with(name, value);
            let answer = world.answer(forged).await;
            assert_eq!(answer.status.as_u16(), 403, "{path} {value}: {answer:?}");
        }
    }
    assert_eq!(browser.refresh(&world).await.status.as_u16(), 200);
    let outside_a_browser = call("post", "/v1/console/refresh").with("cookie", &cookie);
    assert_eq!(world.answer(outside_a_browser).await.status.as_u16(), 200);
}

#[tokio::test]
async fn the_cookie_is_for_the_console_alone() {
    let world = World::new().await;
    let mut browser = Browser::default();
    set_up_amy(&world, &mut browser).await;
    let cookie = browser.cookie.unwrap();
    for (method, path) in [
        ("get", "/v1/console/me"),
        ("get", "/v1/desk/queue"),
        ("get", "/v1/users"),
    ] {
        let request: Call = call(method, path).with("cookie", &cookie);
        assert_eq!(world.answer(request).await.status.as_u16(), 401, "{path}");
    }
}

#[tokio::test]
async fn who_guesses_at_the_same_address_keeps_nobody_out_of_a_browser_they_know() {
    let world = World::new().await;
    let mut browser = Browser::default();
    set_up_amy(&world, &mut browser).await;
    browser.post(&world, "/v1/console/logout", None).await;
    let guess = json!({ "appId": "tour", "uid": "amy", "password": "a guess or two" });
    let mut stranger = Browser::default();
    for expected in [401, 401, 401, 401, 401, 429] {
        let answer = stranger
            .post(&world, "/v1/console/login", Some(&guess))
            .await;
        assert_eq!(answer.status.as_u16(), expected);
    }
    browser.sign_in(&world).await;

    // It is no proof of anything but that: a stranger who holds it guesses as seldom, and nobody else by it.
    let mut thief = Browser {
        cookie: None,
        known_by: browser.known_by.clone(),
    };
    for expected in [401, 401, 401, 401, 401, 429] {
        let answer = thief.post(&world, "/v1/console/login", Some(&guess)).await;
        assert_eq!(answer.status.as_u16(), expected);
    }
    let elsewhere = json!({ "appId": "tour", "uid": "sue", "password": "a guess or two" });
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let answer = thief
            .post(&world, "/v1/console/login", Some(&elsewhere))
            .await;
        statuses.push(answer.status.as_u16());
    }
    assert_eq!(statuses[5], 429);
}

#[tokio::test]
async fn a_refused_token_says_what_is_wrong_with_it() {
    let world = World::new().await;
    let token = world.token("amy").await;
    let (signed, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}", "A".repeat(43));
    let long = "a".repeat(16 * 1024 + 1);
    for (shown, reason) in [
        (forged.as_str(), "wrong_signature"),
        ("a.b.c", "malformed"),
        (long.as_str(), "too_long"),
        (&long[1..], "malformed"),
    ] {
        let answer = world
            .answer(call("get", "/v1/console/me").bearing(shown))
            .await;
        assert_eq!(answer.status.as_u16(), 401);
        assert_eq!(answer.body["reason"], reason);
        let challenge = answer.header("www-authenticate");
        assert!(
            challenge.contains(&format!("error_description=\"{reason}\"")),
            "{challenge}"
        );
    }
    let customer = world.sign_identity("c1").await;
    let (signed, _) = customer.rsplit_once('.').unwrap();
    let forged = json!({ "identityToken": format!("{signed}.{}", "A".repeat(43)) });
    let open =
        call("post", "/v1/widget/sites/tour-web/sessions").with("origin", crate::world::SHOP);
    let answer = world.answer(open.json(&forged)).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body["reason"]),
        (401, &json!("wrong_signature"))
    );
}
