//! How often one address or one user may do something that costs the store a row, a write or a look-up.

use std::hash::Hash;
use std::net::IpAddr;

use parking_lot::Mutex;
use skein_foundation::address::subscriber;
use skein_foundation::recent::Recent;

const MINUTE_US: i64 = 60_000_000;
/// Addresses or users that are remembered: about 1 MiB of addresses at most, 3 MiB of users.
const MAX_REMEMBERED: usize = 16_384;

/// A bucket per key that holds a minute's worth and fills by itself.
#[derive(Debug)]
pub(crate) struct MinuteLimiter<K> {
    /// 0 is no limit.
    per_minute: u32,
    /// When the next one would be due at the steady rate, by key, in microseconds.
    dues: Mutex<Recent<K, i64>>,
}

impl<K: Eq + Hash> MinuteLimiter<K> {
    pub(crate) fn new(per_minute: u32) -> Self {
        Self {
            per_minute,
            dues: Mutex::new(Recent::new(MAX_REMEMBERED)),
        }
    }

    /// Counts one. `Err` holds the seconds to wait.
    pub(crate) fn take(&self, key: K, now_ms: i64) -> Result<(), u32> {
        if self.per_minute == 0 {
            return Ok(());
        }
        let interval_us = MINUTE_US / i64::from(self.per_minute);
        let at_us = now_ms * 1_000;
        let mut dues = self.dues.lock();
        let due_us = dues.entry(key, || at_us);
        // Further away than a minute's worth: the clock was set back, and must not shut anybody out.
        if *due_us < at_us || *due_us > at_us + MINUTE_US {
            *due_us = at_us;
        }
        let wait_us = *due_us - at_us - (MINUTE_US - interval_us);
        if wait_us > 0 {
            return Err(u32::try_from(wait_us / 1_000_000 + 1).unwrap_or(u32::MAX));
        }
        *due_us += interval_us;
        Ok(())
    }
}

/// An address as far as limits tell addresses apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Subscriber(IpAddr);

impl From<IpAddr> for Subscriber {
    fn from(address: IpAddr) -> Self {
        Self(subscriber(address))
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    const NOW_MS: i64 = 1_763_700_000_000;

    fn address(number: u32) -> Subscriber {
        IpAddr::from(number.to_be_bytes()).into()
    }

    #[test]
    fn a_minutes_worth_at_once_and_then_the_rate() {
        let limiter = MinuteLimiter::new(6);
        for _ in 0..6 {
            limiter.take(address(1), NOW_MS).expect("a minute's worth");
        }
        assert_eq!(limiter.take(address(1), NOW_MS), Err(11));
        assert_eq!(limiter.take(address(1), NOW_MS + 9_000), Err(2));
        limiter.take(address(2), NOW_MS).expect("another address");
        limiter
            .take(address(1), NOW_MS + 10_000)
            .expect("one every ten seconds");
        assert!(limiter.take(address(1), NOW_MS + 10_000).is_err());
        for _ in 0..6 {
            limiter
                .take(address(1), NOW_MS + 100_000)
                .expect("full again");
        }
        assert!(limiter.take(address(1), NOW_MS + 100_000).is_err());
    }

    #[test]
    fn zero_is_no_limit() {
        let unlimited = MinuteLimiter::new(0);
        for _ in 0..100 {
            unlimited.take(address(1), NOW_MS).expect("no limit");
        }
    }

    #[test]
    fn a_subscriber_is_one_however_many_addresses_it_has() {
        let limiter = MinuteLimiter::new(2);
        let v6 = |network: u16, host: u16| {
            IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, network, 1, 2, 3, host)).into()
        };
        limiter.take(v6(1, 1), NOW_MS).expect("the first");
        limiter.take(v6(1, 2), NOW_MS).expect("the second");
        assert!(limiter.take(v6(1, 3), NOW_MS).is_err());
        limiter.take(v6(2, 1), NOW_MS).expect("another subscriber");
        limiter
            .take(address(0x0102_0304), NOW_MS)
            .expect("the first");
        limiter
            .take(
                "::ffff:1.2.3.4"
                    .parse::<IpAddr>()
                    .expect("an address")
                    .into(),
                NOW_MS,
            )
            .expect("the second");
        assert!(limiter.take(address(0x0102_0304), NOW_MS).is_err());
    }

    #[test]
    fn a_clock_that_is_set_back_shuts_nobody_out() {
        let limiter = MinuteLimiter::new(2);
        limiter.take(address(1), NOW_MS).expect("the first");
        limiter.take(address(1), NOW_MS).expect("the second");
        limiter.take(address(1), NOW_MS).expect_err("none is left");
        let set_back = NOW_MS - 3_600_000;
        limiter.take(address(1), set_back).expect("an hour earlier");
        limiter.take(address(1), set_back).expect("the second");
        limiter
            .take(address(1), set_back)
            .expect_err("none is left");
    }
}
