//! `GET /task-queues`.

use axum::extract::State;
use flows::tasks::{QueueView, queues};
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

/// Queues in which tasks are, by name.
#[utoipa::path(get, path = "/task-queues", tag = "tasks", params(Which), responses((status = OK, body = List<QueueView>), Refusals))]
pub(crate) async fn list_task_queues(
    State(api): State<Api>,
    caller: SignedIn,
    Query(which): Query<Which>,
) -> Result<Json<List<QueueView>>, Problem> {
    let session = api.session(&caller.claims).await?;
    if which.scope == Scope::All && !is_admin(&session).await? {
        return Err(Problem::new(Code::Forbidden, "only admins see everybody's; leave `scope` out for your own"));
    }
    let owner = (which.scope == Scope::Me).then_some(caller.account);
    Ok(Json(List { items: queues(&*session, owner).await? }))
}
