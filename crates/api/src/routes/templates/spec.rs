//! `GET /templates/{slug}/specs/{version}`.

use axum::extract::State;
use content::model::Definition;
use content::read::{self, SpecView};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Json, Path};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::problem::{Problem, refusals};
use crate::state::{Api, is_admin};

refusals!(Refusals: NotSignedIn, UnknownTemplate, UnknownVersion);

/// A version with its definition.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpecSource {
    #[serde(flatten)]
    spec: SpecView,
    /// The file as it was applied; `null` for who is no admin.
    source: Option<String>,
    /// The file, read.
    definition: Definition,
}

/// One version of a template, as it was written.
#[utoipa::path(
    get, path = "/templates/{slug}/specs/{version}", tag = "templates",
    params(("slug" = String, Path), ("version" = String, Path)), responses((status = OK, body = SpecSource), Refusals)
)]
pub(crate) async fn show_spec(
    State(api): State<Api>,
    caller: SignedIn,
    Path((slug, version)): Path<(String, String)>,
) -> Result<Json<SpecSource>, Problem> {
    let session = api.session(&caller.claims).await?;
    super::show::offered(&session, true, &slug).await?;
    let found = read::spec(&*session, &slug, &version).await?;
    let (spec, source, definition) =
        found.ok_or_else(|| Problem::new(Code::UnknownVersion, format!("template {slug} has no version {version}")))?;
    let source = if is_admin(&session).await? { source } else { None };
    Ok(Json(SpecSource { spec, source, definition }))
}
