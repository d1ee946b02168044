//! `GET /templates/{slug}/specs`.

use axum::extract::State;
use content::read::{self, SpecView};

use super::show::offered;
use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownTemplate);

/// The versions of a template, newest first: for admins all, drafts too; for others the published ones they may see.
#[utoipa::path(
    get, path = "/templates/{slug}/specs", tag = "templates",
    params(("slug" = String, Path)), responses((status = OK, body = List<SpecView>), Refusals)
)]
pub(crate) async fn list_specs(
    State(api): State<Api>,
    caller: SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<List<SpecView>>, Problem> {
    let session = api.session(&caller.claims).await?;
    offered(&session, true, &slug).await?;
    Ok(Json(List { items: read::spec_list(&*session, &slug).await? }))
}
