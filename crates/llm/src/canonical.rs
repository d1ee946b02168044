//! One spelling for equal JSON, and its hash.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::request::ModelRequest;

/// The value with the keys of every object in byte order.
pub fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            keys.into_iter().map(|key| (key.clone(), canonical(&map[key]))).collect::<serde_json::Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(canonical).collect(),
        other => other.clone(),
    }
}

/// Lower-case hexadecimal SHA-256 of the canonical spelling.
pub fn hash(value: &Value) -> String {
    Sha256::digest(canonical(value).to_string()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What makes two requests the same question: everything but its deadline and its delivery.
pub fn question(request: &ModelRequest) -> Value {
    // A request is plain data; its serialisation has no way to fail.
    let mut value = serde_json::to_value(request).unwrap_or_default();
    if let Some(map) = value.as_object_mut() {
        map.remove("timeout_ms");
        map.remove("idempotency_key");
    }
    canonical(&value)
}
