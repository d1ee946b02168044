//! `GET /flow-runs`.

use axum::extract::State;
use flows::{FlowRunView, read};
use serde::Deserialize;
use utoipa::IntoParams;

use super::attributes;
use crate::body::{Json, Query};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::page::{Page, Paging};
use crate::problem::{Problem, refusals};
use crate::routes::runs::Scope;
use crate::state::{Api, is_admin};

refusals!(Refusals: NotSignedIn, Forbidden, MalformedRequest, InvalidRequest);

/// Which runs.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Which {
    /// Only with this status.
    #[param(value_type = Option<content::words::RunStatus>)]
    status: Option<String>,
    /// Only of plans of this name.
    name: Option<String>,
    /// Only with all of these attributes: a JSON object, for example `{"team":"red"}`.
    attributes: Option<String>,
    /// Whose; `all` is for admins.
    #[param(inline)]
    scope: Scope,
}

/// Runs of flows and plan files, newest first.
#[utoipa::path(get, path = "/flow-runs", tag = "flow-runs", params(Which, Paging), responses((status = OK, body = Page<FlowRunView>), Refusals))]
pub(crate) async fn list_flow_runs(
    State(api): State<Api>,
    caller: SignedIn,
    Query(which): Query<Which>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<FlowRunView>>, Problem> {
    let (rows, behind) = (paging.rows()?, paging.behind()?);
    let attributes = attributes(which.attributes.as_deref())?;
    let session = api.session(&caller.claims).await?;
    if which.scope == Scope::All && !is_admin(&session).await? {
        return Err(Problem::new(Code::Forbidden, "only admins list everybody's runs; leave `scope` out for your own"));
    }
    let query = read::RunQuery {
        owner: (which.scope == Scope::Me).then_some(caller.account),
        status: which.status,
        name: which.name,
        attributes,
        before: (behind.created_at, behind.id),
        limit: rows + 1,
    };
    let found = read::runs(&*session, &query).await?;
    Ok(Json(Page::of(found, rows, |run| (run.created_at, run.id), |run| run)))
}
