//! What was said stays in the order in which it was said, whoever sets the server's clock meanwhile.

use serde_json::json;
use skein_e2e::office::Office;
use skein_e2e::people::PATIENCE;
use skein_testkit::{SkeinServer, eventually};

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

#[tokio::test]
async fn a_question_after_the_own_end_opens_whatever_the_clock_said_at_the_end() {
    let office = Office::open().await.unwrap();
    let visitor = office.visitor("tours").await.unwrap();
    for (round, by_ms) in [2 * DAY_MS, 7_000, -7_000, -2 * DAY_MS]
        .into_iter()
        .enumerate()
    {
        visitor.ask("is it raining?").await.unwrap();
        let opened = eventually(PATIENCE, "a consultation opens", || async {
            let newest = office.consultation(&visitor).await?;
            anyhow::ensure!(newest["number"] == round + 1, "{newest}");
            anyhow::ensure!(newest["state"] == "waiting", "{newest}");
            Ok(newest)
        })
        .await
        .unwrap();
        // It is ended at a time that was wrong, and the clock is right again.
        office.server.move_clock(by_ms).unwrap();
        let id = opened["id"].as_str().unwrap();
        let end = format!("/v1/widget/consultations/{id}/resolve");
        // The token of before may have run out by that clock.
        let same = json!({"visitorToken": visitor.visitor_token});
        let session = office.session(&same).await.unwrap();
        assert_eq!(session["uid"], visitor.uid.as_str());
        let rest = office.server.rest();
        let rest = rest.with_bearer(session["token"].as_str().unwrap());
        let ended = rest.post(&end, &json!({})).await.unwrap();
        assert_eq!(ended.status, 200, "{}", ended.body);
        office.server.move_clock(0).unwrap();
    }
    let all = office.server.facade().consultations_of(&visitor.uid).await;
    let numbers: Vec<_> = all
        .unwrap()
        .iter()
        .map(|one| one["number"].clone())
        .collect();
    assert_eq!(numbers, [4, 3, 2, 1], "the newest first");
}

#[tokio::test]
async fn what_changed_while_the_clock_was_behind_is_among_what_has_changed_since() {
    let server = SkeinServer::start().await.unwrap();
    let facade = server.facade();
    facade.create_user("first", "employee").await.unwrap();
    let first = facade.rest().get("/v1/users/first").await.unwrap();
    let since = first.success().unwrap()["createdAtMs"].as_i64().unwrap();
    let mut expected = vec!["first".to_owned()];
    for (number, by_ms) in [-7_000, -2 * DAY_MS, 3 * DAY_MS].into_iter().enumerate() {
        server.move_clock(by_ms).unwrap();
        let uid = format!("later-{number}");
        facade.create_user(&uid, "employee").await.unwrap();
        expected.push(uid);
    }
    let path = format!("/v1/users?updatedSince={since}&limit=100");
    let changed = facade.rest().get(&path).await.unwrap().success().unwrap();
    let items = changed["items"].as_array().unwrap().iter();
    let uids: Vec<_> = items.map(|one| one["uid"].as_str().unwrap()).collect();
    assert_eq!(uids, expected);
}
