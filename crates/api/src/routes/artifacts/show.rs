//! `GET /artifacts/{artifact_id}`.

use axum::extract::State;
use db::queries::content::artifacts as sql;
use store::session::Session;
use uuid::Uuid;

use super::list::BrowsedArtifact;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownArtifact, NotFound);

/// One file, without its content.
#[utoipa::path(
    get, path = "/artifacts/{artifact_id}", tag = "artifacts",
    params(("artifact_id" = Uuid, Path)), responses((status = OK, body = BrowsedArtifact), Refusals)
)]
pub(crate) async fn show_artifact(
    State(api): State<Api>,
    caller: SignedIn,
    Path(artifact_id): Path<Uuid>,
) -> Result<Json<BrowsedArtifact>, Problem> {
    let session = api.session(&caller.claims).await?;
    Ok(Json(visible(&session, artifact_id).await?.into()))
}

/// A file as the caller may see it.
pub(super) async fn visible(session: &Session, id: Uuid) -> Result<sql::Browsed, Problem> {
    let found = sql::get_browsed_artifact().bind(&**session, &id).opt().await?;
    found.ok_or_else(|| Problem::new(Code::UnknownArtifact, format!("there is no file {id}")))
}
