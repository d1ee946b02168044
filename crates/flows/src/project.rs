//! Journal → tables: writes `flows.steps` and `flows.runs` in the transaction that commits the entries.
//!
//! A wave is folded in memory to one change per row, then written with one statement per table.

use std::collections::BTreeMap;
use std::sync::Arc;

use db::queries::flows::{projection as sql, schedules, tasks};
use deadpool_postgres::Transaction;
use engine::{ProjectError, Projected, Projector, Request, WakeBell};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use machine::{Actor, CancelMode, Cause, Decision, Effort, Ending, Entry, Failure, Meter, Output, StepStatus, UndoOutcome};
use plan::{Plan, Step, StepId, Work};
use serde_json::{Map, Value, json};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::admission::{self, Leavers};
use crate::children::Children;
use crate::project_moves::{Moved, rename, settle};
use crate::queues::{self, Waiting};

/// Writes the tables of flows.
#[derive(Clone)]
pub(crate) struct FlowProjector {
    schedules_changed: Arc<Notify>,
    children: Arc<Children>,
    queues: Arc<Waiting>,
    wakes: WakeBell,
}

impl FlowProjector {
    /// Wakes the scheduler where a run has ended for which a firing waits, and steps that wait for a child or a queue.
    pub(crate) fn new(schedules_changed: Arc<Notify>, children: Arc<Children>, queues: Arc<Waiting>, wakes: WakeBell) -> Self {
        Self { schedules_changed, children, queues, wakes }
    }
}

impl Projector for FlowProjector {
    fn project<'a>(&'a self, tx: &'a Transaction<'_>, wave: &'a [Projected]) -> BoxFuture<'a, Result<(), ProjectError>> {
        async move {
            let mut changes = Changes::default();
            for projected in wave {
                changes.fold(projected);
            }
            let some_ended = changes.runs.values().any(|run| run.ended_at.is_some());
            let stirred = changes.write(tx).await.map_err(ProjectError::Database)?;
            // Behind the runs that go on in others: their queues go with them.
            let queues = queues::project(tx, wave, stirred.items).await.map_err(ProjectError::Database)?;
            if some_ended {
                self.children.some_ended();
            }
            if queues.changed {
                self.queues.some_changed();
            }
            if stirred.parents || queues.woken {
                self.wakes.ring();
            }
            if stirred.schedules {
                // A look that comes before the commit finds nothing; the scheduler looks again soon.
                self.schedules_changed.notify_one();
            }
            Ok(())
        }
        .boxed()
    }
}

/// Who has something to do now.
#[derive(Debug, Clone, Copy, Default)]
struct Stirred {
    schedules: bool,
    /// Runs out of memory that wait for one that has ended.
    parents: bool,
    /// Work queues of which a run that has ended holds items.
    items: bool,
}

/// What a wave changes, row by row.
#[derive(Default)]
pub(crate) struct Changes {
    steps: BTreeMap<(Uuid, String, i32), StepChange>,
    items: Vec<ItemRow>,
    /// Attempts before a given one that no longer count, and since when; in order.
    reset: BTreeMap<(Uuid, String), Vec<(i32, Timestamp)>>,
    runs: BTreeMap<Uuid, RunChange>,
    /// Runs that go on where others ended: which, as which, with what input, when.
    successors: Vec<(Uuid, Uuid, Value, Timestamp)>,
    /// Tries of tasks whose end is journaled now: run, step, attempt, item.
    ended_tasks: Vec<(Uuid, String, i32, Option<i32>)>,
    /// Attempts whose tasks nobody waits for any more, with those before them.
    cut_off: BTreeMap<(Uuid, String), i32>,
    /// Attempts of steps with children that ended or no longer count, with those before them.
    childless: BTreeMap<(Uuid, String), i32>,
    /// Runs that give a place back, and children that are not let in any more.
    leavers: Leavers,
    /// Steps that were not undone when their run ended.
    not_undone: Vec<(Uuid, String)>,
    /// Whether a run of the wave hands out tasks at all.
    has_tasks: bool,
    /// Runs that moved to another plan.
    pub(crate) moved: BTreeMap<Uuid, Moved>,
}

struct StepChange {
    position: i32,
    title: Option<String>,
    status: Option<&'static str>,
    cause: Option<&'static str>,
    input: Option<Value>,
    value: Option<Value>,
    files: Option<Value>,
    failure: Option<Value>,
    verdict: Option<Value>,
    decision: Option<Value>,
    undo: Option<Value>,
    tries: i32,
    cost: i64,
    at: Timestamp,
    ended_at: Option<Timestamp>,
}

/// A call of a fan-out that has ended.
struct ItemRow {
    key: (Uuid, String, i32, i32),
    value: Option<Value>,
    files: Option<Value>,
    failure: Option<Value>,
    at: Timestamp,
}

#[derive(Default)]
struct RunChange {
    status: Option<&'static str>,
    output: Option<Value>,
    failure: Option<Value>,
    pause: Option<Value>,
    /// Search attributes that the run changes itself.
    attributes: Map<String, Value>,
    cost: i64,
    started_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
}

impl Changes {
    fn fold(&mut self, projected: &Projected) {
        let (run_id, at) = (projected.run_id, projected.recorded.at);
        let plan = &projected.plan;
        if ends_the_run(&projected.recorded.entry) && admission::of(plan).is_some() {
            self.leavers.ended.entry(run_id).or_insert(None);
        }
        self.has_tasks = self.has_tasks || plan.steps.iter().any(hands_out_tasks);
        match &projected.recorded.entry {
            Entry::RunStarted { .. } => {
                let run = self.run(run_id);
                (run.status, run.started_at) = (Some("running"), Some(at));
                run.attributes.extend(plan.attributes().map(|(name, variable)| (name.to_owned(), variable.initial.clone())));
            }
            Entry::Migrated { version, mapping, .. } => {
                if admission::of(plan).is_none() {
                    // Its end will not be asked about a place any more.
                    self.leavers.ended.entry(run_id).or_insert(None);
                }
                self.migrated(projected, *version, mapping);
            }
            Entry::AttemptStarted { step, attempt, cause, inputs } => {
                // What an earlier round of a loop did stands.
                if *attempt > 1 && !matches!(cause, Cause::Round { .. }) {
                    self.cut_off(projected, step, attempt - 1);
                }
                self.supersede(run_id, step, *attempt, at);
                let fans_out = is_fan_out(plan, step);
                let change = self.step(run_id, plan, step, *attempt, at);
                change.status = Some("running");
                change.cause = Some(cause_word(cause));
                change.input = Some(if fans_out { json!(inputs) } else { inputs.first().cloned().unwrap_or(Value::Null) });
            }
            Entry::TryFailed { effort, tried, failure, .. } if effort.undo => {
                self.forget(projected, effort);
                self.spend(run_id, plan, effort, &failure.meter, at);
                self.step(run_id, plan, &effort.step, effort.attempt, at).undo =
                    Some(json!({ "status": "running", "tries": tried, "failure": failure_value(failure) }));
            }
            Entry::TryFailed { effort, tried, failure, .. } => {
                self.forget(projected, effort);
                self.spend(run_id, plan, effort, &failure.meter, at);
                let change = self.step(run_id, plan, &effort.step, effort.attempt, at);
                change.tries = change.tries.max(small(tried + 1));
                change.failure = Some(failure_value(failure));
            }
            Entry::EffectCompleted { effort, output } => {
                self.forget(projected, effort);
                self.spend(run_id, plan, effort, &output.meter, at);
                if let Some(item) = effort.item {
                    self.items.push(ItemRow {
                        key: (run_id, effort.step.to_string(), small(effort.attempt), small(item)),
                        value: Some(output.value.clone()),
                        files: (!output.files.is_empty()).then(|| json!(output.files)),
                        failure: None,
                        at,
                    });
                } else {
                    let change = self.step(run_id, plan, &effort.step, effort.attempt, at);
                    change.gave(output);
                }
            }
            Entry::AttemptFailed { step, attempt, failure } => {
                self.cut_off(projected, step, *attempt);
                let change = self.step(run_id, plan, step, *attempt, at);
                (change.status, change.ended_at) = (Some("failed"), Some(at));
                change.failure = Some(failure_value(failure));
                change.cost += cost(&failure.meter);
                self.run(run_id).cost += cost(&failure.meter);
            }
            Entry::AttemptJudged { step, attempt, verdict, status } => {
                let change = self.step(run_id, plan, step, *attempt, at);
                change.status = Some(status_word(*status));
                change.verdict = (!verdict.results.is_empty()).then(|| json!(verdict));
                change.ended_at = (*status != StepStatus::AwaitingApproval).then_some(at);
            }
            Entry::Decided { step, attempt, decision, by, reason, form } => {
                let change = self.step(run_id, plan, step, *attempt, at);
                let (word, status) = match decision {
                    Decision::Approved => ("approved", "passed"),
                    Decision::Skipped => ("skipped", "skipped"),
                    Decision::Rejected => ("rejected", "failed"),
                };
                change.status = Some(status);
                change.decision = Some(json!({ "decision": word, "by": by.id, "via": by.via, "reason": reason, "form": form, "at": at }));
                change.ended_at = Some(at);
            }
            Entry::StepSkipped { step, reason } => {
                let attempt = 0;
                let change = self.step(run_id, plan, step, attempt, at);
                (change.status, change.ended_at) = (Some("skipped"), Some(at));
                change.decision = Some(json!({ "decision": "skipped", "by": "plan", "reason": reason, "at": at }));
            }
            Entry::StepsReset { steps, .. } => {
                for step in steps {
                    self.cut_off(projected, step, u32::MAX);
                    self.reset.entry((run_id, step.to_string())).or_default().push((i32::MAX, at));
                }
            }
            Entry::RoundStarted { steps, .. } => {
                for step in steps {
                    self.reset.entry((run_id, step.to_string())).or_default().push((i32::MAX, at));
                }
            }
            Entry::RunPaused { reason } => {
                let run = self.run(run_id);
                (run.status, run.pause) = (Some("paused"), Some(json!(reason)));
            }
            Entry::RunResumed { .. } => {
                let run = self.run(run_id);
                (run.status, run.pause) = (Some("running"), None);
            }
            Entry::RunCompleted { output } => {
                self.end(run_id, "completed", at);
                self.run(run_id).output.clone_from(output);
            }
            Entry::RunContinued { input } => {
                self.end(run_id, "continued", at);
                let next = engine::successor(run_id, at);
                if admission::of(plan).is_some() {
                    self.leavers.ended.insert(run_id, Some(next));
                }
                self.successors.push((run_id, next, input.clone(), at));
            }
            Entry::RunFailed { step, failure, not_undone } => {
                self.end(run_id, "failed", at);
                let mut value = failure_value(failure);
                value["step"] = json!(step);
                value["not_undone"] = json!(not_undone);
                self.run(run_id).failure = Some(value);
                self.left_standing(run_id, not_undone);
            }
            Entry::RunCancelled { by, reason, not_undone } => {
                self.end(run_id, "cancelled", at);
                self.run(run_id).failure =
                    Some(json!({ "code": "CANCELLED", "message": reason, "by": by.id, "via": by.via, "not_undone": not_undone }));
                self.left_standing(run_id, not_undone);
            }
            Entry::StateChanged { step, attempt, after } => {
                self.note_attributes(run_id, plan, after);
                let after = json!(after);
                self.step(run_id, plan, step, *attempt, at).value = Some(after);
            }
            Entry::Escalated { step, attempt, to, then } => {
                let change = self.step(run_id, plan, step, *attempt, at);
                change.decision = Some(json!({ "decision": "escalated", "to": to, "then": then, "at": at }));
            }
            Entry::ItemFailed { effort, failure } => {
                self.items.push(ItemRow {
                    key: (run_id, effort.step.to_string(), small(effort.attempt), effort.item.map_or(0, small)),
                    value: None,
                    files: None,
                    failure: Some(failure_value(failure)),
                    at,
                });
                self.forget(projected, effort);
                self.spend(run_id, plan, effort, &failure.meter, at);
            }
            Entry::CleanUpStarted { because, .. } => {
                // What was under way is stopped, also elsewhere.
                for step in &plan.steps {
                    self.cut_off(projected, &step.id, u32::MAX);
                }
                let (code, message) = match because {
                    Ending::Failed { failure, .. } => (failure.code.clone(), Some(failure.message.clone())),
                    Ending::Cancelled { reason, .. } => ("CANCELLED".to_owned(), reason.clone()),
                };
                self.run(run_id).failure = Some(json!({ "code": code, "message": message, "cleaning_up": true }));
            }
            Entry::UndoStarted { step, attempt, input } => {
                self.step(run_id, plan, step, *attempt, at).undo = Some(json!({ "status": "running", "input": input }));
            }
            Entry::UndoEnded { step, attempt, outcome } => {
                self.cut_off(projected, step, u32::MAX);
                self.step(run_id, plan, step, *attempt, at).undo = Some(match outcome {
                    UndoOutcome::Done { output } => json!({ "status": "done", "value": output.value }),
                    UndoOutcome::Failed { failure } => json!({ "status": "failed", "failure": failure_value(failure) }),
                });
            }
            Entry::UpdateApplied { after, .. } => self.note_attributes(run_id, plan, after),
            Entry::SentBack { .. } | Entry::TryDue { .. } | Entry::SignalReceived { .. } | Entry::ConditionMet { .. } => {}
        }
    }

    /// What steps did stands that were not undone when their run ended.
    fn left_standing(&mut self, run_id: Uuid, not_undone: &[StepId]) {
        self.not_undone.extend(not_undone.iter().map(|step| (run_id, step.to_string())));
    }

    /// State variables that changed and are search attributes.
    fn note_attributes(&mut self, run_id: Uuid, plan: &Plan, after: &BTreeMap<String, Value>) {
        let changed = after.iter().filter(|(name, _)| plan.state.get(*name).is_some_and(|variable| variable.attribute));
        for (name, value) in changed {
            self.run(run_id).attributes.insert(name.clone(), value.clone());
        }
    }

    /// Says what is to be said of steps by other names.
    pub(crate) fn rename(&mut self, run_id: Uuid, names: &BTreeMap<String, String>) {
        let renamed = |(of, step): (Uuid, String)| match names.get(&step).filter(|_| of == run_id) {
            Some(name) => (of, name.clone()),
            None => (of, step),
        };
        self.steps = std::mem::take(&mut self.steps)
            .into_iter()
            .map(|((of, step, attempt), change)| {
                let (of, step) = renamed((of, step));
                ((of, step, attempt), change)
            })
            .collect();
        for ItemRow { key, .. } in &mut self.items {
            key.1 = renamed((key.0, std::mem::take(&mut key.1))).1;
        }
        self.reset = std::mem::take(&mut self.reset).into_iter().map(|(key, value)| (renamed(key), value)).collect();
        if let Some(pause) = self.runs.get_mut(&run_id).and_then(|run| run.pause.as_mut())
            && let Some(name) = pause["step"].as_str().and_then(|step| names.get(step))
        {
            pause["step"] = json!(name);
        }
        // Tasks keep the names under which they were handed out.
        self.childless = std::mem::take(&mut self.childless).into_iter().map(|(key, value)| (renamed(key), value)).collect();
    }

    fn run(&mut self, run_id: Uuid) -> &mut RunChange {
        self.runs.entry(run_id).or_default()
    }

    fn end(&mut self, run_id: Uuid, status: &'static str, at: Timestamp) {
        let run = self.run(run_id);
        (run.status, run.pause, run.ended_at) = (Some(status), None, Some(at));
    }

    fn step(&mut self, run_id: Uuid, plan: &Plan, step: &StepId, attempt: u32, at: Timestamp) -> &mut StepChange {
        self.steps.entry((run_id, step.to_string(), small(attempt))).or_insert_with(|| {
            let position = plan.steps.iter().position(|one| one.id == *step);
            StepChange {
                position: position.and_then(|place| i32::try_from(place).ok()).unwrap_or(i32::MAX),
                title: position.and_then(|place| plan.steps[place].title.clone()),
                status: None,
                cause: None,
                input: None,
                value: None,
                files: None,
                failure: None,
                verdict: None,
                decision: None,
                undo: None,
                tries: 1,
                cost: 0,
                at,
                ended_at: None,
            }
        })
    }

    fn forget(&mut self, projected: &Projected, effort: &Effort) {
        if is_task(&projected.plan, &effort.step) {
            let item = effort.item.and_then(|item| i32::try_from(item).ok());
            self.ended_tasks.push((projected.run_id, effort.step.to_string(), small(effort.attempt), item));
        }
    }

    fn cut_off(&mut self, projected: &Projected, step: &StepId, attempt: u32) {
        if calls(&projected.plan, step, "child") {
            let upto = self.childless.entry((projected.run_id, step.to_string())).or_default();
            *upto = (*upto).max(small(attempt));
        }
        if is_task(&projected.plan, step) {
            let upto = self.cut_off.entry((projected.run_id, step.to_string())).or_default();
            *upto = (*upto).max(small(attempt));
        }
    }

    /// Children of attempts that ended without them.
    async fn cancel_children(&mut self, tx: &Transaction<'_>) -> Result<(), tokio_postgres::Error> {
        if self.childless.is_empty() {
            return Ok(());
        }
        let run_ids: Vec<Uuid> = self.childless.keys().map(|key| key.0).collect();
        let steps: Vec<&str> = self.childless.keys().map(|key| key.1.as_str()).collect();
        let attempts: Vec<i32> = self.childless.values().copied().collect();
        // A child that is being started now is seen, or sees what was written here.
        let hold = sql::hold_runs().prepare(tx).await?;
        hold.bind(tx, &run_ids).one().await?;
        let cancel = sql::cancel_children().prepare(tx).await?;
        let asked = cancel.bind(tx, &run_ids, &steps, &attempts, &children_request()).one().await?;
        self.leavers.orphans.extend(asked.waiting);
        Ok(())
    }

    async fn forget_tasks(&self, tx: &Transaction<'_>) -> Result<(), tokio_postgres::Error> {
        if !self.ended_tasks.is_empty() {
            let run_ids: Vec<Uuid> = self.ended_tasks.iter().map(|task| task.0).collect();
            let steps: Vec<&str> = self.ended_tasks.iter().map(|task| task.1.as_str()).collect();
            let attempts: Vec<i32> = self.ended_tasks.iter().map(|task| task.2).collect();
            let items: Vec<Option<i32>> = self.ended_tasks.iter().map(|task| task.3).collect();
            let forget = tasks::forget_tasks().prepare(tx).await?;
            forget.bind(tx, &run_ids, &steps, &attempts, &items).one().await?;
        }
        if !self.cut_off.is_empty() {
            let run_ids: Vec<Uuid> = self.cut_off.keys().map(|key| key.0).collect();
            let steps: Vec<&str> = self.cut_off.keys().map(|key| key.1.as_str()).collect();
            let attempts: Vec<i32> = self.cut_off.values().copied().collect();
            let forget = tasks::forget_attempts().prepare(tx).await?;
            forget.bind(tx, &run_ids, &steps, &attempts).one().await?;
        }
        Ok(())
    }

    fn spend(&mut self, run_id: Uuid, plan: &Plan, effort: &Effort, meter: &Meter, at: Timestamp) {
        let cost = cost(meter);
        if cost > 0 {
            self.step(run_id, plan, &effort.step, effort.attempt, at).cost += cost;
            self.run(run_id).cost += cost;
        }
    }

    fn supersede(&mut self, run_id: Uuid, step: &StepId, attempt: u32, at: Timestamp) {
        let key = (run_id, step.to_string());
        match self.reset.get_mut(&key).and_then(|resets| resets.last_mut()) {
            // What was reset ended then, and not with what begins now.
            Some((before, _)) if *before == i32::MAX => *before = small(attempt),
            // A first attempt has nothing before it, unless the step was passed over once.
            _ if attempt > 1 => self.reset.entry(key).or_default().push((small(attempt), at)),
            _ => {}
        }
    }

    async fn write(mut self, tx: &Transaction<'_>) -> Result<Stirred, tokio_postgres::Error> {
        rename(tx, &self.moved).await?;
        if !self.steps.is_empty() {
            write_steps(tx, &self.steps).await?;
        }
        if !self.items.is_empty() {
            write_items(tx, &self.items).await?;
        }
        // An attempt ends with the first of several resets; a wave seldom has more than one of a step.
        for nth in 0..self.reset.values().map(Vec::len).max().unwrap_or(0) {
            let (keys, values): (Vec<_>, Vec<_>) =
                self.reset.iter().filter_map(|(key, resets)| Some((key.clone(), *resets.get(nth)?))).unzip();
            let (run_ids, steps): (Vec<Uuid>, Vec<String>) = keys.into_iter().unzip();
            let (befores, ats): (Vec<i32>, Vec<Timestamp>) = values.into_iter().unzip();
            let reset = sql::reset_steps().prepare(tx).await?;
            reset.bind(tx, &run_ids, &steps, &befores, &ats).one().await?;
        }
        if !self.not_undone.is_empty() {
            let (run_ids, steps): (Vec<Uuid>, Vec<&str>) = self.not_undone.iter().map(|(run_id, step)| (*run_id, step.as_str())).unzip();
            let failure = json!({ "code": "NOT_UNDONE", "message": "the run ended before this was undone", "class": "terminal" });
            let left = json!({ "status": "failed", "failure": failure });
            let leave = sql::leave_standing().prepare(tx).await?;
            leave.bind(tx, &left, &run_ids, &steps).one().await?;
        }
        self.forget_tasks(tx).await?;
        self.cancel_children(tx).await?;
        settle(tx, &self.moved).await?;
        if self.runs.is_empty() {
            self.leavers.leave(tx).await?;
            return Ok(Stirred::default());
        }
        // Also holds the rows of those that end, before their children are looked for.
        let mut stirred = Stirred { parents: write_runs(tx, &self.runs).await? > 0, ..Stirred::default() };
        let cut: Vec<(Uuid, Timestamp)> = self
            .runs
            .iter()
            .filter(|(_, run)| matches!(run.status, Some("failed" | "cancelled" | "completed" | "continued")))
            .filter_map(|(run_id, run)| Some((*run_id, run.ended_at?)))
            .collect();
        if !cut.is_empty() {
            let (run_ids, ats): (Vec<Uuid>, Vec<Timestamp>) = cut.into_iter().unzip();
            let end = sql::end_steps().prepare(tx).await?;
            stirred.items = end.bind(tx, &run_ids, &ats).one().await?.holds_items;
            if self.has_tasks {
                let forget = tasks::forget_runs().prepare(tx).await?;
                forget.bind(tx, &run_ids).one().await?;
            }
            let request = children_request();
            let (none, all) = (vec![""; run_ids.len()], vec![i32::MAX; run_ids.len()]);
            let cancel = sql::cancel_children().prepare(tx).await?;
            let asked = cancel.bind(tx, &run_ids, &none, &all, &request).one().await?;
            self.leavers.orphans.extend(asked.waiting);
            let wake = schedules::wake_waiting().prepare(tx).await?;
            stirred.schedules = wake.bind(tx, &run_ids).one().await? > 0;
        }
        if !self.successors.is_empty() {
            let ids: Vec<Uuid> = self.successors.iter().map(|born| born.0).collect();
            let nexts: Vec<Uuid> = self.successors.iter().map(|born| born.1).collect();
            let inputs: Vec<Option<String>> = self.successors.iter().map(|born| text(Some(&born.2))).collect();
            let inputs: Vec<String> = inputs.into_iter().flatten().collect();
            let ats: Vec<Timestamp> = self.successors.iter().map(|born| born.3).collect();
            let go_on = sql::continue_runs().prepare(tx).await?;
            go_on.bind(tx, &nexts, &inputs, &ats, &ids).one().await?;
        }
        // Last, so that the locks of lines are held for a moment only.
        self.leavers.leave(tx).await?;
        Ok(stirred)
    }
}

impl StepChange {
    fn gave(&mut self, output: &Output) {
        self.value = Some(output.value.clone());
        if !output.files.is_empty() {
            self.files = Some(json!(output.files));
        }
    }
}

async fn write_steps(tx: &Transaction<'_>, steps: &BTreeMap<(Uuid, String, i32), StepChange>) -> Result<(), tokio_postgres::Error> {
    let run_ids: Vec<Uuid> = steps.keys().map(|key| key.0).collect();
    let names: Vec<&str> = steps.keys().map(|key| key.1.as_str()).collect();
    let attempts: Vec<i32> = steps.keys().map(|key| key.2).collect();
    let column = |of: fn(&StepChange) -> &Option<Value>| steps.values().map(|step| text(of(step).as_ref())).collect::<Vec<_>>();
    let write = sql::write_steps().prepare(tx).await?;
    write
        .bind(
            tx,
            &run_ids,
            &names,
            &attempts,
            &steps.values().map(|step| step.position).collect::<Vec<_>>(),
            &steps.values().map(|step| step.title.as_deref()).collect::<Vec<_>>(),
            &steps.values().map(|step| step.status).collect::<Vec<_>>(),
            &steps.values().map(|step| step.cause).collect::<Vec<_>>(),
            &column(|step| &step.input),
            &column(|step| &step.value),
            &column(|step| &step.files),
            &column(|step| &step.failure),
            &column(|step| &step.verdict),
            &column(|step| &step.decision),
            &column(|step| &step.undo),
            &steps.values().map(|step| step.tries).collect::<Vec<_>>(),
            &steps.values().map(|step| Some(step.cost)).collect::<Vec<_>>(),
            &steps.values().map(|step| step.at).collect::<Vec<_>>(),
            &steps.values().map(|step| step.ended_at).collect::<Vec<_>>(),
        )
        .one()
        .await?;
    Ok(())
}

async fn write_items(tx: &Transaction<'_>, items: &[ItemRow]) -> Result<(), tokio_postgres::Error> {
    let write = sql::write_items().prepare(tx).await?;
    write
        .bind(
            tx,
            &items.iter().map(|item| item.key.0).collect::<Vec<_>>(),
            &items.iter().map(|item| item.key.1.as_str()).collect::<Vec<_>>(),
            &items.iter().map(|item| item.key.2).collect::<Vec<_>>(),
            &items.iter().map(|item| item.key.3).collect::<Vec<_>>(),
            &items.iter().map(|item| text(item.value.as_ref())).collect::<Vec<_>>(),
            &items.iter().map(|item| text(item.files.as_ref())).collect::<Vec<_>>(),
            &items.iter().map(|item| text(item.failure.as_ref())).collect::<Vec<_>>(),
            &items.iter().map(|item| item.at).collect::<Vec<_>>(),
        )
        .one()
        .await?;
    Ok(())
}

/// Tells how many runs were woken.
async fn write_runs(tx: &Transaction<'_>, runs: &BTreeMap<Uuid, RunChange>) -> Result<i64, tokio_postgres::Error> {
    let write = sql::write_runs().prepare(tx).await?;
    write
        .bind(
            tx,
            &runs.keys().copied().collect::<Vec<_>>(),
            &runs.values().map(|run| run.status).collect::<Vec<_>>(),
            &runs.values().map(|run| text(run.output.as_ref())).collect::<Vec<_>>(),
            &runs.values().map(|run| text(run.failure.as_ref())).collect::<Vec<_>>(),
            &runs.values().map(|run| text(run.pause.as_ref())).collect::<Vec<_>>(),
            &runs.values().map(|run| (!run.attributes.is_empty()).then(|| json!(run.attributes).to_string())).collect::<Vec<_>>(),
            &runs.values().map(|run| run.cost).collect::<Vec<_>>(),
            &runs.values().map(|run| run.started_at).collect::<Vec<_>>(),
            &runs.values().map(|run| run.ended_at).collect::<Vec<_>>(),
        )
        .one()
        .await
}

/// As `jsonb` takes it: it has no room for the character U+0000, which JSON texts may carry.
fn text(value: Option<&Value>) -> Option<String> {
    let value = value?;
    let text = value.to_string();
    // The text may speak of that character without having it.
    Some(if text.contains("\\u0000") { engine::without_nul(value).to_string() } else { text })
}

/// What a child is asked when the attempt that started it ends without it.
fn children_request() -> String {
    let by = Actor { id: "parent run".to_owned(), via: "on_parent_end".to_owned(), roles: Vec::new() };
    let request =
        Request::Cancel { by, reason: Some("what its parent run started it for has ended".to_owned()), mode: CancelMode::Graceful };
    // Texts: always representable.
    serde_json::to_string(&request).unwrap_or_default()
}

fn calls(plan: &Plan, step: &StepId, effect: &str) -> bool {
    let step = plan.steps.iter().find(|one| one.id == *step);
    step.is_some_and(|step| matches!(&step.work, Work::Effect(call) | Work::Each { call, .. } if call.effect == effect))
}

fn is_task(plan: &Plan, step: &StepId) -> bool {
    plan.steps.iter().find(|one| one.id == *step).is_some_and(hands_out_tasks)
}

/// Whether a step, or its undoing, is carried out by workers elsewhere.
fn hands_out_tasks(step: &Step) -> bool {
    let call = match &step.work {
        Work::Effect(call) | Work::Each { call, .. } => Some(call.effect.as_str()),
        _ => None,
    };
    call == Some("task") || step.undo.as_ref().is_some_and(|undo| undo.effect == "task")
}

fn is_fan_out(plan: &Plan, step: &StepId) -> bool {
    plan.steps.iter().find(|one| one.id == *step).is_some_and(|step| matches!(step.work, Work::Each { .. }))
}

fn ends_the_run(entry: &Entry) -> bool {
    matches!(entry, Entry::RunCompleted { .. } | Entry::RunContinued { .. } | Entry::RunFailed { .. } | Entry::RunCancelled { .. })
}

fn failure_value(failure: &Failure) -> Value {
    json!({ "code": failure.code, "message": failure.message, "class": failure.class })
}

fn cost(meter: &Meter) -> i64 {
    meter.cost_nanos.and_then(|nanos| i64::try_from(nanos).ok()).unwrap_or(0)
}

fn small(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn cause_word(cause: &Cause) -> &'static str {
    match cause {
        Cause::Ready => "ready",
        Cause::Repair { .. } => "repair",
        Cause::Again => "again",
        Cause::Rerun { .. } => "rerun",
        Cause::Upstream { .. } => "upstream",
        Cause::SentBack { .. } => "sent_back",
        Cause::Round { .. } => "round",
    }
}

fn status_word(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Pending | StepStatus::Running => "running",
        StepStatus::AwaitingApproval => "awaiting_approval",
        StepStatus::Passed => "passed",
        StepStatus::Warning => "warning",
        StepStatus::Failed => "failed",
        StepStatus::Skipped => "skipped",
    }
}
