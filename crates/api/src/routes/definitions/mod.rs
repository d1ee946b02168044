//! Definition files: templates and agents as people write them.

mod apply;
mod schema;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(apply::apply_definitions)).routes(routes!(schema::definition_schema))
}
