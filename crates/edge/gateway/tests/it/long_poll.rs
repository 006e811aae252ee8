//! Long poll: the same promises as WebSocket over plain requests.

use std::time::Duration;

use serde_json::{Value, json};
use skein_protocol::frame::Format;

use crate::http_client::{read, request};
use crate::poll_client::{Poll, cursor, hello, messages, said};
use crate::socket_client::{Link, SocketClient, send};
use crate::world::{PATIENCE, Setting, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_poller_and_a_web_socket_chat() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    let mut bob = SocketClient::open(&world, "bob", Link::WebSocket(Format::Json)).await;
    ann.send(&world, "1").await;
    assert_eq!(bob.next_message().await, (1, "1".to_owned()));
    let acked = ann.get(&world, "0").await;
    assert_eq!(acked.body["frames"][0]["ack"]["seq"], "1", "{acked:?}");
    let waiting = ann.begin_get(&world, &cursor(&acked)).await;
    bob.ask(send(&world, "2", "hello")).await;
    let mut waiting = waiting;
    let answer = tokio::time::timeout(PATIENCE, read(&mut waiting))
        .await
        .expect("woken");
    assert_eq!(messages(&answer), ["2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_cursor_confirmed_is_given_again() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    let bob = Poll::open(&world, "bob").await;
    bob.send(&world, "1").await;
    let first = ann.get(&world, "0").await;
    assert_eq!(messages(&first), ["1"]);
    // The answer was lost on its way: the same cursor again.
    let again = ann.get(&world, "0").await;
    assert_eq!(
        (messages(&again), cursor(&again)),
        (vec!["1"], cursor(&first))
    );
    bob.send(&world, "2").await;
    let second = ann.get(&world, &cursor(&first)).await;
    assert_eq!(messages(&second), ["2"]);
    assert_eq!(
        messages(&ann.get(&world, &cursor(&first)).await),
        ["2"],
        "and no older ones"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_moves_the_cursor_is_no_slow_reader() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    let bob = Poll::open(&world, "bob").await;
    let (mut given, mut bobs) = ("0".to_owned(), "0".to_owned());
    let mut arrived = 0;
    // More than a session may leave unconfirmed: without `received`, the cursor alone has to count.
    for round in 0..88 {
        let sends: Vec<Value> = (0..50)
            .map(|number| {
                json!({ "id": 5, "send": {
                    "conversationId": world.talk.to_string(),
                    "clientMsgId": format!("{round}-{number}"),
                    "content": { "text": { "text": "hello" } }
                } })
            })
            .collect();
        assert_eq!(bob.post(&world, json!(sends)).await.status, 202);
        bobs = cursor(&bob.get(&world, &bobs).await);
        while arrived < (round + 1) * 50 {
            let answer = ann.get(&world, &given).await;
            assert_eq!(answer.status, 200, "after {arrived}: {answer:?}");
            arrived += messages(&answer).len();
            given = cursor(&answer);
        }
    }
    assert_eq!(arrived, 4_400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_that_was_never_given_out_is_refused() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    for cursor in ["1", "99", "-1", "x", "", "18446744073709551615"] {
        let answer = ann.get(&world, cursor).await;
        assert_eq!(
            (answer.status, &answer.body["code"]),
            (422, &json!("invalid")),
            "{cursor}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_get_sends_an_older_home_and_is_woken_itself() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    let bob = Poll::open(&world, "bob").await;
    let mut given = "0".to_owned();
    // Many times: which of the two is asked first is up to the scheduler.
    for round in 0..40 {
        let mut older = ann.begin_get(&world, &given).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
        let mut newer = ann.begin_get(&world, &given).await;
        let home = tokio::time::timeout(PATIENCE, read(&mut older))
            .await
            .expect("the older goes home");
        assert_eq!((home.status, messages(&home).len()), (200, 0));
        let id = format!("{round}");
        bob.send(&world, &id).await;
        let woken = tokio::time::timeout(Duration::from_secs(10), read(&mut newer)).await;
        let woken = woken.expect("the newer one is woken by the message");
        assert_eq!(messages(&woken), [id.as_str()]);
        given = cursor(&woken);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_get_that_was_given_up_loses_nothing() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    let bob = Poll::open(&world, "bob").await;
    let mut expected = Vec::new();
    let mut found: Vec<String> = Vec::new();
    let mut given = "0".to_owned();
    for round in 0..30 {
        let given_up = ann.begin_get(&world, &given).await;
        let id = format!("{round}");
        bob.send(&world, &id).await;
        expected.push(id);
        // Closed while the answer may be on its way.
        drop(given_up);
        while found.len() < expected.len() {
            let answer = ann.get(&world, &given).await;
            found.extend(messages(&answer).iter().map(|id| (*id).to_owned()));
            given = cursor(&answer);
        }
    }
    assert_eq!(found, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_get_is_a_sign_of_life_and_silence_is_none() {
    let mut setting = Setting::default();
    setting.limits.heartbeat_interval_ms = 1_000;
    let world = World::with(setting).await;
    let ann = Poll::open(&world, "ann").await;
    let bob = Poll::open(&world, "bob").await;
    // Two GETs, the older sent home: that one end does not count as silence.
    let mut older = ann.begin_get(&world, "0").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut waiting = ann.begin_get(&world, "0").await;
    read(&mut older).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    world.until_sessions(1).await;
    assert_eq!(
        bob.get(&world, "0").await.status,
        410,
        "who says nothing is gone"
    );
    let bob = Poll::open(&world, "bob").await;
    bob.send(&world, "1").await;
    let woken = tokio::time::timeout(PATIENCE, read(&mut waiting))
        .await
        .expect("woken");
    assert_eq!(
        (
            messages(&woken),
            woken.body["frames"].as_array().unwrap().len()
        ),
        (vec!["1"], 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_session_is_gone_and_who_waited_is_told() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    let mut waiting = ann.begin_get(&world, "0").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let bearer = ann.bearer();
    let ended = request(
        &world,
        "DELETE",
        "/v1/poll",
        &[("authorization", &bearer)],
        "",
    )
    .await;
    assert_eq!(ended.status, 204);
    let told = tokio::time::timeout(PATIENCE, read(&mut waiting))
        .await
        .expect("told");
    assert_eq!(
        (told.status, &told.body["code"]),
        (410, &json!("session_gone"))
    );
    for answer in [
        ann.get(&world, "0").await,
        ann.post(&world, json!([])).await,
        request(
            &world,
            "DELETE",
            "/v1/poll",
            &[("authorization", &bearer)],
            "",
        )
        .await,
    ] {
        assert_eq!(answer.status, 410);
        assert!(
            answer
                .head
                .contains("content-type: application/problem+json")
        );
    }
    world.until_sessions(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_poller_gets_its_last_words_once() {
    let world = World::new().await;
    let older = Poll::open(&world, "ann").await;
    let _newer = Poll::open(&world, "ann").await;
    let last = older.get(&world, "0").await;
    assert_eq!(
        last.body["frames"][0]["goAway"]["reason"], "GO_AWAY_REASON_REPLACED",
        "{last:?}"
    );
    assert_eq!(older.get(&world, &cursor(&last)).await.status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn draining_asks_pollers_to_leave_and_ends_who_stays() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    let mut waiting = ann.begin_get(&world, "0").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    world.gateway.drain(10);
    let told = tokio::time::timeout(PATIENCE, read(&mut waiting))
        .await
        .expect("told at once");
    assert_eq!(
        told.body["frames"][0]["goAway"]["reason"],
        "GO_AWAY_REASON_DRAIN"
    );
    let mut stubborn = ann.get(&world, &cursor(&told)).await;
    while stubborn.status == 200 {
        stubborn = ann.get(&world, &cursor(&stubborn)).await;
    }
    assert_eq!(stubborn.status, 410);
    world.until_sessions(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_hellos_are_refused() {
    let world = World::new().await;
    let token = world.token("ann").await;
    for (frames, status) in [
        (json!([]), 401),
        (json!([{ "id": 1, "ping": {} }]), 401),
        (json!([hello("wrong", "TERMINAL_WEB")]), 401),
        (json!([hello(&token, "TERMINAL_UNSPECIFIED")]), 422),
        (Value::Array(vec![json!({ "id": 1, "ping": {} }); 101]), 413),
    ] {
        let answer = request(
            &world,
            "POST",
            "/v1/poll",
            &[],
            &json!({ "frames": frames }).to_string(),
        )
        .await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
    let bad = request(&world, "POST", "/v1/poll", &[], "not JSON").await;
    assert_eq!((bad.status, &bad.body["code"]), (400, &json!("malformed")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_any_origin_may_poll_and_no_browser_adds_credentials() {
    let world = World::new().await;
    let origin = ("origin", "https://shop.example");
    let asked = ("access-control-request-method", "DELETE");
    let headers = (
        "access-control-request-headers",
        "authorization,content-type",
    );
    let preflight = request(&world, "OPTIONS", "/v1/poll", &[origin, asked, headers], "").await;
    assert_eq!(preflight.status, 200);
    assert!(
        preflight.head.contains("access-control-allow-origin: *"),
        "{}",
        preflight.head
    );
    assert!(
        preflight
            .head
            .contains("access-control-allow-headers: authorization,content-type")
    );
    assert!(
        preflight
            .head
            .contains("access-control-allow-methods: get,post,delete")
    );
    let refused = request(&world, "POST", "/v1/poll", &[origin], "{}").await;
    assert!(
        refused.head.contains("access-control-allow-origin: *"),
        "the page can read why"
    );
    for answer in [preflight, refused] {
        assert!(!answer.head.contains("access-control-allow-credentials"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_method_is_refused_by_a_problem() {
    let world = World::new().await;
    for (method, path) in [("PUT", "/v1/poll"), ("POST", "/v1/connect")] {
        let refused = request(&world, method, path, &[], "").await;
        assert_eq!(
            (
                refused.status,
                &refused.body["code"],
                &refused.body["status"]
            ),
            (405, &json!("invalid"), &json!(405)),
            "{refused:?}"
        );
        assert!(refused.head.contains("application/problem+json"));
        assert!(refused.head.contains("allow: "), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_of_which_nothing_is_seen_is_refused() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    let mut unseen = said(&world, "1");
    unseen["send"]["content"]["text"]["text"] = json!("\u{200b}\n");
    assert_eq!(ann.post(&world, json!([unseen])).await.status, 202);
    let heard = ann.get(&world, "0").await;
    let error = &heard.body["frames"][0]["error"];
    assert_eq!(error["code"], "ERROR_CODE_INVALID", "{heard:?}");
    assert_eq!(error["clientMsgId"], "1");
    assert_eq!(world.stored().await, [""; 0]);
}
