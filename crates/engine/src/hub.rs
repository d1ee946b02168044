//! Wake-ups inside the process: who waits for a run or an answer hears of it when it is committed, without the database.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use machine::RunStatus;
use tokio::sync::{Notify, oneshot, watch};

use crate::inbox::Answer;
use crate::ports::RunId;
use crate::shards::ShardSet;

/// How long the word of another process that it follows a run holds.
const FOREIGN_INTEREST: Duration = Duration::from_secs(60);

/// With so many followed runs, those that nobody follows any more are dropped.
const SWEEP_AT: usize = 4096;

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
    /// Shards of other processes in which there may be work.
    hinted: Mutex<ShardSet>,
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

    /// There may be work for other processes in these shards.
    pub(crate) fn hint(&self, shards: ShardSet) {
        let mut hinted = held(&self.hinted);
        *hinted = hinted.and(shards);
        self.hint_bell.notify_one();
    }

    /// Takes the shards of which other processes should hear.
    pub(crate) fn take_hinted(&self) -> ShardSet {
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
