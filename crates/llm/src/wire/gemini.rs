//! Google's `generateContent` (documentation: API reference "GenerateContentResponse", guides "Context caching" and "Thinking").

use serde_json::Value;

use super::{Answer, Finish, Unreadable, missing};
use crate::request::ToolCall;
use crate::response::{FinishReason, Usage};

pub(super) fn read(body: &Value) -> Result<Answer, Unreadable> {
    let model = body["modelVersion"].as_str().map(str::to_owned);
    let usage = usage(&body["usageMetadata"]);
    if let Some(reason) = body["promptFeedback"]["blockReason"].as_str() {
        let finish = Finish::Refused(format!("the prompt was blocked ({reason})"));
        return Ok(Answer { text: String::new(), tool_calls: Vec::new(), usage, finish, model });
    }
    let candidate = body["candidates"].get(0).ok_or_else(|| missing("candidate"))?;
    let mut text = String::new();
    let mut tool_calls: Vec<ToolCall> = Vec::new();
    for part in candidate["content"]["parts"].as_array().into_iter().flatten() {
        if let Some(call) = part.get("functionCall") {
            let name = call["name"].as_str().ok_or_else(|| missing("`name` in a function call"))?;
            // The id is optional in this protocol; the place in the answer names the call as well.
            let id = call["id"].as_str().map_or_else(|| format!("call-{}", tool_calls.len() + 1), str::to_owned);
            let arguments = call.get("args").cloned().unwrap_or_else(|| Value::Object(Default::default()));
            let signature = part["thoughtSignature"].as_str().map(str::to_owned);
            tool_calls.push(ToolCall { id, name: name.to_owned(), arguments, signature });
        } else if part["thought"] != Value::Bool(true) {
            text.push_str(part["text"].as_str().unwrap_or_default());
        }
    }
    let finish = match candidate["finishReason"].as_str() {
        Some("STOP") if !tool_calls.is_empty() => Finish::Answered(FinishReason::ToolCalls),
        Some("STOP") => Finish::Answered(FinishReason::Stop),
        Some("MAX_TOKENS") => Finish::Answered(FinishReason::Length),
        Some(reason @ ("SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" | "LANGUAGE")) => {
            Finish::Refused(format!("the answer was withheld ({reason})"))
        }
        Some(reason @ "MALFORMED_FUNCTION_CALL") => return Err(Unreadable(format!("ended with {reason}"))),
        Some(other) => Finish::Answered(FinishReason::Other(other.to_owned())),
        None => return Err(missing("`finishReason`")),
    };
    Ok(Answer { text, tool_calls, usage, finish, model })
}

/// `promptTokenCount` includes cached tokens; `candidatesTokenCount` excludes thoughts. Tokens of zero are left out of the message
/// (its encoding omits default values), so beside a present total an absent part is zero.
pub(super) fn usage(usage: &Value) -> Usage {
    if usage["promptTokenCount"].as_u64().is_none() {
        return Usage::default();
    }
    let count = |name: &str| Some(usage[name].as_u64().unwrap_or(0));
    // Results of the provider's own tools are billed as input but counted apart.
    let prompt = count("promptTokenCount").zip(count("toolUsePromptTokenCount")).map(|(prompt, tools)| prompt + tools);
    let (input_uncached, cache_read) = super::split(prompt, count("cachedContentTokenCount"));
    Usage {
        input_uncached,
        cache_read,
        cache_write_5m: Some(0),
        cache_write_1h: Some(0),
        output_text: count("candidatesTokenCount"),
        output_reasoning: count("thoughtsTokenCount"),
    }
}
