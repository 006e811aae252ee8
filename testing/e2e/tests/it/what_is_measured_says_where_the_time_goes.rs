//! The figures tell a database that is slow from one that is waited for, and a consumer that lags from one that is idle.

use anyhow::{Context as _, Result, ensure};
use skein_e2e::people::PATIENCE;
use skein_testkit::{Rest, SkeinServer, eventually};

async fn figures(server: &SkeinServer) -> Result<String> {
    let address = server.operations_address().context("a door for figures")?;
    let operations = Rest::new(&format!("http://{address}"));
    let answer = operations.get("/metrics").await?;
    Ok(answer.body.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn the_store_and_those_who_follow_are_measured() {
    let server = SkeinServer::start().await.unwrap();
    // What made the app has left a change, which was followed.
    eventually(PATIENCE, "the figures", || async {
        let figures = figures(&server).await?;
        for figure in [
            r#"skein_store_statement_seconds_count{kind="select"}"#,
            r#"skein_store_statement_seconds_count{kind="insert"}"#,
            r#"skein_store_statement_seconds_count{kind="update"}"#,
            "skein_store_writer_wait_seconds_count",
            "skein_store_writer_held_seconds_count",
            r#"skein_consumer_behind_events{consumer="desk-effects"} 0"#,
            r#"skein_consumer_oldest_event_age_seconds{consumer="desk-effects"}"#,
        ] {
            ensure!(figures.contains(figure), "{figure} in {figures}");
        }
        Ok(())
    })
    .await
    .unwrap();
}
