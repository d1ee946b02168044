//! Webhooks: whom an account wants told.

mod change;
mod create;
mod delete;
mod deliveries;
mod list;
mod model;
mod show;
mod test;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list_webhooks, create::create_webhook))
        .routes(routes!(show::show_webhook, change::change_webhook, delete::delete_webhook))
        .routes(routes!(test::test_webhook))
        .routes(routes!(deliveries::list_deliveries))
}
