//! The moments of a schedule.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::Definition;
use crate::cron::Cron;
use crate::zone;

/// A definition that has been checked.
#[derive(Debug, Clone)]
pub struct Schedule {
    definition: Definition,
    rules: Vec<Rule>,
    zone: TimeZone,
    jitter_ms: i64,
    catch_up_ms: i64,
}

/// One rule of a checked schedule.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    Cron(Box<Cron>),
    Every { every_ms: i64, offset_ms: i64 },
    At(Timestamp),
}

/// Moments of a schedule in a span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moments {
    /// The nominal moments, in order.
    pub list: Vec<Timestamp>,
    /// Whether the span holds more than the limit let through; go on from behind the last one.
    pub more: bool,
}

impl Schedule {
    pub(crate) fn new(definition: Definition, rules: Vec<Rule>, zone: TimeZone, jitter_ms: i64, catch_up_ms: i64) -> Self {
        Self { definition, rules, zone, jitter_ms, catch_up_ms }
    }

    /// What this was made of.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The zone in which cron rules are read, to show moments in.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The first nominal moment strictly after another; none where the schedule has ended.
    ///
    /// Neither a pause nor the number of runs is looked at: see [`Schedule::due`].
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        let after = match self.definition.starts_at {
            Some(starts_at) => after.max(just_before(starts_at)),
            None => after,
        };
        let next = self.rules.iter().filter_map(|rule| rule.next_after(&self.zone, after)).min()?;
        self.definition.ends_at.is_none_or(|ends_at| next < ends_at).then_some(next)
    }

    /// All nominal moments strictly after another, in order: the preview of what is to come.
    pub fn after(&self, after: Timestamp) -> impl Iterator<Item = Timestamp> + '_ {
        std::iter::successors(self.next_after(after), |&last| self.next_after(last))
    }

    /// The first nominal moments strictly after another, at most `limit`, and no more than the schedule fires in all: its preview.
    pub fn first(&self, after: Timestamp, limit: usize) -> Vec<Timestamp> {
        let most = self.definition.max_runs.map_or(limit, |most| limit.min(usize::try_from(most).unwrap_or(usize::MAX)));
        self.after(after).take(most).collect()
    }

    /// The nominal moments from `from` on and before `until`, at most `limit`: the preview of a span, and the backfill of a past one.
    pub fn between(&self, from: Timestamp, until: Timestamp, limit: usize) -> Moments {
        let mut moments = self.after(just_before(from)).take_while(|&moment| moment < until);
        let list: Vec<Timestamp> = moments.by_ref().take(limit).collect();
        Moments { more: moments.next().is_some(), list }
    }

    /// When the firing of a nominal moment is to happen: put off by up to the definition's jitter, but to before the next nominal moment,
    /// so that firings keep their order. The same for the same `key` (the schedule's id) and moment, everywhere and always.
    pub fn jittered(&self, nominal: Timestamp, key: &str) -> Timestamp {
        if self.jitter_ms == 0 {
            return nominal;
        }
        let room_ms =
            self.next_after(nominal).map_or(i64::MAX, |next| next.duration_since(nominal).as_millis().try_into().unwrap_or(i64::MAX));
        let choices = u64::try_from(self.jitter_ms.saturating_add(1).min(room_ms)).unwrap_or(1).max(1);
        let digest = Sha256::new().chain_update(key).chain_update(nominal.as_nanosecond().to_be_bytes()).finalize();
        let number = digest.iter().take(8).fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
        later(nominal, i64::try_from(number % choices).unwrap_or(0))
    }

    pub(crate) fn jitter_ms(&self) -> i64 {
        self.jitter_ms
    }

    pub(crate) fn catch_up_ms(&self) -> i64 {
        self.catch_up_ms
    }
}

impl Rule {
    fn next_after(&self, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Cron(cron) => zone::next_after(cron, zone, after),
            Self::Every { every_ms, offset_ms } => {
                let (every, offset) = (i128::from(*every_ms) * 1_000_000, i128::from(*offset_ms) * 1_000_000);
                let passed = (after.as_nanosecond() - offset).div_euclid(every);
                Timestamp::from_nanosecond(offset + (passed + 1) * every).ok()
            }
            Self::At(at) => (*at > after).then_some(*at),
        }
    }
}

/// A moment and so many milliseconds; the end of time where there is no such moment.
pub(crate) fn later(moment: Timestamp, ms: i64) -> Timestamp {
    moment.checked_add(SignedDuration::from_millis(ms)).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

fn just_before(moment: Timestamp) -> Timestamp {
    moment.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MIN)
}
