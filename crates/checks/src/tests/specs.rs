//! Specifications are read strictly.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{run, run_in, with};
use crate::{Check, CheckResult, Depth, FailCode, Outcome, SourceText, Workspace, registry, verdict};

fn problems(check: &Value) -> Vec<String> {
    Check::parse(check, "contract/0").unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn an_unknown_type_names_the_known_ones() {
    let found = Check::parse(&json!({"type": "file_exist", "target": "a"}), "contract/0").unwrap_err();
    assert_eq!((found[0].path.as_str(), found[0].code), ("contract/0/type", FailCode::UnknownValidation));
    assert!(found[0].message.contains("did you mean `file_exists`?") && found[0].message.contains("hash_manifest"), "{}", found[0].message);
}

#[test]
fn all_problems_of_a_check_are_reported_at_once() {
    let found = problems(
        &json!({"type": "min_regex_count", "target": "../a", "pattern": "(", "min": {"quick": 1}, "severity": "fatal", "colour": 1}),
    );
    let has = |path: &str| assert!(found.iter().any(|problem| problem.starts_with(path)), "{path} is not among {found:#?}");
    ["contract/0/colour: ", "contract/0/severity: ", "contract/0/target/0: ", "contract/0/pattern: ", "contract/0/min: "]
        .into_iter()
        .for_each(has);
    assert_eq!(found.len(), 5, "{found:#?}");
}

#[test]
fn wrong_shapes_are_refused() {
    for (check, expected) in [
        (json!("file_exists"), "must be an object"),
        (json!({"target": "a"}), "needs a `type`"),
        (json!({"type": "file_exists"}), "needs a `target`"),
        (json!({"type": "contains_headings", "target": "a"}), "headings: must be given"),
        (json!({"type": "contains_text", "target": "a", "texts": []}), "texts: must be a text or a list"),
        (json!({"type": "contains_text", "target": "a", "texts": [3]}), "texts/0: must be a text, found a number"),
        (json!({"type": "dir_exists", "target": "/etc"}), "must be a path inside the run"),
        (json!({"type": "dir_exists", "target": "a{b"}), "`{` without `}`"),
        (json!({"type": "json_schema", "target": "a", "schema": {"type": "strin"}}), "not a usable JSON Schema"),
        (json!({"type": "json_schema", "target": "a"}), "needs either `schema` or `schema_file`"),
        (json!({"type": "viz_tech_match", "target": "a", "technology": "flash"}), "no known technology"),
        (json!({"type": "max_size", "target": "a"}), "max_bytes: must be given"),
        (json!({"type": "frontmatter_status", "target": "a"}), "needs `equals`"),
        (json!({"type": "quote_fidelity", "target": "a", "tolerance": 0.5}), "a number from 0 to 0.2"),
        (json!({"type": "section_completeness", "target": "a", "sections": [{"heading": "x", "depth": 2}]}), "no field `depth`"),
    ] {
        let found = problems(&check).join("\n");
        assert!(found.contains(expected), "{check}: {found}");
    }
}

#[test]
fn variables_are_listed_for_the_loader_and_must_be_known_when_used() {
    let check = json!({"type": "contains_text", "target": "{slug}/a.md", "texts": ["{word} and {{not_this}}"]});
    let parsed = Check::parse(&check, "").unwrap();
    assert_eq!(parsed.variables().into_iter().collect::<Vec<_>>(), ["slug", "word"]);
    let result = run(&check, &[("a.md", "x")]);
    assert!(result.error && !result.passed && result.message.contains("no variable `slug`"), "{}", result.message);
}

#[test]
fn a_variable_is_never_a_wildcard() {
    let check = Check::parse(&json!({"type": "file_exists", "target": "{word}*.md"}), "").unwrap();
    let workspace = Workspace::new(Depth::Quick).variable("word", "*").output("x.md", b"x".as_slice());
    assert!(!crate::evaluate(&check, &workspace).passed);
}

#[test]
fn scope_decides_whose_files_count() {
    let workspace = || Workspace::new(Depth::Quick).upstream("a.md", b"x".as_slice()).output("b.md", b"x".as_slice());
    for (scope, a, b) in [("output", false, true), ("upstream", true, false), ("any", true, true)] {
        assert_eq!(run_in(&json!({"type": "file_exists", "target": "a.md", "scope": scope}), workspace()).passed, a);
        assert_eq!(run_in(&json!({"type": "file_exists", "target": "b.md", "scope": scope}), workspace()).passed, b);
    }
    let result = run_in(&json!({"type": "file_exists", "target": "a.md"}), workspace());
    assert!(result.message.contains("scope: upstream"), "{}", result.message);
}

#[test]
fn depth_scales_thresholds() {
    let check = json!({"type": "min_file_count", "target": "*.md", "min": {"quick": 1, "standard": 2, "deep": 3}});
    let at = |depth| run_in(&check, Workspace::new(depth).output("a.md", b"x".as_slice()).output("b.md", b"x".as_slice())).passed;
    assert_eq!([at(Depth::Quick), at(Depth::Standard), at(Depth::Deep)], [true, true, false]);
}

#[test]
fn a_missing_file_fails_not_contains_unless_it_is_allowed() {
    let files = [("b.md", "y")];
    assert!(!run(&json!({"type": "not_contains", "target": "a.md", "texts": "x"}), &files).passed);
    assert!(run(&json!({"type": "not_contains", "target": "a.md", "texts": "x", "allow_missing": true}), &files).passed);
    let binary = Workspace::new(Depth::Quick).output("a.md", [0xff, 0xfe, 0x00].as_slice());
    assert!(!run_in(&json!({"type": "not_contains", "target": "a.md", "texts": "x", "allow_missing": true}), binary).passed);
}

#[test]
fn a_model_that_ran_out_of_tokens_is_truncated() {
    let workspace = with(&[("a.md", "Whole.")]).finish_reason("max_tokens");
    assert_eq!(run_in(&json!({"type": "not_truncated", "target": "a.md"}), workspace).fail_code, Some(FailCode::Truncated));
}

#[test]
fn grounding_without_sources_is_an_error_and_not_a_pass() {
    let files = [("a.md", "A claim stands here. [1]")];
    for kind in ["quote_fidelity", "number_fidelity", "containment", "verbatim_copy"] {
        let result = run(&json!({"type": kind, "target": "a.md"}), &files);
        assert!(result.error && !result.passed, "{kind}: {}", result.message);
        let result = run(&json!({"type": kind, "target": "a.md", "sources": "none.json"}), &files);
        assert!(result.error && result.message.contains("none.json"), "{kind}: {}", result.message);
    }
    let source = SourceText { number: 1, id: "a".into(), title: "A".into(), text: "A claim stands here.".into() };
    assert!(run_in(&json!({"type": "containment", "target": "a.md"}), with(&files).source(source)).passed);
}

#[test]
fn the_registry_is_documented_and_its_names_are_unique() {
    let mut names: Vec<&str> = registry().iter().map(|kind| kind.name).collect();
    for kind in registry() {
        assert!(!kind.summary.is_empty() && !kind.fail_codes.is_empty(), "{}", kind.name);
        assert!(kind.fields.iter().all(|field| !field.summary.is_empty() && !field.shape.is_empty()), "{}", kind.name);
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), registry().len());
    for code in FailCode::ALL {
        assert_eq!(FailCode::parse(code.as_str()), Some(*code));
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
    }
}

#[test]
fn results_have_the_shape_of_the_stored_example() {
    let check = json!({"type": "contains_headings", "target": "CONCEPTS.md", "headings": ["Core", "Related"], "severity": "warning", "name": "Headings"});
    let value = run(&check, &[("CONCEPTS.md", "# Core\n\nx\n")]).to_value();
    for (key, expected) in [
        ("type", json!("contains_headings")),
        ("target", json!("CONCEPTS.md")),
        ("headings", json!(["Core", "Related"])),
        ("missing", json!(["Related"])),
        ("passed", json!(false)),
        ("severity", json!("warning")),
        ("fail_code", json!("HEADING_MISMATCH")),
        ("score", json!(0.5)),
        ("name", json!("Headings")),
    ] {
        assert_eq!(value[key], expected, "{key}");
    }
    let read: CheckResult = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(read.to_value(), value);
}

#[test]
fn a_verdict_weighs_severities() {
    let result = |severity: &str, passed: bool| {
        run(&json!({"type": "file_exists", "target": if passed { "a.md" } else { "b.md" }, "severity": severity}), &[("a.md", "x")])
    };
    let outcome = |results: &[CheckResult]| verdict(results).outcome;
    assert_eq!(outcome(&[]), Outcome::Pass);
    assert_eq!(outcome(&[result("critical", true)]), Outcome::Pass);
    assert_eq!(outcome(&[result("error", true), result("warning", false)]), Outcome::Warn);
    assert_eq!(outcome(&[result("info", false)]), Outcome::Warn);
    assert_eq!(outcome(&[result("error", false), result("warning", false)]), Outcome::Fail);
    let unevaluated = run(&json!({"type": "file_exists", "target": "{nothing}", "severity": "info"}), &[]);
    assert_eq!(outcome(&[unevaluated, result("error", true)]), Outcome::Error);
    let all = verdict(&[result("error", false), result("error", false), result("error", true), result("error", true)]);
    assert_eq!((all.score, all.fail_codes), (Some(0.5), vec![FailCode::MissingArtifact]));
}

#[test]
fn evaluation_is_cheap_to_share() {
    let bytes: Arc<[u8]> = Arc::from(b"x".as_slice());
    let workspace = Workspace::new(Depth::Quick).output("a.md", Arc::clone(&bytes));
    assert!(run_in(&json!({"type": "not_empty", "target": "a.md"}), workspace).passed);
    assert_eq!(Arc::strong_count(&bytes), 1);
}
