//! Runs of flows and of plan files.

mod cancel;
mod children;
mod create;
mod events;
pub(super) mod export;
mod file;
mod fork;
mod list;
mod pause;
mod plan;
mod query;
mod resume;
mod show;
mod signal;
mod steps;
mod update;

use db::queries::public::people;
use engine::Request;
use flows::{FlowRunView, read};
use machine::Actor;
use serde_json::{Map, Value};
use store::session::Session;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::body::Json;
use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::Problem;
use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list_flow_runs, create::create_flow_run))
        .routes(routes!(show::show_flow_run))
        .routes(routes!(steps::list_flow_steps))
        .routes(routes!(plan::show_flow_run_plan))
        .routes(routes!(file::download_flow_file))
        .routes(routes!(events::follow_flow_run))
        .routes(routes!(pause::pause_flow_run))
        .routes(routes!(resume::resume_flow_run))
        .routes(routes!(cancel::cancel_flow_run))
        .routes(routes!(fork::fork_flow_run))
        .routes(routes!(children::list_children))
        .routes(routes!(export::export_flow_run))
        .routes(routes!(signal::signal_flow_run))
        .routes(routes!(update::update_flow_run))
        .routes(routes!(query::query_flow_run))
}

/// A run as the caller may see it. Somebody else's is not there.
pub(crate) async fn visible(session: &Session, id: Uuid) -> Result<FlowRunView, Problem> {
    read::run(&**session, id).await?.ok_or_else(|| Problem::new(Code::UnknownRun, format!("there is no run {id} of a flow")))
}

/// Who asks something of a run: its owner or an admin, for nobody else sees it.
pub(crate) async fn actor(api: &Api, caller: &SignedIn, id: Uuid) -> Result<Actor, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, id).await?;
    let account = api.account(&session, caller).await?;
    // A plan may ask people of a role.
    let person = people::get_person().bind(&*session, &caller.account).opt().await?;
    let roles = person.and_then(|person| serde_json::from_value(person.roles).ok()).unwrap_or_default();
    Ok(Actor { roles, ..content::Content::actor(&account, "api") })
}

/// Asks something of a run, waits until it is committed, and shows the run as it is then.
pub(crate) async fn ask(api: &Api, caller: &SignedIn, id: Uuid, request: Request, dedup: &str) -> Result<Json<FlowRunView>, Problem> {
    api.flows().ask(api.engine(), id, &request, dedup).await?;
    let session = api.session(&caller.claims).await?;
    Ok(Json(visible(&session, id).await?))
}

/// Attributes that a list is to be filtered by, as an address has them.
pub(crate) fn attributes(text: Option<&str>) -> Result<Map<String, Value>, Problem> {
    let attributes: Map<String, Value> = match text {
        None => Map::new(),
        Some(text) => serde_json::from_str(text).map_err(|error| Problem::field("attributes", format!("no JSON object: {error}")))?,
    };
    if attributes.iter().any(|(name, value)| name.contains('\0') || value.to_string().contains("\\u0000")) {
        return Err(Problem::field("attributes", "no attribute has the character U+0000"));
    }
    Ok(attributes)
}

/// For requests that mean something each time they are made.
pub(crate) fn each_time() -> String {
    Uuid::now_v7().to_string()
}
