//! Anthropic's Messages (documentation: API reference "Messages", guides "Prompt caching" and "Handling stop reasons").

use serde_json::Value;

use super::{Answer, Finish, Unreadable, missing};
use crate::request::ToolCall;
use crate::response::{FinishReason, Usage};

pub(super) fn read(body: &Value) -> Result<Answer, Unreadable> {
    let blocks = body["content"].as_array().ok_or_else(|| missing("`content` list"))?;
    let mut text = String::new();
    let mut tool_calls = Vec::new();
    let mut signature: Option<String> = None;
    for block in blocks {
        match block["type"].as_str() {
            Some("text") => text.push_str(block["text"].as_str().ok_or_else(|| missing("`text` in a text block"))?),
            Some("thinking") => signature = block["signature"].as_str().map(str::to_owned),
            Some("tool_use") => tool_calls.push(ToolCall {
                id: block["id"].as_str().ok_or_else(|| missing("`id` in a tool call"))?.to_owned(),
                name: block["name"].as_str().ok_or_else(|| missing("`name` in a tool call"))?.to_owned(),
                arguments: block["input"].clone(),
                signature: signature.take(),
            }),
            // Blocks of kinds that we did not ask for (redacted thinking, server tools) carry no answer of ours.
            Some(_) => {}
            None => return Err(missing("`type` in a content block")),
        }
    }
    let finish = match body["stop_reason"].as_str() {
        Some("end_turn" | "stop_sequence") => Finish::Answered(FinishReason::Stop),
        Some("max_tokens" | "model_context_window_exceeded") => Finish::Answered(FinishReason::Length),
        Some("tool_use") => Finish::Answered(FinishReason::ToolCalls),
        Some("refusal") => Finish::Refused("the model declined (stop reason `refusal`)".to_owned()),
        Some(other) => Finish::Answered(FinishReason::Other(other.to_owned())),
        None => return Err(missing("`stop_reason`")),
    };
    Ok(Answer { text, tool_calls, usage: usage(&body["usage"]), finish, model: body["model"].as_str().map(str::to_owned) })
}

/// `input_tokens` counts neither cache reads nor cache writes; `output_tokens` includes thinking.
pub(super) fn usage(usage: &Value) -> Usage {
    let written = usage["cache_creation_input_tokens"].as_u64();
    let (cache_write_5m, cache_write_1h) = match &usage["cache_creation"] {
        Value::Object(by_lifetime) => {
            let of = |name: &str| by_lifetime.get(name).and_then(Value::as_u64);
            (of("ephemeral_5m_input_tokens"), of("ephemeral_1h_input_tokens"))
        }
        // Without the breakdown only zero says how it splits.
        _ => (written, written.filter(|tokens| *tokens == 0)),
    };
    let (output_text, output_reasoning) =
        super::split(usage["output_tokens"].as_u64(), usage["output_tokens_details"]["thinking_tokens"].as_u64());
    Usage {
        input_uncached: usage["input_tokens"].as_u64(),
        cache_read: usage["cache_read_input_tokens"].as_u64(),
        cache_write_5m,
        cache_write_1h,
        output_text,
        output_reasoning,
    }
}
