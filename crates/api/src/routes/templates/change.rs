//! `PATCH /templates/{slug}`.

use axum::extract::State;
use content::{TemplateView, read};
use db::queries::content::templates as sql;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, UnknownTemplate, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// How a template stands in the catalogue. What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeTemplate {
    /// Whether it is offered.
    is_active: Option<bool>,
    /// Whether it is shown first.
    is_featured: Option<bool>,
    /// Order in the gallery.
    sort_order: Option<i32>,
}

/// Changes how a template stands in the catalogue. For admins. Its versions never change.
#[utoipa::path(
    patch, path = "/templates/{slug}", tag = "templates",
    params(("slug" = String, Path)), request_body = ChangeTemplate, responses((status = OK, body = TemplateView), Refusals)
)]
pub(crate) async fn change_template(
    State(api): State<Api>,
    caller: SignedIn,
    Path(slug): Path<String>,
    Json(change): Json<ChangeTemplate>,
) -> Result<Json<TemplateView>, Problem> {
    let session = api.admin_session(&caller).await?;
    sql::change_template().bind(&*session, &change.is_active, &change.is_featured, &change.sort_order, &slug).await?;
    let unknown = || Problem::new(Code::UnknownTemplate, format!("there is no template {slug}"));
    let detail = read::template(&*session, &slug).await?.ok_or_else(unknown)?;
    session.commit().await?;
    Ok(Json(detail.template))
}
