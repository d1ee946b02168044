//! One file per command.

mod bench;
mod db;
mod doctor;
mod events;
pub(crate) mod flow_runs;
mod flows;
mod keeping;
mod keys;
mod migrate;
mod models;
mod moves;
mod queues;
mod run;
mod runs;
mod schedules;
mod tasks;
mod templates;
mod up;
mod users;

use crate::cli::{Cli, Command, DbCommand, ModelsCommand};
use crate::failure::{CommandError, Exit};
use crate::report::Output;

/// Carries out a command. `None` is success; a code says how a run ended.
pub(crate) async fn dispatch(cli: Cli) -> Result<Option<Exit>, CommandError> {
    let output = Output { json: cli.global.json };
    let global = cli.global;
    match cli.command {
        Command::Run(args) => run::run(&global, args, output).await,
        Command::Runs(command) => runs::run(&global, command, output).await,
        Command::Flows(command) => flows::run(&global, command, output).await,
        Command::Schedules(command) => schedules::run(&global, command, output).await,
        Command::Templates(command) => templates::run(&global, command, output).await,
        Command::Models(ModelsCommand::List) => models::list(&global, output).await,
        Command::Users(command) => users::run(&global, command, output).await,
        Command::Keys(args) => keys::show(&global, args, output).await,
        Command::Up(args) => up::up(&global, args, output).await,
        Command::Worker(args) => up::worker(&global, args, output).await,
        Command::Migrate(args) => migrate::run(&global, &args, output).await,
        Command::Doctor => doctor::run(&global, output).await,
        Command::Db(DbCommand::Url) => db::url(&global, output).await,
        Command::Bench(args) => bench::run(&global, &args, output).await,
    }
}

/// A result that could not be printed.
pub(crate) fn print_failed(error: std::io::Error) -> CommandError {
    CommandError::failed("OUTPUT", format!("standard output: {error}"))
}
