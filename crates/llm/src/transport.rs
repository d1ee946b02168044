//! The one module that opens connections: requests leave and answers come in through `genai`, mapping is [`crate::wire`]'s.

use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use genai::adapter::AdapterKind;
use genai::chat::{
    CacheControl, ChatMessage, ChatOptions, ChatRequest, ChatResponseFormat, ContentPart, JsonSpec, MessageContent, ReasoningEffort,
    ToolResponse,
};
use genai::resolver::{AuthData, Endpoint as Address};
use genai::{Client, ModelIden, ServiceTarget, WebConfig};
use serde_json::Value;

use crate::error::{ModelError, ModelErrorKind};
use crate::provider::Provider;
use crate::request::{CacheHint, Message, ModelRequest};
use crate::response::ModelResponse;
use crate::wire::failure::{self, Failure};
use crate::wire::{self, Finish, Protocol};

/// Where a provider is and how to speak to it.
#[derive(Clone)]
pub struct Endpoint {
    /// The provider's name.
    pub name: String,
    /// Its protocol.
    pub protocol: Protocol,
    /// Its base URL, if not the protocol's usual one; what follows (`chat/completions`, `messages`, …) is added to it.
    pub base_url: Option<String>,
    /// Its API key; local servers need none.
    pub key: Option<String>,
}

/// A provider reached over HTTP.
pub struct Remote {
    endpoint: Endpoint,
    client: Result<Client, String>,
}

impl Remote {
    /// Speaks to an endpoint. Nothing is sent before the first request.
    pub fn new(endpoint: Endpoint) -> Self {
        let web = WebConfig::default().with_connect_timeout(Duration::from_secs(10));
        let client = Client::builder().with_web_config(web).build().map_err(|error| error.to_string());
        Self { endpoint, client }
    }
}

impl Provider for Remote {
    fn name(&self) -> &str {
        &self.endpoint.name
    }

    fn complete(&self, request: ModelRequest) -> BoxFuture<'static, Result<ModelResponse, ModelError>> {
        let endpoint = self.endpoint.clone();
        let client = self.client.clone();
        async move {
            let client = client.map_err(|cause| {
                ModelError::before_sending(ModelErrorKind::Unavailable, &endpoint.name, &request.model, format!("no HTTP client: {cause}"))
            })?;
            exchange(&client, &endpoint, &request).await
        }
        .boxed()
    }
}

async fn exchange(client: &Client, endpoint: &Endpoint, request: &ModelRequest) -> Result<ModelResponse, ModelError> {
    let fail = |kind, may_be_billed, message: String| ModelError {
        may_be_billed,
        ..ModelError::before_sending(kind, &endpoint.name, &request.model, message)
    };
    let options = options(endpoint.protocol, request);
    let started = Instant::now();
    let sent = client.exec_chat(target(endpoint, &request.model), chat_request(request), Some(&options));
    let outcome = tokio::time::timeout(request.timeout(), sent).await;
    let latency_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let body = match outcome {
        Err(_) => {
            let message = format!("no answer within {} ms", request.timeout_ms);
            return Err(fail(ModelErrorKind::Timeout, true, message));
        }
        Ok(Ok(response)) => response.captured_raw_body.unwrap_or(Value::Null),
        // The library could not make sense of the answer; ours is the reading that counts.
        Ok(Err(genai::Error::ChatResponseGeneration { response_body, .. })) => *response_body,
        Ok(Err(error)) => return Err(failed(endpoint, &request.model, error)),
    };
    let unreadable = |message: String| ModelError {
        usage: Some(Box::new(wire::usage(endpoint.protocol, &body))),
        raw: Box::new(body.clone()),
        ..fail(ModelErrorKind::BadResponse, true, message)
    };
    let answer = wire::read(endpoint.protocol, &body).map_err(|error| unreadable(error.to_string()))?;
    match answer.finish {
        Finish::Refused(words) => {
            Err(ModelError { usage: Some(Box::new(answer.usage)), raw: Box::new(body), ..fail(ModelErrorKind::Refused, true, words) })
        }
        Finish::Answered(finish_reason) => Ok(ModelResponse {
            text: answer.text,
            tool_calls: answer.tool_calls,
            usage: answer.usage,
            usage_estimated: false,
            finish_reason,
            provider: endpoint.name.clone(),
            model: answer.model.unwrap_or_else(|| request.model.clone()),
            raw: body,
            latency_ms,
        }),
    }
}

fn target(endpoint: &Endpoint, model: &str) -> ServiceTarget {
    let (kind, usual) = match endpoint.protocol {
        Protocol::Anthropic => (AdapterKind::Anthropic, "https://api.anthropic.com/v1/"),
        Protocol::OpenAi => (AdapterKind::OpenAI, "https://api.openai.com/v1/"),
        Protocol::Gemini => (AdapterKind::Gemini, "https://generativelanguage.googleapis.com/v1beta/"),
        Protocol::Ollama => (AdapterKind::Ollama, "http://localhost:11434/"),
    };
    let base_url = endpoint.base_url.as_deref().unwrap_or(usual);
    let slash = if base_url.ends_with('/') { "" } else { "/" };
    ServiceTarget {
        endpoint: Address::from_owned(format!("{base_url}{slash}")),
        // Servers without keys ignore the header that the protocol demands.
        auth: AuthData::Key(endpoint.key.clone().unwrap_or_else(|| "none".to_owned())),
        model: ModelIden::new(kind, model),
    }
}

fn chat_request(request: &ModelRequest) -> ChatRequest {
    let messages = request.messages.iter().map(|message| match message {
        Message::User { text } => ChatMessage::user(text.clone()),
        Message::Assistant { text, tool_calls } => {
            let words = (!text.is_empty()).then(|| ContentPart::Text(text.clone()));
            let calls = tool_calls.iter().map(|call| {
                ContentPart::ToolCall(genai::chat::ToolCall {
                    call_id: call.id.clone(),
                    fn_name: call.name.clone(),
                    fn_arguments: call.arguments.clone(),
                    thought_signatures: call.signature.clone().map(|signature| vec![signature]),
                })
            });
            ChatMessage::assistant(MessageContent::from_parts(words.into_iter().chain(calls).collect::<Vec<_>>()))
        }
        Message::ToolResult { call_id, name, text } => {
            let result = ToolResponse::new(call_id.clone(), text.clone()).with_fn_name(name.clone());
            ChatMessage::tool(MessageContent::from_parts(vec![ContentPart::ToolResponse(result)]))
        }
    });
    let mut chat = ChatRequest::new(messages.collect());
    let instructions = request.instructions();
    if !instructions.is_empty() {
        chat = chat.with_system(instructions);
    }
    if !request.tools.is_empty() {
        chat = chat.with_tools(request.tools.iter().map(|tool| {
            genai::chat::Tool::new(tool.name.clone()).with_description(tool.description.clone()).with_schema(tool.parameters.clone())
        }));
    }
    chat
}

fn options(protocol: Protocol, request: &ModelRequest) -> ChatOptions {
    let mut options = ChatOptions::default().with_capture_raw_body(true).with_max_tokens(request.max_output_tokens);
    if let Some(temperature) = request.temperature {
        options = options.with_temperature(temperature);
    }
    options = match (request.cache, protocol) {
        // The others have no such choice, or cache by themselves.
        (CacheHint::FiveMinutes, Protocol::Anthropic) => options.with_cache_control(CacheControl::Ephemeral5m),
        (CacheHint::OneHour, Protocol::Anthropic) => options.with_cache_control(CacheControl::Ephemeral1h),
        _ => options,
    };
    if let Some(schema) = &request.output_schema {
        options = match protocol {
            // The library sends Ollama no schema, only that JSON is wanted; the answer is checked against the schema anyway.
            Protocol::Ollama => options.with_response_format(ChatResponseFormat::JsonMode),
            _ => options.with_response_format(JsonSpec::new("answer", schema.clone())),
        };
    }
    if protocol == Protocol::OpenAi && ReasoningEffort::from_model_name(&request.model).0.is_some() {
        // The library takes a last `-max` or `-low` for an effort and cuts it off the name. A token budget, which this protocol
        // has no field for and which is therefore not sent, keeps the name whole.
        options = options.with_reasoning_effort(ReasoningEffort::Budget(0));
    }
    // Anthropic and OpenAI honour it; others ignore headers they do not know.
    options.with_extra_headers(vec![("idempotency-key".to_owned(), request.idempotency_key.clone())])
}

/// A failure of the library, in our words. Its own message may hold the whole payload and is not passed on.
fn failed(endpoint: &Endpoint, model: &str, error: genai::Error) -> ModelError {
    use genai::webc::Error as Web;
    let base = |kind, message: String| ModelError::before_sending(kind, &endpoint.name, model, message);
    match error {
        genai::Error::WebModelCall { webc_error, .. } | genai::Error::WebAdapterCall { webc_error, .. } => match webc_error {
            Web::ResponseFailedStatus { status, body, headers } => {
                let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
                let (kind, message) = failure::read(Failure {
                    protocol: endpoint.protocol,
                    status: status.as_u16(),
                    retry_after_ms: header("retry-after-ms"),
                    retry_after: header("retry-after"),
                    should_retry: header("x-should-retry"),
                    body: &body,
                });
                let raw = serde_json::from_str(&body).unwrap_or(Value::String(body));
                ModelError { status: Some(status.as_u16()), raw: Box::new(raw), ..base(kind, message) }
            }
            Web::ResponseFailedNotJson { body, content_type } => ModelError {
                may_be_billed: true,
                raw: Box::new(Value::String(body)),
                ..base(ModelErrorKind::BadResponse, format!("the answer is no JSON (content type `{content_type}`)"))
            },
            Web::ResponseFailedInvalidJson { body, cause } => ModelError {
                may_be_billed: true,
                raw: Box::new(Value::String(body)),
                ..base(ModelErrorKind::BadResponse, format!("the answer is no JSON: {cause}"))
            },
            Web::Reqwest(error) if error.is_connect() => {
                base(ModelErrorKind::Unavailable, format!("nobody answers at {}: {}", host(endpoint), cause(&error)))
            }
            Web::Reqwest(error) if error.is_builder() => {
                base(ModelErrorKind::Unavailable, format!("the base URL is wrong: {}", cause(&error)))
            }
            Web::Reqwest(error) => ModelError {
                may_be_billed: true,
                ..base(ModelErrorKind::RetryLater { after: None }, format!("the connection broke: {}", cause(&error)))
            },
            other => ModelError { may_be_billed: true, ..base(ModelErrorKind::BadResponse, other.to_string()) },
        },
        other => base(ModelErrorKind::BadRequest, format!("the request could not be written: {other}")),
    }
}

fn host(endpoint: &Endpoint) -> &str {
    endpoint.base_url.as_deref().unwrap_or(&endpoint.name)
}

/// The innermost cause; the outer ones repeat the URL.
fn cause(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
