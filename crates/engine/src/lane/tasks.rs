//! Efforts under way: one task for each, cancelled when nobody wants it any more.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use machine::{Command, Effort};
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;

use super::Mail;
use crate::host::Shared;
use crate::ports::RunId;
use crate::work::{self, Assignment, Limit, Patience, Task};

#[derive(Default)]
pub(super) struct Tasks {
    by_run: BTreeMap<(RunId, Task), UnderWay>,
}

struct UnderWay {
    handle: AbortHandle,
    /// `None` for what is carried out elsewhere.
    intent: Option<Intent>,
    /// How long what is carried out elsewhere is waited for.
    limit: Option<watch::Sender<Option<Limit>>>,
}

impl UnderWay {
    /// It is waited for so long from now on, where it is carried out elsewhere.
    fn limit(&self, limit: Option<Limit>) {
        if let Some(changing) = &self.limit {
            changing.send_if_modified(|former| std::mem::replace(former, limit) != limit);
        }
    }
}

/// What a task that waits for its place is to do, until it begins or is called back, whichever comes first.
#[derive(Clone)]
struct Intent(Arc<Mutex<Option<Command>>>);

impl Intent {
    fn take(&self) -> Option<Command> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Tasks {
    /// Starts what a command asks for, unless it is under way already. What is carried out elsewhere takes no place here.
    pub(super) fn start(
        &mut self,
        shared: &Arc<Shared>,
        address: &mpsc::Sender<Mail>,
        assignment: Assignment,
        command: Command,
        is_elsewhere: bool,
    ) {
        let Some(task) = Task::of(&command) else { return };
        let place = match self.by_run.entry((assignment.run_id, task)) {
            Entry::Vacant(place) => place,
            Entry::Occupied(under_way) => return under_way.get().limit(work::limit_of(&command)),
        };
        let (shared, address) = (shared.clone(), address.clone());
        let (limit, patience) = match work::limit_of(&command) {
            limit if is_elsewhere => {
                let (limit, limits) = watch::channel(limit);
                (Some(limit), Patience::Changing(limits))
            }
            limit => (None, Patience::Fixed(limit)),
        };
        let intent = Intent(Arc::new(Mutex::new(Some(command))));
        let kept = (!is_elsewhere).then(|| intent.clone());
        let handle = tokio::spawn(async move {
            let _place = if is_elsewhere { None } else { Some(shared.places.clone().take(assignment.owner, assignment.priority).await) };
            let Some(command) = intent.take() else { return };
            for _ in 1..deliveries(&shared) {
                let Some(outcome) = work::perform(&shared, assignment.clone(), command.clone(), patience.clone()).await else { return };
                if address.send(Mail::Done(Box::new(outcome))).await.is_err() {
                    return;
                }
            }
            if let Some(outcome) = work::perform(&shared, assignment, command, patience).await {
                // Fails when the lane has ended, and then nobody wants the result either.
                let _ = address.send(Mail::Done(Box::new(outcome))).await;
            }
        });
        place.insert(UnderWay { handle: handle.abort_handle(), intent: kept, limit });
    }

    /// Takes back what waits for its place still, of these runs; it has cost nothing yet.
    pub(super) fn call_back(&mut self, meant: impl Fn(RunId) -> bool) -> BTreeMap<(RunId, Task), Command> {
        let mut waited = BTreeMap::new();
        self.by_run.retain(|(run_id, task), under_way| {
            let intended = under_way.intent.as_ref().filter(|_| meant(*run_id)).and_then(Intent::take);
            let has_begun = intended.is_none();
            if let Some(command) = intended {
                under_way.handle.abort();
                waited.insert((*run_id, task.clone()), command);
            }
            has_begun
        });
        waited
    }

    /// Runs with efforts under way in this process; one with several comes several times.
    pub(super) fn runs_here(&self) -> impl Iterator<Item = RunId> {
        self.by_run.iter().filter(|(_, under_way)| under_way.intent.is_some()).map(|((run_id, _), _)| *run_id)
    }

    /// Notes that a task's result has come.
    pub(super) fn ended(&mut self, run_id: RunId, task: &Task) {
        self.by_run.remove(&(run_id, task.clone()));
    }

    /// What is carried out elsewhere is waited for so long from now on.
    pub(super) fn limit(&self, run_id: RunId, task: Task, limit: Option<Limit>) {
        if let Some(under_way) = self.by_run.get(&(run_id, task)) {
            under_way.limit(limit);
        }
    }

    /// How many efforts of the run are under way.
    pub(super) fn count(&self, run_id: RunId) -> usize {
        self.of(run_id).count()
    }

    /// Whether the run has efforts under way.
    pub(super) fn any(&self, run_id: RunId) -> bool {
        self.of(run_id).next().is_some()
    }

    /// Runs with efforts under way; one with several comes several times.
    pub(super) fn runs(&self) -> impl Iterator<Item = RunId> {
        self.by_run.keys().map(|(run_id, _)| *run_id)
    }

    /// Cancels an effort. Without an item it means every item of the attempt.
    pub(super) fn abandon(&mut self, run_id: RunId, effort: &Effort) {
        self.cancel(run_id, |task| {
            let other = task.effort();
            other.step == effort.step && other.attempt == effort.attempt && (effort.item.is_none() || effort.item == other.item)
        });
    }

    /// Cancels everything of a run.
    pub(super) fn abort(&mut self, run_id: RunId) {
        self.cancel(run_id, |_| true);
    }

    fn cancel(&mut self, run_id: RunId, meant: impl Fn(&Task) -> bool) {
        let meant: Vec<Task> = self.of(run_id).filter(|task| meant(task)).cloned().collect();
        for task in meant {
            if let Some(under_way) = self.by_run.remove(&(run_id, task)) {
                under_way.handle.abort();
            }
        }
    }

    fn of(&self, run_id: RunId) -> impl Iterator<Item = &Task> {
        self.by_run.range((run_id, Task::FIRST)..).map(|(key, _)| key).take_while(move |(of, _)| *of == run_id).map(|(_, task)| task)
    }

    /// Cancels everything of the runs that a predicate picks.
    pub(super) fn abort_where(&mut self, meant: impl Fn(RunId) -> bool) {
        self.by_run.retain(|(run_id, _), under_way| {
            let meant = meant(*run_id);
            if meant {
                under_way.handle.abort();
            }
            !meant
        });
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
