//! How many attempts are too many.
//!
//! Token buckets in the memory of this process: no request that is refused costs the database anything, a restart forgives, and of several
//! processes each counts for itself.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::refusal::Refusal;

/// Buckets kept of a kind. Beyond that the ones that are full again are forgotten, and then the ones used longest ago.
const BUCKETS: usize = 50_000;

/// Where a request came from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The address; requests without one share a bucket.
    pub address: Option<IpAddr>,
    /// What the client calls itself.
    pub user_agent: Option<String>,
}

/// So many at once, and one more after each interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How many at once.
    pub burst: u32,
    /// How long until there is one more.
    pub interval: Duration,
}

/// The limits.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Sign-ins, sign-ups and uses of one-time tokens, per address.
    pub attempts_per_address: Limit,
    /// Failed sign-ins per account, wherever they come from, so that many addresses guess no faster than one.
    pub failures_per_account: Limit,
    /// Refreshes per address.
    pub refreshes_per_address: Limit,
    /// Letters per account.
    pub letters_per_account: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        let every = |seconds, burst| Limit { burst, interval: Duration::from_secs(seconds) };
        Self {
            attempts_per_address: every(10, 30),
            failures_per_account: every(30, 10),
            refreshes_per_address: every(2, 150),
            letters_per_account: every(60, 2),
        }
    }
}

/// The buckets in use.
pub(crate) struct Counters {
    attempts: Buckets<Option<IpAddr>>,
    failures: Buckets<String>,
    refreshes: Buckets<Option<IpAddr>>,
    letters: Buckets<String>,
}

impl Counters {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            attempts: Buckets::new(limits.attempts_per_address),
            failures: Buckets::new(limits.failures_per_account),
            refreshes: Buckets::new(limits.refreshes_per_address),
            letters: Buckets::new(limits.letters_per_account),
        }
    }

    /// Counts an attempt from an address.
    pub(crate) fn attempt(&self, origin: &Origin, now: Timestamp) -> Result<(), Refusal> {
        self.attempts.take(network(origin.address), now).map_err(|retry_after| Refusal::TooMany { retry_after })
    }

    /// Counts an attempt on an account as failed until [`Counters::succeeded`] takes it back: of many at once none slips through.
    pub(crate) fn try_account(&self, account: &str, now: Timestamp) -> Result<(), Refusal> {
        self.failures.take(account.to_owned(), now).map_err(|retry_after| Refusal::TooMany { retry_after })
    }

    /// The attempt on the account was right.
    pub(crate) fn succeeded(&self, account: &str, now: Timestamp) {
        self.failures.give_back(account.to_owned(), now);
    }

    /// Counts a refresh from an address.
    pub(crate) fn refresh(&self, origin: &Origin, now: Timestamp) -> Result<(), Refusal> {
        self.refreshes.take(network(origin.address), now).map_err(|retry_after| Refusal::TooMany { retry_after })
    }

    /// Counts a letter to an account.
    pub(crate) fn letter(&self, account: &str, now: Timestamp) -> Result<(), Refusal> {
        self.letters.take(account.to_owned(), now).map_err(|retry_after| Refusal::TooManyLetters { retry_after })
    }
}

/// Whoever has an IPv6 address has 2^64 of them.
fn network(address: Option<IpAddr>) -> Option<IpAddr> {
    match address?.to_canonical() {
        IpAddr::V6(address) => Some(IpAddr::V6((u128::from(address) & !u128::from(u64::MAX)).into())),
        v4 => Some(v4),
    }
}

struct Buckets<K> {
    limit: Limit,
    buckets: Mutex<HashMap<K, Bucket>>,
}

struct Bucket {
    /// Tokens at `at`.
    tokens: f64,
    at: Timestamp,
}

impl<K: Eq + Hash + Clone> Buckets<K> {
    fn new(limit: Limit) -> Self {
        Self { limit, buckets: Mutex::default() }
    }

    /// Takes a token, or says how long until there is one.
    fn take(&self, key: K, now: Timestamp) -> Result<(), Duration> {
        self.with(key, now, |tokens, interval| {
            if *tokens < 1.0 {
                return Err(Duration::from_secs_f64(((1.0 - *tokens) * interval).max(0.001)));
            }
            *tokens -= 1.0;
            Ok(())
        })
    }

    fn give_back(&self, key: K, now: Timestamp) {
        self.with(key, now, |tokens, _| *tokens += 1.0);
    }

    fn with<T>(&self, key: K, now: Timestamp, change: impl FnOnce(&mut f64, f64) -> T) -> T {
        let interval = self.limit.interval.as_secs_f64().max(f64::MIN_POSITIVE);
        let full = f64::from(self.limit.burst);
        // Numbers only: a panic elsewhere left nothing half done.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= BUCKETS && !buckets.contains_key(&key) {
            make_room(&mut buckets, now, interval, full);
        }
        let bucket = buckets.entry(key).or_insert(Bucket { tokens: full, at: now });
        bucket.tokens = bucket.filled(now, interval, full);
        bucket.at = now;
        let result = change(&mut bucket.tokens, interval);
        bucket.tokens = bucket.tokens.min(full);
        result
    }
}

impl Bucket {
    fn filled(&self, now: Timestamp, interval: f64, full: f64) -> f64 {
        let waited = now.duration_since(self.at).max(SignedDuration::ZERO).as_secs_f64();
        (self.tokens + waited / interval).min(full)
    }
}

fn make_room<K: Eq + Hash + Clone>(buckets: &mut HashMap<K, Bucket>, now: Timestamp, interval: f64, full: f64) {
    buckets.retain(|_, bucket| bucket.filled(now, interval, full) < full);
    if buckets.len() >= BUCKETS {
        let mut times: Vec<Timestamp> = buckets.values().map(|bucket| bucket.at).collect();
        let (_, median, _) = times.select_nth_unstable(BUCKETS / 2);
        let median = *median;
        buckets.retain(|_, bucket| bucket.at > median);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { burst: 3, interval: Duration::from_secs(10) };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("a time")
    }

    #[test]
    fn after_the_burst_one_more_comes_with_each_interval() {
        let buckets = Buckets::new(LIMIT);
        for _ in 0..3 {
            buckets.take("a", at(0)).expect("of the burst");
        }
        assert_eq!(buckets.take("a", at(0)), Err(Duration::from_secs(10)));
        assert_eq!(buckets.take("a", at(4)), Err(Duration::from_secs(6)));
        buckets.take("b", at(4)).expect("somebody else's bucket");
        buckets.take("a", at(10)).expect("one more");
        assert!(buckets.take("a", at(10)).is_err());
        for _ in 0..3 {
            buckets.take("a", at(1000)).expect("full again, and no fuller");
        }
        assert!(buckets.take("a", at(1000)).is_err());
    }

    #[test]
    fn a_clock_that_steps_back_gives_nothing() {
        let buckets = Buckets::new(Limit { burst: 1, ..LIMIT });
        buckets.take("a", at(100)).expect("the first");
        assert!(buckets.take("a", at(0)).is_err());
    }

    #[test]
    fn the_number_of_buckets_is_bounded() {
        let buckets = Buckets::new(LIMIT);
        for n in 0..(BUCKETS as i64 + 10) {
            buckets.take(n, at(0)).expect("of the burst");
        }
        assert!(buckets.buckets.lock().expect("no panic").len() <= BUCKETS);
    }

    #[test]
    fn addresses_of_one_network_share_a_bucket() {
        let v6 = |text: &str| network(Some(text.parse().expect("an address")));
        assert_eq!(v6("2001:db8::1"), v6("2001:db8::ffff"));
        assert_ne!(v6("2001:db8::1"), v6("2001:db8:0:1::1"));
        assert_eq!(v6("::ffff:192.0.2.1"), v6("192.0.2.1"));
    }
}
