//! `skein doctor` reads all that was ever said and names what is damaged, before somebody asks for it in vain.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use skein_testkit::SkeinServer;

fn skein(arguments: &[&str], data_dir: &Path) -> Output {
    Command::new(skein_testkit::skein_binary().unwrap())
        .args(arguments)
        .arg("--data-dir")
        .arg(data_dir)
        .env("SKEIN__SERVER__LISTEN", "127.0.0.1:0")
        .env("SKEIN__OPERATIONS__LISTEN", "127.0.0.1:0")
        .output()
        .unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn down_to_the_file() {
    let server = SkeinServer::start().await.unwrap();
    for uid in ["ann", "bob"] {
        server.facade().create_user(uid, "employee").await.unwrap();
    }
    let talk = server.facade().create_direct("ann", "bob").await.unwrap();
    for number in 1..=10 {
        let id = format!("id-{number}");
        let facade = server.facade();
        facade
            .send_text(&talk, "ann", &id, "unmistakable")
            .await
            .unwrap();
    }
    // A copy has its messages in tables, as every message is sooner or later.
    let copy = server.scratch_dir().join("copy");
    let made = server.run_subcommand(&["backup", copy.to_str().unwrap()]);
    assert!(made.unwrap().status.success());
    let data_dir = server.scratch_dir().join("restored");
    let restored = skein(&["restore", copy.to_str().unwrap()], &data_dir);
    assert!(restored.status.success());

    let sound = skein(&["doctor"], &data_dir);
    let said = String::from_utf8_lossy(&sound.stdout);
    assert!(sound.status.success(), "{said}");
    assert!(
        said.contains("the message log is whole (messages: 10, conversations: 1)"),
        "{said}"
    );

    let words = b"unmistakable";
    let (table, mut bytes, at) = files(&data_dir.join("log"))
        .into_iter()
        .find_map(|path| {
            let bytes = std::fs::read(&path).unwrap();
            let at = bytes.windows(words.len()).position(|part| part == words)?;
            Some((path, bytes, at))
        })
        .unwrap();
    bytes[at] ^= 0x20;
    std::fs::write(&table, bytes).unwrap();
    let damaged = skein(&["doctor"], &data_dir);
    let said = String::from_utf8_lossy(&damaged.stdout);
    assert_eq!(damaged.status.code(), Some(1), "{said}");
    let named = format!("{} is damaged", table.display());
    assert!(said.contains(&named), "{said}");
    assert!(said.contains("skein restore"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_words_also_where_files_and_folders_are_exchanged() {
    let server = SkeinServer::start().await.unwrap();
    let copy = server.scratch_dir().join("copy");
    let made = server.run_subcommand(&["backup", copy.to_str().unwrap()]);
    assert!(made.unwrap().status.success());
    for place in [
        "a folder among tables",
        "a stranger among keyspaces",
        "a file for a folder",
    ] {
        let data_dir = server.scratch_dir().join(place);
        let restored = skein(&["restore", copy.to_str().unwrap()], &data_dir);
        assert!(restored.status.success(), "{restored:?}");
        let log = data_dir.join("log");
        // As after a server that was killed: nothing says which files there were.
        std::fs::remove_file(log.join("files")).unwrap();
        let is_table = |path: &PathBuf| path.parent().unwrap().ends_with("tables");
        let table = files(&log).into_iter().find(is_table).unwrap();
        let strange = match place {
            "a folder among tables" => {
                std::fs::remove_file(&table).unwrap();
                std::fs::create_dir(&table).unwrap();
                table
            }
            "a stranger among keyspaces" => {
                let strange = log.join("keyspaces/lost+found");
                std::fs::create_dir(&strange).unwrap();
                strange
            }
            _ => {
                let tables = table.parent().unwrap().to_owned();
                std::fs::remove_dir_all(&tables).unwrap();
                std::fs::write(&tables, "").unwrap();
                tables
            }
        };
        let found = skein(&["doctor"], &data_dir);
        assert_eq!(found.status.code(), Some(1), "{place}");
        let (said, complained) = (
            String::from_utf8_lossy(&found.stdout),
            String::from_utf8_lossy(&found.stderr),
        );
        assert!(!complained.contains("panicked"), "{place}: {complained}");
        let problem = said.lines().find(|line| line.starts_with("PROBLEM"));
        let problem = problem.unwrap_or_default();
        assert!(
            problem.contains(strange.to_str().unwrap()) && problem.contains("skein restore"),
            "{place}: {said}"
        );
    }
}
