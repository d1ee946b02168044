//! Flows: plans that accounts keep by name.

mod admission;
mod apply;
mod list;
mod remove;
mod show;
mod version;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list_flows, apply::apply_flow))
        .routes(routes!(show::show_flow, remove::remove_flow))
        .routes(routes!(version::show_flow_version))
        .routes(routes!(admission::show_flow_admission))
}
