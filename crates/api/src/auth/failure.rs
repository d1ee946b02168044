//! Errors in the two dialects GoTrue's clients know.
//!
//! A client that sends `X-Supabase-Api-Version: 2024-01-01` or later reads `{code: "symbolic", message}`, every other
//! `{code: 400, error_code: "symbolic", msg}`. Both find the symbolic code in `x-sb-error-code` too.

use accounts::{AccountsError, Refusal};
use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

const API_VERSION: HeaderName = HeaderName::from_static("x-supabase-api-version");
const ERROR_CODE: HeaderName = HeaderName::from_static("x-sb-error-code");
/// From this version on codes are symbolic.
const SYMBOLIC: &str = "2024-01-01";

/// An error on its way out. [`speak`] writes it in the dialect of its reader.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    status: StatusCode,
    code: &'static str,
    message: String,
    retry_after: Option<u64>,
    weak: bool,
}

impl Failure {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retry_after: None, weak: false }
    }

    /// The failure of a request with this token: what is wrong with the account is a reason to stay out, not a mistake in the request.
    pub(super) fn of_bearer(error: AccountsError) -> Self {
        let barred = matches!(&error, AccountsError::Refused(Refusal::Banned | Refusal::UserNotFound));
        let failure = Self::from(error);
        if barred { Self { status: StatusCode::FORBIDDEN, ..failure } } else { failure }
    }

    pub(super) fn code(&self) -> &'static str {
        self.code
    }

    pub(super) fn message(&self) -> &str {
        &self.message
    }

    fn body(&self, symbolic: bool) -> Value {
        let mut body = if symbolic {
            json!({ "code": self.code, "message": self.message })
        } else {
            json!({ "code": self.status.as_u16(), "error_code": self.code, "msg": self.message })
        };
        if self.weak {
            body["weak_password"] = json!({ "reasons": ["length"] });
        }
        body
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::InvalidCredentials
            | Refusal::EmailNotConfirmed
            | Refusal::Banned
            | Refusal::Validation(_)
            | Refusal::RefreshTokenNotFound
            | Refusal::RefreshTokenUsed
            | Refusal::SessionExpired => StatusCode::BAD_REQUEST,
            Refusal::NoAuthorization => StatusCode::UNAUTHORIZED,
            Refusal::BadJwt(_) | Refusal::SessionNotFound | Refusal::NotAdmin | Refusal::OtpExpired => StatusCode::FORBIDDEN,
            Refusal::UserNotFound => StatusCode::NOT_FOUND,
            Refusal::Conflict | Refusal::HasRuns | Refusal::LastAdmin => StatusCode::CONFLICT,
            Refusal::SignUpDisabled
            | Refusal::AnonymousDisabled
            | Refusal::PhoneDisabled
            | Refusal::WeakPassword { .. }
            | Refusal::SamePassword
            | Refusal::UserExists
            | Refusal::EmailExists
            | Refusal::PhoneExists
            | Refusal::InvalidEmail => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::TooMany { .. } | Refusal::TooManyLetters { .. } => StatusCode::TOO_MANY_REQUESTS,
        };
        let retry_after = match refusal {
            Refusal::TooMany { retry_after } | Refusal::TooManyLetters { retry_after } => Some(retry_after.as_secs_f64().ceil() as u64),
            _ => None,
        };
        let weak = matches!(refusal, Refusal::WeakPassword { .. });
        Self { status, code: refusal.code(), message: refusal.to_string(), retry_after, weak }
    }
}

impl From<AccountsError> for Failure {
    fn from(error: AccountsError) -> Self {
        match error {
            AccountsError::Refused(refusal) => refusal.into(),
            other => {
                tracing::error!(error = %other, "accounts failed");
                let message = "Unexpected failure, please check server logs for more information";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "unexpected_failure", message)
            }
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes failures in the dialect of the request, and repeats the version that was asked for.
pub(super) async fn speak(request: Request, next: Next) -> Response {
    let version = request.headers().get(API_VERSION).filter(|version| version.to_str().is_ok_and(is_date)).cloned();
    let symbolic = version.as_ref().is_some_and(|version| version.as_bytes() >= SYMBOLIC.as_bytes());
    let mut response = next.run(request).await;
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        response = (failure.status, Json(failure.body(symbolic))).into_response();
        response.headers_mut().insert(ERROR_CODE, HeaderValue::from_static(failure.code));
        if let Some(seconds) = failure.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
    }
    if symbolic {
        response.headers_mut().insert(API_VERSION, HeaderValue::from_static(SYMBOLIC));
    }
    response
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.bytes().enumerate().all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
}
