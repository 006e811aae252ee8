//! What a command can't do it says in words, and never by a trace of the program.

use std::process::{Command, Output};

use skein_testkit::{SkeinServer, skein_binary};

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
