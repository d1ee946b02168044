//! `POST /flows`.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use flows::{FlowView, Flows};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::Json;
use crate::caller::SignedIn;
use crate::problem::{Problem, ProblemItem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, InvalidPlan, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// A plan file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanFile {
    /// YAML or JSON, as docs/decisions/0001 describes it.
    #[schema(example = "grammar: 1\nname: hello\nsteps:\n  - id: greet\n    work: {effect: {effect: value, with: {text: Hello}}}\n")]
    plan: String,
    /// Only check; nothing is kept.
    #[serde(default)]
    check_only: bool,
}

/// What became of a plan file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AppliedFlow {
    /// The flow, unless the file was only checked.
    flow: Option<FlowView>,
    /// Whether this is a new version; the same plan again makes none.
    fresh: bool,
    /// What the plan's author should know.
    warnings: Vec<ProblemItem>,
}

/// Keeps a plan file as the newest version of the flow it names. New runs take it; runs under way keep theirs.
#[utoipa::path(
    post, path = "/flows", tag = "flows", request_body = PlanFile,
    responses(
        (status = CREATED, body = AppliedFlow, description = "A new version", headers(("Location" = String, description = "The flow's address"))),
        (status = OK, body = AppliedFlow, description = "The newest version is this plan already, or it was only checked"),
        Refusals
    )
)]
pub(crate) async fn apply_flow(State(api): State<Api>, caller: SignedIn, Json(file): Json<PlanFile>) -> Result<Response, Problem> {
    const ORIGIN: &str = "plan";
    if file.check_only {
        let (plan, warnings) = Flows::check(&file.plan, ORIGIN)?;
        flows::check_name(&plan)?;
        return Ok(Json(AppliedFlow { flow: None, fresh: false, warnings: ProblemItem::of(warnings) }).into_response());
    }
    let applied = api.flows().apply(caller.account, &file.plan, ORIGIN).await?;
    let location = format!("/api/v1/flows/{}", applied.flow.name);
    let status = if applied.fresh { StatusCode::CREATED } else { StatusCode::OK };
    let body = AppliedFlow { flow: Some(applied.flow), fresh: applied.fresh, warnings: ProblemItem::of(applied.warnings) };
    Ok((status, [(header::LOCATION, location)], Json(body)).into_response())
}
