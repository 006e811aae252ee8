//! The clock of the services: the system's, but for the demo, which lets talks happen that lie in the past.

use std::sync::atomic::{AtomicI64, Ordering};

use skein_foundation::{Clock, SystemClock};

#[derive(Debug, Default)]
pub(crate) struct ServiceClock {
    /// How far it is behind.
    behind_ms: AtomicI64,
}

impl ServiceClock {
    /// Before anything is served only: afterwards nobody expects a clock to be set.
    pub(crate) fn set_behind_ms(&self, behind_ms: i64) {
        self.behind_ms.store(behind_ms, Ordering::SeqCst);
    }

    pub(crate) fn pass_ms(&self, passed_ms: i64) {
        self.behind_ms.fetch_sub(passed_ms, Ordering::SeqCst);
    }
}

impl Clock for ServiceClock {
    fn now_ms(&self) -> i64 {
        SystemClock.now_ms() - self.behind_ms.load(Ordering::SeqCst)
    }
}
