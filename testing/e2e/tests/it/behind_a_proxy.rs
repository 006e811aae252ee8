//! Behind a proxy: limits count clients and not the proxy, and nobody else can pass for somebody else.

use reqwest::Method;
use serde_json::json;
use skein_testkit::SkeinServer;

/// Says who it is by the header, and gets the status of an answer to a new visitor, which depends on the address alone.
async fn visit(server: &SkeinServer, forwarded_for: &str) -> u16 {
    let reply = server
        .rest()
        .request(Method::POST, "/v1/widget/sites/tour-web/sessions")
        .header("x-forwarded-for", forwarded_for)
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    reply.status().as_u16()
}

async fn put_site(server: &SkeinServer) {
    let site = json!({ "name": "Tour", "allowedOrigins": ["*"], "identityMode": "optional" });
    let business = server.facade().rest().clone();
    let made = business.put("/v1/sites/tour-web", &site).await.unwrap();
    made.success().unwrap();
}

#[tokio::test]
async fn a_trusted_proxy_speaks_for_its_clients() {
    let server = SkeinServer::builder()
        .config("server.trusted_proxies", r#"["127.0.0.1", "10.0.0.0/8"]"#)
        .config("limits.visitor_sessions_per_minute", 1)
        .start()
        .await
        .unwrap();
    put_site(&server).await;
    assert_eq!(visit(&server, "203.0.113.1").await, 200);
    assert_eq!(visit(&server, "203.0.113.1").await, 429);
    assert_eq!(visit(&server, "203.0.113.2, 10.0.0.5").await, 200);
    assert_eq!(
        visit(&server, "203.0.113.9, 203.0.113.2").await,
        429,
        "what the client claims itself does not count"
    );
}

#[tokio::test]
async fn a_stranger_speaks_for_itself() {
    let server = SkeinServer::builder()
        .config("limits.visitor_sessions_per_minute", 1)
        .start()
        .await
        .unwrap();
    put_site(&server).await;
    assert_eq!(visit(&server, "203.0.113.1").await, 200);
    assert_eq!(visit(&server, "203.0.113.2").await, 429);
}
