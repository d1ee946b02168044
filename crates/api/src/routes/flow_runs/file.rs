//! `GET /flow-runs/{flow_run_id}/files/{sha256}`.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use flows::read;
use uuid::Uuid;

use super::visible;
use crate::body::Path;
use crate::caller::SignedIn;
use crate::code::Code;
use crate::headers::attachment;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, UnknownArtifact, NotFound);

/// A file that a step of the run made, as a download.
#[utoipa::path(
    get, path = "/flow-runs/{flow_run_id}/files/{sha256}", tag = "flow-runs",
    params(("flow_run_id" = Uuid, Path), ("sha256" = String, Path, description = "Of its bytes, as the step names it")),
    responses((status = OK, body = Vec<u8>, content_type = "application/octet-stream"), Refusals)
)]
pub(crate) async fn download_flow_file(
    State(api): State<Api>,
    caller: SignedIn,
    Path((run_id, sha256)): Path<(Uuid, String)>,
) -> Result<Response, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    let path = read::file(&*session, run_id, &sha256).await?;
    drop(session);
    let path = path.ok_or_else(|| Problem::new(Code::UnknownArtifact, format!("run {run_id} made no file with the SHA-256 {sha256}")))?;
    let bytes = api.content().bytes(&sha256).await?;
    let name = path.rsplit('/').next().unwrap_or("file");
    let headers = [
        // What somebody's step wrote is never shown as a page of this origin.
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, attachment(name)),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, Body::from(bytes)).into_response())
}
