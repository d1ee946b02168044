//! What models cost.

mod show;

pub(crate) use self::show::{ModelCost, by_model};

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(show::show_costs))
}
