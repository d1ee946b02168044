//! `GET /artifacts/{artifact_id}/content`.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::show::visible;
use crate::body::{Path, Query};
use crate::caller::SignedIn;
use crate::headers::attachment;
use crate::problem::{Problem, refusals};
use crate::state::Api;

refusals!(Refusals: NotSignedIn, UnknownArtifact, NotFound, MalformedRequest);

/// What a page made by a run may do: show itself.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";

/// What browsers show. Anything else is sent as bytes to keep: no type that somebody wrote down decides what a browser does with a file.
const SHOWN: [&str; 8] =
    ["text/html", "text/markdown", "text/plain", "application/json", "application/pdf", "image/svg+xml", "image/png", "image/jpeg"];

/// How it is sent.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct How {
    /// As a download.
    download: bool,
}

/// The bytes of a file. Pages are sent so that scripts in them do nothing.
#[utoipa::path(
    get, path = "/artifacts/{artifact_id}/content", tag = "artifacts",
    params(("artifact_id" = Uuid, Path), How),
    responses(
        (status = OK, body = Vec<u8>, content_type = "application/octet-stream", description = "The bytes, with their own media type"),
        (status = NOT_MODIFIED, description = "The bytes are those of If-None-Match"),
        Refusals
    )
)]
pub(crate) async fn artifact_content(
    State(api): State<Api>,
    caller: SignedIn,
    Path(artifact_id): Path<Uuid>,
    Query(how): Query<How>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let session = api.session(&caller.claims).await?;
    let file = visible(&session, artifact_id).await?;
    drop(session);
    let hash = file.content_hash.unwrap_or_default();
    let etag = format!("\"{hash}\"");
    let mut headers = HeaderMap::new();
    let mut set = |name: header::HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    let shown = SHOWN.into_iter().find(|known| file.media_type.as_deref() == Some(*known));
    let media_type = shown.unwrap_or("application/octet-stream");
    let with_charset = if media_type.starts_with("text/") { format!("{media_type}; charset=utf-8") } else { media_type.to_owned() };
    set(header::CONTENT_TYPE, &with_charset);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // A sandboxed PDF is not shown by browsers; it has no scripts of a page.
    if media_type != "application/pdf" {
        set(header::CONTENT_SECURITY_POLICY, SANDBOX);
    }
    // The bytes of an id never change, but who may see them may.
    set(header::CACHE_CONTROL, "private, no-cache");
    set(header::ETAG, &etag);
    if how.download || shown.is_none() {
        set(header::CONTENT_DISPOSITION, &attachment(&file.file_name));
    }
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let bytes = api.content().bytes(&hash).await?;
    Ok((headers, bytes).into_response())
}
