//! What people read: help, tables, messages.

use crate::home::{ESSAY, Home};

/// Ids, times, durations, folders and hashes, which differ from run to run.
pub(crate) fn filters(home: &Home) -> Vec<(String, &'static str)> {
    let folder = home.path("");
    let folder = folder.to_string_lossy();
    vec![
        (folder.trim_end_matches('/').to_owned(), "[FOLDER]"),
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}".to_owned(), "[ID]"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d".to_owned(), "[TIME]"),
        (r"-\d{8}\b".to_owned(), "-[DATE]"),
        (r"\b[0-9a-f]{12}\b".to_owned(), "[SHA256]"),
        (r"sha256-[0-9a-f]{64}".to_owned(), "[SHA256]"),
        // What the templates and the registries hold is other tests' business.
        (r"(check|model|agent|field)\.yaml: line \d+, column \d+".to_owned(), "$1.yaml: [PLACE]"),
        (r"(known are|known:|expected one of) .*".to_owned(), "$1 [ALL]"),
        (r" +\d+/\d+\b".to_owned(), " [COUNT]"),
        (r" +\d+(\.\d)? m?s\b".to_owned(), " [TOOK]"),
        (r"\b\d+\+\d+\b".to_owned(), "[TOKENS]"),
        (r"\d+ tokens read, \d+ written".to_owned(), "[TOKENS]"),
    ]
}

macro_rules! snapshot {
    ($home:expr, $name:expr, $text:expr) => {{
        let filters = crate::texts::filters($home);
        insta::with_settings!({ filters => filters.iter().map(|(pattern, word)| (pattern.as_str(), *word)), omit_expression => true }, {
            insta::assert_snapshot!($name.replace(' ', "-"), $text);
        });
    }};
}
pub(crate) use snapshot;

#[test]
fn help_says_what_every_command_does() {
    let home = Home::new();
    for command in [
        "",
        "run",
        "runs",
        "runs resume",
        "runs rerun",
        "runs approve",
        "runs follow",
        "runs workers",
        "runs task-queues",
        "templates",
        "templates apply",
        "models",
        "users",
        "users create",
        "users promote",
        "keys",
        "up",
        "migrate",
        "db",
        "bench",
    ] {
        let arguments: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = home
            .command(&arguments)
            .env("COLUMNS", "100")
            .env_remove("GATEWRIGHT_DATA_DIR")
            .env_remove("GATEWRIGHT_LISTEN")
            .output()
            .unwrap();
        assert_eq!(help.status.code(), Some(0), "{command}");
        assert!(help.stderr.is_empty(), "{command}");
        let name = format!("help {command}");
        snapshot!(&home, name.trim(), String::from_utf8(help.stdout).unwrap());
    }
    assert!(!home.path("data").exists(), "help makes no data folder");
}

#[test]
fn version_is_one_line() {
    let version = Home::new().run(&["--version"]).succeeded();
    assert_eq!(version.out, format!("gatewright {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn tables_are_for_people() {
    let home = Home::new();
    let _up = home.up();
    let run = home.run(&[&ESSAY[..], &["--approve", "--out", "out"]].concat()).succeeded();
    snapshot!(&home, "run", run.out);
    let mut said: Vec<&str> = run.err.lines().collect();
    // The outline and the visual direction are written at the same time.
    said.sort_unstable();
    snapshot!(&home, "run progress", said.join("\n"));
    let id = home.only_run()["id"].as_str().unwrap().to_owned();
    for (name, arguments) in [
        ("runs list", vec!["runs", "list"]),
        ("runs gates", vec!["runs", "gates", &id]),
        ("runs artifacts", vec!["runs", "artifacts", &id]),
        ("resume of a completed run", vec!["runs", "resume", &id]),
        ("templates list", vec!["templates", "list"]),
        ("models list", vec!["models", "list"]),
    ] {
        let ended = home.run(&arguments).succeeded();
        let text = ended.transcript();
        // Sizes of pages change with their style sheets.
        let text = if name == "runs artifacts" || name.starts_with("resume") { without_sizes(&text) } else { text };
        snapshot!(&home, name, text);
    }
}

#[test]
fn a_template_is_shown_with_its_form_its_checks_and_how_to_run_it() {
    let home = Home::new();
    let shown = home.run(&["templates", "show", "source-brief"]).succeeded().out;
    let words: Vec<String> = shown.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for line in ["question string (required) The question to answer", "gate passes when these checks do"] {
        assert!(words.iter().any(|found| found == line), "no line {line:?} in:\n{shown}");
    }
    assert!(shown.contains("guarantee: "), "{shown}");
    assert!(shown.ends_with("run it: gatewright run source-brief --set question=\"…\" --sources DIR --out DIR\n"), "{shown}");
}

/// The table of files without the column of sizes.
fn without_sizes(text: &str) -> String {
    let mut files = false;
    let mut kept = Vec::new();
    for line in text.lines() {
        files |= line.trim_start().starts_with("file ");
        files &= !line.starts_with("---");
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [file, rest @ .., _size, _hash] if files => kept.push(format!("{file} {}", rest.join(" "))),
            _ => kept.push(line.to_owned()),
        }
    }
    kept.join("\n")
}
