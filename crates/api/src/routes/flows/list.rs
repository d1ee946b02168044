//! `GET /flows`.

use axum::extract::State;
use flows::{FlowView, read};

use crate::body::{Json, Query};
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::scope::{Whose, owner};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, MalformedRequest);

/// One's own flows, by name; with `scope=all` everybody's.
#[utoipa::path(get, path = "/flows", tag = "flows", params(Whose), responses((status = OK, body = List<FlowView>), Refusals))]
pub(crate) async fn list_flows(
    State(api): State<Api>,
    caller: SignedIn,
    Query(whose): Query<Whose>,
) -> Result<Json<List<FlowView>>, Problem> {
    let session = api.session(&caller.claims).await?;
    let owner = owner(&session, &caller, whose.scope).await?;
    Ok(Json(List { items: read::flows(&*session, owner).await? }))
}
