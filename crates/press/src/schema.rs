//! The JSON Schema a model's draft has to meet.

use std::sync::LazyLock;

use serde_json::Value;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    // A test parses this text; a file that is not JSON does not leave the workshop.
    serde_json::from_str(include_str!("draft.schema.json")).unwrap_or(Value::Bool(false))
});

/// The JSON Schema (draft 2020-12) of [`crate::Document`], for drafts a model writes: closed objects, every field described.
/// What a schema cannot say (that citations resolve, that anchors differ) is said by [`crate::validate`].
#[must_use]
pub fn draft_schema() -> Value {
    SCHEMA.clone()
}
