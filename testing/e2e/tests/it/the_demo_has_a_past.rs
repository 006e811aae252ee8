//! The demo's customers have talked before: for as long as people talk, so that waits are estimated from something real.

use skein_testkit::{Rest, SkeinServer};

#[tokio::test]
async fn its_talks_took_their_time_and_its_process_is_named() {
    let mut server = SkeinServer::builder()
        .without_app()
        .argument("--demo")
        .start()
        .await
        .unwrap();
    let made = server
        .run_subcommand(&["key", "create", "--app", "demo"])
        .unwrap();
    let made = String::from_utf8_lossy(&made.stdout).into_owned();
    let key = made
        .split_whitespace()
        .find(|word| word.starts_with("sk_"))
        .unwrap();
    let rest = Rest::new(&server.http_url()).with_bearer(key);
    let page = rest.get("/v1/consultations").await.unwrap();
    let page = page.success().unwrap();
    let talks = page["items"].as_array().unwrap();
    assert_eq!(talks.len(), 3, "{page}");
    for talk in talks {
        let time = |name: &str| {
            talk[name]
                .as_i64()
                .unwrap_or_else(|| panic!("{name}: {talk}"))
        };
        let handled_ms = time("resolvedAtMs") - time("assignedAtMs");
        assert!((60_000..900_000).contains(&handled_ms), "{talk}");
        assert!(
            time("assignedAtMs") - time("openedAtMs") >= 10_000,
            "{talk}"
        );
    }
    // The clock is right again for who comes now.
    let body = serde_json::json!({"uid": "late", "name": "Late", "kind": "customer"});
    let late = rest.post("/v1/users", &body).await.unwrap();
    let late = late.success().unwrap();
    let newest = talks.iter().map(|talk| talk["resolvedAtMs"].as_i64());
    let newest = newest.max().flatten().unwrap();
    assert!(
        late["createdAtMs"].as_i64().unwrap() > newest,
        "{late} {page}"
    );
    let process = server.process_id().unwrap().to_string();
    let log = server.log().unwrap();
    assert!(log.lines().any(|line| line.trim() == process), "{log}");
    server.terminate().await.unwrap();
}
