//! Pauses that double, between attempts at something that must be done in the end.

use std::time::Duration;

/// One row of attempts. [`Backoff::reset`] after one that succeeded.
#[derive(Debug, Clone)]
pub struct Backoff {
    first: Duration,
    last: Duration,
    next: Duration,
}

impl Backoff {
    /// Pauses for `first`, then for twice as long each time, up to `last`.
    pub const fn new(first: Duration, last: Duration) -> Self {
        Self {
            first,
            last,
            next: first,
        }
    }

    /// Waits before the next attempt. Whoever drops it waited long enough: the pause counts all the same.
    pub fn pause(&mut self) -> impl Future<Output = ()> + use<> {
        tokio::time::sleep(self.advance())
    }

    pub const fn reset(&mut self) {
        self.next = self.first;
    }

    fn advance(&mut self) -> Duration {
        let pause = self.next;
        self.next = (pause * 2).min(self.last);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_last_and_begin_again_after_a_reset() {
        let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_millis(300));
        let mut pauses: Vec<_> = (0..4).map(|_| backoff.advance().as_millis()).collect();
        backoff.reset();
        pauses.push(backoff.advance().as_millis());
        assert_eq!(pauses, [100, 200, 300, 300, 100]);
    }
}
