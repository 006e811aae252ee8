//! What the rest of the node knows of one session: who it is, and its outbox.

use std::sync::atomic::{AtomicI64, Ordering};

use skein_foundation::{DeviceId, SessionId, UserKey};
use skein_identity::model::Role;
use skein_messaging::model::Terminal;

use crate::encoded::Encoding;
use crate::outbox::Outbox;

/// Shared by the connection's task, the registry and the heartbeat wheel.
#[derive(Debug)]
pub(crate) struct SessionHandle {
    pub(crate) id: SessionId,
    pub(crate) user: UserKey,
    pub(crate) role: Role,
    pub(crate) terminal: Terminal,
    pub(crate) device_id: DeviceId,
    pub(crate) device_name: String,
    pub(crate) encoding: Encoding,
    pub(crate) outbox: Outbox,
    /// When the session's machine wants to be woken at the latest; see [`crate::wheel`].
    deadline_ms: AtomicI64,
    /// The second in which the wheel looks at it next. Kept by the wheel.
    pub(crate) next_look_s: AtomicI64,
}

/// Who a session is.
#[derive(Debug)]
pub(crate) struct SessionIdentity {
    pub(crate) id: SessionId,
    pub(crate) user: UserKey,
    pub(crate) role: Role,
    pub(crate) terminal: Terminal,
    pub(crate) device_id: DeviceId,
    pub(crate) device_name: String,
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
            terminal: identity.terminal,
            device_id: identity.device_id,
            device_name: identity.device_name,
            encoding,
            outbox: Outbox::new(max_outbox_bytes),
            deadline_ms: AtomicI64::new(i64::MAX),
            next_look_s: AtomicI64::new(i64::MAX),
        }
    }

    pub(crate) fn deadline_ms(&self) -> i64 {
        self.deadline_ms.load(Ordering::SeqCst)
    }

    pub(crate) fn set_deadline_ms(&self, deadline_ms: i64) {
        self.deadline_ms.store(deadline_ms, Ordering::SeqCst);
    }
}
