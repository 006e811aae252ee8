//! Which sessions live on this node, found by user.
//!
//! Invariant: at most one session per (user, terminal). A newer one replaces the older, and removing compares the
//! session, so that a late goodbye of the older can't remove the newer.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use parking_lot::Mutex;
use skein_foundation::UserKey;
use skein_messaging::model::{PresencePush, Push, Terminal};
use skein_messaging::ports::{Audience, Outlet, PresenceDirectory, PresenceObserver};

use crate::departures::Departures;
use crate::encoded::EncodedPush;
use crate::outbox::End;
use crate::presence::Watchers;
use crate::session_handle::SessionHandle;

/// Locks are held for a look-up only; this many make waiting for one unlikely.
const SHARDS: usize = 64;

type Sessions = HashMap<UserKey, Vec<Arc<SessionHandle>>>;

#[derive(Debug)]
pub(crate) struct Registry {
    shards: Vec<Mutex<Sessions>>,
    hasher: RandomState,
    sessions: AtomicUsize,
    watchers: Watchers,
    departures: Mutex<Departures>,
    observer: Arc<dyn PresenceObserver>,
}

impl Registry {
    pub(crate) fn new(observer: Arc<dyn PresenceObserver>) -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            hasher: RandomState::new(),
            sessions: AtomicUsize::new(0),
            watchers: Watchers::default(),
            departures: Mutex::default(),
            observer,
        }
    }

    fn shard(&self, user: &UserKey) -> &Mutex<Sessions> {
        &self.shards[self.hasher.hash_one(user) as usize % SHARDS]
    }

    pub(crate) fn session_count(&self) -> usize {
        self.sessions.load(Ordering::Relaxed)
    }

    /// Takes a session in; an older one of the same user on the same terminal is told to go.
    pub(crate) fn register(&self, session: &Arc<SessionHandle>) {
        let mut shard = self.shard(&session.user).lock();
        let sessions = shard.entry(session.user.clone()).or_default();
        let is_first = sessions.is_empty();
        let older = sessions.iter().position(|other| other.terminal == session.terminal);
        let replaced = older.map(|at| sessions.swap_remove(at));
        sessions.push(Arc::clone(session));
        if let Some(older) = &replaced {
            older.outbox.end(End::Replaced { device_name: session.device_name.clone() });
        } else {
            self.sessions.fetch_add(1, Ordering::Relaxed);
            self.show_presence(&session.user, terminals_of(sessions));
        }
        // Told under the lock, so that coming and leaving are told in the order in which they happen.
        if is_first {
            self.departures.lock().cancel(&session.user);
            self.observer.user_came(&session.user, session.role);
        }
    }

    /// Takes a session out, if it is still the one that stands here.
    pub(crate) fn unregister(&self, session: &Arc<SessionHandle>, now_ms: i64) {
        self.watchers.watch(session, Vec::new());
        let mut shard = self.shard(&session.user).lock();
        let Some(sessions) = shard.get_mut(&session.user) else { return };
        let Some(at) = sessions.iter().position(|other| Arc::ptr_eq(other, session)) else {
            return;
        };
        sessions.swap_remove(at);
        self.sessions.fetch_sub(1, Ordering::Relaxed);
        if sessions.is_empty() {
            shard.remove(&session.user);
            self.departures.lock().begin(&session.user, session.role, now_ms);
        } else {
            self.show_presence(&session.user, terminals_of(sessions));
        }
    }

    /// Says goodbye for users whose grace is over. Call once a second.
    pub(crate) fn announce_departures(&self, now_ms: i64) {
        loop {
            let due = self.departures.lock().next_due(now_ms);
            let Some((user, role)) = due else { return };
            let shard = self.shard(&user).lock();
            if !shard.contains_key(&user) {
                self.show_presence(&user, Vec::new());
                self.observer.user_left(&user, role);
            }
        }
    }

    /// Replaces the set of users whose presence goes to this session.
    pub(crate) fn watch_presence(&self, session: &Arc<SessionHandle>, users: Vec<UserKey>) {
        self.watchers.watch(session, users);
    }

    pub(crate) fn live_terminals(&self, user: &UserKey) -> Vec<Terminal> {
        self.shard(user).lock().get(user).map(|sessions| terminals_of(sessions)).unwrap_or_default()
    }

    /// Asks every session to end.
    pub(crate) fn end_all(&self, end: &End) {
        for shard in &self.shards {
            let sessions: Vec<_> = shard.lock().values().flatten().cloned().collect();
            for session in sessions {
                session.outbox.end(end.clone());
            }
        }
    }

    /// Under the lock of the user's shard, so that what is shown last is what holds.
    fn show_presence(&self, user: &UserKey, terminals: Vec<Terminal>) {
        let watchers = self.watchers.of(user);
        if watchers.is_empty() {
            return;
        }
        let push = Push::Presence(PresencePush { uid: user.uid.clone(), terminals });
        let Some(encoded) = EncodedPush::new(&push) else { return };
        for watcher in watchers {
            encoded.hand_to(&watcher);
        }
    }
}

fn terminals_of(sessions: &[Arc<SessionHandle>]) -> Vec<Terminal> {
    let mut terminals: Vec<Terminal> = sessions.iter().map(|session| session.terminal).collect();
    terminals.sort_unstable();
    terminals
}

impl Outlet for Registry {
    fn deliver(&self, audience: &Audience, push: &Push) {
        let encoded = EncodedPush::new(push);
        for uid in audience.uids.iter() {
            let user = UserKey::new(audience.app.clone(), uid.clone());
            let shard = self.shard(&user).lock();
            let Some(sessions) = shard.get(&user) else { continue };
            for session in sessions {
                match &encoded {
                    Some(encoded) => encoded.hand_to(session),
                    None => session.outbox.end(End::Revoked),
                }
            }
        }
    }
}

#[async_trait]
impl PresenceDirectory for Registry {
    async fn terminals_of(&self, user: &UserKey) -> Vec<Terminal> {
        self.live_terminals(user)
    }
}
