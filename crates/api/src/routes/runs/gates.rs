//! `GET /runs/{run_id}/gates`.

use axum::extract::State;
use content::{GateView, read};
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound);

/// Every attempt of every gate, in the order of the pipeline, newest attempt of a gate first.
#[utoipa::path(
    get, path = "/runs/{run_id}/gates", tag = "runs",
    params(("run_id" = Uuid, Path)), responses((status = OK, body = List<GateView>), Refusals)
)]
pub(crate) async fn list_gates(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
) -> Result<Json<List<GateView>>, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    Ok(Json(List { items: read::gates(&*session, run_id).await? }))
}
