//! `GET /readyz`.

use axum::extract::State;
use store::session::Claims;

use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: Unavailable);

/// Whether requests can be served: the database answers both to users and to the engine.
#[utoipa::path(
    get, path = "/readyz", tag = "health", responses((status = OK, body = String, content_type = "text/plain"), Refusals)
)]
pub(crate) async fn readyz(State(api): State<Api>) -> Result<&'static str, Problem> {
    let session = api.session(&Claims::anon()).await?;
    session.commit().await?;
    let client = api.service().await?;
    client.simple_query("select 1").await?;
    Ok("ready\n")
}
