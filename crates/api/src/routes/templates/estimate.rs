//! `GET /templates/{slug}/estimate`.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::show::offered;
use crate::body::{Json, Path, Query};
use crate::caller::Caller;
use crate::code::Code;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownTemplate, UnknownVersion, UnknownModel, ModelUnavailable, MalformedRequest);

/// On what.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct On {
    /// The model of every writing stage; each stage's own if not given.
    model: Option<String>,
}

/// What a run is expected to use.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Estimate {
    /// In US dollars, at today's prices; `null` where a price is unknown.
    estimated_cost_usd: Option<f64>,
    /// Tokens read and written.
    estimated_tokens: u64,
    /// The model that was asked about.
    model: Option<String>,
}

/// What a run of the newest version is expected to cost.
#[utoipa::path(
    get, path = "/templates/{slug}/estimate", tag = "templates",
    params(("slug" = String, Path), On), responses((status = OK, body = Estimate), Refusals)
)]
pub(crate) async fn estimate_template(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Query(on): Query<On>,
) -> Result<Json<Estimate>, Problem> {
    let session = api.session(&caller.claims).await?;
    let detail = offered(&session, caller.account.is_some(), &slug).await?;
    if detail.spec_id.is_none() {
        return Err(Problem::new(Code::UnknownVersion, format!("template {slug} has no published version")));
    }
    let spec = serde_json::from_value(detail.spec).map_err(|error| Problem::internal(&error))?;
    let (estimated_cost_usd, estimated_tokens) = api.content().estimate(&*session, &spec, on.model.as_deref()).await?;
    Ok(Json(Estimate { estimated_cost_usd, estimated_tokens, model: on.model }))
}
