//! `DELETE /flows/{name}`.

use axum::extract::State;
use axum::http::StatusCode;

use crate::body::Path;
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownFlow, NotFound);

/// Removes one of one's own flows with its versions. Its runs stay and go on.
#[utoipa::path(
    delete, path = "/flows/{name}", tag = "flows", params(("name" = String, Path)), responses((status = NO_CONTENT), Refusals)
)]
pub(crate) async fn remove_flow(State(api): State<Api>, caller: SignedIn, Path(name): Path<String>) -> Result<StatusCode, Problem> {
    api.flows().delete(caller.account, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
