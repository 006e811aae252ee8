//! The desk's own time: goes on while the desk runs, from where the last start left off.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use skein_foundation::{Clock, StoreError};
use tokio::sync::OnceCell;

use super::Desk;
use crate::model::DeskTime;

/// How much of it a crash may forget: then who is silent or lost has so much longer.
const KEEP_EVERY_MS: i64 = 10_000;

#[derive(Debug)]
pub(super) struct RunningTime {
    steady: Arc<dyn Clock>,
    /// Where that one stood when this start of the desk began.
    began_ms: i64,
    /// What the desk time lies behind the steady clock; known once the store was asked.
    behind_ms: OnceCell<i64>,
    kept: AtomicI64,
}

impl RunningTime {
    pub(super) fn by(steady: Arc<dyn Clock>) -> Self {
        Self {
            began_ms: steady.now_ms(),
            steady,
            behind_ms: OnceCell::new(),
            kept: AtomicI64::new(0),
        }
    }
}

impl Desk {
    pub(super) async fn desk_now(&self) -> Result<DeskTime, StoreError> {
        let running = &self.running;
        let behind_ms = running
            .behind_ms
            .get_or_try_init(|| async {
                let kept = self.ports.store.read_desk_time().await?;
                running.kept.store(kept.0, Ordering::Relaxed);
                Ok::<_, StoreError>(running.began_ms - kept.0)
            })
            .await?;
        Ok(DeskTime(running.steady.now_ms() - behind_ms))
    }

    /// Keeps the desk time now and then, while it matters to somebody.
    pub(super) async fn keep_desk_time(&self) -> Result<(), StoreError> {
        let now = self.desk_now().await?;
        let kept = &self.running.kept;
        if now.0 - kept.load(Ordering::Relaxed) < KEEP_EVERY_MS {
            return Ok(());
        }
        self.ports.store.keep_desk_time(now).await?;
        kept.store(now.0, Ordering::Relaxed);
        Ok(())
    }

    /// A moment of the desk's time as a time of day, for people.
    pub(super) async fn time_of_day_ms(&self, at: DeskTime) -> Result<i64, StoreError> {
        let in_ms = at.since(self.desk_now().await?);
        Ok(self.now_ms().saturating_add(in_ms))
    }
}
