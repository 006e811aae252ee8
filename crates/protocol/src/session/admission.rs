//! Who may ask now: requests in flight are counted, sends are also limited per second.

use super::{Rate, SessionConfig};

/// What a client is told to wait when too much of it is in flight: about as long as a store takes.
const IN_FLIGHT_RETRY_MS: u32 = 200;

/// The place a request holds until its answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    Send,
    Other,
}

/// Counters of one session.
#[derive(Debug, Default)]
pub(super) struct Admission {
    sends: u16,
    others: u16,
    send_cells: Cells,
    request_cells: Cells,
    signal_cells: Cells,
}

/// Generic cell rate algorithm: when the next would be due at the steady rate, in microseconds.
#[derive(Debug, Default)]
struct Cells {
    next_due_us: i64,
}

impl Admission {
    /// Takes a place, or says after how many milliseconds to try again.
    pub(super) fn admit(
        &mut self,
        slot: Slot,
        config: &SessionConfig,
        now_ms: i64,
    ) -> Result<(), u32> {
        match slot {
            Slot::Send => {
                if usize::from(self.sends) >= config.limits.max_in_flight {
                    return Err(IN_FLIGHT_RETRY_MS);
                }
                self.send_cells.take(config.sends(), now_ms)?;
                self.sends += 1;
            }
            Slot::Other => {
                if self.others >= config.max_requests_in_flight {
                    return Err(IN_FLIGHT_RETRY_MS);
                }
                self.request_cells.take(config.requests(), now_ms)?;
                self.others += 1;
            }
        }
        Ok(())
    }

    /// Whether a signal is passed on.
    pub(super) fn admit_signal(&mut self, config: &SessionConfig, now_ms: i64) -> bool {
        self.signal_cells.take(config.signals, now_ms).is_ok()
    }

    /// Gives a place back.
    pub(super) fn release(&mut self, slot: Slot) {
        let count = match slot {
            Slot::Send => &mut self.sends,
            Slot::Other => &mut self.others,
        };
        debug_assert!(*count > 0, "a place was given back twice");
        *count = count.saturating_sub(1);
    }
}

impl Cells {
    /// Takes one, or says after how many milliseconds there is one.
    fn take(&mut self, rate: Rate, now_ms: i64) -> Result<(), u32> {
        if rate.per_second == 0 {
            return Ok(());
        }
        let interval_us = 1_000_000 / i64::from(rate.per_second);
        let burst_us = interval_us * (i64::from(rate.burst) - 1).max(0);
        let at_us = now_ms * 1_000;
        // Never later than the rate itself can make it: were the time set back, a client would wait for it to return.
        let latest_us = at_us + burst_us + interval_us;
        let due_us = self.next_due_us.clamp(at_us, latest_us);
        self.next_due_us = due_us;
        if due_us - burst_us > at_us {
            let wait_ms = (due_us - burst_us - at_us + 999) / 1_000;
            return Err(u32::try_from(wait_ms).unwrap_or(u32::MAX));
        }
        self.next_due_us += interval_us;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use skein_foundation::Limits;

    use super::*;

    fn config(limits: Limits) -> SessionConfig {
        SessionConfig::new(limits)
    }

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let config = config(Limits {
            sends_per_second: 10,
            sends_burst: 3,
            ..Limits::default()
        });
        let mut admission = Admission::default();
        for _ in 0..3 {
            assert_eq!(admission.admit(Slot::Send, &config, 1_000), Ok(()));
        }
        assert_eq!(admission.admit(Slot::Send, &config, 1_000), Err(100));
        assert_eq!(admission.admit(Slot::Send, &config, 1_100), Ok(()));
        assert_eq!(admission.admit(Slot::Send, &config, 1_150), Err(50));
    }

    #[test]
    fn a_time_that_goes_back_costs_one_send_and_not_the_way_back() {
        let config = config(Limits {
            sends_per_second: 10,
            sends_burst: 3,
            ..Limits::default()
        });
        let mut admission = Admission::default();
        assert_eq!(admission.admit(Slot::Send, &config, 3_600_000), Ok(()));
        assert_eq!(admission.admit(Slot::Send, &config, 0), Err(100));
        assert_eq!(admission.admit(Slot::Send, &config, 60), Err(40));
        assert_eq!(admission.admit(Slot::Send, &config, 100), Ok(()));
    }

    #[test]
    fn places_in_flight_are_counted_per_kind() {
        let limits = Limits {
            max_in_flight: 2,
            sends_per_second: 0,
            ..Limits::default()
        };
        let config = SessionConfig {
            max_requests_in_flight: 1,
            ..config(limits)
        };
        let mut admission = Admission::default();
        assert_eq!(admission.admit(Slot::Send, &config, 0), Ok(()));
        assert_eq!(admission.admit(Slot::Send, &config, 0), Ok(()));
        assert!(admission.admit(Slot::Send, &config, 0).is_err());
        assert_eq!(admission.admit(Slot::Other, &config, 0), Ok(()));
        assert!(admission.admit(Slot::Other, &config, 0).is_err());
        admission.release(Slot::Send);
        assert_eq!(admission.admit(Slot::Send, &config, 0), Ok(()));
    }

    #[test]
    fn every_kind_of_request_has_a_rate_of_its_own() {
        let config = config(Limits {
            requests_per_second: 10,
            requests_burst: 2,
            ..Limits::default()
        });
        let mut admission = Admission::default();
        assert_eq!(admission.admit(Slot::Other, &config, 0), Ok(()));
        assert_eq!(admission.admit(Slot::Other, &config, 0), Ok(()));
        assert_eq!(admission.admit(Slot::Other, &config, 0), Err(100));
        assert_eq!(admission.admit(Slot::Send, &config, 0), Ok(()));
        let passed = (0..100).filter(|_| admission.admit_signal(&config, 0));
        assert_eq!(passed.count(), config.signals.burst as usize);
        assert!(admission.admit_signal(&config, 1_000));
    }
}
