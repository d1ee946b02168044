//! Errors as answers: problem documents (RFC 9457) with stable codes.

use std::collections::BTreeMap;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use content::ServiceError;
use flows::FlowError;
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};

use crate::code::Code;

/// An error. `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// A page about this kind of error.
    #[serde(rename = "type")]
    #[schema(example = "/errors/UNKNOWN_RUN")]
    kind: String,
    /// A few words, the same for every error of this code.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// A stable name for programs.
    #[schema(example = "UNKNOWN_RUN")]
    code: &'static str,
    /// What happened, where, and what to do.
    detail: String,
    /// Each thing that is wrong, with its place, where several can be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemItem>,
    #[serde(skip)]
    retry_after_s: Option<u64>,
}

/// One thing that is wrong with what was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ProblemItem {
    /// Where in what was sent, for example `intent.word` or `spec.stages[2].agent`.
    pub(crate) path: String,
    /// What is wrong and what to do.
    pub(crate) message: String,
    /// Line, from 1, where the place is in a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<u64>,
    /// Column, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<u64>,
    /// The file, where several were sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<String>,
}

impl Problem {
    /// A problem with its detail.
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/errors/{}", code.as_str()),
            title: code.title(),
            status: code.status(),
            code: code.as_str(),
            detail: detail.into(),
            errors: Vec::new(),
            retry_after_s: None,
        }
    }

    /// With each thing that is wrong.
    pub(crate) fn with(mut self, errors: Vec<ProblemItem>) -> Self {
        self.errors = errors;
        self
    }

    /// With one field that is wrong.
    pub(crate) fn field(path: impl Into<String>, message: impl Into<String>) -> Self {
        let (path, message) = (path.into(), message.into());
        let detail = format!("{path}: {message}");
        Self::new(Code::InvalidRequest, detail).with(vec![ProblemItem { path, message, ..ProblemItem::default() }])
    }

    /// With the time after which to ask again.
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// Something that failed here: logged in full, told without its insides.
    pub(crate) fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        Self::new(Code::Internal, "the server could not do this; its log says why. Trying again may help; if not, tell whoever runs it")
    }

    /// Something the server needs is away.
    pub(crate) fn unavailable(error: &dyn std::fmt::Display) -> Self {
        tracing::warn!(%error, "something a request needs is away");
        Self::new(Code::Unavailable, "something the server needs, the database for instance, is away; try again in a few seconds")
            .retry_after(5)
    }

    /// Whether it is of this code.
    pub(crate) fn is(&self, code: Code) -> bool {
        self.code == code.as_str()
    }

    /// The code.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// What happened, where, and what to do.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// The answers that carry these codes, for the OpenAPI document.
    pub(crate) fn responses(codes: &[Code]) -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
        for code in codes {
            by_status.entry(code.status()).or_default().push(*code);
        }
        by_status
            .into_iter()
            .map(|(status, codes)| {
                let lines: Vec<String> = codes.iter().map(|code| format!("`{}`: {}.", code.as_str(), code.title())).collect();
                let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
                let response = ResponseBuilder::new().description(lines.join("\n")).content("application/problem+json", content).build();
                (status.to_string(), RefOr::T(response))
            })
            .collect()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Strings and numbers only: always representable.
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))], body).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == 401 {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Declares the errors of an endpoint: its status map, and what the OpenAPI document says of it.
macro_rules! refusals {
    ($name:ident: $($code:ident),+ $(,)?) => {
        pub(crate) struct $name;

        impl utoipa::IntoResponses for $name {
            fn responses() -> std::collections::BTreeMap<String, utoipa::openapi::RefOr<utoipa::openapi::Response>> {
                $crate::problem::Problem::responses(&[$($crate::code::Code::$code,)+])
            }
        }
    };
}
pub(crate) use refusals;

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Sql(sql) => database(sql),
            _ => Self::unavailable(&error),
        }
    }
}

impl From<tokio_postgres::Error> for Problem {
    fn from(error: tokio_postgres::Error) -> Self {
        StoreError::from(error).into()
    }
}

/// What the database said no to. A refused right means that row-level security held where a route did not ask first.
fn database(error: &tokio_postgres::Error) -> Problem {
    match error.code().map(tokio_postgres::error::SqlState::code) {
        // A policy said no. A grant that is missing altogether is a defect of ours.
        Some("42501") if !store_words(error).starts_with("permission denied") => {
            Problem::new(Code::Forbidden, "this account may not do that")
        }
        // U+0000 in a text, or a moment before what the database counts from. Most are refused with their field before they get here.
        Some("22021" | "22P05") => {
            Problem::new(Code::InvalidRequest, "a text has the character U+0000, which cannot be kept; leave it out")
        }
        Some("22008") => Problem::new(Code::InvalidRequest, "a moment lies too far in the past or the future for the database"),
        Some("57014") => Problem::new(Code::TimedOut, "the database took too long; ask for less at once"),
        Some(class) if class.starts_with("57P") || class.starts_with("08") || class.starts_with("53") => Problem::unavailable(error),
        _ => Problem::internal(&store_words(error)),
    }
}

fn store_words(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |db| format!("{} ({})", db.message(), db.code().code()))
}

impl From<FlowError> for Problem {
    fn from(error: FlowError) -> Self {
        let text = error.to_string();
        match error {
            FlowError::UnknownFlow { name } => {
                Self::new(Code::UnknownFlow, format!("there is no flow {name}; GET /api/v1/flows lists yours"))
            }
            FlowError::UnknownVersion { .. } => Self::new(Code::UnknownVersion, text),
            FlowError::Plan(found) => {
                Self::new(Code::InvalidPlan, "the plan cannot be used; each problem is listed with its place").with(ProblemItem::of(found))
            }
            FlowError::BadName(_) => Self::new(Code::InvalidPlan, text),
            FlowError::Input(found) => {
                Self::new(Code::InvalidInput, "the input does not fit the plan; each problem is listed").with(ProblemItem::of(found))
            }
            FlowError::Nul { .. } | FlowError::BadKey { .. } => Self::new(Code::InvalidInput, text),
            FlowError::AdmissionRefused { .. } => Self::new(Code::AdmissionRefused, text),
            FlowError::BadAttribute { name, message } => {
                let item = ProblemItem { path: format!("attributes.{name}"), message, ..ProblemItem::default() };
                Self::new(Code::InvalidAttribute, text).with(vec![item])
            }
            FlowError::Schedule(problems) => {
                let item = |found: schedule::Problem| ProblemItem {
                    path: format!("definition.{}", found.path),
                    message: found.message,
                    ..ProblemItem::default()
                };
                Self::new(Code::InvalidSchedule, "the rule cannot be used; each problem is listed")
                    .with(problems.0.into_iter().map(item).collect())
            }
            FlowError::BadRange(_) => Self::new(Code::InvalidSchedule, text),
            FlowError::UnknownSchedule(id) => Self::new(Code::UnknownSchedule, format!("there is no schedule {id}")),
            FlowError::ScheduleTaken(_) => Self::new(Code::ScheduleTaken, text),
            FlowError::UnknownRun(run) => Self::new(
                Code::UnknownRun,
                format!(
                    "there is no run {run} of a flow here; one that was archived is under GET /api/v1/archived-runs, and can be restored"
                ),
            ),
            FlowError::AmbiguousRun { .. } => Self::new(Code::UnknownRun, text),
            FlowError::UnknownArchived(run) => Self::new(Code::UnknownRun, format!("there is no run {run} in the archive")),
            FlowError::BadRetention { path, message } => Self::field(path, message),
            FlowError::UnknownStatus(_) | FlowError::UnknownItemStatus(_) => Self::field("status", text),
            FlowError::Refused { code, message } => match Code::parse(&code) {
                Some(code) => Self::new(code, message),
                None => Self::internal(&format!("the engine refused with an unknown code {code}: {message}")),
            },
            FlowError::NotMigratable { message, obstacles } => {
                let item = |found: machine::Obstacle| ProblemItem { path: found.path, message: found.message, ..ProblemItem::default() };
                Self::new(Code::NotMigratable, message).with(obstacles.into_iter().map(item).collect())
            }
            FlowError::KeyReused(_) => Self::new(Code::KeyReused, text),
            FlowError::Store(error) => error.into(),
            FlowError::Database(error) => error.into(),
            FlowError::NotBegun(_) => Self::new(Code::NotBegun, text),
            FlowError::Unanswered(_) => Self::unavailable(&text),
            FlowError::Taken(_) | FlowError::Inconsistent { .. } | FlowError::Payload(_) | FlowError::Engine(_) => Self::internal(&text),
        }
    }
}

impl ProblemItem {
    /// What was found in a plan or an input, item by item.
    pub(crate) fn of(found: plan::Diagnostics) -> Vec<Self> {
        let item = |found: plan::Diagnostic| Self {
            path: found.path,
            message: format!("{}: {}", found.code, found.message),
            line: found.place.map(|(line, _)| line),
            column: found.place.map(|(_, column)| column),
            ..Self::default()
        };
        found.list.into_iter().map(item).collect()
    }
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        let text = error.to_string();
        match error {
            ServiceError::UnknownTemplate { .. } => Self::new(Code::UnknownTemplate, text),
            ServiceError::UnknownVersion { slug, version } => Self::new(
                Code::UnknownVersion,
                format!("template {slug} has no published version {version}; GET /api/v1/templates/{slug} lists them"),
            ),
            ServiceError::Intent(problems) => {
                let errors = problems
                    .into_iter()
                    .map(|found| ProblemItem { path: format!("intent.{}", found.field), message: found.message, ..ProblemItem::default() })
                    .collect();
                Self::new(Code::InvalidIntent, "the intent does not fit the template; each field that is wrong is listed").with(errors)
            }
            ServiceError::UnknownWord { .. } => Self::new(Code::UnknownWord, text),
            ServiceError::UnknownModel { .. } => Self::new(Code::UnknownModel, text),
            ServiceError::ModelUnavailable { .. } => Self::new(Code::ModelUnavailable, text),
            ServiceError::UnknownRun(run) => Self::new(Code::UnknownRun, format!("there is no run {run}")),
            ServiceError::AmbiguousRun { .. } => Self::new(Code::UnknownRun, text),
            ServiceError::UnknownGate { .. } => Self::new(Code::UnknownGate, text),
            ServiceError::UnknownStatus(_) => Self::field("status", text),
            ServiceError::Refused { code, message } => match Code::parse(&code) {
                Some(code) => Self::new(code, message),
                None if code == "UNKNOWN_STEP" => Self::new(Code::UnknownGate, message),
                None => Self::internal(&format!("the engine refused with an unknown code {code}: {message}")),
            },
            ServiceError::Apply(error) => {
                let errors = error
                    .problems
                    .into_iter()
                    .map(|found| ProblemItem {
                        path: found.problem.path,
                        message: found.problem.message,
                        line: found.problem.place.map(|(line, _)| line),
                        column: found.problem.place.map(|(_, column)| column),
                        file: Some(found.file),
                    })
                    .collect();
                Self::new(Code::InvalidDefinition, "nothing was published; each problem is listed with its place").with(errors)
            }
            ServiceError::KeyReused(_) => Self::new(Code::KeyReused, text),
            ServiceError::Store(error) => error.into(),
            ServiceError::Database(error) => error.into(),
            ServiceError::Dictionaries(_) => Self::unavailable(&text),
            ServiceError::Compile(_) | ServiceError::BrokenPlan(_) | ServiceError::Inconsistent { .. } | ServiceError::Engine(_) => {
                Self::internal(&text)
            }
        }
    }
}
