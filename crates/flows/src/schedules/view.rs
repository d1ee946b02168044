//! What surfaces show of schedules, and how it is read.

use db::client::GenericClient;
use db::queries::flows::schedules as sql;
use jiff::Timestamp;
use schedule::Definition;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::FlowError;

/// A schedule.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Schedule)]
pub struct ScheduleView {
    /// Identity.
    pub id: Uuid,
    /// Whom it belongs to.
    pub user_id: Uuid,
    /// Its name.
    pub name: String,
    /// The flow whose runs it starts.
    pub flow: String,
    /// Which version of it; `null` for the newest at each firing.
    pub version: Option<i32>,
    /// When it fires: `when`, `zone`, `jitter`, `starts_at`, `ends_at`, `max_runs`, `catch_up`, `overlap`, `paused`.
    #[schema(value_type = Value)]
    pub definition: Definition,
    /// The input of each run.
    pub input: Value,
    /// What each run is found by.
    pub attributes: Value,
    /// Firings so far; those started by hand and backfilled do not count.
    pub fired: i64,
    /// When there is something to do next; `null` while it is paused and when it is exhausted.
    pub next_look: Option<Timestamp>,
    /// Its next moments, as the rule names them, at most five.
    pub next: Vec<Timestamp>,
    /// Whether it will never fire again.
    pub exhausted: bool,
    /// Its runs that have not ended.
    pub running: i32,
    /// Firings that wait for a run to end.
    pub waiting: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What became of one moment of a schedule.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Firing)]
pub struct FiringView {
    /// Identity.
    pub id: Uuid,
    /// The moment that the rule names.
    pub nominal: Timestamp,
    /// `rule`, `backfill` or `hand`.
    pub cause: String,
    /// `buffered`, `started`, `skipped`, `missed` or `failed`.
    pub status: String,
    /// Why it did not start.
    pub reason: Option<String>,
    /// The run it started.
    pub run_id: Option<Uuid>,
    /// When it was dealt with.
    pub created_at: Timestamp,
}

/// How many next moments are shown.
const NEXT: usize = 5;

/// One schedule, if the client sees it.
///
/// # Errors
/// The database failed, or the row cannot be read.
pub async fn schedule(client: &impl GenericClient, id: Uuid) -> Result<Option<ScheduleView>, FlowError> {
    sql::get_schedule().bind(client, &id).opt().await?.map(view).transpose()
}

/// Schedules of an owner, or all that the client sees, by name.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn schedules(client: &impl GenericClient, owner: Option<Uuid>) -> Result<Vec<ScheduleView>, FlowError> {
    sql::list_schedules().bind(client, &owner).all().await?.into_iter().map(view).collect()
}

/// What became of a schedule's moments, newest first, from behind a place on.
///
/// # Errors
/// The database failed.
pub async fn firings(
    client: &impl GenericClient,
    schedule_id: Uuid,
    before: (Option<Timestamp>, Option<Uuid>),
    limit: i64,
) -> Result<Vec<FiringView>, FlowError> {
    let rows = sql::list_firings().bind(client, &schedule_id, &before.0, &before.1, &limit).all().await?;
    let view = |row: sql::Firing| FiringView {
        id: row.id,
        nominal: row.nominal,
        cause: row.cause,
        status: row.status,
        reason: row.reason,
        run_id: row.run_id,
        created_at: row.created_at,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Reads what is stored of a rule.
pub(super) fn definition(stored: Value) -> Result<Definition, FlowError> {
    serde_json::from_value(stored)
        .map_err(|error| FlowError::Inconsistent { table: "flows.schedules", message: format!("a definition: {error}") })
}

fn view(row: sql::Schedule) -> Result<ScheduleView, FlowError> {
    let definition = definition(row.definition)?;
    let next = match definition.check(jiff::tz::db()) {
        Ok(rule) if !definition.paused && !row.exhausted => {
            let left =
                definition.max_runs.map_or(NEXT, |most| usize::try_from(most.saturating_sub(row.fired.unsigned_abs())).unwrap_or(NEXT));
            rule.after(row.last_considered).take(NEXT.min(left)).collect()
        }
        // A zone that this machine does not know any more: the scheduler says so.
        _ => Vec::new(),
    };
    Ok(ScheduleView {
        id: row.id,
        user_id: row.user_id,
        name: row.name,
        flow: row.flow,
        version: row.version,
        definition,
        input: row.input,
        attributes: row.attributes,
        fired: row.fired,
        next_look: row.next_look,
        next,
        exhausted: row.exhausted,
        running: row.running,
        waiting: row.waiting,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
