//! `GET /metrics`.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use db::queries::content::reports as sql;

use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: Unavailable);

/// Counters for Prometheus, in the OpenMetrics text format.
#[utoipa::path(
    get, path = "/metrics", tag = "health",
    responses((status = OK, body = String, content_type = "application/openmetrics-text"), Refusals)
)]
pub(crate) async fn metrics(State(api): State<Api>) -> Result<Response, Problem> {
    let client = api.service().await?;
    let runs = sql::run_counts().bind(&client).all().await?;
    drop(client);
    let runs = runs.into_iter().map(|row| (row.status, row.runs)).collect::<Vec<_>>();
    let hashes = api.accounts().password_hashes();
    let text = api.metrics().encode(&runs, &api.engine().statistics(), hashes).map_err(|error| Problem::internal(&error))?;
    Ok(([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response())
}
