//! What was granted for a time ends with that time, also for who is connected.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;
use skein_client::{Device, Format, RawConnection, RawEvent, Terminal};
use skein_foundation::Clock as _;
use skein_testkit::SkeinServer;

/// A token of which six seconds are left: thirty are given to clocks that differ.
const AGE_S: i64 = 24;

#[tokio::test]
async fn a_connection_ends_when_the_time_of_its_token_is_over() {
    let server = SkeinServer::start().await.unwrap();
    let facade = server.facade();
    facade.create_user("ann", "employee").await.unwrap();
    let mut connection = RawConnection::connect(&server.http_url(), Format::Json)
        .await
        .unwrap();
    let expired_at_s = skein_foundation::SystemClock.now_ms() / 1_000 - AGE_S;
    let claims = json!({
        "iss": server.app().app_id, "sub": "ann", "iat": expired_at_s - 60, "exp": expired_at_s
    });
    let key = EncodingKey::from_secret(server.app().token_secret.as_bytes());
    let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap();
    let device = Device {
        id: "d-1".to_owned(),
        terminal: Terminal::Web.into(),
        name: String::new(),
    };
    connection.hello(&token, device).await.unwrap();
    // "token_expired" in docs/protocol.md: get a new one and connect again.
    let code = loop {
        if let RawEvent::Closed { code, .. } = connection.receive().await.unwrap() {
            break code;
        }
    };
    assert_eq!(code, Some(4005));
}
