//! One endpoint, one file: request, answer, errors, documentation, handler.

mod agents;
mod archived_runs;
mod artifacts;
mod costs;
mod dead_letters;
mod definitions;
mod flow_runs;
mod flow_steps;
mod flows;
mod gates;
pub(crate) mod health;
mod me;
mod models;
mod reports;
mod retention;
pub(crate) mod runs;
mod schedules;
mod settings;
mod tasks;
mod templates;
mod users;
mod webhooks;

use utoipa_axum::router::OpenApiRouter;

use crate::state::Api;

/// Everything under `/api/v1`.
pub(crate) fn v1() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .merge(me::routes())
        .merge(users::routes())
        .merge(templates::routes())
        .merge(definitions::routes())
        .merge(agents::routes())
        .merge(runs::routes())
        .merge(gates::routes())
        .merge(flows::routes())
        .merge(flow_runs::routes())
        .merge(flow_steps::routes())
        .merge(archived_runs::routes())
        .merge(dead_letters::routes())
        .merge(retention::routes())
        .merge(schedules::routes())
        .merge(tasks::routes())
        .merge(artifacts::routes())
        .merge(models::routes())
        .merge(costs::routes())
        .merge(reports::routes())
        .merge(webhooks::routes())
        .merge(settings::routes())
        .merge(health::routes())
}
