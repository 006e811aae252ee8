//! What a command can't do it says in words, and never by a trace of the program.

use std::fs::OpenOptions;
use std::process::{Command, Output};

use serde_json::{Value, json};
use skein_testkit::{Rest, SkeinServer, skein_binary};

fn errors_of(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn a_second_server_on_a_data_folder_is_refused_in_words() {
    let server = SkeinServer::builder()
        // As service managers and developers set it for everything.
        .environment("RUST_BACKTRACE", "1")
        .start()
        .await
        .unwrap();
    for command in [
        ["serve", "--listen", "127.0.0.1:0"],
        ["init", "--app", "other"],
    ] {
        let refused = server.run_subcommand(&command).unwrap();
        assert_eq!(refused.status.code(), Some(1));
        let expected = format!(
            "Error: another skein works in {}; stop it first\n",
            server.data_dir().display()
        );
        assert_eq!(String::from_utf8_lossy(&refused.stderr), expected);
    }
    // The first one never noticed.
    server
        .facade()
        .create_user("ann", "employee")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_backup_into_the_data_folder_is_refused_before_anything_is_written() {
    let mut server = SkeinServer::start().await.unwrap();
    let inside = server.data_dir().join("backups/today");
    let link = server.scratch_dir().join("a link");
    std::os::unix::fs::symlink(server.data_dir(), &link).unwrap();
    for is_running in [true, false] {
        if !is_running {
            server.terminate().await.unwrap();
        }
        for folder in [&inside, &link.join("today")] {
            let errors = errors_of(
                &server
                    .run_subcommand(&["backup", folder.to_str().unwrap()])
                    .unwrap(),
            );
            assert!(errors.contains("lies in the data folder"), "{errors}");
            assert!(!folder.exists() && !server.data_dir().join("backups").exists());
        }
    }
}

#[tokio::test]
async fn who_names_an_app_or_a_key_that_is_not_there_is_told_what_to_name() {
    let server = SkeinServer::start().await.unwrap();
    for (arguments, words) in [
        (
            &["key", "list", "--app", "shop"][..],
            "there is no app shop; there are: demo",
        ),
        (
            &["key", "revoke", "--app", "demo", "sk_1"][..],
            "`sk_1` is no id of a key",
        ),
    ] {
        let errors = errors_of(&server.run_subcommand(arguments).unwrap());
        assert!(errors.contains(words), "{errors}");
    }
}

/// What matters of the first output stands at its top, and not below a list of what was done to an empty store.
#[test]
fn commands_say_what_they_did_and_not_each_step_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(skein_binary().unwrap())
            .args(arguments)
            .args(["--data-dir", folder.path().to_str().unwrap()])
            .env("SKEIN__OPERATIONS__LISTEN", "")
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let first = run(&["init", "--app", "shop"]);
    assert!(
        first.lines().count() == 1 && first.contains("schema is brought up to date"),
        "{first}"
    );
    assert_eq!(run(&["key", "list", "--app", "shop"]), "");
}

/// As after an `init` that was killed when the app was made and before it said so.
#[tokio::test]
async fn an_app_whose_secrets_nobody_saw_is_opened_by_what_the_refusal_names() {
    let folder = tempfile::tempdir().unwrap();
    let command = |arguments: &[&str]| {
        let mut command = Command::new(skein_binary().unwrap());
        command
            .args(arguments)
            .args(["--app", "shop", "--data-dir"])
            .arg(folder.path())
            .env("SKEIN__OPERATIONS__LISTEN", "");
        command
    };
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    errors_of(&command(&["init"]).stdout(full).output().unwrap());

    let refused = errors_of(&command(&["init"]).output().unwrap());
    for way_out in [
        "skein key create --app shop",
        "skein secret rotate --app shop",
        "POST /v1/agents",
    ] {
        assert!(refused.contains(way_out), "{refused}");
    }
    let made = command(&["key", "create"]).output().unwrap();
    let made = String::from_utf8(made.stdout).unwrap();
    let key = made.split_whitespace().find(|word| word.starts_with("sk_"));
    let rotated = command(&["secret", "rotate"]).output().unwrap();
    assert!(rotated.status.success(), "{rotated:?}");
    let server = SkeinServer::builder()
        .without_app()
        .data_dir(folder.path())
        .start()
        .await
        .unwrap();
    let admin = json!({ "uid": "admin", "name": "Admin", "role": "admin" });
    let agents = Rest::new(&server.http_url())
        .with_bearer(key.unwrap())
        .request(reqwest::Method::POST, "/v1/agents")
        .json(&admin);
    let agent: Value = agents.send().await.unwrap().json().await.unwrap();
    let link = agent["setupLink"].as_str().unwrap_or_default();
    assert!(link.contains("/console/#/setup?code="), "{agent}");
}
