//! `GET /flow-runs/{flow_run_id}/events`.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, future};
use machine::Recorded;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::visible;
use crate::body::{Path, Query};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound, MalformedRequest);

const HEARTBEAT: Duration = Duration::from_secs(15);
/// A token does not stay valid for ever: after this time a follower connects again, and is asked who it is.
const LONGEST: Duration = Duration::from_secs(3600);

/// Where to begin.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct From {
    /// Only what comes behind this `seq`; the header `Last-Event-ID` wins.
    after: Option<u64>,
}

/// The journal of a run as it grows, as server-sent events; each is a JSON object with `seq`, `at` and `entry`, and its `id` is its
/// `seq`. Ends with the run. A reader that was cut off goes on behind `Last-Event-ID`; 204 says that nothing more will come.
#[utoipa::path(
    get, path = "/flow-runs/{flow_run_id}/events", tag = "flow-runs",
    params(("flow_run_id" = Uuid, Path), From, ("Last-Event-ID" = Option<String>, Header)),
    responses(
        (status = OK, body = String, content_type = "text/event-stream"),
        (status = NO_CONTENT, description = "The run has ended and everything was told"),
        Refusals
    )
)]
pub(crate) async fn follow_flow_run(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = api.session(&caller.claims).await?;
    let run = visible(&session, run_id).await?;
    drop(session);
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|text| text.trim().parse().ok());
    let after: u64 = last.or(from.after).unwrap_or(0);
    if run.has_ended() {
        let now = engine::view::run(api.engine().database(), run_id).await.map_err(|error| Problem::internal(&error))?;
        if now.is_some_and(|now| now.last_seq <= after) {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
    }
    let entries = api.engine().follow(run_id, after).filter_map(|next| future::ready(next.ok()));
    let told = entries.map(|recorded| Ok::<_, Infallible>(event(&recorded)));
    let told = told.take_until(api.stopping()).take_until(tokio::time::sleep(LONGEST));
    Ok(Sse::new(told).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response())
}

fn event(recorded: &Recorded) -> Event {
    // An entry is plain data with string keys, which JSON always represents.
    let data = serde_json::to_string(recorded).unwrap_or_default();
    Event::default().id(recorded.seq.to_string()).event("entry").data(data)
}
