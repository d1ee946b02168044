//! What must hold after every commit, whatever happened before: DESIGN §3 in checks that know nothing of how the host works.
//!
//! The checker folds each run's journal by itself, so that what the machine believes is compared with something that is not the machine.

mod known;
mod moves;
mod undoing;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::Timestamp;
use machine::{Blueprint, Command, Entry, Machine, RunStatus};
use serde_json::Value;

use self::known::Known;
use crate::lane::{Task, is_far, wakes_at};
use crate::store::{Fresh, RequestId, RunId, Store, successor};
use crate::wave::{Advance, Answer, Head, head_of};

/// What did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The invariant, as a sentence.
    pub invariant: &'static str,
    /// What was seen instead.
    pub seen: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant, self.seen)
    }
}

pub(crate) type Held = Result<(), Violation>;

pub(crate) const GAPLESS: &str = "the journal of each run is gapless and replays";
pub(crate) const SAME: &str = "the replayed machine equals the live one of the owner";
pub(crate) const NOTHING_LOST: &str = "nothing acknowledged is lost";
pub(crate) const COUNTS_ONCE: &str = "no effort's result counts twice, and none counts that was fenced off";
pub(crate) const NOT_AGAIN: &str = "nothing is carried out again unless what came of it was lost";
pub(crate) const ACTS_AFTER: &str = "no effect starts before what it depends on is committed";
pub(crate) const NOT_AFTER_END: &str = "no effect starts for a run that has ended";
pub(crate) const ANSWERED_ONCE: &str = "every request is answered exactly once and the same when asked again";
pub(crate) const TOGETHER: &str = "what a request led to and its answer are committed together";
pub(crate) const ONE_PROCESS: &str = "a run is in memory of at most one process with the current epoch";
pub(crate) const ONLY_OWN: &str = "a process has runs in memory only of shards that it owns";
pub(crate) const NO_LOSER: &str = "no write of a loser";
pub(crate) const GOES_ON: &str = "every run ends or waits for something real";
pub(crate) const ENDS: &str = "every run ends once everybody is kind";
pub(crate) const UNDO_ORDER: &str = "what a run did is undone in reverse order, one after the other";
pub(crate) const STATE: &str = "state is what the journal last said";
pub(crate) const ROW: &str = "a run's own row says what its journal does";
pub(crate) const SLEEPS: &str = "a run sleeps only while nothing is done for it, or what ends elsewhere wakes it";
pub(crate) const SUCCESSOR: &str = "a run that continues has its successor in the same commit, once";
pub(crate) const MOVED: &str = "a run's row names the plan that its journal ends under";
pub(crate) const CARRIED: &str = "what is under way when a run moves to another plan goes on as it was begun";
pub(crate) const ONCE_STARTED: &str = "a start key starts one run";

pub(crate) fn hold(held: bool, invariant: &'static str, seen: impl FnOnce() -> String) -> Held {
    if held { Ok(()) } else { Err(Violation { invariant, seen: seen() }) }
}

/// One time that an effect or a check was carried out.
#[derive(Debug, Clone)]
pub(crate) struct Execution {
    pub(crate) run: RunId,
    pub(crate) task: Task,
}

#[derive(Debug, Default)]
pub(crate) struct Checker {
    pub(crate) runs: BTreeMap<RunId, Known>,
    /// Which transition each answer saw, and what it was.
    answers: BTreeMap<RequestId, Answer>,
    /// Answers to updates, by run and identity of the update.
    pub(crate) checks: u64,
}

impl Checker {
    /// A group was committed.
    pub(crate) fn committed(&mut self, store: &Store, executions: &[Execution], group: &[Advance]) -> Held {
        for advance in group {
            let run = advance.run;
            let known = self.runs.entry(run).or_default();
            let mut newly_asked = BTreeSet::new();
            if let Some(progress) = &advance.progress {
                for recorded in &progress.entries {
                    self.checks += 1;
                    known.take(store, run, recorded, executions, &mut newly_asked)?;
                    if let Entry::Migrated { .. } = &recorded.entry {
                        moves::carries_on(store, run, recorded.seq)?;
                    }
                    if let Entry::RunContinued { input } = &recorded.entry {
                        let next = successor(run, recorded.at);
                        let plan = known.plan.as_ref().map(Blueprint::hash);
                        let fits = |fresh: &Fresh| fresh.input == *input && Some(fresh.blueprint.hash()) == plan;
                        let is_born = store.submissions.get(&next).is_some_and(fits);
                        hold(is_born, SUCCESSOR, || {
                            format!("run {run} continues in run {next}, which was not submitted with it, or not with its plan")
                        })?;
                    }
                }
            }
            // Whoever approved in advance asked for nothing.
            for via in newly_asked {
                let is_answered =
                    advance.answers.iter().any(|(id, answer)| store.inbox[*id].dedup == via && matches!(answer, Answer::Accepted { .. }));
                hold(is_answered, TOGETHER, || format!("`{via}` moved run {run} on, and its answer was not committed with that"))?;
            }
            for (id, answer) in &advance.answers {
                let before = self.answers.insert(*id, answer.clone());
                hold(before.is_none(), ANSWERED_ONCE, || format!("request {id} was answered {before:?} and then {answer:?}"))?;
                known.check_answer(*id, &store.inbox[*id].request, &store.inbox[*id].dedup, answer)?;
            }
        }
        let moves = |advance: &&Advance| advance.progress.is_some() || !advance.wakes.is_empty();
        let moved: BTreeSet<RunId> = group.iter().filter(moves).map(|advance| advance.run).collect();
        moved.into_iter().try_for_each(|run| self.replays(store, run))
    }

    /// The journal of a run replays, to what the checker and the run's row say.
    fn replays(&mut self, store: &Store, run: RunId) -> Held {
        let Some(known) = self.runs.get_mut(&run) else { return Ok(()) };
        let row = &store.runs[&run];
        let replayed = store.replay(run, u64::MAX);
        let machine = replayed.map_err(|error| Violation { invariant: GAPLESS, seen: format!("run {run}: {error}") })?;
        hold(machine.last_seq() == known.last_seq, GAPLESS, || {
            format!("the journal of run {run} ends at {}, {} was committed", machine.last_seq(), known.last_seq)
        })?;
        let plan = known.plan.as_ref().map(Blueprint::hash);
        hold(Some(row.blueprint.hash()) == plan && row.blueprint.plan() == machine.plan(), MOVED, || {
            format!("the row of run {run} names {}, its journal ends under {plan:?}", row.blueprint.hash())
        })?;
        let plan = machine.plan().clone();
        let state: BTreeMap<&str, &Value> =
            plan.state.iter().map(|(name, variable)| (name.as_str(), known.state.get(name).unwrap_or(&variable.initial))).collect();
        let held: BTreeMap<&str, &Value> = machine.variables().collect();
        hold(held == state, STATE, || format!("run {run} holds {held:?}, its journal says {state:?}"))?;
        let head = head_of(&machine);
        if store.condemned.contains(&run) {
            hold(row.head == Head { wake_at: None, asleep: true, ..head }, ROW, || {
                format!("the row of run {run} says {:?}, its journal {head:?}", row.head)
            })?;
        } else if row.head.asleep && !head.asleep {
            sleeps_for_a_reason(store, run, &machine, row.head)?;
        } else {
            hold(row.head == head, ROW, || format!("the row of run {run} says {:?}, its journal {head:?}", row.head))?;
        }
        known.machine = Some(machine);
        Ok(())
    }

    /// A process begins to carry out a command.
    pub(crate) fn starts(&self, run: RunId, command: &Command) -> Held {
        let early = |what: &str| Err(Violation { invariant: ACTS_AFTER, seen: format!("run {run}: {what}: {command:?}") });
        let Some(known) = self.runs.get(&run) else { return early("nothing of it is committed") };
        match command {
            Command::Abandon { .. } => Ok(()),
            Command::RunChecks { effort, .. } => {
                let is_there = known.completed.contains(&(effort.step.clone(), effort.attempt));
                if is_there { Ok(()) } else { early("what is checked is not committed") }
            }
            Command::RunEffect { effort, tried, input, .. } => {
                let attempt = (effort.step.clone(), effort.attempt);
                let committed = if effort.undo {
                    known.undoing.input(&attempt)
                } else {
                    let at = effort.item.unwrap_or(0) as usize;
                    known.inputs.get(&attempt).and_then(|inputs| inputs.get(at))
                };
                let Some(committed) = committed else { return early("its attempt is not committed") };
                if committed != input {
                    return early("its input is not the one that is committed");
                }
                if *tried > known.due.get(effort).copied().unwrap_or(1) {
                    return early("its try is not committed");
                }
                Ok(())
            }
        }
    }

    /// Somebody was told an answer.
    pub(crate) fn told(&self, store: &Store, id: RequestId, answer: &Answer) -> Held {
        let stored = &store.inbox[id].answer;
        hold(stored.is_some(), NOTHING_LOST, || format!("request {id} was told {answer:?}, and nothing is committed"))?;
        hold(stored.as_ref() == Some(answer), ANSWERED_ONCE, || format!("request {id} was told {answer:?}, committed is {stored:?}"))
    }

    /// A run that a process has in memory, with nothing of it on its way to the store.
    pub(crate) fn lives(&self, run: RunId, live: &Machine) -> Held {
        let durable = self.runs.get(&run).and_then(|known| known.machine.as_ref());
        hold(durable == Some(live), SAME, || {
            format!("run {run} is at {} in memory and at {:?} in the journal", live.last_seq(), durable.map(Machine::last_seq))
        })
    }

    /// Nothing that can be done by itself is left undone: the run has ended, or waits for a person, a signal or a time.
    pub(crate) fn stands_for_a_reason(&self, store: &Store, run: RunId, now: Timestamp, is_set_aside: bool) -> Held {
        let stands = |why: &str| Err(Violation { invariant: GOES_ON, seen: format!("run {run} stands still: {why}") });
        if store.submissions.contains_key(&run) {
            return if is_set_aside { Ok(()) } else { stands("it has not begun") };
        }
        let Some(machine) = self.runs.get(&run).and_then(|known| known.machine.as_ref()) else { return stands("it has no journal") };
        if is_set_aside || !matches!(machine.status(), RunStatus::Running | RunStatus::Paused) {
            return Ok(());
        }
        // Also of a run that holds: its time comes and its efforts go on, unless what comes of them cannot be stored.
        let is_condemned = store.condemned.contains(&run);
        if !is_condemned && machine.next_deadline().is_some_and(|deadline| deadline <= now) {
            return stands("its time has come");
        }
        if !is_condemned && !machine.outstanding().is_empty() {
            return stands("efforts of it are under way that nobody carries out");
        }
        let waits = machine.status() == RunStatus::Paused
            || machine.next_deadline().is_some()
            || machine.steps().any(|step| !step.waits_for.is_empty());
        if waits { Ok(()) } else { stands("it waits for nothing") }
    }
}

/// A run sleeps whose efforts are all elsewhere, and marked so that their ends wake it: each has not ended, or the wake is there. And its row
/// says when its time comes.
fn sleeps_for_a_reason(store: &Store, run: RunId, machine: &Machine, row: Head) -> Held {
    let outstanding = machine.outstanding();
    let is_marked = |command: &Command| {
        is_far(command) && Task::of(command).is_some_and(|task| store.far.get(&(run, task)).is_some_and(|far| far.parked))
    };
    let unmarked = outstanding.iter().find(|command| !is_marked(command));
    hold(unmarked.is_none(), SLEEPS, || format!("run {run} sleeps, and the end of {unmarked:?} wakes nobody"))?;
    let has_ended =
        |command: &&Command| Task::of(command).and_then(|task| store.far.get(&(run, task))).is_some_and(|far| far.end.is_some());
    let ended = outstanding.iter().find(has_ended).filter(|_| !store.wakes.values().any(|woken| *woken == run));
    hold(ended.is_none(), SLEEPS, || format!("run {run} sleeps, {ended:?} has ended, and nothing wakes it"))?;
    let expected = Head { asleep: true, wake_at: wakes_at(&outstanding, machine.next_deadline()), ..head_of(machine) };
    hold(row == expected, ROW, || format!("the row of run {run} says {row:?}, its journal {expected:?}"))
}
