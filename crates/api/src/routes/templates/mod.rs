//! The catalogue.

mod change;
mod delete;
mod estimate;
mod list;
mod show;
mod spec;
mod specs;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list_templates))
        .routes(routes!(show::show_template, change::change_template, delete::delete_template))
        .routes(routes!(estimate::estimate_template))
        .routes(routes!(specs::list_specs))
        .routes(routes!(spec::show_spec))
}
