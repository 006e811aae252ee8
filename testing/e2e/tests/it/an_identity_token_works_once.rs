//! Who overhears a customer's identity token on its way can't become the customer with it.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use skein_foundation::Clock as _;
use skein_testkit::SkeinServer;

const SHOP: &str = "https://shop.example";

async fn open_session(server: &SkeinServer, identity_token: &str) -> (u16, Value) {
    let request = server
        .rest()
        .request(reqwest::Method::POST, "/v1/widget/sites/tour-web/sessions")
        .header("origin", SHOP)
        .json(&json!({ "identityToken": identity_token }));
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn also_not_after_a_restart() {
    let mut server = SkeinServer::start().await.unwrap();
    let site = json!({ "name": "Tour", "allowedOrigins": [SHOP], "identityMode": "verified_only" });
    let business = server.facade().rest().clone();
    let made = business.put("/v1/sites/tour-web", &site).await.unwrap();
    made.success().unwrap();
    let now_s = skein_foundation::SystemClock.now_ms() / 1_000;
    let claims = json!({ "sub": "c-1", "aud": "tour-web", "exp": now_s + 600, "jti": "once" });
    let key = EncodingKey::from_secret(server.app().token_secret.as_bytes());
    let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap();

    let (status, session) = open_session(&server, &token).await;
    assert_eq!(
        (status, &session["uid"], &session["verified"]),
        (200, &json!("c-1"), &json!(true))
    );
    for _ in 0..2 {
        let (status, refused) = open_session(&server, &token).await;
        assert_eq!((status, &refused["code"]), (401, &json!("unauthenticated")));
        assert_eq!(refused["token"], Value::Null);
        server.kill().unwrap();
        server.restart().await.unwrap();
    }
}
