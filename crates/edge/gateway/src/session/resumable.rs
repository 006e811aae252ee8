//! Sessions whose connection went a moment ago: a client that comes back in time goes on with its session.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use skein_foundation::{DeviceId, SessionId, UserKey};
use skein_protocol::session::OutstandingPushes;

use super::handle::SessionHandle;

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
    since_ms: i64,
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
            since_ms: now_ms,
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
        while self
            .by_age
            .front()
            .is_some_and(|(since_ms, _)| since_ms + KEEP_MS <= now_ms)
        {
            self.forget_oldest();
        }
        if self.by_age.is_empty() && self.by_age.capacity() > 0 {
            *self = Self::default();
        }
    }

    fn forget_oldest(&mut self) {
        let Some((since_ms, id)) = self.by_age.pop_front() else {
            return;
        };
        // The same session may have been kept again since: that one is younger and stays.
        if self
            .kept
            .get(&id)
            .is_some_and(|kept| kept.since_ms == since_ms)
        {
            self.kept.remove(&id);
        }
    }
}

#[cfg(test)]
mod tests {
    use skein_foundation::{AppId, Uid};
    use skein_identity::model::Role;
    use skein_messaging::model::Terminal;

    use super::*;
    use crate::encoded::Encoding;
    use crate::session::SessionIdentity;

    fn user(name: &str) -> UserKey {
        UserKey::new(
            AppId::parse("app").expect("an app id"),
            Uid::parse(name).expect("a uid"),
        )
    }

    fn device(name: &str) -> DeviceId {
        DeviceId::parse(name).expect("a device id")
    }

    fn session(id: SessionId) -> Arc<SessionHandle> {
        let identity = SessionIdentity {
            id,
            user: user("ann"),
            role: Role::Employee,
            token_ends_ms: i64::MAX,
            sign_in: None,
            terminal: Terminal::Web,
            device_id: device("phone"),
            device_name: String::new(),
        };
        Arc::new(SessionHandle::new(identity, Encoding::Poll, 100))
    }

    fn take(resumable: &mut Resumable, id: SessionId) -> bool {
        resumable.take(id, &user("ann"), &device("phone")).is_some()
    }

    #[test]
    fn a_session_is_given_back_once_to_its_own_user_and_device_within_a_minute() {
        let mut resumable = Resumable::default();
        let id = SessionId::from_bytes([1; 16]);
        resumable.keep(&session(id), OutstandingPushes::default(), 0);
        assert!(resumable.take(id, &user("bob"), &device("phone")).is_none());
        assert!(
            resumable
                .take(id, &user("ann"), &device("tablet"))
                .is_none()
        );
        assert!(take(&mut resumable, id), "the wrong ones took nothing");
        assert!(!take(&mut resumable, id));

        // Back and gone again: the time begins anew.
        resumable.keep(&session(id), OutstandingPushes::default(), 30_000);
        resumable.forget_old(60_000);
        resumable.forget_old(89_999);
        assert!(take(&mut resumable, id));
        resumable.keep(&session(id), OutstandingPushes::default(), 90_000);
        resumable.forget_old(150_000);
        assert!(!take(&mut resumable, id));
    }

    #[test]
    fn a_storm_of_goodbyes_is_bounded_and_forgotten() {
        let mut resumable = Resumable::default();
        for _ in 0..MAX_KEPT + 100 {
            let id = SessionId::generate(0);
            resumable.keep(&session(id), OutstandingPushes::default(), 0);
        }
        assert_eq!(
            (resumable.kept.len(), resumable.by_age.len()),
            (MAX_KEPT, MAX_KEPT)
        );
        resumable.forget_old(KEEP_MS);
        assert_eq!((resumable.kept.len(), resumable.by_age.capacity()), (0, 0));
    }
}
