//! What surfaces show of the archive.

use db::client::GenericClient;
use db::queries::flows::archive as sql;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::FlowError;
use crate::read;

/// A run that lies in the archive.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ArchivedRun)]
pub struct ArchivedRunView {
    /// Identity, the same as before.
    pub id: Uuid,
    /// Whom it belongs to.
    pub user_id: Uuid,
    /// Name of its plan.
    pub name: String,
    /// Which version of the flow; `null` for a plan that was given as it is.
    pub version: Option<i32>,
    /// How it ended: `completed`, `failed`, `cancelled`, or `continued`.
    pub status: String,
    /// What it is found by.
    pub attributes: Value,
    /// How it failed.
    pub failure: Option<Value>,
    /// Steps of the plan.
    pub steps_total: i32,
    /// What its models cost, in nano-dollars.
    pub cost_nanos: i64,
    /// When it was submitted.
    pub created_at: Timestamp,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Timestamp,
    /// When it was put into the archive.
    pub archived_at: Timestamp,
    /// When it was brought back, if it was: then it is there as well.
    pub restored_at: Option<Timestamp>,
    /// Length of its file.
    pub size_bytes: i64,
}

/// Which runs in the archive to list, newest first.
#[derive(Debug, Clone, Default)]
pub struct ArchivedQuery {
    /// Only of this owner; everybody's that the client may see where absent.
    pub owner: Option<Uuid>,
    /// Only that ended so.
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

/// One run of the archive, also one that was brought back.
///
/// # Errors
/// The database failed.
pub async fn archived_run(client: &impl GenericClient, id: Uuid) -> Result<Option<ArchivedRunView>, FlowError> {
    Ok(sql::archived().bind(client, &id).opt().await?.map(view))
}

/// Runs that lie in the archive, newest first.
///
/// # Errors
/// [`FlowError::UnknownStatus`], or the database failed.
pub async fn archived_runs(client: &impl GenericClient, query: &ArchivedQuery) -> Result<Vec<ArchivedRunView>, FlowError> {
    let (status, name) = (query.status.as_deref(), query.name.as_deref());
    read::check_status(status)?;
    let attributes = Value::Object(query.attributes.clone());
    let (at, id) = query.before;
    let rows = match query.owner {
        Some(owner) => {
            sql::list_archived_of_owner().bind(client, &owner, &at, &id, &status, &name, &attributes, &query.limit).all().await?
        }
        None => sql::list_archived().bind(client, &at, &id, &status, &name, &attributes, &query.limit).all().await?,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// The run in the archive whose identity begins so.
///
/// # Errors
/// [`FlowError::UnknownArchived`], [`FlowError::AmbiguousRun`], or the database failed.
pub async fn find_archived(client: &impl GenericClient, reference: &str) -> Result<Uuid, FlowError> {
    let unknown = || FlowError::UnknownArchived(reference.to_owned());
    let (from, until) = read::range_of(reference).ok_or_else(unknown)?;
    match sql::find_archived().bind(client, &from, &until).all().await?[..] {
        [only] => Ok(only),
        [first, second, ..] => Err(FlowError::AmbiguousRun { reference: reference.to_owned(), first, second }),
        [] => Err(unknown()),
    }
}

fn view(row: sql::ArchivedRun) -> ArchivedRunView {
    ArchivedRunView {
        id: row.id,
        user_id: row.user_id,
        name: row.name,
        version: row.version,
        status: row.status,
        attributes: row.attributes,
        failure: row.failure,
        steps_total: row.steps_total,
        cost_nanos: row.cost_nanos,
        created_at: row.created_at,
        started_at: row.started_at,
        ended_at: row.ended_at,
        archived_at: row.archived_at,
        restored_at: row.restored_at,
        size_bytes: row.size_bytes,
    }
}
