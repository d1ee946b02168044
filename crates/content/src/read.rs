//! Reads: the same queries for the command line, through the service, and for the API, as the user whose session it is.
//!
//! Each takes any client. What it sees is what that client may see: under a user's session row-level security decides, and somebody else's
//! run is simply not there.

use db::client::GenericClient;
use db::queries::content::{agents, artifacts, gates, runs, specs, templates};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::definition::{self, DefinitionFile};
use crate::model::Definition;
use crate::service::{ServiceError, SpecDetail};
use crate::view::{ArtifactView, AttemptFileView, GateView, RunView, TemplateView, WaitingFor};

const STATUSES: &[&str] = &["pending", "running", "paused", "completed", "failed", "cancelled"];

/// Which runs to list, newest first.
#[derive(Debug, Clone, Default)]
pub struct RunQuery {
    /// Only of this owner.
    pub owner: Option<Uuid>,
    /// Only with this status.
    pub status: Option<String>,
    /// Only of this template.
    pub template: Option<String>,
    /// Only with these words in a name.
    pub words: Option<String>,
    /// Only behind this place: `created_at` and id of the last row before.
    pub before: (Option<Timestamp>, Option<Uuid>),
    /// At most so many.
    pub limit: i64,
}

/// One run.
///
/// # Errors
/// The database failed.
pub async fn run(client: &impl GenericClient, id: Uuid) -> Result<Option<RunView>, ServiceError> {
    Ok(runs::get_run().bind(client, &id, &None).opt().await?.map(run_view))
}

/// Runs, newest first.
///
/// # Errors
/// [`ServiceError::UnknownStatus`], or the database failed.
pub async fn runs(client: &impl GenericClient, query: &RunQuery) -> Result<Vec<RunView>, ServiceError> {
    let status = query.status.as_deref();
    if let Some(status) = status.filter(|status| !STATUSES.contains(status)) {
        return Err(ServiceError::UnknownStatus(status.to_owned()));
    }
    let (template, words) = (query.template.as_deref(), query.words.as_deref().map(pattern));
    let words = words.as_deref();
    let (at, id) = query.before;
    let rows = match query.owner {
        Some(owner) => runs::list_runs_of_owner().bind(client, &owner, &at, &id, &status, &template, &words, &query.limit).all().await?,
        None => runs::list_runs().bind(client, &at, &id, &status, &template, &words, &query.limit).all().await?,
    };
    Ok(rows.into_iter().map(run_view).collect())
}

/// Words somebody typed, for `ilike`: its own signs stand for themselves.
#[must_use]
pub fn pattern(words: &str) -> String {
    words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Every attempt of every gate of a run, in the order of the pipeline, newest attempt of a gate first.
///
/// # Errors
/// The database failed.
pub async fn gates(client: &impl GenericClient, run_id: Uuid) -> Result<Vec<GateView>, ServiceError> {
    Ok(gates::gate_timeline().bind(client, &run_id, &None).all().await?.into_iter().map(gate_view).collect())
}

/// One attempt of a gate.
///
/// # Errors
/// The database failed.
pub async fn attempt(client: &impl GenericClient, run_id: Uuid, gate: &str, number: i32) -> Result<Option<GateView>, ServiceError> {
    Ok(gates::get_attempt().bind(client, &run_id, &gate, &number).opt().await?.map(gate_view))
}

/// The files of a run that count.
///
/// # Errors
/// The database failed.
pub async fn artifacts(client: &impl GenericClient, run_id: Uuid) -> Result<Vec<ArtifactView>, ServiceError> {
    let rows = artifacts::list_current_artifacts().bind(client, &run_id, &None).all().await?;
    Ok(rows.into_iter().map(|row| artifact_view(row, true)).collect())
}

/// Every file of a run, those of failed and superseded attempts too, newest first.
///
/// # Errors
/// The database failed.
pub async fn all_artifacts(client: &impl GenericClient, run_id: Uuid) -> Result<Vec<AttemptFileView>, ServiceError> {
    let rows = artifacts::list_artifacts().bind(client, &run_id, &None).all().await?;
    Ok(rows.into_iter().map(attempt_file_view).collect())
}

/// Which templates to list.
#[derive(Debug, Clone, Default)]
pub struct TemplateQuery {
    /// Those not offered too, as far as the client may see them.
    pub include_inactive: bool,
    /// Only making this.
    pub kind: Option<String>,
    /// Only this deep.
    pub depth: Option<String>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Only with these words in name or description.
    pub words: Option<String>,
}

/// The catalogue, featured templates first.
///
/// # Errors
/// The database failed.
pub async fn templates(client: &impl GenericClient, query: &TemplateQuery) -> Result<Vec<TemplateView>, ServiceError> {
    let words = query.words.as_deref().map(pattern);
    let rows = templates::list_templates()
        .bind(client, &query.include_inactive, &query.kind.as_deref(), &query.depth.as_deref(), &query.tag.as_deref(), &words.as_deref())
        .all()
        .await?;
    Ok(rows.into_iter().map(template_view).collect())
}

/// One template with its newest spec.
///
/// # Errors
/// The database failed.
pub async fn template(client: &impl GenericClient, slug: &str) -> Result<Option<SpecDetail>, ServiceError> {
    let Some(row) = templates::get_template().bind(client, &slug).opt().await? else { return Ok(None) };
    let (spec_id, spec, version_hash) = match row.spec_id {
        Some(id) => {
            let spec = specs::get_spec().bind(client, &id).one().await?;
            (Some(id), json!(definition_of(spec.definition.as_deref())?.spec), spec.version_hash)
        }
        None => (None, Value::Null, None),
    };
    let versions = specs::list_specs().bind(client, &Some(slug)).all().await?;
    let versions = versions.into_iter().filter(|spec| spec.state == "published").map(|spec| spec.version).collect();
    Ok(Some(SpecDetail { template: template_view(row), spec_id, spec, version_hash, versions }))
}

/// A version of a template at a glance.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Spec)]
pub struct SpecView {
    /// Identity.
    pub id: Uuid,
    /// For example `v1.0.0`.
    pub version: String,
    /// SHA-256 of the contract.
    pub version_hash: Option<String>,
    /// draft or published.
    pub state: String,
    /// system, public or private.
    pub visibility: Option<String>,
    /// Whether it may be run.
    pub is_active: bool,
    /// When.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Option<Uuid>,
}

/// Versions of a template, newest first.
///
/// # Errors
/// The database failed.
pub async fn spec_list(client: &impl GenericClient, slug: &str) -> Result<Vec<SpecView>, ServiceError> {
    let rows = specs::list_specs().bind(client, &Some(slug)).all().await?;
    Ok(rows
        .into_iter()
        .map(|row| SpecView {
            id: row.id,
            version: row.version,
            version_hash: row.version_hash,
            state: row.state,
            visibility: row.visibility,
            is_active: row.is_active,
            created_at: row.created_at,
            created_by: row.created_by,
        })
        .collect())
}

/// One version of a template: at a glance, its source, and the definition read.
///
/// # Errors
/// The database failed.
pub async fn spec(
    client: &impl GenericClient,
    slug: &str,
    version: &str,
) -> Result<Option<(SpecView, Option<String>, Definition)>, ServiceError> {
    let Some(row) = specs::get_spec_version().bind(client, &slug, &version).opt().await? else { return Ok(None) };
    let definition = definition_of(row.definition.as_deref())?;
    let view = SpecView {
        id: row.id,
        version: row.version,
        version_hash: row.version_hash,
        state: row.state,
        visibility: row.visibility,
        is_active: row.is_active,
        created_at: row.created_at,
        created_by: row.created_by,
    };
    Ok(Some((view, row.definition, definition)))
}

/// An agent with its versions.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Agent)]
pub struct AgentView {
    /// Name in specs.
    pub slug: String,
    /// The active version.
    pub version: i32,
    /// Name for people.
    pub name: String,
    /// researcher, writer, auditor, …
    pub family: String,
    /// producer or auditor.
    pub role: String,
    /// A sentence.
    pub description: String,
    /// The system prompt; empty where the work is an activity.
    pub prompt: String,
    /// SHA-256 of its file.
    pub hash: String,
    /// Whether a version of it is active.
    pub is_active: bool,
    /// Every version, newest first.
    pub versions: Vec<i32>,
}

/// Every agent with its versions, by family and name.
///
/// # Errors
/// The database failed.
pub async fn agent_list(client: &impl GenericClient) -> Result<Vec<AgentView>, ServiceError> {
    let mut found: Vec<AgentView> = Vec::new();
    for row in agents::list_agent_versions().bind(client).all().await? {
        let version = row.version;
        let known = found.iter().position(|agent| agent.slug == row.slug);
        let agent = match known {
            Some(at) => &mut found[at],
            None => {
                found.push(AgentView {
                    slug: row.slug,
                    version: row.version,
                    name: row.name.clone(),
                    family: row.family.clone(),
                    role: row.role.clone(),
                    description: row.description.clone(),
                    prompt: row.prompt.clone(),
                    hash: row.hash.clone(),
                    is_active: false,
                    versions: Vec::new(),
                });
                let last = found.len() - 1;
                &mut found[last]
            }
        };
        if row.is_active {
            agent.version = row.version;
            agent.name = row.name;
            agent.family = row.family;
            agent.role = row.role;
            agent.description = row.description;
            agent.prompt = row.prompt;
            agent.hash = row.hash;
            agent.is_active = true;
        }
        agent.versions.push(version);
    }
    Ok(found)
}

/// Reads the definition behind a spec row.
pub(crate) fn definition_of(text: Option<&str>) -> Result<Definition, ServiceError> {
    let text = text.ok_or(ServiceError::Inconsistent { table: "content.specs", message: "the definition is missing".to_owned() })?;
    match definition::read(text) {
        Ok(DefinitionFile::Template(definition)) => Ok(*definition),
        Ok(DefinitionFile::Agent(_)) => {
            Err(ServiceError::Inconsistent { table: "content.specs", message: "the definition is an agent's".to_owned() })
        }
        Err(problem) => Err(ServiceError::Inconsistent { table: "content.specs", message: problem.to_string() }),
    }
}

fn template_view(row: templates::Template) -> TemplateView {
    TemplateView {
        slug: row.slug,
        name: row.name,
        kind: row.kind,
        depth: row.depth,
        description: row.description,
        tags: row.tags.unwrap_or_default(),
        what_you_get: row.what_you_get.unwrap_or_else(|| json!([])),
        estimated_time: row.estimated_time,
        step_count: row.step_count,
        version: row.version,
        is_featured: row.is_featured,
        is_active: row.is_active,
        sort_order: row.sort_order,
        estimated_cost_usd: row.estimated_cost_usd,
    }
}

/// Nano-dollars as dollars.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a display in dollars; the exact figure is in nano-dollars")]
pub fn dollars(nanos: i64) -> f64 {
    nanos as f64 / 1e9
}

fn run_view(row: runs::Run) -> RunView {
    let waiting_for = match (row.waiting_kind, &row.current_gate, row.waiting_title) {
        (Some(kind), Some(gate), Some(title)) => Some(WaitingFor { kind, gate: gate.clone(), title }),
        _ => None,
    };
    RunView {
        id: row.id,
        template: row.template,
        template_name: row.template_name,
        version: row.version,
        display_name: row.display_name,
        project_slug: row.project_slug,
        status: row.status,
        current_gate: row.current_gate,
        pause_reason: row.pause_reason,
        waiting_for,
        intent: row.intent,
        trial: row.trial,
        total_gates: row.total_gates,
        gates_passed: row.gates_passed,
        gates_failed: row.gates_failed,
        total_tokens_in: row.total_tokens_in,
        total_tokens_out: row.total_tokens_out,
        total_cost_usd: dollars(row.total_cost_nanos),
        cost_incomplete: row.cost_incomplete,
        estimated_cost_usd: row.estimated_cost_usd,
        user_id: row.user_id,
        user_name: row.user_name,
        qa_report: row.qa_report,
        depth: row.depth,
        artifact_type: row.artifact_type,
        main_artifact_id: row.main_artifact_id,
        started_at: row.started_at,
        completed_at: row.completed_at,
        created_at: row.created_at,
    }
}

fn gate_view(row: gates::Gate) -> GateView {
    GateView {
        id: row.id,
        gate_id: row.gate_id,
        gate_name: row.gate_name,
        phase: row.phase,
        gate_order: row.gate_order,
        stage_id: row.stage_id,
        status: row.status,
        attempt_number: row.attempt_number,
        max_attempts: row.max_attempts,
        agent_slug: row.agent_slug,
        model_id: row.model_id,
        model_provider: row.model_provider,
        tokens_in: row.tokens_in,
        tokens_out: row.tokens_out,
        cost_usd: row.cost_nanos.map(dollars),
        duration_ms: row.duration_ms,
        validation_results: row.validation_results,
        fail_codes: row.fail_codes,
        cause: row.cause,
        superseded: row.superseded,
        awaiting_approval: row.awaiting_approval,
        decision: row.decision,
        decided_by: row.decided_by,
        decided_via: row.decided_via,
        decision_reason: row.decision_reason,
        started_at: row.started_at,
        completed_at: row.completed_at,
    }
}

fn artifact_view(row: artifacts::Artifact, current: bool) -> ArtifactView {
    ArtifactView {
        id: row.id,
        run_id: row.run_id,
        file_name: row.file_name,
        file_path: row.file_path,
        content_type: row.content_type,
        media_type: row.media_type,
        content_hash: row.content_hash.unwrap_or_default(),
        size_bytes: row.size_bytes,
        artifact_type: row.artifact_type,
        gate_id: row.gate_id,
        attempt_number: row.attempt_number.unwrap_or_default(),
        created_at: row.created_at,
        current,
    }
}

fn attempt_file_view(row: artifacts::ListArtifacts) -> AttemptFileView {
    AttemptFileView {
        file: ArtifactView {
            id: row.id,
            run_id: row.run_id,
            file_name: row.file_name,
            file_path: row.file_path,
            content_type: row.content_type,
            media_type: row.media_type,
            content_hash: row.content_hash.unwrap_or_default(),
            size_bytes: row.size_bytes,
            artifact_type: row.artifact_type,
            gate_id: row.gate_id,
            attempt_number: row.attempt_number.unwrap_or_default(),
            created_at: row.created_at,
            current: row.current,
        },
        attempt_status: row.attempt_status,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn signs_of_patterns_stand_for_themselves() {
        assert_eq!(super::pattern("100%_a\\b"), "100\\%\\_a\\\\b");
    }
}
