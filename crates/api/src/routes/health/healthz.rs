//! `GET /healthz`.

/// Whether the process lives. Asks nobody.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = OK, body = String, content_type = "text/plain")))]
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}
