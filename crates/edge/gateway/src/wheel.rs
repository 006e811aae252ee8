//! The heartbeat wheel: one timer for all connections of the node instead of one each.
//!
//! A session says when it wants to be woken at the latest; the wheel looks at it in the second it stands in and
//! moves it on when the deadline has moved meanwhile. A connection that talks therefore costs the wheel one look
//! per heartbeat, not one per frame. Deadlines are kept to the second, which heartbeats and re-sends allow.

use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use crate::session_handle::SessionHandle;

const SLOTS: usize = 128;
const SLOT_MS: i64 = 1_000;

#[derive(Debug)]
pub(crate) struct Wheel {
    slots: Vec<Mutex<Vec<Weak<SessionHandle>>>>,
}

impl Wheel {
    pub(crate) fn new() -> Self {
        Self { slots: (0..SLOTS).map(|_| Mutex::new(Vec::new())).collect() }
    }

    /// Has the session looked at when its present deadline comes, at the earliest a second from now.
    pub(crate) fn schedule(&self, session: &Arc<SessionHandle>, now_ms: i64) {
        self.insert(Arc::downgrade(session), session.deadline_ms(), now_ms);
    }

    fn insert(&self, session: Weak<SessionHandle>, deadline_ms: i64, now_ms: i64) {
        let current = now_ms / SLOT_MS;
        // Far deadlines are looked at once a turn and moved on.
        let due = (deadline_ms / SLOT_MS + 1).clamp(current + 1, current + SLOTS as i64 - 1);
        self.slots[due as usize % SLOTS].lock().push(session);
    }

    /// Looks at everybody whose second has come. Call once a second; `from_ms` is the last call's `now_ms`, so
    /// that a late call catches up.
    pub(crate) fn turn(&self, from_ms: i64, now_ms: i64) {
        let (from, to) = (from_ms / SLOT_MS + 1, now_ms / SLOT_MS);
        let first = from.max(to - SLOTS as i64 + 1);
        for second in first..=to {
            let due = std::mem::take(&mut *self.slots[second as usize % SLOTS].lock());
            for session in due {
                let Some(handle) = session.upgrade() else { continue };
                let deadline_ms = handle.deadline_ms();
                if deadline_ms <= now_ms {
                    handle.outbox.tick();
                    // Whoever handles the tick sets a new deadline; look again in a second in any case.
                    self.insert(session, now_ms + SLOT_MS, now_ms);
                } else {
                    self.insert(session, deadline_ms, now_ms);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use skein_foundation::{AppId, DeviceId, SessionId, Uid, UserKey};
    use skein_identity::model::Role;
    use skein_messaging::model::Terminal;

    use super::*;
    use crate::encoded::Encoding;
    use crate::session_handle::SessionIdentity;

    fn session() -> Arc<SessionHandle> {
        let identity = SessionIdentity {
            id: SessionId::generate(0),
            user: UserKey::new(
                AppId::parse("app").expect("an app id"),
                Uid::parse("uid").expect("a uid"),
            ),
            role: Role::Customer,
            terminal: Terminal::Web,
            device_id: DeviceId::parse("device").expect("a device id"),
            device_name: String::new(),
        };
        Arc::new(SessionHandle::new(identity, Encoding::Poll, 100))
    }

    fn was_ticked(session: &SessionHandle) -> bool {
        let mut context = Context::from_waker(Waker::noop());
        matches!(session.outbox.poll_take(&mut context), Poll::Ready(waiting) if waiting.tick)
    }

    #[test]
    fn a_session_is_ticked_at_its_deadline_and_not_before() {
        let wheel = Wheel::new();
        let session = session();
        session.set_deadline_ms(37_500);
        wheel.schedule(&session, 0);
        wheel.turn(0, 37_000);
        assert!(!was_ticked(&session));
        wheel.turn(37_000, 38_000);
        assert!(was_ticked(&session));
    }

    #[test]
    fn a_deadline_that_moved_on_costs_a_look_and_no_tick() {
        let wheel = Wheel::new();
        let session = session();
        session.set_deadline_ms(10_000);
        wheel.schedule(&session, 0);
        session.set_deadline_ms(300_000);
        wheel.turn(0, 299_000);
        assert!(!was_ticked(&session));
        for second in 299..=301 {
            wheel.turn(second * 1_000, second * 1_000 + 1_000);
        }
        assert!(was_ticked(&session));
    }

    #[test]
    fn a_turn_that_comes_late_forgets_nobody() {
        let wheel = Wheel::new();
        let session = session();
        session.set_deadline_ms(5_000);
        wheel.schedule(&session, 0);
        wheel.turn(0, 1_000_000);
        assert!(was_ticked(&session));
    }
}
