//! Holds one look-up up until the test lets it go.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

#[derive(Debug, Default)]
pub(crate) struct Hold {
    next: AtomicBool,
    is_held: Notify,
    go_on: Notify,
}

impl Hold {
    /// The next one that comes by.
    pub(crate) fn hold_next(&self) {
        self.next.store(true, Ordering::SeqCst);
    }

    /// Waits until it stands still.
    pub(crate) async fn held(&self) {
        self.is_held.notified().await;
    }

    pub(crate) fn let_go(&self) {
        self.go_on.notify_one();
    }

    /// What is held up calls this where it is to stand.
    pub(crate) async fn pass(&self) {
        if self.next.swap(false, Ordering::SeqCst) {
            self.is_held.notify_one();
            self.go_on.notified().await;
        }
    }
}
