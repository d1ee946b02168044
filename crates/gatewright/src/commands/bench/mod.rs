//! `gatewright bench`: what this machine does, each figure beside a bound measured in the same run. `bench api` measures that alone.
//!
//! Everything happens in a folder that is thrown away afterwards, on an embedded PostgreSQL of its own with durability as in production.

mod api;
mod essay;
mod figures;
mod process;
mod scratch;

use std::time::{Duration, Instant};

use engine::bench::{BenchConfig, BenchReport};
use serde_json::{Value, json};
use store::Postgres;

use self::api::Api;
use self::essay::Essays;
use self::figures::{Bound, Figure, milliseconds};
use self::scratch::Scratch;
use super::print_failed;
use crate::app::{self, App};
use crate::cli::{BenchArgs, BenchPart, Global, ModelArgs};
use crate::failure::{CommandError, Exit};
use crate::report::Output;

/// Runs under way at once where throughput is measured.
const AT_ONCE: usize = 200;
/// How long the rate of single inserts is measured.
const CEILING_FOR: Duration = Duration::from_secs(2);

/// Measures everything and prints it. Nothing is asserted: a slow machine is no failure.
pub(crate) async fn run(global: &Global, args: &BenchArgs, output: Output) -> Result<Option<Exit>, CommandError> {
    if global.database_url.is_some() {
        eprintln!("bench measures an embedded PostgreSQL of its own, not the one of the database URL");
    }
    let scratch = Scratch::new(global)?;
    let measured = tokio::select! {
        measured = measure(&scratch, args) => Some(measured),
        _ = tokio::signal::ctrl_c() => None,
    };
    scratch.clear().await;
    let Some(measured) = measured else {
        eprintln!("interrupted; nothing was kept");
        return Ok(Some(Exit::Interrupted));
    };
    let measured = measured?;
    output.print(&measured.document(args), || measured.text(args)).map_err(print_failed)?;
    Ok(None)
}

/// What was measured.
struct Measured {
    server: String,
    figures: Vec<Figure>,
    engine: Vec<BenchReport>,
    api: Api,
}

async fn measure(scratch: &Scratch, args: &BenchArgs) -> Result<Measured, CommandError> {
    // The first start may fetch the server and fills the caches; it is not measured.
    let warm = scratch.open("warm").await?;
    let server = warm.server_version().to_string();
    leave(warm).await?;
    match args.only {
        Some(BenchPart::Api) => {
            let app = App::open(&scratch.global("warm"), &ModelArgs::default(), None).await?;
            let api = requests(&app, args.rounds).await;
            app.close().await;
            let api = api?;
            Ok(Measured { server, figures: api.figures().into(), engine: Vec::new(), api })
        }
        None => everything(scratch, args, server).await,
    }
}

async fn requests(app: &App, rounds: u32) -> Result<Api, CommandError> {
    eprintln!("reading as a user, {rounds} times over …");
    api::measure(app, rounds).await
}

async fn everything(scratch: &Scratch, args: &BenchArgs, server: String) -> Result<Measured, CommandError> {
    eprintln!("starting the program {} times …", args.rounds * 4);
    let mut figures = vec![process::version(args.rounds * 4).await?];
    eprintln!("starting PostgreSQL {} times from nothing, and again …", args.rounds);
    figures.extend(starts(scratch, args.rounds).await?);

    let global = scratch.global("warm");
    eprintln!("writing {} essays …", args.rounds);
    let app = App::open(&global, &ModelArgs::default(), None).await?;
    let api = requests(&app, args.rounds).await;
    let essays = essay::measure(&app, scratch, args.rounds).await;
    let engine = match &essays {
        Ok(_) => throughput(&app, args.runs).await,
        Err(_) => Ok(Vec::new()),
    };
    app.close().await;
    figures.extend(essays.map(Essays::figures)?);
    let (engine, api) = (engine?, api?);
    figures.extend(api.figures());

    eprintln!("looking at an idle `up` …");
    figures.push(process::idle_memory(&global).await?);
    Ok(Measured { server, figures, engine, api })
}

/// From nothing: a new folder, a new cluster. Again: the same folder.
async fn starts(scratch: &Scratch, rounds: u32) -> Result<[Figure; 2], CommandError> {
    let (mut fresh, mut again) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let name = format!("start-{round}");
        for times in [&mut fresh, &mut again] {
            let began = Instant::now();
            let postgres = scratch.open(&name).await?;
            times.push(milliseconds(began.elapsed()));
            leave(postgres).await?;
        }
    }
    let again = Figure::new("PostgreSQL, start again", "ms", again).aim("< 1000");
    let fresh = Figure::new("PostgreSQL, start from nothing", "ms", fresh)
        .aim("< 3000")
        .beside(Bound { value: again.median, what: "the start alone; the rest creates the cluster".to_owned() });
    Ok([fresh, again])
}

async fn throughput(app: &App, runs: u32) -> Result<Vec<BenchReport>, CommandError> {
    let runs = usize::try_from(runs).unwrap_or(usize::MAX);
    let mut reports = Vec::new();
    for (runs, at_once) in [(runs, AT_ONCE.min(runs)), (runs.div_ceil(10), 1)] {
        eprintln!("{runs} runs of three empty steps, {at_once} at once …");
        let config = BenchConfig { runs, at_once, ceiling_for: CEILING_FOR, ..BenchConfig::default() };
        let report = engine::bench::bench(app.postgres.database(), &config).await;
        reports.push(report.map_err(|error| CommandError::failed("BENCH", format!("the engine benchmark: {error}")))?);
    }
    Ok(reports)
}

async fn leave(postgres: Postgres) -> Result<(), CommandError> {
    postgres.close().await.map(drop).map_err(app::unavailable)
}

impl Measured {
    fn document(&self, args: &BenchArgs) -> Value {
        let engine: Vec<Value> = self.engine.iter().map(engine_document).collect();
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "build": build(),
            "cpus": cpus(),
            "postgres": self.server,
            "rounds": args.rounds,
            "figures": self.figures,
            "engine": engine,
            "api": self.api.document(),
        })
    }

    fn text(&self, args: &BenchArgs) -> String {
        let mut text = format!(
            "gatewright {} ({} build), PostgreSQL {}, {} CPUs; medians of {} rounds\n\n{}",
            env!("CARGO_PKG_VERSION"),
            build(),
            self.server,
            cpus(),
            args.rounds,
            figures::table(&self.figures),
        );
        for report in &self.engine {
            text.push_str(&format!("\n\n{report}"));
        }
        text
    }
}

fn engine_document(report: &BenchReport) -> Value {
    json!({
        "runs": report.runs,
        "steps_per_run": 3,
        "at_once": report.at_once,
        "elapsed_ms": milliseconds(report.elapsed),
        "steps_per_second": report.steps_per_second,
        "commits_per_step": report.commits_per_step,
        "p50_ms": milliseconds(report.p50),
        "p99_ms": milliseconds(report.p99),
        "inserts_per_second": report.inserts_per_second,
        "insert_connections": report.connections,
        "steps_per_insert": report.ratio(),
    })
}

fn build() -> &'static str {
    if cfg!(debug_assertions) { "development" } else { "release" }
}

fn cpus() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
