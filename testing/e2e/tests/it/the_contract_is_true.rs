//! What the OpenAPI document says is what the server does: schemathesis makes requests from it, right ones and wrong ones,
//! and holds every answer against it. It is installed once, into the target folder, in the version named here.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::ensure;
use reqwest::Method;
use serde_json::{Value, json};
use skein_testkit::{SkeinServer, eventually};

const VERSION: &str = "4.32.5";
/// Who asks for what, and what there is to be asked for.
const HOOKS: &str = include_str!("contract_hooks.py");

fn must(command: &mut Command) {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{text}\n{error}");
}

/// The program, installed when it is not there.
fn schemathesis() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join(format!("target/schemathesis-{VERSION}"));
    let done = folder.join("installed");
    if !done.exists() {
        must(Command::new("python3").args(["-m", "venv"]).arg(&folder));
        must(Command::new(folder.join("bin/pip")).args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            &format!("schemathesis=={VERSION}"),
        ]));
        std::fs::write(&done, VERSION).unwrap();
    }
    folder.join("bin/schemathesis")
}

/// Something for every operation to find, as the hooks read it.
async fn world(server: &SkeinServer) -> Value {
    let facade = server.facade();
    let business = facade.rest();
    let post = async |path: &str, body: Value| {
        let answer = business.post(path, &body).await.unwrap();
        answer.success().unwrap()
    };
    let site = json!({ "name": "Contract", "allowedOrigins": ["*"] });
    let made = business.put("/v1/sites/contract", &site).await.unwrap();
    made.success().unwrap();
    let team = facade.create_team("Second line").await.unwrap();
    for uid in ["amy", "leaving"] {
        facade.create_agent(uid, 100, &[]).await.unwrap();
    }
    facade.add_team_member(&team, "amy").await.unwrap();
    let agent_token = facade.issue_token("amy").await.unwrap();
    let agent = server.rest().with_bearer(&agent_token);
    let busy = json!({ "status": "busy" });
    agent.put("/v1/desk/status", &busy).await.unwrap();
    let mut thread = String::new();
    for number in 0..20 {
        let uid = format!("c-{number}");
        facade.create_user(&uid, "customer").await.unwrap();
        thread = facade.create_thread(&uid).await.unwrap();
        let question = format!("question-{number}");
        let asked = facade.send_text(&thread, &uid, &question, "Hello?").await;
        asked.unwrap();
    }
    let group = json!({ "kind": "group", "title": "Night", "members": ["amy", "c-0"] });
    let group = business.post("/v1/conversations", &group).await.unwrap();
    let group = group.success().unwrap()["id"].clone();
    let opened = eventually(Duration::from_secs(30), "all questions wait", || async {
        let waiting = business.get("/v1/consultations?state=waiting").await?;
        let waiting = waiting.success()?["items"].clone();
        ensure!(waiting.as_array().is_some_and(|all| all.len() == 20));
        Ok(waiting)
    });
    let opened = opened.await.unwrap();
    let taken = agent.post("/v1/desk/queue/accept-next", &json!({})).await;
    let taken = taken.unwrap().success().unwrap();
    let customer = taken["customer"]["uid"].as_str().unwrap();

    let hired = post("/v1/agents", json!({ "uid": "staying", "name": "Staying" })).await;
    let link = hired["setupLink"].as_str().unwrap();
    let code = link.rsplit("code=").next().unwrap();
    let chosen = json!({ "code": code, "password": "long enough 1" });
    let setup = server.rest().request(Method::POST, "/v1/console/setup");
    let setup = setup.json(&chosen).send().await.unwrap();
    let cookies = setup.headers().get_all("set-cookie").iter();
    let cookie = cookies
        .filter_map(|cookie| cookie.to_str().ok()?.strip_prefix("skein_console="))
        .find_map(|cookie| cookie.split(';').next())
        .unwrap();

    json!({
        "url": server.http_url(),
        "appKey": server.app().app_key,
        "agentToken": agent_token,
        "customerToken": facade.issue_token(customer).await.unwrap(),
        "cookie": cookie,
        "there": {
            "/v1/agents/{uid}": { "uid": "amy" },
            "/v1/consultations/{id}": { "id": opened[0]["id"] },
            "/v1/consultations/{id}/resolve": { "id": opened[0]["id"] },
            "/v1/conversations/{id}": { "id": thread },
            "/v1/conversations/{id}/messages": { "id": thread },
            "/v1/conversations/{id}/members": { "id": group },
            "/v1/conversations/{id}/members/{uid}": { "id": group, "uid": "amy" },
            "/v1/conversations/{id}/read": { "id": thread },
            "/v1/desk/consultations/{id}": { "id": taken["id"] },
            "/v1/desk/consultations/{id}/resolve": { "id": taken["id"] },
            "/v1/desk/customers/{uid}": { "uid": customer },
            "/v1/sites/{siteKey}": { "siteKey": "contract" },
            "/v1/teams/{id}": { "id": team },
            "/v1/teams/{id}/members/{uid}": { "id": team, "uid": "amy" },
            "/v1/users/{uid}/conversations": { "uid": "c-0" },
            "/v1/users/{uid}/thread": { "uid": "c-0" },
            "/v1/widget/consultations/{id}/rating": { "id": taken["id"] },
            "/v1/widget/consultations/{id}/resolve": { "id": taken["id"] },
            "/v1/widget/sites/{siteKey}/config": { "siteKey": "contract" },
            "/v1/widget/sites/{siteKey}/sessions": { "siteKey": "contract" },
        },
    })
}

#[tokio::test]
async fn every_answer_is_one_that_the_document_names_and_what_it_allows_is_taken() {
    let server = SkeinServer::builder()
        .config("limits.visitor_sessions_per_minute", 0)
        .start()
        .await
        .unwrap();
    let world = world(&server).await;
    let hooks = server.scratch_dir().join("contract_hooks.py");
    std::fs::write(&hooks, HOOKS).unwrap();
    let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/skein.json");
    // The phase that goes through every boundary takes minutes where a body has many texts, for their patterns are long.
    let phases = [
        ["--phases", "examples,fuzzing"].as_slice(),
        &[
            "--phases",
            "coverage",
            "--include-method",
            "GET",
            "--include-method",
            "DELETE",
        ],
    ];
    for phase in phases {
        let mut run = Command::new(schemathesis());
        run.current_dir(server.scratch_dir())
            .env("SCHEMATHESIS_HOOKS", "contract_hooks")
            .env("SKEIN_CONTRACT_WORLD", world.to_string())
            .env("PYTHONPATH", server.scratch_dir())
            .arg("run")
            .arg(&contract)
            .args(["--url", &server.http_url(), "--no-color"])
            .args(["--checks", "all", "--max-examples", "25"])
            .args(["--generation-deterministic", "--workers", "2"])
            // Texts of one plane: the patterns say nothing about the unseen characters of the others.
            .args(["--generation-codec", "gbk"])
            .args(phase);
        must(&mut run);
    }
}
