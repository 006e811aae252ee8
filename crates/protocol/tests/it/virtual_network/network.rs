//! What the network does to frames and connections.

use super::dice::Dice;

/// How bad the network and the server's life are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Faults {
    pub(crate) lost_percent: u64,
    pub(crate) doubled_percent: u64,
    /// Frames may overtake each other.
    pub(crate) reordered: bool,
    pub(crate) cuts_per_minute: u64,
    /// Crashes and drains, half and half.
    pub(crate) restarts_per_minute: u64,
}

impl Faults {
    pub(crate) const NONE: Self = Self {
        lost_percent: 0,
        doubled_percent: 0,
        reordered: false,
        cuts_per_minute: 0,
        restarts_per_minute: 0,
    };
    pub(crate) const EVERYTHING: Self = Self {
        lost_percent: 8,
        doubled_percent: 8,
        reordered: true,
        cuts_per_minute: 8,
        restarts_per_minute: 3,
    };

    /// When the copies of a frame arrive; none when it is lost. `busy_until_ms` keeps the order of the link.
    pub(crate) fn arrivals(
        &self,
        dice: &mut Dice,
        now_ms: i64,
        busy_until_ms: &mut i64,
    ) -> Vec<i64> {
        let copies = match () {
            () if dice.percent(self.lost_percent) => 0,
            () if dice.percent(self.doubled_percent) => 2,
            () => 1,
        };
        let mut arrivals = Vec::new();
        for _ in 0..copies {
            let arrival_ms = if self.reordered {
                // Now and then a frame takes longer than any timeout of the client.
                let slow_ms = if dice.percent(3) {
                    dice.between(1_000, 8_000)
                } else {
                    0
                };
                now_ms + dice.between(5, 400) + slow_ms
            } else {
                (now_ms + dice.between(5, 80)).max(*busy_until_ms)
            };
            *busy_until_ms = arrival_ms.max(*busy_until_ms);
            arrivals.push(arrival_ms);
        }
        arrivals
    }
}
