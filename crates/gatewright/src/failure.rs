//! How a command fails: a message that says what to do, and the exit code (DESIGN §4).

use std::borrow::Cow;
use std::fmt;

use serde_json::{Value, json};

/// Exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// `bench chaos` found an invariant broken.
    Broken = 1,
    /// A run waits for a person.
    Paused = 2,
    /// A run, or the command itself, failed.
    Failed = 3,
    /// A run was cancelled.
    Cancelled = 4,
    /// What was typed or given cannot be used.
    Usage = 64,
    /// Something the command needs is not there.
    Unavailable = 69,
    /// Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// How a command about a run ends, by what the run is: one that has not ended holds, or waits for something.
    pub(crate) fn of_run(status: &str) -> Option<Self> {
        match status {
            "completed" | "continued" => None,
            "failed" => Some(Self::Failed),
            "cancelled" => Some(Self::Cancelled),
            _ => Some(Self::Paused),
        }
    }
}

/// A failed command.
#[derive(Debug)]
pub(crate) struct CommandError {
    /// How the process ends.
    pub(crate) exit: Exit,
    /// Stable code for programs.
    pub(crate) code: Cow<'static, str>,
    /// What happened, where, what to do.
    pub(crate) message: String,
}

impl CommandError {
    /// Something typed or given that cannot be used.
    pub(crate) fn usage(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, code: code.into(), message: message.into() }
    }

    /// Something the command needs is not there.
    pub(crate) fn unavailable(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { exit: Exit::Unavailable, code: code.into(), message: message.into() }
    }

    /// The command failed.
    pub(crate) fn failed(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, code: code.into(), message: message.into() }
    }

    /// For `--json`.
    pub(crate) fn document(&self) -> Value {
        json!({ "error": { "code": self.code, "message": self.message, "exit_code": self.exit as u8 } })
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CommandError {}
