mod documents;
mod pairs;
mod places;
mod reachable;
mod reports;
mod specs;

use serde_json::Value;

use crate::{Check, CheckResult, Depth, Workspace, evaluate};

/// Evaluates a check on output files.
fn run(check: &Value, files: &[(&str, &str)]) -> CheckResult {
    run_in(check, with(files))
}

fn run_in(check: &Value, workspace: Workspace<'_>) -> CheckResult {
    let check = Check::parse(check, "").unwrap_or_else(|problems| panic!("{problems:?}"));
    evaluate(&check, &workspace.variable("word", "villain"))
}

/// A standard run whose attempt made these files.
fn with<'a>(files: &[(&str, &str)]) -> Workspace<'a> {
    files.iter().fold(Workspace::new(Depth::Standard), |workspace, (path, text)| workspace.output(*path, text.as_bytes()))
}
