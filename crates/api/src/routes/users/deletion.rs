//! `GET /users/{user_id}/deletion`.

use axum::extract::State;
use db::queries::public::people;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::for_admins;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, UnknownUser, NotFound);

/// What hangs on an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeletionPreview {
    /// Runs it owns.
    runs: i64,
    /// Of these, runs that have not ended; they are cancelled first.
    active_runs: i64,
    /// Files of its runs.
    artifacts: i64,
    /// Templates it made; they stay.
    templates: i64,
}

/// What would go, or pass to somebody else, with an account. For admins.
#[utoipa::path(
    get, path = "/users/{user_id}/deletion", tag = "users",
    params(("user_id" = Uuid, Path)), responses((status = OK, body = DeletionPreview), Refusals)
)]
pub(crate) async fn preview_user_deletion(
    State(api): State<Api>,
    caller: SignedIn,
    Path(user_id): Path<Uuid>,
) -> Result<Json<DeletionPreview>, Problem> {
    for_admins(&api, &caller, user_id).await?;
    let session = api.session(&caller.claims).await?;
    let found = people::what_hangs_on().bind(&*session, &user_id).one().await?;
    Ok(Json(DeletionPreview { runs: found.runs, active_runs: found.active_runs, artifacts: found.artifacts, templates: found.templates }))
}
