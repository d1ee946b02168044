//! `GET /artifacts`.

use axum::extract::State;
use content::read;
use db::queries::content::artifacts as sql;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::body::{Json, Query};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::page::{Page, Paging};
use crate::problem::{Problem, refusals};
use crate::routes::runs::Scope;
use crate::state::{Api, is_admin};

refusals!(Refusals: NotSignedIn, Forbidden, MalformedRequest, InvalidRequest);

/// A file, with the run it belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BrowsedArtifact {
    #[serde(flatten)]
    artifact: content::ArtifactView,
    /// The run's name for people.
    run_name: Option<String>,
    /// The run's name for folders and URLs.
    project_slug: String,
    /// The run's template.
    template: String,
}

impl From<sql::Browsed> for BrowsedArtifact {
    fn from(row: sql::Browsed) -> Self {
        Self {
            artifact: content::ArtifactView {
                id: row.id,
                run_id: row.run_id,
                file_name: row.file_name,
                file_path: row.file_path,
                content_type: row.content_type,
                media_type: row.media_type,
                content_hash: row.content_hash.unwrap_or_default(),
                size_bytes: row.size_bytes,
                artifact_type: row.artifact_type,
                gate_id: row.gate_id,
                attempt_number: row.attempt_number.unwrap_or_default(),
                created_at: row.created_at,
                current: row.current,
            },
            run_name: row.run_name,
            project_slug: row.project_slug,
            template: row.template,
        }
    }
}

/// Which files.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Which {
    /// Only with these words in the path or the run's name.
    q: Option<String>,
    /// Only of this kind: `markdown`, `html`, …, or `research`, `design`, `code`, …
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Whose; `all` is for admins.
    #[param(inline)]
    scope: Scope,
}

/// The files that count over all runs, newest first.
#[utoipa::path(
    get, path = "/artifacts", tag = "artifacts", params(Which, Paging), responses((status = OK, body = Page<BrowsedArtifact>), Refusals)
)]
pub(crate) async fn list_artifacts(
    State(api): State<Api>,
    caller: SignedIn,
    Query(which): Query<Which>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<BrowsedArtifact>>, Problem> {
    let (rows, behind) = (paging.rows()?, paging.behind()?);
    let session = api.session(&caller.claims).await?;
    if which.scope == Scope::All && !is_admin(&session).await? {
        return Err(Problem::new(Code::Forbidden, "only admins list everybody's files; leave `scope` out for your own"));
    }
    let owner = (which.scope == Scope::Me).then_some(caller.account);
    let words = which.q.as_deref().map(read::pattern);
    let found = sql::browse_artifacts()
        .bind(&*session, &owner, &behind.created_at, &behind.id, &which.kind.as_deref(), &words.as_deref(), &(rows + 1))
        .all()
        .await?;
    Ok(Json(Page::of(found, rows, |file| (file.created_at, file.id), BrowsedArtifact::from)))
}
