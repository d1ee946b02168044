//! Requests, and runs that move to another plan.

use machine::{Actor, Blueprint, Mapping};

use super::{Lane, Out, Outcome, Task};
use crate::Broken;
use crate::requests::Asked;
use crate::store::{RequestId, RunId, shard_of};
use crate::wave::{Advance, Answer, Progress};

/// As the machine has it; the host refuses so a plan that is not stored.
const NOT_MIGRATABLE: &str = "NOT_MIGRATABLE";

impl Lane {
    pub(super) fn hear(&mut self, run: RunId, id: RequestId, asked: Asked) {
        match asked {
            Asked::Event(event) => self.apply(run, event, Some(id)),
            Asked::Move { target, mapping, by } => self.migrate(run, id, target, mapping, by),
        }
    }

    /// Moves a run to another plan, and answers.
    fn migrate(&mut self, run: RunId, id: RequestId, target: Option<Blueprint>, mapping: Mapping, by: Actor) {
        let now = self.now;
        let Some(live) = self.runs.get_mut(&run) else { return };
        let moved = match &target {
            None => Err(NOT_MIGRATABLE.to_owned()),
            Some(target) => live.machine.migrate(now, target, mapping, None, by).map_err(|refusal| refusal.code.as_str().to_owned()),
        };
        match moved {
            Ok(transition) => {
                self.push(run, transition, Some(id), None);
                if self.is(Broken::AnswersMovesBeforeCommit)
                    && let Some(seq) = self.runs.get(&run).map(|live| live.head)
                {
                    self.out.push(Out::Answered { id, answer: Answer::Accepted { seq, value: None } });
                }
            }
            Err(code) => self.push_answer(run, id, Answer::Refused { code }),
        }
        self.set_timer(run);
    }

    /// Whether something was checked otherwise than the run wants it since it moved: that is being done anew, or is when the move is durable.
    pub(super) fn is_outdated(&self, outcome: &Outcome) -> bool {
        let task = &outcome.task;
        let Some(live) = self.runs.get(&outcome.run).filter(|_| task.tried.is_none()) else { return false };
        let gate = live.machine.plan().steps.iter().find(|step| step.id == task.effort.step).and_then(|step| step.gate.as_ref());
        gate.is_some_and(|gate| Task::checks(&task.effort, &gate.checks) != *task) && !self.is(Broken::CountsFormerChecks)
    }

    /// Only of a broken host: the row of a run is to name the plan that it has, which is durable already.
    pub(super) fn move_row(&mut self, run: RunId) {
        let Some((live, row)) = self.runs.get_mut(&run).and_then(|live| live.row.map(|row| (live, row))) else { return };
        live.unwritten += 1;
        let progress = Progress { moved_to: Some(live.blueprint.clone()), ..Progress::of_row(row) };
        self.form(Advance { run, shard: shard_of(run), progress: Some(progress), answers: Vec::new(), wakes: Vec::new() });
    }
}
