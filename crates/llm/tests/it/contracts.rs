//! Every fixture says where it comes from (`provenance`: `documentation` or `recorded`), what the server answers, what the request
//! must have held, and what must come out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use llm::transport::{Endpoint, Remote};
use llm::wire::Protocol;
use llm::{CacheHint, Message, ModelError, ModelErrorKind, ModelRequest, ModelResponse, Provider, Tool, ToolCall, Usage};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::loopback::{Asked, Reply, serve};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    fixture: Header,
    request: Option<Held>,
    response: Reply,
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    provider: String,
    case: String,
    provenance: llm::cassette::Provenance,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Held {
    path: String,
    headers: BTreeMap<String, String>,
    /// JSON pointers into the body.
    body: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
enum Expected {
    Answer {
        text: String,
        finish_reason: String,
        usage: Usage,
        model: String,
        #[serde(default)]
        tool_calls: Vec<ToolCall>,
    },
    Error {
        kind: String,
        may_be_billed: bool,
        status: Option<u16>,
        after_ms: Option<u64>,
        usage: Option<Usage>,
        message_contains: Option<String>,
    },
}

fn fixtures(provider: &str) -> Vec<(PathBuf, Fixture)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(provider);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let parse = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let fixture: Fixture = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, fixture)
    };
    paths.into_iter().map(parse).collect()
}

fn request(timeout_ms: u64) -> ModelRequest {
    ModelRequest {
        model: "wire-model".to_owned(),
        system: "Answer briefly.".to_owned(),
        messages: vec![Message::user("What is a villain?")],
        files: Vec::new(),
        output_schema: None,
        tools: vec![Tool {
            name: "lookup".to_owned(),
            description: "Looks a word up.".to_owned(),
            parameters: json!({"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}),
        }],
        max_output_tokens: 1024,
        temperature: Some(0.2),
        cache: CacheHint::None,
        brief: Value::Null,
        timeout_ms,
        idempotency_key: "run-1/write/1#1".to_owned(),
    }
}

async fn exchange(protocol: Protocol, reply: Reply, request: ModelRequest) -> (Result<ModelResponse, ModelError>, Asked) {
    let (url, asked) = serve(reply).await;
    let endpoint = Endpoint { name: "tested".to_owned(), protocol, base_url: Some(url), key: Some("test-key".to_owned()) };
    let outcome = Remote::new(endpoint).complete(request).await;
    (outcome, asked.await.unwrap())
}

async fn hold(provider: &str, protocol: Protocol, least: usize) {
    let fixtures = fixtures(provider);
    assert!(fixtures.len() >= least, "only {} fixtures for {provider}", fixtures.len());
    for (path, fixture) in fixtures {
        let at = path.display();
        assert_eq!((fixture.fixture.provider.as_str(), path.file_stem().unwrap()), (provider, fixture.fixture.case.as_ref()), "{at}");
        assert!(fixture.fixture.source.starts_with("https://"), "{at}: where from?");
        // Nothing was recorded yet, so nothing may claim it was.
        assert_eq!(fixture.fixture.provenance, llm::cassette::Provenance::Documentation, "{at}");

        let timeout_ms = if fixture.response.hang { 300 } else { 60_000 };
        let (outcome, asked) = exchange(protocol, fixture.response, request(timeout_ms)).await;
        if let Some(held) = fixture.request {
            assert_eq!(asked.path, held.path, "{at}");
            for (name, value) in held.headers {
                assert_eq!(asked.headers.get(&name), Some(&value), "{at}: header {name}");
            }
            for (pointer, value) in held.body {
                assert_eq!(asked.body.pointer(&pointer), Some(&value), "{at}: {pointer} in {}", asked.body);
            }
        }
        assert!(!asked.body.to_string().contains("test-key"), "{at}: the key is in the body");
        match (fixture.expected, outcome) {
            (Expected::Answer { text, finish_reason, usage, model, tool_calls }, Ok(answer)) => {
                assert_eq!(answer.text, text, "{at}");
                assert_eq!(answer.finish_reason.as_str(), finish_reason, "{at}");
                assert_eq!(answer.usage, usage, "{at}");
                assert_eq!(answer.model, model, "{at}");
                assert_eq!(answer.tool_calls, tool_calls, "{at}");
                assert_eq!(answer.provider, "tested", "{at}");
                assert!(!answer.usage_estimated && answer.raw.is_object(), "{at}");
            }
            (Expected::Error { kind, may_be_billed, status, after_ms, usage, message_contains }, Err(error)) => {
                let (word, after) = spell(error.kind);
                assert_eq!(word, kind, "{at}: {error}");
                assert_eq!(after, after_ms, "{at}");
                assert_eq!((error.may_be_billed, error.status), (may_be_billed, status), "{at}: {error}");
                assert_eq!(error.usage.as_deref().copied(), usage, "{at}");
                if let Some(words) = message_contains {
                    assert!(error.message.contains(&words), "{at}: {}", error.message);
                }
                assert!(!format!("{error:?}").contains("test-key"), "{at}: the key is in the error");
            }
            (Expected::Answer { .. }, Err(error)) => panic!("{at}: {error}"),
            (Expected::Error { kind, .. }, Ok(answer)) => panic!("{at}: expected {kind}, got {answer:?}"),
        }
    }
}

fn spell(kind: ModelErrorKind) -> (String, Option<u64>) {
    match kind {
        ModelErrorKind::RetryLater { after } => ("retry_later".to_owned(), after.map(|after| u64::try_from(after.as_millis()).unwrap())),
        other => (serde_json::to_value(other).unwrap().as_str().unwrap().to_owned(), None),
    }
}

#[tokio::test]
async fn anthropic_holds_its_contract() {
    hold("anthropic", Protocol::Anthropic, 17).await;
}

#[tokio::test]
async fn openai_holds_its_contract() {
    hold("openai", Protocol::OpenAi, 16).await;
}

#[tokio::test]
async fn openai_compatible_servers_hold_their_contract() {
    hold("openai-compatible", Protocol::OpenAi, 5).await;
}

#[tokio::test]
async fn gemini_holds_its_contract() {
    hold("gemini", Protocol::Gemini, 14).await;
}

#[tokio::test]
async fn ollama_holds_its_contract() {
    hold("ollama", Protocol::Ollama, 9).await;
}

fn done(protocol: Protocol) -> Reply {
    let body = match protocol {
        Protocol::Anthropic => json!({"content": [], "stop_reason": "end_turn", "usage": {}}),
        Protocol::OpenAi => json!({"choices": [{"message": {"content": "x"}, "finish_reason": "stop"}]}),
        Protocol::Gemini => json!({"candidates": [{"content": {"parts": [{"text": "x"}]}, "finishReason": "STOP"}]}),
        Protocol::Ollama => json!({"message": {"content": "x"}, "done": true}),
    };
    Reply { status: 200, headers: BTreeMap::new(), body: Some(body), body_text: None, hang: false }
}

#[tokio::test]
async fn a_tool_conversation_is_written_as_each_protocol_wants_it() {
    for (protocol, pointer, value) in [
        (Protocol::Anthropic, "/messages/2/content/0/tool_use_id", "call-9"),
        (Protocol::Anthropic, "/messages/1/content/1/id", "call-9"),
        (Protocol::OpenAi, "/messages/3/tool_call_id", "call-9"),
        (Protocol::OpenAi, "/messages/2/tool_calls/0/function/arguments", "{\"word\":\"villain\"}"),
        (Protocol::Gemini, "/contents/2/parts/0/functionResponse/name", "lookup"),
        (Protocol::Ollama, "/messages/2/tool_calls/0/function/name", "lookup"),
    ] {
        let mut asking = request(60_000);
        asking.messages.push(Message::Assistant {
            text: "I will look.".to_owned(),
            tool_calls: vec![ToolCall {
                id: "call-9".to_owned(),
                name: "lookup".to_owned(),
                arguments: json!({"word": "villain"}),
                signature: None,
            }],
        });
        asking.messages.push(Message::ToolResult {
            call_id: "call-9".to_owned(),
            name: "lookup".to_owned(),
            text: "a farm hand".to_owned(),
        });
        let (outcome, asked) = exchange(protocol, done(protocol), asking).await;
        outcome.unwrap();
        assert_eq!(asked.body.pointer(pointer), Some(&json!(value)), "{protocol:?}: {}", asked.body);
    }
}

#[tokio::test]
async fn schema_cache_and_files_reach_the_wire() {
    let schema = json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false});
    for (protocol, pointer, value) in [
        (Protocol::Anthropic, "/output_config/format/schema/required/0", "a"),
        (Protocol::Anthropic, "/system/0/cache_control/ttl", "1h"),
        (Protocol::OpenAi, "/response_format/json_schema/schema/required/0", "a"),
        (Protocol::Ollama, "/format", "json"),
    ] {
        let mut asking = ModelRequest { output_schema: Some(schema.clone()), cache: CacheHint::OneHour, ..request(60_000) };
        asking.files = vec![llm::DemandedFile { path: "a/b.md".to_owned(), description: "the essay".to_owned() }];
        let (outcome, asked) = exchange(protocol, done(protocol), asking).await;
        outcome.unwrap();
        assert_eq!(asked.body.pointer(pointer), Some(&json!(value)), "{protocol:?}: {}", asked.body);
        assert!(asked.body.to_string().contains("- a/b.md: the essay"), "{protocol:?}: how to write files is not told");
    }
}

#[tokio::test]
async fn a_model_name_is_sent_as_it_is() {
    for name in ["qwen3-max", "gpt-oss-low", "model-none"] {
        let asking = ModelRequest { model: name.to_owned(), ..request(60_000) };
        let (outcome, asked) = exchange(Protocol::OpenAi, done(Protocol::OpenAi), asking).await;
        outcome.unwrap();
        assert_eq!((&asked.body["model"], asked.body.get("reasoning_effort")), (&json!(name), None));
    }
}

#[tokio::test]
async fn nobody_listening_is_unavailable_and_never_billed() {
    // Bound and dropped: the port is free, so connecting is refused.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for (url, words) in [(format!("http://127.0.0.1:{port}/v1"), "nobody answers at"), ("no url".to_owned(), "")] {
        let endpoint = Endpoint { name: "tested".to_owned(), protocol: Protocol::OpenAi, base_url: Some(url), key: None };
        let error = Remote::new(endpoint).complete(request(60_000)).await.unwrap_err();
        assert!(matches!(error.kind, ModelErrorKind::Unavailable | ModelErrorKind::BadRequest), "{error}");
        assert!(!error.may_be_billed && error.message.contains(words), "{error}");
    }
}
