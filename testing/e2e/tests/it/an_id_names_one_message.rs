//! A client message id that its sender used in another conversation is refused for good, at every door, and stores nothing.

use skein_client::{Content, SendError, Terminal, Transport, wire};
use skein_e2e::people::{Person, conversation_id};
use skein_testkit::SkeinServer;

#[tokio::test]
async fn in_another_conversation_it_is_refused_at_every_door() {
    let server = SkeinServer::start().await.unwrap();
    let facade = server.facade();
    let ann = Person::employee(&server, "ann").await.unwrap();
    for uid in ["bob", "cid"] {
        facade.create_user(uid, "employee").await.unwrap();
    }
    let talk = facade.create_direct("ann", "bob").await.unwrap();
    let other = facade.create_direct("ann", "cid").await.unwrap();
    facade
        .send_text(&talk, "ann", "once", "hello")
        .await
        .unwrap();

    let body = serde_json::json!({
        "senderUid": "ann", "clientMsgId": "once", "content": {"text": "hello"},
    });
    let business = server.rest().with_bearer(&server.app().app_key);
    let path = format!("/v1/conversations/{other}/messages");
    let refused = business.post(&path, &body).await.unwrap();
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (409, &serde_json::json!("idempotency_mismatch"))
    );
    for transport in [Transport::default(), Transport::LongPoll, Transport::Tcp] {
        let joined = ann.join(&server, transport, Terminal::Linux).await;
        let (client, _witness) = joined.unwrap();
        let content = Content {
            kind: Some(wire::content::Kind::Text(wire::Text {
                text: "hello".into(),
            })),
        };
        let refused = client
            .send(conversation_id(&other).unwrap(), "once", content)
            .await
            .unwrap_err();
        assert!(
            matches!(&refused, SendError::Refused(error) if error.code() == wire::ErrorCode::IdempotencyMismatch && !error.retryable),
            "{refused:?}"
        );
    }
    let page = business.get(&path).await.unwrap().success().unwrap();
    assert_eq!(page["items"], serde_json::json!([]));
}
