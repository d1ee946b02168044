//! What a model gave back.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::request::ToolCall;

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelResponse {
    /// The text, exactly as received; empty where only tools were called.
    pub text: String,
    /// Tools the model wants called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<ToolCall>,
    /// Tokens by component.
    pub usage: Usage,
    /// The counts are our estimate, not the provider's figures.
    #[serde(default)]
    pub usage_estimated: bool,
    /// Why the answer ended.
    pub finish_reason: FinishReason,
    /// Who answered; `offline` and `replay` are named as what they are.
    pub provider: String,
    /// What the answerer called itself.
    pub model: String,
    /// The whole answer as received.
    pub raw: Value,
    /// From sending to the last byte, in milliseconds.
    pub latency_ms: u64,
}

/// Why an answer ended. A refusal is no answer but a [`crate::ModelErrorKind::Refused`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    /// The model was done.
    Stop,
    /// `max_output_tokens` or the context was reached: the answer is truncated.
    Length,
    /// The model wants tools called.
    ToolCalls,
    /// A word of the provider we have no word for.
    Other(String),
}

impl FinishReason {
    /// The word stored with the call.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::Other(word) => word,
        }
    }
}

/// Tokens of one exchange by price component. The components do not overlap, so their sum is what was read and written.
///
/// `None` means the provider did not say, never zero. `Some(0)` for a component stands where the provider said zero or where its
/// protocol has no such thing (OpenAI sells no cache writes). Where a provider reports a whole without saying how it splits, the
/// whole stands in the base component (`input_uncached` for input, `cache_write_5m` for cache writes, `output_text` for output)
/// and the part is `None`: the cost is then known only if base and part have the same price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Input read afresh.
    pub input_uncached: Option<u64>,
    /// Input read from the provider's cache.
    pub cache_read: Option<u64>,
    /// Input written to the cache for five minutes.
    pub cache_write_5m: Option<u64>,
    /// Input written to the cache for one hour.
    pub cache_write_1h: Option<u64>,
    /// Output that is part of the answer.
    pub output_text: Option<u64>,
    /// Output spent on reasoning.
    pub output_reasoning: Option<u64>,
}

impl Usage {
    /// All input, where the provider said how much was read.
    pub fn total_input(&self) -> Option<u64> {
        let parts = [self.cache_read, self.cache_write_5m, self.cache_write_1h];
        self.input_uncached.map(|base| parts.iter().flatten().fold(base, |sum, part| sum.saturating_add(*part)))
    }

    /// All output, where the provider said how much was written.
    pub fn total_output(&self) -> Option<u64> {
        self.output_text.map(|base| base.saturating_add(self.output_reasoning.unwrap_or(0)))
    }
}
