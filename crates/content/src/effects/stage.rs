//! What every effect of this module starts with: its stage, its inputs, its outputs.

use std::sync::Arc;

use engine::{EffectCall, Produced, ProducedFile};
use machine::{Failure, FailureClass, Meter};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::compile::{self, InputSource, StagePacket};

/// A call to an effect, with the stage it serves.
pub(crate) struct StageCall {
    /// The call.
    pub(crate) call: EffectCall,
    /// The stage.
    pub(crate) packet: StagePacket,
}

impl StageCall {
    pub(crate) fn new(call: EffectCall) -> Result<Self, Failure> {
        let packet = compile::packet(&call.plan, &call.effort.step).map_err(|message| fatal("BROKEN_PLAN", message))?;
        Ok(Self { call, packet })
    }

    /// A field of the intent as text; empty where it is absent.
    pub(crate) fn intent(&self, field: &str) -> &str {
        self.call.run_input.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// The bytes of an input that must be there. A blank input was not made: whoever consumes it fails, and says so.
    pub(crate) async fn bytes(&self, name: &str) -> Result<Arc<[u8]>, Failure> {
        let found = self.optional(name).await?;
        let state = match &found {
            None => "is not there",
            Some(bytes) if bytes.iter().all(u8::is_ascii_whitespace) => "is blank",
            Some(_) => "",
        };
        match found {
            Some(bytes) if state.is_empty() => Ok(bytes),
            _ => {
                let from = self.source(name).map_or_else(|| "no stage".to_owned(), |(step, path)| format!("{path} of gate {step}"));
                Err(hopeless(
                    "MISSING_ARTIFACT",
                    format!("stage {} needs {name} ({from}), which {state}; rerun that gate", self.packet.stage.id),
                ))
            }
        }
    }

    /// The bytes of an input, where its stage made it.
    pub(crate) async fn optional(&self, name: &str) -> Result<Option<Arc<[u8]>>, Failure> {
        let Some((step, path)) = self.source(name) else { return Ok(None) };
        let file = self.call.upstream.get(step).and_then(|output| output.files.iter().find(|file| file.path == path));
        match file {
            Some(file) => self.call.payloads.read(&file.sha256).await.map(Some),
            None => Ok(None),
        }
    }

    /// An input as UTF-8 text.
    pub(crate) async fn text(&self, name: &str) -> Result<String, Failure> {
        let bytes = self.bytes(name).await?;
        String::from_utf8(bytes.to_vec()).map_err(|error| terminal("VALIDATION_FAILED", format!("input {name} is not UTF-8: {error}")))
    }

    /// An input as JSON of a known shape.
    pub(crate) async fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        let bytes = self.bytes(name).await?;
        serde_json::from_slice(&bytes)
            .map_err(|error| terminal("VALIDATION_FAILED", format!("input {name} cannot be read: {error}; rerun the gate that makes it")))
    }

    /// The declared path of an output.
    pub(crate) fn path(&self, output: &str) -> Result<&str, Failure> {
        self.packet.stage.outputs.iter().find(|candidate| candidate.name == output).map(|output| output.path.as_str()).ok_or_else(|| {
            fatal(
                "BROKEN_PLAN",
                format!("stage {} declares no output named {output}, which {} makes", self.packet.stage.id, self.packet.stage.activity),
            )
        })
    }

    fn source(&self, wanted: &str) -> Option<(&plan::StepId, &str)> {
        self.packet.sources.iter().find_map(|source| match source {
            InputSource::File { name, step, path, .. } if name == wanted => Some((step, path.as_str())),
            _ => None,
        })
    }
}

/// A text file.
pub(crate) fn file(path: &str, text: impl Into<String>) -> ProducedFile {
    bytes(path, text.into().into_bytes())
}

/// A file of any kind; its media type follows its name.
pub(crate) fn bytes(path: &str, bytes: Vec<u8>) -> ProducedFile {
    ProducedFile { path: path.to_owned(), media_type: media_type(path).to_owned(), bytes }
}

/// A JSON file, indented for people.
pub(crate) fn json_file(path: &str, value: &impl serde::Serialize) -> Result<ProducedFile, Failure> {
    let mut text = serde_json::to_string_pretty(value).map_err(|error| terminal("VALIDATION_FAILED", format!("{path}: {error}")))?;
    text.push('\n');
    Ok(file(path, text))
}

/// What an effect that calls no model gives back.
pub(crate) fn produced(value: Value, files: Vec<ProducedFile>) -> Produced {
    Produced { value, files, meter: Meter { cost_nanos: Some(0), ..Meter::default() } }
}

/// A failure that ends this attempt.
pub(crate) fn terminal(code: &str, message: impl Into<String>) -> Failure {
    failure(code, message, FailureClass::Terminal)
}

/// A failure that ends this attempt and that the next one would meet again, so that a person is asked at once.
pub(crate) fn hopeless(code: &str, message: impl Into<String>) -> Failure {
    Failure { needs_person: true, ..terminal(code, message) }
}

/// A failure that ends the run.
pub(crate) fn fatal(code: &str, message: impl Into<String>) -> Failure {
    failure(code, message, FailureClass::Fatal)
}

/// A failure of the given class that cost nothing.
pub(crate) fn failure(code: &str, message: impl Into<String>, class: FailureClass) -> Failure {
    let meter = Meter { cost_nanos: Some(0), ..Meter::default() };
    Failure { code: code.to_owned(), message: message.into(), class, needs_person: false, meter }
}

/// The media type behind a file name.
pub(crate) fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("md") => "text/markdown",
        Some("html") => "text/html",
        Some("txt") => "text/plain",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("pdf") => "application/pdf",
        _ => "application/octet-stream",
    }
}

/// Runs work that needs the processor off the runtime's threads.
pub(crate) async fn compute<T: Send + 'static>(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(terminal("EFFECT_PANIC", format!("the work ended abnormally: {error}"))),
    }
}
