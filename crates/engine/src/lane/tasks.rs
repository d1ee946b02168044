//! Efforts under way: one task for each, cancelled when nobody wants it any more.

use std::collections::HashMap;
use std::sync::Arc;

use machine::{Command, Effort};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::Mail;
use crate::host::Shared;
use crate::ports::RunId;
use crate::work::{self, Assignment, Task};

#[derive(Default)]
pub(super) struct Tasks {
    by_run: HashMap<RunId, HashMap<Task, AbortHandle>>,
}

impl Tasks {
    /// Starts what a command asks for, unless it is under way already.
    pub(super) fn start(&mut self, shared: &Arc<Shared>, address: &mpsc::Sender<Mail>, assignment: Assignment, command: Command) {
        let Some(task) = Task::of(&command) else { return };
        let run_id = assignment.run_id;
        let running = self.by_run.entry(run_id).or_default();
        if running.contains_key(&task) {
            return;
        }
        let (shared, address) = (shared.clone(), address.clone());
        let handle = tokio::spawn(async move {
            // Closed only when the host ends, and then nobody wants the result.
            let Ok(_permit) = shared.permits.clone().acquire_owned().await else { return };
            let deliveries = deliveries(&shared);
            for _ in 0..deliveries {
                let Some(outcome) = work::perform(&shared, assignment.clone(), command.clone()).await else { return };
                if address.send(Mail::Done(Box::new(outcome))).await.is_err() {
                    return;
                }
            }
        });
        running.insert(task, handle.abort_handle());
    }

    /// Notes that a task's result has come.
    pub(super) fn ended(&mut self, run_id: RunId, task: &Task) {
        if let Some(running) = self.by_run.get_mut(&run_id) {
            running.remove(task);
            if running.is_empty() {
                self.by_run.remove(&run_id);
            }
        }
    }

    /// Whether the run has efforts under way.
    pub(super) fn any(&self, run_id: RunId) -> bool {
        self.by_run.contains_key(&run_id)
    }

    /// Runs with efforts under way.
    pub(super) fn runs(&self) -> impl Iterator<Item = RunId> {
        self.by_run.keys().copied()
    }

    /// Cancels an effort. Without an item it means every item of the attempt.
    pub(super) fn abandon(&mut self, run_id: RunId, effort: &Effort) {
        let Some(running) = self.by_run.get_mut(&run_id) else { return };
        running.retain(|task, handle| {
            let other = task.effort();
            let meant =
                other.step == effort.step && other.attempt == effort.attempt && (effort.item.is_none() || effort.item == other.item);
            if meant {
                handle.abort();
            }
            !meant
        });
        if running.is_empty() {
            self.by_run.remove(&run_id);
        }
    }

    /// Cancels everything of a run.
    pub(super) fn abort(&mut self, run_id: RunId) {
        for handle in self.by_run.remove(&run_id).into_iter().flatten().map(|(_, handle)| handle) {
            handle.abort();
        }
    }

    /// Cancels everything of the runs that a predicate picks.
    pub(super) fn abort_where(&mut self, meant: impl Fn(RunId) -> bool) {
        let runs: Vec<RunId> = self.by_run.keys().copied().filter(|run_id| meant(*run_id)).collect();
        for run_id in runs {
            self.abort(run_id);
        }
    }

    /// Cancels everything.
    pub(super) fn abort_all(&mut self) {
        self.abort_where(|_| true);
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        self.abort_all();
    }
}

#[cfg(any(test, feature = "testing"))]
fn deliveries(shared: &Shared) -> usize {
    if shared.config.faults.deliver_twice { 2 } else { 1 }
}

#[cfg(not(any(test, feature = "testing")))]
fn deliveries(_: &Shared) -> usize {
    1
}
