//! Runs of flows that lie in the archive.

mod archive;
mod export;
mod list;
mod restore;

use flows::archive::{ArchivedRunView, archived_run};
use store::session::Session;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::code::Code;
use crate::problem::Problem;
use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list_archived_runs, archive::archive_runs))
        .routes(routes!(restore::restore_run))
        .routes(routes!(export::export_archived_run))
}

/// A run of the archive as the caller may see it. Somebody else's is not there.
async fn visible(session: &Session, id: Uuid) -> Result<ArchivedRunView, Problem> {
    archived_run(&**session, id).await?.ok_or_else(|| Problem::new(Code::UnknownRun, format!("there is no run {id} in the archive")))
}
