//! What failed for good.

mod counts;
mod list;
mod redrive;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list_dead_letters))
        .routes(routes!(counts::count_dead_letters))
        .routes(routes!(redrive::redrive_runs))
}
