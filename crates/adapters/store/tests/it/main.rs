//! The store on real SQLite files: contract suites, schema rules, and what happens when things go wrong.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contracts;
mod desk;
mod files;
mod members;
mod schema;

use skein_store::Store;
use tempfile::TempDir;

/// A fresh, migrated store. The folder lives as long as the value.
async fn fresh_store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("skein.db")).await.unwrap();
    store.migrate().await.unwrap();
    (folder, store)
}
