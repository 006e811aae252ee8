//! A restore that is killed at any moment leaves nothing that is taken for a whole folder, and can be run again.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use skein_testkit::SkeinServer;

const MESSAGES: u64 = 20;

fn skein(arguments: &[&str], data_dir: &Path) -> Command {
    let mut command = Command::new(skein_testkit::skein_binary().unwrap());
    command.args(arguments).arg("--data-dir").arg(data_dir);
    for door in ["SERVER", "OPERATIONS", "DEMO"] {
        command.env(format!("SKEIN__{door}__LISTEN"), "127.0.0.1:0");
    }
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn is_not_taken_for_a_whole_folder_and_begins_anew() {
    let server = SkeinServer::start().await.unwrap();
    for uid in ["ann", "bob"] {
        server.facade().create_user(uid, "employee").await.unwrap();
    }
    let talk = server.facade().create_direct("ann", "bob").await.unwrap();
    for number in 0..MESSAGES {
        let id = format!("m-{number}");
        let facade = server.facade();
        facade.send_text(&talk, "ann", &id, "hello").await.unwrap();
    }
    let copy = server.scratch_dir().join("copy");
    let made = server.run_subcommand(&["backup", copy.to_str().unwrap()]);
    assert!(made.unwrap().status.success());

    let mut interrupted = 0;
    for round in 0..6_u64 {
        let here = server.scratch_dir().join(format!("restored-{round}"));
        let mut restoring = skein(&["restore", copy.to_str().unwrap()], &here)
            .spawn()
            .unwrap();
        // From before the first file to after the last.
        std::thread::sleep(Duration::from_millis(10 + round * round * 12));
        let _ = restoring.kill();
        restoring.wait().unwrap();
        if here.join("unfinished.json").exists() {
            interrupted += 1;
            for command in ["serve", "doctor", "migrate"] {
                let refused = skein(&[command], &here).output().unwrap();
                assert!(!refused.status.success());
                let words = said(&refused) + &String::from_utf8_lossy(&refused.stdout);
                assert!(words.contains("was interrupted"), "{command}: {words}");
            }
            let again = skein(&["restore", copy.to_str().unwrap()], &here).output();
            let again = again.unwrap();
            assert!(again.status.success(), "{}", said(&again));
        } else if !here.join("skein.db").exists() {
            // Killed before it began.
            continue;
        }
        if round % 2 == 1 {
            let whole = skein(&["doctor"], &here).output().unwrap();
            let words = String::from_utf8_lossy(&whole.stdout).into_owned();
            assert!(whole.status.success(), "{words}");
            assert!(words.contains(&format!("messages: {MESSAGES}")), "{words}");
        }
    }
    // How many were caught in the middle depends on the machine; the tests of the storage make one for certain.
    println!("{interrupted} restores were interrupted");
}
