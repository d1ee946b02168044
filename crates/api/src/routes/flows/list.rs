//! `GET /flows`.

use axum::extract::State;
use flows::{FlowView, read};

use crate::body::Json;
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn);

/// One's own flows, by name.
#[utoipa::path(get, path = "/flows", tag = "flows", responses((status = OK, body = List<FlowView>), Refusals))]
pub(crate) async fn list_flows(State(api): State<Api>, caller: SignedIn) -> Result<Json<List<FlowView>>, Problem> {
    let session = api.session(&caller.claims).await?;
    Ok(Json(List { items: read::flows(&*session, caller.account).await? }))
}
