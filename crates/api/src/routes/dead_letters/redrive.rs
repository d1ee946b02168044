//! `POST /dead-letters/redrive`.

use axum::extract::State;
use content::{Content, ServiceError};
use engine::Request;
use flows::dead_letters::{DeadLetterQuery, Redriven, dead_letters};
use flows::read;
use machine::Actor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::DeadKind;
use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// Runs of one request, at most, and where it says nothing.
const MOST: usize = 500;
const DEFAULT: usize = 100;

/// Which runs are to be taken up again: named ones, or one's own that failed so.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RedriveRuns {
    /// These, at most 500.
    #[serde(default)]
    runs: Vec<Uuid>,
    /// One's own runs of flows, or of templates.
    #[schema(inline)]
    kind: Option<DeadKind>,
    /// One's own of this flow or template.
    name: Option<String>,
    /// One's own that failed so.
    code: Option<String>,
    /// All of one's own.
    #[serde(default)]
    all: bool,
    /// So many of them at most, 100 if not given, and 500 in any case.
    #[schema(minimum = 1, maximum = 500)]
    limit: Option<usize>,
}

/// What became of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RedrivenRuns {
    /// One for each.
    results: Vec<Redriven>,
    /// Whether there are more that fit.
    more: bool,
}

/// Takes runs up again that failed for good. A failed run of a flow is forked where it stopped, once however often one asks, and leaves the
/// list of dead letters; a run that holds goes on. Answers run by run, when all of it is committed.
#[utoipa::path(
    post, path = "/dead-letters/redrive", tag = "dead-letters",
    request_body = RedriveRuns, responses((status = OK, body = RedrivenRuns), Refusals)
)]
pub(crate) async fn redrive_runs(
    State(api): State<Api>,
    caller: SignedIn,
    Json(asked): Json<RedriveRuns>,
) -> Result<Json<RedrivenRuns>, Problem> {
    let by_filter = asked.kind.is_some() || asked.name.is_some() || asked.code.is_some() || asked.all;
    if asked.runs.is_empty() != by_filter {
        return Err(Problem::field("runs", "give `runs`, or one of `kind`, `name`, `code` and `all`"));
    }
    let limit = asked.limit.unwrap_or(DEFAULT);
    if !(1..=MOST).contains(&limit) || asked.runs.len() > MOST {
        return Err(Problem::field("limit", format!("from 1 to {MOST} runs")));
    }
    let session = api.session(&caller.claims).await?;
    let by = Content::actor(&api.account(&session, &caller).await?, "api redrive");
    let mut more = false;
    let runs = if by_filter {
        let query = DeadLetterQuery {
            owner: Some(caller.account),
            kind: asked.kind.map(|kind| kind.as_str().to_owned()),
            name: asked.name,
            code: asked.code,
            limit: i64::try_from(limit).unwrap_or(i64::MAX) + 1,
            ..DeadLetterQuery::default()
        };
        let found = dead_letters(&*session, &query).await?;
        more = found.len() > limit;
        found.into_iter().map(|run| run.id).take(limit).collect()
    } else {
        asked.runs
    };
    drop(session);
    let mut results = Vec::with_capacity(runs.len());
    for id in runs {
        // What fails for one run keeps no other from being taken up; what was done of the others is told.
        let done = redrive(&api, &caller, &by, id).await;
        results.push(done.unwrap_or_else(|problem| Redriven::refused(id, problem.code(), problem.detail())));
    }
    api.engine().nudge();
    Ok(Json(RedrivenRuns { results, more }))
}

async fn redrive(api: &Api, caller: &SignedIn, by: &Actor, id: Uuid) -> Result<Redriven, Problem> {
    let session = api.session(&caller.claims).await?;
    let is_flow = read::run(&*session, id).await?.is_some();
    let is_visible = is_flow || content::read::run(&*session, id).await?.is_some();
    drop(session);
    if is_flow {
        return Ok(api.flows().redrive(api.engine(), id, by).await?);
    }
    if !is_visible {
        return Ok(Redriven::refused(id, "UNKNOWN_RUN", "there is no such run"));
    }
    match api.content().ask(api.engine(), id, Request::Resume { by: by.clone() }).await {
        Ok(()) => Ok(Redriven::resumed(id)),
        Err(ServiceError::Refused { code, message }) => Ok(Redriven::refused(id, code, message)),
        Err(error) => Err(error.into()),
    }
}
