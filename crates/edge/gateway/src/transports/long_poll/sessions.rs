//! All poll sessions of a node: as many as there are places, and of one user on one terminal two at most.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use skein_foundation::UserKey;
use skein_messaging::model::Terminal;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::session::PollSession;
use crate::node::Node;

/// Of one user on one terminal: the one that lives, and the one it replaced, until that has heard by whom. Those before
/// are dropped at once, or a user who says hello again and again would take every place.
const MAX_PER_OWNER: usize = 2;

/// A poll key as it is kept: a leaked memory dump names no session.
type KeyHash = [u8; 32];
type Owner = (UserKey, Terminal);

#[derive(Debug)]
pub(crate) struct PollSessions {
    kept: Mutex<Kept>,
    places: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Kept {
    by_key: HashMap<KeyHash, Arc<PollSession>>,
    /// The newest is last.
    by_owner: HashMap<Owner, VecDeque<KeyHash>>,
}

fn hash(key: &str) -> KeyHash {
    Sha256::digest(key.as_bytes()).into()
}

fn owner(session: &PollSession) -> Owner {
    (session.handle.user.clone(), session.handle.terminal)
}

impl PollSessions {
    pub(crate) fn new(max: usize) -> Self {
        Self {
            kept: Mutex::default(),
            places: Arc::new(Semaphore::new(max.min(Semaphore::MAX_PERMITS))),
        }
    }

    /// A place for one more, to be taken before a hello changes anything; `None` when there is none.
    pub(super) fn reserve(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    pub(super) fn find(&self, key: &str) -> Option<Arc<PollSession>> {
        self.kept.lock().by_key.get(&hash(key)).cloned()
    }

    pub(super) fn insert(&self, node: &Node, key: &str, session: Arc<PollSession>) {
        let dropped = self.kept.lock().insert(hash(key), session);
        if let Some(session) = dropped {
            session.leave(node);
        }
    }

    pub(super) fn remove(&self, node: &Node, key: &str) -> bool {
        let removed = self.kept.lock().remove(&hash(key));
        removed.is_some_and(|session| {
            session.leave(node);
            true
        })
    }

    /// Removes sessions of which nothing was heard for too long, and wakes those that must not stay on a draining node.
    pub(crate) fn look_after(&self, node: &Node, now_ms: i64) {
        let silent_since_ms = now_ms - node.session.heartbeat_timeout_ms();
        let removed: Vec<_> = {
            let mut kept = self.kept.lock();
            let forsaken: Vec<KeyHash> = kept
                .by_key
                .iter()
                .filter(|(_, session)| session.is_forsaken(silent_since_ms, now_ms))
                .map(|(key, _)| *key)
                .collect();
            forsaken.iter().filter_map(|key| kept.remove(key)).collect()
        };
        for session in removed {
            session.leave(node);
        }
    }
}

impl Kept {
    /// Gives the session that has to go for it.
    fn insert(&mut self, key: KeyHash, session: Arc<PollSession>) -> Option<Arc<PollSession>> {
        let keys = self.by_owner.entry(owner(&session)).or_default();
        keys.push_back(key);
        let too_old = (keys.len() > MAX_PER_OWNER)
            .then(|| keys.pop_front())
            .flatten();
        self.by_key.insert(key, session);
        self.by_key.remove(&too_old?)
    }

    fn remove(&mut self, key: &KeyHash) -> Option<Arc<PollSession>> {
        let session = self.by_key.remove(key)?;
        let owner = owner(&session);
        if let Some(keys) = self.by_owner.get_mut(&owner) {
            keys.retain(|other| other != key);
            if keys.is_empty() {
                self.by_owner.remove(&owner);
            }
        }
        Some(session)
    }
}
