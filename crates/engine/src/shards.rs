//! Shards: what they are counted in, and how many of them a process should have.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::ports::RunId;
use crate::submit::shard_of;

/// How many shards there are.
pub(crate) const SHARDS: i16 = 64;

/// Some of the shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ShardSet(u64);

impl ShardSet {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const ALL: Self = Self(u64::MAX);

    /// The one that a run belongs to.
    pub(crate) fn of_run(run_id: RunId) -> Self {
        Self(bit(shard_of(run_id)))
    }

    pub(crate) fn contains(self, shard: i16) -> bool {
        self.0 & bit(shard) != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn among(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// In their order.
    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = i16> + Clone {
        (0..SHARDS).filter(move |shard| self.contains(*shard))
    }

    pub(crate) fn to_vec(self) -> Vec<i16> {
        self.iter().collect()
    }

    /// As other processes read it.
    pub(crate) fn to_text(self) -> String {
        format!("{:016x}", self.0)
    }

    /// What [`ShardSet::to_text`] wrote.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        u64::from_str_radix(text, 16).ok().map(Self)
    }
}

impl FromIterator<i16> for ShardSet {
    fn from_iter<I: IntoIterator<Item = i16>>(shards: I) -> Self {
        Self(shards.into_iter().fold(0, |all, shard| all | bit(shard)))
    }
}

/// A shard that is none has no bit.
fn bit(shard: i16) -> u64 {
    if (0..SHARDS).contains(&shard) { 1 << shard } else { 0 }
}

/// A set that one writes and many read.
#[derive(Debug, Default)]
pub(crate) struct SharedShards(AtomicU64);

impl SharedShards {
    pub(crate) fn get(&self) -> ShardSet {
        ShardSet(self.0.load(Ordering::Relaxed))
    }

    pub(crate) fn set(&self, shards: ShardSet) {
        self.0.store(shards.0, Ordering::Relaxed);
    }
}

/// What a look at the locks showed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Survey {
    /// Processes that host the engine, with this one.
    pub(crate) processes: usize,
    /// Shards that nobody has.
    pub(crate) free: ShardSet,
}

/// What a process does about its share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Decision {
    pub(crate) claim: ShardSet,
    /// To be given up in good order, within so long.
    pub(crate) leave: ShardSet,
    pub(crate) within: Duration,
}

/// How a process comes to its share of the shards, and gives up what is more: nobody tells it, each looks at the locks and does the same sum.
///
/// What goes must first come to rest, for an effort under way may have cost money and is not done again for the sake of balance. Shards that do
/// not rest in time stay, and others are tried, with more time; the more time, the fewer at once, since what would begin in them waits meanwhile.
#[derive(Debug, Default)]
pub(crate) struct Balance {
    /// Shards that nobody had at each look, since when.
    ownerless: BTreeMap<i16, Instant>,
    /// How often in a row not all went that should have.
    failures: u32,
    /// Nothing is given up before: what was has found no owner.
    spurned_until: Option<Instant>,
}

/// The first time that shards have to come to rest; it doubles, up to [`LONGEST`].
const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(32);
/// With more time than this, a quarter goes at once.
const SHORT: Duration = Duration::from_secs(2);
/// A shard that those do not take whose share it belongs to is anybody's after this.
const OWNERLESS_FOR: Duration = Duration::from_secs(3);
/// After which those are asked again.
const SPURNED_FOR: Duration = Duration::from_secs(60);

impl Balance {
    /// What to do now. `missed` are shards that this process lost a moment ago and wants back before all others, whoever's share they are.
    pub(crate) fn decide(&mut self, seen: Survey, held: ShardSet, missed: ShardSet, now: Instant) -> Decision {
        let share = usize::from(SHARDS.unsigned_abs()).div_ceil(seen.processes.max(1));
        self.ownerless.retain(|shard, _| seen.free.contains(*shard));
        for shard in seen.free.iter() {
            self.ownerless.entry(shard).or_insert(now);
        }
        let mut claim = seen.free.among(missed);
        let due: ShardSet = seen.free.without(claim).iter().take(share.saturating_sub(held.len() + claim.len())).collect();
        claim = claim.and(due);
        let ownerless: ShardSet =
            self.ownerless.iter().filter(|(_, since)| **since + OWNERLESS_FOR <= now).map(|(shard, _)| *shard).collect();
        if !ownerless.without(claim).is_empty() {
            self.spurned_until = Some(now + SPURNED_FOR);
            claim = claim.and(ownerless);
        }
        if seen.processes <= 1 || self.spurned_until.is_some_and(|until| until <= now) {
            self.spurned_until = None;
        }
        if self.spurned_until.is_some() {
            return Decision { claim, ..Decision::default() };
        }
        let within = LONGEST.min(FIRST * 2_u32.saturating_pow(self.failures));
        let surplus = held.len().saturating_sub(share);
        let at_once = if within > SHORT { surplus.div_ceil(4) } else { surplus };
        // Others each time, from the end on; neighbours belong to different lanes.
        let passed_over = at_once * self.failures as usize % held.len().max(1);
        let leave = held.iter().rev().cycle().skip(passed_over).take(at_once).collect();
        Decision { claim, leave, within }
    }

    /// What became of the last attempt to give shards up.
    pub(crate) fn gave_up(&mut self, all: bool) {
        self.failures = if all { 0 } else { self.failures.saturating_add(1) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shards(range: std::ops::Range<i16>) -> ShardSet {
        range.collect()
    }

    fn decide(balance: &mut Balance, processes: usize, free: ShardSet, held: ShardSet) -> Decision {
        balance.decide(Survey { processes, free }, held, ShardSet::NONE, Instant::now())
    }

    #[test]
    fn a_set_is_read_as_it_was_written() {
        for set in [ShardSet::NONE, ShardSet::ALL, shards(3..9)] {
            assert_eq!(ShardSet::of_text(&set.to_text()), Some(set));
        }
        assert_eq!(ShardSet::of_text("work"), None);
        assert_eq!(shards(0..64), ShardSet::ALL);
        assert!(!ShardSet::ALL.contains(64));
    }

    #[test]
    fn a_process_alone_takes_everything_at_once() {
        let decision = decide(&mut Balance::default(), 1, ShardSet::ALL, ShardSet::NONE);
        assert_eq!((decision.claim, decision.leave), (ShardSet::ALL, ShardSet::NONE));
    }

    #[test]
    fn any_number_of_processes_comes_to_rest_within_one_shard_of_each_other() {
        for count in 1..=70_usize {
            let mut processes: Vec<(Balance, ShardSet)> = (0..count).map(|_| (Balance::default(), ShardSet::NONE)).collect();
            processes[0].1 = ShardSet::ALL;
            for _ in 0..3 {
                for at in 0..count {
                    let held = processes.iter().fold(ShardSet::NONE, |all, (_, held)| all.and(*held));
                    let (balance, own) = &mut processes[at];
                    let decision = decide(balance, count, ShardSet::ALL.without(held), *own);
                    assert!(decision.claim.among(held).is_empty() && decision.leave.without(*own).is_empty());
                    *own = own.and(decision.claim).without(decision.leave);
                }
            }
            let held: Vec<usize> = processes.iter().map(|(_, held)| held.len()).collect();
            let share = 64_usize.div_ceil(count);
            assert_eq!(held.iter().sum::<usize>(), 64, "{count}: {held:?}");
            assert!(held.iter().all(|held| *held <= share), "{count}: {held:?}");
        }
    }

    #[test]
    fn what_does_not_come_to_rest_is_tried_again_with_more_time_and_others_first() {
        let mut balance = Balance::default();
        let first = decide(&mut balance, 2, ShardSet::NONE, ShardSet::ALL);
        assert_eq!((first.leave, first.within), (shards(32..64), FIRST));
        balance.gave_up(false);
        let second = decide(&mut balance, 2, ShardSet::NONE, ShardSet::ALL);
        assert_eq!((second.leave, second.within), (shards(0..32), FIRST * 2));
        for _ in 0..20 {
            balance.gave_up(false);
        }
        let later = decide(&mut balance, 2, ShardSet::NONE, ShardSet::ALL);
        assert_eq!((later.leave.len(), later.within), (8, LONGEST));
        balance.gave_up(true);
        assert_eq!(decide(&mut balance, 2, ShardSet::NONE, ShardSet::ALL), first);
    }

    #[test]
    fn what_another_process_does_not_take_is_taken_back_and_not_offered_again_for_a_while() {
        let mut balance = Balance::default();
        let (mine, offered, now) = (shards(0..32), shards(32..64), Instant::now());
        let mut at = |after: Duration, free, held| balance.decide(Survey { processes: 2, free }, held, ShardSet::NONE, now + after);
        assert!(at(Duration::ZERO, offered, mine).claim.is_empty());
        assert!(at(OWNERLESS_FOR / 2, offered, mine).claim.is_empty());
        assert_eq!(at(OWNERLESS_FOR, offered, mine).claim, offered);
        assert!(at(OWNERLESS_FOR * 2, ShardSet::NONE, ShardSet::ALL).leave.is_empty());
        assert_eq!(at(OWNERLESS_FOR + SPURNED_FOR, ShardSet::NONE, ShardSet::ALL).leave.len(), 32);
    }

    #[test]
    fn what_was_lost_a_moment_ago_is_wanted_back_beyond_the_share() {
        let (lost, now) = (shards(10..64), Instant::now());
        let decision = Balance::default().decide(Survey { processes: 2, free: lost }, ShardSet::NONE, lost, now);
        assert_eq!(decision.claim, lost);
    }
}
