//! A data folder of its own for a test, and commands on it.

use std::fmt;
use std::fs::Permissions;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

/// An essay on a word of the sample dictionaries; the last gate waits for a person.
pub(crate) const ESSAY: [&str; 4] = ["run", "typographic-etymology", "--set", "word=villain"];

/// A data folder and a working folder, removed at the end.
pub(crate) struct Home {
    folder: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        // The account that runs PostgreSQL when we are root must be able to pass.
        let folder = tempfile::Builder::new().prefix("gatewright-cli-").permissions(Permissions::from_mode(0o711)).tempdir().unwrap();
        Self { folder }
    }

    /// A path in the working folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file in the working folder.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// The program, with an environment in which nothing of the tester's shows.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatewright"));
        command.args(arguments).arg("--data-dir").arg(self.path("data")).current_dir(self.folder.path());
        command.env("GATEWRIGHT_DICTIONARIES", Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/dictionaries"));
        // Tests run beside one another.
        command.env("GATEWRIGHT_LISTEN", "127.0.0.1:0");
        for name in [
            "ANTHROPIC_API_KEY",
            "OPENAI_API_KEY",
            "OPENAI_BASE_URL",
            "GEMINI_API_KEY",
            "OLLAMA_HOST",
            "DATABASE_URL",
            "GATEWRIGHT_DATA_DIR",
            "GATEWRIGHT_HUNG_AFTER",
            "GATEWRIGHT_LOG",
            "GATEWRIGHT_SITE_URL",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        ] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        ended(arguments, self.command(arguments).output().unwrap())
    }

    /// Runs a command to its end, with something on its standard input.
    pub(crate) fn fed(&self, arguments: &[&str], input: &[u8]) -> Ended {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        // A command that refuses what was typed reads nothing.
        let _ = child.stdin.take().unwrap().write_all(input);
        ended(arguments, child.wait_with_output().unwrap())
    }

    /// Runs a command with `--json` to its end.
    pub(crate) fn json(&self, arguments: &[&str]) -> Ended {
        self.run(&[arguments, &["--json"]].concat())
    }

    /// Starts a command and leaves it to itself.
    pub(crate) fn start(&self, arguments: &[&str]) -> Started {
        let mut child = self.command(arguments).spawn().unwrap();
        let err = BufReader::new(child.stderr.take().unwrap());
        Started { child, err }
    }

    /// `gatewright up`, once it says that it is.
    pub(crate) fn up(&self) -> Started {
        let mut up = self.start(&["up"]);
        let mut line = String::new();
        BufReader::new(up.child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("up: "), "up said {line:?} and {:?}", up.rest());
        up
    }

    /// `gatewright up --json`, once it says that it is, and what it said.
    pub(crate) fn served(&self, more: &[&str]) -> (Started, Value) {
        let mut up = self.start(&[&["up", "--json"], more].concat());
        let mut told = String::new();
        let mut out = BufReader::new(up.child.stdout.take().unwrap());
        while out.read_line(&mut told).unwrap() > 0 {
            if let Ok(document) = serde_json::from_str(&told) {
                return (up, document);
            }
        }
        panic!("up said {told:?} and {:?}", up.rest());
    }

    /// The main process of the embedded server, as PostgreSQL itself writes it down.
    pub(crate) fn postmaster(&self) -> Pid {
        let file = std::fs::read_to_string(self.path("data/postgres/cluster/data/postmaster.pid")).unwrap();
        Pid::from_raw(file.lines().next().unwrap().parse().unwrap()).unwrap()
    }

    /// The only run there is.
    pub(crate) fn only_run(&self) -> Value {
        let runs = self.json(&["runs", "list"]).succeeded().document();
        assert_eq!(runs.as_array().unwrap().len(), 1, "{runs}");
        runs[0].clone()
    }
}

fn ended(arguments: &[&str], output: Output) -> Ended {
    Ended {
        arguments: arguments.join(" "),
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A command that has ended.
pub(crate) struct Ended {
    pub(crate) arguments: String,
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    #[track_caller]
    pub(crate) fn succeeded(self) -> Self {
        self.exits(0)
    }

    /// The one document on standard output. Anything beside it fails to parse.
    #[track_caller]
    pub(crate) fn document(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("not one JSON document: {error}\n{self}"))
    }

    /// For snapshots.
    pub(crate) fn transcript(&self) -> String {
        let part =
            |name: &str, text: &str| if text.trim().is_empty() { String::new() } else { format!("--- {name}\n{}\n", text.trim_end()) };
        let code = self.code.map_or_else(|| "a signal".to_owned(), |code| code.to_string());
        format!("$ gatewright {}\n{}{}--- exit {code}", self.arguments, part("stdout", &self.out), part("stderr", &self.err))
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.transcript())
    }
}

/// A command that runs. One that is dropped is ended in order, so that no server outlives its test.
pub(crate) struct Started {
    child: Child,
    err: BufReader<ChildStderr>,
}

impl Started {
    /// Waits until standard error holds a line with these words: that line.
    #[track_caller]
    pub(crate) fn until(&mut self, words: &str) -> String {
        let mut seen = String::new();
        while self.err.read_line(&mut seen).unwrap() > 0 {
            let line = seen.lines().next_back().unwrap();
            if line.contains(words) {
                return line.to_owned();
            }
        }
        panic!("ended without saying {words:?}:\n{seen}");
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// How it ended, and what it said since last asked. `None` is a signal.
    pub(crate) fn ended(mut self) -> (Option<i32>, String) {
        let said = self.rest();
        (self.child.wait().unwrap().code(), said)
    }

    fn rest(&mut self) -> String {
        let mut said = String::new();
        self.err.read_to_string(&mut said).unwrap();
        said
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
            return;
        }
        // It may end on its own meanwhile; then there is nobody to signal and nothing to do.
        let _ = kill_process(Pid::from_child(&self.child), Signal::INT);
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_secs(20) {
            if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}
