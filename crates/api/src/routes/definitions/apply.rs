//! `POST /definitions`.

use axum::extract::State;
use content::AppliedFile;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::body::Json;
use crate::caller::SignedIn;
use crate::page::List;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, Forbidden, InvalidDefinition, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge);

/// Definition files.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Definitions {
    /// The files; they may name one another.
    #[schema(min_items = 1)]
    files: Vec<DefinitionText>,
    /// Only check; nothing is written.
    #[serde(default)]
    check_only: bool,
}

/// A definition file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefinitionText {
    /// Its name, for messages.
    name: String,
    /// YAML or JSON.
    text: String,
}

/// Checks definition files, and publishes them all or none. For admins.
#[utoipa::path(
    post, path = "/definitions", tag = "definitions",
    request_body = Definitions, responses((status = OK, body = List<AppliedFile>), Refusals)
)]
pub(crate) async fn apply_definitions(
    State(api): State<Api>,
    caller: SignedIn,
    Json(definitions): Json<Definitions>,
) -> Result<Json<List<AppliedFile>>, Problem> {
    drop(api.admin_session(&caller).await?);
    if definitions.files.is_empty() {
        return Err(Problem::field("files", "give at least one file"));
    }
    let files: Vec<(String, String)> = definitions.files.into_iter().map(|file| (file.name, file.text)).collect();
    let items = api.content().apply(&files, Some(caller.account), definitions.check_only).await?;
    Ok(Json(List { items }))
}
