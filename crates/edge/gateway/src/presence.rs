//! Who watches whose presence. Bounded: a session watches at most as many users as the protocol lets it name.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use skein_foundation::{SessionId, UserKey};

use crate::session::SessionHandle;

#[derive(Debug, Default)]
pub(crate) struct Watchers {
    board: Mutex<Board>,
}

#[derive(Debug, Default)]
struct Board {
    by_watched: HashMap<UserKey, Vec<(SessionId, Weak<SessionHandle>)>>,
    by_watcher: HashMap<SessionId, Vec<UserKey>>,
}

impl Watchers {
    /// Replaces what the session watches.
    pub(crate) fn watch(&self, session: &Arc<SessionHandle>, users: Vec<UserKey>) {
        let mut board = self.board.lock();
        let before = board.by_watcher.remove(&session.id).unwrap_or_default();
        for user in before {
            if let Some(watchers) = board.by_watched.get_mut(&user) {
                watchers.retain(|(id, _)| *id != session.id);
                if watchers.is_empty() {
                    board.by_watched.remove(&user);
                }
            }
        }
        if users.is_empty() {
            return;
        }
        for user in &users {
            let watchers = board.by_watched.entry(user.clone()).or_default();
            watchers.push((session.id, Arc::downgrade(session)));
        }
        board.by_watcher.insert(session.id, users);
    }

    pub(crate) fn of(&self, user: &UserKey) -> Vec<Arc<SessionHandle>> {
        let board = self.board.lock();
        board
            .by_watched
            .get(user)
            .map(|watchers| {
                watchers
                    .iter()
                    .filter_map(|(_, session)| session.upgrade())
                    .collect()
            })
            .unwrap_or_default()
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        let board = self.board.lock();
        board.by_watched.is_empty() && board.by_watcher.is_empty()
    }
}
