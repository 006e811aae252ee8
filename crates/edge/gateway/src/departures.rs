//! Users whose last connection went, until they are said to have left: a reload of a page is not a goodbye.

use std::collections::{HashMap, VecDeque};

use skein_foundation::UserKey;
use skein_identity::model::Role;

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
}

impl Departures {
    /// The last connection of the user went; the grace begins anew.
    pub(crate) fn begin(&mut self, user: &UserKey, role: Role, now_ms: i64) {
        let due_ms = now_ms + GRACE_MS;
        self.leaving.insert(user.clone(), Leaving { due_ms, role });
        self.by_time.push_back((due_ms, user.clone()));
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
