//! `GET /templates`.

use axum::extract::State;
use content::{TemplateView, read};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::body::{Json, Query};
use crate::caller::Caller;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::state::{Api, is_admin};

refusals!(Refusals: NotSignedIn, MalformedRequest);

/// Which templates.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Which {
    /// Only making this, for example `visual-essay`.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Only this deep.
    #[param(value_type = Option<content::words::Depth>)]
    depth: Option<content::model::Depth>,
    /// Only with this tag.
    tag: Option<String>,
    /// Only with these words in name or description.
    q: Option<String>,
    /// Those not offered too; means something for admins only.
    include_inactive: bool,
}

/// The catalogue, featured templates first. Nobody needs to be signed in.
#[utoipa::path(get, path = "/templates", tag = "templates", params(Which), responses((status = OK, body = List<TemplateView>), Refusals))]
pub(crate) async fn list_templates(
    State(api): State<Api>,
    caller: Caller,
    Query(which): Query<Which>,
) -> Result<Json<List<TemplateView>>, Problem> {
    let session = api.session(&caller.claims).await?;
    let include_inactive = which.include_inactive && caller.account.is_some() && is_admin(&session).await?;
    let query = read::TemplateQuery {
        include_inactive,
        kind: which.kind,
        depth: which.depth.map(|depth| depth.as_str().to_owned()),
        tag: which.tag,
        words: which.q,
    };
    Ok(Json(List { items: read::templates(&*session, &query).await? }))
}
