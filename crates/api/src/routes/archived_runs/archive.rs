//! `POST /archived-runs`.

use axum::extract::State;
use flows::archive::{KeptRun, PutAway};
use flows::read;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// Runs of one request, at most.
const MOST: usize = 1_000;

/// Runs that are to go into the archive: named ones, or one's own that ended before a time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArchiveRuns {
    /// These, at most 1,000.
    #[serde(default)]
    runs: Vec<Uuid>,
    /// One's own that ended before then, up to 1,000; `more` in the answer says whether to ask again.
    ended_before: Option<Timestamp>,
    /// Of those only the runs of plans of this name.
    name: Option<String>,
}

/// Puts runs of flows that have ended into the archive, whatever their retention is. Answers when they lie there.
#[utoipa::path(
    post, path = "/archived-runs", tag = "archived-runs",
    request_body = ArchiveRuns, responses((status = OK, body = PutAway), Refusals)
)]
pub(crate) async fn archive_runs(
    State(api): State<Api>,
    caller: SignedIn,
    Json(asked): Json<ArchiveRuns>,
) -> Result<Json<PutAway>, Problem> {
    if let Some(until) = asked.ended_before {
        if !asked.runs.is_empty() {
            return Err(Problem::field("ended_before", "give `runs` or `ended_before`, one of them"));
        }
        return Ok(Json(api.archive().archive_ended_before(caller.account, until, asked.name.as_deref(), MOST).await?));
    }
    if asked.runs.is_empty() || asked.runs.len() > MOST || asked.name.is_some() {
        return Err(Problem::field("runs", format!("1 to {MOST} runs, or `ended_before` with or without `name`")));
    }
    let session = api.session(&caller.claims).await?;
    let (mut seen, mut unseen) = (Vec::new(), Vec::new());
    for id in asked.runs {
        match read::run(&*session, id).await? {
            Some(_) => seen.push(id),
            None => unseen.push(KeptRun::unknown(id)),
        }
    }
    drop(session);
    let mut done = api.archive().archive(&seen).await?;
    done.kept.extend(unseen);
    Ok(Json(done))
}
