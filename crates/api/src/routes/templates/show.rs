//! `GET /templates/{slug}`.

use axum::extract::State;
use content::model::{Guarantee, IntentField, Spec};
use content::{SpecDetail, TemplateView, read, words};
use serde::Serialize;
use serde_json::Value;
use store::session::Session;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::body::{Json, Path};
use crate::caller::Caller;
use crate::code::Code;
use crate::problem::{Problem, refusals};
use crate::state::{Api, is_admin};

refusals!(Refusals: NotSignedIn, UnknownTemplate);

/// A template with what its newest version asks for and does.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplateDetail {
    #[serde(flatten)]
    template: TemplateView,
    /// Its newest published version; `null` where there is none.
    spec: Option<SpecSummary>,
    /// Every published version, newest first.
    versions: Vec<String>,
}

/// What a version asks for, does and promises.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpecSummary {
    /// Identity.
    id: Uuid,
    /// For example `v1.0.0`.
    version: String,
    /// The form.
    intent_schema: Vec<IntentField>,
    /// The pipeline.
    steps: Vec<TemplateStep>,
    /// What is promised of the product.
    output_guarantees: Vec<Guarantee>,
    /// The checks of the finished product.
    qa_config: Value,
    /// What a run is expected to cost.
    cost_profile: Value,
    /// For example `html`, `pdf`, `markdown`.
    output_formats: Vec<String>,
    /// For example `visual-essay`.
    artifact_type: String,
}

/// A step of the pipeline, for people.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplateStep {
    /// Position, from 1.
    order: u32,
    /// For example `G1`.
    gate_id: String,
    /// For example `Intake Approval`.
    name: String,
    /// The pipeline's phase.
    #[schema(value_type = words::Phase)]
    phase: &'static str,
    /// For people, for example `5-10s`.
    estimated_time: Option<String>,
}

/// One template, with its form and pipeline. Nobody needs to be signed in.
#[utoipa::path(
    get, path = "/templates/{slug}", tag = "templates",
    params(("slug" = String, Path)), responses((status = OK, body = TemplateDetail), Refusals)
)]
pub(crate) async fn show_template(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Json<TemplateDetail>, Problem> {
    let session = api.session(&caller.claims).await?;
    let detail = offered(&session, caller.account.is_some(), &slug).await?;
    let spec = match detail.spec_id {
        Some(id) => Some(summary(id, serde_json::from_value(detail.spec).map_err(|error| Problem::internal(&error))?)),
        None => None,
    };
    Ok(Json(TemplateDetail { template: detail.template, spec, versions: detail.versions }))
}

/// A template that is offered to the caller. Admins see those not offered too; whoever ran one that was withdrawn does not choose it again.
pub(super) async fn offered(session: &Session, signed_in: bool, slug: &str) -> Result<SpecDetail, Problem> {
    let unknown = || Problem::new(Code::UnknownTemplate, format!("there is no template {slug}; GET /api/v1/templates lists them"));
    let detail = read::template(&**session, slug).await?.ok_or_else(unknown)?;
    if detail.template.is_active || (signed_in && is_admin(session).await?) { Ok(detail) } else { Err(unknown()) }
}

fn summary(id: Uuid, spec: Spec) -> SpecSummary {
    let mut stages = spec.stages;
    stages.sort_by_key(|stage| stage.order);
    SpecSummary {
        id,
        version: spec.version,
        intent_schema: spec.intent_schema,
        steps: stages
            .into_iter()
            .map(|stage| TemplateStep {
                order: stage.order,
                gate_id: stage.gate_id,
                name: stage.gate_name,
                phase: stage.phase.as_str(),
                estimated_time: stage.estimated_time,
            })
            .collect(),
        output_guarantees: spec.output_guarantees,
        qa_config: spec.qa_config,
        cost_profile: spec.cost_profile,
        output_formats: spec.output_formats,
        artifact_type: spec.artifact_type,
    }
}
