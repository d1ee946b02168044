//! Journal → tables: writes `content.gate_attempts`, artifacts, decisions and runs in the transaction that commits the entries.
//!
//! A wave is folded in memory to one change per row, then written with one statement per table.

use std::collections::BTreeMap;

use db::queries::content::projection;
use deadpool_postgres::Transaction;
use engine::{ProjectError, Projected, Projector};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use machine::{Cause, Decision, Entry, Failure, Meter, Output, PauseReason, StepStatus, Verdict};
use plan::{Plan, StepId};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::compile;
use crate::model::Phase;
use crate::workspace;

/// Files in which an attempt keeps what was sent and what came back.
pub(crate) const PROMPT_FILE: &str = ".gate/prompt-packet.md";
/// See [`PROMPT_FILE`].
pub(crate) const OUTPUT_FILE: &str = ".gate/raw-output.txt";

/// Writes the tables of the content module.
#[derive(Debug, Clone, Copy, Default)]
pub struct ContentProjector;

impl Projector for ContentProjector {
    fn project<'a>(&'a self, tx: &'a Transaction<'_>, wave: &'a [Projected]) -> BoxFuture<'a, Result<(), ProjectError>> {
        async move {
            let mut changes = Changes::default();
            for projected in wave {
                changes.fold(projected)?;
            }
            changes.write(tx).await
        }
        .boxed()
    }
}

type AttemptKey = (Uuid, String, u32);

/// What the tables say of a gate, as it stands in the plan. Read for every entry, so nothing of it is copied.
#[derive(Clone, Copy, Deserialize)]
struct Gate<'w> {
    #[serde(rename = "gate_name")]
    name: &'w str,
    phase: Phase,
    order: u32,
    #[serde(rename = "id")]
    stage_id: &'w str,
    agent: &'w str,
    max_attempts: u32,
    activity: &'w str,
}

impl<'w> Gate<'w> {
    fn of(plan: &'w Plan, step: &StepId) -> Result<Self, String> {
        let stage = compile::stage_of(plan, step)?;
        Self::deserialize(stage).map_err(|error| format!("step {step}: its stage cannot be read: {error}"))
    }
}

/// What a wave changes, row by row.
#[derive(Default)]
struct Changes<'w> {
    attempts: BTreeMap<AttemptKey, AttemptChange<'w>>,
    superseded: BTreeMap<(Uuid, String), Superseded>,
    ended: BTreeMap<Uuid, (String, Timestamp)>,
    artifacts: Vec<ArtifactRow>,
    decisions: Vec<DecisionRow>,
    runs: BTreeMap<Uuid, RunChange>,
    announcements: Vec<Announcement>,
}

/// Something webhooks may want to hear of.
struct Announcement {
    run_id: Uuid,
    event: &'static str,
    at: Timestamp,
    seq: u64,
}

/// Attempts of a gate that no longer count.
struct Superseded {
    /// Those with a smaller number.
    before: u32,
    /// Why one of them that was still at work was cut off.
    reason: String,
    at: Timestamp,
}

struct AttemptChange<'w> {
    gate: Gate<'w>,
    status: Option<&'static str>,
    cause: Option<&'static str>,
    model: Option<String>,
    provider: Option<String>,
    results: Option<Value>,
    fail_codes: Option<Vec<String>>,
    tokens_in: i32,
    tokens_out: i32,
    cost_nanos: Option<i64>,
    cost_unknown: bool,
    duration_ms: i32,
    awaiting_approval: Option<bool>,
    prompt_sha256: Option<String>,
    output_sha256: Option<String>,
    decision: Option<DecisionRow>,
    started_at: Option<Timestamp>,
    completed_at: Option<Timestamp>,
}

struct ArtifactRow {
    run_id: Uuid,
    gate_id: String,
    attempt: u32,
    path: String,
    sha256: String,
    size_bytes: u64,
    media_type: String,
    artifact_type: &'static str,
    at: Timestamp,
}

#[derive(Clone)]
struct DecisionRow {
    run_id: Uuid,
    seq: u64,
    gate_id: String,
    attempt: u32,
    decision: &'static str,
    by: String,
    via: String,
    reason: Option<String>,
    at: Timestamp,
}

#[derive(Default)]
struct RunChange {
    status: Option<&'static str>,
    current_gate: Option<String>,
    pause_reason: Option<Option<String>>,
    approved: Option<(String, String)>,
    started_at: Option<Timestamp>,
    completed_at: Option<Timestamp>,
    seq: u64,
}

impl<'w> Changes<'w> {
    fn fold(&mut self, projected: &'w Projected) -> Result<(), ProjectError> {
        let run_id = projected.run_id;
        let at = projected.recorded.at;
        let gate = |step: &StepId| Gate::of(&projected.plan, step).map_err(|message| ProjectError::Unfit { run_id, message });
        if let Some(event) = announced(&projected.recorded.entry) {
            self.announcements.push(Announcement { run_id, event, at, seq: projected.recorded.seq });
        }
        let run = self.runs.entry(run_id).or_default();
        run.seq = projected.recorded.seq;
        match &projected.recorded.entry {
            Entry::RunStarted { approved_in_advance, .. } => {
                run.status = Some("running");
                run.started_at = Some(at);
                run.approved = approved_in_advance.as_ref().map(|actor| (actor.id.clone(), actor.via.clone()));
            }
            Entry::AttemptStarted { step, attempt, cause, inputs } => {
                run.current_gate = Some(step.to_string());
                if *attempt > 1 {
                    let reason = "a later attempt took its place before it ended".to_owned();
                    self.superseded.insert((run_id, step.to_string()), Superseded { before: *attempt, reason, at });
                }
                if let Cause::Rerun { by, reason, .. } = cause {
                    self.decisions.push(DecisionRow {
                        run_id,
                        seq: projected.recorded.seq,
                        gate_id: step.to_string(),
                        attempt: *attempt,
                        decision: "rerun",
                        by: by.id.clone(),
                        via: by.via.clone(),
                        reason: reason.clone(),
                        at,
                    });
                }
                let gate = gate(step)?;
                let row = self.attempt(run_id, step, *attempt, gate);
                row.status = Some("running");
                row.cause = Some(cause_word(cause));
                row.model = inputs.first().and_then(|input| input["model"].as_str()).map(str::to_owned);
                row.started_at = Some(at);
            }
            Entry::TryFailed { effort, failure, .. } => {
                let gate = gate(&effort.step)?;
                self.attempt(run_id, &effort.step, effort.attempt, gate).charge(&failure.meter);
            }
            Entry::EffectCompleted { effort, output } => {
                let gate = gate(&effort.step)?;
                self.completed(run_id, &effort.step, effort.attempt, gate, output, at);
            }
            Entry::AttemptFailed { step, attempt, failure } => {
                let gate = gate(step)?;
                let row = self.attempt(run_id, step, *attempt, gate);
                row.status = Some("failed");
                row.charge(&failure.meter);
                row.fail_codes = Some(vec![failure.code.clone()]);
                row.results = Some(json!([failed_effect(failure)]));
                row.completed_at = Some(at);
            }
            Entry::AttemptJudged { step, attempt, verdict, status } => {
                let gate = gate(step)?;
                let row = self.attempt(run_id, step, *attempt, gate);
                row.judge(verdict, *status, at);
            }
            Entry::Decided { step, decision: Decision::Rejected, .. } => {
                let message = format!("gate {step} was rejected, which this module's gates do not know");
                return Err(ProjectError::Unfit { run_id, message });
            }
            Entry::Decided { step, attempt, decision, by, reason, .. } => {
                let gate = gate(step)?;
                self.decided(projected, step, (*attempt).max(1), gate, *decision, (&by.id, &by.via), reason.clone());
            }
            Entry::StepSkipped { step, reason } => {
                let gate = gate(step)?;
                let row = self.attempt(run_id, step, 1, gate);
                row.status = Some("skipped");
                row.results = Some(json!([{ "type": "condition", "passed": true, "severity": "info", "message": reason }]));
                row.completed_at = Some(at);
            }
            Entry::StepsReset { steps, because_of } => {
                for step in steps {
                    let reason = format!("gate {because_of} was rerun before this attempt ended");
                    self.superseded.insert((run_id, step.to_string()), Superseded { before: u32::MAX >> 1, reason, at });
                }
            }
            // A template compiles to a plan of grammar 1, and its runs keep theirs, so nothing of these stands in a run of this module.
            Entry::TryDue { .. }
            | Entry::SignalReceived { .. }
            | Entry::ConditionMet { .. }
            | Entry::StateChanged { .. }
            | Entry::UpdateApplied { .. }
            | Entry::Migrated { .. }
            | Entry::ItemFailed { .. }
            | Entry::Escalated { .. }
            | Entry::SentBack { .. }
            | Entry::RoundStarted { .. }
            | Entry::CleanUpStarted { .. }
            | Entry::UndoStarted { .. }
            | Entry::UndoEnded { .. } => {}
            Entry::RunPaused { reason } => {
                run.status = Some("paused");
                let (gate, text) = pause(reason);
                run.current_gate = gate.or(run.current_gate.take());
                run.pause_reason = Some(Some(text));
            }
            Entry::RunResumed { .. } => {
                run.status = Some("running");
                run.pause_reason = Some(None);
            }
            Entry::RunCompleted { .. } | Entry::RunContinued { .. } => run.end("completed", None, at),
            Entry::RunFailed { step, failure, .. } => {
                self.ended.insert(run_id, (format!("the run failed ({}) before this attempt ended", failure.code), at));
                run.current_gate = step.as_ref().map(ToString::to_string).or(run.current_gate.take());
                let gate = step.as_ref().map(|step| format!("Gate {step} failed: ")).unwrap_or_default();
                run.end("failed", Some(format!("{gate}{}: {}", failure.code, failure.message)), at);
            }
            Entry::RunCancelled { by, reason, .. } => {
                self.ended.insert(run_id, ("the run was cancelled before this attempt ended".to_owned(), at));
                let why = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
                run.end("cancelled", Some(format!("Cancelled by {}{why}", by.id)), at);
            }
        }
        Ok(())
    }

    fn attempt(&mut self, run_id: Uuid, step: &StepId, attempt: u32, gate: Gate<'w>) -> &mut AttemptChange<'w> {
        self.attempts.entry((run_id, step.to_string(), attempt)).or_insert_with(|| AttemptChange::of(gate))
    }

    fn completed(&mut self, run_id: Uuid, step: &StepId, attempt: u32, gate: Gate<'w>, output: &Output, at: Timestamp) {
        let artifact_type = artifact_type(gate.phase);
        let row = self.attempt(run_id, step, attempt, gate);
        row.charge(&output.meter);
        let mut shown = Vec::new();
        for file in &output.files {
            match file.path.as_str() {
                PROMPT_FILE => row.prompt_sha256 = Some(file.sha256.clone()),
                OUTPUT_FILE => row.output_sha256 = Some(file.sha256.clone()),
                path if workspace::is_hidden(path) => {}
                _ => shown.push(file),
            }
        }
        self.artifacts.extend(shown.into_iter().map(|file| ArtifactRow {
            run_id,
            gate_id: step.to_string(),
            attempt,
            path: file.path.clone(),
            sha256: file.sha256.clone(),
            size_bytes: file.size_bytes,
            media_type: file.media_type.clone(),
            artifact_type,
            at,
        }));
    }

    #[expect(clippy::too_many_arguments, reason = "one fact each; a struct would be named once and used once")]
    fn decided(
        &mut self,
        projected: &Projected,
        step: &StepId,
        attempt: u32,
        gate: Gate<'w>,
        decision: Decision,
        (by, via): (&str, &str),
        reason: Option<String>,
    ) {
        let at = projected.recorded.at;
        let row = DecisionRow {
            run_id: projected.run_id,
            seq: projected.recorded.seq,
            gate_id: step.to_string(),
            attempt,
            decision: match decision {
                Decision::Approved => "approved",
                Decision::Skipped | Decision::Rejected => "skipped",
            },
            by: by.to_owned(),
            via: via.to_owned(),
            // An approval given with the run says how it was given; that is its reason.
            reason: reason.or_else(|| Some(format!("approved in advance ({via})"))),
            at,
        };
        self.decisions.push(row.clone());
        let change = self.attempt(projected.run_id, step, attempt, gate);
        change.status = Some(match decision {
            // An approval of a failed attempt lets it count with a warning; `keep` in the statement tells the two apart.
            Decision::Approved => "approved",
            Decision::Skipped | Decision::Rejected => "skipped",
        });
        change.awaiting_approval = Some(false);
        change.completed_at = Some(at);
        change.decision = Some(row);
    }
}

impl<'w> AttemptChange<'w> {
    fn of(gate: Gate<'w>) -> Self {
        Self {
            gate,
            status: None,
            cause: None,
            model: None,
            provider: None,
            results: None,
            fail_codes: None,
            tokens_in: 0,
            tokens_out: 0,
            cost_nanos: None,
            cost_unknown: false,
            duration_ms: 0,
            awaiting_approval: None,
            prompt_sha256: None,
            output_sha256: None,
            decision: None,
            started_at: None,
            completed_at: None,
        }
    }

    fn charge(&mut self, meter: &Meter) {
        self.tokens_in = self.tokens_in.saturating_add(i32::try_from(meter.tokens_in).unwrap_or(i32::MAX));
        self.tokens_out = self.tokens_out.saturating_add(i32::try_from(meter.tokens_out).unwrap_or(i32::MAX));
        self.duration_ms = self.duration_ms.saturating_add(i32::try_from(meter.duration_ms).unwrap_or(i32::MAX));
        let calls_models = self.gate.activity == "generate";
        match meter.cost_nanos {
            Some(nanos) => *self.cost_nanos.get_or_insert(0) += i64::try_from(nanos).unwrap_or(i64::MAX),
            // An activity that calls no model costs nothing; a model's unknown cost stays unknown.
            None if !calls_models => {}
            None => self.cost_unknown = true,
        }
        self.model = meter.model.clone().or(self.model.take());
        self.provider = meter.provider.clone().or(self.provider.take());
    }

    fn judge(&mut self, verdict: &Verdict, status: StepStatus, at: Timestamp) {
        self.results = Some(Value::Array(verdict.results.clone()));
        self.fail_codes = Some(verdict.fail_codes.clone());
        match status {
            StepStatus::Passed => self.end("passed", at),
            StepStatus::Warning => self.end("warning", at),
            StepStatus::Skipped => self.end("skipped", at),
            StepStatus::AwaitingApproval => self.awaiting_approval = Some(true),
            StepStatus::Failed | StepStatus::Pending | StepStatus::Running => self.end("failed", at),
        }
    }

    fn end(&mut self, status: &'static str, at: Timestamp) {
        self.status = Some(status);
        self.completed_at = Some(at);
    }
}

impl RunChange {
    fn end(&mut self, status: &'static str, reason: Option<String>, at: Timestamp) {
        self.status = Some(status);
        self.pause_reason = Some(reason);
        self.completed_at = Some(at);
    }
}

/// The event of an entry that changes a run's status, in the words of `content.webhooks`.
fn announced(entry: &Entry) -> Option<&'static str> {
    match entry {
        Entry::RunStarted { .. } => Some("run.started"),
        Entry::RunPaused { .. } => Some("run.paused"),
        Entry::RunResumed { .. } => Some("run.resumed"),
        Entry::RunCompleted { .. } | Entry::RunContinued { .. } => Some("run.completed"),
        Entry::RunFailed { .. } => Some("run.failed"),
        Entry::RunCancelled { .. } => Some("run.cancelled"),
        _ => None,
    }
}

fn cause_word(cause: &Cause) -> &'static str {
    match cause {
        Cause::Ready => "ready",
        Cause::Repair { .. } => "repair",
        Cause::Again => "again",
        Cause::Rerun { .. } => "rerun",
        Cause::Upstream { .. } | Cause::SentBack { .. } | Cause::Round { .. } => "upstream",
    }
}

/// The reason in the seed's words: `Gate G4 failed: MISSING_ARTIFACT`.
fn pause(reason: &PauseReason) -> (Option<String>, String) {
    match reason {
        PauseReason::GateFailed { step, code } => (Some(step.to_string()), format!("Gate {step} failed: {code}")),
        PauseReason::ApprovalRequired { step } => (Some(step.to_string()), format!("Gate {step} waits for approval")),
        PauseReason::Requested { by, reason } => (None, format!("Paused by {}: {reason}", by.id)),
        PauseReason::Projection { message } => (None, format!("Its tables could not be written: {message}")),
    }
}

/// An effect that failed before any check could speak, in the shape of a check's result.
fn failed_effect(failure: &Failure) -> Value {
    json!({ "type": "effect", "passed": false, "severity": "error", "fail_code": failure.code, "message": failure.message })
}

fn artifact_type(phase: Phase) -> &'static str {
    match phase {
        Phase::Intake => "spec",
        Phase::Research => "research",
        Phase::Design => "design",
        Phase::Production => "code",
        Phase::Audit => "audit",
        Phase::Publication => "publication",
    }
}

impl Changes<'_> {
    async fn write(&self, tx: &Transaction<'_>) -> Result<(), ProjectError> {
        self.write_attempts(tx).await?;
        self.write_texts(tx).await?;
        self.write_artifacts(tx).await?;
        self.write_decisions(tx).await?;
        self.write_runs(tx).await?;
        self.announce(tx).await
    }

    async fn announce(&self, tx: &Transaction<'_>) -> Result<(), ProjectError> {
        let rows = &self.announcements;
        if rows.is_empty() {
            return Ok(());
        }
        projection::announce()
            .bind(
                tx,
                &rows.iter().map(|row| row.run_id).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.event).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.at).collect::<Vec<_>>(),
                &rows.iter().map(|row| i64::try_from(row.seq).unwrap_or(i64::MAX)).collect::<Vec<_>>(),
            )
            .await?;
        Ok(())
    }

    async fn write_attempts(&self, tx: &Transaction<'_>) -> Result<(), ProjectError> {
        if !self.attempts.is_empty() {
            let (keys, rows): (Vec<&AttemptKey>, Vec<&AttemptChange<'_>>) = self.attempts.iter().unzip();
            let run_ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
            let gate_ids: Vec<&str> = keys.iter().map(|key| key.1.as_str()).collect();
            let numbers: Vec<i32> = keys.iter().map(|key| signed(key.2)).collect();
            self.add_attempts(tx).await?;
            let decision =
                |pick: fn(&DecisionRow) -> Option<&str>| rows.iter().map(|row| row.decision.as_ref().and_then(pick)).collect::<Vec<_>>();
            projection::change_attempts()
                .bind(
                    tx,
                    &run_ids,
                    &gate_ids,
                    &numbers,
                    &rows.iter().map(|row| row.status.filter(|status| *status != "approved")).collect::<Vec<_>>(),
                    &rows.iter().map(|row| row.cause).collect::<Vec<_>>(),
                    &rows.iter().map(|row| row.model.as_deref()).collect::<Vec<_>>(),
                    &rows.iter().map(|row| row.provider.as_deref()).collect::<Vec<_>>(),
                    &rows.iter().map(|row| row.results.as_ref().map(Value::to_string)).collect::<Vec<_>>(),
                    &rows.iter().map(|row| row.fail_codes.as_ref().map(|codes| json!(codes).to_string())).collect::<Vec<_>>(),
                    &rows.iter().map(|row| row.tokens_in).collect::<Vec<_>>(),
                    &rows.iter().map(|row| row.tokens_out).collect::<Vec<_>>(),
                    &rows.iter().map(|row| row.cost_nanos).collect::<Vec<_>>(),
                    &rows.iter().map(|row| row.cost_unknown).collect::<Vec<_>>(),
                    &rows.iter().map(|row| row.duration_ms).collect::<Vec<_>>(),
                    &rows.iter().map(|row| row.awaiting_approval).collect::<Vec<_>>(),
                    &decision(|row| Some(row.decision)),
                    &decision(|row| Some(&row.by)),
                    &decision(|row| Some(&row.via)),
                    &decision(|row| row.reason.as_deref()),
                    &rows.iter().map(|row| row.started_at).collect::<Vec<_>>(),
                    &rows.iter().map(|row| row.completed_at).collect::<Vec<_>>(),
                )
                .await?;
        }
        if !self.superseded.is_empty() {
            let (keys, superseded): (Vec<&(Uuid, String)>, Vec<&Superseded>) = self.superseded.iter().unzip();
            projection::supersede_attempts()
                .bind(
                    tx,
                    &keys.iter().map(|key| key.0).collect::<Vec<_>>(),
                    &keys.iter().map(|key| key.1.as_str()).collect::<Vec<_>>(),
                    &superseded.iter().map(|row| signed(row.before)).collect::<Vec<_>>(),
                    &superseded.iter().map(|row| row.reason.as_str()).collect::<Vec<_>>(),
                    &superseded.iter().map(|row| row.at).collect::<Vec<_>>(),
                )
                .await?;
        }
        if !self.ended.is_empty() {
            let (runs, ends): (Vec<Uuid>, Vec<&(String, Timestamp)>) = self.ended.iter().map(|(run, end)| (*run, end)).unzip();
            projection::end_attempts()
                .bind(
                    tx,
                    &runs,
                    &ends.iter().map(|(reason, _)| reason.as_str()).collect::<Vec<_>>(),
                    &ends.iter().map(|(_, at)| *at).collect::<Vec<_>>(),
                )
                .await?;
        }
        Ok(())
    }

    /// Attempts that a run was not created with: all but the first of each gate.
    async fn add_attempts(&self, tx: &Transaction<'_>) -> Result<(), ProjectError> {
        let added: Vec<(&AttemptKey, Gate<'_>)> =
            self.attempts.iter().filter(|(key, _)| key.2 > 1).map(|(key, row)| (key, row.gate)).collect();
        if added.is_empty() {
            return Ok(());
        }
        let words = |pick: fn(&Gate<'_>) -> String| added.iter().map(|(_, gate)| pick(gate)).collect::<Vec<_>>();
        let numbers = |pick: fn(&Gate<'_>) -> u32| added.iter().map(|(_, gate)| signed(pick(gate))).collect::<Vec<_>>();
        projection::add_attempts()
            .bind(
                tx,
                &added.iter().map(|(key, _)| key.0).collect::<Vec<_>>(),
                &added.iter().map(|(key, _)| key.1.as_str()).collect::<Vec<_>>(),
                &added.iter().map(|(key, _)| signed(key.2)).collect::<Vec<_>>(),
                &words(|gate| gate.name.to_owned()),
                &words(|gate| gate.phase.as_str().to_owned()),
                &numbers(|gate| gate.order),
                &words(|gate| gate.stage_id.to_owned()),
                &words(|gate| gate.agent.to_owned()),
                &numbers(|gate| gate.max_attempts),
            )
            .await?;
        Ok(())
    }

    async fn write_texts(&self, tx: &Transaction<'_>) -> Result<(), ProjectError> {
        let with_texts = || self.attempts.iter().filter(|(_, row)| row.prompt_sha256.is_some() || row.output_sha256.is_some());
        if with_texts().next().is_none() {
            return Ok(());
        }
        projection::keep_texts()
            .bind(
                tx,
                &with_texts().map(|(key, _)| key.0).collect::<Vec<_>>(),
                &with_texts().map(|(key, _)| key.1.as_str()).collect::<Vec<_>>(),
                &with_texts().map(|(key, _)| signed(key.2)).collect::<Vec<_>>(),
                &with_texts().map(|(_, row)| row.prompt_sha256.as_deref()).collect::<Vec<_>>(),
                &with_texts().map(|(_, row)| row.output_sha256.as_deref()).collect::<Vec<_>>(),
            )
            .await?;
        Ok(())
    }

    async fn write_artifacts(&self, tx: &Transaction<'_>) -> Result<(), ProjectError> {
        let rows = &self.artifacts;
        if rows.is_empty() {
            return Ok(());
        }
        projection::add_artifacts()
            .bind(
                tx,
                &rows.iter().map(|row| row.run_id).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.gate_id.as_str()).collect::<Vec<_>>(),
                &rows.iter().map(|row| signed(row.attempt)).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.path.rsplit('/').next().unwrap_or(&row.path)).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.path.as_str()).collect::<Vec<_>>(),
                &rows.iter().map(|row| content_type(&row.path)).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.media_type.as_str()).collect::<Vec<_>>(),
                &rows.iter().map(|row| is_text(&row.media_type)).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.sha256.as_str()).collect::<Vec<_>>(),
                &rows.iter().map(|row| i32::try_from(row.size_bytes).unwrap_or(i32::MAX)).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.artifact_type).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.at).collect::<Vec<_>>(),
            )
            .await?;
        Ok(())
    }

    async fn write_decisions(&self, tx: &Transaction<'_>) -> Result<(), ProjectError> {
        let rows = &self.decisions;
        if rows.is_empty() {
            return Ok(());
        }
        projection::add_decisions()
            .bind(
                tx,
                &rows.iter().map(|row| row.run_id).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.gate_id.as_str()).collect::<Vec<_>>(),
                &rows.iter().map(|row| signed(row.attempt)).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.decision).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.by.as_str()).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.via.as_str()).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.reason.as_deref()).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.at).collect::<Vec<_>>(),
                &rows.iter().map(|row| i64::try_from(row.seq).unwrap_or(i64::MAX)).collect::<Vec<_>>(),
            )
            .await?;
        Ok(())
    }

    async fn write_runs(&self, tx: &Transaction<'_>) -> Result<(), ProjectError> {
        let (ids, rows): (Vec<Uuid>, Vec<&RunChange>) = self.runs.iter().map(|(id, row)| (*id, row)).unzip();
        if ids.is_empty() {
            return Ok(());
        }
        projection::change_runs()
            .bind(
                tx,
                &ids,
                &rows.iter().map(|row| row.status).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.current_gate.as_deref()).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.pause_reason.is_some()).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.pause_reason.as_ref().and_then(Option::as_deref)).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.approved.as_ref().map(|(by, _)| by.as_str())).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.approved.as_ref().map(|(_, via)| via.as_str())).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.started_at).collect::<Vec<_>>(),
                &rows.iter().map(|row| row.completed_at).collect::<Vec<_>>(),
                &rows.iter().map(|row| i64::try_from(row.seq).unwrap_or(i64::MAX)).collect::<Vec<_>>(),
            )
            .await?;
        Ok(())
    }
}

fn signed(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// The seed's words for kinds of content.
fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("md") => "markdown",
        Some("html") => "html",
        Some("json") => "json",
        Some("svg") => "svg",
        Some("pdf") => "pdf",
        _ => "text",
    }
}

fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/") || media_type == "application/json" || media_type == "image/svg+xml"
}
