//! Getting a push to the connections of users, wherever they are.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use skein_foundation::{AppId, Uid, UserKey};
use skein_identity::model::Role;

use crate::model::{Push, Terminal};

/// For whom a push is. Users of one app.
#[derive(Debug, Clone)]
pub struct Audience {
    pub app: AppId,
    /// Shared: a conversation keeps the list, and every message of it borrows it.
    pub uids: Arc<[Uid]>,
}

impl Audience {
    pub fn new(app: AppId, uids: impl Into<Arc<[Uid]>>) -> Self {
        Self {
            app,
            uids: uids.into(),
        }
    }

    pub fn one(app: AppId, uid: Uid) -> Self {
        Self {
            app,
            uids: Arc::new([uid]),
        }
    }
}

/// Finds the nodes that hold connections of users and hands the push to them. One node: [`Outlet`] directly;
/// many nodes: one of the strategies of the cluster adapter. Never waits for a client.
#[async_trait]
pub trait Router: Send + Sync + fmt::Debug {
    async fn route(&self, audience: Audience, push: Push);
}

/// The connections of this node. Implemented by the gateway. Never waits: each outbox has its own rule for
/// being full.
pub trait Outlet: Send + Sync + fmt::Debug {
    fn deliver(&self, audience: &Audience, push: &Push);
}

/// Who is online, on what.
#[async_trait]
pub trait PresenceDirectory: Send + Sync + fmt::Debug {
    /// Terminals with a live connection; empty is offline.
    async fn terminals_of(&self, user: &UserKey) -> Vec<Terminal>;

    /// Where the user is shown to be: a reload of a page is no goodbye, so who was there a moment ago still is.
    async fn shown_terminals_of(&self, user: &UserKey) -> Vec<Terminal> {
        self.terminals_of(user).await
    }
}

/// Told when a user's first connection comes and when the last has been gone for a while, in the order in which both
/// happen: the caller holds a lock meanwhile. Never waits, and asks the caller nothing.
pub trait PresenceObserver: Send + Sync + fmt::Debug {
    fn user_came(&self, user: &UserKey, role: Role);
    fn user_left(&self, user: &UserKey, role: Role);
}
