//! The files that checks look at: those of the attempt and of every step that is done.

use std::sync::Arc;

use checks::Workspace;
use engine::{Blob, EffectCall};
use machine::{Failure, FileRef, Output, Outputs};
use serde_json::Value;

use crate::compile::StagePacket;

/// Files under this folder (prompt packet, raw output) belong to the attempt, not to the product.
const HIDDEN: &str = ".gate/";

/// Whether a file belongs to the attempt and not to the product.
pub(crate) fn is_hidden(path: &str) -> bool {
    path.starts_with(HIDDEN)
}

/// Everything done so far, as the output under review: for stages that judge the whole run.
pub(crate) async fn of_upstream(call: &EffectCall, packet: &StagePacket) -> Result<Workspace<'static>, Failure> {
    let mut workspace = base(packet, &call.run_input);
    for output in call.upstream.values() {
        for (path, bytes) in load(&call.payloads, visible(output)).await? {
            workspace = workspace.output(path, bytes);
        }
    }
    Ok(workspace)
}

/// An attempt's output beside what it builds on: for gates.
pub(crate) async fn of_attempt(
    packet: &StagePacket,
    run_input: &Value,
    output: &Output,
    upstream: &Outputs,
    payloads: &Arc<dyn Blob>,
) -> Result<Workspace<'static>, Failure> {
    let mut workspace = base(packet, run_input);
    for output in upstream.values() {
        for (path, bytes) in load(payloads, visible(output)).await? {
            workspace = workspace.upstream(path, bytes);
        }
    }
    for (path, bytes) in load(payloads, visible(output)).await? {
        workspace = workspace.output(path, bytes);
    }
    if let Some(reason) = output.value.get("finish_reason").and_then(Value::as_str) {
        workspace = workspace.finish_reason(reason);
    }
    Ok(workspace)
}

fn base(packet: &StagePacket, run_input: &Value) -> Workspace<'static> {
    let depth = checks::Depth::parse(packet.depth.as_str()).unwrap_or_default();
    let mut workspace = Workspace::new(depth).variable("template", packet.template.clone());
    for (name, value) in run_input.as_object().into_iter().flatten() {
        if let Some(text) = value.as_str() {
            workspace = workspace.variable(name.clone(), text);
        }
    }
    workspace
}

fn visible(output: &Output) -> impl Iterator<Item = &FileRef> {
    output.files.iter().filter(|file| !is_hidden(&file.path))
}

async fn load(payloads: &Arc<dyn Blob>, files: impl Iterator<Item = &FileRef>) -> Result<Vec<(String, Arc<[u8]>)>, Failure> {
    let mut loaded = Vec::new();
    for file in files {
        loaded.push((file.path.clone(), payloads.read(&file.sha256).await?));
    }
    Ok(loaded)
}
