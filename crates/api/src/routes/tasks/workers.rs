//! `GET /workers`.

use axum::extract::State;
use flows::tasks::{WorkerView, workers};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::body::{Json, Query};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::routes::runs::Scope;
use crate::state::{Api, is_admin};

refusals!(Refusals: NotSignedIn, Forbidden, MalformedRequest);

/// Whose.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Which {
    /// Whose; `all` is for admins.
    #[param(inline)]
    scope: Scope,
}

/// Workers that have polled in the last day, those that polled last first.
#[utoipa::path(get, path = "/workers", tag = "tasks", params(Which), responses((status = OK, body = List<WorkerView>), Refusals))]
pub(crate) async fn list_workers(
    State(api): State<Api>,
    caller: SignedIn,
    Query(which): Query<Which>,
) -> Result<Json<List<WorkerView>>, Problem> {
    let session = api.session(&caller.claims).await?;
    if which.scope == Scope::All && !is_admin(&session).await? {
        return Err(Problem::new(Code::Forbidden, "only admins see everybody's; leave `scope` out for your own"));
    }
    let owner = (which.scope == Scope::Me).then_some(caller.account);
    Ok(Json(List { items: workers(&*session, owner).await? }))
}
