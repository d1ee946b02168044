//! `GET /flows/{name}`.

use axum::extract::State;
use flows::{FlowView, VersionView, read};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownFlow, NotFound);

/// A flow with its versions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FlowDetail {
    #[serde(flatten)]
    flow: FlowView,
    /// Newest first.
    versions: Vec<VersionView>,
}

/// One of one's own flows.
#[utoipa::path(
    get, path = "/flows/{name}", tag = "flows", params(("name" = String, Path)), responses((status = OK, body = FlowDetail), Refusals)
)]
pub(crate) async fn show_flow(State(api): State<Api>, caller: SignedIn, Path(name): Path<String>) -> Result<Json<FlowDetail>, Problem> {
    let session = api.session(&caller.claims).await?;
    let flow = read::flow(&*session, caller.account, &name).await?;
    let versions = read::versions(&*session, flow.id).await?;
    Ok(Json(FlowDetail { flow, versions }))
}
