//! The frame of the offline writer: a provider that calls nobody.
//!
//! A stage's writer is registered under a name; a request names it in `brief.writer` and hands it the facts in `brief`. A writer
//! composes from those facts alone and is deterministic. What it made is labelled for what it is (provider `offline`), its token
//! counts are an estimate by a stated rule, and a request that no writer knows how to serve is an error: there is no canned output.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use crate::error::{ModelError, ModelErrorKind};
use crate::estimate;
use crate::provider::Provider;
use crate::request::{Message, ModelRequest};
use crate::response::{FinishReason, ModelResponse, Usage};

/// Name of the provider and of its only model.
pub const PROVIDER: &str = "offline";
/// The model's name.
pub const MODEL: &str = "offline-writer";
/// How its token counts come about.
pub const ESTIMATE_RULE: &str = "bytes / 4, rounded up";

/// Writes one kind of text from facts.
pub trait StageWriter: Send + Sync {
    /// The name requests use in `brief.writer`.
    fn name(&self) -> &str;

    /// Writes from the whole brief. Equal briefs give equal texts, to the byte.
    fn write(&self, brief: &Value) -> Result<String, OfflineError>;
}

/// Why a writer could not write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OfflineError(
    /// For people: what is missing from the brief, and where.
    pub String,
);

/// The provider around the registered writers.
#[derive(Clone, Default)]
pub struct OfflineProvider {
    writers: BTreeMap<String, Arc<dyn StageWriter>>,
}

impl OfflineProvider {
    /// A provider with no writers: refuses everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a writer; a later one of the same name takes its place.
    pub fn with(mut self, writer: Arc<dyn StageWriter>) -> Self {
        self.writers.insert(writer.name().to_owned(), writer);
        self
    }

    /// Names of the registered writers, sorted.
    pub fn writers(&self) -> impl Iterator<Item = &str> {
        self.writers.keys().map(String::as_str)
    }

    fn write(&self, request: &ModelRequest) -> Result<ModelResponse, ModelError> {
        let refuse = |message: String| ModelError::before_sending(ModelErrorKind::BadRequest, PROVIDER, MODEL, message);
        let known = || self.writers().collect::<Vec<_>>().join(", ");
        let Some(name) = request.brief.get("writer").and_then(Value::as_str) else {
            return Err(refuse(format!(
                "the offline writer needs the name of a writer in `brief.writer` (registered: {}); to have free text written, choose \
                 another model",
                known()
            )));
        };
        let Some(writer) = self.writers.get(name) else {
            return Err(refuse(format!("no offline writer `{name}`; registered: {}", known())));
        };
        let text = writer.write(&request.brief).map_err(|error| refuse(format!("offline writer `{name}`: {error}")))?;
        Ok(ModelResponse {
            usage: Usage {
                input_uncached: Some(input(request)),
                cache_read: Some(0),
                cache_write_5m: Some(0),
                cache_write_1h: Some(0),
                output_text: Some(estimate::by_four(&text)),
                output_reasoning: Some(0),
            },
            usage_estimated: true,
            tool_calls: Vec::new(),
            finish_reason: FinishReason::Stop,
            provider: PROVIDER.to_owned(),
            model: MODEL.to_owned(),
            raw: json!({ "writer": name, "token_rule": ESTIMATE_RULE }),
            latency_ms: 0,
            text,
        })
    }
}

impl Provider for OfflineProvider {
    fn name(&self) -> &str {
        PROVIDER
    }

    fn complete(&self, request: ModelRequest) -> BoxFuture<'static, Result<ModelResponse, ModelError>> {
        let this = self.clone();
        async move { this.write(&request) }.boxed()
    }
}

/// Input tokens by the stated rule, over the words a model would read.
fn input(request: &ModelRequest) -> u64 {
    let messages = request.messages.iter().map(|message| match message {
        Message::User { text } | Message::Assistant { text, .. } | Message::ToolResult { text, .. } => estimate::by_four(text),
    });
    estimate::by_four(&request.instructions()) + messages.sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Echo;
    impl StageWriter for Echo {
        fn name(&self) -> &str {
            "echo"
        }
        fn write(&self, brief: &Value) -> Result<String, OfflineError> {
            let fact = brief.get("fact").and_then(Value::as_str).ok_or_else(|| OfflineError("`fact` is missing".to_owned()))?;
            Ok(format!("{fact}.\n"))
        }
    }

    fn ask(brief: Value) -> Result<ModelResponse, ModelError> {
        let request = ModelRequest {
            model: MODEL.to_owned(),
            system: "Write.".to_owned(),
            messages: vec![Message::user("One fact, please.")],
            files: Vec::new(),
            output_schema: None,
            tools: Vec::new(),
            max_output_tokens: 100,
            temperature: None,
            cache: Default::default(),
            brief,
            timeout_ms: 1000,
            idempotency_key: "k".to_owned(),
        };
        OfflineProvider::new().with(Arc::new(Echo)).write(&request)
    }

    #[test]
    fn labels_what_it_wrote_as_its_own_and_its_counts_as_estimates() {
        let answer = ask(json!({"writer": "echo", "fact": "Water is wet"})).expect("written");
        assert_eq!((answer.text.as_str(), answer.provider.as_str(), answer.model.as_str()), ("Water is wet.\n", PROVIDER, MODEL));
        assert!(answer.usage_estimated);
        assert_eq!((answer.usage.input_uncached, answer.usage.output_text), (Some(2 + 5), Some(4)));
        assert_eq!(answer, ask(json!({"writer": "echo", "fact": "Water is wet"})).expect("written"), "same brief, same bytes");
    }

    #[test]
    fn refuses_what_no_writer_serves() {
        for (brief, word) in [
            (json!({}), "`brief.writer`"),
            (json!({"writer": "poet"}), "no offline writer `poet`; registered: echo"),
            (json!({"writer": "echo"}), "`fact` is missing"),
        ] {
            let error = ask(brief).expect_err("cannot be written");
            assert_eq!(error.kind, ModelErrorKind::BadRequest);
            assert!(error.message.contains(word), "{}", error.message);
            assert!(!error.may_be_billed);
        }
    }
}
