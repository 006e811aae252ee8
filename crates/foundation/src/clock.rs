//! Time as a parameter: the one place that reads the system's clock, and a clock that tests move by hand.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

/// Milliseconds since 1970, UTC.
pub trait Clock: Send + Sync + fmt::Debug {
    fn now_ms(&self) -> i64;
}

/// The clock of the machine.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
    fn now_ms(&self) -> i64 {
        let now_ms = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |elapsed| {
                i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
            });
        #[cfg(debug_assertions)]
        let now_ms = now_ms.saturating_add(shift_ms());
        now_ms
    }
}

/// The file that says how far off the clock of this process is, for tests that set the clock of a running server.
#[cfg(debug_assertions)]
static SHIFT_FILE: std::sync::OnceLock<std::path::PathBuf> = std::sync::OnceLock::new();

/// From now on the clock of this process is off by as many milliseconds as the file says, asked anew each time. A file
/// that is missing or says nothing moves nothing. Debug builds only.
#[cfg(debug_assertions)]
pub fn follow_shift_file(path: std::path::PathBuf) {
    let _ = SHIFT_FILE.set(path);
}

#[cfg(debug_assertions)]
fn shift_ms() -> i64 {
    let text = SHIFT_FILE
        .get()
        .and_then(|path| std::fs::read_to_string(path).ok());
    text.and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// Goes on evenly from where another clock stood, whoever sets that one afterwards: for deadlines and rates, which
/// must not end or begin anew because of it. It may be off as a time of day.
#[derive(Debug, Clone, Copy)]
pub struct SteadyClock {
    began_ms: i64,
    began: Instant,
}

impl SteadyClock {
    pub fn from(clock: &dyn Clock) -> Self {
        Self {
            began_ms: clock.now_ms(),
            began: instant(),
        }
    }
}

impl Clock for SteadyClock {
    fn now_ms(&self) -> i64 {
        let passed_ms = instant().duration_since(self.began).as_millis();
        self.began_ms
            .saturating_add(i64::try_from(passed_ms).unwrap_or(i64::MAX))
    }
}

/// How long something takes, for figures and logs.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    pub fn start() -> Self {
        Self(instant())
    }

    pub fn elapsed(self) -> Duration {
        instant().duration_since(self.0)
    }
}

#[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
fn instant() -> Instant {
    Instant::now()
}

/// A clock that stands still until it is moved.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    pub fn at(now_ms: i64) -> Self {
        Self(AtomicI64::new(now_ms))
    }

    pub fn advance_ms(&self, by_ms: i64) {
        self.0.fetch_add(by_ms, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_clock_does_not_go_back_with_the_one_it_began_with() {
        let set_by_somebody = ManualClock::at(10_000_000);
        let steady = SteadyClock::from(&set_by_somebody);
        set_by_somebody.advance_ms(-3_600_000);
        let before_ms = steady.now_ms();
        assert!(before_ms >= 10_000_000);
        assert!(steady.now_ms() >= before_ms);
    }
}
