//! Records exchanges with a provider and answers from the recording.
//!
//! A cassette is a file of JSON lines, one exchange each, found again by the hash of the question ([`canonical::question`]). Of
//! several recordings of one question the last counts. A replayed answer is labelled so (provider `replay`); a question that was
//! never recorded is an error that names the nearest one that was.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical;
use crate::error::{ModelError, ModelErrorKind};
use crate::provider::Provider;
use crate::request::ModelRequest;
use crate::response::ModelResponse;

/// Name of the replaying provider.
pub const PROVIDER: &str = "replay";

/// The version of the line format.
const VERSION: u32 = 1;
const HIDDEN: &str = "[secret]";

/// One line of a cassette.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// Version of the line format.
    pub cassette: u32,
    /// How the line came about: `recorded` from a provider, or `documentation` where somebody wrote it from a provider's pages.
    pub provenance: Provenance,
    /// Hash of the question.
    pub key: String,
    /// Who answered.
    pub provider: String,
    /// The question: the request without its deadline and delivery.
    pub request: Value,
    /// The answer.
    pub response: ModelResponse,
}

/// How an exchange came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// A provider answered.
    Recorded,
    /// Somebody wrote it from a provider's documentation.
    Documentation,
}

/// A cassette that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum CassetteError {
    /// The file system refused.
    #[error("cassette {}: {source}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is no exchange.
    #[error("cassette {}, line {line}: {message}", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// Why.
        message: String,
    },
}

/// Wraps a provider and appends every answered exchange to a cassette.
pub struct Recorder {
    inner: Arc<dyn Provider>,
    tape: Arc<Tape>,
}

struct Tape {
    path: PathBuf,
    file: Mutex<File>,
    secrets: Vec<String>,
}

impl Recorder {
    /// Records `inner` into the file, which is created if need be. `secrets` (API keys) and anything shaped like one never reach it.
    pub fn open(inner: Arc<dyn Provider>, path: &Path, secrets: Vec<String>) -> Result<Self, CassetteError> {
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .map_err(|source| CassetteError::Io { path: path.to_owned(), source })?;
        let secrets = secrets.into_iter().filter(|secret| !secret.is_empty()).collect();
        Ok(Self { inner, tape: Arc::new(Tape { path: path.to_owned(), file: Mutex::new(file), secrets }) })
    }
}

impl Provider for Recorder {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn complete(&self, request: ModelRequest) -> BoxFuture<'static, Result<ModelResponse, ModelError>> {
        let question = canonical::question(&request);
        let answer = self.inner.complete(request);
        let tape = self.tape.clone();
        async move {
            let response = answer.await?;
            // The answer was paid for: it is handed on even if the tape is full, but not silently.
            if let Err(error) = tape.append(question, &response) {
                tracing::error!(%error, "the exchange could not be recorded");
            }
            Ok(response)
        }
        .boxed()
    }
}

impl Tape {
    fn append(&self, question: Value, response: &ModelResponse) -> Result<(), CassetteError> {
        let request = scrub(question, &self.secrets);
        let response = serde_json::to_value(response).and_then(|value| serde_json::from_value(scrub(value, &self.secrets)));
        let io = |source| CassetteError::Io { path: self.path.clone(), source };
        let exchange = Exchange {
            cassette: VERSION,
            provenance: Provenance::Recorded,
            key: canonical::hash(&request),
            response: response.map_err(|error| io(error.into()))?,
            provider: String::new(),
            request,
        };
        let exchange = Exchange { provider: exchange.response.provider.clone(), ..exchange };
        let mut line = serde_json::to_vec(&exchange).map_err(|error| io(error.into()))?;
        line.push(b'\n');
        // One write of a whole line to a file opened for appending: lines of several recorders do not mix.
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.write_all(&line).and_then(|()| file.flush()).map_err(io)
    }
}

/// Answers from a cassette and calls nobody.
pub struct Replayer {
    exchanges: BTreeMap<String, Exchange>,
    path: PathBuf,
    secrets: Vec<String>,
}

impl Replayer {
    /// Reads a cassette. `secrets` must be those it was recorded with where a prompt contained one, or none.
    pub fn open(path: &Path, secrets: Vec<String>) -> Result<Self, CassetteError> {
        let io = |source| CassetteError::Io { path: path.to_owned(), source };
        let mut exchanges = BTreeMap::new();
        for (index, line) in BufReader::new(File::open(path).map_err(io)?).lines().enumerate() {
            let line = line.map_err(io)?;
            if line.trim().is_empty() {
                continue;
            }
            let bad = |message: String| CassetteError::Line { path: path.to_owned(), line: index + 1, message };
            let exchange: Exchange = serde_json::from_str(&line).map_err(|error| bad(error.to_string()))?;
            if exchange.cassette != VERSION {
                return Err(bad(format!("format {} is not known; this program reads {VERSION}", exchange.cassette)));
            }
            if exchange.key != canonical::hash(&exchange.request) {
                return Err(bad("the key does not belong to the request; was the line edited?".to_owned()));
            }
            exchanges.insert(exchange.key.clone(), exchange);
        }
        Ok(Self { exchanges, path: path.to_owned(), secrets: secrets.into_iter().filter(|secret| !secret.is_empty()).collect() })
    }

    /// How many questions it can answer.
    pub fn len(&self) -> usize {
        self.exchanges.len()
    }

    /// Whether it can answer none.
    pub fn is_empty(&self) -> bool {
        self.exchanges.is_empty()
    }

    fn replay(&self, request: &ModelRequest) -> Result<ModelResponse, ModelError> {
        let question = scrub(canonical::question(request), &self.secrets);
        let key = canonical::hash(&question);
        if let Some(exchange) = self.exchanges.get(&key) {
            return Ok(ModelResponse { provider: PROVIDER.to_owned(), latency_ms: 0, ..exchange.response.clone() });
        }
        let asked = question.to_string();
        let nearest = self
            .exchanges
            .values()
            .map(|exchange| (likeness(&asked, &exchange.request.to_string()), exchange))
            .max_by_key(|(likeness, exchange)| (*likeness, std::cmp::Reverse(&exchange.key)));
        let hint = match nearest {
            None => "the cassette is empty".to_owned(),
            Some((_, exchange)) => {
                format!("the nearest recorded is {} (differs in {})", exchange.key, differing(&question, &exchange.request).join(", "))
            }
        };
        Err(ModelError::before_sending(
            ModelErrorKind::Unavailable,
            PROVIDER,
            &request.model,
            format!("question {key} is not on {}; {hint}", self.path.display()),
        ))
    }
}

impl Provider for Replayer {
    fn name(&self) -> &str {
        PROVIDER
    }

    fn complete(&self, request: ModelRequest) -> BoxFuture<'static, Result<ModelResponse, ModelError>> {
        let answer = self.replay(&request);
        async move { answer }.boxed()
    }
}

/// Bytes two texts share at the beginning and the end.
fn likeness(a: &str, b: &str) -> usize {
    let prefix = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let suffix = a.bytes().rev().zip(b.bytes().rev()).take_while(|(x, y)| x == y).count();
    prefix + suffix.min(a.len().min(b.len()) - prefix)
}

/// The top-level fields in which two questions differ.
fn differing(a: &Value, b: &Value) -> Vec<String> {
    let (Some(a), Some(b)) = (a.as_object(), b.as_object()) else { return Vec::new() };
    let mut fields: Vec<String> = a.keys().chain(b.keys()).filter(|key| a.get(*key) != b.get(*key)).cloned().collect();
    fields.sort();
    fields.dedup();
    fields
}

/// The value with the given secrets, and whatever is shaped like an API key, hidden in every string.
fn scrub(value: Value, secrets: &[String]) -> Value {
    match value {
        Value::String(text) => Value::String(scrub_text(text, secrets)),
        Value::Array(items) => items.into_iter().map(|item| scrub(item, secrets)).collect(),
        Value::Object(map) => map.into_iter().map(|(key, item)| (key, scrub(item, secrets))).collect::<serde_json::Map<_, _>>().into(),
        other => other,
    }
}

fn scrub_text(mut text: String, secrets: &[String]) -> String {
    for secret in secrets {
        if text.contains(secret.as_str()) {
            text = text.replace(secret.as_str(), HIDDEN);
        }
    }
    // Keys of the providers we speak to; 20 characters keep ordinary words like `sk-learn` out.
    for prefix in ["sk-", "AIza", "Bearer "] {
        let mut from = 0;
        while let Some(start) = text[from..].find(prefix).map(|offset| from + offset) {
            let body = start + prefix.len();
            let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            let length = text[body..].find(|c: char| !is_key(c)).unwrap_or(text.len() - body);
            if length >= 20 {
                text.replace_range(start..body + length, HIDDEN);
                from = start + HIDDEN.len();
            } else {
                from = body;
            }
        }
    }
    text
}
