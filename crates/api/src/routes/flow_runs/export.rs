//! `GET /flow-runs/{flow_run_id}/export`.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::visible;
use crate::body::Path;
use crate::caller::SignedIn;
use crate::headers::attachment;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound);

/// A run as a file that needs nothing beside it: gzip of lines of JSON with its plan, journal, steps and files.
#[utoipa::path(
    get, path = "/flow-runs/{flow_run_id}/export", tag = "flow-runs",
    params(("flow_run_id" = Uuid, Path)), responses((status = OK, body = Vec<u8>, content_type = "application/gzip"), Refusals)
)]
pub(crate) async fn export_flow_run(State(api): State<Api>, caller: SignedIn, Path(run_id): Path<Uuid>) -> Result<Response, Problem> {
    let session = api.session(&caller.claims).await?;
    let run = visible(&session, run_id).await?;
    drop(session);
    Ok(answer(&run.name, run_id, api.archive().export(run_id).await?))
}

/// The file of a run, as a download.
pub(crate) fn answer(name: &str, run_id: Uuid, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/gzip".to_owned()),
        (header::CONTENT_DISPOSITION, attachment(&format!("{name}-{run_id}.jsonl.gz"))),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, Body::from(bytes)).into_response()
}
