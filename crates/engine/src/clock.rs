//! Business time: the database's clock, kept in step without asking for each event, or a clock a test moves.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::watch;

/// Where the host's time comes from.
#[derive(Clone, Default)]
pub enum Clock {
    /// `engine.clock_now()`, read with every wave and look and carried on in between by the monotonic clock.
    #[default]
    Database,
    /// A clock that stands still until it is moved.
    Manual(ManualClock),
}

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub struct ManualClock {
    now: Arc<watch::Sender<Timestamp>>,
}

impl ManualClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self { now: Arc::new(watch::Sender::new(now)) }
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    /// Moves it on; whoever waits for a moment that has now come wakes up.
    pub fn advance(&self, by: Duration) {
        self.now.send_modify(|now| *now = after(*now, by));
    }
}

/// The host's clock. It never goes back.
pub(crate) struct HostClock {
    source: Clock,
    anchor: Mutex<(Timestamp, Instant)>,
    /// Latest moment told, in microseconds since 1970.
    told: AtomicI64,
}

/// A database clock this far behind the host's reckoning was set back: follow it.
const TOLERANCE: Duration = Duration::from_millis(250);

impl HostClock {
    pub(crate) fn new(source: Clock, database_now: Timestamp) -> Self {
        Self { source, anchor: Mutex::new((database_now, Instant::now())), told: AtomicI64::new(i64::MIN) }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let reckoned = match &self.source {
            Clock::Manual(clock) => clock.now(),
            Clock::Database => self.reckon(),
        };
        // The database keeps microseconds: what is told must survive being stored.
        let micros = reckoned.as_microsecond();
        let told = self.told.fetch_max(micros, Ordering::Relaxed).max(micros);
        Timestamp::from_microsecond(told).unwrap_or(reckoned)
    }

    /// Takes in what the database's clock showed a moment ago.
    pub(crate) fn calibrate(&self, database_now: Timestamp) {
        let reckoned = self.reckon();
        let ahead = Duration::try_from(reckoned.duration_since(database_now)).unwrap_or(Duration::ZERO);
        if database_now > reckoned || ahead > TOLERANCE {
            *self.anchor.lock().unwrap_or_else(PoisonError::into_inner) = (database_now, Instant::now());
        }
    }

    /// Returns when `moment` has come.
    pub(crate) async fn reach(&self, moment: Timestamp) {
        match &self.source {
            Clock::Manual(clock) => {
                let mut shown = clock.now.subscribe();
                // Fails only when the clock is gone, and this holds it.
                let _ = shown.wait_for(|now| *now >= moment).await;
            }
            Clock::Database => {
                let wait = Duration::try_from(moment.duration_since(self.now())).unwrap_or(Duration::ZERO);
                // Past the millisecond that timers round to, so that the moment has certainly come.
                tokio::time::sleep(wait).await;
            }
        }
    }

    fn reckon(&self) -> Timestamp {
        let (shown, at) = *self.anchor.lock().unwrap_or_else(PoisonError::into_inner);
        after(shown, at.elapsed())
    }
}

fn after(moment: Timestamp, by: Duration) -> Timestamp {
    moment.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_goes_back() {
        let start = Timestamp::from_second(1_000).unwrap();
        let clock = HostClock::new(Clock::Database, start);
        let first = clock.now();
        clock.calibrate(Timestamp::from_second(10).unwrap());
        assert!(clock.now() >= first);
        clock.calibrate(Timestamp::from_second(2_000).unwrap());
        assert!(clock.now() >= Timestamp::from_second(2_000).unwrap());
    }

    #[tokio::test]
    async fn wakes_whoever_waits_when_it_is_moved() {
        let manual = ManualClock::new(Timestamp::from_second(0).unwrap());
        let clock = HostClock::new(Clock::Manual(manual.clone()), Timestamp::from_second(0).unwrap());
        let wait = clock.reach(Timestamp::from_second(60).unwrap());
        tokio::join!(wait, async { manual.advance(Duration::from_secs(60)) });
        assert_eq!(clock.now(), Timestamp::from_second(60).unwrap());
    }
}
