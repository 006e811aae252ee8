//! Use cases of messaging. One handle, cheap to clone, shared by gateway, API and desk.

pub mod commands;
mod conversations;
mod delivery;
mod ledger;
mod marks;
mod reading;
mod routes;
mod sending;
mod signals;
mod syncing;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use skein_foundation::Clock;

use crate::ports::{ConversationStore, MessageLog, Router};
use ledger::Ledger;
use routes::Routes;

pub use conversations::{ConversationError, JoinError, MemberPage};
pub use delivery::run_delivery;
pub use marks::{MarkError, run_marks};
pub use reading::{ConversationView, HistoryPage, ReadError};
pub use sending::{AuthorisedSends, SendCommand, SendError};
pub use syncing::{MAX_SYNC_DISTANCE, SyncAnswer, SyncRequest};

/// Everything messaging needs from outside.
#[derive(Debug, Clone)]
pub struct MessagingPorts {
    pub log: Arc<dyn MessageLog>,
    pub conversations: Arc<dyn ConversationStore>,
    pub router: Arc<dyn Router>,
    pub clock: Arc<dyn Clock>,
}

/// The messaging core.
#[derive(Debug, Clone)]
pub struct Messaging {
    ports: MessagingPorts,
    routes: Arc<Routes>,
    marks: Arc<Ledger>,
}

impl Messaging {
    pub fn new(ports: MessagingPorts) -> Self {
        let routes = Arc::new(Routes::new(Arc::clone(&ports.conversations)));
        Self {
            ports,
            routes,
            marks: Arc::default(),
        }
    }

    pub fn log(&self) -> &Arc<dyn MessageLog> {
        &self.ports.log
    }
}
