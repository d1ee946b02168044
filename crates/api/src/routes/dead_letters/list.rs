//! `GET /dead-letters`.

use axum::extract::State;
use flows::dead_letters::{DeadLetterQuery, DeadLetterView, dead_letters};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::body::{Json, Query};
use crate::caller::SignedIn;
use crate::page::{Page, Paging};
use crate::problem::{Problem, refusals};
use crate::routes::runs::Scope;
use crate::scope::owner;
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, MalformedRequest, InvalidRequest);

/// What a run is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeadKind {
    /// A flow or plan file.
    Flow,
    /// A template.
    Template,
}

impl DeadKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Template => "template",
        }
    }
}

/// Which runs.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Which {
    /// Only runs of flows, or of templates.
    #[param(inline)]
    kind: Option<DeadKind>,
    /// Only of this flow or template.
    name: Option<String>,
    /// Only that failed so.
    code: Option<String>,
    /// Whose; `all` is for admins.
    #[param(inline)]
    scope: Scope,
}

/// Runs of flows and templates that failed for good, newest first: failed ones that nothing took up, and those that hold because something
/// failed.
#[utoipa::path(
    get, path = "/dead-letters", tag = "dead-letters",
    params(Which, Paging), responses((status = OK, body = Page<DeadLetterView>), Refusals)
)]
pub(crate) async fn list_dead_letters(
    State(api): State<Api>,
    caller: SignedIn,
    Query(which): Query<Which>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<DeadLetterView>>, Problem> {
    let (rows, behind) = (paging.rows()?, paging.behind()?);
    let session = api.session(&caller.claims).await?;
    let query = DeadLetterQuery {
        owner: owner(&session, &caller, which.scope).await?,
        kind: which.kind.map(|kind| kind.as_str().to_owned()),
        name: which.name,
        code: which.code,
        before: (behind.created_at, behind.id),
        limit: rows + 1,
    };
    let found = dead_letters(&*session, &query).await?;
    Ok(Json(Page::of(found, rows, |run| (run.created_at, run.id), |run| run)))
}
