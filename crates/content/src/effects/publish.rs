//! `publish.package`: the manifest of a finished run and what became of its guarantees.

use engine::Produced;
use machine::Failure;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::stage::{StageCall, json_file, produced};
use crate::contract;
use crate::workspace;

/// `manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The template's slug.
    pub template: String,
    /// The spec's version.
    pub version: String,
    /// What was submitted.
    pub intent: Value,
    /// Every file of the run but this one, by path.
    pub files: Vec<ManifestFile>,
    /// What became of each guarantee.
    pub guarantees: Vec<GuaranteeResult>,
}

/// A file in the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Path inside the run.
    pub path: String,
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
    /// Length.
    pub size_bytes: u64,
    /// The gate it came from.
    pub gate_id: String,
}

/// What became of a guarantee.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuaranteeResult {
    /// As in the spec.
    #[serde(rename = "type")]
    pub kind: String,
    /// As in the spec.
    pub threshold: String,
    /// As in the spec.
    pub description: String,
    /// `kept`, `broken`, or `unmeasured` where the spec binds it to no check.
    pub outcome: String,
    /// What was found.
    pub message: String,
}

pub(crate) async fn run(stage: StageCall) -> Result<Produced, Failure> {
    // Read so that a missing or blank product fails here and not in front of a reader.
    for input in &stage.packet.stage.inputs {
        stage.bytes(&input.name).await?;
    }
    let workspace = workspace::of_upstream(&stage.call, &stage.packet).await?;
    let mut files: Vec<ManifestFile> = stage
        .call
        .upstream
        .iter()
        .flat_map(|(step, output)| output.files.iter().map(move |file| (step, file)))
        .filter(|(_, file)| !workspace::is_hidden(&file.path))
        .map(|(step, file)| ManifestFile {
            path: file.path.clone(),
            sha256: file.sha256.clone(),
            size_bytes: file.size_bytes,
            gate_id: step.to_string(),
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let guarantees: Vec<GuaranteeResult> = stage
        .packet
        .guarantees
        .iter()
        .map(|guarantee| {
            let (outcome, message) = match &guarantee.validation {
                None => ("unmeasured", "the spec binds this guarantee to no check".to_owned()),
                Some(validation) => {
                    let result = contract::evaluate(validation, &workspace);
                    (if result.passed { "kept" } else { "broken" }, result.message)
                }
            };
            GuaranteeResult {
                kind: guarantee.kind.clone(),
                threshold: guarantee.threshold.clone(),
                description: guarantee.description.clone(),
                outcome: outcome.to_owned(),
                message,
            }
        })
        .collect();
    let kept = guarantees.iter().filter(|result| result.outcome == "kept").count();
    let value = json!({ "files": files.len(), "guarantees_kept": kept, "guarantees": guarantees.len() });
    let manifest = Manifest {
        template: stage.packet.template.clone(),
        version: stage.packet.version.clone(),
        intent: Value::clone(&stage.call.run_input),
        files,
        guarantees,
    };
    let path = stage.path("manifest")?.to_owned();
    Ok(produced(value, vec![json_file(&path, &manifest)?]))
}
