//! `GET /archived-runs/{archived_run_id}/export`.

use axum::extract::State;
use axum::response::Response;
use uuid::Uuid;

use super::visible;
use crate::body::Path;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::routes::flow_runs::export::answer;
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound);

/// A run of the archive as a file that needs nothing beside it: gzip of lines of JSON, as `GET /flow-runs/{flow_run_id}/export` gives it.
#[utoipa::path(
    get, path = "/archived-runs/{archived_run_id}/export", tag = "archived-runs",
    params(("archived_run_id" = Uuid, Path)), responses((status = OK, body = Vec<u8>, content_type = "application/gzip"), Refusals)
)]
pub(crate) async fn export_archived_run(State(api): State<Api>, caller: SignedIn, Path(run_id): Path<Uuid>) -> Result<Response, Problem> {
    let session = api.session(&caller.claims).await?;
    let run = visible(&session, run_id).await?;
    drop(session);
    Ok(answer(&run.name, run_id, api.archive().export(run_id).await?))
}
