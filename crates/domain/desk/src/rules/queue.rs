//! Places in the queue, and how long it may take.

/// Positions of consultations that stand one behind the other in one queue, given how many stand before the
/// first of them. 1 is next.
pub fn positions<T>(ahead_of_first: u32, in_order: &[T]) -> impl Iterator<Item = (u32, &T)> {
    (ahead_of_first + 1..).zip(in_order)
}

/// Handling times an estimate needs at least: fewer say more about those customers than about the desk.
const MIN_SAMPLES: usize = 5;

/// Seconds until the one at `position` is served, from how long the team's last consultations took from
/// assignment to resolution and how many it can serve at one time. With every place taken, one becomes free
/// every `handling time / places`. The median, because one forgotten consultation must not frighten everybody.
/// `None` without ground: too few samples, or nobody there to serve. Never less than a second: somebody waits.
pub fn wait_estimate(position: u32, recent_handling_ms: &[i64], places: u32) -> Option<u32> {
    if position == 0 || places == 0 || recent_handling_ms.len() < MIN_SAMPLES {
        return None;
    }
    let mut sorted = recent_handling_ms.to_vec();
    sorted.sort_unstable();
    let median_ms = u64::try_from(sorted[sorted.len() / 2]).ok()?;
    let wait_ms = median_ms.saturating_mul(u64::from(position)) / u64::from(places);
    u32::try_from(wait_ms.div_ceil(1_000).max(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixtures::waiting;

    #[test]
    fn positions_count_from_those_ahead() {
        let queue = [waiting(1), waiting(2)];
        let places: Vec<(u32, u64)> = positions(3, &queue)
            .map(|(position, one)| (position, one.place.ticket))
            .collect();
        assert_eq!(places, [(4, 1), (5, 2)]);
    }

    #[test]
    fn an_estimate_needs_ground() {
        let recent = [60_000, 120_000, 3_600_000, 90_000, 130_000];
        assert_eq!(wait_estimate(1, &recent, 4), Some(30));
        assert_eq!(wait_estimate(5, &recent, 4), Some(150));
        assert_eq!(wait_estimate(1, &[1; 5], 10), Some(1), "never nothing");
        assert_eq!(wait_estimate(1, &[1_500; 5], 1), Some(2), "rounded up");
        assert_eq!(wait_estimate(0, &recent, 4), None);
        assert_eq!(wait_estimate(1, &recent[..4], 4), None, "too few");
        assert_eq!(wait_estimate(1, &recent, 0), None, "nobody is there");
        let beyond_telling = wait_estimate(u32::MAX, &[i64::MAX; 5], 1);
        assert_eq!(beyond_telling, None);
    }
}
