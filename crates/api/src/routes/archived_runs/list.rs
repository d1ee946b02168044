//! `GET /archived-runs`.

use axum::extract::State;
use flows::archive::{ArchivedQuery, ArchivedRunView, archived_runs};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::body::{Json, Query};
use crate::caller::SignedIn;
use crate::page::{Page, Paging};
use crate::problem::{Problem, refusals};
use crate::routes::flow_runs::attributes;
use crate::routes::runs::Scope;
use crate::scope::owner;
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, MalformedRequest, InvalidRequest);

/// Which runs.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Which {
    /// Only that ended so.
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

/// Runs of flows that lie in the archive, newest first.
#[utoipa::path(
    get, path = "/archived-runs", tag = "archived-runs",
    params(Which, Paging), responses((status = OK, body = Page<ArchivedRunView>), Refusals)
)]
pub(crate) async fn list_archived_runs(
    State(api): State<Api>,
    caller: SignedIn,
    Query(which): Query<Which>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<ArchivedRunView>>, Problem> {
    let (rows, behind) = (paging.rows()?, paging.behind()?);
    let attributes = attributes(which.attributes.as_deref())?;
    let session = api.session(&caller.claims).await?;
    let query = ArchivedQuery {
        owner: owner(&session, &caller, which.scope).await?,
        status: which.status,
        name: which.name,
        attributes,
        before: (behind.created_at, behind.id),
        limit: rows + 1,
    };
    let found = archived_runs(&*session, &query).await?;
    Ok(Json(Page::of(found, rows, |run| (run.created_at, run.id), |run| run)))
}
