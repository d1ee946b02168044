//! The machine itself: a plan, the state of one run, and the three ways to lead it on.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use plan::{Plan, StepId, Work};
use serde_json::Value;

use crate::apply::{Apply, Want, awaited, has_checks, item_index};
use crate::decide::{Decide, to_check};
use crate::graph::{Graph, StepIdx};
use crate::partial;
use crate::retry::retry_at;
use crate::state::{Defeat, Item, Phase, Standing, State};
use crate::{
    Actor, Ask, Command, Effort, Entry, Event, Failure, FailureClass, MachineError, Outputs, PauseReason, Recorded, Refusal, ReplayError,
    RunStatus, StepView, Verdict,
};

/// One run of one plan.
///
/// The host starts or replays it, hands it events, commits the entries of each transition, and only then carries out the
/// transition's commands. Events may come late, twice or not at all.
#[derive(Debug, Clone)]
pub struct Machine {
    pub(crate) plan: Arc<Plan>,
    pub(crate) graph: Arc<Graph>,
    pub(crate) state: State,
}

/// What the runs of one plan share: its steps resolved, its hash computed. Cheap to clone; a host with many runs of a plan
/// makes it once, since hashing a plan costs more than all else in a start.
#[derive(Debug, Clone)]
pub struct Blueprint {
    plan: Arc<Plan>,
    graph: Arc<Graph>,
    hash: Arc<str>,
}

impl Blueprint {
    /// Prepares a plan.
    ///
    /// # Errors
    /// When the plan's steps do not form a graph that can be run.
    pub fn of(plan: Arc<Plan>) -> Result<Self, MachineError> {
        let graph = Graph::build(&plan).map_err(|message| MachineError::BrokenPlan { plan: plan.name.clone(), message })?;
        let hash = plan.hash().into();
        Ok(Self { graph: Arc::new(graph), hash, plan })
    }

    /// The plan.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// The plan's hash.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    pub(crate) fn graph(&self) -> &Arc<Graph> {
        &self.graph
    }

    fn begin(&self, at: Timestamp, input: Value, approved_in_advance: Option<Actor>) -> Machine {
        let state = State::begin(&self.plan, &self.graph, at, input, approved_in_advance);
        Machine { plan: Arc::clone(&self.plan), graph: Arc::clone(&self.graph), state }
    }
}

/// What an event led to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transition {
    /// To be committed, all or none, before anything else.
    pub entries: Vec<Recorded>,
    /// To be carried out once the entries are committed.
    pub commands: Vec<Command>,
    /// What an update is answered, once the entries are committed. One that came before is answered the same, and there are no entries.
    pub answer: Option<Value>,
}

impl PartialEq for Machine {
    /// Two machines are equal when they are at the same point of equal runs.
    fn eq(&self, other: &Self) -> bool {
        (Arc::ptr_eq(&self.plan, &other.plan) || self.plan == other.plan) && self.state == other.state
    }
}

impl Machine {
    /// Starts a run. The caller has validated the plan and checked the input ([`Plan::check_input`]).
    ///
    /// # Errors
    /// When the plan's steps do not form a graph that can be run.
    pub fn start(
        plan: Arc<Plan>,
        now: Timestamp,
        input: Value,
        approved_in_advance: Option<Actor>,
    ) -> Result<(Self, Transition), MachineError> {
        Ok(Self::start_of(&Blueprint::of(plan)?, now, input, approved_in_advance))
    }

    /// As [`Machine::start`], of a plan that is prepared.
    pub fn start_of(blueprint: &Blueprint, now: Timestamp, input: Value, approved_in_advance: Option<Actor>) -> (Self, Transition) {
        let entry = Entry::RunStarted {
            plan_hash: blueprint.hash.as_ref().to_owned(),
            input: input.clone(),
            approved_in_advance: approved_in_advance.clone(),
        };
        let mut machine = blueprint.begin(now, input, approved_in_advance);
        let mut course = Course { now, entries: vec![Recorded { seq: 1, at: now, entry }], wants: Vec::new() };
        machine.settle(&mut course);
        let transition = machine.conclude(course, None);
        (machine, transition)
    }

    /// Restores a run from its journal, evaluating nothing.
    ///
    /// Then hand it [`Event::TimePassed`] once: that makes retries due that came due meanwhile, and completes a
    /// transition of which only the first entries were kept.
    ///
    /// # Errors
    /// When the journal is of another plan, has gaps, or holds an entry that cannot follow those before it.
    pub fn replay(plan: Arc<Plan>, journal: impl IntoIterator<Item = Recorded>) -> Result<Self, ReplayError> {
        Self::replay_of(&Blueprint::of(plan)?, journal)
    }

    /// As [`Machine::replay`], of a plan that is prepared.
    ///
    /// # Errors
    /// As [`Machine::replay`].
    pub fn replay_of(blueprint: &Blueprint, journal: impl IntoIterator<Item = Recorded>) -> Result<Self, ReplayError> {
        let other = |hash: &str| ReplayError::OtherPlan { journal: hash.to_owned(), plan: blueprint.hash.as_ref().to_owned() };
        Self::replay_with(|hash| if *hash == *blueprint.hash { Ok(blueprint.clone()) } else { Err(other(hash)) }, journal)
    }

    /// As [`Machine::replay`], of a run that may have moved from plan to plan: `plans` finds each by its hash.
    ///
    /// # Errors
    /// As [`Machine::replay`]; [`ReplayError::MissingPlan`] where a plan that the journal names is not found.
    pub fn replay_among(
        plans: impl Fn(&str) -> Option<Blueprint>,
        journal: impl IntoIterator<Item = Recorded>,
    ) -> Result<Self, ReplayError> {
        Self::replay_with(|hash| plans(hash).ok_or_else(|| ReplayError::MissingPlan { hash: hash.to_owned() }), journal)
    }

    fn replay_with(
        plan_of: impl Fn(&str) -> Result<Blueprint, ReplayError>,
        journal: impl IntoIterator<Item = Recorded>,
    ) -> Result<Self, ReplayError> {
        let mut journal = journal.into_iter();
        let Some(Recorded { seq: 1, at, entry: Entry::RunStarted { plan_hash, input, approved_in_advance } }) = journal.next() else {
            return Err(ReplayError::NoStart);
        };
        let mut machine = plan_of(&plan_hash)?.begin(at, input, approved_in_advance);
        let mut wants = Vec::new();
        for recorded in journal {
            let seq = recorded.seq;
            if seq != machine.state.seq + 1 {
                return Err(ReplayError::Gap { after: machine.state.seq, found: seq });
            }
            wants.clear();
            let unfit = |message| ReplayError::Unfit { seq, message };
            match &recorded.entry {
                Entry::Migrated { plan_hash, .. } => {
                    let target = plan_of(plan_hash)?;
                    machine.migrated(&recorded, &target, &mut wants).map_err(unfit)?;
                    machine.state.seq = seq;
                }
                _ => machine.apply(recorded, &mut wants).map_err(unfit)?,
            }
        }
        Ok(machine)
    }

    /// Takes in what happened or was asked.
    ///
    /// Late and duplicate answers, and anything but a request after the end, give an empty transition.
    ///
    /// # Errors
    /// A request that cannot be granted is refused, and nothing changed.
    pub fn handle(&mut self, now: Timestamp, event: Event) -> Result<Transition, Refusal> {
        let mut answered = None;
        let mut is_time = false;
        let update = if let Event::UpdateSent { id, .. } = &event { Some(id.clone()) } else { None };
        let mut course = Course { now, entries: Vec::new(), wants: Vec::new() };
        let entries = match event {
            Event::EffectSucceeded { effort, output } if effort.undo => match self.undo_succeeded(&effort, output) {
                Some(entry) => vec![entry],
                None => return Ok(Transition::default()),
            },
            Event::EffectFailed { effort, tried, failure, jitter } if effort.undo => {
                match self.undo_failed(&effort, tried, failure, jitter, now) {
                    Some(entry) => vec![entry],
                    None => return Ok(Transition::default()),
                }
            }
            Event::EffectSucceeded { effort, output } => match self.awaited(&effort, None) {
                Some(_) => vec![Entry::EffectCompleted { effort, output }],
                None => return Ok(Transition::default()),
            },
            Event::EffectFailed { effort, tried, failure, jitter } => match self.awaited(&effort, Some(tried)) {
                Some(idx) => {
                    answered = Some(effort.clone());
                    vec![self.effect_failed(idx, effort, tried, failure, jitter, now)]
                }
                None => return Ok(Transition::default()),
            },
            Event::ChecksFinished { effort, verdict } => match self.judgement(&effort, verdict) {
                Some(entry) => vec![entry],
                None => return Ok(Transition::default()),
            },
            Event::TimePassed => {
                // What a journal cut inside a transition left open comes first: it may call off retries that are due.
                self.settle(&mut course);
                self.pass_deadlines(&mut course);
                is_time = true;
                // What is due after the next deadline is that deadline's affair; the host is called again for it.
                let deadline = self.state.index.deadlines.first().map_or(now, |(at, _)| *at);
                self.due(now.min(deadline))
            }
            Event::ProjectionFailed { message } => match self.state.phase {
                Phase::Running => vec![Entry::RunPaused { reason: PauseReason::Projection { message } }],
                _ => return Ok(Transition::default()),
            },
            request => self.decide().grant(request)?,
        };
        course.entries.reserve(entries.len() + 4);
        for entry in entries {
            self.record(entry, &mut course);
            while let Some(reset) = self.decide().reset_what_is_stale() {
                self.record(reset, &mut course);
            }
        }
        self.settle(&mut course);
        if is_time {
            self.pass_deadlines(&mut course);
        }
        let mut transition = self.conclude(course, answered.as_ref());
        transition.answer = update.and_then(|id| self.state.run.answer(&id).cloned());
        Ok(transition)
    }

    /// Commands issued and not answered, in plan order. After replay they are issued again unchanged.
    pub fn outstanding(&self) -> Vec<Command> {
        if self.state.phase.is_end() {
            return Vec::new();
        }
        if self.state.clean_up.is_some() {
            return self.run_undo().into_iter().collect();
        }
        let mut commands = Vec::new();
        for &idx in &self.state.index.under_way {
            match &self.state.steps[idx].standing {
                Standing::Working(working) => {
                    commands.extend((0..working.issued).filter_map(|item| self.run_effect(idx, item)));
                }
                _ => commands.extend(self.run_checks(idx)),
            }
        }
        commands
    }

    /// Whether nothing is wanted of the host but time and signals: such a run needs no memory until its next deadline.
    pub fn is_asleep(&self) -> bool {
        matches!(self.state.phase, Phase::Running) && self.is_idle()
    }

    /// Whether no effort is under way, and none begins by itself but for time and signals; of a run that holds, too.
    pub fn is_idle(&self) -> bool {
        let index = &self.state.index;
        if let Some(clean_up) = &self.state.clean_up {
            return self.run_undo().is_none() && (clean_up.is_asleep() || !matches!(self.state.phase, Phase::Running));
        }
        index.under_way.iter().all(|&idx| match &self.state.steps[idx].standing {
            Standing::Waiting(_) => true,
            Standing::Working(working) => working.items.iter().take(working.issued).all(|item| !matches!(item, Item::Wanted { .. })),
            _ => !has_checks(&self.plan, idx),
        })
    }

    /// When to hand in [`Event::TimePassed`] next, whether or not the run is paused; `None` where no retry and no step waits for a time
    /// and nothing must be over by one.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let timer = self.state.index.timers.first().map(|(at, ..)| *at);
        let deadline = self.state.index.deadlines.first().map(|(at, _)| *at);
        timer.into_iter().chain(deadline).min()
    }

    /// What the run is.
    pub fn status(&self) -> RunStatus {
        self.state.phase.status()
    }

    /// Why the run holds, while it does.
    pub fn pause_reason(&self) -> Option<&PauseReason> {
        match &self.state.phase {
            Phase::Paused(reason) => Some(reason),
            _ => None,
        }
    }

    /// One step, if the plan has it.
    pub fn step(&self, id: &StepId) -> Option<StepView<'_>> {
        self.graph.find(id).map(|idx| self.view(idx))
    }

    /// Every step, in plan order.
    pub fn steps(&self) -> impl Iterator<Item = StepView<'_>> {
        (0..self.plan.steps.len()).map(|idx| self.view(idx))
    }

    /// Whether the run is about to end and undoes what its steps did.
    pub fn is_cleaning_up(&self) -> bool {
        self.state.clean_up.is_some() && !self.state.phase.is_end()
    }

    /// Signals that no step has taken: the name of each, its identity and what it carries, those of a name in the order in which they came.
    pub fn kept_signals(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        let kept = self.state.signals.waiting();
        kept.flat_map(|(name, kept)| kept.iter().map(move |(id, payload)| (name, id.as_str(), payload)))
    }

    /// The steps that wait for a person, in plan order; [`StepView::ask`] says what they are asked.
    pub fn awaiting(&self) -> impl Iterator<Item = StepView<'_>> {
        let is_over = self.state.phase.is_end() || self.state.clean_up.is_some();
        self.state.index.awaiting.iter().filter(move |_| !is_over).map(|&idx| self.view(idx))
    }

    /// Outputs of the steps that are done and gave one; skipped steps gave none.
    pub fn outputs(&self) -> &Outputs {
        &self.state.outputs
    }

    /// Who approved in advance whatever waits for a person, if anybody.
    pub fn approved_in_advance(&self) -> Option<&Actor> {
        self.state.approved_in_advance.as_ref()
    }

    /// The state variables, by name, as they are now.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.state.run.variables()
    }

    /// What the run gave when it completed, where it gave something.
    pub fn output(&self) -> Option<&Value> {
        matches!(self.state.phase, Phase::Completed).then_some(())?;
        self.state.run.gave.as_deref()
    }

    /// The input of the run that is to follow this one, where one is.
    pub fn continues_with(&self) -> Option<&Value> {
        matches!(self.state.phase, Phase::Continued).then_some(())?;
        self.state.run.gave.as_deref()
    }

    /// Position of the last entry.
    pub fn last_seq(&self) -> u64 {
        self.state.seq
    }

    /// The run's input.
    pub fn input(&self) -> &Value {
        &self.state.input
    }

    /// The plan.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    fn awaited(&self, effort: &Effort, tried: Option<u32>) -> Option<StepIdx> {
        if self.state.phase.is_end() || self.state.clean_up.is_some() {
            return None;
        }
        let idx = self.graph.find(&effort.step)?;
        awaited(&self.plan, &self.state, idx, effort, tried).map(|_| idx)
    }

    fn effect_failed(&self, idx: StepIdx, effort: Effort, tried: u32, failure: Failure, jitter: f64, now: Timestamp) -> Entry {
        let retry = &self.plan.steps[idx].retry;
        if failure.class == FailureClass::Retryable && tried < retry.max_tries && retry.covers(&failure.code) {
            let retry_at = retry_at(retry, tried, jitter, now);
            return Entry::TryFailed { effort, tried, failure, retry_at };
        }
        if partial::goes_on(&self.plan, idx, &failure) {
            return Entry::ItemFailed { effort, failure };
        }
        Entry::AttemptFailed { step: effort.step, attempt: effort.attempt, failure }
    }

    fn judgement(&self, effort: &Effort, verdict: Verdict) -> Option<Entry> {
        let idx = self.graph.find(&effort.step)?;
        let record = &self.state.steps[idx];
        let is_awaited = !self.state.phase.is_end()
            && self.state.clean_up.is_none()
            && !effort.undo
            && record.attempts == effort.attempt
            && effort.item.is_none()
            && matches!(record.standing, Standing::Checking { .. })
            && has_checks(&self.plan, idx);
        is_awaited.then(|| self.decide().judged(idx, verdict))
    }

    /// Retries whose time has come, in the order of their deadlines.
    fn due(&self, now: Timestamp) -> Vec<Entry> {
        if self.state.phase.is_end() {
            return Vec::new();
        }
        let timers = self.state.index.timers.iter().take_while(|(at, ..)| *at <= now);
        let mut over = BTreeSet::new();
        timers
            .filter_map(|&(_, idx, at)| match &self.state.steps[idx].standing {
                Standing::Working(working) => {
                    let Item::Waiting { tried, .. } = working.items.get(at)? else { return None };
                    Some(Entry::TryDue { effort: self.effort(idx, at), tried: tried + 1 })
                }
                // The first time that comes may end the wait; the others are then not waited for.
                Standing::Waiting(waiting) if waiting.needs_all() || over.insert(idx) => Some(self.decide().met(idx, at, None)),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn settle(&mut self, course: &mut Course) {
        while let Some(entry) = self.decide().next() {
            self.record(entry, course);
        }
    }

    /// What must be over by now is ended, and what follows from that.
    fn pass_deadlines(&mut self, course: &mut Course) {
        while let Some(overdue) = self.decide().next_overdue(course.now) {
            self.record(overdue, course);
            self.settle(course);
        }
    }

    pub(crate) fn record(&mut self, entry: Entry, course: &mut Course) {
        let recorded = Recorded { seq: self.state.seq + 1, at: course.now, entry };
        course.entries.push(recorded.clone());
        // Decisions are made from the very state they are applied to; the property tests hold them to it.
        self.apply(recorded, &mut course.wants).expect("an entry decided from a state fits that state");
    }

    fn apply(&mut self, recorded: Recorded, wants: &mut Vec<Want>) -> Result<(), String> {
        let at = recorded.at;
        Apply { plan: &self.plan, graph: &self.graph, state: &mut self.state, wants, at }.apply(recorded)
    }

    pub(crate) fn decide(&self) -> Decide<'_> {
        Decide { plan: &self.plan, graph: &self.graph, state: &self.state }
    }

    /// Turns wishes into commands. Whoever has just answered needs not be told to stop.
    pub(crate) fn conclude(&self, course: Course, answered: Option<&Effort>) -> Transition {
        let commands = course.wants.into_iter().filter_map(|want| match want {
            Want::Effect { idx, item } => self.run_effect(idx, item),
            Want::Checks { idx } => self.run_checks(idx),
            Want::Undo => self.run_undo(),
            Want::Abandon { effort } if Some(&effort) == answered => None,
            Want::Abandon { effort } => Some(Command::Abandon { effort }),
        });
        Transition { commands: commands.collect(), entries: course.entries, answer: None }
    }

    fn run_effect(&self, idx: StepIdx, item: usize) -> Option<Command> {
        let Standing::Working(working) = &self.state.steps[idx].standing else { return None };
        let Item::Wanted { tried, since } = working.items.get(item)? else { return None };
        let step = &self.plan.steps[idx];
        let (Work::Effect(call) | Work::Each { call, .. }) = &step.work else { return None };
        Some(Command::RunEffect {
            effort: self.effort(idx, item),
            tried: *tried,
            effect: call.effect.clone(),
            input: working.inputs.get(item).cloned().unwrap_or_default(),
            timeout_ms: step.timeout_ms,
            since: *since,
            repair: working.repair.clone(),
        })
    }

    fn run_checks(&self, idx: StepIdx) -> Option<Command> {
        let output = to_check(&self.plan, &self.state, idx)?;
        let step = &self.plan.steps[idx];
        Some(Command::RunChecks {
            effort: Effort { step: step.id.clone(), attempt: self.state.steps[idx].attempts, item: None, undo: false },
            checks: step.gate.as_ref().map(|gate| gate.checks.clone()).unwrap_or_default(),
            output,
        })
    }

    fn effort(&self, idx: StepIdx, item: usize) -> Effort {
        let step = &self.plan.steps[idx];
        let item = item_index(matches!(step.work, Work::Each { .. }), item);
        Effort { step: step.id.clone(), attempt: self.state.steps[idx].attempts, item, undo: false }
    }

    fn ask(&self, idx: StepIdx) -> Option<Ask<'_>> {
        let record = &self.state.steps[idx];
        if !matches!(record.standing, Standing::AwaitingApproval { .. }) {
            return None;
        }
        let gate = self.plan.steps[idx].gate.as_ref();
        let asked = gate.and_then(|gate| gate.approval.asked());
        let mut by: Vec<_> = asked.map(|asked| asked.by.iter().map(String::as_str).collect()).unwrap_or_default();
        if let Some(escalation) = asked.and_then(|asked| asked.escalate.as_ref()).filter(|_| record.escalated.is_some() && !by.is_empty()) {
            by.extend(escalation.to.iter().map(String::as_str));
        }
        Some(Ask {
            since: record.awaiting_since?,
            title: asked.and_then(|asked| asked.title.as_deref()),
            form: asked.map(|asked| &asked.form).filter(|form| **form != Value::Bool(true)),
            by,
            escalated: record.escalated.is_some(),
            overdue_at: record.overdue_at,
        })
    }

    fn view(&self, idx: StepIdx) -> StepView<'_> {
        let record = &self.state.steps[idx];
        let mut view = StepView {
            id: &self.plan.steps[idx].id,
            status: record.standing.status(),
            attempt: record.attempts,
            failed_attempts: record.failed,
            verdict: record.verdict.as_ref(),
            output: None,
            failure: None,
            skip_reason: None,
            retry_at: None,
            waits_until: None,
            waits_for: Vec::new(),
            errors: &record.errors,
            undo: self.state.undo_status(idx),
            ask: self.ask(idx),
            items_done: 0,
            items: 0,
        };
        match &record.standing {
            Standing::Pending => {}
            Standing::Working(working) => {
                view.items = working.items.len();
                view.items_done = working.completed;
                view.retry_at = working
                    .items
                    .iter()
                    .filter_map(|item| if let Item::Waiting { retry_at, .. } = item { Some(*retry_at) } else { None })
                    .min();
            }
            // A run that is over, or cleans up, takes no signals and lets no wait end.
            Standing::Waiting(_) if self.state.phase.is_end() || self.state.clean_up.is_some() => {}
            Standing::Waiting(waiting) => {
                view.waits_until = waiting.deadlines().map(|(deadline, _)| deadline).min();
                view.waits_for = waiting.signals().map(|(name, _)| name).collect();
            }
            Standing::Checking { output }
            | Standing::AwaitingApproval { output }
            | Standing::Passed { output }
            | Standing::Warning { output }
            | Standing::Failed(Defeat::Refused { output }) => view.output = Some(output),
            Standing::Failed(Defeat::Lost { failure }) => view.failure = Some(failure),
            Standing::Skipped { reason, .. } => view.skip_reason = Some(reason),
        }
        view
    }
}

/// A transition being made.
pub(crate) struct Course {
    pub(crate) now: Timestamp,
    pub(crate) entries: Vec<Recorded>,
    pub(crate) wants: Vec<Want>,
}
