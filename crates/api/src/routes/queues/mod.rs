//! Work queues of runs: what waits in them, what is put in, and what becomes of it.

mod add;
mod close;
mod item;
mod items;
mod list;
mod remove;
mod retry;
mod show;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Api;

/// As many items as may be added at once, and what JSON puts around them.
const MOST_BYTES: usize = 8 * 1024 * 1024 + 256 * 1024;

pub(super) fn routes() -> OpenApiRouter<Api> {
    let large = OpenApiRouter::new().routes(routes!(add::add_work_items)).layer(DefaultBodyLimit::max(MOST_BYTES));
    OpenApiRouter::new()
        .routes(routes!(list::list_work_queues))
        .routes(routes!(show::show_work_queue))
        .routes(routes!(close::close_work_queue))
        .routes(routes!(items::list_work_items))
        .merge(large)
        .routes(routes!(item::show_work_item, remove::remove_work_item))
        .routes(routes!(retry::retry_work_item))
}
