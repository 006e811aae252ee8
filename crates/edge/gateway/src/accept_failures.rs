//! What the log is told of connections that could not be accepted: a system that refuses one refuses hundreds.

use std::time::Duration;

/// Between two lines about it.
const SAY_EVERY: Duration = Duration::from_secs(10);

#[derive(Debug, Default)]
pub(crate) struct AcceptFailures {
    /// Since the last line.
    unsaid: u64,
    said_at: Option<Duration>,
}

impl AcceptFailures {
    /// One more failed, at that time of any clock that only goes on. How many there were since the last line, when there is
    /// to be one.
    pub(crate) fn failed(&mut self, now: Duration) -> Option<u64> {
        self.unsaid += 1;
        let is_quiet = |said_at| now.saturating_sub(said_at) < SAY_EVERY;
        if self.said_at.is_some_and(is_quiet) {
            return None;
        }
        self.said_at = Some(now);
        Some(std::mem::take(&mut self.unsaid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_is_said_at_once_and_the_others_are_counted() {
        let mut failures = AcceptFailures::default();
        let mut said = Vec::new();
        // One every 50 ms for a minute, then one an hour later.
        for number in (0..1_200).chain([72_000]) {
            let now = Duration::from_millis(50 * number);
            if let Some(count) = failures.failed(now) {
                said.push((now.as_secs(), count));
            }
        }
        let each_ten_seconds = [
            (0, 1),
            (10, 200),
            (20, 200),
            (30, 200),
            (40, 200),
            (50, 200),
        ];
        assert_eq!(said[..6], each_ten_seconds);
        assert_eq!(said[6..], [(3_600, 200)]);
    }
}
