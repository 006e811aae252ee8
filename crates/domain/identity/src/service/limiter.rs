//! How often somebody may fail to sign in: token buckets in bounded memory.

use std::hash::Hash;
use std::net::IpAddr;

use parking_lot::Mutex;
use skein_foundation::UserKey;
use skein_foundation::address::subscriber;
use skein_foundation::recent::Recent;

use crate::model::SecretDigest;

/// A bucket that fills by itself.
#[derive(Debug, Clone, Copy)]
struct Rule {
    capacity: u32,
    refill_every_ms: i64,
}

/// One office behind one address may mistype now and then.
const PER_ADDRESS: Rule = Rule {
    capacity: 20,
    refill_every_ms: 3_000,
};
/// Five guesses, then one every half minute: 2,880 a day against a password of ten characters. Of one user from one
/// address, for a bucket that all strangers share would let any of them keep the user out.
const PER_USER_AND_ADDRESS: Rule = Rule {
    capacity: 5,
    refill_every_ms: 30_000,
};
/// Against guesses from everywhere: 28,800 a day. That many keep the user out meanwhile, but take more than ten addresses
/// at a time.
const PER_USER: Rule = Rule {
    capacity: 200,
    refill_every_ms: 3_000,
};
/// Of one user from a browser in which that user signed in before: whoever fails elsewhere, and be it at the same address,
/// takes nothing from it.
const PER_KNOWN_BROWSER: Rule = PER_USER_AND_ADDRESS;
/// Buckets of each kind that are remembered: about 2 MiB each at most.
const MAX_BUCKETS: usize = 16_384;

/// Failed attempts per address, per user, and per both; from a known browser, per browser. A success is not counted.
#[derive(Debug)]
pub(super) struct SignInLimiter {
    addresses: Mutex<Buckets<IpAddr>>,
    users_at_addresses: Mutex<Buckets<(UserKey, IpAddr)>>,
    users: Mutex<Buckets<UserKey>>,
    known_browsers: Mutex<Buckets<(UserKey, [u8; 32])>>,
}

/// Where somebody signs in.
#[derive(Debug, Clone, Copy)]
pub(super) enum From {
    Address(IpAddr),
    /// By the digest of what it shows.
    KnownBrowser(SecretDigest),
}

/// An attempt that was let through; hand it back when it succeeded.
#[derive(Debug)]
pub(super) struct Attempt {
    user: UserKey,
    from: From,
}

impl SignInLimiter {
    pub(super) fn new() -> Self {
        Self {
            addresses: Mutex::new(Buckets::new(PER_ADDRESS, MAX_BUCKETS)),
            users_at_addresses: Mutex::new(Buckets::new(PER_USER_AND_ADDRESS, MAX_BUCKETS)),
            users: Mutex::new(Buckets::new(PER_USER, MAX_BUCKETS)),
            known_browsers: Mutex::new(Buckets::new(PER_KNOWN_BROWSER, MAX_BUCKETS)),
        }
    }

    /// Counts the attempt before it is made, so that many at once are not all let through. `Err` holds the time to
    /// wait in milliseconds.
    pub(super) fn begin(&self, user: UserKey, from: From, now_ms: i64) -> Result<Attempt, i64> {
        match from {
            From::KnownBrowser(digest) => {
                let key = (user.clone(), *digest.as_bytes());
                self.known_browsers.lock().take(key, now_ms)?;
            }
            From::Address(address) => {
                let address = subscriber(address);
                // The user's own bucket last: what is refused before takes nothing from it.
                self.addresses.lock().take(address, now_ms)?;
                let both = (user.clone(), address);
                self.users_at_addresses.lock().take(both, now_ms)?;
                self.users.lock().take(user.clone(), now_ms)?;
            }
        }
        Ok(Attempt { user, from })
    }

    pub(super) fn succeeded(&self, attempt: Attempt, now_ms: i64) {
        let Attempt { user, from } = attempt;
        match from {
            From::KnownBrowser(digest) => {
                let key = (user, *digest.as_bytes());
                self.known_browsers.lock().give_back(key, now_ms);
            }
            From::Address(address) => {
                let address = subscriber(address);
                self.addresses.lock().give_back(address, now_ms);
                let both = (user.clone(), address);
                self.users_at_addresses.lock().give_back(both, now_ms);
                self.users.lock().give_back(user, now_ms);
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: u32,
    /// Up to when refills were counted.
    refilled_at_ms: i64,
}

#[derive(Debug)]
struct Buckets<K> {
    rule: Rule,
    buckets: Recent<K, Bucket>,
}

impl<K: Hash + Eq> Buckets<K> {
    fn new(rule: Rule, max: usize) -> Self {
        Self {
            rule,
            buckets: Recent::new(max),
        }
    }

    fn take(&mut self, key: K, now_ms: i64) -> Result<(), i64> {
        let every_ms = self.rule.refill_every_ms;
        let bucket = self.bucket(key, now_ms);
        if bucket.left == 0 {
            return Err(bucket.refilled_at_ms + every_ms - now_ms);
        }
        bucket.left -= 1;
        Ok(())
    }

    fn give_back(&mut self, key: K, now_ms: i64) {
        let capacity = self.rule.capacity;
        let bucket = self.bucket(key, now_ms);
        bucket.left = (bucket.left + 1).min(capacity);
    }

    /// The bucket of the key, refilled.
    fn bucket(&mut self, key: K, now_ms: i64) -> &mut Bucket {
        let Rule {
            capacity,
            refill_every_ms,
        } = self.rule;
        let bucket = self.buckets.entry(key, || Bucket {
            left: capacity,
            refilled_at_ms: now_ms,
        });
        // A clock that was set back must not keep anybody out until it reaches the old time.
        bucket.refilled_at_ms = bucket.refilled_at_ms.min(now_ms);
        let refills = (now_ms - bucket.refilled_at_ms) / refill_every_ms;
        bucket.left = u32::try_from(i64::from(bucket.left).saturating_add(refills))
            .unwrap_or(capacity)
            .min(capacity);
        if bucket.left == capacity {
            bucket.refilled_at_ms = now_ms;
        } else {
            bucket.refilled_at_ms += refills * refill_every_ms;
        }
        bucket
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    fn user(name: &str) -> UserKey {
        crate::contract::fixtures::key("tour", name)
    }

    fn address(number: u32) -> IpAddr {
        IpAddr::from(number.to_be_bytes())
    }

    #[test]
    fn a_stranger_who_guesses_is_slowed_and_locks_nobody_out() {
        let limiter = SignInLimiter::new();
        let begin = |from: u32, name: &str, now_ms: i64| {
            limiter
                .begin(user(name), From::Address(address(from)), now_ms)
                .map(drop)
        };
        for _ in 0..5 {
            begin(1, "lin", 0).unwrap();
        }
        assert_eq!(begin(1, "lin", 1_000), Err(29_000));
        begin(1, "wang", 1_000).unwrap();
        begin(2, "lin", 1_000).unwrap();
        begin(1, "lin", 30_000).unwrap();
        begin(1, "lin", 30_000).unwrap_err();
        // However long it goes on.
        for round in 0..1_000 {
            let _ = begin(1, "lin", 60_000 + round * 1_000);
        }
        begin(2, "lin", 1_060_000).unwrap();
    }

    #[test]
    fn a_user_is_guarded_also_when_the_guesses_come_from_everywhere() {
        let limiter = SignInLimiter::new();
        let begin = |from: u32, now_ms: i64| {
            limiter
                .begin(user("lin"), From::Address(address(from)), now_ms)
                .map(drop)
        };
        for from in 0..200 {
            begin(from, 0).unwrap();
        }
        assert_eq!(begin(999, 0), Err(3_000));
        begin(999, 3_000).unwrap();
    }

    #[test]
    fn an_address_is_limited_whomever_it_tries() {
        let limiter = SignInLimiter::new();
        let network = |network: u16, host: u16| {
            From::Address(IpAddr::V6(Ipv6Addr::new(
                0x2001, 0xdb8, 0, network, 1, 2, 3, host,
            )))
        };
        for number in 0..20 {
            let who = user(&format!("user {number}"));
            limiter.begin(who, network(0, number), 0).unwrap();
        }
        let refused = limiter.begin(user("another"), network(0, 99), 0);
        assert_eq!(refused.unwrap_err(), 3_000);
        limiter.begin(user("another"), network(1, 1), 0).unwrap();
    }

    #[test]
    fn successes_are_not_counted() {
        let limiter = SignInLimiter::new();
        for from in [
            From::Address(address(1)),
            From::KnownBrowser(SecretDigest::of("shown")),
        ] {
            for _ in 0..200 {
                let attempt = limiter.begin(user("lin"), from, 0).unwrap();
                limiter.succeeded(attempt, 0);
            }
            limiter.begin(user("lin"), from, 0).unwrap();
        }
    }

    #[test]
    fn whoever_fails_elsewhere_keeps_nobody_out_of_a_browser_they_know() {
        let limiter = SignInLimiter::new();
        for from in 0..400 {
            for _ in 0..50 {
                let _ = limiter.begin(user("lin"), From::Address(address(from)), 0);
            }
        }
        let known = From::KnownBrowser(SecretDigest::of("shown"));
        for _ in 0..5 {
            limiter.begin(user("lin"), known, 0).unwrap();
        }
        limiter.begin(user("lin"), known, 0).unwrap_err();
        let other = From::KnownBrowser(SecretDigest::of("shown elsewhere"));
        limiter.begin(user("lin"), other, 0).unwrap();
    }

    #[test]
    fn a_clock_that_goes_back_neither_fills_a_bucket_nor_keeps_it_empty() {
        let mut buckets = Buckets::new(PER_USER_AND_ADDRESS, 100);
        for _ in 0..5 {
            buckets.take(1, 9_000_000).unwrap();
        }
        assert_eq!(buckets.take(1, 0), Err(30_000));
        assert_eq!(buckets.take(1, 29_999), Err(1));
        buckets.take(1, 30_000).unwrap();
        buckets.take(1, 30_000).unwrap_err();
        buckets.take(1, i64::MAX / 2).unwrap();
    }
}
