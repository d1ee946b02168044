//! The web application, built by Vite and embedded.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::code::Code;
use crate::problem::Problem;

/// A file of the application.
struct File {
    /// Path below `/`, without the slash.
    path: &'static str,
    media_type: &'static str,
    etag: &'static str,
    /// Its name carries a hash of its content, so what stands behind it never changes.
    hashed: bool,
    bytes: &'static [u8],
    /// The same, compressed; empty where that saves nothing.
    gzip: &'static [u8],
}

/// Sorted by path; empty where the application was not built before the server.
const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/website.rs"));

const MISSING: &str = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Gatewright</title>\
    <body style=\"font:1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem\">\
    <h1>Gatewright is up</h1><p>This program was built without its web application. To have it, run <code>npm ci</code> and \
    <code>npm run build</code> in the folder <code>web</code>, then build the program again.</p>\
    <p>The interface for programs is here: <a href=\"/api/v1/openapi.json\">/api/v1/openapi.json</a>.</p></body></html>\n";

/// A file of the application; for addresses that are its own, its page.
pub(crate) fn serve(path: &str, asked: &HeaderMap) -> Response {
    let wanted = path.trim_start_matches('/');
    if let Some(file) = find(wanted) {
        return send(file, asked);
    }
    // A missing asset must not answer with a page: whoever asked would take it for what it is not.
    let is_asset = wanted.starts_with("assets/") || wanted.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match find("index.html") {
        Some(page) if !is_asset => send(page, asked),
        None if wanted.is_empty() => Html(MISSING).into_response(),
        _ => Problem::new(Code::NotFound, format!("there is nothing at {path}")).into_response(),
    }
}

fn find(path: &str) -> Option<&'static File> {
    FILES.binary_search_by(|file| file.path.cmp(path)).ok().map(|at| &FILES[at])
}

fn send(file: &'static File, asked: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    let caching = if file.hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::ETAG, HeaderValue::from_static(file.etag));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == file.etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    let takes_gzip = asked.get(header::ACCEPT_ENCODING).and_then(|kinds| kinds.to_str().ok()).is_some_and(|kinds| kinds.contains("gzip"));
    if takes_gzip && !file.gzip.is_empty() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return (headers, file.gzip).into_response();
    }
    (headers, file.bytes).into_response()
}
