//! What the rest of the node knows of one session: who it is, and its outbox.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use skein_foundation::{DeviceId, SessionId, UserKey};
use skein_identity::model::{Role, SignInId};
use skein_messaging::model::Terminal;

use super::outbox::Outbox;
use crate::encoded::Encoding;

/// Shared by the connection's task, the registry and the heartbeat wheel.
#[derive(Debug)]
pub(crate) struct SessionHandle {
    pub(crate) id: SessionId,
    pub(crate) user: UserKey,
    pub(crate) role: Role,
    /// Where the user signed in, if the token says so.
    pub(crate) sign_in: Option<SignInId>,
    pub(crate) terminal: Terminal,
    pub(crate) device_id: DeviceId,
    pub(crate) device_name: String,
    /// By the clock of sessions.
    token_ends_ms: i64,
    pub(crate) encoding: Encoding,
    pub(crate) outbox: Outbox,
    /// When the session's machine wants to be woken at the latest; see [`super::wheel`].
    deadline_ms: AtomicI64,
    /// Lists of users to watch that were asked for, and the newest that holds: they are looked up side by side.
    watch_lists: AtomicU64,
    watched_list: AtomicU64,
    /// The second in which the wheel looks at it next. Kept by the wheel.
    pub(crate) next_look_s: AtomicI64,
}

/// Who a session is.
#[derive(Debug)]
pub(crate) struct SessionIdentity {
    pub(crate) id: SessionId,
    pub(crate) user: UserKey,
    pub(crate) role: Role,
    /// Where the user signed in, if the token says so.
    pub(crate) sign_in: Option<SignInId>,
    pub(crate) terminal: Terminal,
    pub(crate) device_id: DeviceId,
    pub(crate) device_name: String,
    /// When the time of the token is over, by the clock of sessions.
    pub(crate) token_ends_ms: i64,
}

impl SessionHandle {
    pub(crate) fn new(
        identity: SessionIdentity,
        encoding: Encoding,
        max_outbox_bytes: usize,
    ) -> Self {
        Self {
            id: identity.id,
            user: identity.user,
            role: identity.role,
            sign_in: identity.sign_in,
            terminal: identity.terminal,
            device_id: identity.device_id,
            device_name: identity.device_name,
            token_ends_ms: identity.token_ends_ms,
            encoding,
            outbox: Outbox::new(max_outbox_bytes),
            deadline_ms: AtomicI64::new(i64::MAX),
            watch_lists: AtomicU64::new(0),
            watched_list: AtomicU64::new(0),
            next_look_s: AtomicI64::new(i64::MAX),
        }
    }

    /// Whether the right to be here, which was granted for a time, is over.
    pub(crate) fn has_expired(&self, now_ms: i64) -> bool {
        self.token_ends_ms <= now_ms
    }

    /// The number of a list of users to watch, in the order in which they are asked for.
    pub(crate) fn number_watch_list(&self) -> u64 {
        self.watch_lists.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// False for a list that is older than the one that holds.
    pub(crate) fn takes_watch_list(&self, number: u64) -> bool {
        self.watched_list.fetch_max(number, Ordering::SeqCst) < number
    }

    pub(crate) fn deadline_ms(&self) -> i64 {
        self.deadline_ms.load(Ordering::SeqCst)
    }

    pub(crate) fn set_deadline_ms(&self, deadline_ms: i64) {
        self.deadline_ms.store(deadline_ms, Ordering::SeqCst);
    }
}
