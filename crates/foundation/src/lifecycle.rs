//! Stopping in two steps: first everybody is asked to finish, at the deadline everybody is made to.

use tokio_util::sync::CancellationToken;

/// Passed to everything that runs. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Lifecycle {
    draining: CancellationToken,
    stopping: CancellationToken,
}

impl Lifecycle {
    pub fn new() -> Self {
        Self::default()
    }

    /// First step: take nothing new, tell clients to move, flush.
    pub fn drain(&self) {
        self.draining.cancel();
    }

    /// Second step: end now.
    pub fn stop(&self) {
        self.draining.cancel();
        self.stopping.cancel();
    }

    pub fn is_draining(&self) -> bool {
        self.draining.is_cancelled()
    }

    /// Cancel-safe.
    pub async fn drained(&self) {
        self.draining.cancelled().await;
    }

    /// Cancel-safe.
    pub async fn stopped(&self) {
        self.stopping.cancelled().await;
    }

    /// Runs until the second step; `None` when it came first.
    pub async fn run_until_stopped<F: Future>(&self, work: F) -> Option<F::Output> {
        self.stopping.run_until_cancelled(work).await
    }
}
