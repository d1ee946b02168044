//! `GET /flows/{name}/admission`.

use axum::extract::State;
use flows::admission::{self, LineView};
use flows::read;
use plan::Admission;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownFlow, NotFound);

/// How runs of a flow are let in, and who is there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FlowAdmission {
    /// What the newest version of the plan says; `null` where each run begins at once.
    #[schema(value_type = Option<Value>)]
    rules: Option<Admission>,
    /// The keys with runs under way or waiting, the longest lines first, 500 at most.
    lines: Vec<LineView>,
}

/// How runs of one of one's own flows are let in, with what is under way and what waits, by key.
#[utoipa::path(
    get, path = "/flows/{name}/admission", tag = "flows", params(("name" = String, Path)),
    responses((status = OK, body = FlowAdmission), Refusals)
)]
pub(crate) async fn show_flow_admission(
    State(api): State<Api>,
    caller: SignedIn,
    Path(name): Path<String>,
) -> Result<Json<FlowAdmission>, Problem> {
    let session = api.session(&caller.claims).await?;
    let flow = read::flow(&*session, caller.account, &name).await?;
    let (_, source) = read::source(&*session, &flow, None).await?;
    let (plan, _) = flows::Flows::check(&source, &name)?;
    let lines = admission::lines(&*session, caller.account, &name).await?;
    Ok(Json(FlowAdmission { rules: plan.admission, lines }))
}
