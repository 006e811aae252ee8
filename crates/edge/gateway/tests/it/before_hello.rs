//! What strangers may make the node do and hold: as good as nothing.

use serde_json::json;

use crate::http_client::request;
use crate::poll_client::{Poll, hello, said};
use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_behind_a_hello_is_looked_into_until_it_is_verified() {
    let world = World::new().await;
    let huge = format!(
        r#"{{"syncPage":{{"conversations":[{}{{}}]}}}}"#,
        "{},".repeat(20_000)
    );
    let nonsense = r#"{"id":"?","ping":[[[]]]}"#;
    for behind in [huge.as_str(), nonsense] {
        let forged = hello("forged", "TERMINAL_WEB");
        let body = format!(r#"{{"frames":[{forged},{behind}]}}"#);
        let refused = request(&world, "POST", "/v1/poll", &[], &body).await;
        assert_eq!(
            (refused.status, &refused.body["code"]),
            (401, &json!("unauthenticated"))
        );
    }
    // Once it is, what is behind it is carried out as far as it can be understood.
    let hello = hello(&world.token("ann").await, "TERMINAL_WEB");
    let said = said(&world, "1");
    let body = format!(r#"{{"frames":[{hello},{said},{huge},{nonsense},{said}]}}"#);
    let opened = request(&world, "POST", "/v1/poll", &[], &body).await;
    assert_eq!(opened.status, 200, "{opened:?}");
    assert_eq!(world.stored().await, ["1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_of_a_session_are_looked_over_before_any_is_carried_out() {
    let world = World::new().await;
    let ann = Poll::open(&world, "ann").await;
    let bearer = ann.bearer();
    let headers = [("authorization", bearer.as_str())];
    for bad in ["7", "[]", r#"{"ping":[]}"#, r#"{"id":1,"id":2}"#] {
        let body = format!(r#"{{"frames":[{},{bad}]}}"#, said(&world, "1"));
        let refused = request(&world, "POST", "/v1/poll", &headers, &body).await;
        assert_eq!(refused.status, 400, "{bad}");
    }
    assert_eq!(world.stored().await, [""; 0]);
}
