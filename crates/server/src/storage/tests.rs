//! Folders whose halves fit, and folders whose halves do not.

use std::fs;

use skein_foundation::{AppId, ClientMsgId, ConversationId, Uid};
use skein_messaging::model::{Append, Content};
use skein_messaging::ports::{CursorStore as _, HistoryRange};
use tempfile::TempDir;

use super::*;
use crate::config::{Overrides, load};

fn config(folder: &Path) -> Config {
    let overrides = Overrides {
        data_dir: Some(folder.to_owned()),
        ..Overrides::default()
    };
    load(&overrides).unwrap()
}

fn talk() -> ConversationId {
    ConversationId::from_bytes([1; 16])
}

async fn say(storage: &Storage, id: &str) {
    let append = Append {
        app: AppId::parse("tour").unwrap(),
        conversation_id: talk(),
        sender: Some(Uid::parse("ann").unwrap()),
        client_msg_id: ClientMsgId::parse(id).unwrap(),
        time_ms: 0,
        content: Content::text("hello"),
        origin: None,
    };
    storage.log.append(vec![append]).await.unwrap();
}

async fn said(storage: &Storage) -> Vec<String> {
    let all = storage
        .log
        .read(talk(), HistoryRange::Newest, 100)
        .await
        .unwrap();
    all.iter()
        .map(|message| message.client_msg_id.to_string())
        .collect()
}

/// A storage that stores something, without anybody who follows its log.
async fn filled(folder: &Path, ids: &[&str]) -> Storage {
    let storage = Storage::open(&config(folder)).await.unwrap();
    drop(storage.log.take_commit_feed());
    for id in ids {
        say(&storage, id).await;
    }
    storage
        .store
        .save_cursor("messages", "tested", ids.len() as u64, 1)
        .await
        .unwrap();
    storage
}

#[tokio::test]
async fn a_second_server_on_the_folder_is_refused_in_words() {
    let folder = TempDir::new().unwrap();
    let first = filled(folder.path(), &["1"]).await;
    let refused = Storage::open(&config(folder.path()))
        .await
        .expect_err("the folder is taken");
    let expected = format!(
        "another skein works in {}; stop it first",
        folder.path().display()
    );
    assert_eq!(format!("{refused:#}"), expected);
    let refused = restore(&config(folder.path()), folder.path())
        .await
        .expect_err("nor is it restored into");
    assert!(
        format!("{refused:#}").contains("not a whole backup"),
        "{refused:#}"
    );
    say(&first, "2").await;
    first.close().await;
    drop(first);
    let next = Storage::open(&config(folder.path()))
        .await
        .expect("the folder is free again");
    assert_eq!(said(&next).await, ["1", "2"]);
    next.close().await;
}

#[tokio::test]
async fn a_backup_of_a_running_server_is_restored_whole() {
    let folder = TempDir::new().unwrap();
    let live = filled(&folder.path().join("live"), &["1", "2"]).await;
    let backup = folder.path().join("backup");
    live.backup_to(&backup).await.unwrap();
    say(&live, "after the backup").await;
    live.close().await;

    let restored = folder.path().join("restored");
    restore(&config(&restored), &backup).await.unwrap();
    let storage = Storage::open(&config(&restored)).await.unwrap();
    assert_eq!(said(&storage).await, ["1", "2"]);
    assert_eq!(
        storage
            .store
            .load_cursor("messages", "tested")
            .await
            .unwrap(),
        2
    );
    storage.close().await;
}

#[tokio::test]
async fn restoring_and_backing_up_never_write_over_something() {
    let folder = TempDir::new().unwrap();
    let live_dir = folder.path().join("live");
    let live = filled(&live_dir, &["1"]).await;
    let backup = folder.path().join("backup");
    live.backup_to(&backup).await.unwrap();
    let again = live
        .backup_to(&backup)
        .await
        .expect_err("there is a backup already");
    assert!(format!("{again:#}").ends_with("is not empty"), "{again:#}");

    let running = restore(&config(&live_dir), &backup)
        .await
        .expect_err("a server runs there");
    assert!(
        format!("{running:#}").contains("another skein works in"),
        "{running:#}"
    );
    live.close().await;
    drop(live);
    let full = restore(&config(&live_dir), &backup)
        .await
        .expect_err("there is data");
    assert!(
        format!("{full:#}").contains("holds data already"),
        "{full:#}"
    );

    fs::remove_file(backup.join("backup.json")).unwrap();
    let partial = restore(&config(&folder.path().join("new")), &backup)
        .await
        .expect_err("half a backup");
    assert!(
        format!("{partial:#}").contains("is not a whole backup"),
        "{partial:#}"
    );
    assert!(!folder.path().join("new").join(STORE_FILE).exists());
}

/// Copies a folder as `cp -r` does: whatever is there, as it is.
fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn exchange(half: &str, from: &Path, to: &Path) {
    for name in match half {
        "log" => vec!["log"],
        _ => vec!["skein.db", "skein.db-wal", "skein.db-shm"],
    } {
        let _ = fs::remove_dir_all(to.join(name));
        let _ = fs::remove_file(to.join(name));
        if from.join(name).is_dir() {
            copy_folder(&from.join(name), &to.join(name));
        } else if from.join(name).exists() {
            fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }
}

/// What is said of a folder, and what is done to it before.
type Harm<'a> = (&'a str, Box<dyn Fn(&Path) + 'a>);

/// Why the folder is not opened, neither to work in it nor to look.
async fn refusal(folder: &Path) -> String {
    let refused = Storage::open(&config(folder)).await.expect_err("refused");
    let looked = Storage::open_unmigrated(&config(folder)).await;
    let looked = looked.expect_err("nor looked at");
    assert_eq!(format!("{refused:#}"), format!("{looked:#}"));
    format!("{refused:#}")
}

#[tokio::test]
async fn a_half_that_is_missing_emptied_foreign_or_of_another_time_is_refused_with_the_way_out() {
    let folder = TempDir::new().unwrap();
    let place = |name: &str| folder.path().join(name);
    let close = async |storage: Storage| storage.close().await;
    close(filled(&place("old"), &["1", "2"]).await).await;
    copy_folder(&place("old"), &place("new"));
    // The same files, later.
    let later = Storage::open(&config(&place("old"))).await.unwrap();
    drop(later.log.take_commit_feed());
    for id in ["3", "4"] {
        say(&later, id).await;
    }
    close(later).await;
    close(filled(&place("other"), &["1", "2"]).await).await;
    // A copy that went its own way.
    copy_folder(&place("old"), &place("fork"));
    let fork = Storage::open(&config(&place("fork"))).await.unwrap();
    drop(fork.log.take_commit_feed());
    close(fork).await;

    let harms: Vec<Harm<'_>> = vec![
        (
            "skein.db is missing",
            Box::new(|here| exchange("store", &place("nowhere"), here)),
        ),
        (
            "skein.db is empty",
            Box::new(|here| {
                exchange("store", &place("nowhere"), here);
                fs::write(here.join("skein.db"), "").unwrap();
            }),
        ),
        (
            "the message log is missing",
            Box::new(|here| exchange("log", &place("nowhere"), here)),
        ),
        (
            "log/seal) is missing",
            Box::new(|here| fs::remove_file(here.join("log/seal")).unwrap()),
        ),
        (
            "log/seal) is empty",
            Box::new(|here| fs::write(here.join("log/seal"), "").unwrap()),
        ),
        (
            "two different data folders",
            Box::new(|here| exchange("log", &place("other"), here)),
        ),
        (
            "two different data folders",
            Box::new(|here| exchange("store", &place("other"), here)),
        ),
        (
            "two copies of one data folder",
            Box::new(|here| exchange("log", &place("fork"), here)),
        ),
        (
            "skein.db is older",
            Box::new(|here| exchange("store", &place("new"), here)),
        ),
        (
            "the message log is older",
            Box::new(|here| exchange("log", &place("new"), here)),
        ),
        (
            "0.jnl",
            Box::new(|here| fs::remove_file(here.join("log/0.jnl")).unwrap()),
        ),
        (
            "0.jnl",
            Box::new(|here| fs::write(here.join("log/0.jnl"), "").unwrap()),
        ),
    ];
    for (words, harm) in harms {
        let here = place("here");
        let _ = fs::remove_dir_all(&here);
        copy_folder(&place("old"), &here);
        harm(&here);
        let said = refusal(&here).await;
        assert!(said.contains(words), "{words}: {said}");
        assert!(said.contains("skein restore"), "{said}");
    }
    // Nothing was harmed by the looking.
    let whole = Storage::open(&config(&place("old"))).await.unwrap();
    assert_eq!(said(&whole).await, ["1", "2", "3", "4"]);
    close(whole).await;
}

#[tokio::test]
async fn a_restore_that_was_interrupted_says_so_and_begins_anew() {
    let folder = TempDir::new().unwrap();
    let place = |name: &str| folder.path().join(name);
    let live = filled(&place("live"), &["1", "2"]).await;
    live.backup_to(&place("backup")).await.unwrap();
    live.close().await;
    let here = place("here");
    // As it was killed half-way.
    restore(&config(&here), &place("backup")).await.unwrap();
    folder::begin(&here, &Unfinished::Restore).unwrap();
    fs::remove_file(here.join("skein.db")).unwrap();
    let words = refusal(&here).await;
    assert!(
        words.contains("was interrupted; run `skein restore` again"),
        "{words}"
    );
    restore(&config(&here), &place("backup")).await.unwrap();
    let restored = Storage::open(&config(&here)).await.unwrap();
    assert_eq!(said(&restored).await, ["1", "2"]);
    let epoch = restored.stamp.lock().await.unwrap().epoch;
    assert!(epoch > 1, "what was restored goes its own way");
    restored.close().await;
}

#[tokio::test]
async fn a_backup_with_a_file_that_is_missing_cut_changed_or_strange_is_not_restored() {
    let folder = TempDir::new().unwrap();
    let place = |name: &str| folder.path().join(name);
    let live = filled(&place("live"), &["1", "2"]).await;
    live.backup_to(&place("whole")).await.unwrap();
    live.close().await;
    let table = |folder: &Path| {
        let tables = folder.join("log/keyspaces/1/tables");
        fs::read_dir(tables)
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path()
    };
    let harms: Vec<Harm<'_>> = vec![
        (
            "is missing",
            Box::new(|here| fs::remove_file(here.join("skein.db")).unwrap()),
        ),
        (
            "is missing",
            Box::new(|here| fs::remove_dir_all(here.join("log")).unwrap()),
        ),
        (
            "is missing",
            Box::new(|here| fs::remove_file(table(here)).unwrap()),
        ),
        (
            "bytes instead of",
            Box::new(|here| fs::write(table(here), "short").unwrap()),
        ),
        (
            "is not of this backup",
            Box::new(|here| fs::write(here.join("log/9.jnl"), "").unwrap()),
        ),
        (
            "not the file that was backed up",
            Box::new(|here| {
                let mut bytes = fs::read(table(here)).unwrap();
                bytes[20] ^= 1;
                fs::write(table(here), bytes).unwrap();
            }),
        ),
        (
            "not a whole backup",
            Box::new(|here| {
                fs::remove_file(here.join("backup.json")).unwrap();
            }),
        ),
    ];
    for (words, harm) in harms {
        for name in ["backup", "here"] {
            let _ = fs::remove_dir_all(place(name));
        }
        copy_folder(&place("whole"), &place("backup"));
        harm(&place("backup"));
        let refused = restore(&config(&place("here")), &place("backup")).await;
        let refused = format!("{:#}", refused.expect_err("half a backup"));
        assert!(refused.contains(words), "{words}: {refused}");
        // Nothing half is taken for whole, and the next attempt with a whole one succeeds.
        if place("here/unfinished.json").exists() {
            assert!(refusal(&place("here")).await.contains("was interrupted"));
        }
        restore(&config(&place("here")), &place("whole"))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_backup_that_was_interrupted_is_begun_anew_and_taken_for_no_backup() {
    let folder = TempDir::new().unwrap();
    let live = filled(&folder.path().join("live"), &["1"]).await;
    let backup = folder.path().join("backup");
    live.backup_to(&backup).await.unwrap();
    fs::remove_file(backup.join("backup.json")).unwrap();
    fs::write(backup.join("backup.begun"), "").unwrap();
    fs::remove_dir_all(backup.join("log")).unwrap();
    let new = config(&folder.path().join("new"));
    let refused = restore(&new, &backup).await.expect_err("half of one");
    assert!(format!("{refused:#}").contains("not a whole backup"));
    live.backup_to(&backup).await.unwrap();
    live.close().await;
    restore(&new, &backup).await.unwrap();
}

#[tokio::test]
async fn two_backups_into_one_folder_do_not_write_over_each_other() {
    let folder = TempDir::new().unwrap();
    let live = filled(&folder.path().join("live"), &["1", "2"]).await;
    let backup = folder.path().join("backup");
    // Both begin before either is done, whoever is first.
    let (one, other) = tokio::join!(live.backup_to(&backup), live.backup_to(&backup));
    let refused = match (one, other) {
        (Ok(()), Err(refused)) | (Err(refused), Ok(())) => format!("{refused:#}"),
        both => panic!("one of them is whole: {both:?}"),
    };
    assert!(
        refused.starts_with("another backup is being written into"),
        "{refused}"
    );
    live.close().await;
    let restored = folder.path().join("restored");
    restore(&config(&restored), &backup).await.unwrap();
    let restored = Storage::open(&config(&restored)).await.unwrap();
    assert_eq!(said(&restored).await, ["1", "2"]);
    restored.close().await;
}

#[tokio::test]
async fn a_folder_of_an_earlier_version_is_adopted_once() {
    let folder = TempDir::new().unwrap();
    let here = folder.path().join("here");
    let first = filled(&here, &["1", "2"]).await;
    first.close().await;
    drop(first);
    forget_the_stamp(&here.join("skein.db")).await;
    fs::remove_file(here.join("log/seal")).unwrap();
    for _ in 0..2 {
        let next = Storage::open(&config(&here)).await.unwrap();
        assert_eq!(said(&next).await, ["1", "2"]);
        next.close().await;
    }
    fs::remove_file(here.join("log/seal")).unwrap();
    assert!(refusal(&here).await.contains("log/seal) is missing"));
}

#[tokio::test]
async fn a_copy_of_a_folder_in_use_is_whole_or_refused_and_goes_its_own_way() {
    let folder = TempDir::new().unwrap();
    let place = |name: &str| folder.path().join(name);
    let live = filled(&place("live"), &["1", "2"]).await;
    copy_folder(&place("live"), &place("copy"));
    say(&live, "3").await;
    let copy = Storage::open(&config(&place("copy"))).await.unwrap();
    assert_eq!(said(&copy).await, ["1", "2"]);
    let epoch = copy.stamp.lock().await.unwrap().epoch;
    assert_eq!(epoch, 2);
    copy.close().await;
    live.close().await;
}

/// Makes of a store one of an earlier version.
async fn forget_the_stamp(path: &Path) {
    let store = Store::open(path).await.unwrap();
    store.forget_stamp().await.unwrap();
    store.close().await.unwrap();
}

#[test]
fn what_belongs_to_somebody_else_is_said_with_both_users() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("skein.lock");
    fs::write(&file, "").unwrap();
    let refusal = || std::io::Error::from(std::io::ErrorKind::PermissionDenied);
    assert_eq!(find_stranger(&file, &refusal()), None, "it is ours");

    let ours = rustix::process::geteuid().as_raw();
    let (strange, owner) = if ours == 0 {
        std::os::unix::fs::chown(&file, Some(65_534), None).unwrap();
        (file.as_path(), 65_534)
    } else {
        (Path::new("/"), 0)
    };
    let said = find_stranger(strange, &refusal()).unwrap();
    assert!(said.contains(&format!("belongs to user {owner}")), "{said}");
    assert!(said.contains(&format!("runs as user {ours}")), "{said}");
    let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
    assert_eq!(
        find_stranger(strange, &full),
        None,
        "rights are not what lacks"
    );
    // Nothing can be looked for below a file, so who it belongs to stands in for it.
    let below = find_stranger(&strange.join("none"), &refusal()).unwrap();
    assert!(
        below.contains(&format!("belongs to user {owner}")),
        "{below}"
    );
}

#[tokio::test]
async fn a_file_in_the_place_of_the_folder_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data");
    fs::write(&file, "").unwrap();
    let error = Storage::open(&config(&file)).await.unwrap_err();
    assert!(error.to_string().contains("is a file"), "{error:#}");
}
