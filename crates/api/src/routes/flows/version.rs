//! `GET /flows/{name}/versions/{version}`.

use axum::extract::State;
use flows::{VersionView, read};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownFlow, UnknownVersion, NotFound);

/// A version with its file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FlowVersionDetail {
    #[serde(flatten)]
    version: VersionView,
    /// The plan file as it was given.
    plan: String,
}

/// One version of one of one's own flows.
#[utoipa::path(
    get, path = "/flows/{name}/versions/{version}", tag = "flows",
    params(("name" = String, Path), ("version" = i32, Path)), responses((status = OK, body = FlowVersionDetail), Refusals)
)]
pub(crate) async fn show_flow_version(
    State(api): State<Api>,
    caller: SignedIn,
    Path((name, version)): Path<(String, i32)>,
) -> Result<Json<FlowVersionDetail>, Problem> {
    let session = api.session(&caller.claims).await?;
    let flow = read::flow(&*session, caller.account, &name).await?;
    let (version, plan) = read::source(&*session, &flow, Some(version)).await?;
    Ok(Json(FlowVersionDetail { version, plan }))
}
