//! Tools a model may call while it writes.

use std::sync::Arc;

use llm::Tool;
use serde_json::{Value, json};

use crate::effects::Desk;

/// Longest answer of a tool, in bytes.
const MAX_BYTES: usize = 24_000;

/// How a tool is described to models, by its registered name.
pub(crate) fn describe(name: &str) -> Option<Tool> {
    (name == "dictionary.lookup").then(|| Tool {
        name: wire_name(name),
        description: "Looks a word up in the installed dictionaries and returns its entries verbatim. For understanding: only the sources of your inputs can be cited.".to_owned(),
        parameters: json!({
            "type": "object",
            "properties": { "word": { "type": "string", "description": "The headword" } },
            "required": ["word"],
            "additionalProperties": false,
        }),
    })
}

/// Providers allow no dots in the names of tools.
fn wire_name(name: &str) -> String {
    name.replace('.', "_")
}

/// Answers a call. What went wrong is told to the model, which may ask better.
pub(crate) async fn call(desk: &Arc<Desk>, name: &str, arguments: Value) -> String {
    if name != wire_name("dictionary.lookup") {
        return format!("There is no tool {name}.");
    }
    let Some(word) = arguments["word"].as_str().map(str::to_owned) else { return "Give the word as a string under `word`.".to_owned() };
    let desk = Arc::clone(desk);
    let looked = tokio::task::spawn_blocking(move || {
        let entries = desk.dictionaries()?.lookup(&word).map_err(|error| error.to_string())?;
        Ok::<_, String>(
            entries.iter().map(|entry| format!("[{}:{}]\n{}", entry.database, entry.headword, entry.text)).collect::<Vec<_>>().join("\n"),
        )
    });
    let mut text = match looked.await {
        Ok(Ok(text)) => text,
        Ok(Err(message)) => message,
        Err(error) => format!("The look-up ended abnormally: {error}"),
    };
    if text.len() > MAX_BYTES {
        let cut = (0..=MAX_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        text.truncate(cut);
        text.push_str("\n[cut off]");
    }
    text
}
