//! Where polls of a queue begin to look: behind what was taken, priority by priority.
//!
//! Old snapshots keep what was taken, and a look from the beginning of the queue reads all of it again ([`engine::reach`]). Tasks are taken by
//! priority, then by age, so there is a place for each priority. What comes back from a worker has an index of its own.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::labels::Labels;
use crate::locked::locked;

/// Priorities that one queue has a place for. With more of them in use every poll looks from the beginning.
const MOST_PRIORITIES: usize = 64;
/// Queues and choices of activities and labels that are remembered.
const MOST_POLLED: usize = 10_000;
/// A look passes over what somebody holds locked for a moment: a place is raised when a second one, so much later, has found nothing there either.
const RIPE_AFTER: Duration = Duration::from_millis(250);
/// What reads from the beginning of a table is not repeated before so many times as long have passed. Oftener than in a lane, where the whole
/// lane would wait for it: here one poll does.
pub(super) const SHARE: u32 = 50;
/// A look from the beginning that nobody hears of any more is made up for after this.
const WHOLE_WITHIN: Duration = Duration::from_secs(10);

/// What a poll chooses from: an account's queue, and of it these activities or all, as far as they ask for nothing but these labels. What one
/// poll did not find says nothing of what another one may have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Choice {
    account: Uuid,
    queue: String,
    activities: Option<Vec<String>>,
    labels: Labels,
}

impl Choice {
    /// In whatever order the activities are named.
    pub(super) fn new(account: Uuid, queue: &str, activities: Option<&[String]>, labels: &Labels) -> Self {
        let activities = activities.map(|named| {
            let mut named = named.to_vec();
            named.sort_unstable();
            named.dedup();
            named
        });
        Self { account, queue: queue.to_owned(), activities, labels: labels.clone() }
    }
}

/// Where looks begin, of everything that was polled in this process.
#[derive(Debug, Default)]
pub(super) struct Places(Mutex<HashMap<Choice, Place>>);

/// Where looks into one queue begin.
#[derive(Debug, Default)]
struct Place {
    /// When a look may begin with the first task again.
    whole_at: Option<Instant>,
    /// How long the last one took that did.
    whole_took: Option<Duration>,
    /// The highest priority first.
    of: BTreeMap<Reverse<i32>, Behind>,
    /// Down to which priority all that are in use are known; `None` where all are, as far as anybody has looked.
    known_to: Option<i32>,
}

/// The place of one priority.
#[derive(Debug, Default, Clone, Copy)]
struct Behind {
    /// Nothing is left up to this task.
    task: i64,
    /// A look found nothing up to this task, and when.
    ripens: Option<(Instant, i64)>,
}

/// Priorities, and the last tasks of them that need not be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Beginning {
    pub(super) priorities: Vec<i32>,
    pub(super) behind: Vec<i64>,
    /// Whether there is nothing of other priorities, as far as anybody has looked.
    pub(super) complete: bool,
}

/// A task that a look has taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) priority: i32,
    pub(super) seq: i64,
    /// Whether it had been taken before.
    pub(super) again: bool,
}

/// A look that has been committed.
#[derive(Debug)]
pub(super) struct Looked<'a> {
    /// Of which priorities; `None` where it began with the first task.
    pub(super) of: Option<&'a [i32]>,
    pub(super) began: Instant,
    /// The last task that was committed when it began, with all before it.
    pub(super) settled: Option<i64>,
    /// By priority, then by age.
    pub(super) taken: &'a [Taken],
    /// Whether there was as much as was wanted, so that there may be more.
    pub(super) full: bool,
}

impl Places {
    /// Where a look begins: behind these, or with the first task. One who is to begin there where others have looked is the only one for a while.
    pub(super) fn beginning(&self, choice: &Choice, now: Instant) -> Option<Beginning> {
        let mut places = locked(&self.0);
        let place = places.get_mut(choice)?;
        match place.whole_at {
            Some(at) if at > now => {}
            Some(_) => {
                place.whole_at = Some(now + WHOLE_WITHIN);
                return None;
            }
            None => return None,
        }
        let known = place.of.iter().map(|(Reverse(priority), behind)| (*priority, behind.task));
        // Between two that are not known to follow each other there may be another one, which comes first.
        let (priorities, behind) = known.take_while(|(priority, _)| place.known_to.is_none_or(|to| *priority >= to)).unzip();
        Some(Beginning { priorities, behind, complete: place.known_to.is_none() })
    }

    /// A look has taken these.
    pub(super) fn looked(&self, choice: &Choice, now: Instant, looked: &Looked<'_>) {
        let mut places = locked(&self.0);
        if places.len() >= MOST_POLLED && !places.contains_key(choice) {
            places.clear();
        }
        places.entry(choice.clone()).or_default().looked(now, looked);
    }

    /// Something of a priority is in a queue: it is looked for from now on, whatever those who poll choose from.
    pub(super) fn came(&self, account: Uuid, queue: &str, priority: i32) {
        for (choice, place) in locked(&self.0).iter_mut() {
            if choice.account == account && choice.queue == queue {
                place.of.entry(Reverse(priority)).or_default();
                place.bound();
            }
        }
    }

    /// It may be another server that is asked from now on, which has given out other numbers.
    pub(super) fn forget(&self) {
        locked(&self.0).clear();
    }
}

impl Place {
    fn looked(&mut self, now: Instant, looked: &Looked<'_>) {
        let Looked { of, began, settled, taken, full } = *looked;
        if of.is_none() {
            let took = now.duration_since(began);
            // One that was held up says nothing of the next.
            let usual = took.min(self.whole_took.unwrap_or(took));
            let is_first = self.whole_took.replace(took).is_none();
            self.whole_at = Some(now + usual * SHARE);
            // Once all were known, others than what comes through this process are found by looks like this.
            if is_first || self.known_to.is_some() {
                self.known_to = taken.last().filter(|_| full).map(|last| last.priority);
            }
            // What most tasks have.
            self.of.entry(Reverse(0)).or_default();
            for task in taken {
                self.of.entry(Reverse(task.priority)).or_default();
            }
        }
        if self.bound() {
            return;
        }
        let Some(settled) = settled else { return };
        let last = taken.last().filter(|_| full);
        let was_looked_for = |priority: i32| of.is_none_or(|of| of.contains(&priority));
        for (&Reverse(priority), behind) in self.of.iter_mut().filter(|(Reverse(priority), _)| was_looked_for(*priority)) {
            let upto = match last {
                Some(last) if priority < last.priority => None,
                // Up to the last of those that had not been taken before; nothing younger was passed over for it.
                Some(last) if priority == last.priority => {
                    taken.iter().rev().find(|task| task.priority == priority && !task.again).map(|task| task.seq.min(settled))
                }
                _ => Some(settled),
            };
            if let Some(upto) = upto {
                behind.raise(began, now, upto);
            }
        }
    }

    /// Begins anew where there are too many priorities. Says whether it does.
    fn bound(&mut self) -> bool {
        let too_many = self.of.len() > MOST_PRIORITIES;
        if too_many {
            *self = Self::default();
        }
        too_many
    }
}

impl Behind {
    /// A look has found nothing up to a task.
    fn raise(&mut self, began: Instant, now: Instant, upto: i64) {
        match self.ripens {
            Some((at, _)) if began < at + RIPE_AFTER => {}
            ripe => {
                self.task = self.task.max(ripe.map_or(0, |(_, task)| task.min(upto)));
                self.ripens = Some((now, upto));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    /// How long a look takes.
    const LOOK: Duration = Duration::from_millis(500);

    fn fresh(priority: i32, seq: i64) -> Taken {
        Taken { priority, seq, again: false }
    }

    fn labels(named: &[&str]) -> Labels {
        Labels::new(named.iter().map(|label| (*label).to_owned()).collect()).unwrap()
    }

    /// A queue, and a clock of seconds.
    struct Polls {
        places: Places,
        choice: Choice,
        start: Instant,
        seconds: u32,
    }

    impl Polls {
        fn new() -> Self {
            let choice = Choice::new(Uuid::nil(), "q", None, &Labels::default());
            Self { places: Places::default(), choice, start: Instant::now(), seconds: 0 }
        }

        fn now(&self) -> Instant {
            self.start + SECOND * self.seconds
        }

        /// Looks, and says where the next one begins.
        fn look(&mut self, of: Option<&[i32]>, settled: i64, taken: &[Taken], full: bool) -> Option<Vec<(i32, i64)>> {
            self.seconds += 1;
            let (began, now) = (self.now(), self.now() + LOOK);
            self.places.looked(&self.choice, now, &Looked { of, began, settled: Some(settled), taken, full });
            self.at(now)
        }

        fn at(&self, now: Instant) -> Option<Vec<(i32, i64)>> {
            self.places.beginning(&self.choice, now).map(|it| it.priorities.into_iter().zip(it.behind).collect())
        }

        fn is_complete(&self) -> bool {
            locked(&self.places.0)[&self.choice].known_to.is_none()
        }
    }

    #[test]
    fn a_look_begins_behind_what_two_looks_did_not_find_of_a_priority() {
        let mut polls = Polls::new();
        assert_eq!(polls.at(polls.now()), None, "nobody has looked");
        let both = Some([5, 0].as_slice());
        // All there was; but something may have been locked for a moment.
        assert_eq!(polls.look(None, 40, &[fresh(5, 12), fresh(0, 30)], false), Some(vec![(5, 0), (0, 0)]));
        assert_eq!(polls.look(both, 90, &[], false), Some(vec![(5, 40), (0, 40)]));
        // There was more of priority 0 than was wanted.
        assert_eq!(polls.look(both, 95, &[fresh(5, 92), fresh(0, 93), fresh(0, 94)], true), Some(vec![(5, 90), (0, 90)]));
        assert_eq!(polls.look(both, 99, &[], false), Some(vec![(5, 95), (0, 94)]));
        // More of priority 5 than was wanted: nothing is known of what is below.
        assert_eq!(polls.look(both, 200, &[fresh(5, 150)], true), Some(vec![(5, 99), (0, 94)]));
        // What had been taken before says nothing of what had not.
        let again = Taken { priority: 5, seq: 180, again: true };
        assert_eq!(polls.look(both, 210, &[fresh(5, 160), again], true), Some(vec![(5, 150), (0, 94)]));
        // What is committed later than what has settled is looked for again.
        assert_eq!(polls.look(both, 210, &[fresh(5, 220)], true), Some(vec![(5, 160), (0, 94)]));
        assert_eq!(polls.look(both, 300, &[], false), Some(vec![(5, 210), (0, 99)]));
    }

    #[test]
    fn looks_that_follow_each_other_at_once_are_one() {
        let mut polls = Polls::new();
        polls.look(None, 40, &[], false);
        let (began, now) = (polls.now() + LOOK + SECOND / 10, polls.now() + LOOK + SECOND / 5);
        polls.places.looked(&polls.choice, now, &Looked { of: Some(&[0]), began, settled: Some(41), taken: &[], full: false });
        assert_eq!(polls.at(now), Some(vec![(0, 0)]), "what was locked may be still");
        assert_eq!(polls.look(Some(&[0]), 50, &[], false), Some(vec![(0, 40)]));
    }

    #[test]
    fn no_priority_is_passed_over_that_is_not_known_yet() {
        let mut polls = Polls::new();
        // Below 7 there may be anything, though 0 is looked for as a rule.
        assert_eq!(polls.look(None, 90, &[fresh(9, 3), fresh(7, 2)], true), Some(vec![(9, 0), (7, 0)]));
        assert!(!polls.is_complete());
        // What comes while a look is under way is not among what it has looked for.
        polls.places.came(Uuid::nil(), "q", 8);
        assert_eq!(polls.look(Some(&[9, 7]), 90, &[], false), Some(vec![(9, 90), (8, 0), (7, 2)]));
        assert_eq!(polls.look(None, 90, &[fresh(7, 4), fresh(4, 1)], false), Some(vec![(9, 90), (8, 0), (7, 90), (4, 0), (0, 0)]));
        assert!(polls.is_complete());
        // That is so for good.
        polls.look(None, 95, &[fresh(4, 92)], true);
        assert!(polls.is_complete());
    }

    #[test]
    fn one_at_a_time_looks_from_the_beginning_and_seldom_where_that_takes_long() {
        let mut polls = Polls::new();
        polls.look(None, 40, &[], false);
        // Fifty times as long later.
        polls.seconds += 26;
        assert_eq!(polls.at(polls.now()), None);
        assert!(polls.at(polls.now()).is_some(), "somebody does already");
        polls.seconds += 11;
        assert_eq!(polls.at(polls.now()), None, "who was to do so was not heard of any more");
        // It was held up, once; then it takes long.
        for (held_up, next) in [(true, 25), (false, 250)] {
            let (began, now) = (polls.now(), polls.now() + SECOND * 5);
            polls.places.looked(&polls.choice, now, &Looked { of: None, began, settled: Some(41), taken: &[], full: false });
            assert!(polls.at(now + SECOND * next - SECOND).is_some(), "{held_up}");
            assert_eq!(polls.at(now + SECOND * next), None, "{held_up}");
        }
    }

    #[test]
    fn what_is_put_with_another_priority_is_looked_for_whoever_polls() {
        let mut polls = Polls::new();
        let gpu = labels(&["gpu"]);
        let some = Choice::new(Uuid::nil(), "q", Some(&["b".to_owned(), "a".to_owned(), "b".to_owned()]), &gpu);
        assert_eq!(some, Choice::new(Uuid::nil(), "q", Some(&["a".to_owned(), "b".to_owned()]), &gpu));
        polls.choice = some;
        polls.look(None, 7, &[], false);
        polls.places.came(Uuid::nil(), "q", -3);
        polls.places.came(Uuid::nil(), "another", -4);
        assert_eq!(polls.look(Some(&[0]), 7, &[], false), Some(vec![(0, 7), (-3, 0)]));
    }

    #[test]
    fn what_one_who_polls_did_not_find_another_with_other_labels_may() {
        let mut polls = Polls::new();
        polls.look(None, 40, &[], false);
        assert_eq!(polls.look(Some(&[0]), 90, &[], false), Some(vec![(0, 40)]));
        polls.choice = Choice::new(Uuid::nil(), "q", None, &labels(&["gpu"]));
        assert_eq!(polls.at(polls.now()), None, "nobody has looked");
        assert_eq!(polls.look(None, 90, &[], false), Some(vec![(0, 0)]));
        for other in [["gpu", "region=eu"], ["region=eu", "region=us"]] {
            assert_ne!(polls.choice, Choice::new(Uuid::nil(), "q", None, &labels(&other)));
        }
        assert_eq!(polls.choice, Choice::new(Uuid::nil(), "q", None, &labels(&["gpu", "gpu"])));
        // All of them hear of a priority.
        polls.places.came(Uuid::nil(), "q", 3);
        assert_eq!(polls.look(Some(&[3, 0]), 95, &[], false), Some(vec![(3, 0), (0, 90)]));
        polls.choice = Choice::new(Uuid::nil(), "q", None, &Labels::default());
        assert_eq!(polls.at(polls.now()), Some(vec![(3, 0), (0, 40)]));
    }

    #[test]
    fn a_queue_of_too_many_priorities_is_looked_into_from_the_beginning() {
        let mut polls = Polls::new();
        let taken: Vec<Taken> = (0..100).map(|n| fresh(100 - n, i64::from(n))).collect();
        assert_eq!(polls.look(None, 7, &taken, false), None);
        polls.look(None, 7, &[], false);
        for priority in 1..100 {
            polls.places.came(Uuid::nil(), "q", priority);
        }
        assert!(locked(&polls.places.0)[&polls.choice].of.len() <= MOST_PRIORITIES);
    }
}
