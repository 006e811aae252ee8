//! Sessions whose connection went a moment ago: a client that comes back in time goes on with its session.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use skein_foundation::{DeviceId, SessionId, UserKey};
use skein_protocol::session::OutstandingPushes;

use crate::session_handle::SessionHandle;

/// How long a session is kept without a connection.
const KEEP_MS: i64 = 60_000;
/// Sessions kept at most; the oldest go first. What they had on its way comes by sync instead.
const MAX_KEPT: usize = 50_000;

#[derive(Debug, Default)]
pub(crate) struct Resumable {
    kept: HashMap<SessionId, Kept>,
    by_age: VecDeque<(i64, SessionId)>,
}

#[derive(Debug)]
struct Kept {
    user: UserKey,
    device_id: DeviceId,
    outstanding: OutstandingPushes,
    kept_at_ms: i64,
}

impl Resumable {
    pub(crate) fn keep(
        &mut self,
        session: &Arc<SessionHandle>,
        outstanding: OutstandingPushes,
        now_ms: i64,
    ) {
        let kept = Kept {
            user: session.user.clone(),
            device_id: session.device_id.clone(),
            outstanding,
            kept_at_ms: now_ms,
        };
        self.kept.insert(session.id, kept);
        self.by_age.push_back((now_ms, session.id));
        while self.by_age.len() > MAX_KEPT {
            self.forget_oldest();
        }
    }

    /// The session, if it is this user's on this device. Anybody else learns nothing and takes nothing.
    pub(crate) fn take(
        &mut self,
        id: SessionId,
        user: &UserKey,
        device_id: &DeviceId,
    ) -> Option<OutstandingPushes> {
        let kept = self.kept.get(&id)?;
        if kept.user != *user || kept.device_id != *device_id {
            return None;
        }
        self.kept.remove(&id).map(|kept| kept.outstanding)
    }

    pub(crate) fn forget_old(&mut self, now_ms: i64) {
        while self.by_age.front().is_some_and(|(kept_at_ms, _)| kept_at_ms + KEEP_MS <= now_ms) {
            self.forget_oldest();
        }
        if self.by_age.is_empty() && self.by_age.capacity() > 0 {
            *self = Self::default();
        }
    }

    fn forget_oldest(&mut self) {
        let Some((kept_at_ms, id)) = self.by_age.pop_front() else { return };
        // The same session may have been kept again since: that one is younger and stays.
        if self.kept.get(&id).is_some_and(|kept| kept.kept_at_ms == kept_at_ms) {
            self.kept.remove(&id);
        }
    }
}
