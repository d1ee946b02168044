//! `GET /runs/{run_id}/artifacts`.

use axum::extract::State;
use content::{ArtifactView, read};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::visible;
use crate::body::{Json, Path, Query};
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownRun, NotFound, MalformedRequest);

/// Which files.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Which {
    /// Also those of failed and superseded attempts.
    all: bool,
}

/// The files of a run: of each path the one that counts, or every one there ever was.
#[utoipa::path(
    get, path = "/runs/{run_id}/artifacts", tag = "runs",
    params(("run_id" = Uuid, Path), Which), responses((status = OK, body = List<ArtifactView>), Refusals)
)]
pub(crate) async fn list_run_artifacts(
    State(api): State<Api>,
    caller: SignedIn,
    Path(run_id): Path<Uuid>,
    Query(which): Query<Which>,
) -> Result<Json<List<ArtifactView>>, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    let items = if which.all {
        read::all_artifacts(&*session, run_id).await?.into_iter().map(|found| found.file).collect()
    } else {
        read::artifacts(&*session, run_id).await?
    };
    Ok(Json(List { items }))
}
