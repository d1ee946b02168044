//! Every `tests/golden/*.yaml` beside what is to be found in it. `GOLDEN=write` writes what is found now.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use plan::{CheckProblem, Known, Plan};
use serde_json::Value;

fn known() -> Known<'static> {
    Known::anything()
        .with_effects(["generate", "dictionary.lookup", "press.render"].into_iter().chain(plan::queue_effects::ALL))
        .with_checks(|check: &Value| match check.get("type").and_then(Value::as_str) {
            Some("file_exists" | "min_sources") => Vec::new(),
            Some(other) => {
                let message = format!("there is no check `{other}`");
                vec![CheckProblem { path: "type".to_owned(), message }]
            }
            None => vec![CheckProblem { path: String::new(), message: "a check has a `type`".to_owned() }],
        })
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = files.filter(|path| path.extension().is_some_and(|ending| ending == "yaml")).collect();
    cases.sort();
    cases
}

#[test]
fn diagnostics_are_as_written_down() {
    let mut differing = String::new();
    for case in cases() {
        let text = std::fs::read_to_string(&case).unwrap();
        let name = case.file_name().unwrap().to_str().unwrap();
        let found = match Plan::load(&text, name, &known()) {
            Ok((plan, warnings)) => format!("accepted, {} steps\n{warnings}", plan.steps.len()),
            Err(found) => found.to_string(),
        };
        let found = format!("{}\n", found.trim_end());
        let golden = case.with_extension("txt");
        if std::env::var_os("GOLDEN").is_some_and(|wish| wish == "write") {
            std::fs::write(&golden, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        if found != expected {
            writeln!(differing, "== {name}\n-- expected\n{expected}-- found\n{found}").unwrap();
        }
    }
    assert!(differing.is_empty(), "{differing}");
}

#[test]
fn every_golden_file_has_its_plan() {
    assert!(cases().len() >= 10);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.with_extension("yaml").exists(), "{} is of no plan", path.display());
    }
}
