//! Files that runs made.

mod content;
mod list;
mod show;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list_artifacts))
        .routes(routes!(show::show_artifact))
        .routes(routes!(content::artifact_content))
}
