//! Reading and validating definition files: every problem with its place, before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use utoipa::{PartialSchema, ToSchema};

use crate::contract;
use crate::model::{Agent, AgentFile, AgentRole, Definition, FieldKind, Guarantee, Spec, Stage};
use crate::prescript;

/// A definition file, read.
#[derive(Debug, Clone, PartialEq)]
pub enum DefinitionFile {
    /// A template with one version of its spec.
    Template(Box<Definition>),
    /// An agent.
    Agent(Agent),
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path inside the document, for example `spec.stages[2].agent`.
    pub path: String,
    /// Line and column, from 1, where known.
    pub place: Option<(u64, u64)>,
    /// What is wrong and what to do.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some((line, column)) = self.place {
            write!(f, "line {line}, column {column}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

/// What names a spec may use.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Agents by slug.
    pub agents: BTreeMap<String, AgentRole>,
    /// Model ids.
    pub models: BTreeSet<String>,
}

/// Activities a stage may name, whether each demands an auditor, and the outputs it makes by itself.
pub const ACTIVITIES: &[(&str, AgentRole)] = &[
    ("generate", AgentRole::Producer),
    ("dictionary.lookup", AgentRole::Producer),
    ("sources.read", AgentRole::Producer),
    ("sources.evidence", AgentRole::Producer),
    ("audit.sources", AgentRole::Auditor),
    ("audit.evidence", AgentRole::Auditor),
    ("audit.citations", AgentRole::Auditor),
    ("press.render", AgentRole::Producer),
    ("press.infographic", AgentRole::Producer),
    ("qa.review", AgentRole::Auditor),
    ("publish.package", AgentRole::Producer),
];

/// Tools a model may call.
pub const TOOLS: &[&str] = &["dictionary.lookup"];

/// Writers of the offline provider.
pub const OFFLINE_WRITERS: &[&str] =
    &["etymology.intent", "etymology.outline", "etymology.visual", "etymology.draft", "brief.outline", "brief.draft"];

/// Reads a file.
///
/// # Errors
/// Syntax errors and unknown or missing fields, with line and column.
pub fn read(text: &str) -> Result<DefinitionFile, Problem> {
    let is_agent = text.lines().any(|line| line.trim_end() == "agent:");
    if is_agent {
        parse::<AgentFile>(text).map(|file| DefinitionFile::Agent(file.agent))
    } else {
        parse::<Definition>(text).map(|definition| DefinitionFile::Template(Box::new(definition)))
    }
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Problem> {
    serde_saphyr::from_str(text).map_err(|error| {
        let place = error.location().map(|location| (location.line(), location.column()));
        let text = error.to_string();
        // The parser puts the place in front; ours stands there already.
        let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
        let shown = place.map(|(line, column)| format!("line {line} column {column}: ")).unwrap_or_default();
        let message = first.strip_prefix(&shown).unwrap_or(first).to_owned();
        Problem { path: String::new(), place, message }
    })
}

/// The JSON Schema (2020-12) of a definition file, with the closed sets of names it may use: what an editor completes from.
#[must_use]
pub fn schema() -> Value {
    let mut shapes = Vec::new();
    for (name, shape) in
        [(Definition::name(), <Definition as PartialSchema>::schema()), (AgentFile::name(), <AgentFile as PartialSchema>::schema())]
    {
        shapes.push((name.into_owned(), shape));
    }
    Definition::schemas(&mut shapes);
    AgentFile::schemas(&mut shapes);
    let definitions: serde_json::Map<String, Value> =
        shapes.into_iter().map(|(name, shape)| (name, serde_json::to_value(shape).unwrap_or_default())).collect();
    // The derived shapes refer to one another as an OpenAPI document does.
    let text = Value::Object(definitions).to_string().replace("#/components/schemas/", "#/$defs/");
    let mut definitions: Value = serde_json::from_str(&text).unwrap_or_default();
    let stage = &mut definitions["Stage"]["properties"];
    let names = |names: Vec<&str>| json!({ "type": "string", "enum": names });
    stage["activity"]["enum"] = json!(ACTIVITIES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    stage["offline_writer"] = json!({ "enum": OFFLINE_WRITERS.iter().map(|name| json!(name)).chain([Value::Null]).collect::<Vec<_>>() });
    stage["tools"]["items"] = names(TOOLS.to_vec());
    stage["pre_scripts"]["items"] = names(prescript::names().collect());
    stage["contract"]["items"] = json!({ "$ref": "#/$defs/Check" });
    definitions["Check"] = check_schema();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Gatewright definition",
        "oneOf": [{ "$ref": "#/$defs/Definition" }, { "$ref": "#/$defs/AgentFile" }],
        "$defs": definitions,
    })
}

/// A check of a contract: one shape for each of the registry.
fn check_schema() -> Value {
    let kinds = checks::registry().iter().map(|kind| {
        let mut properties = serde_json::Map::new();
        for field in checks::COMMON_FIELDS.iter().chain(kind.fields) {
            properties.insert(field.name.to_owned(), json!({ "description": format!("{} ({})", field.summary, field.shape) }));
        }
        properties.insert("type".to_owned(), json!({ "const": kind.name, "description": format!("passes when {}", kind.summary) }));
        let required: Vec<&str> = ["type"]
            .into_iter()
            .chain(kind.target_required.then_some("target"))
            .chain(kind.fields.iter().filter(|field| field.required).map(|field| field.name))
            .collect();
        json!({ "title": kind.name, "type": "object", "properties": properties, "required": required })
    });
    json!({ "oneOf": kinds.collect::<Vec<_>>() })
}

/// Validates a definition against what is known. `text` is the file it was read from, for places.
#[must_use]
pub fn validate(definition: &Definition, text: &str, known: &Known) -> Vec<Problem> {
    let mut found = Findings { places: plan::Places::of(text), problems: Vec::new() };
    template(definition, &mut found);
    intent(&definition.spec, &mut found);
    stages(&definition.spec, known, &mut found);
    qa(&definition.spec.qa_config, &mut found);
    for (index, guarantee) in definition.spec.output_guarantees.iter().enumerate() {
        self::guarantee(guarantee, &format!("spec.output_guarantees[{index}]"), &mut found);
    }
    found.problems
}

struct Findings {
    places: plan::Places,
    problems: Vec<Problem>,
}

impl Findings {
    fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        let path = path.into();
        self.problems.push(Problem { place: self.places.locate(&path), path, message: message.into() });
    }
}

fn template(definition: &Definition, found: &mut Findings) {
    let slug = &definition.template.slug;
    let well_formed = slug.starts_with(|c: char| c.is_ascii_lowercase())
        && slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !well_formed || slug.len() > 80 {
        found.add("template.slug", "a slug is lower-case letters, digits and hyphens, begins with a letter and has at most 80 characters");
    }
    let version = &definition.spec.version;
    let numbers = version.strip_prefix('v').map(|rest| rest.split('.').all(|part| !part.is_empty() && part.parse::<u32>().is_ok()));
    if numbers != Some(true) {
        found.add("spec.version", format!("\"{version}\" is no version; write it like v1.0.0"));
    }
}

fn intent(spec: &Spec, found: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (index, field) in spec.intent_schema.iter().enumerate() {
        let at = format!("spec.intent_schema[{index}]");
        if !seen.insert(field.field.as_str()) {
            found.add(format!("{at}.field"), format!("the field {} stands twice", field.field));
        }
        if field.kind == FieldKind::Enum && field.options.is_empty() {
            found.add(at.clone(), format!("the enum {} has no options", field.field));
        }
        if let (FieldKind::Enum, Some(default)) = (field.kind, &field.default)
            && !field.options.iter().any(|option| Value::String(option.clone()) == *default)
        {
            found.add(format!("{at}.default"), format!("{default} is not among the options: {}", field.options.join(", ")));
        }
    }
    for (path, field) in [("spec.naming.subject", Some(&spec.naming.subject)), ("spec.naming.angle", spec.naming.angle.as_ref())] {
        if let Some(field) = field
            && !seen.contains(field.as_str())
        {
            found.add(path, format!("no intent field is named {field}"));
        }
    }
}

fn stages(spec: &Spec, known: &Known, found: &mut Findings) {
    if spec.stages.is_empty() {
        found.add("spec.stages", "a spec needs at least one stage");
    }
    let mut ids = BTreeSet::new();
    let mut gates = BTreeSet::new();
    let mut orders = BTreeSet::new();
    for (index, stage) in spec.stages.iter().enumerate() {
        let at = format!("spec.stages[{index}]");
        for (field, value, fresh) in [
            ("id", stage.id.clone(), ids.insert(stage.id.clone())),
            ("gate_id", stage.gate_id.clone(), gates.insert(stage.gate_id.clone())),
        ] {
            if !fresh {
                found.add(format!("{at}.{field}"), format!("{value} stands twice"));
            }
        }
        if !orders.insert(stage.order) {
            found.add(format!("{at}.order"), format!("the order {} stands twice", stage.order));
        }
        self::stage(spec, stage, &at, known, found);
    }
}

fn stage(spec: &Spec, stage: &Stage, at: &str, known: &Known, found: &mut Findings) {
    let activity = ACTIVITIES.iter().find(|(name, _)| *name == stage.activity);
    match (activity, known.agents.get(&stage.agent)) {
        (None, _) => found.add(format!("{at}.activity"), unknown("activity", &stage.activity, ACTIVITIES.iter().map(|(name, _)| *name))),
        (_, None) => found.add(format!("{at}.agent"), unknown("agent", &stage.agent, known.agents.keys().map(String::as_str))),
        (Some((_, AgentRole::Auditor)), Some(AgentRole::Producer)) => {
            found.add(format!("{at}.agent"), format!("{} makes things; {} demands an auditor", stage.agent, stage.activity));
        }
        (Some((_, AgentRole::Producer)), Some(AgentRole::Auditor)) => {
            found.add(format!("{at}.agent"), format!("{} is an auditor; auditors do not make what they audit", stage.agent));
        }
        _ => {}
    }
    if stage.activity == "generate" {
        generate(stage, at, known, found);
    } else if stage.model_id.is_some() {
        found.add(format!("{at}.model_id"), format!("{} calls no model; leave model_id out", stage.activity));
    }
    for (index, tool) in stage.tools.iter().enumerate().filter(|(_, tool)| !TOOLS.contains(&tool.as_str())) {
        found.add(format!("{at}.tools[{index}]"), unknown("tool", tool, TOOLS.iter().copied()));
    }
    for (index, script) in stage.pre_scripts.iter().enumerate().filter(|(_, script)| prescript::find(script).is_none()) {
        found.add(format!("{at}.pre_scripts[{index}]"), unknown("pre-script", script, prescript::names()));
    }
    if stage.max_attempts == 0 || stage.auto_attempts == 0 || stage.auto_attempts > stage.max_attempts {
        found.add(format!("{at}.max_attempts"), "attempts are at least 1, and the automatic ones are not more than all");
    }
    inputs(spec, stage, at, found);
    if stage.outputs.is_empty() {
        found.add(format!("{at}.outputs"), "a stage without outputs leaves its gate nothing to check");
    }
    for (index, output) in stage.outputs.iter().enumerate() {
        if !is_safe_path(&output.path) {
            found.add(
                format!("{at}.outputs[{index}].path"),
                format!("\"{}\" is no path inside the run (relative, no .., no leading dot)", output.path),
            );
        }
    }
    if stage.contract.is_empty() {
        found.add(format!("{at}.contract"), "a gate without checks passes anything; write at least one");
    }
    checks(&stage.contract, &format!("{at}.contract"), found);
}

fn generate(stage: &Stage, at: &str, known: &Known, found: &mut Findings) {
    match &stage.model_id {
        None => found.add(at, "generate needs a model_id"),
        Some(model) if !known.models.contains(model) => {
            found.add(format!("{at}.model_id"), unknown("model", model, known.models.iter().map(String::as_str)));
        }
        Some(_) => {}
    }
    if stage.instructions.as_deref().is_none_or(|text| text.trim().is_empty()) {
        found.add(at, "generate needs instructions");
    }
    if let Some(writer) = stage.offline_writer.as_deref().filter(|writer| !OFFLINE_WRITERS.contains(writer)) {
        found.add(format!("{at}.offline_writer"), unknown("offline writer", writer, OFFLINE_WRITERS.iter().copied()));
    }
}

fn inputs(spec: &Spec, stage: &Stage, at: &str, found: &mut Findings) {
    for (index, input) in stage.inputs.iter().enumerate() {
        let at = format!("{at}.inputs[{index}]");
        if input.source == "intent" {
            if !spec.intent_schema.iter().any(|field| field.field == input.name) {
                found.add(
                    format!("{at}.name"),
                    unknown("intent field", &input.name, spec.intent_schema.iter().map(|field| field.field.as_str())),
                );
            }
            continue;
        }
        match spec.stages.iter().find(|candidate| candidate.id == input.source) {
            None => found.add(format!("{at}.source"), unknown("stage", &input.source, spec.stages.iter().map(|stage| stage.id.as_str()))),
            Some(maker) if maker.order >= stage.order => {
                found.add(format!("{at}.source"), format!("{} comes later; a stage reads only what earlier stages made", input.source));
            }
            Some(maker) if !maker.outputs.iter().any(|output| output.name == input.name) => {
                found.add(format!("{at}.name"), unknown("output", &input.name, maker.outputs.iter().map(|output| output.name.as_str())));
            }
            Some(_) => {}
        }
    }
}

fn checks(contract: &[Value], at: &str, found: &mut Findings) {
    for (index, check) in contract.iter().enumerate() {
        let at = format!("{at}[{index}]");
        if let Err(problems) = contract::parse(check) {
            for problem in problems {
                found.add(format!("{at}{}", bracketed(&problem.path)), problem.message);
            }
        }
    }
}

fn qa(config: &Value, found: &mut Findings) {
    if config.is_null() {
        return;
    }
    match checks::qa::QaConfig::parse(config, "") {
        Ok(config) => {
            for (index, check) in config.checks.iter().enumerate().filter(|(_, check)| check.validations.is_empty()) {
                found.add(
                    format!("spec.qa_config.checks[{index}]"),
                    format!("{} has no validations, so nothing would decide it", check.name),
                );
            }
        }
        Err(problems) => {
            for problem in problems {
                found.add(format!("spec.qa_config{}", bracketed(&problem.path)), problem.message);
            }
        }
    }
}

/// `checks/0/name` as the places of a definition write it: `.checks[0].name`.
fn bracketed(path: &str) -> String {
    path.split('/')
        .filter(|part| !part.is_empty())
        .map(|part| if part.chars().all(|c| c.is_ascii_digit()) { format!("[{part}]") } else { format!(".{part}") })
        .collect()
}

fn guarantee(guarantee: &Guarantee, at: &str, found: &mut Findings) {
    if let Some(validation) = &guarantee.validation {
        checks(std::slice::from_ref(validation), &format!("{at}.validation"), found);
    }
}

/// Whether a path stays inside the run's folder on every system.
#[must_use]
pub fn is_safe_path(path: &str) -> bool {
    !path.is_empty()
        && path.len() <= 200
        && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '\0']))
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    if known.is_empty() {
        format!("unknown {what} \"{name}\"; none is known yet")
    } else {
        format!("unknown {what} \"{name}\"; known: {}", known.join(", "))
    }
}
