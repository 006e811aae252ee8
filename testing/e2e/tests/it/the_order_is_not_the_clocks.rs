//! What was said stays in the order in which it was said, whoever sets the server's clock meanwhile.

use skein_testkit::SkeinServer;

const DAY_MS: i64 = 86_400_000;

#[tokio::test]
async fn messages_stay_in_order_while_the_clock_is_set_both_ways() {
    let mut server = SkeinServer::start().await.unwrap();
    for uid in ["ann", "bob"] {
        server.facade().create_user(uid, "employee").await.unwrap();
    }
    let talk = server.facade().create_direct("ann", "bob").await.unwrap();
    let moves = [0, 2 * DAY_MS, 7_000, -2 * DAY_MS, -7_000];
    for (index, by_ms) in moves.into_iter().enumerate() {
        server.move_clock(by_ms).unwrap();
        if index == 3 {
            server.restart().await.unwrap();
        }
        let id = format!("id-{index}");
        server
            .facade()
            .send_text(&talk, "ann", &id, "hello")
            .await
            .unwrap();
    }
    let page = server
        .rest()
        .with_bearer(&server.app().app_key)
        .get(&format!("/v1/conversations/{talk}/messages?after=0"))
        .await
        .unwrap()
        .success()
        .unwrap();
    let items = page["items"].as_array().unwrap();
    let ids: Vec<_> = items.iter().map(|item| &item["clientMsgId"]).collect();
    assert_eq!(ids, ["id-0", "id-1", "id-2", "id-3", "id-4"]);
    let time = |index: usize| items[index]["timeMs"].as_i64().unwrap();
    assert!(
        time(1) > time(0) + DAY_MS,
        "the clock of the server was set"
    );
    assert!(time(3) < time(0) - DAY_MS);
}
