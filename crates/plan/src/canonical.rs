//! The canonical form of a plan and its hash.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Plan;

impl Plan {
    /// The one JSON text of this plan: defaults written out, keys sorted, no white space.
    ///
    /// [`Plan::parse`] of it gives the same plan back, whatever text the plan was first read from.
    pub fn canonical(&self) -> String {
        // A plan is built of strings, numbers, JSON values and maps keyed by strings: all of them JSON.
        let value = serde_json::to_value(self).expect("every part of a plan is JSON");
        let mut text = String::with_capacity(4096);
        write(&value, &mut text);
        text
    }

    /// SHA-256 of the canonical form, in lower-case hexadecimal: the identity of a plan.
    pub fn hash(&self) -> String {
        let digest = Sha256::digest(self.canonical().as_bytes());
        let mut hex = String::with_capacity(64);
        for byte in digest {
            for nibble in [byte >> 4, byte & 15] {
                hex.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        hex
    }
}

/// The one JSON text of a value: keys sorted, no white space. Equal values have equal texts.
pub fn canonical_json(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| key.as_str());
            text.push('{');
            for (at, (key, field)) in fields.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(field, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}
