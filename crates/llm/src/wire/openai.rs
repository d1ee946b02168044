//! OpenAI's Chat Completions (documentation: API reference "Chat", guides "Prompt caching" and "Reasoning").

use serde_json::Value;

use super::{Answer, Finish, Unreadable, missing};
use crate::json;
use crate::request::ToolCall;
use crate::response::{FinishReason, Usage};

pub(super) fn read(body: &Value) -> Result<Answer, Unreadable> {
    let choice = body["choices"].get(0).ok_or_else(|| missing("choice"))?;
    let message = &choice["message"];
    let finish = match (message["refusal"].as_str(), choice["finish_reason"].as_str()) {
        (Some(words), _) => Finish::Refused(words.to_owned()),
        (None, Some("stop")) => Finish::Answered(FinishReason::Stop),
        (None, Some("length")) => Finish::Answered(FinishReason::Length),
        (None, Some("tool_calls" | "function_call")) => Finish::Answered(FinishReason::ToolCalls),
        (None, Some("content_filter")) => Finish::Refused("the provider's content filter withheld the answer".to_owned()),
        (None, Some(other)) => Finish::Answered(FinishReason::Other(other.to_owned())),
        (None, None) => return Err(missing("`finish_reason`")),
    };
    let truncated = finish == Finish::Answered(FinishReason::Length);
    let mut tool_calls = Vec::new();
    for call in message["tool_calls"].as_array().into_iter().flatten() {
        match tool_call(call) {
            Ok(call) => tool_calls.push(call),
            // Cut off in the middle of its arguments: the finish reason says so.
            Err(_) if truncated => {}
            Err(error) => return Err(error),
        }
    }
    let text = match &message["content"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        // Some compatible servers answer in typed parts.
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        _ => return Err(Unreadable("has a `content` that is neither text nor parts".to_owned())),
    };
    Ok(Answer { text, tool_calls, usage: usage(&body["usage"]), finish, model: body["model"].as_str().map(str::to_owned) })
}

fn tool_call(call: &Value) -> Result<ToolCall, Unreadable> {
    let name = call["function"]["name"].as_str().ok_or_else(|| missing("`name` in a tool call"))?;
    let arguments = match &call["function"]["arguments"] {
        Value::String(spelled) if spelled.trim().is_empty() => Value::Object(Default::default()),
        Value::String(spelled) => {
            json::parse(spelled).map_err(|error| Unreadable(format!("calls `{name}` with arguments that are no JSON: {error}")))?.value
        }
        Value::Null => Value::Object(Default::default()),
        other => other.clone(),
    };
    Ok(ToolCall {
        id: call["id"].as_str().ok_or_else(|| missing("`id` in a tool call"))?.to_owned(),
        name: name.to_owned(),
        arguments,
        signature: None,
    })
}

/// `prompt_tokens` includes cached tokens and `completion_tokens` includes reasoning; cache writes are not sold.
pub(super) fn usage(usage: &Value) -> Usage {
    if !usage.is_object() {
        return Usage::default();
    }
    let (input_uncached, cache_read) =
        super::split(usage["prompt_tokens"].as_u64(), usage["prompt_tokens_details"]["cached_tokens"].as_u64());
    let (output_text, output_reasoning) =
        super::split(usage["completion_tokens"].as_u64(), usage["completion_tokens_details"]["reasoning_tokens"].as_u64());
    Usage { input_uncached, cache_read, cache_write_5m: Some(0), cache_write_1h: Some(0), output_text, output_reasoning }
}
