//! Recording and replaying through files.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use llm::cassette::{Recorder, Replayer};
use llm::{FinishReason, Message, ModelError, ModelErrorKind, ModelRequest, ModelResponse, Provider, Usage};
use serde_json::{Value, json};

/// Answers with the last message, in capitals.
struct Shouter;

impl Provider for Shouter {
    fn name(&self) -> &str {
        "shouter"
    }

    fn complete(&self, request: ModelRequest) -> BoxFuture<'static, Result<ModelResponse, ModelError>> {
        async move {
            let Some(Message::User { text }) = request.messages.last() else { panic!("a user speaks last") };
            Ok(ModelResponse {
                text: text.to_uppercase(),
                tool_calls: Vec::new(),
                usage: Usage { input_uncached: Some(7), output_text: Some(3), ..Usage::default() },
                usage_estimated: false,
                finish_reason: FinishReason::Stop,
                provider: "shouter".to_owned(),
                model: request.model,
                raw: json!({"echo": text}),
                latency_ms: 12,
            })
        }
        .boxed()
    }
}

fn ask(text: &str) -> ModelRequest {
    ModelRequest {
        model: "loud".to_owned(),
        system: String::new(),
        messages: vec![Message::user(text)],
        files: Vec::new(),
        output_schema: None,
        tools: Vec::new(),
        max_output_tokens: 10,
        temperature: None,
        cache: Default::default(),
        brief: Value::Null,
        timeout_ms: 1,
        idempotency_key: "first".to_owned(),
    }
}

#[tokio::test]
async fn what_was_recorded_is_replayed_under_the_name_replay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tape.jsonl");
    let recorder = Recorder::open(Arc::new(Shouter), &path, Vec::new()).unwrap();
    let answer = recorder.complete(ask("hello")).await.unwrap();
    assert_eq!((answer.text.as_str(), answer.provider.as_str()), ("HELLO", "shouter"));

    let replayer = Replayer::open(&path, Vec::new()).unwrap();
    // Another delivery of the same question, with another deadline.
    let again = ModelRequest { idempotency_key: "second".to_owned(), timeout_ms: 99, ..ask("hello") };
    let replayed = replayer.complete(again).await.unwrap();
    assert_eq!(replayed, ModelResponse { provider: "replay".to_owned(), latency_ms: 0, ..answer });
    let line: Value = serde_json::from_str(std::fs::read_to_string(&path).unwrap().trim()).unwrap();
    assert_eq!((&line["provenance"], &line["provider"]), (&json!("recorded"), &json!("shouter")));
}

#[tokio::test]
async fn a_question_never_recorded_names_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tape.jsonl");
    let recorder = Recorder::open(Arc::new(Shouter), &path, Vec::new()).unwrap();
    for text in ["hello", "something quite different"] {
        recorder.complete(ask(text)).await.unwrap();
    }
    let replayer = Replayer::open(&path, Vec::new()).unwrap();
    assert_eq!(replayer.len(), 2);
    let error = replayer.complete(ask("hello!")).await.unwrap_err();
    let nearest = llm::canonical::hash(&llm::canonical::question(&ask("hello")));
    assert_eq!(error.kind, ModelErrorKind::Unavailable);
    assert!(error.message.contains(&format!("the nearest recorded is {nearest} (differs in messages)")), "{}", error.message);
}

#[tokio::test]
async fn secrets_never_reach_the_cassette() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tape.jsonl");
    let secrets = vec!["hunter2hunter2".to_owned()];
    let recorder = Recorder::open(Arc::new(Shouter), &path, secrets.clone()).unwrap();
    let shaped_like_a_key = format!("sk-{}", "abcdefghij".repeat(3));
    let text = &format!("key hunter2hunter2 and {shaped_like_a_key} but sk-learn stays");
    recorder.complete(ask(text)).await.unwrap();
    let tape = std::fs::read_to_string(&path).unwrap();
    assert!(!tape.contains("hunter2") && !tape.contains("abcdefghij"), "{tape}");
    assert!(tape.contains("key [secret] and [secret] but sk-learn stays"), "{tape}");
    Replayer::open(&path, secrets).unwrap().complete(ask(text)).await.unwrap();
}

#[tokio::test]
async fn an_edited_line_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tape.jsonl");
    let recorder = Recorder::open(Arc::new(Shouter), &path, Vec::new()).unwrap();
    recorder.complete(ask("hello")).await.unwrap();
    recorder.complete(ask("world")).await.unwrap();
    let tape = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, tape.replace("\"text\":\"world\"", "\"text\":\"word\"")).unwrap();
    let error = Replayer::open(&path, Vec::new()).err().unwrap().to_string();
    assert!(error.contains("line 2: the key does not belong to the request"), "{error}");
    std::fs::write(&path, "{\"cassette\":1}\n").unwrap();
    assert!(Replayer::open(&path, Vec::new()).err().unwrap().to_string().contains("line 1: missing field"));
}
