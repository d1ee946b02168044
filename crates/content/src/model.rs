//! Templates, specs, stages and agents as people write them, in the words of seed 000 (§2, §3).
//!
//! A definition file holds one template with one version of its spec, or one agent. Field names are the seed's column
//! names, so that what stands in the file is what stands in the database.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::words;

/// A file with a template and one version of its spec.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The catalogue entry.
    pub template: Template,
    /// The contract behind it.
    pub spec: Spec,
}

/// A catalogue entry (`content.workflow_templates`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DefinitionTemplate)]
pub struct Template {
    /// Name in commands and URLs: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// A paragraph.
    #[serde(default)]
    pub description: String,
    /// What it makes: `visual-essay`, `infographic`, `research`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// How deep it goes; scales the thresholds of checks.
    #[serde(default)]
    pub depth: Depth,
    /// For filters.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What the user sees before starting.
    #[serde(default)]
    pub what_you_get: Vec<String>,
    /// For people, for example `3-5 min`.
    #[serde(default)]
    pub estimated_time: Option<String>,
    /// Shown first.
    #[serde(default)]
    pub is_featured: bool,
    /// Order in the gallery.
    #[serde(default)]
    pub sort_order: i32,
}

/// How deep a template goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// Thresholds at their lowest.
    Quick,
    /// The usual.
    #[default]
    Standard,
    /// Thresholds at their highest.
    Deep,
}

impl Depth {
    /// The word stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Standard => "standard",
            Self::Deep => "deep",
        }
    }
}

/// One version of the contract behind a template (`content.specs`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DefinitionSpec)]
pub struct Spec {
    /// For example `v1.0.0`.
    pub version: String,
    /// Who may see and run it.
    #[serde(default)]
    pub visibility: Visibility,
    /// What the user provides.
    pub intent_schema: Vec<IntentField>,
    /// How a run is named.
    pub naming: Naming,
    /// The pipeline, in order.
    pub stages: Vec<Stage>,
    /// The checks of the finished product.
    #[serde(default)]
    pub qa_config: Value,
    /// What is promised of the product.
    #[serde(default)]
    pub output_guarantees: Vec<Guarantee>,
    /// What a run is expected to cost.
    #[serde(default)]
    pub cost_profile: Value,
    /// For example `visual-essay`.
    pub artifact_type: String,
    /// For example `html`, `pdf`, `markdown`.
    pub output_formats: Vec<String>,
    /// Ceilings of a whole run.
    #[serde(default)]
    pub ceilings: Ceilings,
}

/// Who may see and run a spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Ships with the system; everybody.
    #[default]
    System,
    /// Everybody.
    Public,
    /// Its creator and admins.
    Private,
}

impl Visibility {
    /// The word stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Public => "public",
            Self::Private => "private",
        }
    }
}

/// How the slug and display name of a run are made (seed: `serendipity-etymology-20260208`, `Serendipity`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Naming {
    /// The intent field that names the subject.
    pub subject: String,
    /// The intent field that names the angle, if any.
    #[serde(default)]
    pub angle: Option<String>,
}

/// One field of the intake form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IntentField {
    /// Its name.
    pub field: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// Whether it must be given.
    #[serde(default)]
    pub required: bool,
    /// For the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What an enum admits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Taken where nothing is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Longest text, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// Something that must know the value before a run may start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_to: Option<KnownTo>,
}

/// Types of intent fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Text.
    String,
    /// One of `options`.
    Enum,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// Documents: a folder on the command line, uploads in the API; stored content-addressed before the run starts.
    Sources,
}

/// What must know a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KnownTo {
    /// Some dictionary has it as a headword.
    Dictionary,
}

/// One stage of the pipeline with its gate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Position, from 1.
    pub order: u32,
    /// For example `stage-intent-parse`.
    pub id: String,
    /// For example `Intent Parsing`.
    pub name: String,
    /// Kind of work, for people: `analysis`, `research`, `audit`, `writing`, `formatting`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// The gate's id, for example `G1`; the step is named by it.
    pub gate_id: String,
    /// The gate's name, for example `Intake Approval`.
    pub gate_name: String,
    /// The pipeline's phase.
    pub phase: Phase,
    /// Slug of the agent who does it.
    pub agent: String,
    /// The registered effect that does it.
    pub activity: String,
    /// Model, where the activity is `generate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_id: Option<String>,
    /// What the stage is told to do, a template over `input` and `stage` (for `generate`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// Which part of the offline writer stands in for a model (for `generate`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline_writer: Option<String>,
    /// Further arguments of the activity.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, Value>,
    /// What it reads: `intent`, or outputs of earlier stages by name.
    #[serde(default)]
    pub inputs: Vec<StageInput>,
    /// What it makes.
    #[serde(default)]
    pub outputs: Vec<StageOutput>,
    /// For the agent and for people, for example `format: structured_json`.
    #[serde(default)]
    pub constraints: Vec<String>,
    /// Tools the model may call, by registered name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<String>,
    /// Named mendings run over the files before the contract is evaluated; a failure of one is a warning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pre_scripts: Vec<String>,
    /// The gate's contract: checks of the closed registry.
    #[serde(default)]
    pub contract: Vec<Value>,
    /// Failed attempts the gate may have in all.
    #[serde(default = "three")]
    pub max_attempts: u32,
    /// Attempts started without a person.
    #[serde(default = "one")]
    pub auto_attempts: u32,
    /// Whether a retry moves up one model tier.
    #[serde(default)]
    pub tier_up_on_retry: bool,
    /// What happens when the automatic attempts are spent.
    #[serde(default)]
    #[schema(value_type = words::Exhausted)]
    pub on_exhausted: plan::Exhausted,
    /// Whether a person must approve.
    #[serde(default)]
    #[schema(value_type = words::Approval)]
    pub approval: plan::Approval,
    /// Ceilings of this gate over all its attempts.
    #[serde(default)]
    pub ceilings: Ceilings,
    /// Limit for one try, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_s: Option<u64>,
    /// For people, for example `5-10s`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_time: Option<String>,
    /// For the estimate before a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_tokens: Option<u32>,
}

fn three() -> u32 {
    3
}
fn one() -> u32 {
    1
}

/// The phases of a pipeline (seed 000: intake, research, design, production, audit, publication).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// What is wanted.
    Intake,
    /// What is known.
    Research,
    /// How it will be.
    Design,
    /// Making it.
    Production,
    /// Checking it.
    Audit,
    /// Handing it over.
    Publication,
}

impl Phase {
    /// The word stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Research => "research",
            Self::Design => "design",
            Self::Production => "production",
            Self::Audit => "audit",
            Self::Publication => "publication",
        }
    }
}

/// Something a stage reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageInput {
    /// Its name: an intent field, or an output of an earlier stage.
    pub name: String,
    /// `intent`, or the id of the stage that makes it.
    pub source: String,
}

/// Something a stage makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageOutput {
    /// Its name.
    pub name: String,
    /// For people: `structured`, `data`, `document`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// The file it is, for example `research/SOURCES.md`.
    pub path: String,
    /// Whether the stage may leave it out.
    #[serde(default)]
    pub optional: bool,
}

/// Ceilings on what a gate or run may use. Absent means no ceiling of this kind.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Ceilings {
    /// Tokens read, cumulative.
    pub input_tokens: Option<u64>,
    /// Tokens written, cumulative.
    pub output_tokens: Option<u64>,
    /// Rounds of tool calls in one attempt.
    pub tool_rounds: Option<u32>,
    /// Sampling temperature.
    pub temperature: Option<f64>,
    /// Cost in US dollars, as text (exact), for example `0.65`.
    pub cost_usd: Option<String>,
}

/// A promise about the product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Guarantee {
    /// `structure`, `quality`, `content`, `format`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Free text; a number in it is for display only (seed-systems §1.8).
    pub threshold: String,
    /// For people.
    pub description: String,
    /// The check that decides it. A guarantee without one is a promise that nobody measures, and is reported as such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<Value>,
}

/// A file with an agent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentFile {
    /// The agent.
    pub agent: Agent,
}

/// An agent (`content.agents`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DefinitionAgent)]
pub struct Agent {
    /// Name in specs.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// Family: researcher, writer, auditor, …
    pub family: String,
    /// Whether it makes or verifies.
    pub role: AgentRole,
    /// A sentence.
    pub description: String,
    /// The system prompt; empty for agents whose work is an activity.
    #[serde(default)]
    pub prompt: String,
}

/// Whether an agent makes or verifies. Audit activities demand auditors, and no auditor audits its own work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgentRole {
    /// Makes.
    Producer,
    /// Verifies.
    Auditor,
}
