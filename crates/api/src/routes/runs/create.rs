//! `POST /runs`.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use content::{CreateRun, RunView, ServiceError, SourceFile, read};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::visible;
use crate::body::{Json, too_large};
use crate::caller::SignedIn;
use crate::code::Code;
use crate::headers::idempotency_key;
use crate::problem::{Problem, ProblemItem, refusals};
use crate::state::Api;

refusals!(
    Refusals: NotSignedIn, Forbidden, UnknownTemplate, UnknownVersion, UnknownModel, ModelUnavailable, InvalidIntent, UnknownWord,
    InvalidDefinition, KeyReused, MalformedRequest, InvalidRequest, UnsupportedMediaType, TooLarge, Unavailable
);

/// What a run is created from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRun {
    /// The template's slug.
    #[schema(example = "typographic-etymology")]
    template: String,
    /// A version; the newest published one if not given.
    version: Option<String>,
    /// The form's fields, as the template's `intent_schema` names them.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    intent: BTreeMap<String, Value>,
    /// The model of every writing stage; each stage's own if not given.
    model: Option<String>,
    /// An unpublished definition to try; for admins.
    trial: Option<Trial>,
}

/// A definition file to try without publishing it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trial {
    /// Its name, for messages.
    name: String,
    /// Its text.
    text: String,
}

/// The form with files: for templates that read sources.
#[derive(ToSchema)]
#[expect(dead_code, reason = "names the parts for the schema")]
pub(crate) struct NewRunForm {
    /// The request as JSON.
    request: NewRun,
    /// Documents: Markdown, text, HTML or PDF, each with its file name.
    #[schema(value_type = Vec<String>, format = Binary)]
    sources: Vec<Vec<u8>>,
}

/// Creates a run and begins it. The same `Idempotency-Key` again answers 200 with the run it made.
#[utoipa::path(
    post, path = "/runs", tag = "runs",
    params(("Idempotency-Key" = Option<String>, Header, description = "At most one run is made for each key of an account")),
    request_body(content((NewRun = "application/json"), (NewRunForm = "multipart/form-data"))),
    responses(
        (status = CREATED, body = RunView, headers(("Location" = String, description = "The run's address"))),
        (status = OK, body = RunView, description = "This key made this run before"),
        Refusals
    )
)]
pub(crate) async fn create_run(State(api): State<Api>, caller: SignedIn, request: Request) -> Result<Response, Problem> {
    let key = idempotency_key(request.headers())?;
    let (new, sources) = read_request(request).await?;
    let session = api.session(&caller.claims).await?;
    let account = api.account(&session, &caller).await?;
    let (version, trial) = match new.trial {
        Some(_) if !account.is_admin => return Err(Problem::new(Code::Forbidden, "only admins try unpublished definitions")),
        Some(trial) => (None, Some((trial.name, trial.text))),
        None => (Some(version_for(&session, &new.template, new.version.as_deref(), account.is_admin).await?), None),
    };
    drop(session);
    let intent = new.intent.clone();
    let create = CreateRun {
        template: new.template,
        version,
        trial,
        intent: new.intent,
        sources,
        model: new.model,
        approve_via: None,
        idempotency_key: key,
    };
    let created = api.content().create_run(&account, create).await.map_err(|error| at_its_field(error, &intent))?;
    if let Some(run) = &created.begins {
        api.engine().begin(run);
    }
    let session = api.session(&caller.claims).await?;
    let run = visible(&session, created.run_id).await?;
    let status = if created.fresh { StatusCode::CREATED } else { StatusCode::OK };
    let location = format!("/api/v1/runs/{}", run.id);
    Ok((status, [(header::LOCATION, location)], Json(run)).into_response())
}

/// A word that no dictionary has is said at the field it was typed into.
fn at_its_field(error: ServiceError, intent: &BTreeMap<String, Value>) -> Problem {
    let field = match &error {
        ServiceError::UnknownWord { word, .. } => {
            intent.iter().find(|(_, value)| value.as_str().is_some_and(|typed| typed.trim() == word.trim())).map(|(field, _)| field)
        }
        _ => None,
    };
    let items = field
        .map(|field| ProblemItem { path: format!("intent.{field}"), message: error.to_string(), ..ProblemItem::default() })
        .into_iter()
        .collect();
    match error {
        ServiceError::UnknownWord { .. } => Problem::from(error).with(items),
        other => other.into(),
    }
}

/// The version to run, as far as the caller may see and run it: the service that creates the run sees everything.
async fn version_for(session: &store::session::Session, slug: &str, version: Option<&str>, is_admin: bool) -> Result<String, Problem> {
    let unknown = || Problem::new(Code::UnknownTemplate, format!("there is no template {slug}; GET /api/v1/templates lists them"));
    let found = read::template(&**session, slug).await?.filter(|found| found.template.is_active || is_admin).ok_or_else(unknown)?;
    let Some(asked) = version else {
        return found
            .template
            .version
            .ok_or_else(|| Problem::new(Code::UnknownVersion, format!("template {slug} has no published version")));
    };
    let spec = read::spec(&**session, slug, asked).await?.filter(|(spec, ..)| spec.state == "published" && spec.is_active);
    spec.map(|(spec, ..)| spec.version)
        .ok_or_else(|| Problem::new(Code::UnknownVersion, format!("template {slug} has no published version {asked}")))
}

async fn read_request(request: Request) -> Result<(NewRun, Vec<SourceFile>), Problem> {
    if !is_form(request.headers()) {
        let Json(new) = <Json<NewRun> as FromRequest<()>>::from_request(request, &()).await?;
        return Ok((new, Vec::new()));
    }
    let mut form = Multipart::from_request(request, &()).await.map_err(|error| Problem::new(Code::MalformedRequest, error.body_text()))?;
    let (mut new, mut sources, mut names) = (None, Vec::new(), BTreeSet::new());
    while let Some(part) = form.next_field().await.map_err(|error| broken(&error))? {
        match part.name() {
            Some("request") if new.is_none() => {
                let bytes = part.bytes().await.map_err(|error| broken(&error))?;
                new = Some(serde_json::from_slice(&bytes).map_err(|error| not_json(&error))?);
            }
            Some("sources") => {
                let name = source_name(part.file_name().unwrap_or_default())?;
                if !names.insert(name.clone()) {
                    return Err(Problem::field("sources", format!("two files are called {name}; give each its own name")));
                }
                let bytes = part.bytes().await.map_err(|error| broken(&error))?.to_vec();
                sources.push(SourceFile { name, bytes });
            }
            other => {
                let name = other.unwrap_or("(unnamed)").to_owned();
                return Err(Problem::field(name, "the form has one part `request` and parts `sources`, and no other"));
            }
        }
    }
    let new = new.ok_or_else(|| Problem::field("request", "the form lacks its part `request`"))?;
    content::check_sources(&sources).map_err(|(name, why)| {
        let item = ProblemItem { path: "sources".to_owned(), message: why, file: Some(name), ..ProblemItem::default() };
        Problem::new(Code::InvalidRequest, "a document cannot be read; nothing was created").with(vec![item])
    })?;
    Ok((new, sources))
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data")
}

/// A name for a document of a run: parts separated by `/`, none of which leads elsewhere. Names are refused, never mended: a mended name could
/// be another document's.
fn source_name(given: &str) -> Result<String, Problem> {
    let fits = !given.is_empty()
        && given.len() <= 200
        && !given.contains('\\')
        && !given.chars().any(char::is_control)
        && given.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.trim() == part);
    if fits {
        return Ok(given.to_owned());
    }
    let shown: String = given.chars().take(80).flat_map(char::escape_default).collect();
    Err(Problem::field(
        "sources",
        format!(
            "\"{shown}\" is no name for a document: parts separated by /, none of them empty or beginning with a dot, without \\ and control characters"
        ),
    ))
}

fn not_json(error: &serde_json::Error) -> Problem {
    match error.classify() {
        serde_json::error::Category::Data => Problem::field("request", error.to_string()),
        _ => Problem::new(Code::MalformedRequest, format!("the part `request` is no JSON: {error}")),
    }
}

fn broken(error: &MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Problem::new(Code::MalformedRequest, error.body_text()),
    }
}

#[cfg(test)]
mod tests {
    use super::source_name;

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in
            ["", "../x.md", "a/../b.md", "/etc/passwd", "a//b", "a\0b.md", "a\\b.md", ".hidden", "a/.git/config", "x\n.md", " x.md", "a/ "]
        {
            assert!(source_name(name).is_err(), "{name:?} was taken");
        }
        for name in ["a.md", "folder/ä b.txt", "minutes (2).html"] {
            assert!(source_name(name).is_ok(), "{name:?} was refused");
        }
    }
}
