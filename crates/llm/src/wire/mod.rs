//! Pure mapping from what providers send to our words. Nothing here opens a connection.
//!
//! Each protocol has a reader of its own for answers ([`read`]) and shares the reading of HTTP failures ([`failure`]). Usage is read
//! from the provider's own JSON, never from a library's normalised counts: those cannot tell zero from absent.

mod anthropic;
pub mod failure;
mod gemini;
mod ollama;
mod openai;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::request::ToolCall;
use crate::response::{FinishReason, Usage};

/// A wire protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// Anthropic's Messages.
    Anthropic,
    /// OpenAI's Chat Completions, also spoken by compatible servers.
    #[serde(rename = "openai")]
    OpenAi,
    /// Google's `generateContent`.
    Gemini,
    /// Ollama's native chat.
    Ollama,
}

/// An answer as read from its protocol.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The text, exactly as received.
    pub text: String,
    /// Tools to call.
    pub tool_calls: Vec<ToolCall>,
    /// Tokens by component.
    pub usage: Usage,
    /// Why it ended.
    pub finish: Finish,
    /// What the answerer called itself, where it said.
    pub model: Option<String>,
}

/// Why an answer ended, refusals included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finish {
    /// It is an answer.
    Answered(FinishReason),
    /// The provider or the model declined, in its own words.
    Refused(String),
}

/// An answer that is not what the protocol promises.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the answer {0}")]
pub struct Unreadable(pub String);

/// Reads the body of a successful HTTP answer.
pub fn read(protocol: Protocol, body: &Value) -> Result<Answer, Unreadable> {
    match protocol {
        Protocol::Anthropic => anthropic::read(body),
        Protocol::OpenAi => openai::read(body),
        Protocol::Gemini => gemini::read(body),
        Protocol::Ollama => ollama::read(body),
    }
}

/// The usage of an answer that is unreadable otherwise.
pub fn usage(protocol: Protocol, body: &Value) -> Usage {
    match protocol {
        Protocol::Anthropic => anthropic::usage(&body["usage"]),
        Protocol::OpenAi => openai::usage(&body["usage"]),
        Protocol::Gemini => gemini::usage(&body["usageMetadata"]),
        Protocol::Ollama => ollama::usage(body),
    }
}

fn missing(what: &str) -> Unreadable {
    Unreadable(format!("has no {what}"))
}

/// Splits a whole that includes its part. Where the part is unknown the whole stays in the base.
fn split(whole: Option<u64>, part: Option<u64>) -> (Option<u64>, Option<u64>) {
    (whole.map(|whole| whole.saturating_sub(part.unwrap_or(0))), part)
}
