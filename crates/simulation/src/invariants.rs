//! What must hold after every commit, whatever happened before: DESIGN §3 in checks that know nothing of how the host works.
//!
//! The checker folds each run's journal by itself, so that what the machine believes is compared with something that is not the machine.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::Timestamp;
use machine::{Actor, Cause, Command, Effort, Ending, Entry, Event, Machine, Output, PauseReason, Recorded, RunStatus, UndoOutcome};
use plan::{Plan, StepId, Work};
use serde_json::Value;

use crate::lane::{Task, is_far, wakes_at};
use crate::store::{RequestId, RunId, Store, successor};
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

type Attempt = (StepId, u32);

/// A run as its committed entries tell it.
#[derive(Debug, Default)]
pub(crate) struct Known {
    last_seq: u64,
    pub(crate) ended: bool,
    inputs: BTreeMap<Attempt, Vec<Value>>,
    /// Attempts of which nothing counts any more.
    over: BTreeSet<Attempt>,
    due: BTreeMap<Effort, u32>,
    results: BTreeSet<Effort>,
    items_ended: BTreeMap<Attempt, usize>,
    completed: BTreeMap<Attempt, u64>,
    /// Of rounds that are over, the attempts that gave something.
    kept: BTreeSet<Attempt>,
    cleans_up: Option<Vec<StepId>>,
    undo: Vec<(StepId, bool)>,
    undo_inputs: BTreeMap<Attempt, Value>,
    signals: BTreeSet<String>,
    updates: BTreeMap<String, Value>,
    state: BTreeMap<String, Value>,
    asked: BTreeSet<String>,
    /// The machine that its journal replays to.
    pub(crate) machine: Option<Machine>,
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
            let plan = store.runs[&run].blueprint.plan().clone();
            let known = self.runs.entry(run).or_default();
            let mut newly_asked = BTreeSet::new();
            if let Some(progress) = &advance.progress {
                for recorded in &progress.entries {
                    self.checks += 1;
                    known.take(run, &plan, recorded, executions, &mut newly_asked)?;
                    if let Entry::RunContinued { input } = &recorded.entry {
                        let next = successor(run, recorded.at);
                        let born = store.submissions.get(&next).is_some_and(|fresh| fresh.input == *input);
                        hold(born, SUCCESSOR, || format!("run {run} continues in run {next}, which was not submitted with it"))?;
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
        let replayed = Machine::replay_of(&row.blueprint, store.entries(run));
        let machine = replayed.map_err(|error| Violation { invariant: GAPLESS, seen: format!("run {run}: {error}") })?;
        hold(machine.last_seq() == known.last_seq, GAPLESS, || {
            format!("the journal of run {run} ends at {}, {} was committed", machine.last_seq(), known.last_seq)
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
                let is_there = known.completed.contains_key(&(effort.step.clone(), effort.attempt));
                if is_there { Ok(()) } else { early("what is checked is not committed") }
            }
            Command::RunEffect { effort, tried, input, .. } => {
                let attempt = (effort.step.clone(), effort.attempt);
                let committed = if effort.undo {
                    known.undo_inputs.get(&attempt)
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

impl Known {
    fn take(&mut self, run: RunId, plan: &Plan, recorded: &Recorded, executions: &[Execution], asked: &mut BTreeSet<String>) -> Held {
        let Recorded { seq, entry, .. } = recorded;
        hold(*seq == self.last_seq + 1, GAPLESS, || format!("run {run} goes from entry {} to {seq}", self.last_seq))?;
        hold(!self.ended, GAPLESS, || format!("run {run} has ended, and {entry:?} follows"))?;
        self.last_seq = *seq;
        if let Some(by) = asks(entry).filter(|by| by.via.starts_with("ask "))
            && self.asked.insert(by.via.clone())
        {
            asked.insert(by.via.clone());
        }
        match entry {
            Entry::AttemptStarted { step, attempt, inputs, .. } => {
                self.give_up(step);
                self.inputs.insert((step.clone(), *attempt), inputs.clone());
            }
            Entry::TryDue { effort, tried } => drop(self.due.insert(effort.clone(), *tried)),
            Entry::TryFailed { effort, .. } => self.check_open(run, effort)?,
            Entry::EffectCompleted { effort, output } => {
                self.result(run, effort)?;
                check_origin(run, effort, output, executions)?;
                self.item_ended(plan, effort, *seq);
            }
            Entry::ItemFailed { effort, .. } => {
                self.result(run, effort)?;
                self.item_ended(plan, effort, *seq);
            }
            Entry::StateChanged { step, attempt, after } => {
                let effort = Effort { step: step.clone(), attempt: *attempt, item: None, undo: false };
                self.result(run, &effort)?;
                self.completed.insert((step.clone(), *attempt), *seq);
                self.state.extend(after.clone());
            }
            Entry::ConditionMet { step, attempt, .. } => self.condition_met(run, (step.clone(), *attempt), *seq)?,
            Entry::AttemptFailed { step, attempt, failure } => {
                let attempt = (step.clone(), *attempt);
                if matches!(failure.code.as_str(), "TOO_FEW_OK" | "TOO_MANY_FAILED") {
                    self.completed.remove(&attempt);
                }
                hold(self.over.insert(attempt), COUNTS_ONCE, || format!("run {run}: an attempt of {step} failed that was over"))?;
            }
            Entry::AttemptJudged { step, attempt, .. } => {
                let first = self.over.insert((step.clone(), *attempt));
                hold(first, COUNTS_ONCE, || format!("run {run}: attempt {attempt} of {step} was judged twice"))?;
            }
            Entry::StepsReset { steps, .. } => steps.iter().for_each(|step| self.give_up(step)),
            Entry::RoundStarted { steps, .. } => {
                // What a round did stands, and is undone by itself.
                let gave: Vec<Attempt> = steps.iter().filter_map(|step| self.gave_last(step)).map(|(attempt, _)| attempt).collect();
                self.kept.extend(gave);
                steps.iter().for_each(|step| self.give_up(step));
            }
            Entry::SignalReceived { id, .. } => {
                let first = self.signals.insert(id.clone());
                hold(first, COUNTS_ONCE, || format!("run {run}: signal {id} counts twice"))?;
            }
            Entry::UpdateApplied { id, after, answer, .. } => {
                let before = self.updates.insert(id.clone(), answer.clone());
                hold(before.is_none(), COUNTS_ONCE, || format!("run {run}: update {id} counts twice"))?;
                self.state.extend(after.clone());
            }
            Entry::CleanUpStarted { steps, .. } => self.check_order(run, plan, steps)?,
            Entry::UndoStarted { step, attempt, input } => {
                self.undo_next(run, step)?;
                self.undo.push((step.clone(), false));
                hold(self.completed.contains_key(&(step.clone(), *attempt)), UNDO_ORDER, || {
                    format!("run {run}: attempt {attempt} of {step} is undone, which gave nothing")
                })?;
                self.undo_inputs.insert((step.clone(), *attempt), input.clone());
            }
            Entry::UndoEnded { step, attempt, outcome } => {
                match self.undo.last_mut() {
                    Some((last, is_over @ false)) if last == step => *is_over = true,
                    _ => {
                        self.undo_next(run, step)?;
                        self.undo.push((step.clone(), true));
                    }
                }
                if let UndoOutcome::Done { output } = outcome {
                    let effort = Effort { step: step.clone(), attempt: *attempt, item: None, undo: true };
                    check_origin(run, &effort, output, executions)?;
                }
            }
            Entry::RunCompleted { .. } | Entry::RunContinued { .. } => self.ended = true,
            Entry::RunFailed { not_undone, .. } | Entry::RunCancelled { not_undone, .. } => {
                self.ended = true;
                let undone = self.undo.len();
                let all = self.cleans_up.as_ref().map_or(not_undone.len(), Vec::len);
                hold(undone + not_undone.len() >= all, UNDO_ORDER, || {
                    format!("run {run} ends with {undone} of {all} steps undone, and says that {not_undone:?} are not")
                })?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Nothing of the attempts of a step so far counts any more.
    fn give_up(&mut self, step: &StepId) {
        let attempts: Vec<Attempt> = self.inputs.keys().filter(|(of, _)| of == step).cloned().collect();
        self.over.extend(attempts);
    }

    fn check_open(&self, run: RunId, effort: &Effort) -> Held {
        if effort.undo {
            let is_open = self.undo.last().is_some_and(|(step, is_over)| *step == effort.step && !is_over);
            return hold(is_open, COUNTS_ONCE, || format!("run {run}: {effort:?} is not being undone"));
        }
        let attempt = (effort.step.clone(), effort.attempt);
        let is_open = self.inputs.contains_key(&attempt) && !self.over.contains(&attempt) && self.cleans_up.is_none();
        hold(is_open && !self.results.contains(effort), COUNTS_ONCE, || format!("run {run}: {effort:?} is over, and a result of it counts"))
    }

    fn result(&mut self, run: RunId, effort: &Effort) -> Held {
        self.check_open(run, effort)?;
        self.results.insert(effort.clone());
        Ok(())
    }

    fn item_ended(&mut self, plan: &Plan, effort: &Effort, seq: u64) {
        let attempt = (effort.step.clone(), effort.attempt);
        let is_each = plan.steps.iter().any(|step| step.id == effort.step && matches!(step.work, Work::Each { .. }));
        let items = if is_each { self.inputs.get(&attempt).map_or(0, Vec::len) } else { 1 };
        let ended = self.items_ended.entry(attempt.clone()).or_default();
        *ended += 1;
        if *ended >= items {
            self.completed.insert(attempt, seq);
        }
    }

    fn condition_met(&mut self, run: RunId, attempt: Attempt, seq: u64) -> Held {
        let is_over = self.over.contains(&attempt) || self.completed.contains_key(&attempt);
        hold(!is_over, COUNTS_ONCE, || format!("run {run}: something comes that {attempt:?} does not wait for"))?;
        let wait = self.inputs.get(&attempt).and_then(|inputs| inputs.first());
        let needs_all = wait.and_then(|wait| wait.get("all")).and_then(Value::as_bool).unwrap_or(true);
        let conditions = wait.and_then(|wait| wait.get("conditions")).and_then(Value::as_array).map_or(1, Vec::len);
        let met = self.items_ended.entry(attempt.clone()).or_default();
        *met += 1;
        if !needs_all || *met >= conditions {
            self.completed.insert(attempt, seq);
        }
        Ok(())
    }

    /// The latest attempt of a step that gave something, and where in the journal.
    fn gave_last(&self, step: &StepId) -> Option<(Attempt, u64)> {
        let gave = self.completed.iter().filter(|((of, _), _)| of == step).max_by_key(|((_, attempt), _)| *attempt);
        gave.map(|(attempt, seq)| (attempt.clone(), *seq))
    }

    /// What is undone is what gave something, the latest first, in a loop in each round.
    fn check_order(&mut self, run: RunId, plan: &Plan, steps: &[StepId]) -> Held {
        let mut gave: Vec<(u64, StepId)> = Vec::new();
        for step in plan.steps.iter().filter(|step| step.undo.is_some()) {
            let last = self.gave_last(&step.id).filter(|(attempt, _)| !self.kept.contains(attempt));
            let kept =
                self.completed.iter().filter(|(attempt, _)| attempt.0 == step.id && self.kept.contains(*attempt)).map(|(_, seq)| *seq);
            gave.extend(kept.chain(last.map(|(_, seq)| seq)).map(|seq| (seq, step.id.clone())));
        }
        gave.sort_unstable_by(|one, other| other.cmp(one));
        let expected: Vec<StepId> = gave.into_iter().map(|(_, step)| step).collect();
        hold(expected == steps, UNDO_ORDER, || format!("run {run} undoes {steps:?}, and did {expected:?}, the latest first"))?;
        self.cleans_up = Some(expected);
        Ok(())
    }

    fn undo_next(&self, run: RunId, step: &StepId) -> Held {
        let is_idle = self.undo.last().is_none_or(|(_, is_over)| *is_over);
        let next = self.cleans_up.as_ref().and_then(|steps| steps.get(self.undo.len()));
        hold(is_idle && next == Some(step), UNDO_ORDER, || format!("run {run} undoes {step}, {next:?} comes next, after {:?}", self.undo))
    }

    fn check_answer(&self, id: RequestId, request: &Event, dedup: &str, answer: &Answer) -> Held {
        let Answer::Accepted { seq, value } = answer else { return Ok(()) };
        hold(*seq <= self.last_seq, NOTHING_LOST, || {
            format!("request {id} is accepted at entry {seq}, the journal ends at {}", self.last_seq)
        })?;
        let counts = match request {
            Event::SignalSent { id, .. } => self.signals.contains(id),
            Event::UpdateSent { id, .. } => {
                let stored = self.updates.get(id);
                hold(stored == value.as_ref(), ANSWERED_ONCE, || format!("update {id} is answered {value:?}, its entry says {stored:?}"))?;
                stored.is_some()
            }
            _ => self.asked.contains(dedup),
        };
        hold(counts, NOTHING_LOST, || format!("request {id} is accepted, and nothing in the journal comes of it: {request:?}"))
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

/// Whoever asked for an entry.
fn asks(entry: &Entry) -> Option<&Actor> {
    match entry {
        Entry::RunPaused { reason: PauseReason::Requested { by, .. } }
        | Entry::RunResumed { by }
        | Entry::RunCancelled { by, .. }
        | Entry::CleanUpStarted { because: Ending::Cancelled { by, .. }, .. }
        | Entry::Decided { by, .. }
        | Entry::SignalReceived { by, .. }
        | Entry::UpdateApplied { by, .. }
        | Entry::Migrated { by, .. }
        | Entry::AttemptStarted { cause: Cause::Rerun { by, .. }, .. } => Some(by),
        _ => None,
    }
}

/// A result counts for the effort that it was carried out for.
fn check_origin(run: RunId, effort: &Effort, output: &Output, executions: &[Execution]) -> Held {
    let Some(number) = output.value.get("execution").and_then(Value::as_u64) else { return Ok(()) };
    let execution = usize::try_from(number).ok().and_then(|number| executions.get(number));
    let fits = execution.is_some_and(|execution| execution.run == run && execution.task.effort == *effort);
    hold(fits, COUNTS_ONCE, || format!("run {run}: {effort:?} has the result of execution {number}, which was {execution:?}"))
}
