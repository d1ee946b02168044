//! Definition → plan: one step per stage, named by its gate.
//!
//! Everything a run needs of its spec stands in the plan by value (prompts, contracts, models), in each step's labels, so
//! that neither a later spec version nor an edited agent changes a run under way.

use std::collections::BTreeMap;

use plan::{EffectCall, Gate, Plan, Retry, Step, StepId, Work};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model::{Agent, Depth, Spec, Stage, Template};

/// The label of a step that holds its [`StagePacket`].
pub const STAGE_LABEL: &str = "stage";

/// Whether a plan was compiled here.
#[must_use]
pub fn serves(plan: &Plan) -> bool {
    plan.steps.iter().any(|step| step.labels.contains_key(STAGE_LABEL))
}

/// Tries of an effect inside one attempt: a flaky provider or database is not a failed attempt.
const MODEL_TRIES: u32 = 3;

/// What an effect and the projector need to know of a step: the stage and its agent, by value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StagePacket {
    /// The template's slug.
    pub template: String,
    /// The spec's version.
    pub version: String,
    /// The template's depth.
    pub depth: Depth,
    /// The stage as in the spec.
    pub stage: Stage,
    /// Who does it.
    pub agent: Agent,
    /// Where each input is found.
    pub sources: Vec<InputSource>,
    /// What the whole run must not exceed.
    pub run_ceilings: crate::model::Ceilings,
    /// QA config, for the stage that runs it.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub qa_config: Value,
    /// Guarantees, for the stage that reports them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guarantees: Vec<crate::model::Guarantee>,
}

/// Where an input of a stage is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum InputSource {
    /// In the intent.
    Intent {
        /// The field.
        field: String,
    },
    /// In a file that an earlier step made.
    File {
        /// The input's name.
        name: String,
        /// The step.
        step: StepId,
        /// The file.
        path: String,
        /// Whether it may be missing.
        optional: bool,
    },
}

/// Why a spec could not be compiled. Validation at `apply` finds these first; a spec changed behind our back finds them here.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CompileError {
    /// A stage names an agent that does not exist.
    #[error("stage {stage}: no agent named {agent}; apply its file first (gatewright templates apply FILE)")]
    UnknownAgent {
        /// The stage.
        stage: String,
        /// The agent.
        agent: String,
    },
    /// An input names a stage or output that does not exist before it.
    #[error("stage {stage}: input {input} comes from {from}, which no earlier stage makes")]
    UnknownInput {
        /// The stage.
        stage: String,
        /// The input.
        input: String,
        /// Its source.
        from: String,
    },
}

/// The model that is to serve a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenModel {
    /// Its id.
    pub id: String,
    /// Whether a person asked for it by name: nothing else may serve in its place.
    pub by_name: bool,
}

/// Compiles a spec. `model_for` chooses the model of each `generate` stage.
///
/// # Errors
/// See [`CompileError`].
pub fn compile(
    template: &Template,
    spec: &Spec,
    agents: &BTreeMap<String, Agent>,
    model_for: &dyn Fn(&Stage) -> Option<ChosenModel>,
) -> Result<Plan, CompileError> {
    let mut stages: Vec<&Stage> = spec.stages.iter().collect();
    stages.sort_by_key(|stage| stage.order);
    let mut steps = Vec::with_capacity(stages.len());
    for (position, stage) in stages.iter().enumerate() {
        steps.push(step(template, spec, agents, &stages[..position], stage, model_for)?);
    }
    // Nothing here needs a newer grammar, and an older one keeps the hashes of plans as they were.
    Ok(Plan {
        admission: None,
        timeout_ms: None,
        grammar: 1,
        name: template.slug.clone(),
        input: Value::Bool(true),
        signals: BTreeMap::new(),
        state: BTreeMap::new(),
        queries: BTreeMap::new(),
        updates: BTreeMap::new(),
        queues: BTreeMap::new(),
        output: Value::Null,
        steps,
    })
}

fn step(
    template: &Template,
    spec: &Spec,
    agents: &BTreeMap<String, Agent>,
    earlier: &[&Stage],
    stage: &Stage,
    model_for: &dyn Fn(&Stage) -> Option<ChosenModel>,
) -> Result<Step, CompileError> {
    let agent = agents
        .get(&stage.agent)
        .cloned()
        .ok_or_else(|| CompileError::UnknownAgent { stage: stage.id.clone(), agent: stage.agent.clone() })?;
    let sources = sources(earlier, stage)?;
    let needs = needs(&sources, earlier);
    let reports = stage.activity == "qa.review" || stage.activity == "publish.package";
    let packet = StagePacket {
        template: template.slug.clone(),
        version: spec.version.clone(),
        depth: template.depth,
        stage: stage.clone(),
        agent,
        sources,
        run_ceilings: spec.ceilings.clone(),
        qa_config: if reports { spec.qa_config.clone() } else { Value::Null },
        guarantees: if reports { spec.output_guarantees.clone() } else { Vec::new() },
    };
    let with = match model_for(stage) {
        None => json!({}),
        Some(ChosenModel { id, by_name: true }) => json!({ "model": id }),
        // A rerun on a model asked for by name changes `model` and so takes this leave away.
        Some(ChosenModel { id, by_name: false }) => json!({ "model": id, "may_replace": id }),
    };
    Ok(Step {
        id: StepId(stage.gate_id.clone()),
        title: Some(stage.gate_name.clone()),
        needs,
        when: None,
        work: Work::Effect(EffectCall { effect: stage.activity.clone(), with }),
        retry: Retry { max_tries: MODEL_TRIES, ..Retry::default() },
        timeout_ms: Some(stage.timeout_s.unwrap_or(300) * 1_000),
        deadline_ms: None,
        undo: None,
        gate: Some(Gate {
            checks: stage.contract.clone(),
            max_attempts: stage.max_attempts,
            auto_attempts: stage.auto_attempts,
            on_exhausted: stage.on_exhausted.clone(),
            approval: stage.approval.clone(),
        }),
        labels: BTreeMap::from([(STAGE_LABEL.to_owned(), json!(packet))]),
    })
}

/// Finds the file behind each input.
fn sources(earlier: &[&Stage], stage: &Stage) -> Result<Vec<InputSource>, CompileError> {
    stage
        .inputs
        .iter()
        .map(|input| {
            if input.source == "intent" {
                return Ok(InputSource::Intent { field: input.name.clone() });
            }
            let unknown = || CompileError::UnknownInput { stage: stage.id.clone(), input: input.name.clone(), from: input.source.clone() };
            let maker = earlier.iter().find(|candidate| candidate.id == input.source).ok_or_else(unknown)?;
            let output = maker.outputs.iter().find(|output| output.name == input.name).ok_or_else(unknown)?;
            Ok(InputSource::File {
                name: input.name.clone(),
                step: StepId(maker.gate_id.clone()),
                path: output.path.clone(),
                optional: output.optional,
            })
        })
        .collect()
}

/// A step waits for the makers of its inputs; a stage that reads no earlier stage waits for the one before it.
fn needs(sources: &[InputSource], earlier: &[&Stage]) -> Vec<StepId> {
    let mut needs: Vec<StepId> = Vec::new();
    for source in sources {
        if let InputSource::File { step, .. } = source
            && !needs.contains(step)
        {
            needs.push(step.clone());
        }
    }
    if needs.is_empty() {
        needs.extend(earlier.last().map(|stage| StepId(stage.gate_id.clone())));
    }
    needs
}

/// Reads the packet of a step.
///
/// # Errors
/// When the plan was not compiled by this module.
pub fn packet(plan: &Plan, step: &StepId) -> Result<StagePacket, String> {
    StagePacket::deserialize(label(plan, step)?).map_err(|error| format!("step {step}: its stage cannot be read: {error}"))
}

/// The stage alone of a step's label, as JSON.
pub(crate) fn stage_of<'p>(plan: &'p Plan, step: &StepId) -> Result<&'p Value, String> {
    label(plan, step).map(|label| &label["stage"])
}

fn label<'p>(plan: &'p Plan, step: &StepId) -> Result<&'p Value, String> {
    plan.steps
        .iter()
        .find(|candidate| &candidate.id == step)
        .and_then(|step| step.labels.get(STAGE_LABEL))
        .ok_or_else(|| format!("step {step} carries no stage: this plan was not compiled from a spec"))
}
