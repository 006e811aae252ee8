//! One unit of work: what a use case changes and the events about it, committed together or not at all.

use std::fmt;
use std::sync::Arc;

use sea_orm::{DatabaseTransaction, TransactionTrait};
use serde::Serialize;
use skein_foundation::{AppId, StoreError, runtime};
use tokio::sync::watch;

use crate::database::Store;
use crate::error::store_error;
use crate::{dialect, outbox};

/// A write transaction. Dropping it undoes everything.
pub(crate) struct UnitOfWork {
    transaction: DatabaseTransaction,
    /// Position of the newest change recorded here; 0 when there is none.
    newest_change: u64,
    committed_changes: Arc<watch::Sender<u64>>,
}

impl Store {
    /// Begins a unit of work; waits for the one before it. Read inside it what the decision depends on: nobody
    /// else writes until it ends.
    pub(crate) async fn begin_write(&self) -> Result<UnitOfWork, StoreError> {
        let transaction = self
            .writer()
            .begin_with_options(dialect::write_transaction())
            .await
            .map_err(store_error)?;
        Ok(UnitOfWork {
            transaction,
            newest_change: 0,
            committed_changes: Arc::clone(self.committed_changes()),
        })
    }
}

impl UnitOfWork {
    /// What queries and commands of this unit run on.
    pub(crate) fn db(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// Writes an event about what this unit changes. `kind` is dotted and past tense: `consultation.assigned`.
    pub(crate) async fn record_change(
        &mut self,
        app: &AppId,
        kind: &str,
        payload: &(impl Serialize + Sync),
        time_ms: i64,
    ) -> Result<(), StoreError> {
        self.newest_change =
            outbox::insert_change(&self.transaction, app, kind, payload, time_ms).await?;
        Ok(())
    }

    /// Makes it real. Runs to its end even when the caller goes away, so that a change is never committed
    /// without those who wait for changes being woken.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let Self { transaction, newest_change, committed_changes } = self;
        let commit = async move {
            transaction.commit().await.map_err(store_error)?;
            if newest_change > 0 {
                committed_changes.send_modify(|newest| *newest = newest_change.max(*newest));
            }
            Ok(())
        };
        runtime::spawn("store.commit", commit).await.map_err(StoreError::internal)?
    }
}

impl fmt::Debug for UnitOfWork {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UnitOfWork")
            .field("newest_change", &self.newest_change)
            .finish_non_exhaustive()
    }
}
