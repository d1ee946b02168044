//! What a request says, read; what cannot be read is a problem document.

use axum::body::{Body, Bytes};
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::code::Code;
use crate::problem::{Problem, ProblemItem};

/// A JSON body, of a request or an answer. Fields that are not known are refused by the types themselves.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), state)
            .await
            .map_err(|rejection| unreadable(&JsonRejection::BytesRejection(rejection)))?;
        // Serde would take a list for the fields of an object, in their order.
        if bytes.trim_ascii_start().starts_with(b"[") {
            return Err(Problem::new(Code::InvalidRequest, "the body is a list; an object is wanted"));
        }
        match <axum::Json<T> as FromRequest<S>>::from_request(Request::from_parts(parts, Body::from(bytes)), state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(unreadable(&rejection)),
        }
    }
}

/// A body that may be left out altogether.
impl<T: DeserializeOwned, S: Send + Sync> OptionalFromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Problem> {
        if request.headers().get(CONTENT_TYPE).is_none() {
            return Ok(None);
        }
        <Self as FromRequest<S>>::from_request(request, state).await.map(Some)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

fn unreadable(rejection: &JsonRejection) -> Problem {
    let text = rejection.body_text();
    match rejection {
        JsonRejection::JsonDataError(_) => {
            // `Failed to deserialize the JSON body into the target type: intent.word: invalid type: …`
            let told = text.split_once("target type: ").map_or(text.as_str(), |(_, rest)| rest).to_owned();
            let (path, message) = match told.split_once(": ") {
                Some((path, message)) if !path.contains(' ') => (path.to_owned(), message.to_owned()),
                _ => (String::new(), told.clone()),
            };
            Problem::new(Code::InvalidRequest, told).with(vec![ProblemItem { path, message, ..ProblemItem::default() }])
        }
        JsonRejection::MissingJsonContentType(_) => {
            Problem::new(Code::UnsupportedMediaType, "send JSON, with `Content-Type: application/json`")
        }
        JsonRejection::BytesRejection(error) if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Problem::new(Code::MalformedRequest, text),
    }
}

/// The body is over the limit.
pub(crate) fn too_large() -> Problem {
    Problem::new(Code::TooLarge, "a JSON body may have 1 MB, one with work items 8 MB, a form with files 64 MB")
}

/// Parameters of the address behind `?`.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Problem::new(Code::MalformedRequest, "no parameter has the character U+0000"));
        }
        let read: Result<axum::extract::Query<T>, QueryRejection> = axum::extract::Query::from_request_parts(parts, state).await;
        read.map(|axum::extract::Query(value)| Self(value)).map_err(|rejection| Problem::new(Code::MalformedRequest, rejection.body_text()))
    }
}

/// Parts of the address. An id that is none names nothing.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // Nothing has a name with U+0000, which the database could not even look for.
        if parts.uri.path().contains("%00") {
            return Err(Problem::new(Code::NotFound, format!("there is nothing at {}", parts.uri.path())));
        }
        let read: Result<axum::extract::Path<T>, PathRejection> = axum::extract::Path::from_request_parts(parts, state).await;
        read.map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| Problem::new(Code::NotFound, format!("there is nothing at {}", parts.uri.path())))
    }
}
