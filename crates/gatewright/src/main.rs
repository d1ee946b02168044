//! Durable, gated AI workflows on PostgreSQL, in one binary.
//!
//! This crate wires the others together and is the command line. Everything it does is a call to a module's service.

mod app;
mod cli;
mod commands;
mod drive;
mod export;
mod failure;
mod follow;
mod progress;
mod report;
mod report_admission;
mod report_events;
mod report_flows;
mod report_keeping;
mod report_queues;
mod report_tasks;
mod serve;
mod site;
mod sources;
mod telemetry;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::cli::Cli;
use crate::failure::{CommandError, Exit};
use crate::report::Output;
use crate::telemetry::Telemetry;

/// A step is a few dozen small allocations on one thread, freed on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // A message that cannot be printed has nobody to read it.
            let _ = error.print();
            if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
                return ExitCode::SUCCESS;
            }
            // What was typed cannot be read, so this word has to do.
            if std::env::args_os().any(|argument| argument == "--json") {
                let message = error.render().to_string();
                let refused = CommandError::usage("USAGE", message.trim().trim_start_matches("error: "));
                let _ = Output { json: true }.print(&refused.document(), String::new);
            }
            return ExitCode::from(Exit::Usage as u8);
        }
    };
    let output = Output { json: cli.global.json };
    let telemetry = match Telemetry::start() {
        Ok(telemetry) => telemetry,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(Exit::Usage as u8);
        }
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the runtime could not be started: {error}");
            return ExitCode::from(Exit::Unavailable as u8);
        }
    };
    let ended = runtime.block_on(commands::dispatch(cli));
    runtime.shutdown_background();
    telemetry.end();
    match ended {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(exit)) => ExitCode::from(exit as u8),
        Err(error) => {
            eprintln!("error: {error}");
            if output.json {
                // The document goes where every document goes; a closed pipe is the reader's choice.
                let _ = output.print(&error.document(), String::new);
            }
            ExitCode::from(error.exit as u8)
        }
    }
}
