//! What the service shows: rows in the words of the seed's columns, ready to be serialised. The command line's `--json` and the API show the
//! same; the derived schemas are what the OpenAPI document says of them.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::words::{Cause, Check, Decision, Depth, GateStatus, Phase, RunStatus, Tier, WaitingKind};

/// A run (`content.runs`, with its template).
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Run)]
pub struct RunView {
    /// Identity.
    pub id: Uuid,
    /// The template's slug.
    pub template: String,
    /// The template's name.
    pub template_name: String,
    /// The spec's version.
    pub version: String,
    /// For people.
    pub display_name: Option<String>,
    /// For folders and URLs.
    pub project_slug: String,
    /// pending, running, paused, completed, failed, cancelled.
    #[schema(value_type = RunStatus)]
    pub status: String,
    /// The gate that is active or asks for attention.
    pub current_gate: Option<String>,
    /// Why the run holds, or why it failed.
    pub pause_reason: Option<String>,
    /// What it waits for a person to do, if it does.
    pub waiting_for: Option<WaitingFor>,
    /// What was submitted.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    pub intent: Value,
    /// Whether it was a trial of an unpublished spec.
    pub trial: bool,
    /// Gates in all.
    pub total_gates: i32,
    /// Gates passed, warned or skipped.
    pub gates_passed: i32,
    /// Gates whose latest attempt failed.
    pub gates_failed: i32,
    /// Tokens read, over all attempts.
    pub total_tokens_in: i64,
    /// Tokens written, over all attempts.
    pub total_tokens_out: i64,
    /// Cost over all attempts, in US dollars.
    pub total_cost_usd: f64,
    /// Whether a cost is unknown, so that the total is a lower bound.
    pub cost_incomplete: bool,
    /// Cost expected before the run, in US dollars, where it could be estimated.
    pub estimated_cost_usd: Option<f64>,
    /// Whose.
    pub user_id: Uuid,
    /// Whose, for people.
    pub user_name: Option<String>,
    /// The outcome of the quality checks of the product, where they ran.
    #[schema(value_type = Option<std::collections::HashMap<String, Value>>)]
    pub qa_report: Option<Value>,
    /// quick, standard, deep.
    #[schema(value_type = Option<Depth>)]
    pub depth: Option<String>,
    /// What it makes, for example `visual-essay`.
    pub artifact_type: Option<String>,
    /// The file to show first, where there is one.
    pub main_artifact_id: Option<Uuid>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// When it was submitted.
    pub created_at: Timestamp,
}

/// An attempt of a gate (`content.gate_executions`).
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = GateAttempt)]
pub struct GateView {
    /// Identity of the attempt.
    pub id: Uuid,
    /// For example `G1`.
    pub gate_id: String,
    /// For example `Intake Approval`.
    pub gate_name: String,
    /// The pipeline's phase.
    #[schema(value_type = Option<Phase>)]
    pub phase: Option<String>,
    /// Position in the pipeline.
    pub gate_order: i32,
    /// The stage of the spec.
    pub stage_id: Option<String>,
    /// pending, running, passed, failed, skipped, warning.
    #[schema(value_type = GateStatus)]
    pub status: String,
    /// From 1.
    pub attempt_number: i32,
    /// Failed attempts the gate may have.
    pub max_attempts: i32,
    /// Who did it.
    pub agent_slug: Option<String>,
    /// The model, where one was called.
    pub model_id: Option<String>,
    /// Its provider; `offline` and `replay` are named as what they are.
    pub model_provider: Option<String>,
    /// Tokens read.
    pub tokens_in: i64,
    /// Tokens written.
    pub tokens_out: i64,
    /// In US dollars; `null` where a price was unknown.
    pub cost_usd: Option<f64>,
    /// Wall time.
    pub duration_ms: i64,
    /// One object per check.
    #[schema(value_type = Vec<Check>)]
    pub validation_results: Value,
    /// Codes of what failed.
    pub fail_codes: Vec<String>,
    /// ready, repair, again, rerun or upstream.
    #[schema(value_type = Cause)]
    pub cause: String,
    /// Whether a later attempt, or a rerun of what it consumed, took its place.
    pub superseded: bool,
    /// Whether its checks passed and a person must decide.
    pub awaiting_approval: bool,
    /// approved or skipped, where a person decided.
    #[schema(value_type = Option<Decision>)]
    pub decision: Option<String>,
    /// Who.
    pub decided_by: Option<String>,
    /// How.
    pub decided_via: Option<String>,
    /// Why.
    pub decision_reason: Option<String>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
}

/// A file of a run (`content.artifacts`).
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Artifact)]
pub struct ArtifactView {
    /// Identity.
    pub id: Uuid,
    /// The run it belongs to.
    pub run_id: Uuid,
    /// For example `SOURCES.md`.
    pub file_name: String,
    /// For example `research/SOURCES.md`.
    pub file_path: String,
    /// For example `markdown`.
    pub content_type: Option<String>,
    /// For example `text/markdown`.
    pub media_type: Option<String>,
    /// SHA-256, lower-case hexadecimal.
    pub content_hash: String,
    /// Length.
    pub size_bytes: i64,
    /// research, design, code, audit, publication, …
    pub artifact_type: Option<String>,
    /// The gate it came from.
    pub gate_id: Option<String>,
    /// The attempt it came from.
    pub attempt_number: i32,
    /// When.
    pub created_at: Timestamp,
    /// Whether it is the file of its path that counts.
    pub current: bool,
}

/// A file of any attempt of a run, also one that failed or no longer counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttemptFileView {
    /// The file.
    #[serde(flatten)]
    pub file: ArtifactView,
    /// What its attempt is: running, passed, failed, skipped, warning.
    pub attempt_status: Option<String>,
}

/// A template in the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Template)]
pub struct TemplateView {
    /// Name in commands.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// What it makes.
    #[serde(rename = "type")]
    pub kind: String,
    /// quick, standard, deep.
    #[schema(value_type = Depth)]
    pub depth: String,
    /// A paragraph.
    pub description: Option<String>,
    /// For filters.
    pub tags: Vec<String>,
    /// What the user sees before starting, a line each.
    #[schema(value_type = Vec<String>)]
    pub what_you_get: Value,
    /// For people.
    pub estimated_time: Option<String>,
    /// Stages.
    pub step_count: Option<i32>,
    /// The newest published version.
    pub version: Option<String>,
    /// Shown first.
    pub is_featured: bool,
    /// Whether it is offered.
    pub is_active: bool,
    /// Order in the gallery.
    pub sort_order: i32,
    /// What a run typically costs with the models of its spec, in US dollars.
    pub estimated_cost_usd: Option<f64>,
}

/// A model with its prices, and whether it can be called here.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Model)]
pub struct ModelView {
    /// Name in specs.
    pub id: String,
    /// Its provider.
    pub provider: String,
    /// Name for people.
    pub display_name: String,
    /// top, mid, low.
    #[schema(value_type = Tier)]
    pub tier: String,
    /// Per 1,000 tokens, in US dollars; `null` where unknown.
    pub input_cost_per_1k: Option<f64>,
    /// Per 1,000 tokens, in US dollars; `null` where unknown.
    pub output_cost_per_1k: Option<f64>,
    /// Longest prompt.
    pub max_context_tokens: Option<i32>,
    /// Whether it can call tools.
    pub supports_tools: bool,
    /// Whether it answers word by word.
    pub supports_streaming: bool,
    /// Whether it can be held to a schema.
    pub supports_structured_output: bool,
    /// Whether the router may use it.
    pub is_active: bool,
    /// Whether it can be called from here.
    pub available: bool,
    /// Why not, and what to do.
    pub why_not: Option<String>,
}

/// What a run waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitingFor {
    /// `approval`: the gate's checks passed and a person must approve. `decision`: the gate failed for good.
    #[schema(value_type = WaitingKind)]
    pub kind: String,
    /// The gate.
    pub gate: String,
    /// Its name.
    pub title: String,
}
