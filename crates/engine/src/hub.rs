//! Wake-ups inside the process: who waits for a run or an answer hears of it when it is committed, without the database.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use machine::RunStatus;
use tokio::sync::{Notify, oneshot, watch};

use crate::inbox::Answer;
use crate::lane::Look;
use crate::ports::RunId;
use crate::shards::ShardSet;

/// How long the word of another process that it follows a run holds.
const FOREIGN_INTEREST: Duration = Duration::from_secs(60);

/// With so many followed runs, those that nobody follows any more are dropped.
const SWEEP_AT: usize = 4096;

/// Where there may be work, by its kind: a look for all kinds in all shards costs as much as a small wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Hints {
    /// Runs that were submitted.
    pub(crate) submissions: ShardSet,
    /// What is asked of runs.
    pub(crate) requests: ShardSet,
    /// Runs to be woken.
    pub(crate) wakes: ShardSet,
}

impl Hints {
    /// Anything, in these shards.
    pub(crate) fn all(shards: ShardSet) -> Self {
        Self { submissions: shards, requests: shards, wakes: shards }
    }

    pub(crate) fn submissions(shards: ShardSet) -> Self {
        Self { submissions: shards, ..Self::default() }
    }

    pub(crate) fn requests(shards: ShardSet) -> Self {
        Self { requests: shards, ..Self::default() }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            submissions: self.submissions.and(other.submissions),
            requests: self.requests.and(other.requests),
            wakes: self.wakes.and(other.wakes),
        }
    }

    pub(crate) fn without(self, shards: ShardSet) -> Self {
        Self { submissions: self.submissions.without(shards), requests: self.requests.without(shards), wakes: self.wakes.without(shards) }
    }

    pub(crate) fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// What who owns some of these shards looks for.
    pub(crate) fn look(self, own: ShardSet) -> Look {
        let there = |hinted: ShardSet| !hinted.among(own).is_empty();
        Look { submissions: there(self.submissions), requests: there(self.requests), sleepers: false, wakes: there(self.wakes) }
    }

    /// As other processes read it.
    pub(crate) fn to_text(self) -> String {
        [self.submissions, self.requests, self.wakes].map(ShardSet::to_text).join(" ")
    }

    /// What [`Hints::to_text`] wrote; of any other text, that there may be anything anywhere.
    pub(crate) fn of_text(text: &str) -> Self {
        let sets: Option<Vec<ShardSet>> = text.split(' ').map(ShardSet::of_text).collect();
        match sets.as_deref() {
            Some(&[submissions, requests, wakes]) => Self { submissions, requests, wakes },
            _ => Self::all(ShardSet::ALL),
        }
    }
}

/// How far a run is, as far as this process has committed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reached {
    pub(crate) last_seq: u64,
    pub(crate) status: RunStatus,
}

#[derive(Default)]
pub(crate) struct Hub {
    runs: Mutex<HashMap<RunId, watch::Sender<Option<Reached>>>>,
    answers: Mutex<HashMap<i64, oneshot::Sender<Answer>>>,
    /// Runs that other processes follow, and until when.
    foreign: Mutex<HashMap<RunId, Instant>>,
    /// Of those, the ones that moved since they were last told.
    moved: Mutex<HashSet<RunId>>,
    /// Rings when `moved` is no longer empty.
    pub(crate) moved_bell: Notify,
    /// Work that there may be for other processes.
    hinted: Mutex<Hints>,
    /// Rings when `hinted` is no longer empty.
    pub(crate) hint_bell: Notify,
}

impl Hub {
    /// Hears of a run from now on.
    pub(crate) fn watch(&self, run_id: RunId) -> watch::Receiver<Option<Reached>> {
        let mut runs = held(&self.runs);
        // Runs that never moved again since their last follower left.
        if runs.len() >= SWEEP_AT {
            runs.retain(|_, sender| sender.receiver_count() > 0);
        }
        runs.entry(run_id).or_insert_with(|| watch::Sender::new(None)).subscribe()
    }

    /// Hears of an answer.
    pub(crate) fn expect_answer(&self, request: i64) -> oneshot::Receiver<Answer> {
        let (sender, receiver) = oneshot::channel();
        let mut answers = held(&self.answers);
        answers.retain(|_, waiting| !waiting.is_closed());
        answers.insert(request, sender);
        receiver
    }

    /// A run has moved on, durably.
    pub(crate) fn tell(&self, run_id: RunId, reached: Reached) {
        let mut runs = held(&self.runs);
        if let Some(sender) = runs.get(&run_id) {
            // Fails when nobody listens any more.
            if sender.send(Some(reached)).is_err() {
                runs.remove(&run_id);
            }
        }
        drop(runs);
        let mut foreign = held(&self.foreign);
        match foreign.get(&run_id) {
            None => {}
            Some(until) if *until < Instant::now() => {
                foreign.remove(&run_id);
            }
            Some(_) => {
                held(&self.moved).insert(run_id);
                self.moved_bell.notify_one();
            }
        }
    }

    /// A request was answered, durably.
    pub(crate) fn answer(&self, request: i64, answer: Answer) {
        if let Some(waiting) = held(&self.answers).remove(&request) {
            // Fails when nobody waits any more.
            let _ = waiting.send(answer);
        }
    }

    /// Another process follows a run.
    pub(crate) fn followed_elsewhere(&self, run_id: RunId) {
        let now = Instant::now();
        let mut foreign = held(&self.foreign);
        foreign.retain(|_, until| *until > now);
        foreign.insert(run_id, now + FOREIGN_INTEREST);
    }

    /// There may be work for other processes.
    pub(crate) fn hint(&self, hints: Hints) {
        let mut hinted = held(&self.hinted);
        *hinted = hinted.and(hints);
        self.hint_bell.notify_one();
    }

    /// Takes what other processes should hear of.
    pub(crate) fn take_hinted(&self) -> Hints {
        std::mem::take(&mut held(&self.hinted))
    }

    /// Takes the runs that other processes should hear of.
    pub(crate) fn take_moved(&self) -> Vec<RunId> {
        held(&self.moved).drain().collect()
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn hints_are_read_as_they_were_written_and_anything_else_means_everything() {
        let hints = Hints { submissions: ShardSet::of_run(Uuid::from_u128(3)), requests: ShardSet::NONE, wakes: ShardSet::ALL };
        assert_eq!(Hints::of_text(&hints.to_text()), hints);
        for text in ["", "00ff", "a b c d"] {
            assert_eq!(Hints::of_text(text), Hints::all(ShardSet::ALL));
        }
        let look = hints.look(ShardSet::of_run(Uuid::from_u128(4)));
        assert_eq!((look.submissions, look.requests, look.sleepers, look.wakes), (false, false, false, true));
    }

    #[test]
    fn tells_other_processes_only_of_runs_they_follow() {
        let hub = Hub::default();
        let (followed, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        hub.followed_elsewhere(followed);
        for run in [followed, other, followed] {
            hub.tell(run, Reached { last_seq: 1, status: RunStatus::Running });
        }
        assert_eq!(hub.take_moved(), [followed]);
        assert!(hub.take_moved().is_empty());
    }
}
