//! Runs in memory: how they begin, what happens to them, when they leave.

use std::sync::Arc;

use machine::{Blueprint, Command, Event, Machine, RunStatus, Transition};

use super::parking::{Parking, is_far};
use super::{Lane, Live, Look, Out, Outcome, Place, Task};
use crate::Broken;
use crate::store::{Fresh, RequestId, RunId, shard_of};
use crate::wave::{Advance, Answer, Progress, births, head_of, text_of};

impl Lane {
    /// A run that its caller wants created and begun in one commit.
    pub(crate) fn start(&mut self, fresh: Fresh) {
        let run = fresh.run;
        let can = !self.stopping
            && self.runs.len() < self.max_live
            && self.owned.contains_key(&shard_of(run))
            && !self.is_leaving(run)
            && !self.runs.contains_key(&run)
            && !self.starting.contains(&run)
            && !self.is_being_condemned(run)
            && !self.set_aside.contains(&run);
        if !can {
            self.out.push(Out::Begun { run, here: false });
            return;
        }
        self.starting.insert(run);
        if self.is(Broken::AnswersBeforeCommit) {
            self.out.push(Out::Begun { run, here: true });
        }
        let creation = Some(fresh.blueprint.clone());
        self.begin(fresh, creation);
    }

    pub(super) fn begin(&mut self, fresh: Fresh, creation: Option<Blueprint>) {
        let Fresh { run, blueprint, input, approved } = fresh;
        if self.runs.contains_key(&run) || self.set_aside.contains(&run) || self.is_being_condemned(run) || self.is_leaving(run) {
            return;
        }
        if self.submissions.under_way {
            self.submissions.overtaken_runs.insert(run);
        }
        let (machine, transition) = Machine::start_of(&blueprint, self.now, input, approved);
        let parking = Parking::No;
        self.runs.insert(run, Live { blueprint, machine, head: 0, durable: 0, unwritten: 0, wake_at: None, row: None, parking });
        self.push(run, transition, None, creation);
        if !self.is(Broken::ForgetsFirstTimer) {
            self.set_timer(run);
        }
        self.serve_wanted(run);
    }

    /// A task has ended.
    pub(crate) fn take_outcome(&mut self, outcome: Outcome) {
        let run = outcome.run;
        self.hand_in(outcome);
        self.leave_if_idle(run);
    }

    pub(super) fn hand_in(&mut self, mut outcome: Outcome) {
        let run = outcome.run;
        self.tasks.remove(&(run, outcome.task.clone()));
        if self.is_outdated(&outcome) {
            return;
        }
        if let Some(live) = self.runs.get(&run) {
            if self.is(Broken::MistakesAttempts) {
                mistake(&mut outcome.event, &live.machine);
            }
            let before = live.head;
            self.apply(run, outcome.event.clone(), None);
            if let Some(head) = self.runs.get(&run).map(|live| live.head).filter(|head| *head > before) {
                self.undurable.entry(run).or_default().push((head, outcome));
            } else if self.is(Broken::CountsTwice) {
                self.count_unchecked(run, outcome.event);
            }
        } else if self.given_up.contains(&shard_of(run)) {
            // Whoever has the shard now knows of everything that was under way here.
        } else if !self.owned.contains_key(&shard_of(run))
            || self.page_under_way
            || !self.to_load.is_empty()
            || self.wanted.contains_key(&run)
        {
            self.stash.entry(run).or_default().push(outcome);
        }
    }

    /// Only of a broken host: writes a result that the machine did not take.
    fn count_unchecked(&mut self, run: RunId, event: Event) {
        let (Event::EffectSucceeded { effort, output }, Some(live)) = (event, self.runs.get_mut(&run)) else { return };
        let entry = machine::Entry::EffectCompleted { effort, output };
        let entries = vec![machine::Recorded { seq: live.machine.last_seq() + 1, at: self.now, entry }];
        live.unwritten += 1;
        let progress = Progress {
            text: text_of(&entries),
            state: live.machine.status(),
            head: None,
            begins: false,
            creation: None,
            moved_to: None,
            births: Vec::new(),
            commands: Vec::new(),
            entries,
        };
        self.form(Advance { run, shard: shard_of(run), progress: Some(progress), answers: Vec::new(), wakes: Vec::new() });
    }

    pub(super) fn ring(&mut self) {
        if self.timers.first().is_none_or(|(first, _)| *first > self.now) {
            return;
        }
        let later = self.timers.split_off(&(self.now, RunId::MAX));
        for (_, run) in std::mem::replace(&mut self.timers, later) {
            let Some(live) = self.runs.get_mut(&run) else { continue };
            live.wake_at = None;
            self.apply(run, Event::TimePassed, None);
            self.leave_if_idle(run);
        }
    }

    pub(super) fn apply(&mut self, run: RunId, event: Event, request: Option<RequestId>) {
        let now = self.now;
        let Some(live) = self.runs.get_mut(&run) else { return };
        match live.machine.handle(now, event) {
            Ok(transition) => self.push(run, transition, request, None),
            Err(refusal) => {
                if let Some(id) = request {
                    self.push_answer(run, id, Answer::Refused { code: refusal.code.as_str().to_owned() });
                }
            }
        }
        self.set_timer(run);
    }

    pub(super) fn push(&mut self, run: RunId, transition: Transition, request: Option<RequestId>, creation: Option<Blueprint>) {
        let Transition { entries, commands, answer: value } = transition;
        let is_hasty = self.is(Broken::CommandsBeforeCommit);
        let (moves_apart, bears_under_old) = (self.is(Broken::MovesPlansApart), self.is(Broken::BearsUnderTheOldPlan));
        let Some(live) = self.runs.get_mut(&run) else { return };
        let prior_seq = live.head;
        let hasty = if is_hasty { commands.clone() } else { Vec::new() };
        let progress = (!entries.is_empty() || !commands.is_empty()).then(|| {
            live.head = live.machine.last_seq();
            live.unwritten += 1;
            let row = head_of(&live.machine);
            let head = (live.row != Some(row) && !entries.is_empty()).then_some(row);
            live.row = head.or(live.row);
            let has_moved = !Arc::ptr_eq(live.blueprint.plan(), live.machine.plan());
            let moved_to = has_moved.then(|| Blueprint::of(live.machine.plan().clone()).expect("a run has a plan that can be run"));
            if let Some(blueprint) = moved_to.as_ref().filter(|_| !bears_under_old) {
                live.blueprint = blueprint.clone();
            }
            Progress {
                text: text_of(&entries),
                moved_to: moved_to.filter(|_| !moves_apart),
                state: row.state,
                head,
                begins: prior_seq == 0 && creation.is_none(),
                creation,
                births: births(run, &live.blueprint, &live.machine, &entries),
                entries,
                commands: if is_hasty { Vec::new() } else { commands },
            }
        });
        let answers: Vec<_> = request.map(|id| (id, Answer::Accepted { seq: live.head, value: value.clone() })).into_iter().collect();
        self.issue(run, hasty);
        if self.is(Broken::AnswersBeforeCommit) {
            self.out.extend(answers.iter().map(|(id, answer)| Out::Answered { id: *id, answer: answer.clone() }));
        }
        if progress.is_some() {
            self.disturb(run);
        }
        if progress.is_some() || !answers.is_empty() {
            let mut advance = Advance { run, shard: shard_of(run), progress, answers, wakes: Vec::new() };
            if self.is(Broken::AnswersApart) && advance.progress.is_some() {
                let answers = std::mem::take(&mut advance.answers);
                self.form(advance);
                for (id, answer) in answers {
                    self.push_answer(run, id, answer);
                }
            } else {
                self.form(advance);
            }
        }
    }

    pub(super) fn push_answer(&mut self, run: RunId, request: RequestId, answer: Answer) {
        self.form(Advance { run, shard: shard_of(run), progress: None, answers: vec![(request, answer)], wakes: Vec::new() });
    }

    pub(super) fn set_timer(&mut self, run: RunId) {
        let Some(live) = self.runs.get_mut(&run) else { return };
        let deadline = live.machine.next_deadline();
        if live.wake_at == deadline {
            return;
        }
        if let Some(old) = live.wake_at {
            self.timers.remove(&(old, run));
        }
        live.wake_at = deadline;
        if let Some(moment) = deadline {
            self.timers.insert((moment, run));
        }
    }

    pub(super) fn issue(&mut self, run: RunId, commands: Vec<Command>) {
        if self.stopping || !self.runs.contains_key(&run) {
            return;
        }
        for command in commands {
            if let Command::Abandon { effort } = &command {
                self.abandon(run, effort);
            } else if let Some(task) = Task::of(&command) {
                let place = if is_far(&command) { Place::Elsewhere } else { Place::Here };
                if place == Place::Elsewhere {
                    self.awaits_elsewhere(run);
                } else if self.is_leaving(run) && !self.tasks.contains_key(&(run, task.clone())) {
                    self.hold_back(run, task, command);
                    continue;
                }
                if self.tasks.insert((run, task.clone()), place).is_none() {
                    self.out.push(Out::Start { run, task, command });
                }
            }
        }
    }

    pub(super) fn leave_if_idle(&mut self, run: RunId) {
        let Some(live) = self.runs.get(&run) else { return };
        if live.unwritten > 0 || self.stalled.contains_key(&run) {
            return;
        }
        let horizon = self.horizon();
        let leaves = match live.machine.status() {
            RunStatus::Running | RunStatus::Paused if !self.any_task(run) => {
                let is_idle = live.row.is_some_and(|row| row.asleep) || live.machine.status() == RunStatus::Paused;
                is_idle && live.machine.next_deadline().is_none_or(|deadline| deadline > horizon)
            }
            RunStatus::Running | RunStatus::Paused => self.is_parked(run),
            RunStatus::Completed | RunStatus::Failed | RunStatus::Cancelled | RunStatus::Continued => true,
        };
        if leaves {
            self.drop_run(run);
        }
    }

    pub(super) fn drop_run(&mut self, run: RunId) {
        self.abort(run);
        self.undurable.remove(&run);
        let Some(live) = self.runs.remove(&run) else { return };
        self.note_left(run, live.durable, live.row.filter(|_| live.unwritten == 0));
        if let Some(moment) = live.wake_at {
            self.timers.remove(&(moment, run));
        }
        if self.runs.len() + 1 == self.max_live {
            self.load_page();
            self.look(Look::FOR_ROOM);
        }
    }
}

/// Only of a broken host: takes a result for one of the attempt that is under way now.
fn mistake(event: &mut Event, machine: &Machine) {
    let (Event::EffectSucceeded { effort, .. } | Event::EffectFailed { effort, .. } | Event::ChecksFinished { effort, .. }) = event else {
        return;
    };
    if let Some(step) = machine.step(&effort.step) {
        effort.attempt = step.attempt;
    }
}
