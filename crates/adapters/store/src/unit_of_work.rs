//! One unit of work: what a use case changes and the events about it, committed together or not at all.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use sea_orm::{DatabaseTransaction, TransactionTrait};
use skein_foundation::clock::Stopwatch;
use skein_foundation::{AppId, Lock, StoreError, Unit, runtime};
use tokio::sync::watch;

use crate::database::Store;
use crate::error::store_error;
use crate::metrics::{self, Held};
use crate::sql::{Connection, Sql};
use crate::{dialect, outbox};

/// A write transaction. Dropping it undoes everything.
pub(crate) type UnitOfWork = Sql<Transaction>;

pub struct Transaction {
    db: DatabaseTransaction,
    /// Ends with the transaction.
    held: Held,
    /// Position of the newest change recorded here; 0 when there is none.
    newest_change: u64,
    committed_changes: Arc<watch::Sender<u64>>,
    commits: Arc<watch::Sender<u64>>,
}

impl Store {
    /// Begins a unit of work; waits for the one before it. Read inside it what the decision depends on: nobody
    /// else writes until it ends.
    pub(crate) async fn begin_write(&self) -> Result<UnitOfWork, StoreError> {
        let asked = Stopwatch::start();
        let db = self
            .writer()
            .begin_with_options(dialect::write_transaction())
            .await
            .map_err(store_error)?;
        metrics::waited_for_writer(asked.elapsed());
        Ok(Sql(Transaction {
            held: Held::begin(),
            db,
            newest_change: 0,
            committed_changes: Arc::clone(self.committed_changes()),
            commits: Arc::clone(self.commits()),
        }))
    }

    /// Begins a unit of work that decides on these. SQLite has one writer at a time: whoever writes decides alone on
    /// everything, and there is nothing to take.
    pub(crate) async fn begin_locked(&self, _locks: &[Lock]) -> Result<UnitOfWork, StoreError> {
        self.begin_write().await
    }
}

impl Connection for Transaction {
    type Db = DatabaseTransaction;

    fn db(&self) -> &DatabaseTransaction {
        &self.db
    }
}

impl UnitOfWork {
    /// Makes it real. Runs to its end even when the caller goes away, so that a change is never committed
    /// without those who wait for changes being woken.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let Transaction {
            db,
            held,
            newest_change,
            committed_changes,
            commits,
        } = self.0;
        let commit = async move {
            db.commit().await.map_err(store_error)?;
            drop(held);
            commits.send_modify(|count| *count += 1);
            if newest_change > 0 {
                committed_changes.send_modify(|newest| *newest = newest_change.max(*newest));
            }
            Ok(())
        };
        runtime::spawn("store.commit", commit)
            .await
            .map_err(StoreError::internal)?
    }
}

#[async_trait]
impl Unit for UnitOfWork {
    async fn record_change(
        &mut self,
        app: &AppId,
        kind: &str,
        payload: String,
        time_ms: i64,
    ) -> Result<(), StoreError> {
        let position = outbox::insert_change(self.db(), app, kind, payload, time_ms).await?;
        self.0.newest_change = position;
        Ok(())
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        Self::commit(*self).await
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Transaction")
            .field("newest_change", &self.newest_change)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use sea_orm::ConnectionTrait;
    use skein_foundation::StoreErrorKind;
    use skein_messaging::ports::ChangeOutbox;
    use tempfile::TempDir;

    use super::*;

    async fn fresh_store() -> (TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("skein.db")).await.unwrap();
        store.migrate().await.unwrap();
        (folder, store)
    }

    async fn record(unit: &mut UnitOfWork, payload: &str) -> Result<(), StoreError> {
        let app = AppId::parse("tour").unwrap();
        let payload = format!("\"{payload}\"");
        unit.record_change(&app, "test.happened", payload, 1).await
    }

    #[tokio::test]
    async fn a_dropped_unit_leaves_nothing_and_blocks_nobody() {
        let (_folder, store) = fresh_store().await;
        let watch = store.watch_changes();
        let mut abandoned = store.begin_write().await.unwrap();
        record(&mut abandoned, "abandoned").await.unwrap();
        drop(abandoned);
        assert!(!watch.has_changed().unwrap());

        let mut kept = store.begin_write().await.unwrap();
        record(&mut kept, "kept").await.unwrap();
        assert_eq!(
            store.list_changes(0, 10).await.unwrap(),
            [],
            "nobody sees it yet"
        );
        kept.commit().await.unwrap();
        let changes = store.list_changes(0, 10).await.unwrap();
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].payload, "\"kept\"");
    }

    #[tokio::test]
    async fn a_full_disk_is_unavailable_says_so_and_passes() {
        let (_folder, store) = fresh_store().await;
        let limit = |pages: u32| format!("PRAGMA max_page_count = {pages}");
        store.writer().execute_unprepared(&limit(1)).await.unwrap();

        let mut unit = store.begin_write().await.unwrap();
        let error = record(&mut unit, &"x".repeat(1_000_000)).await.unwrap_err();
        drop(unit);
        assert_eq!(error.kind, StoreErrorKind::Unavailable);
        assert!(error.source().unwrap().to_string().contains("disk is full"));
        assert_eq!(store.list_changes(0, 10).await.unwrap(), []);

        store
            .writer()
            .execute_unprepared(&limit(1_000_000))
            .await
            .unwrap();
        let mut unit = store.begin_write().await.unwrap();
        record(&mut unit, "after").await.unwrap();
        unit.commit().await.unwrap();
        assert_eq!(store.list_changes(0, 10).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_lock_held_by_another_process_is_unavailable_until_it_is_free() {
        let (folder, store) = fresh_store().await;
        let other = Store::open(&folder.path().join("skein.db")).await.unwrap();
        store
            .writer()
            .execute_unprepared("PRAGMA busy_timeout = 20")
            .await
            .unwrap();

        let held = other.begin_write().await.unwrap();
        let error = store.begin_write().await.unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Unavailable);
        store
            .list_changes(0, 1)
            .await
            .expect("readers don't wait for writers");
        drop(held);
        store.begin_write().await.unwrap();
    }
}
