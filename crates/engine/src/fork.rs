//! A run that begins with what another has done: its journal opens with the entries of the steps that are kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use db::client::GenericClient;
use db::queries::engine::{payloads, shards, submit, wave};
use jiff::Timestamp;
use machine::{Cause, Entry, Machine, Mapping, Recorded, RunStatus, StepStatus};
use plan::{Plan, StepId, Work};
use serde_json::Value;
use store::Database;
use uuid::Uuid;

use crate::lane::runs::head_of;
use crate::ports::{Projected, RunId};
use crate::submit::shard_of;
use crate::view::{self, ViewError};
use crate::wave::{entries_text, state_word};

/// A fork that is ready to be written.
#[derive(Debug)]
pub struct Fork {
    source: RunId,
    run_id: RunId,
    owner: Uuid,
    plan: Arc<Plan>,
    entries: Vec<Recorded>,
    machine: Machine,
    kept: Vec<StepId>,
}

/// A run that cannot be forked so.
#[derive(Debug, thiserror::Error)]
pub enum ForkError {
    /// There is no such run, or it has not begun.
    #[error("there is no run {0} that has begun")]
    UnknownRun(RunId),
    /// The plan has no such step.
    #[error("the plan has no step `{step}`; it has: {known}")]
    UnknownStep {
        /// What was asked for.
        step: StepId,
        /// What there is.
        known: String,
    },
    /// The new input does not fit the plan.
    #[error("the input does not fit the plan:\n{0}")]
    Input(plan::Diagnostics),
    /// What is kept makes no journal.
    #[error("run {run_id} cannot be forked there: {message}")]
    Unfit {
        /// The run.
        run_id: RunId,
        /// Why.
        message: String,
    },
    /// It cannot be read.
    #[error(transparent)]
    View(#[from] ViewError),
}

impl Fork {
    /// Reads a run and keeps what its steps have done, but for the steps named and all that consumed their outputs; steps that are not
    /// done are done anew in any case. A new input is seen by the steps that are done anew only.
    ///
    /// # Errors
    /// [`ForkError`]; nothing is written.
    pub async fn of(database: &Database, source: RunId, run_id: RunId, from: &[StepId], input: Option<Value>) -> Result<Self, ForkError> {
        let owner = view::run(database, source).await?.ok_or(ForkError::UnknownRun(source))?.owner;
        let old = view::machine(database, source).await?.ok_or(ForkError::UnknownRun(source))?;
        let plan = old.plan().clone();
        if let Some(step) = from.iter().find(|step| !plan.steps.iter().any(|one| one.id == **step)) {
            let known = plan.steps.iter().map(|step| step.id.0.as_str()).collect::<Vec<_>>().join(", ");
            return Err(ForkError::UnknownStep { step: step.clone(), known });
        }
        if let Some(input) = &input {
            plan.check_input(input).map_err(ForkError::Input)?;
        }
        if old.is_cleaning_up() {
            let message = "it is about to end and undoes what its steps did; fork it when it has ended".to_owned();
            return Err(ForkError::Unfit { run_id: source, message });
        }
        let anew = anew(&plan, &old, from);
        let kept: Vec<StepId> = plan.steps.iter().map(|step| step.id.clone()).filter(|step| !anew.contains(step)).collect();
        let now = Timestamp::now();
        let journal = view::journal(database, source, 0).await?;
        let names = Names::of(&journal);
        let mut entries = Vec::new();
        for Recorded { seq, entry, .. } in journal {
            let present = names.present(seq, entry, &plan);
            if let Some(entry) = present.and_then(|entry| carried_over(entry, &anew, input.as_ref())) {
                entries.push(Recorded { seq: entries.len() as u64 + 1, at: now, entry });
            }
        }
        let machine = Machine::replay(plan.clone(), entries.iter().cloned())
            .map_err(|error| ForkError::Unfit { run_id: source, message: error.to_string() })?;
        Ok(Self { source, run_id, owner, plan, entries, machine, kept })
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// Whom the run belongs to.
    #[must_use]
    pub fn owner(&self) -> Uuid {
        self.owner
    }

    /// The steps whose outputs are kept, in the order of the plan.
    #[must_use]
    pub fn kept(&self) -> &[StepId] {
        &self.kept
    }

    /// The run's input.
    #[must_use]
    pub fn input(&self) -> &Value {
        match self.entries.first().map(|first| &first.entry) {
            Some(Entry::RunStarted { input, .. }) => input,
            _ => &Value::Null,
        }
    }

    /// What projectors are to be told.
    #[must_use]
    pub fn projected(&self) -> Vec<Projected> {
        let project = |recorded: &Recorded| Projected { run_id: self.run_id, plan: self.plan.clone(), recorded: recorded.clone() };
        self.entries.iter().map(project).collect()
    }

    /// Writes the run inside the caller's transaction, which keeps the run that it comes of from being put away. It is taken up like a run
    /// whose time to wake has come; [`crate::hint`] makes that soon.
    ///
    /// # Errors
    /// The database refused.
    pub async fn write<C: GenericClient>(&self, transaction: &C) -> Result<(), tokio_postgres::Error> {
        let (hash, shard) = (self.plan.hash(), shard_of(self.run_id));
        let head = head_of(&self.machine);
        submit::save_plan().bind(transaction, &hash, &self.plan.canonical()).one().await?;
        let now = self.entries.first().map_or(Timestamp::UNIX_EPOCH, |first| first.at);
        // By the clock that hosts look by, and no earlier than it is written.
        let wake_at = shards::clock().bind(transaction).one().await?;
        wave::create_runs()
            .bind(
                transaction,
                &[self.run_id].as_slice(),
                &[self.owner].as_slice(),
                &[shard].as_slice(),
                &[hash.as_str()].as_slice(),
                &[state_word(head.state)].as_slice(),
                &[Some(wake_at)].as_slice(),
                &[true].as_slice(),
            )
            .one()
            .await?;
        wave::append_entries()
            .bind(transaction, &[self.run_id].as_slice(), &[1_i64].as_slice(), &[now].as_slice(), &[entries_text(&self.entries)].as_slice())
            .one()
            .await?;
        payloads::inherit_payloads().bind(transaction, &self.run_id, &self.source).one().await?;
        Ok(())
    }
}

/// The steps that are done anew: those asked for, those that are not done, or what they did was taken back, the one that ended the run badly, and
/// all that consumed the output of one of them.
fn anew(plan: &Plan, old: &Machine, from: &[StepId]) -> BTreeSet<StepId> {
    let is_done = |status: StepStatus| matches!(status, StepStatus::Passed | StepStatus::Warning | StepStatus::Skipped);
    let ended_badly = matches!(old.status(), RunStatus::Failed | RunStatus::Cancelled);
    let ends = |id: &StepId| plan.steps.iter().any(|step| step.id == *id && matches!(step.work, Work::End(_)));
    let mut anew: BTreeSet<StepId> = from.iter().cloned().collect();
    let undone = old.steps().filter(|step| !is_done(step.status) || step.undo.is_some() || ended_badly && ends(step.id));
    anew.extend(undone.map(|step| step.id.clone()));
    // `needs` names earlier and later steps alike, so the closure is sought until nothing is added.
    loop {
        let more: Vec<StepId> = plan
            .steps
            .iter()
            .filter(|step| !anew.contains(&step.id) && step.needs.iter().any(|need| anew.contains(need)))
            .map(|step| step.id.clone())
            .collect();
        if more.is_empty() {
            return anew;
        }
        anew.extend(more);
    }
}

/// What the steps of a run are called now, of which its journal speaks by the names that they had. A fork is of the plan that the run has
/// now, from its beginning.
struct Names(Vec<(u64, Mapping)>);

impl Names {
    fn of(journal: &[Recorded]) -> Self {
        let mapping = |recorded: &Recorded| match &recorded.entry {
            Entry::Migrated { mapping, .. } => Some((recorded.seq, mapping.clone())),
            _ => None,
        };
        Self(journal.iter().filter_map(mapping).collect())
    }

    /// The name of a step now that had this one at that place of the journal; none for one that is gone.
    fn now(&self, seq: u64, step: &StepId, plan: &Plan) -> Option<StepId> {
        let later = self.0.iter().filter(|(at, _)| *at > seq);
        let name = later.map(|(_, mapping)| mapping).try_fold(step, |name, mapping| mapping.name_of(name));
        name.filter(|name| plan.steps.iter().any(|step| step.id == **name)).cloned()
    }

    /// An entry as it would stand in a journal of the present plan; none where it speaks of a step that is gone.
    fn present(&self, seq: u64, mut entry: Entry, plan: &Plan) -> Option<Entry> {
        if self.0.is_empty() {
            return Some(entry);
        }
        let now = |step: &StepId| self.now(seq, step, plan);
        match &mut entry {
            Entry::RunStarted { plan_hash, .. } => *plan_hash = plan.hash(),
            Entry::AttemptStarted { step, cause, .. } => {
                *step = now(step)?;
                match cause {
                    Cause::Upstream { step: other } | Cause::SentBack { from: other, .. } | Cause::Round { step: other, .. } => {
                        match now(other) {
                            Some(name) => *other = name,
                            None => *cause = Cause::Ready,
                        }
                    }
                    Cause::Ready | Cause::Repair { .. } | Cause::Again | Cause::Rerun { .. } => {}
                }
            }
            Entry::StateChanged { step, after, .. } => {
                *step = now(step)?;
                after.retain(|name, _| plan.state.contains_key(name));
            }
            Entry::UpdateApplied { after, .. } => after.retain(|name, _| plan.state.contains_key(name)),
            Entry::TryFailed { effort, .. }
            | Entry::TryDue { effort, .. }
            | Entry::EffectCompleted { effort, .. }
            | Entry::ItemFailed { effort, .. } => effort.step = now(&effort.step)?,
            Entry::ConditionMet { step, .. }
            | Entry::AttemptFailed { step, .. }
            | Entry::AttemptJudged { step, .. }
            | Entry::Decided { step, .. }
            | Entry::Escalated { step, .. }
            | Entry::StepSkipped { step, .. }
            | Entry::UndoStarted { step, .. }
            | Entry::UndoEnded { step, .. } => *step = now(step)?,
            Entry::SentBack { from, to, .. } => (*from, *to) = (now(from)?, now(to)?),
            Entry::StepsReset { steps, because_of } => {
                *steps = steps.iter().filter_map(now).collect();
                *because_of = now(because_of)?;
            }
            Entry::RoundStarted { step, steps, .. } => {
                *steps = steps.iter().filter_map(now).collect();
                *step = now(step)?;
            }
            Entry::Migrated { .. }
            | Entry::SignalReceived { .. }
            | Entry::RunPaused { .. }
            | Entry::RunResumed { .. }
            | Entry::RunCompleted { .. }
            | Entry::RunContinued { .. }
            | Entry::RunFailed { .. }
            | Entry::RunCancelled { .. }
            | Entry::CleanUpStarted { .. } => {}
        }
        Some(entry)
    }
}

/// An entry as the fork's journal has it; none where it speaks of a step that is done anew, of a pause or of an end.
fn carried_over(entry: Entry, anew: &BTreeSet<StepId>, new_input: Option<&Value>) -> Option<Entry> {
    let keeps = |step: &StepId| !anew.contains(step);
    match entry {
        Entry::RunStarted { plan_hash, input, approved_in_advance } => {
            Some(Entry::RunStarted { plan_hash, input: new_input.cloned().unwrap_or(input), approved_in_advance })
        }
        Entry::StepsReset { steps, because_of } => {
            let steps: Vec<StepId> = steps.into_iter().filter(keeps).collect();
            (!steps.is_empty() && keeps(&because_of)).then_some(Entry::StepsReset { steps, because_of })
        }
        // A loop of which a part is kept goes on in the round that it is in.
        Entry::RoundStarted { step, round, steps } => {
            let steps: Vec<StepId> = steps.into_iter().filter(keeps).collect();
            (!steps.is_empty()).then_some(Entry::RoundStarted { step, round, steps })
        }
        Entry::AttemptStarted { ref step, .. }
        | Entry::ConditionMet { ref step, .. }
        | Entry::StateChanged { ref step, .. }
        | Entry::AttemptFailed { ref step, .. }
        | Entry::AttemptJudged { ref step, .. }
        | Entry::Decided { ref step, .. }
        | Entry::Escalated { ref step, .. }
        | Entry::StepSkipped { ref step, .. } => keeps(step).then_some(entry),
        Entry::TryFailed { ref effort, .. }
        | Entry::TryDue { ref effort, .. }
        | Entry::EffectCompleted { ref effort, .. }
        | Entry::ItemFailed { ref effort, .. } => (keeps(&effort.step) && !effort.undo).then_some(entry),
        Entry::SentBack { ref from, ref to, .. } => (keeps(from) && keeps(to)).then_some(entry),
        Entry::SignalReceived { .. } | Entry::UpdateApplied { .. } => Some(entry),
        Entry::Migrated { .. }
        | Entry::RunPaused { .. }
        | Entry::RunResumed { .. }
        | Entry::CleanUpStarted { .. }
        | Entry::UndoStarted { .. }
        | Entry::UndoEnded { .. }
        | Entry::RunCompleted { .. }
        | Entry::RunContinued { .. }
        | Entry::RunFailed { .. }
        | Entry::RunCancelled { .. } => None,
    }
}
