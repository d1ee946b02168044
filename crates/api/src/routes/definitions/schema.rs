//! `GET /definitions/schema`.

use std::sync::OnceLock;

use serde_json::Value;

use crate::body::Json;

/// The JSON Schema of a definition file: for editors.
#[utoipa::path(
    get, path = "/definitions/schema", tag = "definitions",
    responses((status = OK, body = Value, description = "JSON Schema 2020-12"))
)]
pub(crate) async fn definition_schema() -> Json<&'static Value> {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    Json(SCHEMA.get_or_init(content::definition::schema))
}
