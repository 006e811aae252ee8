//! The request id of an answer finds its line in the log, with what was asked for and how it went, and nothing secret.

use std::process::Command;

use anyhow::ensure;
use reqwest::Method;
use serde_json::{Value, json};
use skein_e2e::people::PATIENCE;
use skein_testkit::{SkeinServer, eventually};

/// The lines that carry the id.
async fn lines_of(server: &SkeinServer, request_id: &str) -> Vec<Value> {
    eventually(PATIENCE, "a line with the request id", || async {
        let log = server.log()?;
        let lines: Vec<Value> = log
            .lines()
            .filter(|line| line.contains(request_id))
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        ensure!(!lines.is_empty(), "none for {request_id}");
        Ok(lines)
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_refusal_is_found_by_its_id_and_a_failure_once_with_its_cause() {
    let server = SkeinServer::builder()
        .launcher(&["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .config("logging.format", "json")
        .start()
        .await
        .unwrap();
    let secret = "sk_nobodys_secret";
    let refused = server.rest().with_bearer(secret);
    let refused = refused
        .post("/v1/users/ann/tokens", &json!({"ttlS": 60}))
        .await
        .unwrap();
    assert_eq!(refused.status, 401);
    let request_id = refused.body["requestId"].as_str().unwrap();
    let lines = lines_of(&server, request_id).await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    let line = &lines[0];
    assert_eq!(
        [&line["level"], &line["http.route"], &line["code"]],
        ["INFO", "/v1/users/{uid}/tokens", "unauthenticated"]
    );
    assert_eq!(line["http.status"], 401);
    assert_eq!(line["span"]["http.method"], "POST");
    assert!(line["took_ms"].is_f64(), "{line}");

    // No file may grow: the store takes nothing.
    let process_id = server.process_id().unwrap().to_string();
    let limited = Command::new("prlimit")
        .args(["--pid", &process_id, "--fsize=4096:unlimited"])
        .status()
        .unwrap();
    assert!(limited.success());
    let body = json!({"uid": "ann", "name": "Ann", "kind": "employee"});
    let facade = server.facade();
    let failed = facade.rest().post("/v1/users", &body).await.unwrap();
    assert!(failed.status >= 500, "{failed:?}");
    let restored = Command::new("prlimit")
        .args(["--pid", &process_id, "--fsize=unlimited:unlimited"])
        .status()
        .unwrap();
    assert!(restored.success());
    let request_id = failed.body["requestId"].as_str().unwrap();
    let lines = lines_of(&server, request_id).await;
    let failures: Vec<&Value> = lines
        .iter()
        .filter(|line| line["message"] == "a request failed")
        .collect();
    assert_eq!(failures.len(), 1, "{lines:?}");
    assert!(failures[0]["cause"].is_string(), "{lines:?}");
    assert!(!server.log().unwrap().contains(secret));
}

#[tokio::test]
async fn the_id_is_there_at_every_level_and_requests_are_counted() {
    let server = SkeinServer::builder()
        .config("logging.level", "debug")
        .start()
        .await
        .unwrap();
    let answer = server
        .rest()
        .request(Method::GET, "/live")
        .send()
        .await
        .unwrap();
    let id = answer.headers()["x-request-id"].to_str().unwrap();
    eventually(PATIENCE, "its line", || async {
        let log = server.log()?;
        let line = log.lines().find(|line| line.contains(id));
        ensure!(
            line.is_some_and(|line| line.contains("/live") && line.contains("200")),
            "{line:?}"
        );
        Ok(())
    })
    .await
    .unwrap();
    server.rest().get("/v1/users/nobody").await.unwrap();
    let figures =
        skein_testkit::Rest::new(&format!("http://{}", server.operations_address().unwrap()));
    let figures = figures
        .request(Method::GET, "/metrics")
        .send()
        .await
        .unwrap();
    let figures = figures.text().await.unwrap();
    for figure in [
        r#"skein_api_requests_total{method="GET",route="/v1/users/{uid}",status="401"} 1"#,
        r#"skein_api_request_seconds_count{method="GET",route="/live"}"#,
    ] {
        assert!(figures.contains(figure), "{figure} in {figures}");
    }
}
