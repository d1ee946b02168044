//! Wrong input: a message that says what to do, exit code 64, and nothing written.

use crate::home::{ESSAY, Home};
use crate::texts::snapshot;

const SPEC: &str = include_str!("../../../../templates/typographic-etymology.yaml");

#[test]
fn wrong_input_is_refused_and_nothing_is_written() {
    let home = Home::new();
    let _up = home.up();
    home.run(&[&ESSAY[..], &["--out", "out"]].concat()).exits(2);
    let runs = home.json(&["runs", "list"]).succeeded().out;
    let templates = home.json(&["templates", "list"]).succeeded().out;
    let id = home.only_run()["id"].as_str().unwrap().to_owned();

    std::fs::create_dir(home.path("empty")).unwrap();
    home.write("binary/picture.txt", [0x89, b'P', b'N', b'G', 0, 1, 2, 3, 0xff, 0xfe, 0, 0]);
    home.write("other/archive.zip", b"PK\x03\x04\0\0\0\0");
    home.write("large/everything.txt", "");
    std::fs::File::options().write(true).open(home.path("large/everything.txt")).unwrap().set_len(50 * 1024 * 1024).unwrap();
    home.write("file", "not a folder");
    home.write("documents/one.md", "# One\n\nA document.\n");
    home.write("broken.yaml", "template:\n  slug: a\n  name: [unclosed\nspec:\n");
    let version = SPEC.replace("version: v1.1.0", "version: v9.0.0");
    home.write("check.yaml", version.replacen("type: file_exists", "type: file_smells", 1));
    home.write("model.yaml", version.replacen("claude-haiku-3.5", "claude-nine", 1));
    home.write("agent.yaml", version.replacen("agent: intent-parser", "agent: nobody", 1));
    home.write("field.yaml", version.replacen("visibility: system", "visibilty: system", 1));
    home.write("changed.yaml", SPEC.replacen("The word to research", "The word to look at", 1));

    let essay = |more: &[&'static str]| [&["run", "typographic-etymology"], more].concat();
    let brief = |folder: &'static str| vec!["run", "source-brief", "--set", "question=Why?", "--sources", folder];
    for (name, arguments) in [
        ("unknown template", vec!["run", "no-such-template", "--set", "word=villain"]),
        ("unknown version", essay(&["--set", "word=villain", "--spec-version", "v7.0.0"])),
        ("missing field", essay(&[])),
        ("wrong enum and unknown field", essay(&["--set", "word=villain", "--set", "angle=sideways", "--set", "wrod=villain"])),
        ("empty field", essay(&["--set", "word="])),
        ("word in no dictionary", essay(&["--set", "word=villian"])),
        ("set without equals sign", essay(&["--set", "word"])),
        ("field set twice", essay(&["--set", "word=villain", "--set", "word=quarantine"])),
        ("sources for a template without", essay(&["--set", "word=villain", "--sources", "documents"])),
        ("unknown model", essay(&["--set", "word=villain", "--model", "gpt-0"])),
        ("out is a file", essay(&["--set", "word=villain", "--out", "file"])),
        ("brief without sources", vec!["run", "source-brief", "--set", "question=Why?"]),
        ("no such folder", brief("nowhere")),
        ("folder is a file", brief("file")),
        ("empty folder", brief("empty")),
        ("binary file", brief("binary")),
        ("unsupported file", brief("other")),
        ("large file", brief("large")),
        ("broken yaml", vec!["templates", "apply", "broken.yaml"]),
        ("no such file", vec!["templates", "apply", "nowhere.yaml"]),
        ("file is a folder", vec!["templates", "apply", "empty"]),
        ("unknown check", vec!["templates", "apply", "check.yaml"]),
        ("unknown model in a spec", vec!["templates", "apply", "model.yaml"]),
        ("unknown agent in a spec", vec!["templates", "apply", "agent.yaml"]),
        ("unknown key in a spec", vec!["templates", "apply", "field.yaml"]),
        ("published version changed", vec!["templates", "apply", "changed.yaml"]),
        ("one bad file among good ones", vec!["templates", "apply", "check.yaml", "broken.yaml"]),
        ("trial of a broken spec", essay(&["--set", "word=villain", "--trial", "model.yaml"])),
        ("unknown run", vec!["runs", "show", "no-such-run"]),
        ("unknown run id", vec!["runs", "resume", "01890000-0000-7000-8000-000000000000"]),
        ("unknown gate", vec!["runs", "rerun", &id, "G11"]),
        ("unknown model for a rerun", vec!["runs", "rerun", &id, "G4", "--model", "gpt-0"]),
        ("gate that waits for nobody", vec!["runs", "approve", &id, "G2", "--reason", "why not"]),
        ("skip without reason", vec!["runs", "skip", &id, "G4"]),
        ("limit of nothing", vec!["runs", "list", "--limit", "0"]),
        ("unknown command", vec!["rnu"]),
        ("template to show", vec!["templates", "show", "typographic"]),
        ("template to remove", vec!["templates", "remove", "typographic"]),
    ] {
        let refused = home.run(&arguments).exits(64);
        assert!(refused.out.is_empty(), "{refused}");
        snapshot!(&home, format!("refused {name}"), refused.transcript());
    }
    let known = home.run(&["runs", "list", "--status", "asleep"]).exits(64).err;
    assert!(known.contains("pending, running, paused, completed, failed, cancelled"), "{known}");
    // An unknown model is the caller's mistake; one without a key is something the machine lacks.
    let unavailable = home.run(&essay(&["--set", "word=villain", "--model", "claude-opus-4"])).exits(69);
    snapshot!(&home, "unavailable model", unavailable.transcript());

    assert_eq!(home.json(&["runs", "list"]).succeeded().out, runs, "no run came, went or changed");
    assert_eq!(home.json(&["templates", "list"]).succeeded().out, templates, "nothing was published");
    assert_eq!(std::fs::read(home.path("file")).unwrap(), b"not a folder");
}

#[test]
fn a_port_that_is_another_ones_is_refused() {
    let home = Home::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = home.run(&["up", "--port", &port]).exits(69);
    assert!(refused.err.contains(&port) && refused.err.contains("choose another port"), "{refused}");
    drop(taken);
    let _up = home.up();
    let refused = home.run(&["up", "--port", &port]).exits(69);
    assert!(refused.err.contains("is up on") && refused.err.contains("--port"), "{refused}");
    home.run(&["up", "--port", "port"]).exits(64);
}

#[test]
fn a_data_folder_that_cannot_be_written_is_unavailable() {
    let home = Home::new();
    home.write("file", "");
    let folder = home.path("file").join("data");
    let refused = home.command(&["runs", "list"]).env("GATEWRIGHT_DATA_DIR", "/unused").output().unwrap();
    assert_eq!(refused.status.code(), Some(0), "the flag goes before the environment");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gatewright"));
    let refused = command.args(["runs", "list", "--data-dir"]).arg(&folder).env_remove("DATABASE_URL").output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(69), "{said}");
    assert!(refused.stdout.is_empty());
    assert!(said.contains(&*home.path("file").to_string_lossy()) && said.contains("data folder"), "{said}");
}

#[test]
fn a_database_url_that_leads_nowhere_is_unavailable() {
    let home = Home::new();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let url = format!("postgresql://somebody:secret@127.0.0.1:{port}/nothing");
    let refused = home.run(&["runs", "list", "--database-url", &url]).exits(69);
    assert!(refused.err.contains("no PostgreSQL answers") && !refused.err.contains("secret"), "{refused}");
    let refused = home.run(&["runs", "list", "--database-url", "nonsense"]).exits(69);
    assert!(refused.err.contains("postgresql://user:password@host:5432/database"), "{refused}");
}
