//! Whoever vanishes, signs in, sets the clock or kills the server: a customer's talk goes on.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use skein_e2e::office::{AgentDesk, Office, SITE, Visitor};
use skein_e2e::people::PATIENCE;
use skein_foundation::Clock as _;
use skein_testkit::{SkeinServer, eventually};

const DAYS_MS: i64 = 3 * 24 * 3_600_000;

async fn until_served_by(office: &Office, visitor: &Visitor, agent: &AgentDesk) -> Value {
    eventually(PATIENCE, "served", || async {
        let consultation = office.consultation(visitor).await?;
        let is_served = consultation["state"] == "assigned"
            && consultation["agent"]["uid"] == agent.uid.as_str();
        anyhow::ensure!(is_served, "{consultation}");
        Ok(consultation)
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn what_a_lost_agent_served_is_served_by_another_and_a_clock_set_by_days_ends_nothing() {
    let server = SkeinServer::builder()
        .argument("--demo")
        .config("desk.silence_check_ms", 100)
        .config("desk.agent_grace_ms", 1_000)
        .start()
        .await
        .unwrap();
    let office = Office::of(server).await.unwrap();
    let ann = office.agent("ann", 2).await.unwrap();
    ann.set_status("online").await.unwrap();
    let answered = office.visitor("answered").await.unwrap();
    answered.ask("is it raining?").await.unwrap();
    until_served_by(&office, &answered, &ann).await;
    ann.answer(&answered, "not any more").await.unwrap();
    let bob = office.agent("bob", 2).await.unwrap();
    bob.set_status("online").await.unwrap();
    let asking = office.visitor("asking").await.unwrap();
    asking.ask("and tomorrow?").await.unwrap();
    until_served_by(&office, &asking, &bob).await;

    office.server.move_clock(DAYS_MS).unwrap();
    bob.client.close().await;
    let given = until_served_by(&office, &asking, &ann).await;
    let id = given["id"].as_str().unwrap();
    let facade = office.server.facade();
    let told = facade.consultation(id).await.unwrap();
    let reasons: Vec<&str> = told["transitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["reason"].as_str().unwrap())
        .collect();
    assert_eq!(reasons[2], "agent_lost", "{told}");
    let seen = facade.rest().get("/v1/agents/bob").await.unwrap();
    let seen = seen.success().unwrap();
    assert_eq!(
        (&seen["status"], &seen["connected"]),
        (&json!("offline"), &json!(false))
    );
    // The sweeper that gave bob's away has looked at the silent ones since the clock was set, many times.
    let kept = office.consultation(&answered).await.unwrap();
    assert_eq!(kept["state"], "assigned", "{kept}");
    assert!(kept["firstResponseMs"].is_u64(), "{kept}");
    assert_eq!(kept["wait"], Value::Null, "{kept}");
}

#[tokio::test]
async fn a_talk_goes_along_when_its_visitor_signs_in_though_the_server_is_killed() {
    let mut office = Office::open().await.unwrap();
    let ann = office.agent("ann", 2).await.unwrap();
    ann.set_status("online").await.unwrap();
    let visitor = office.visitor("tours").await.unwrap();
    visitor.ask("do you open on sundays?").await.unwrap();
    let earlier = until_served_by(&office, &visitor, &ann).await;
    ann.answer(&visitor, "from ten").await.unwrap();
    ann.resolve(earlier["id"].as_str().unwrap()).await.unwrap();
    visitor.ask("is it raining?").await.unwrap();
    let before = until_served_by(&office, &visitor, &ann).await;
    ann.answer(&visitor, "not any more").await.unwrap();

    let now_s = skein_foundation::SystemClock.now_ms() / 1_000;
    let claims = json!({"sub": "c-9", "aud": SITE, "exp": now_s + 600, "name": "Cleo"});
    let secret = EncodingKey::from_secret(office.server.app().token_secret.as_bytes());
    let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &secret).unwrap();
    let both = json!({"identityToken": token, "visitorToken": visitor.visitor_token});
    let session = office.session(&both).await.unwrap();
    assert_eq!(session["uid"], "c-9", "{session}");
    office.server.kill().unwrap();
    office.server.restart().await.unwrap();

    let facade = office.server.facade();
    let own = eventually(PATIENCE, "the talk in the own thread", || async {
        let all = facade.consultations_of("c-9").await?;
        let own = all.into_iter().next().unwrap_or_default();
        let is_there = own["state"] == "assigned" && own["lastMessage"]["text"] == "not any more";
        anyhow::ensure!(is_there, "{own}");
        Ok(own)
    })
    .await
    .unwrap();
    assert_eq!(own["agent"]["uid"], "ann", "{own}");
    let thread = own["conversationId"].as_str().unwrap();
    assert_ne!(thread, visitor.thread);
    let said: Vec<(Value, Value)> = facade
        .messages_after(thread, 0, 50)
        .await
        .unwrap()
        .into_iter()
        .filter(|message| message["content"]["text"].is_string())
        .map(|message| {
            (
                message["senderUid"].clone(),
                message["content"]["text"].clone(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            (json!("c-9"), json!("do you open on sundays?")),
            (json!("ann"), json!("from ten")),
            (json!("c-9"), json!("is it raining?")),
            (json!("ann"), json!("not any more"))
        ]
    );
    let ended = facade
        .consultation(before["id"].as_str().unwrap())
        .await
        .unwrap();
    assert_eq!(
        (&ended["resolvedBy"], &ended["mergedInto"]),
        (&json!("merged"), &own["id"])
    );
    // The business and the agent find the earlier one with the customer, where it came from, and its talk.
    let id = earlier["id"].as_str().unwrap();
    let earlier = facade.consultation(id).await.unwrap();
    assert_eq!(
        (&earlier["customer"]["uid"], &earlier["number"]),
        (&json!("c-9"), &json!(1))
    );
    assert_eq!(earlier["clue"]["channel"], "web", "{earlier}");
    assert_eq!(earlier["conversationId"], own["conversationId"]);
    assert_eq!(own["number"], 2);
    let customer = ann.rest.get("/v1/desk/customers/c-9").await.unwrap();
    let customer = customer.success().unwrap();
    let listed = customer["consultations"].as_array().unwrap().iter();
    let listed: Vec<_> = listed.map(|one| &one["id"]).collect();
    assert_eq!(listed, [&own["id"], &earlier["id"]], "{customer}");
    // Who holds the old tokens is nobody who had a talk.
    let old = visitor
        .rest
        .post("/v1/widget/thread", &json!({}))
        .await
        .unwrap();
    assert_eq!(old.status, 401, "{}", old.body);
    let stranger = json!({"visitorToken": visitor.visitor_token});
    let stranger = office.session(&stranger).await.unwrap();
    assert_ne!(stranger["uid"], visitor.uid.as_str(), "{stranger}");
}
