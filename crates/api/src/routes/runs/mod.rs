//! Runs.

mod archive;
mod artifacts;
mod attempt;
mod cancel;
mod create;
mod decisions;
mod events;
mod gates;
mod list;
mod resume;
mod show;

pub use self::events::{RunEvent, RunEventType, RunEvents};
pub(crate) use self::list::Scope;

use content::{RunView, read};
use engine::Request;
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
        .routes(routes!(list::list_runs, create::create_run))
        .routes(routes!(show::show_run))
        .routes(routes!(gates::list_gates))
        .routes(routes!(attempt::show_attempt))
        .routes(routes!(decisions::list_decisions))
        .routes(routes!(cancel::cancel_run))
        .routes(routes!(resume::resume_run))
        .routes(routes!(artifacts::list_run_artifacts))
        .routes(routes!(archive::download_archive))
        .routes(routes!(events::follow_run))
}

/// A run as the caller may see it. Somebody else's is not there.
pub(crate) async fn visible(session: &Session, id: Uuid) -> Result<RunView, Problem> {
    read::run(&**session, id).await?.ok_or_else(|| Problem::new(Code::UnknownRun, format!("there is no run {id}")))
}

/// Asks something of a run that the caller has been found to be allowed, waits until it is committed, and shows the run as it is then.
pub(crate) async fn ask(api: &Api, caller: &SignedIn, id: Uuid, request: Request) -> Result<Json<RunView>, Problem> {
    api.content().ask(api.engine(), id, request).await?;
    let session = api.session(&caller.claims).await?;
    Ok(Json(visible(&session, id).await?))
}
