//! Reads: the same queries for the command line, through the service, and for the API, as the user whose session it is.

use db::client::GenericClient;
use db::queries::flows::{flows, runs};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::error::FlowError;
use crate::view::{FlowRunView, FlowStepView, FlowView, VersionView};

const STATUSES: &[&str] = &["pending", "running", "paused", "completed", "failed", "cancelled", "continued"];

/// Which runs to list, newest first.
#[derive(Debug, Clone, Default)]
pub struct RunQuery {
    /// Only of this owner; everybody's that the client may see where absent.
    pub owner: Option<Uuid>,
    /// Only with this status.
    pub status: Option<String>,
    /// Only of plans of this name.
    pub name: Option<String>,
    /// Only with all of these attributes.
    pub attributes: serde_json::Map<String, Value>,
    /// Only behind this place: `created_at` and id of the last row before.
    pub before: (Option<Timestamp>, Option<Uuid>),
    /// At most so many.
    pub limit: i64,
}

/// The flows of an owner, or all that the client sees, by name.
///
/// # Errors
/// The database failed.
pub async fn flows(client: &impl GenericClient, owner: Option<Uuid>) -> Result<Vec<FlowView>, FlowError> {
    Ok(flows::list_flows().bind(client, &owner).all().await?.into_iter().map(flow_view).collect())
}

/// One flow of an owner.
///
/// # Errors
/// [`FlowError::UnknownFlow`], or the database failed.
pub async fn flow(client: &impl GenericClient, owner: Uuid, name: &str) -> Result<FlowView, FlowError> {
    let found = flows::get_flow().bind(client, &owner, &name).opt().await?;
    found.map(flow_view).ok_or_else(|| FlowError::UnknownFlow { name: name.to_owned() })
}

/// One flow by its identity.
///
/// # Errors
/// The database failed.
pub async fn flow_by_id(client: &impl GenericClient, id: Uuid) -> Result<Option<FlowView>, FlowError> {
    Ok(flows::get_flow_by_id().bind(client, &id).opt().await?.map(flow_view))
}

/// The versions of a flow, newest first.
///
/// # Errors
/// The database failed.
pub async fn versions(client: &impl GenericClient, flow_id: Uuid) -> Result<Vec<VersionView>, FlowError> {
    let rows = flows::list_versions().bind(client, &flow_id).all().await?;
    Ok(rows.into_iter().map(|row| VersionView { version: row.version, plan_hash: row.plan_hash, created_at: row.created_at }).collect())
}

/// The file a version of a flow was made from; of the newest version where none is named.
///
/// # Errors
/// [`FlowError::UnknownVersion`], or the database failed.
pub async fn source(client: &impl GenericClient, flow: &FlowView, version: Option<i32>) -> Result<(VersionView, String), FlowError> {
    let version = version.unwrap_or(flow.latest_version);
    let row = flows::get_version().bind(client, &flow.id, &version).opt().await?;
    let row = row.ok_or_else(|| FlowError::UnknownVersion { name: flow.name.clone(), version, latest: flow.latest_version })?;
    Ok((VersionView { version: row.version, plan_hash: row.plan_hash, created_at: row.created_at }, row.source))
}

/// One run.
///
/// # Errors
/// The database failed.
pub async fn run(client: &impl GenericClient, id: Uuid) -> Result<Option<FlowRunView>, FlowError> {
    runs::get_run().bind(client, &id).opt().await?.map(run_view).transpose()
}

/// The run whose identity begins so.
///
/// # Errors
/// [`FlowError::UnknownRun`], [`FlowError::AmbiguousRun`], or the database failed.
pub async fn find_run(client: &impl GenericClient, reference: &str) -> Result<FlowRunView, FlowError> {
    let unknown = || FlowError::UnknownRun(reference.to_owned());
    let (from, until) = range_of(reference).ok_or_else(unknown)?;
    let mut found = runs::find_runs().bind(client, &from, &until).all().await?.into_iter();
    match (found.next(), found.next()) {
        (Some(only), None) => run_view(only),
        (Some(first), Some(second)) => Err(FlowError::AmbiguousRun { reference: reference.to_owned(), first: first.id, second: second.id }),
        (None, _) => Err(unknown()),
    }
}

/// The first and the last identity that begin so.
pub(crate) fn range_of(reference: &str) -> Option<(Uuid, Uuid)> {
    let digits: String = reference.chars().filter(|letter| *letter != '-').collect();
    if digits.is_empty() || digits.len() > 32 || !digits.chars().all(|letter| letter.is_ascii_hexdigit()) {
        return None;
    }
    let bound = |fill: char| Uuid::parse_str(&digits.chars().chain(std::iter::repeat(fill)).take(32).collect::<String>()).ok();
    bound('0').zip(bound('f'))
}

/// Refuses a word that is no status.
pub(crate) fn check_status(status: Option<&str>) -> Result<(), FlowError> {
    match status.filter(|status| !STATUSES.contains(status)) {
        Some(unknown) => Err(FlowError::UnknownStatus(unknown.to_owned())),
        None => Ok(()),
    }
}

/// Runs, newest first.
///
/// # Errors
/// [`FlowError::UnknownStatus`], or the database failed.
pub async fn runs(client: &impl GenericClient, query: &RunQuery) -> Result<Vec<FlowRunView>, FlowError> {
    let status = query.status.as_deref();
    check_status(status)?;
    let name = query.name.as_deref();
    let attributes = Value::Object(query.attributes.clone());
    let (at, id) = query.before;
    let rows = match query.owner {
        Some(owner) => runs::list_runs_of_owner().bind(client, &owner, &at, &id, &status, &name, &attributes, &query.limit).all().await?,
        None => runs::list_runs().bind(client, &at, &id, &status, &name, &attributes, &query.limit).all().await?,
    };
    rows.into_iter().map(run_view).collect()
}

/// Runs that steps of a run started, oldest first, at most a thousand.
///
/// # Errors
/// The database failed.
pub async fn children(client: &impl GenericClient, run_id: Uuid) -> Result<Vec<FlowRunView>, FlowError> {
    runs::list_children().bind(client, &run_id).all().await?.into_iter().map(run_view).collect()
}

/// Every attempt of every step, in the order of the plan, the newest attempt of a step first.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn steps(client: &impl GenericClient, run_id: Uuid) -> Result<Vec<FlowStepView>, FlowError> {
    runs::list_steps().bind(client, &run_id).all().await?.into_iter().map(step_view).collect()
}

/// The path of the file with this hash that a step of the run made, or a call of a fan-out, if there is one.
///
/// # Errors
/// The database failed.
pub async fn file(client: &impl GenericClient, run_id: Uuid, sha256: &str) -> Result<Option<String>, FlowError> {
    Ok(runs::file_of_run().bind(client, &run_id, &sha256).opt().await?)
}

fn flow_view(row: flows::Flow) -> FlowView {
    FlowView {
        id: row.id,
        user_id: row.user_id,
        name: row.name,
        latest_version: row.latest_version,
        plan_hash: row.plan_hash,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

fn run_view(row: runs::FlowRun) -> Result<FlowRunView, FlowError> {
    let waits = row
        .waits
        .map(serde_json::from_value)
        .transpose()
        .map_err(|error| FlowError::Inconsistent { table: "flows.starts", message: format!("what run {} waits for: {error}", row.id) })?;
    Ok(FlowRunView {
        id: row.id,
        user_id: row.user_id,
        flow_id: row.flow_id,
        name: row.name,
        version: row.version,
        status: row.status,
        input: row.input,
        output: row.output,
        failure: row.failure,
        pause: row.pause,
        waits,
        continued_from: row.continued_from,
        continued_in: row.continued_in,
        schedule_id: row.schedule_id,
        scheduled_for: row.scheduled_for,
        parent_id: row.parent_id,
        parent_step: row.parent_step,
        forked_from: row.forked_from,
        redriven_as: row.redriven_as,
        attributes: row.attributes,
        steps_total: row.steps_total,
        steps_done: row.steps_done,
        cost_nanos: row.cost_nanos,
        created_at: row.created_at,
        started_at: row.started_at,
        ended_at: row.ended_at,
    })
}

fn step_view(row: runs::FlowStep) -> Result<FlowStepView, FlowError> {
    let files = serde_json::from_value(row.files.unwrap_or_else(|| json!([])))
        .map_err(|error| FlowError::Inconsistent { table: "flows.steps", message: format!("files of step {}: {error}", row.step) })?;
    Ok(FlowStepView {
        step: row.step,
        attempt: row.attempt,
        position: row.position,
        title: row.title,
        status: row.status,
        cause: row.cause,
        input: row.input,
        value: row.value,
        files,
        items_done: row.items_done,
        items_failed: row.items_failed,
        failure: row.failure,
        verdict: row.verdict,
        decision: row.decision,
        undo: row.undo,
        tries: row.tries,
        cost_nanos: row.cost_nanos,
        started_at: row.started_at,
        ended_at: row.ended_at,
    })
}
