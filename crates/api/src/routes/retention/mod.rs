//! How long runs of flows are kept after their end.

mod limit;
mod set;
mod show;

use db::client::GenericClient;
use flows::archive::{Limits, Rule, limits, retention};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::problem::Problem;
use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(show::show_retention, set::set_retention)).routes(routes!(limit::limit_retention))
}

/// How long an account's runs are kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RetentionView {
    /// What the account says of all its runs; `null`: the default holds.
    all: Option<Rule>,
    /// What it says of single flows, by name, instead.
    flows: BTreeMap<String, Rule>,
    /// What admins say for all accounts.
    limits: Limits,
}

async fn view(client: &impl GenericClient, account: Uuid) -> Result<RetentionView, Problem> {
    let said = retention(client, account).await?;
    Ok(RetentionView { all: said.all, flows: said.flows, limits: limits(client).await? })
}
