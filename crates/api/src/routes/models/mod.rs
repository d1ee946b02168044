//! Models and their prices.

mod add_price;
mod change;
mod list;
mod prices;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list_models))
        .routes(routes!(change::change_model))
        .routes(routes!(prices::list_prices, add_price::add_price))
}
