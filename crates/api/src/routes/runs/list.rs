//! `GET /runs`.

use axum::extract::State;
use content::{RunView, read};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::body::{Json, Query};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::page::{Page, Paging};
use crate::problem::{Problem, refusals};
use crate::state::{Api, is_admin};

refusals!(Refusals: NotSignedIn, Forbidden, MalformedRequest, InvalidRequest);

/// Whose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// One's own.
    #[default]
    Me,
    /// Everybody's; for admins.
    All,
}

/// Which runs.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Which {
    /// Only with this status.
    #[param(value_type = Option<content::words::RunStatus>)]
    status: Option<String>,
    /// Only of this template, by its slug.
    template: Option<String>,
    /// Only with these words in a name.
    q: Option<String>,
    /// Whose; `all` is for admins.
    #[param(inline)]
    scope: Scope,
}

/// Runs, newest first.
#[utoipa::path(get, path = "/runs", tag = "runs", params(Which, Paging), responses((status = OK, body = Page<RunView>), Refusals))]
pub(crate) async fn list_runs(
    State(api): State<Api>,
    caller: SignedIn,
    Query(which): Query<Which>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<RunView>>, Problem> {
    let (rows, behind) = (paging.rows()?, paging.behind()?);
    let session = api.session(&caller.claims).await?;
    if which.scope == Scope::All && !is_admin(&session).await? {
        return Err(Problem::new(Code::Forbidden, "only admins list everybody's runs; leave `scope` out for your own"));
    }
    let query = read::RunQuery {
        owner: (which.scope == Scope::Me).then_some(caller.account),
        status: which.status,
        template: which.template,
        words: which.q,
        before: (behind.created_at, behind.id),
        limit: rows + 1,
    };
    let found = read::runs(&*session, &query).await?;
    Ok(Json(Page::of(found, rows, |run| (run.created_at, run.id), |run| run)))
}
