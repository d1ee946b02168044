//! The program as a process: how fast it starts, what it holds.

use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use super::figures::{Bound, Figure, median, milliseconds};
use crate::cli::Global;
use crate::failure::CommandError;

/// How long an idle process is left alone before it is looked at.
const SETTLE: Duration = Duration::from_secs(2);

/// `gatewright --version`, beside a program that does nothing.
pub(super) async fn version(rounds: u32) -> Result<Figure, CommandError> {
    let (mut ours, mut nothing) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        ours.push(timed(program()?.arg("--version")).await?);
        nothing.push(timed(&mut Command::new("true")).await?);
    }
    Ok(Figure::new("gatewright --version", "ms", ours)
        .aim("< 30")
        .beside(Bound { value: median(&nothing), what: "a program that does nothing".to_owned() }))
}

/// Resident memory of `gatewright up` with nothing to do, PostgreSQL not counted.
pub(super) async fn idle_memory(global: &Global) -> Result<Figure, CommandError> {
    let mut child = on(program()?.args(["up", "--listen", "127.0.0.1:0"]), global)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed("gatewright up", &error))?;
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    let (Some(pid), Some(stdout)) = (pid, child.stdout.take()) else {
        return Err(CommandError::failed("BENCH", "gatewright up ended at once"));
    };
    let mut lines = BufReader::new(stdout).lines();
    let mut document = String::new();
    while let Some(line) = lines.next_line().await.map_err(|error| failed("gatewright up", &error))? {
        document.push_str(&line);
        if serde_json::from_str::<Value>(&document).is_ok() {
            break;
        }
    }
    tokio::time::sleep(SETTLE).await;
    let status = std::fs::read_to_string(format!("/proc/{}/status", pid.as_raw_nonzero()));
    kill_process(pid, Signal::INT).map_err(|error| failed("gatewright up", &error.into()))?;
    child.wait().await.map_err(|error| failed("gatewright up", &error))?;
    let status = status.map_err(|error| failed("/proc", &error))?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    let resident = resident.ok_or_else(|| CommandError::failed("BENCH", "/proc does not say how much memory gatewright up holds"))?;
    Ok(Figure::new("gatewright up, idle, resident", "MB", vec![resident / 1024.0]).aim("< 120"))
}

/// This very program.
pub(super) fn program() -> Result<Command, CommandError> {
    std::env::current_exe().map(Command::new).map_err(|error| failed("this program's own path", &error))
}

/// The flags of a command on a data folder; the environment's database is another one.
pub(super) fn on<'a>(command: &'a mut Command, global: &Global) -> &'a mut Command {
    if let Some(data_dir) = &global.data_dir {
        command.arg("--data-dir").arg(data_dir);
    }
    command.arg("--json").env_remove("DATABASE_URL")
}

/// Milliseconds from the start of a program to its end. One that fails is an error: its time would say nothing.
pub(super) async fn timed(command: &mut Command) -> Result<f64, CommandError> {
    let name = format!("{:?}", command.as_std());
    let began = Instant::now();
    let output = command.stdin(Stdio::null()).output().await.map_err(|error| failed(&name, &error))?;
    let took = milliseconds(began.elapsed());
    if output.status.success() {
        return Ok(took);
    }
    let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(CommandError::failed("BENCH", format!("{name} failed ({}): {message}", output.status)))
}

fn failed(what: &str, error: &std::io::Error) -> CommandError {
    CommandError::failed("BENCH", format!("{what}: {error}"))
}
