//! Who does what only one node of a cluster does at a time.

use std::fmt;

use async_trait::async_trait;
use skein_foundation::StoreError;
use tokio::sync::watch;

/// One node: every lease is its own, once and for ever. Many nodes: a lease that runs out when its holder does.
#[async_trait]
pub trait Leases: Send + Sync + fmt::Debug {
    /// Waits until the work is this node's. Cancel-safe.
    async fn hold(&self, work: &'static str) -> Result<Lease, StoreError>;
}

/// The work is this node's until it is lost. Dropping it gives it back.
#[derive(Debug)]
pub struct Lease {
    epoch: u64,
    /// True when it is lost; `None` when it can't be.
    lost: Option<watch::Receiver<bool>>,
}

impl Lease {
    /// For who is alone.
    pub const fn for_ever(epoch: u64) -> Self {
        Self { epoch, lost: None }
    }

    pub const fn until(epoch: u64, lost: watch::Receiver<bool>) -> Self {
        Self {
            epoch,
            lost: Some(lost),
        }
    }

    /// Rises with each holder of the same work: what an earlier one still writes is refused.
    pub const fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Ends when the work may be somebody else's.
    pub async fn lost(&mut self) {
        match &mut self.lost {
            None => std::future::pending().await,
            // Whoever would say so is gone, which says so, too.
            Some(lost) => drop(lost.wait_for(|lost| *lost).await),
        }
    }
}
