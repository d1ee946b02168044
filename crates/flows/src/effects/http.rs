//! `http.request`: asks a server, at an address the author of the plan chose.
//!
//! The idempotency key of the try goes along as `Idempotency-Key`, so that a receiver that knows it carries out a repeated request once.

use std::collections::BTreeMap;
use std::time::Duration;

use engine::{Effect, EffectCall, Produced, ProducedFile};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{Failure, FailureClass};
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Client, Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{arguments, failure, is_inside};

/// How long a server may take, where the step says nothing.
const PATIENCE: Duration = Duration::from_secs(60);
/// A larger answer becomes a file.
const INLINE: usize = 8 * 1024;
/// A larger answer is refused.
const MOST: usize = 64 * 1024 * 1024;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    #[serde(default = "get")]
    method: String,
    url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// Sent as JSON.
    json: Option<Value>,
    /// Sent as it is.
    body: Option<String>,
    /// Status codes that count as success, where not all of 200 to 299.
    expect: Option<Vec<u16>>,
    /// Where the answer's body goes as a file; without it small answers stand in the value.
    save_as: Option<String>,
}

fn get() -> String {
    "GET".to_owned()
}

pub(super) struct HttpRequest {
    /// A machine without TLS cannot ask anybody; said when a step wants to.
    client: Result<Client, String>,
    to_private_addresses: bool,
}

impl HttpRequest {
    pub(super) fn new(to_private_addresses: bool) -> Self {
        Self { client: outward::client(to_private_addresses, PATIENCE).map_err(|error| error.to_string()), to_private_addresses }
    }
}

impl Effect for HttpRequest {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let client = self.client.clone();
        let to_private_addresses = self.to_private_addresses;
        async move {
            let asked: Arguments = arguments(&call, "http.request")?;
            let client = client.map_err(|error| failure("NO_HTTP_CLIENT", error, FailureClass::Terminal))?;
            let patience = call.plan.steps.iter().find(|step| step.id == call.effort.step).and_then(|step| step.timeout_ms);
            let patience = patience.map_or(PATIENCE, Duration::from_millis);
            ask(&client, asked, &call.idempotency_key, to_private_addresses, patience).await
        }
        .boxed()
    }
}

async fn ask(client: &Client, asked: Arguments, key: &str, to_private_addresses: bool, patience: Duration) -> Result<Produced, Failure> {
    let bad = |message: String| failure("BAD_ARGUMENTS", format!("`http.request`: {message}"), FailureClass::Terminal);
    outward::check_url(&asked.url, to_private_addresses).map_err(bad)?;
    if asked.save_as.as_deref().is_some_and(|path| !is_inside(path)) {
        return Err(bad("`save_as` needs a path inside the run, such as answers/today.json".to_owned()));
    }
    let method =
        Method::from_bytes(asked.method.to_ascii_uppercase().as_bytes()).map_err(|_| bad(format!("`{}` is no method", asked.method)))?;
    let mut request = client.request(method, &asked.url).timeout(patience).header("Idempotency-Key", key);
    for (name, value) in &asked.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad(format!("`{name}` is no name of a header")))?;
        let value = HeaderValue::from_str(value).map_err(|_| bad(format!("the header `{name}` cannot carry that text")))?;
        request = request.header(name, value);
    }
    request = match (asked.json, asked.body) {
        (Some(_), Some(_)) => return Err(bad("give `json` or `body`, not both".to_owned())),
        (Some(json), None) => request.header(CONTENT_TYPE, "application/json").body(json.to_string()),
        (None, Some(body)) => request.body(body),
        (None, None) => request,
    };
    let answer = request.send().await.map_err(|error| unreachable(&asked.url, &error))?;
    let status = answer.status();
    let media_type =
        answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("application/octet-stream").to_owned();
    let bytes = body(answer, &asked.url).await?;
    let expected = asked.expect.as_ref().map_or(status.is_success(), |codes| codes.contains(&status.as_u16()));
    if !expected {
        return Err(refused(&asked.url, status, &bytes));
    }
    Ok(produced(status, &media_type, bytes, asked.save_as))
}

/// A time-out is called what it is called of any effect.
fn unreachable(url: &str, error: &reqwest::Error) -> Failure {
    let code = if error.is_timeout() { "TIMEOUT" } else { "HTTP_UNREACHABLE" };
    failure(code, format!("{url}: {}", outward::words(error)), FailureClass::Retryable)
}

async fn body(mut answer: reqwest::Response, url: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| unreachable(url, &error))? {
        if bytes.len() + piece.len() > MOST {
            return Err(failure("HTTP_TOO_LARGE", format!("{url} answered with more than {MOST} bytes"), FailureClass::Terminal));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// A server that is busy or broken may be well again later; one that says no says it again.
fn refused(url: &str, status: StatusCode, bytes: &[u8]) -> Failure {
    let later =
        status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY);
    let class = if later { FailureClass::Retryable } else { FailureClass::Terminal };
    let said: String = String::from_utf8_lossy(bytes).chars().take(300).collect();
    failure(&format!("HTTP_{}", status.as_u16()), format!("{url} answered {status}: {said}"), class)
}

fn produced(status: StatusCode, media_type: &str, bytes: Vec<u8>, save_as: Option<String>) -> Produced {
    let mut value = json!({ "status": status.as_u16(), "media_type": media_type });
    let small = bytes.len() <= INLINE;
    if let (Some(text), true, None) = (std::str::from_utf8(&bytes).ok().filter(|_| small), small, &save_as) {
        let json = media_type.contains("json").then(|| serde_json::from_str(text).ok()).flatten();
        value["body"] = json.unwrap_or_else(|| Value::String(text.to_owned()));
        return Produced { value, ..Produced::default() };
    }
    let path = save_as.unwrap_or_else(|| "body".to_owned());
    value["file"] = json!(path);
    Produced { value, files: vec![ProducedFile { path, media_type: media_type.to_owned(), bytes }], ..Produced::default() }
}
