//! Efforts under way.

use machine::Effort;

use super::{Lane, Out, Task};
use crate::store::RunId;

/// Where an effort is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Here,
    /// This process only waits for its end.
    Elsewhere,
}

impl Lane {
    /// Without an item it means every item of the attempt.
    pub(super) fn abandon(&mut self, run: RunId, effort: &Effort) {
        self.cancel(|of, task| {
            let other = &task.effort;
            of == run
                && other.step == effort.step
                && other.attempt == effort.attempt
                && (effort.item.is_none() || effort.item == other.item)
        });
    }

    pub(super) fn abort(&mut self, run: RunId) {
        self.cancel(|of, _| of == run);
    }

    pub(super) fn abort_where(&mut self, meant: impl Fn(RunId) -> bool) {
        self.cancel(|run, _| meant(run));
    }

    fn cancel(&mut self, meant: impl Fn(RunId, &Task) -> bool) {
        let (out, tasks) = (&mut self.out, &mut self.tasks);
        tasks.retain(|(run, task), _| {
            let is_meant = meant(*run, task);
            if is_meant {
                out.push(Out::Abort { run: *run, task: task.clone() });
            }
            !is_meant
        });
    }

    /// Whether anything of a run is under way, or would be if its shard were not about to go.
    pub(super) fn any_task(&self, run: RunId) -> bool {
        self.tasks.keys().any(|(of, _)| *of == run) || self.holds_back(run)
    }
}
