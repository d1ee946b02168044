//! `GET /reports/overview`.

use std::collections::BTreeMap;

use axum::extract::State;
use content::{RunView, read};
use db::queries::content::reports as sql;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::body::{Json, Query};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::costs::{ModelCost, by_model};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, MalformedRequest, InvalidRequest);

/// Active runs shown, at most, of each status.
const ACTIVE: i64 = 100;

/// Since when.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Since {
    /// Days back from now, from 1 to 366.
    #[param(minimum = 1, maximum = 366, default = 30)]
    days: Option<i32>,
}

/// What operators look at first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Overview {
    /// Runs created in that time, by what they are now.
    runs_by_status: BTreeMap<String, i64>,
    /// Runs under way or on hold, newest first.
    active_runs: Vec<RunView>,
    /// Runs of each day, oldest first, in UTC.
    throughput: Vec<Throughput>,
    /// What each model cost this month, dearest first.
    cost_by_model: Vec<ModelCost>,
    /// How often each gate passes on each model.
    reliability: Vec<Reliability>,
    /// Which fail codes occur how often.
    fail_codes: Vec<FailCodeCount>,
    /// Gates that hold their runs up now.
    failing_gates: Vec<FailingGate>,
}

/// Runs of a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Throughput {
    /// As `YYYY-MM-DD`.
    #[schema(format = Date)]
    day: String,
    /// Created on it.
    created: i64,
    /// Completed on it.
    completed: i64,
    /// Failed on it.
    failed: i64,
}

/// How often a gate passes on a model.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reliability {
    /// The gate.
    gate_id: String,
    /// Its name.
    gate_name: String,
    /// The model; `null` where none was called.
    model_id: Option<String>,
    /// Ended attempts.
    attempts: i64,
    /// Of these, passed or passed with a warning.
    passed: i64,
    /// Of these, failed.
    failed: i64,
}

/// How often a fail code occurs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FailCodeCount {
    /// The code.
    fail_code: String,
    /// Attempts it occurs in.
    occurrences: i64,
    /// Runs it occurs in.
    runs: i64,
}

/// A gate that holds its run up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FailingGate {
    /// The gate.
    gate_id: String,
    /// Its name.
    gate_name: String,
    /// The run.
    run_id: Uuid,
    /// The run's name for people.
    run_name: Option<String>,
    /// What failed.
    fail_codes: Vec<String>,
    /// Since when.
    since: Option<Timestamp>,
}

/// Runs, throughput, cost, reliability and what fails, over all accounts. For admins.
#[utoipa::path(get, path = "/reports/overview", tag = "reports", params(Since), responses((status = OK, body = Overview), Refusals))]
pub(crate) async fn show_overview(State(api): State<Api>, caller: SignedIn, Query(since): Query<Since>) -> Result<Json<Overview>, Problem> {
    let days = since.days.unwrap_or(30);
    if !(1..=366).contains(&days) {
        return Err(Problem::field("days", format!("{days} is not from 1 to 366")));
    }
    let session = api.admin_session(&caller).await?;
    let now = Timestamp::now();
    let from = now - SignedDuration::from_hours(24 * i64::from(days));
    let mut active_runs = Vec::new();
    for status in ["running", "paused"] {
        let query = read::RunQuery { status: Some(status.to_owned()), limit: ACTIVE, ..read::RunQuery::default() };
        active_runs.extend(read::runs(&*session, &query).await?);
    }
    active_runs.sort_by_key(|run| std::cmp::Reverse(run.created_at));
    let statuses = sql::runs_by_status().bind(&*session, &from).all().await?;
    let throughput = sql::throughput().bind(&*session, &days).all().await?;
    let reliability = sql::gate_reliability().bind(&*session, &from).all().await?;
    let fail_codes = sql::fail_code_frequency().bind(&*session, &from).all().await?;
    let failing = sql::failing_gates().bind(&*session).all().await?;
    Ok(Json(Overview {
        runs_by_status: statuses.into_iter().map(|row| (row.status, row.runs)).collect(),
        active_runs,
        throughput: throughput
            .into_iter()
            .map(|row| Throughput { day: row.day, created: row.created, completed: row.completed, failed: row.failed })
            .collect(),
        cost_by_model: by_model(&session, now, None).await?,
        reliability: reliability
            .into_iter()
            .map(|row| Reliability {
                gate_id: row.gate_id,
                gate_name: row.gate_name,
                model_id: row.model_id,
                attempts: row.attempts,
                passed: row.passed,
                failed: row.failed,
            })
            .collect(),
        fail_codes: fail_codes
            .into_iter()
            .map(|row| FailCodeCount { fail_code: row.fail_code, occurrences: row.occurrences, runs: row.runs })
            .collect(),
        failing_gates: failing
            .into_iter()
            .map(|row| FailingGate {
                gate_id: row.gate_id,
                gate_name: row.gate_name,
                run_id: row.run_id,
                run_name: row.run_name,
                fail_codes: row.fail_codes,
                since: row.since,
            })
            .collect(),
    }))
}
