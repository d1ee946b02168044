//! How a call fails, as the short list the host branches on.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::response::Usage;

/// A call that gave no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[error("{provider}/{model}: {message}")]
pub struct ModelError {
    /// What may be done about it.
    pub kind: ModelErrorKind,
    /// Who was asked.
    pub provider: String,
    /// Which model.
    pub model: String,
    /// For people: what happened and what to do. Holds no secret.
    pub message: String,
    /// The HTTP status, where one came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Whether the provider may charge for it: it worked on the request, or nobody knows whether it did.
    pub may_be_billed: bool,
    /// Tokens it said it used all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Box<Usage>>,
    /// What came back, where something did.
    #[serde(default)]
    pub raw: Box<Value>,
}

/// What may be done about a failed call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelErrorKind {
    /// The same call may succeed later (rate limit, broken connection, internal error).
    RetryLater {
        /// How long the provider asked to wait.
        after: Option<Duration>,
    },
    /// This provider cannot serve now (overloaded, down); another may.
    RetryElsewhere,
    /// The request is wrong for this model (malformed, too long); repeating it is pointless.
    BadRequest,
    /// The model or its provider declined on grounds of content.
    Refused,
    /// The account's credit or quota is spent.
    Budget,
    /// No answer within the request's limit.
    Timeout,
    /// It cannot be asked from here: no key, key not accepted, no such model there, nobody listening.
    Unavailable,
    /// An answer came that cannot be read.
    BadResponse,
}

impl ModelErrorKind {
    /// Stable word, for rows and logs.
    pub fn code(self) -> &'static str {
        match self {
            Self::RetryLater { .. } => "RETRY_LATER",
            Self::RetryElsewhere => "RETRY_ELSEWHERE",
            Self::BadRequest => "BAD_REQUEST",
            Self::Refused => "REFUSED",
            Self::Budget => "PROVIDER_BUDGET",
            Self::Timeout => "TIMEOUT",
            Self::Unavailable => "UNAVAILABLE",
            Self::BadResponse => "BAD_RESPONSE",
        }
    }
}

impl ModelError {
    /// A failure before anything left.
    pub fn before_sending(kind: ModelErrorKind, provider: &str, model: &str, message: impl Into<String>) -> Self {
        Self {
            kind,
            provider: provider.to_owned(),
            model: model.to_owned(),
            message: message.into(),
            status: None,
            may_be_billed: false,
            usage: None,
            raw: Box::default(),
        }
    }

    /// Stable word, for rows and logs.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }
}
