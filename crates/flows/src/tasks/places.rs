//! Where polls of a queue begin to look: behind what was taken, priority by priority.
//!
//! Old snapshots keep what was taken, and a look from the beginning of the queue reads all of it again ([`engine::reach`]). Tasks are taken by
//! priority, then by age, so there is a place for each priority. What comes back from a worker has an index of its own.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use engine::reach::SHARE;
use tokio::time::Instant;
use uuid::Uuid;

use crate::locked::locked;

/// Priorities that one queue has a place for. With more of them in use every poll looks from the beginning.
const MOST_PRIORITIES: usize = 64;
/// Queues and choices of activities that are remembered.
const MOST_POLLED: usize = 10_000;

/// What a poll chooses from: an account's queue, and of it these activities or all.
pub(super) type Polled = (Uuid, String, Option<Vec<String>>);

/// Where looks begin, of everything that was polled in this process.
#[derive(Debug, Default)]
pub(super) struct Places(Mutex<HashMap<Polled, Place>>);

/// Where looks into one queue begin.
#[derive(Debug, Default)]
struct Place {
    /// When a look may begin with the first task again.
    whole_at: Option<Instant>,
    /// Up to which task nothing is left of a priority, the highest first.
    behind: BTreeMap<Reverse<i32>, i64>,
    /// Down to which priority all that are in use are known; `None` where all are, as far as anybody has looked.
    known_to: Option<i32>,
}

/// Priorities, and the last tasks of them that need not be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Behind {
    pub(super) priorities: Vec<i32>,
    pub(super) tasks: Vec<i64>,
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
    /// Where a look begins: behind these, or with the first task.
    pub(super) fn behind(&self, polled: &Polled, now: Instant) -> Option<Behind> {
        let places = locked(&self.0);
        let place = places.get(polled).filter(|place| place.whole_at.is_some_and(|at| at > now))?;
        let known = place.behind.iter().map(|(Reverse(priority), behind)| (*priority, *behind));
        // Between two that are not known to follow each other there may be another one, which comes first.
        let (priorities, tasks) = known.take_while(|(priority, _)| place.known_to.is_none_or(|to| *priority >= to)).unzip();
        Some(Behind { priorities, tasks, complete: place.known_to.is_none() })
    }

    /// A look has taken these.
    pub(super) fn looked(&self, polled: &Polled, now: Instant, looked: &Looked<'_>) {
        let mut places = locked(&self.0);
        if places.len() >= MOST_POLLED && !places.contains_key(polled) {
            places.clear();
        }
        places.entry(polled.clone()).or_default().looked(now, looked);
    }

    /// Something of a priority is in a queue: it is looked for from now on.
    pub(super) fn came(&self, account: Uuid, queue: &str, priority: i32) {
        for ((owner, name, _), place) in locked(&self.0).iter_mut() {
            if *owner == account && name == queue {
                place.behind.entry(Reverse(priority)).or_default();
            }
        }
    }
}

impl Place {
    fn looked(&mut self, now: Instant, looked: &Looked<'_>) {
        let Looked { of, began, settled, taken, full } = *looked;
        if of.is_none() {
            self.whole_at = Some(now + now.duration_since(began) * SHARE);
            self.known_to = taken.last().filter(|_| full).map(|last| last.priority);
            // What most tasks have.
            self.behind.entry(Reverse(0)).or_default();
            for task in taken {
                self.behind.entry(Reverse(task.priority)).or_default();
            }
        }
        if self.behind.len() > MOST_PRIORITIES {
            *self = Self::default();
            return;
        }
        let Some(settled) = settled else { return };
        let last = taken.last().filter(|_| full);
        let was_looked_for = |priority: i32| of.is_none_or(|of| of.contains(&priority));
        for (&Reverse(priority), behind) in self.behind.iter_mut().filter(|(Reverse(priority), _)| was_looked_for(*priority)) {
            let upto = match last {
                Some(last) if priority < last.priority => None,
                // Up to the last of those that had not been taken before; nothing younger was passed over for it.
                Some(last) if priority == last.priority => {
                    taken.iter().rev().find(|task| task.priority == priority && !task.again).map(|task| task.seq.min(settled))
                }
                _ => Some(settled),
            };
            *behind = (*behind).max(upto.unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn fresh(priority: i32, seq: i64) -> Taken {
        Taken { priority, seq, again: false }
    }

    fn at(places: &Places, polled: &Polled, now: Instant) -> Option<Vec<(i32, i64)>> {
        places.behind(polled, now).map(|behind| behind.priorities.into_iter().zip(behind.tasks).collect())
    }

    #[test]
    fn a_look_begins_behind_what_is_taken_of_each_priority() {
        let (places, polled, start) = (Places::default(), (Uuid::nil(), "q".to_owned(), None), Instant::now());
        assert_eq!(at(&places, &polled, start), None, "nobody has looked");
        let look = |whole: bool, settled, taken: &[Taken], full| {
            let of = (!whole).then_some([5, 0].as_slice());
            places.looked(&polled, start + SECOND, &Looked { of, began: start, settled: Some(settled), taken, full });
            at(&places, &polled, start + SECOND * 2).unwrap()
        };
        // All there was: nothing before what had settled is left, whatever its priority.
        assert_eq!(look(true, 40, &[fresh(5, 12), fresh(0, 30)], false), [(5, 40), (0, 40)]);
        assert!(places.behind(&polled, start + SECOND * 2).unwrap().complete);
        // There was more of priority 0 than was wanted.
        assert_eq!(look(false, 90, &[fresh(5, 80), fresh(0, 50), fresh(0, 60)], true), [(5, 90), (0, 60)]);
        // More of priority 5 than was wanted: nothing is known of what is below.
        assert_eq!(look(false, 200, &[fresh(5, 150)], true), [(5, 150), (0, 60)]);
        // What is committed later than what has settled is looked for again.
        assert_eq!(look(false, 210, &[fresh(5, 220)], true), [(5, 210), (0, 60)]);
        // What had been taken before says nothing of what had not.
        assert_eq!(look(false, 300, &[fresh(5, 230), Taken { priority: 5, seq: 260, again: true }], true), [(5, 230), (0, 60)]);
        assert_eq!(look(false, 300, &[], false), [(5, 300), (0, 300)]);
    }

    #[test]
    fn no_priority_is_passed_over_that_is_not_known_yet() {
        let (places, polled, start) = (Places::default(), (Uuid::nil(), "q".to_owned(), None), Instant::now());
        let look = |of, taken: &[Taken], full| {
            places.looked(&polled, start + SECOND, &Looked { of, began: start, settled: Some(90), taken, full });
            places.behind(&polled, start + SECOND * 2).unwrap()
        };
        // Below 7 there may be anything, though 0 is looked for as a rule.
        let behind = look(None, &[fresh(9, 3), fresh(7, 2)], true);
        assert_eq!((behind.priorities, behind.tasks, behind.complete), (vec![9, 7], vec![90, 2], false));
        // What comes while a look is under way is not among what it has looked for.
        places.came(Uuid::nil(), "q", 8);
        let behind = look(Some(&[9, 7]), &[], false);
        assert_eq!((behind.priorities, behind.tasks, behind.complete), (vec![9, 8, 7], vec![90, 0, 90], false));
        let behind = look(None, &[fresh(7, 4), fresh(4, 1)], true);
        assert_eq!((behind.priorities, behind.tasks), (vec![9, 8, 7, 4], vec![90, 90, 90, 1]));
        let behind = look(None, &[fresh(4, 5)], false);
        assert_eq!((behind.priorities, behind.tasks, behind.complete), (vec![9, 8, 7, 4, 0], vec![90; 5], true));
    }

    #[test]
    fn what_is_put_with_another_priority_is_looked_for() {
        let (places, polled, start) = (Places::default(), (Uuid::nil(), "q".to_owned(), Some(vec!["a".to_owned()])), Instant::now());
        places.looked(&polled, start + SECOND, &Looked { of: None, began: start, settled: Some(7), taken: &[], full: false });
        places.came(Uuid::nil(), "q", -3);
        places.came(Uuid::nil(), "another", -4);
        assert_eq!(at(&places, &polled, start + SECOND), Some(vec![(0, 7), (-3, 0)]));
        // Every fiftieth part of the time a look begins with the first task.
        assert_eq!(at(&places, &polled, start + SECOND * 51), None);
    }

    #[test]
    fn a_queue_of_too_many_priorities_is_looked_into_from_the_beginning() {
        let (places, polled, start) = (Places::default(), (Uuid::nil(), "q".to_owned(), None), Instant::now());
        let taken: Vec<Taken> = (0..100).map(|n| fresh(100 - n, i64::from(n))).collect();
        places.looked(&polled, start + SECOND, &Looked { of: None, began: start, settled: Some(7), taken: &taken, full: false });
        assert_eq!(at(&places, &polled, start + SECOND), None);
    }
}
