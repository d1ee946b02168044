//! What surfaces show.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// A flow.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Flow)]
pub struct FlowView {
    /// Identity.
    pub id: Uuid,
    /// Whom it belongs to.
    pub user_id: Uuid,
    /// Its name, that of its plans.
    pub name: String,
    /// Its newest version, from 1.
    pub latest_version: i32,
    /// SHA-256 of the newest plan's canonical form.
    pub plan_hash: Option<String>,
    /// When it was first stored.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A version of a flow.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = FlowVersion)]
pub struct VersionView {
    /// From 1.
    pub version: i32,
    /// SHA-256 of the plan's canonical form.
    pub plan_hash: String,
    /// When it was stored.
    pub created_at: Timestamp,
}

/// A run of a flow or of a plan file.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = FlowRun)]
pub struct FlowRunView {
    /// Identity.
    pub id: Uuid,
    /// Whom it belongs to.
    pub user_id: Uuid,
    /// The flow it is of; `null` for a plan that was given as it is.
    pub flow_id: Option<Uuid>,
    /// Name of its plan.
    pub name: String,
    /// Which version of the flow; `null` for a plan that was given as it is.
    pub version: Option<i32>,
    /// `pending`, `running`, `paused`, `completed`, `failed`, `cancelled`, or `continued`: it ended by going on in another run.
    pub status: String,
    /// Its input.
    pub input: Value,
    /// What it gave, once it is completed.
    pub output: Option<Value>,
    /// How it failed.
    pub failure: Option<Value>,
    /// Why it holds, while it holds: `kind`, and for a gate the `step`.
    pub pause: Option<Value>,
    /// The run that ended by going on in this one.
    pub continued_from: Option<Uuid>,
    /// The run in which this one goes on, where it ended by that.
    pub continued_in: Option<Uuid>,
    /// The schedule that started it.
    pub schedule_id: Option<Uuid>,
    /// The moment of the schedule that started it.
    pub scheduled_for: Option<Timestamp>,
    /// The run whose step started it.
    pub parent_id: Option<Uuid>,
    /// The step that started it.
    pub parent_step: Option<String>,
    /// The run whose outputs it began with.
    pub forked_from: Option<Uuid>,
    /// It failed, and this run took it up where it had stopped.
    pub redriven_as: Option<Uuid>,
    /// What it is found by.
    pub attributes: Value,
    /// Steps of the plan.
    pub steps_total: i32,
    /// Steps that are done or passed over.
    pub steps_done: i32,
    /// What its models cost so far, in nano-dollars.
    pub cost_nanos: i64,
    /// When it was submitted.
    pub created_at: Timestamp,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl FlowRunView {
    /// Whether nothing can happen in it any more.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        ["completed", "failed", "cancelled", "continued"].contains(&self.status.as_str())
    }
}

/// One attempt of a step.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = FlowStep)]
pub struct FlowStepView {
    /// Its id in the plan.
    pub step: String,
    /// From 1; 0 for a step passed over before any attempt.
    pub attempt: i32,
    /// Place in the plan, from 0.
    pub position: i32,
    /// For people.
    pub title: Option<String>,
    /// `running`, `awaiting_approval`, `passed`, `warning`, `failed`, `skipped`, or `reset`: it no longer counts.
    pub status: String,
    /// Why the attempt began: `ready`, `repair`, `again`, `rerun`, `upstream`, `sent_back`.
    pub cause: Option<String>,
    /// Rendered arguments: one for a plain call, a list for a fan-out.
    pub input: Option<Value>,
    /// What it gave.
    pub value: Option<Value>,
    /// Files it made.
    pub files: Vec<StepFile>,
    /// Calls of a fan-out that ended well.
    pub items_done: i32,
    /// Calls of a fan-out that failed.
    pub items_failed: i32,
    /// How it failed.
    pub failure: Option<Value>,
    /// What its checks said.
    pub verdict: Option<Value>,
    /// What a person decided, or that the decision is overdue.
    pub decision: Option<Value>,
    /// Whether what it did was taken back: `status` (`running`, `done`, `failed`), `value`, `failure`.
    pub undo: Option<Value>,
    /// Tries of its effect.
    pub tries: i32,
    /// What its models cost, in nano-dollars.
    pub cost_nanos: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// A file a step made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize, ToSchema)]
pub struct StepFile {
    /// Path inside the run.
    pub path: String,
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
    /// Length in bytes.
    pub size_bytes: u64,
    /// Media type.
    pub media_type: String,
}
