//! The clock, watched: it is noticed when somebody sets it.

use std::fmt;
use std::sync::Arc;

use parking_lot::Mutex;
use skein_foundation::{Clock, SteadyClock};

use crate::rules::Moment;

/// A clock that is slewed runs this much ahead of an even one in half an hour; what is set by less orders nothing wrongly
/// that was stamped more than a second apart.
const TOLERANCE_MS: i64 = 1_000;

pub(super) struct WatchedClock {
    clock: Arc<dyn Clock>,
    steady: SteadyClock,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "the unit stands in the name")]
struct Seen {
    now_ms: i64,
    steady_ms: i64,
    latest_ms: i64,
    even_since_ms: i64,
    even_since_steady_ms: i64,
}

impl WatchedClock {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        let steady = SteadyClock::from(&*clock);
        let (now_ms, steady_ms) = (clock.now_ms(), steady.now_ms());
        Self {
            clock,
            steady,
            seen: Mutex::new(Seen {
                now_ms,
                steady_ms,
                latest_ms: now_ms,
                even_since_ms: now_ms,
                even_since_steady_ms: steady_ms,
            }),
        }
    }

    pub(super) fn look(&self) -> Moment {
        let mut seen = self.seen.lock();
        // Under the lock: two looks that overtake each other are no clock that goes back.
        let (now_ms, steady_ms) = (self.clock.now_ms(), self.steady.now_ms());
        let passed_ms = steady_ms - seen.steady_ms;
        if now_ms < seen.now_ms || now_ms - seen.now_ms > passed_ms + TOLERANCE_MS {
            seen.even_since_ms = now_ms;
            seen.even_since_steady_ms = steady_ms;
        }
        seen.now_ms = now_ms;
        seen.steady_ms = steady_ms;
        seen.latest_ms = seen.latest_ms.max(now_ms);
        Moment {
            now_ms,
            even_since_ms: seen.even_since_ms,
            even_for_ms: steady_ms - seen.even_since_steady_ms,
            latest_ms: seen.latest_ms,
        }
    }
}

impl fmt::Debug for WatchedClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WatchedClock")
    }
}

#[cfg(test)]
mod tests {
    use skein_foundation::ManualClock;

    use super::*;

    #[test]
    fn a_clock_that_is_set_begins_a_new_even_stretch_and_its_latest_time_is_remembered() {
        let clock = Arc::new(ManualClock::at(1_000_000));
        let watched = WatchedClock::new(clock.clone());
        clock.advance_ms(500);
        let within = watched.look();
        assert_eq!(
            (within.now_ms, within.even_since_ms),
            (1_000_500, 1_000_000)
        );
        for (moved_ms, latest_ms) in [(-1, 1_000_500), (-400_000, 1_000_500), (900_000, 1_500_499)]
        {
            clock.advance_ms(moved_ms);
            let moment = watched.look();
            assert_eq!(moment.even_since_ms, moment.now_ms, "{moved_ms}");
            assert_eq!(moment.latest_ms, latest_ms, "{moved_ms}");
        }
    }
}
