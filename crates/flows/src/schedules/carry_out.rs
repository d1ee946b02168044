//! What a firing becomes: a run, something that waits, or a line that says why not. All of it in the transaction of whoever fires.

use db::queries::flows::admission as lines;
use db::queries::flows::schedules as sql;
use deadpool_postgres::Transaction;
use engine::Request;
use jiff::Timestamp;
use machine::{Actor, CancelMode};
use schedule::{Fate, Occupancy, Overlap, SkipReason};
use serde_json::Value;
use uuid::Uuid;

use super::service::flow_of;
use super::view;
use crate::admission::{Admitted, Starter};
use crate::error::FlowError;
use crate::read;
use crate::service::{Flows, PlanSource, Start, Started};

/// Why a schedule fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// Its rule names the moment.
    Rule,
    /// Somebody asked for a past range.
    Backfill,
    /// Somebody asked.
    Hand,
}

impl Cause {
    fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Backfill => "backfill",
            Self::Hand => "hand",
        }
    }
}

/// Carries the firings of a locked schedule out, in order, and then lets go what waits and may start. Returns whether a run was started.
pub(super) async fn fire(
    flows: &Flows,
    tx: &Transaction<'_>,
    row: &sql::DueSchedule,
    moments: &[Timestamp],
    cause: Cause,
) -> Result<bool, FlowError> {
    let overlap = view::definition(row.definition.clone())?.overlap;
    let mut busy = occupancy(tx, row.id).await?;
    let mut started = false;
    for nominal in moments {
        let fate = overlap.fate(busy);
        let firing = Uuid::now_v7();
        let (status, reason) = match fate {
            // One that starts says so itself; the others wait for a run to end.
            Fate::Start | Fate::Buffer | Fate::Replace => ("buffered", None),
            Fate::Skip(why) => ("skipped", Some(why.to_string())),
        };
        let fresh = sql::insert_firing()
            .bind(tx, &firing, &row.id, nominal, &cause.as_str(), &status, &reason.as_deref(), &None)
            .opt()
            .await?
            .is_some();
        if !fresh {
            // A moment that was fired before changes nothing now.
            continue;
        }
        if fate == Fate::Replace {
            sql::drop_waiting().bind(tx, &SkipReason::Replaced.to_string(), &row.id, &firing).await?;
            cancel_running(tx, row.id).await?;
        }
        busy = match fate {
            Fate::Start if !start(flows, tx, row, firing, *nominal).await? => busy,
            fate => {
                started |= fate == Fate::Start;
                busy.after(fate)
            }
        };
    }
    started |= release(flows, tx, row, overlap, busy).await?;
    sql::trim_firings().bind(tx, &row.id).await?;
    watch(tx, row.id).await?;
    Ok(started)
}

/// Has somebody look again soon where firings wait.
pub(super) async fn watch(tx: &Transaction<'_>, id: Uuid) -> Result<(), FlowError> {
    const SOON_S: f64 = 5.0;
    sql::watch_waiting().bind(tx, &SOON_S, &id).await?;
    Ok(())
}

/// Writes down moments that nobody made up for in time.
pub(super) async fn miss(tx: &Transaction<'_>, row: &sql::DueSchedule, moments: &[Timestamp]) -> Result<(), FlowError> {
    const WHY: &str = "nobody looked before its catch-up window was over";
    for nominal in moments {
        sql::insert_firing().bind(tx, &Uuid::now_v7(), &row.id, nominal, &Cause::Rule.as_str(), &"missed", &Some(WHY), &None).opt().await?;
    }
    Ok(())
}

/// Starts what waits, as far as the policy lets it.
async fn release(
    flows: &Flows,
    tx: &Transaction<'_>,
    row: &sql::DueSchedule,
    overlap: Overlap,
    mut busy: Occupancy,
) -> Result<bool, FlowError> {
    let mut started = false;
    while busy.buffered > 0 && overlap.release(busy) > 0 {
        let waiting = sql::waiting_firings().bind(tx, &row.id, &1).all().await?;
        let Some(first) = waiting.first() else { break };
        busy.buffered -= 1;
        if start(flows, tx, row, first.id, first.nominal).await? {
            started = true;
            busy.running += 1;
        }
    }
    Ok(started)
}

/// Starts the run of a firing. One that cannot be started is written down with why, and keeps nobody from the next.
async fn start(flows: &Flows, tx: &Transaction<'_>, row: &sql::DueSchedule, firing: Uuid, nominal: Timestamp) -> Result<bool, FlowError> {
    let flow = flow_of(tx, row.flow_id).await?;
    let begun = async {
        let (version, text) = read::source(tx, &flow, row.version).await?;
        let start = Start {
            plan: PlanSource::Flow { name: flow.name.clone(), version: Some(version.version) },
            input: row.input.clone(),
            attributes: match &row.attributes {
                Value::Object(map) => map.clone(),
                _ => serde_json::Map::new(),
            },
            idempotency_key: None,
            approved_in_advance: None,
        };
        let plan = crate::compile::load(&text, &flow.name)?.0;
        flows.start_in(tx, row.user_id, Starter::Schedule(row.id), start, plan, Some(flow.id), Some(version.version)).await
    };
    match begun.await {
        Ok(Started { run_id, admitted: Admitted::Skipped, .. }) => {
            sql::end_firing().bind(tx, &"skipped", &Some("its flow had no room for it"), &Some(run_id), &firing).await?;
            Ok(false)
        }
        // Debounced, or one of a batch: the run is not this schedule's alone.
        Ok(Started { run_id, admitted: Admitted::Joined, .. }) => {
            sql::end_firing().bind(tx, &"started", &None::<&str>, &Some(run_id), &firing).await?;
            Ok(false)
        }
        Ok(started) => {
            sql::end_firing().bind(tx, &"started", &None::<&str>, &Some(started.run_id), &firing).await?;
            sql::mark_scheduled().bind(tx, &row.id, &nominal, &started.run_id).await?;
            Ok(true)
        }
        Err(error) if error.is_usage() => {
            sql::end_firing().bind(tx, &"failed", &Some(error.to_string().as_str()), &None, &firing).await?;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

async fn cancel_running(tx: &Transaction<'_>, schedule_id: Uuid) -> Result<(), FlowError> {
    // A run that others have joined is not the schedule's any more, and nobody joins one while its line is held.
    lines::hold_lines_of().bind(tx, &sql::running_of().bind(tx, &schedule_id).all().await?).one().await?;
    let running = sql::running_of().bind(tx, &schedule_id).all().await?;
    let why = serde_json::json!({ "code": "CANCELLED", "message": "the schedule fired again", "by": format!("schedule {schedule_id}"), "via": "overlap policy" });
    // Those that are not let in yet never begin.
    let withdrawn = lines::withdraw().bind(tx, &running, &why.to_string()).all().await?;
    for run_id in running.into_iter().filter(|run_id| !withdrawn.contains(run_id)) {
        let by = Actor { id: format!("schedule {schedule_id}"), via: "overlap policy".to_owned(), roles: Vec::new() };
        let request = Request::Cancel { by, reason: Some("the schedule fired again".to_owned()), mode: CancelMode::Graceful };
        engine::request(tx, run_id, &request, &Uuid::now_v7().to_string()).await.map_err(|error| FlowError::Engine(error.to_string()))?;
    }
    Ok(())
}

async fn occupancy(tx: &Transaction<'_>, id: Uuid) -> Result<Occupancy, FlowError> {
    let row = sql::occupancy().bind(tx, &id).one().await?;
    let count = |number: i32| usize::try_from(number).unwrap_or(0);
    Ok(Occupancy { running: count(row.running), buffered: count(row.waiting) })
}
