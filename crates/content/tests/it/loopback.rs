//! Models on the loopback interface: servers that speak a provider's protocol and answer from a script.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use llm::transport::{Endpoint, Remote};
use llm::wire::Protocol;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Tokens every answer reports: read afresh, written to the cache (Anthropic only), written.
pub(crate) const USED: (u64, u64, u64) = (1_000, 200, 300);

/// What a scripted model does when it is asked.
#[derive(Debug, Clone)]
pub(crate) enum Says {
    /// Answers.
    Text(String),
    /// Answers, and is cut off at the limit.
    Cut(String),
    /// Wants a tool called.
    Tool { name: &'static str, arguments: Value },
    /// Refuses with an HTTP status, and with how many seconds to wait.
    Status(u16, u32),
    /// Never answers.
    Nothing,
}

/// What a scripted model was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The model's wire name.
    pub(crate) model: String,
    /// The first turn of the user.
    pub(crate) prompt: String,
    /// The instructions.
    pub(crate) system: String,
    /// The whole body.
    pub(crate) body: Value,
}

impl Asked {
    fn read(body: Value) -> Self {
        let messages = body["messages"].as_array().unwrap();
        let turn = |role: &str| messages.iter().find(|message| message["role"] == role).map(|message| words(&message["content"]));
        let system = turn("system").unwrap_or_else(|| words(&body["system"]));
        Self { model: body["model"].as_str().unwrap().to_owned(), prompt: turn("user").unwrap(), system, body }
    }

    /// Whether it is asked for this file.
    pub(crate) fn demands(&self, path: &str) -> bool {
        self.system.contains(&format!("- {path}: "))
    }

    /// An input as it was shown.
    pub(crate) fn input(&self, name: &str) -> &str {
        let (_, rest) = self.prompt.split_once(&format!("<input name=\"{name}\">\n")).unwrap();
        rest.split_once("\n</input>").unwrap().0
    }

    /// Turns of the conversation.
    pub(crate) fn turns(&self) -> usize {
        self.body["messages"].as_array().unwrap().iter().filter(|message| message["role"] != "system").count()
    }
}

/// Text, whether it comes as such or in parts.
fn words(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        _ => String::new(),
    }
}

/// A scripted model that listens.
#[derive(Clone)]
pub(crate) struct Scripted {
    pub(crate) url: String,
    protocol: Protocol,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Scripted {
    /// Starts a server. The script sees the question and how many came before it.
    pub(crate) async fn listen(protocol: Protocol, script: impl Fn(&Asked, u32) -> Says + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let this = Self { url: format!("http://{}", listener.local_addr().unwrap()), protocol, asked: Arc::default() };
        let (script, before, server) = (Arc::new(script), Arc::new(AtomicU32::new(0)), this.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, before, server) = (Arc::clone(&script), Arc::clone(&before), server.clone());
                tokio::spawn(async move { server.answer(stream, &*script, &before).await });
            }
        });
        this
    }

    /// Everything it was asked, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The questions that demanded a file.
    pub(crate) fn asked_for(&self, path: &str) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.demands(path)).collect()
    }

    /// A provider of this name that speaks to it.
    pub(crate) fn provider(&self, name: &str) -> Arc<Remote> {
        let key = Some("test-key".to_owned());
        Arc::new(Remote::new(Endpoint { name: name.to_owned(), protocol: self.protocol, base_url: Some(self.url.clone()), key }))
    }

    async fn answer(&self, mut stream: TcpStream, script: &(dyn Fn(&Asked, u32) -> Says + Send + Sync), before: &AtomicU32) {
        let asked = Asked::read(read(&mut stream).await);
        self.asked.lock().unwrap().push(asked.clone());
        let says = script(&asked, before.fetch_add(1, Ordering::SeqCst));
        let (status, header, body) = match &says {
            Says::Nothing => {
                // Holds the connection open until the client gives up.
                stream.read_to_end(&mut Vec::new()).await.ok();
                return;
            }
            Says::Status(status, seconds) => {
                let error = json!({ "type": "error", "error": { "type": "rate_limit_error", "message": "slow down" } });
                (*status, format!("retry-after: {seconds}\r\n"), error)
            }
            said => (200, String::new(), self.body(&asked.model, said)),
        };
        let body = body.to_string();
        let head = format!(
            "HTTP/1.1 {status} Reply\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n{header}\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).await.ok();
        stream.shutdown().await.ok();
    }

    fn body(&self, model: &str, says: &Says) -> Value {
        let (read, cached, written) = USED;
        match self.protocol {
            Protocol::Anthropic => {
                let (content, reason) = match says {
                    Says::Tool { name, arguments } => {
                        (json!([{ "type": "tool_use", "id": "toolu_1", "name": name, "input": arguments }]), "tool_use")
                    }
                    Says::Cut(text) => (json!([{ "type": "text", "text": text }]), "max_tokens"),
                    Says::Text(text) => (json!([{ "type": "text", "text": text }]), "end_turn"),
                    Says::Status(..) | Says::Nothing => unreachable!("no answer"),
                };
                json!({
                    "id": "msg_1", "type": "message", "role": "assistant", "model": model, "content": content, "stop_reason": reason, "stop_sequence": null,
                    "usage": {
                        "input_tokens": read, "cache_creation_input_tokens": cached, "cache_read_input_tokens": 0, "output_tokens": written,
                        "cache_creation": { "ephemeral_5m_input_tokens": cached, "ephemeral_1h_input_tokens": 0 },
                    },
                })
            }
            Protocol::OpenAi => {
                let (message, reason) = match says {
                    Says::Tool { name, arguments } => {
                        let call =
                            json!({ "id": "call_1", "type": "function", "function": { "name": name, "arguments": arguments.to_string() } });
                        (json!({ "role": "assistant", "content": null, "tool_calls": [call] }), "tool_calls")
                    }
                    Says::Cut(text) => (json!({ "role": "assistant", "content": text }), "length"),
                    Says::Text(text) => (json!({ "role": "assistant", "content": text }), "stop"),
                    Says::Status(..) | Says::Nothing => unreachable!("no answer"),
                };
                json!({
                    "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": model,
                    "choices": [{ "index": 0, "message": message, "finish_reason": reason }],
                    "usage": {
                        "prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written,
                        "prompt_tokens_details": { "cached_tokens": 0 }, "completion_tokens_details": { "reasoning_tokens": 0 },
                    },
                })
            }
            other => unreachable!("no script speaks {other:?}"),
        }
    }
}

async fn read(stream: &mut TcpStream) -> Value {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().trim().parse::<usize>().unwrap();
            if bytes.len() >= end + 4 + length {
                return serde_json::from_slice(&bytes[end + 4..end + 4 + length]).unwrap();
            }
        }
        let mut chunk = [0; 16_384];
        let count = stream.read(&mut chunk).await.unwrap();
        assert!(count > 0, "the client closed before its request was complete");
        bytes.extend_from_slice(&chunk[..count]);
    }
}
