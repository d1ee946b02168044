//! What is asked of a model.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::files;

/// One request to one model. Serialised it is the prompt packet that the ledger keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelRequest {
    /// The model's name as its provider knows it (`wire_name` of the catalogue).
    pub model: String,
    /// Standing instructions.
    #[serde(default)]
    pub system: String,
    /// The conversation, oldest first.
    pub messages: Vec<Message>,
    /// Files the answer must consist of; how to write them is added to the instructions ([`files::instructions`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<DemandedFile>,
    /// JSON Schema the answer must satisfy, where the answer is JSON. Providers that can are held to it; it is not checked here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_schema: Option<Value>,
    /// Tools the model may call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<Tool>,
    /// The most tokens the answer may have. Mandatory: without it no upper bound of the cost exists.
    pub max_output_tokens: u32,
    /// Sampling temperature; the provider's default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// Whether the provider should cache the standing part (instructions and tools) of the request.
    #[serde(default)]
    pub cache: CacheHint,
    /// The same facts in structured form, for providers that compute instead of read (the offline writer). Never sent over a wire.
    #[serde(default)]
    pub brief: Value,
    /// Limit for the whole exchange, in milliseconds.
    pub timeout_ms: u64,
    /// Same for every delivery of this request; passed outward.
    pub idempotency_key: String,
}

impl ModelRequest {
    /// Limit for the whole exchange.
    pub fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }

    /// The instructions as sent: the standing ones and, where files are demanded, how to write them.
    pub fn instructions(&self) -> String {
        match (self.system.is_empty(), self.files.is_empty()) {
            (_, true) => self.system.clone(),
            (true, false) => files::instructions(&self.files),
            (false, false) => format!("{}\n\n{}", self.system.trim_end(), files::instructions(&self.files)),
        }
    }
}

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Message {
    /// What the caller says.
    User {
        /// The text.
        text: String,
    },
    /// What a model said earlier.
    Assistant {
        /// The text; may be empty beside tool calls.
        #[serde(default)]
        text: String,
        /// The tools it called.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tool_calls: Vec<ToolCall>,
    },
    /// What a tool answered.
    ToolResult {
        /// The call it answers.
        call_id: String,
        /// Name of the tool.
        name: String,
        /// The answer.
        text: String,
    },
}

impl Message {
    /// A turn of the caller.
    pub fn user(text: impl Into<String>) -> Self {
        Self::User { text: text.into() }
    }
}

/// A tool a model may call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name: letters, digits, `_` and `-`.
    pub name: String,
    /// What it does, for the model.
    pub description: String,
    /// JSON Schema of its arguments.
    pub parameters: Value,
}

/// A model's wish to call a tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// Names the call; its result carries the same.
    pub id: String,
    /// Name of the tool.
    pub name: String,
    /// The arguments.
    pub arguments: Value,
    /// An opaque token some providers want back with the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

/// A file the answer must contain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandedFile {
    /// Path inside the run, for example `research/SOURCES.md`.
    pub path: String,
    /// What belongs in it.
    pub description: String,
}

/// How long a provider should keep the standing part of a request cached. A hint: providers without the choice ignore it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CacheHint {
    /// Not at all, as far as we have a say.
    #[default]
    None,
    /// Five minutes.
    FiveMinutes,
    /// One hour.
    OneHour,
}
