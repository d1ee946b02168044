//! What people decide about a gate of a run.

mod approve;
mod rerun;
mod skip;

use content::Account;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::Problem;
use crate::routes::runs::visible;
use crate::state::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(approve::approve_gate)).routes(routes!(rerun::rerun_gate)).routes(routes!(skip::skip_gate))
}

/// The account that asks, where it is an admin. A run it cannot see is not there, even to be refused.
async fn for_admins(api: &Api, caller: &SignedIn, run_id: Uuid) -> Result<Account, Problem> {
    let session = api.session(&caller.claims).await?;
    visible(&session, run_id).await?;
    let account = api.account(&session, caller).await?;
    if account.is_admin { Ok(account) } else { Err(Problem::new(Code::Forbidden, "reruns and skips are for admins")) }
}
