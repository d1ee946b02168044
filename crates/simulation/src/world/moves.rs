//! Runs that are to move to another plan: what people ask for, and what comes of it.

use std::collections::BTreeSet;

use machine::{Command, Entry, Late, Machine, Mapping, RunStatus, StepStatus};
use plan::StepId;

use super::World;
use crate::lane::is_far;
use crate::met::Met;
use crate::people::actor;
use crate::requests::{Move, Request};
use crate::store::{Row, RunId};
use crate::versions::{self, Version};
use crate::wave::{Advance, Answer};

impl World {
    /// A move to another version of a run's plan, new or known, or to something that it cannot move to.
    pub(crate) fn move_request(&mut self, run: RunId, dedup: &str) -> Request {
        let Version { to, mut mapping, .. } = self.version(run);
        // As a rule people look first what would become of the run, and say what they are asked; it goes on meanwhile.
        if self.draw.percent(75) {
            for _ in 0..2 {
                self.answer_what_is_asked(run, &to, &mut mapping);
            }
        }
        Request::Move(Move { plan_hash: to, mapping, by: actor("ann", dedup) })
    }

    /// As a rule one that has not ended, often one that sleeps, rather than any.
    pub(crate) fn run_to_move(&mut self, any: RunId) -> RunId {
        let is_open = |row: &Row| matches!(row.head.state, RunStatus::Running | RunStatus::Paused);
        let sleepers_only = self.draw.percent(40);
        let open = self.store.runs.iter().filter(|(_, row)| is_open(row) && (!sleepers_only || row.head.asleep));
        let open: Vec<RunId> = open.map(|(run, _)| *run).collect();
        if self.draw.percent(10) { any } else { self.draw.pick(&open).copied().unwrap_or(any) }
    }

    fn version(&mut self, run: RunId) -> Version {
        let current = self.store.runs[&run].blueprint.clone();
        let from = current.hash().to_owned();
        let known: Vec<Version> = self.people.versions.iter().filter_map(|version| version.seen_from(&from)).collect();
        let plain = |to: &str| Version { from: from.clone(), to: to.to_owned(), mapping: Mapping::default() };
        match self.draw.below(20) {
            0 => plain("a plan that is not stored"),
            1 => plain(&from),
            2 => {
                let plans: Vec<&String> = self.store.plans.keys().collect();
                self.draw.pick(&plans).map_or_else(|| plain(&from), |to| plain(to))
            }
            3..8 if !known.is_empty() => self.draw.pick(&known).cloned().unwrap_or_else(|| plain(&from)),
            _ => {
                let stays = self.under_way(run);
                let (target, mapping) = versions::drawn(&mut self.draw, current.plan(), &stays);
                // It is stored before anybody asks for it.
                let target = self.store.save_plan(&target);
                let version = Version { from, to: target.hash().to_owned(), mapping };
                self.people.versions.push(version.clone());
                version
            }
        }
    }

    /// Steps whose names people do not change, since something of them is under way.
    fn under_way(&mut self, run: RunId) -> BTreeSet<StepId> {
        if self.draw.percent(25) {
            return BTreeSet::new();
        }
        let Some(machine) = self.durable(run) else { return BTreeSet::new() };
        machine.steps().filter(|step| step.status == StepStatus::Running).map(|step| step.id.clone()).collect()
    }

    fn answer_what_is_asked(&mut self, run: RunId, to: &str, mapping: &mut Mapping) {
        let Some(target) = self.store.plans.get(to).cloned() else { return };
        let Some(Err(refusal)) = self.durable(run).map(|machine| machine.migration(self.now, &target, mapping)) else { return };
        for obstacle in refusal.obstacles {
            let Some(step) = obstacle.path.strip_prefix("steps.").map(StepId::from) else { continue };
            if obstacle.message.contains("say whether it is done") {
                let late = if self.draw.percent(50) { Late::Do } else { Late::Skip };
                mapping.late.insert(step, late);
            } else if obstacle.message.contains("or drop it") {
                mapping.steps.insert(step, None);
            }
        }
    }

    fn durable(&self, run: RunId) -> Option<&Machine> {
        self.checker.runs.get(&run).and_then(|known| known.machine.as_ref())
    }

    // --------------------------------------------------------------------------------------------------- counting

    /// Those that sleep as their rows tell it, before a group is written.
    pub(super) fn asleep_among(&self, group: &[Advance]) -> BTreeSet<RunId> {
        let runs = group.iter().map(|advance| advance.run);
        runs.filter(|run| self.store.runs.get(run).is_some_and(|row| row.head.asleep)).collect()
    }

    /// A group was committed; these slept before.
    pub(super) fn note_moves(&mut self, group: &[Advance], slept: &BTreeSet<RunId>) {
        for advance in group {
            for recorded in advance.progress.iter().flat_map(|progress| &progress.entries) {
                if let Entry::Migrated { .. } = recorded.entry
                    && let Ok(before) = self.store.replay(advance.run, recorded.seq - 1)
                {
                    self.note_move(advance.run, &before, slept.contains(&advance.run));
                }
            }
            self.excuse_what_is_checked_anew(advance);
            for (id, answer) in &advance.answers {
                if let (Request::Move(_), Answer::Refused { code }) = (&self.store.inbox[*id].request, answer) {
                    self.counts.moves.note(match code.as_str() {
                        "RUN_ENDED" => Met::Ended,
                        "RUN_ENDING" => Met::Undoing,
                        "NOT_MIGRATABLE" => Met::InTheWay,
                        _ => Met::RefusedOtherwise,
                    });
                }
            }
        }
    }

    /// Checks that a move has replaced are of no use, whether or not they have ended, and the new ones are not the same again.
    fn excuse_what_is_checked_anew(&mut self, advance: &Advance) {
        let Some(progress) = advance.progress.as_ref() else { return };
        if progress.entries.iter().any(|recorded| matches!(recorded.entry, Entry::Migrated { .. })) {
            for command in &progress.commands {
                if let Command::Abandon { effort } = command {
                    self.repeats.excuse_checks(advance.run, effort);
                }
            }
        }
    }

    fn note_move(&mut self, run: RunId, before: &Machine, slept: bool) {
        let outstanding = before.outstanding();
        let entries = || self.store.entries(run).take_while(|recorded| recorded.seq <= before.last_seq());
        let can_be_undone = |step: &plan::Step| step.undo.is_some() && before.step(&step.id).is_some_and(|step| step.output.is_some());
        let met = [
            (Met::Made, true),
            (Met::Paused, before.status() == RunStatus::Paused),
            (Met::Asleep, slept),
            (Met::Parked, slept && outstanding.iter().any(is_far)),
            (Met::Waiting, before.steps().any(|step| !step.waits_for.is_empty() || step.waits_until.is_some())),
            (Met::UnderWay, !outstanding.is_empty()),
            (Met::FannedOut, before.steps().any(|step| step.status == StepStatus::Running && step.items > 1 && step.items_done > 0)),
            (Met::InALoop, entries().any(|recorded| matches!(recorded.entry, Entry::RoundStarted { .. }))),
            (Met::Awaiting, before.awaiting().next().is_some()),
            (Met::Undoable, before.plan().steps.iter().any(can_be_undone)),
        ];
        for (met, _) in met.into_iter().filter(|(_, is_met)| *is_met) {
            self.counts.moves.note(met);
        }
    }
}
