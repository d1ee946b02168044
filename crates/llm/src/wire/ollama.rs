//! Ollama's native chat (documentation: `docs/api.md`, "Generate a chat completion").

use serde_json::Value;

use super::{Answer, Finish, Unreadable, missing};
use crate::request::ToolCall;
use crate::response::{FinishReason, Usage};

pub(super) fn read(body: &Value) -> Result<Answer, Unreadable> {
    let message = body.get("message").ok_or_else(|| missing("`message`"))?;
    if body["done"] != Value::Bool(true) {
        return Err(Unreadable("is not done".to_owned()));
    }
    let mut tool_calls = Vec::new();
    for (index, call) in message["tool_calls"].as_array().into_iter().flatten().enumerate() {
        tool_calls.push(ToolCall {
            id: call["id"].as_str().map_or_else(|| format!("call-{}", index + 1), str::to_owned),
            name: call["function"]["name"].as_str().ok_or_else(|| missing("`name` in a tool call"))?.to_owned(),
            arguments: call["function"]["arguments"].clone(),
            signature: None,
        });
    }
    let finish = match body["done_reason"].as_str() {
        Some("length") => FinishReason::Length,
        Some("stop") | None if !tool_calls.is_empty() => FinishReason::ToolCalls,
        // Older servers give no reason.
        Some("stop") | None => FinishReason::Stop,
        Some(other) => FinishReason::Other(other.to_owned()),
    };
    Ok(Answer {
        text: message["content"].as_str().unwrap_or_default().to_owned(),
        tool_calls,
        usage: usage(body),
        finish: Finish::Answered(finish),
        model: body["model"].as_str().map(str::to_owned),
    })
}

/// `prompt_eval_count` is the whole input, thinking is part of `eval_count`; nothing is sold, so nothing else is counted.
pub(super) fn usage(body: &Value) -> Usage {
    let (input_uncached, cache_read) = super::split(body["prompt_eval_count"].as_u64(), body["prompt_eval_cached_count"].as_u64());
    Usage {
        input_uncached,
        cache_read: cache_read.or(Some(0)),
        cache_write_5m: Some(0),
        cache_write_1h: Some(0),
        output_text: body["eval_count"].as_u64(),
        output_reasoning: Some(0),
    }
}
