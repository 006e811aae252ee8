//! What proves an app can be made anew and ended by the operator, while the server runs and while it does not.

use std::fs::{File, OpenOptions};
use std::process::Command;

use skein_testkit::{Rest, SkeinServer, skein_binary};

/// Runs the command and gives what it printed, or what it complained of.
fn run(server: &SkeinServer, arguments: &[&str]) -> Result<String, String> {
    let mut all = arguments.to_vec();
    all.extend(["--app", &server.app().app_id]);
    let output = server.run_subcommand(&all).unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(text(&output.stderr))
    }
}

/// What is shown once, behind its name.
fn shown<'t>(text: &'t str, name: &str) -> &'t str {
    let line = text.lines().find(|line| line.contains(name)).unwrap();
    line.split_whitespace().last().unwrap()
}

/// What a business server is told that looks up a user, as a status.
async fn status(server: &SkeinServer, path: &str, bearer: &str) -> u16 {
    let request = Rest::new(&server.http_url())
        .with_bearer(bearer)
        .request(reqwest::Method::GET, path);
    request.send().await.unwrap().status().as_u16()
}

/// Runs the command with a standard output that takes nothing. Gives what it complained of.
fn run_unseen(server: &SkeinServer, arguments: &[&str]) -> String {
    let full: File = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(skein_binary().unwrap())
        .args(arguments)
        .args(["--app", &server.app().app_id])
        .arg("--data-dir")
        .arg(server.data_dir())
        .env("SKEIN__OPERATIONS__LISTEN", "127.0.0.1:0")
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn id(key: &str) -> &str {
    key.split('_').nth(1).unwrap()
}

#[tokio::test]
async fn a_leaked_app_key_is_replaced_while_the_server_runs() {
    let server = SkeinServer::start().await.unwrap();
    let leaked = server.app().app_key.clone();
    let made = run(&server, &["key", "create", "--name", "billing"]).unwrap();
    let fresh = shown(&made, "app key ");
    assert_eq!(status(&server, "/v1/users", fresh).await, 200);

    run(&server, &["key", "revoke", id(&leaked)]).unwrap();
    assert_eq!(status(&server, "/v1/users", &leaked).await, 401);
    assert_eq!(status(&server, "/v1/users", fresh).await, 200);

    let listed = run(&server, &["key", "list"]).unwrap();
    let line = |of: &str| listed.lines().find(|line| line.starts_with(of)).unwrap();
    assert!(line(id(&leaked)).contains("revoked"), "{listed}");
    assert!(line(id(fresh)).contains("holds") && line(id(fresh)).ends_with("billing"));
    assert!(
        !listed.contains(fresh),
        "no secret is shown again: {listed}"
    );

    let unknown = run(&server, &["key", "revoke", "-23456789012"]).unwrap_err();
    assert!(unknown.contains("no such key"), "{unknown}");
}

#[tokio::test]
async fn a_token_secret_is_rotated_and_the_one_before_is_forgotten_also_without_a_server() {
    let mut server = SkeinServer::start().await.unwrap();
    let facade = server.facade();
    facade.create_user("ann", "employee").await.unwrap();
    let old = facade.issue_token("ann").await.unwrap();
    let rotated = run(&server, &["secret", "rotate"]).unwrap();
    let secret = shown(&rotated, "token secret ");
    assert!(secret.len() == 43 && secret != server.app().token_secret);
    let new = facade.issue_token("ann").await.unwrap();
    for token in [&old, &new] {
        assert_eq!(status(&server, "/v1/console/me", token).await, 200);
    }
    server.terminate().await.unwrap();
    run(&server, &["secret", "forget-previous"]).unwrap();
    server.restart().await.unwrap();
    assert_eq!(status(&server, "/v1/console/me", &old).await, 401);
    assert_eq!(status(&server, "/v1/console/me", &new).await, 200);
}

#[tokio::test]
async fn what_nobody_could_read_is_not_made() {
    let mut server = SkeinServer::start().await.unwrap();
    server
        .facade()
        .create_user("ann", "employee")
        .await
        .unwrap();
    let token = server.facade().issue_token("ann").await.unwrap();
    for is_running in [true, false] {
        if !is_running {
            server.terminate().await.unwrap();
        }
        let keys = run(&server, &["key", "list"]).unwrap();
        for arguments in [&["key", "create"][..], &["secret", "rotate"]] {
            let complaint = run_unseen(&server, arguments);
            assert!(complaint.contains("nothing was changed"), "{complaint}");
        }
        assert_eq!(run(&server, &["key", "list"]).unwrap(), keys);
    }
    // Had the secret changed, the tokens of the one before would end with it.
    run(&server, &["secret", "forget-previous"]).unwrap();
    server.restart().await.unwrap();
    assert_eq!(status(&server, "/v1/console/me", &token).await, 200);
}
