//! Judges gates of flows: checks look at the files of the attempt and of the steps before it, and at what the step gave as `value.json`.

use std::sync::Arc;

use checks::{Check, Depth, Workspace};
use engine::{Blob, CheckCall, Checker};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{Failure, FailureClass, Meter, Output, Verdict, VerdictOutcome};

/// What a step gave, as a file for checks.
const VALUE_FILE: &str = "value.json";

/// The checker of flows.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FlowChecker;

impl Checker for FlowChecker {
    fn check(&self, call: CheckCall) -> BoxFuture<'static, Result<Verdict, Failure>> {
        async move {
            let workspace = workspace(&call).await?;
            let contract = Check::parse_all(&call.checks, "").map_err(|problems| {
                let list: Vec<String> = problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect();
                broken(&format!("the gate of step `{}` cannot be read: {}", call.effort.step, list.join("; ")))
            })?;
            let judged = tokio::task::spawn_blocking(move || {
                let results = checks::evaluate_all(&contract, &workspace);
                (checks::verdict(&results), results)
            });
            let (verdict, results) = judged.await.map_err(|error| broken(&format!("checking ended abnormally: {error}")))?;
            Ok(Verdict {
                outcome: match verdict.outcome {
                    checks::Outcome::Pass => VerdictOutcome::Pass,
                    checks::Outcome::Warn => VerdictOutcome::Warn,
                    checks::Outcome::Fail => VerdictOutcome::Fail,
                    checks::Outcome::Error => VerdictOutcome::Error,
                },
                score: verdict.score,
                fail_codes: verdict.fail_codes.iter().map(|code| code.as_str().to_owned()).collect(),
                results: results.iter().map(checks::CheckResult::to_value).collect(),
            })
        }
        .boxed()
    }
}

async fn workspace(call: &CheckCall) -> Result<Workspace<'static>, Failure> {
    let mut workspace = Workspace::new(Depth::default());
    for (name, value) in call.run_input.as_object().into_iter().flatten() {
        if let Some(text) = value.as_str() {
            workspace = workspace.variable(name.clone(), text);
        }
    }
    for output in call.upstream.values() {
        for (path, bytes) in load(&call.payloads, output).await? {
            workspace = workspace.upstream(path, bytes);
        }
    }
    workspace = workspace.output(VALUE_FILE, call.output.value.to_string().into_bytes());
    for (path, bytes) in load(&call.payloads, &call.output).await? {
        workspace = workspace.output(path, bytes);
    }
    Ok(workspace)
}

async fn load(payloads: &Arc<dyn Blob>, output: &Output) -> Result<Vec<(String, Arc<[u8]>)>, Failure> {
    let mut loaded = Vec::with_capacity(output.files.len());
    for file in &output.files {
        loaded.push((file.path.clone(), payloads.read(&file.sha256).await?));
    }
    Ok(loaded)
}

fn broken(message: &str) -> Failure {
    Failure {
        code: "BROKEN_GATE".to_owned(),
        message: message.to_owned(),
        class: FailureClass::Fatal,
        needs_person: false,
        meter: Meter::default(),
    }
}
