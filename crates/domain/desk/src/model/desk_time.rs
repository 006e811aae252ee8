//! The time for which the desk has been running: what grace and silence are measured in.

use serde::{Deserialize, Serialize};

/// Milliseconds that the desk has been running so far, over all its starts. It goes on evenly, whoever sets the clock
/// of the machine, and stands still while the server is down, when nobody could have said or done anything.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct DeskTime(pub i64);

impl DeskTime {
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Negative when `earlier` is in fact later.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}
