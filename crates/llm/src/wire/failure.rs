//! Reads failed HTTP answers.

use std::time::Duration;

use serde_json::Value;

use super::Protocol;
use crate::error::ModelErrorKind;

/// A failed HTTP answer.
#[derive(Debug, Clone, Copy)]
pub struct Failure<'a> {
    /// The protocol spoken.
    pub protocol: Protocol,
    /// The status.
    pub status: u16,
    /// Header `retry-after-ms`.
    pub retry_after_ms: Option<&'a str>,
    /// Header `retry-after`, in seconds; a date is not understood and counts as absent.
    pub retry_after: Option<&'a str>,
    /// Header `x-should-retry`.
    pub should_retry: Option<&'a str>,
    /// The body; JSON or not.
    pub body: &'a str,
}

/// What may be done about it, and the provider's own words.
pub fn read(failure: Failure<'_>) -> (ModelErrorKind, String) {
    let body: Value = serde_json::from_str(failure.body).unwrap_or(Value::Null);
    // All four protocols put an object (Ollama: a text) under `error`; Gemini may wrap it in a list.
    let error = body.get(0).unwrap_or(&body)["error"].clone();
    let said = error["message"].as_str().or(error.as_str()).map_or_else(|| shorten(failure.body), str::to_owned);
    let word = error["code"].as_str().or(error["type"].as_str()).or(error["status"].as_str()).unwrap_or_default().to_owned();
    let after = wait(&failure);
    let kind = match failure.status {
        402 => ModelErrorKind::Budget,
        400 | 429 if is_about_credit(&word, &said) => ModelErrorKind::Budget,
        400 | 403 if is_about_content(&word) => ModelErrorKind::Refused,
        // Google answers 400 to a key that it does not know.
        400 if said.contains("API key not valid") => ModelErrorKind::Unavailable,
        401 | 403 | 404 => ModelErrorKind::Unavailable,
        408 => ModelErrorKind::Timeout,
        429 | 409 => ModelErrorKind::RetryLater { after },
        400..=499 => ModelErrorKind::BadRequest,
        _ if failure.should_retry == Some("false") => ModelErrorKind::RetryElsewhere,
        503 | 529 if after.is_none() => ModelErrorKind::RetryElsewhere,
        _ => ModelErrorKind::RetryLater { after },
    };
    let advice = match (failure.status, kind) {
        (401, _) => " (is the API key right?)",
        (404, _) => " (does the provider serve this model?)",
        (_, ModelErrorKind::Budget) => " (the provider's account has no credit or quota left)",
        _ => "",
    };
    (kind, format!("HTTP {}: {said}{advice}", failure.status))
}

fn wait(failure: &Failure<'_>) -> Option<Duration> {
    let milliseconds = failure.retry_after_ms.and_then(|text| text.trim().parse::<f64>().ok()).map(|ms| ms / 1000.0);
    let seconds = milliseconds.or_else(|| failure.retry_after.and_then(|text| text.trim().parse::<f64>().ok()))?;
    (seconds.is_finite() && seconds >= 0.0).then(|| Duration::from_secs_f64(seconds.min(86_400.0)))
}

fn is_about_credit(word: &str, said: &str) -> bool {
    word == "insufficient_quota" || word == "billing_hard_limit_reached" || said.contains("credit balance is too low")
}

fn is_about_content(word: &str) -> bool {
    ["content_policy_violation", "content_filter", "moderation_blocked"].contains(&word)
}

fn shorten(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None if text.is_empty() => "no explanation".to_owned(),
        None => text.to_owned(),
    }
}
