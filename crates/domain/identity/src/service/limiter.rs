//! How often somebody may fail to sign in: token buckets in bounded memory.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;

use parking_lot::Mutex;
use skein_foundation::address::subscriber;
use skein_foundation::{AppId, Uid, UserKey};

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
/// Buckets of each kind that are remembered: about 2 MiB each at most.
const MAX_BUCKETS: usize = 16_384;

/// Failed attempts per address, per user, and per both. A success is not counted.
#[derive(Debug)]
pub(super) struct SignInLimiter {
    addresses: Mutex<Buckets<IpAddr>>,
    users_at_addresses: Mutex<Buckets<(UserKey, IpAddr)>>,
    users: Mutex<Buckets<UserKey>>,
}

/// An attempt that was let through; hand it back when it succeeded.
#[derive(Debug)]
pub(super) struct Attempt {
    user_at_address: (UserKey, IpAddr),
}

impl SignInLimiter {
    pub(super) fn new() -> Self {
        Self {
            addresses: Mutex::new(Buckets::new(PER_ADDRESS, MAX_BUCKETS)),
            users_at_addresses: Mutex::new(Buckets::new(PER_USER_AND_ADDRESS, MAX_BUCKETS)),
            users: Mutex::new(Buckets::new(PER_USER, MAX_BUCKETS)),
        }
    }

    /// Counts the attempt before it is made, so that many at once are not all let through. `Err` holds the time to
    /// wait in milliseconds.
    pub(super) fn begin(
        &self,
        address: IpAddr,
        app: &AppId,
        uid: &Uid,
        now_ms: i64,
    ) -> Result<Attempt, i64> {
        let address = subscriber(address);
        let user = UserKey::new(app.clone(), uid.clone());
        let attempt = Attempt {
            user_at_address: (user, address),
        };
        let (user, address) = &attempt.user_at_address;
        // The user's own bucket last: what is refused before takes nothing from it.
        self.addresses.lock().take(address, now_ms)?;
        self.users_at_addresses
            .lock()
            .take(&attempt.user_at_address, now_ms)?;
        self.users.lock().take(user, now_ms)?;
        Ok(attempt)
    }

    pub(super) fn succeeded(&self, attempt: &Attempt, now_ms: i64) {
        let (user, address) = &attempt.user_at_address;
        self.addresses.lock().give_back(address, now_ms);
        self.users_at_addresses
            .lock()
            .give_back(&attempt.user_at_address, now_ms);
        self.users.lock().give_back(user, now_ms);
    }
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: u32,
    /// Up to when refills were counted.
    refilled_at_ms: i64,
}

/// Two generations: when the young one is full it becomes the old one and the old one is forgotten. What was used
/// among the last `max / 2` keys is remembered, at constant cost, and there are never more than `max`.
#[derive(Debug)]
struct Buckets<K> {
    rule: Rule,
    max_per_generation: usize,
    young: HashMap<K, Bucket>,
    old: HashMap<K, Bucket>,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    fn new(rule: Rule, max: usize) -> Self {
        Self {
            rule,
            max_per_generation: max / 2,
            young: HashMap::new(),
            old: HashMap::new(),
        }
    }

    fn take(&mut self, key: &K, now_ms: i64) -> Result<(), i64> {
        let every_ms = self.rule.refill_every_ms;
        let bucket = self.bucket(key, now_ms);
        if bucket.left == 0 {
            return Err(bucket.refilled_at_ms + every_ms - now_ms);
        }
        bucket.left -= 1;
        Ok(())
    }

    fn give_back(&mut self, key: &K, now_ms: i64) {
        let capacity = self.rule.capacity;
        let bucket = self.bucket(key, now_ms);
        bucket.left = (bucket.left + 1).min(capacity);
    }

    /// The bucket of the key, refilled, in the young generation.
    fn bucket(&mut self, key: &K, now_ms: i64) -> &mut Bucket {
        if !self.young.contains_key(key) && self.young.len() >= self.max_per_generation {
            self.old = std::mem::take(&mut self.young);
        }
        let Rule {
            capacity,
            refill_every_ms,
        } = self.rule;
        let old = &mut self.old;
        let bucket = self.young.entry(key.clone()).or_insert_with(|| {
            old.remove(key).unwrap_or(Bucket {
                left: capacity,
                refilled_at_ms: now_ms,
            })
        });
        let refills = (now_ms - bucket.refilled_at_ms).max(0) / refill_every_ms;
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

    fn uid(text: &str) -> Uid {
        Uid::parse(text).unwrap()
    }

    fn app() -> AppId {
        AppId::parse("tour").unwrap()
    }

    fn address(number: u32) -> IpAddr {
        IpAddr::from(number.to_be_bytes())
    }

    #[test]
    fn a_stranger_who_guesses_is_slowed_and_locks_nobody_out() {
        let limiter = SignInLimiter::new();
        let begin = |from: u32, name: &str, now_ms: i64| {
            limiter
                .begin(address(from), &app(), &uid(name), now_ms)
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
                .begin(address(from), &app(), &uid("lin"), now_ms)
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
        let network = |host: u16| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 1, 2, 3, host));
        for number in 0..20 {
            let who = uid(&format!("user {number}"));
            limiter.begin(network(number), &app(), &who, 0).unwrap();
        }
        assert_eq!(
            limiter
                .begin(network(99), &app(), &uid("another"), 0)
                .unwrap_err(),
            3_000
        );
        let elsewhere = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, 1));
        limiter
            .begin(elsewhere, &app(), &uid("another"), 0)
            .unwrap();
    }

    #[test]
    fn successes_are_not_counted() {
        let limiter = SignInLimiter::new();
        for _ in 0..200 {
            let attempt = limiter.begin(address(1), &app(), &uid("lin"), 0).unwrap();
            limiter.succeeded(&attempt, 0);
        }
        limiter.begin(address(1), &app(), &uid("lin"), 0).unwrap();
    }

    #[test]
    fn memory_is_bounded_and_those_in_use_are_remembered() {
        let mut buckets = Buckets::new(PER_USER_AND_ADDRESS, 100);
        for number in 0..100_000_u64 {
            buckets.take(&number, 0).unwrap();
            // Somebody who is being guessed at all the while.
            let _ = buckets.take(&u64::MAX, 0);
            assert!(buckets.young.len() + buckets.old.len() <= 100);
        }
        buckets.take(&u64::MAX, 0).unwrap_err();
    }

    #[test]
    fn a_clock_that_goes_back_neither_fills_nor_breaks_a_bucket() {
        let mut buckets = Buckets::new(PER_USER_AND_ADDRESS, 100);
        for _ in 0..5 {
            buckets.take(&1, 100_000).unwrap();
        }
        buckets.take(&1, 0).unwrap_err();
        buckets.take(&1, i64::MAX / 2).unwrap();
    }
}
