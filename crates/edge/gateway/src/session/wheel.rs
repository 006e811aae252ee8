//! The heartbeat wheel: one timer for all connections of the node instead of one each.
//!
//! A session says when it wants to be woken at the latest; the wheel looks at it in the second it stands in and
//! moves it on when the deadline has moved meanwhile. A connection that talks therefore costs the wheel one look
//! per heartbeat, not one per frame. Deadlines are kept to the second, which heartbeats and re-sends allow.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use super::handle::SessionHandle;

const SLOTS: usize = 128;
const SLOT_MS: i64 = 1_000;

#[derive(Debug)]
pub(crate) struct Wheel {
    slots: Vec<Mutex<Vec<Entry>>>,
}

/// Invariant: of the entries of a session only the one whose second is the session's `next_look_s` counts. An earlier
/// look makes a new entry; the one it replaces is dropped when its second comes.
#[derive(Debug)]
struct Entry {
    session: Weak<SessionHandle>,
    look_s: i64,
}

impl Wheel {
    pub(crate) fn new() -> Self {
        Self {
            slots: (0..SLOTS).map(|_| Mutex::new(Vec::new())).collect(),
        }
    }

    /// Has the session looked at when its present deadline comes, at the earliest a second from now. Costs nothing when
    /// that is so already.
    pub(crate) fn schedule(&self, session: &Arc<SessionHandle>, now_ms: i64) {
        let look_s = look_s(session.deadline_ms(), now_ms);
        let sooner = |planned_s| (look_s < planned_s).then_some(look_s);
        let planned = session
            .next_look_s
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, sooner);
        if planned.is_ok() {
            self.insert(Arc::downgrade(session), look_s);
        }
    }

    fn insert(&self, session: Weak<SessionHandle>, look_s: i64) {
        self.slots[look_s as usize % SLOTS]
            .lock()
            .push(Entry { session, look_s });
    }

    /// Looks at everybody whose second has come. Call once a second; `from_ms` is the last call's `now_ms`, so
    /// that a late call catches up.
    pub(crate) fn turn(&self, from_ms: i64, now_ms: i64) {
        let (from, to) = (from_ms / SLOT_MS + 1, now_ms / SLOT_MS);
        let first = from.max(to - SLOTS as i64 + 1);
        for second in first..=to {
            let due = std::mem::take(&mut *self.slots[second as usize % SLOTS].lock());
            for entry in due {
                self.look(entry, now_ms);
            }
        }
    }

    fn look(&self, entry: Entry, now_ms: i64) {
        let Some(handle) = entry.session.upgrade() else {
            return;
        };
        let is_due = handle.deadline_ms() <= now_ms;
        // Whoever handles the tick sets a new deadline; it is looked at again in a second in any case.
        let next_s = if is_due {
            now_ms / SLOT_MS + 1
        } else {
            look_s(handle.deadline_ms(), now_ms)
        };
        let next_look_s = &handle.next_look_s;
        if next_look_s
            .compare_exchange(entry.look_s, next_s, Ordering::SeqCst, Ordering::SeqCst)
            .is_err()
        {
            return;
        }
        self.insert(entry.session, next_s);
        if is_due {
            handle.outbox.tick();
        } else {
            // The deadline may have moved here while this planned by the old one.
            self.schedule(&handle, now_ms);
        }
    }
}

/// Far deadlines are looked at once a turn and moved on.
fn look_s(deadline_ms: i64, now_ms: i64) -> i64 {
    let current = now_ms / SLOT_MS;
    (deadline_ms / SLOT_MS + 1).clamp(current + 1, current + SLOTS as i64 - 1)
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use skein_foundation::{AppId, DeviceId, SessionId, Uid, UserKey};
    use skein_identity::model::Role;
    use skein_messaging::model::Terminal;

    use super::*;
    use crate::encoded::Encoding;
    use crate::session::SessionIdentity;

    fn session() -> Arc<SessionHandle> {
        let identity = SessionIdentity {
            id: SessionId::generate(0),
            user: UserKey::new(
                AppId::parse("app").expect("an app id"),
                Uid::parse("uid").expect("a uid"),
            ),
            role: Role::Customer,
            token_ends_ms: i64::MAX,
            sign_in: None,
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

    fn entries(wheel: &Wheel) -> usize {
        wheel.slots.iter().map(|slot| slot.lock().len()).sum()
    }

    /// What a connection does each time something happens on it.
    fn move_deadline(wheel: &Wheel, session: &Arc<SessionHandle>, deadline_ms: i64, now_ms: i64) {
        session.set_deadline_ms(deadline_ms);
        wheel.schedule(session, now_ms);
    }

    #[test]
    fn a_deadline_that_comes_near_again_and_again_is_kept_each_time() {
        let wheel = Wheel::new();
        let session = session();
        move_deadline(&wheel, &session, 37_500, 0);
        for now_ms in (1_000..600_000).step_by(1_000) {
            wheel.turn(now_ms - 1_000, now_ms);
            match now_ms / 1_000 % 10 {
                // A push: to be sent again in five seconds.
                0 => move_deadline(&wheel, &session, now_ms + 5_000, now_ms),
                // Confirmed every other time: only the heartbeat is left.
                2 if now_ms / 10_000 % 2 == 0 => {
                    move_deadline(&wheel, &session, now_ms + 37_500, now_ms);
                }
                6 => assert_eq!(
                    was_ticked(&session),
                    now_ms / 10_000 % 2 == 1,
                    "at {now_ms}"
                ),
                7 => {
                    was_ticked(&session);
                    move_deadline(&wheel, &session, now_ms + 37_500, now_ms);
                }
                _ => {}
            }
            assert!(
                entries(&wheel) <= 15,
                "{} entries of one session",
                entries(&wheel)
            );
        }
    }

    #[test]
    fn a_session_that_is_gone_leaves_the_wheel() {
        let wheel = Wheel::new();
        for _ in 0..100 {
            move_deadline(&wheel, &session(), 37_500, 0);
        }
        assert_eq!(entries(&wheel), 100);
        wheel.turn(0, 60_000);
        assert_eq!(entries(&wheel), 0);
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
