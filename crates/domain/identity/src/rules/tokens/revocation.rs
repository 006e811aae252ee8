//! Withdrawing tokens, without believing that a clock which may be set puts things in order.
//!
//! Tokens that Skein makes name their generation, a number that each revocation raises. Tokens that the business signs have
//! nothing but a time of issue, and are compared with when the tokens were withdrawn.

use super::LEEWAY_MS;
use crate::model::{Revocation, Standing, User};
use crate::rules::Moment;

/// What is noted when tokens are withdrawn.
pub(crate) fn revocation(moment: Moment) -> Revocation {
    Revocation {
        at_ms: moment.now_ms,
        latest_ms: moment.latest_ms,
    }
}

/// What is to be noted instead of a time that tells no order: once the clock has reached it, nothing would tell any more that
/// it is not what it seems.
pub(crate) fn noted_right(revocation: Revocation, moment: Moment) -> Option<Revocation> {
    is_out_of_order(revocation, moment).then_some(Revocation {
        at_ms: moment.even_since_ms,
        latest_ms: moment.even_since_ms,
    })
}

/// Noted by a clock that was ahead, or while it was behind, and it has been set since.
fn is_out_of_order(revocation: Revocation, moment: Moment) -> bool {
    let Revocation { at_ms, latest_ms } = revocation;
    at_ms > moment.now_ms + LEEWAY_MS || (at_ms < moment.even_since_ms && latest_ms > at_ms)
}

/// Whether a token with this standing was withdrawn.
pub(crate) fn is_withdrawn(user: &User, standing: Standing, moment: Moment) -> bool {
    match standing {
        // Equal, not at least: nobody gives out generations to come.
        Standing::Generation(generation) => generation != user.token_generation,
        Standing::SignedAt(at_ms) => at_ms <= signed_before(user.revocation, moment),
    }
}

/// Tokens of the business signed at this time or earlier are withdrawn.
fn signed_before(revocation: Revocation, moment: Moment) -> i64 {
    let Revocation { at_ms, latest_ms } = revocation;
    if is_out_of_order(revocation, moment) {
        // It was before the clock was set: so were the tokens that it withdrew.
        moment.even_since_ms
    } else if latest_ms - at_ms <= LEEWAY_MS {
        // Mostly the same time. If the clock had been set back a little, tokens signed before that are still in time.
        latest_ms
    } else {
        at_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    const NOON: i64 = 1_763_700_000_000;

    /// The clock at `now`, set last at `since`; `latest` is the latest it has shown.
    fn moment(since_ms: i64, now_ms: i64, latest_ms: i64) -> Moment {
        Moment {
            now_ms,
            even_since_ms: since_ms,
            even_for_ms: now_ms - since_ms,
            latest_ms,
        }
    }

    #[test]
    fn with_a_clock_that_goes_evenly_the_time_of_the_revocation_counts() {
        let revoked = revocation(moment(NOON - 9 * HOUR, NOON, NOON));
        for now_ms in [NOON, NOON + HOUR] {
            let now = moment(NOON - 9 * HOUR, now_ms, now_ms);
            assert_eq!(signed_before(revoked, now), NOON);
            // Also for a process that began to watch the clock later.
            assert_eq!(signed_before(revoked, moment(now_ms, now_ms, now_ms)), NOON);
        }
    }

    #[test]
    fn a_revocation_of_a_clock_that_was_ahead_refuses_nothing_signed_after_it_was_set_right() {
        let ahead = NOON + 48 * HOUR;
        let revoked = revocation(moment(ahead, ahead + 5, ahead + 5));
        let set_right = moment(NOON, NOON + HOUR, ahead + 5);
        assert_eq!(signed_before(revoked, set_right), NOON);
        let noted = noted_right(revoked, set_right).unwrap();
        for later in [2 * HOUR, 50 * HOUR] {
            let now = moment(NOON, NOON + later, ahead.max(NOON + later));
            assert_eq!(signed_before(noted, now), NOON);
            assert_eq!(noted_right(noted, now), None);
        }
    }

    #[test]
    fn a_revocation_of_a_clock_that_was_behind_ends_what_was_signed_before_it() {
        let behind = NOON - 48 * HOUR;
        let revoked = revocation(moment(behind, behind + 5, NOON));
        // What is signed meanwhile by a business whose clock is as far behind.
        let still_behind = moment(behind, behind + HOUR, NOON);
        assert_eq!(signed_before(revoked, still_behind), behind + 5);
        let set_right = moment(NOON + HOUR, NOON + 2 * HOUR, NOON + 2 * HOUR);
        assert_eq!(signed_before(revoked, set_right), NOON + HOUR);
        let noted = noted_right(revoked, set_right).unwrap();
        let restarted = moment(NOON + 9 * HOUR, NOON + 9 * HOUR, NOON + 9 * HOUR);
        assert_eq!(signed_before(noted, restarted), NOON + HOUR);
    }

    #[test]
    fn a_revocation_after_the_clock_was_set_right_is_not_mistaken_for_one_of_the_future() {
        let set_right = moment(NOON, NOON + 5, NOON + 48 * HOUR);
        let revoked = revocation(set_right);
        for later in [HOUR, 47 * HOUR, 90 * HOUR] {
            let now_ms = NOON + later;
            let now = moment(NOON, now_ms, now_ms.max(NOON + 48 * HOUR));
            assert_eq!(signed_before(revoked, now), NOON + 5);
            assert_eq!(noted_right(revoked, now), None);
        }
    }

    #[test]
    fn a_clock_set_back_by_seconds_brings_nothing_back() {
        let revoked = revocation(moment(NOON - HOUR, NOON, NOON));
        let set_back = moment(NOON - 7_000, NOON - 6_000, NOON);
        assert_eq!(signed_before(revoked, set_back), NOON);
        let again = revocation(set_back);
        assert_eq!(signed_before(again, set_back), NOON);
    }

    #[test]
    fn a_generation_is_neither_an_earlier_nor_a_later_one() {
        let moment = moment(NOON, NOON, NOON);
        let mut user = crate::contract::fixtures::user("tour", "lin");
        user.token_generation = 1;
        for (generation, withdrawn) in [(0, true), (1, false), (2, true), (i64::MAX, true)] {
            let standing = Standing::Generation(generation);
            assert_eq!(
                is_withdrawn(&user, standing, moment),
                withdrawn,
                "{generation}"
            );
        }
    }
}
