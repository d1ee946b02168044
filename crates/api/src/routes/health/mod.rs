//! How the server is.

pub(crate) mod healthz;
pub(crate) mod metrics;
pub(crate) mod readyz;
mod show;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(show::show_health))
}

/// What stands beside `/api/v1`.
pub(crate) fn beside() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(healthz::healthz)).routes(routes!(readyz::readyz)).routes(routes!(metrics::metrics))
}
