//! Users whose last connection went, until they are said to have left: a reload of a page is not a goodbye.

use std::collections::{HashMap, VecDeque};

use skein_foundation::UserKey;
use skein_identity::model::Role;
use skein_messaging::model::Terminal;

/// How long a user counts as online after the last connection went.
const GRACE_MS: i64 = 10_000;

/// Bounded by the users that were online within the grace, plus their returns within it.
#[derive(Debug, Default)]
pub(crate) struct Departures {
    leaving: HashMap<UserKey, Leaving>,
    /// In the order in which they are due. One that is due at another time in `leaving` is out of date.
    by_time: VecDeque<(i64, UserKey)>,
}

#[derive(Debug)]
struct Leaving {
    due_ms: i64,
    role: Role,
    terminal: Terminal,
}

impl Departures {
    /// The last connection of the user went; the grace begins anew.
    pub(crate) fn begin(&mut self, user: &UserKey, role: Role, terminal: Terminal, now_ms: i64) {
        let due_ms = now_ms + GRACE_MS;
        let leaving = Leaving {
            due_ms,
            role,
            terminal,
        };
        self.leaving.insert(user.clone(), leaving);
        self.by_time.push_back((due_ms, user.clone()));
    }

    /// Where the user was last, while the grace runs.
    pub(crate) fn terminal_of(&self, user: &UserKey) -> Option<Terminal> {
        self.leaving.get(user).map(|leaving| leaving.terminal)
    }

    /// The user is back.
    pub(crate) fn cancel(&mut self, user: &UserKey) {
        self.leaving.remove(user);
    }

    /// One user whose grace is over; call until `None`.
    pub(crate) fn next_due(&mut self, now_ms: i64) -> Option<(UserKey, Role)> {
        loop {
            let (due_ms, _) = self.by_time.front()?;
            if *due_ms > now_ms {
                return None;
            }
            let (due_ms, user) = self.by_time.pop_front()?;
            if self
                .leaving
                .get(&user)
                .is_some_and(|leaving| leaving.due_ms == due_ms)
                && let Some(leaving) = self.leaving.remove(&user)
            {
                return Some((user, leaving.role));
            }
        }
    }
}
