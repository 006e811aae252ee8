//! What a clock can be believed that may be set at any time, by seconds or by days, forth and back.

/// A look at the clock, with what is known about its past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the unit stands in the name")]
pub(crate) struct Moment {
    pub(crate) now_ms: i64,
    /// What it showed when it was set last, or when this process began to watch it. Times that it showed since then are in
    /// the order in which things happened.
    pub(crate) even_since_ms: i64,
    /// How long ago that is, by a clock that nobody can set.
    pub(crate) even_for_ms: i64,
    /// The latest that it ever showed.
    pub(crate) latest_ms: i64,
}

impl Moment {
    /// When something ends that began and was to end at these times. What seems to begin later than now was stamped by a
    /// clock that was ahead; it began before the clock was set, so its life is over when one has passed since then.
    pub(crate) fn end_of(&self, began_ms: i64, ends_ms: i64) -> i64 {
        if began_ms > self.now_ms {
            self.even_since_ms
                .saturating_add(ends_ms.saturating_sub(began_ms))
        } else {
            ends_ms
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_by_a_clock_that_was_ahead_lives_no_longer_than_it_was_meant_to() {
        let moment = Moment {
            now_ms: 1_100,
            even_since_ms: 1_000,
            even_for_ms: 100,
            latest_ms: 9_000,
        };
        assert_eq!(moment.end_of(900, 1_200), 1_200);
        assert_eq!(moment.end_of(1_100, 1_400), 1_400);
        assert_eq!(moment.end_of(9_000, 9_300), 1_300);
    }
}
