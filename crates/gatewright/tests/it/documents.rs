//! `--json`: one document on standard output and nothing else; lists are arrays of objects.

use std::collections::BTreeSet;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::home::{ESSAY, Home};

/// Lists are arrays of objects that have at least these keys.
#[track_caller]
fn assert_columns(list: &Value, columns: &[&str]) {
    let rows = list.as_array().unwrap_or_else(|| panic!("no array: {list}"));
    assert!(!rows.is_empty(), "an empty list shows no columns");
    for row in rows {
        let keys: BTreeSet<&str> = row.as_object().unwrap_or_else(|| panic!("no object: {row}")).keys().map(String::as_str).collect();
        let missing: Vec<_> = columns.iter().filter(|column| !keys.contains(*column)).collect();
        assert!(missing.is_empty(), "without {missing:?}: {row}");
    }
}

const GATES: &[&str] = &[
    "gate_id",
    "gate_name",
    "phase",
    "status",
    "attempt_number",
    "agent_slug",
    "model_id",
    "tokens_in",
    "tokens_out",
    "cost_usd",
    "duration_ms",
    "validation_results",
];
const ARTIFACTS: &[&str] = &["id", "file_name", "file_path", "content_hash", "size_bytes", "artifact_type", "gate_id"];
const RUNS: &[&str] = &["id", "project_slug", "status", "current_gate", "intent", "total_gates", "total_cost_usd", "created_at"];

#[test]
fn every_command_prints_one_document() {
    let home = Home::new();
    let migrated = home.json(&["migrate"]).succeeded().document();
    assert!(!migrated["applied"].as_array().unwrap().is_empty(), "{migrated}");
    let _up = home.up();
    let empty = home.json(&["runs", "list"]).succeeded().document();
    assert_eq!(empty, serde_json::json!([]));

    let run = home.json(&[&ESSAY[..], &["--approve", "--out", "out"]].concat()).succeeded();
    assert!(run.err.contains("G1 Intake Approval: passed"), "progress goes to standard error: {run}");
    let run = run.document();
    assert_eq!(run["run"]["status"], "completed");
    assert_columns(&run["gates"], GATES);
    assert_columns(&run["artifacts"], ARTIFACTS);
    let id = run["run"]["id"].as_str().unwrap();

    assert_columns(&home.json(&["runs", "list"]).succeeded().document(), RUNS);
    let shown = home.json(&["runs", "show", id]).succeeded().document();
    assert_columns(&Value::Array(vec![shown["run"].clone()]), RUNS);
    assert_columns(&home.json(&["runs", "gates", id]).succeeded().document(), GATES);
    assert_columns(&home.json(&["runs", "artifacts", id]).succeeded().document(), ARTIFACTS);
    assert_eq!(home.json(&["runs", "resume", id]).succeeded().document()["run"]["status"], "completed");
    let detached = home.json(&["run", "etymology-infographic", "--set", "word=villain", "--detach"]).succeeded().document();
    let detached = detached["run"]["id"].as_str().unwrap();
    assert_eq!(home.json(&["runs", "cancel", detached]).exits(4).document()["run"]["status"], "cancelled");

    assert_columns(&home.json(&["templates", "list"]).succeeded().document(), &["slug", "name", "type", "depth", "version", "step_count"]);
    let template = home.json(&["templates", "show", "source-brief"]).succeeded().document();
    assert_eq!(template["template"]["slug"], "source-brief");
    home.write(
        "agent.yaml",
        "agent:\n  slug: tester\n  name: Tester\n  family: test\n  role: producer\n  description: Tests.\n  prompt: Test.\n",
    );
    assert_columns(
        &home.json(&["templates", "apply", "agent.yaml"]).succeeded().document(),
        &["file", "kind", "slug", "version_hash", "outcome"],
    );
    assert_columns(&home.json(&["models", "list"]).succeeded().document(), &["id", "provider", "tier", "input_cost_per_1k", "available"]);
    assert_columns(&home.json(&["doctor"]).succeeded().document(), &["subject", "state", "message"]);
    assert!(home.json(&["db", "url"]).succeeded().document()["url"].as_str().unwrap().starts_with("postgresql://"));
    assert!(home.json(&["migrate"]).succeeded().document()["applied"].as_array().unwrap().is_empty());
    assert_eq!(home.json(&["templates", "remove", "source-brief"]).succeeded().document()["outcome"], "removed");

    // Refusals are documents too, those of the command line's grammar included.
    for (arguments, code) in [
        (&["runs", "show", "nothing"][..], "UNKNOWN_RUN"),
        (&["runs", "vanish"], "USAGE"),
        (&["run"], "USAGE"),
        (&["runs", "list", "--limit", "many"], "USAGE"),
    ] {
        let refused = home.json(arguments).exits(64).document();
        assert_eq!(refused["error"]["code"], code, "{refused}");
        assert_eq!(refused["error"]["exit_code"], 64);
    }
}

#[test]
fn the_files_of_a_run_are_those_of_its_manifest() {
    let home = Home::new();
    home.run(&[&ESSAY[..], &["--approve", "--out", "out"]].concat()).succeeded();
    let out = home.path("out");
    let manifest: Value = serde_json::from_slice(&std::fs::read(out.join("manifest.json")).unwrap()).unwrap();
    let files = manifest["files"].as_array().unwrap();
    let mut listed = BTreeSet::from(["manifest.json".to_owned()]);
    for file in files {
        let path = file["path"].as_str().unwrap();
        let bytes = std::fs::read(out.join(path)).unwrap();
        let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(file["sha256"], found.as_str(), "{path}");
        listed.insert(path.to_owned());
    }
    for expected in ["essay.html", "essay.md", "essay.pdf", "QA-REPORT.md"] {
        assert!(listed.iter().any(|path| path.ends_with(expected)), "{expected} is not in {listed:?}");
    }
    assert_eq!(files_below(&out), listed);

    // The same files come out of the store again.
    let id = home.only_run()["id"].as_str().unwrap().to_owned();
    home.run(&["runs", "artifacts", &id, "--out", "again"]).succeeded();
    for path in &listed {
        assert_eq!(std::fs::read(out.join(path)).unwrap(), std::fs::read(home.path("again").join(path)).unwrap(), "{path}");
    }
    assert_eq!(files_below(&home.path("again")), listed);
}

fn files_below(folder: &std::path::Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    found
}

#[test]
fn db_url_opens_the_database_while_it_is_up() {
    let home = Home::new();
    let up = home.up();
    let url = home.run(&["db", "url"]).succeeded().out;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let tables: i64 = runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url.trim(), tokio_postgres::NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        let row = client.query_one("select count(*) from pg_tables where schemaname in ('content', 'engine', 'llm')", &[]).await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
        row.get(0)
    });
    assert!(tables > 10, "{tables} tables");
    drop(up);
    let down = home.run(&["db", "url"]).succeeded();
    assert!(down.err.contains("gatewright up"), "{down}");
}
