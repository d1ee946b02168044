//! What people decide about a step of a flow's run.

mod approve;
mod reject;
mod rerun;
mod skip;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(approve::approve_step))
        .routes(routes!(reject::reject_step))
        .routes(routes!(rerun::rerun_step))
        .routes(routes!(skip::skip_step))
}
