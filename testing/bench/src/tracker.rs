//! What became of every message: none may be lost, doubled or out of order.

/// The messages of one sender to one recipient.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tracker {
    acked: u64,
    /// Numbers that arrived; they arrive in order, so the next expected says nearly everything.
    next: u64,
    missing: Vec<u64>,
    pub(crate) duplicated: u64,
    pub(crate) out_of_order: u64,
}

impl Tracker {
    pub(crate) fn acked(&mut self) {
        self.acked += 1;
    }

    pub(crate) fn arrived(&mut self, number: u64) {
        if number == self.next {
            self.next += 1;
        } else if number > self.next {
            self.missing.extend(self.next..number);
            self.next = number + 1;
        } else if let Some(at) = self.missing.iter().position(|missing| *missing == number) {
            self.missing.swap_remove(at);
            self.out_of_order += 1;
        } else {
            self.duplicated += 1;
        }
    }

    /// Everything that was sent is acknowledged.
    pub(crate) fn is_settled(&self, sent: u64) -> bool {
        self.acked >= sent
    }

    /// Acknowledged, but never arrived.
    pub(crate) fn lost(&self) -> u64 {
        self.acked
            .saturating_sub(self.next - self.missing.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_wrong_is_told_apart() {
        let mut tracker = Tracker::default();
        for _ in 0..5 {
            tracker.acked();
        }
        for number in [0, 1, 1, 3, 2] {
            tracker.arrived(number);
        }
        assert_eq!(
            (tracker.lost(), tracker.duplicated, tracker.out_of_order),
            (1, 1, 1)
        );
        tracker.arrived(4);
        assert_eq!(tracker.lost(), 0);
    }
}
