//! The database as a file: opening, migrating, copying, checking, and the ways it can be broken.

use std::error::Error as _;

use skein_foundation::StoreErrorKind;
use skein_messaging::ports::CursorStore;
use skein_store::Store;

use crate::fresh_store;

#[tokio::test]
async fn migrating_twice_changes_nothing_and_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("skein.db");
    let store = Store::open(&path).await.unwrap();
    assert!(!store.pending_migrations().await.unwrap().is_empty());
    store.migrate().await.unwrap();
    store.migrate().await.unwrap();
    store.save_cursor("changes", "search", 7, 1).await.unwrap();
    assert_eq!(
        store.pending_migrations().await.unwrap(),
        Vec::<String>::new()
    );
    store.close().await.unwrap();

    let reopened = Store::open(&path).await.unwrap();
    assert_eq!(
        reopened.pending_migrations().await.unwrap(),
        Vec::<String>::new()
    );
    reopened.migrate().await.unwrap();
    assert_eq!(reopened.load_cursor("changes", "search").await.unwrap(), 7);
}

#[tokio::test]
async fn two_processes_that_migrate_at_once_both_succeed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("skein.db");
    let (one, other) = (
        Store::open(&path).await.unwrap(),
        Store::open(&path).await.unwrap(),
    );
    let (first, second) = tokio::join!(one.migrate(), other.migrate());
    first.unwrap();
    second.unwrap();
    assert_eq!(
        other.pending_migrations().await.unwrap(),
        Vec::<String>::new()
    );
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_database_and_its_copies() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, store) = fresh_store().await;
    store
        .backup_to(&folder.path().join("copy.db"))
        .await
        .unwrap();
    for name in ["skein.db", "skein.db-wal", "copy.db"] {
        let mode = std::fs::metadata(folder.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{name} is open to others");
    }
}

#[tokio::test]
async fn a_backup_taken_while_writing_is_complete_and_never_overwrites() {
    let (folder, store) = fresh_store().await;
    store.save_cursor("changes", "before", 1, 1).await.unwrap();
    let writer = {
        let store = store.clone();
        skein_foundation::runtime::spawn("test.writer", async move {
            for number in 0..200 {
                store
                    .save_cursor("changes", "during", number, 1)
                    .await
                    .unwrap();
            }
        })
    };
    let copy = folder.path().join("copy's name?.db");
    store.backup_to(&copy).await.unwrap();
    writer.await.unwrap();

    assert_eq!(
        store.backup_to(&copy).await.unwrap_err().kind,
        StoreErrorKind::Conflict
    );
    let restored = Store::open(&copy).await.unwrap();
    restored.check().await.unwrap();
    assert_eq!(
        restored.pending_migrations().await.unwrap(),
        Vec::<String>::new()
    );
    assert_eq!(restored.load_cursor("changes", "before").await.unwrap(), 1);
    assert!(!folder.path().join("copy's name?.db.partial").exists());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_corrupt_and_says_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("skein.db");
    std::fs::write(&path, "these are notes about geese ".repeat(400)).unwrap();
    let error = Store::open(&path).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Corrupt);
    assert!(
        error
            .source()
            .unwrap()
            .to_string()
            .contains("skein restore"),
        "{:?}",
        error.source()
    );
}

#[tokio::test]
async fn a_damaged_page_is_found_by_the_check() {
    let (folder, store) = fresh_store().await;
    for number in 0..400 {
        store
            .save_cursor("changes", &format!("consumer {number}"), number, 1)
            .await
            .unwrap();
    }
    store.check().await.unwrap();
    store.close().await.unwrap();

    let path = folder.path().join("skein.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let end = bytes.len();
    // Among the rows: what comes after them may be of the schema, which is read when the file is opened.
    bytes[end - 16_384..end - 8_192].fill(0x5a);
    std::fs::write(&path, bytes).unwrap();
    let damaged = Store::open(&path).await.unwrap();
    assert_eq!(
        damaged.check().await.unwrap_err().kind,
        StoreErrorKind::Corrupt
    );
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_unavailable() {
    let folder = tempfile::tempdir().unwrap();
    let error = Store::open(&folder.path().join("nowhere/skein.db"))
        .await
        .unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Unavailable);
    assert!(error.source().unwrap().to_string().contains("nowhere"));
}

#[tokio::test]
async fn a_closed_store_is_unavailable() {
    let (_folder, store) = fresh_store().await;
    store.close().await.unwrap();
    assert_eq!(
        store.ping().await.unwrap_err().kind,
        StoreErrorKind::Unavailable
    );
    let error = store
        .save_cursor("changes", "late", 1, 1)
        .await
        .unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Unavailable);
}
