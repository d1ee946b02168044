//! `gatewright bench`: what this machine does, each figure beside a bound measured in the same run. `bench api` and `bench engine`
//! measure that alone. `bench chaos` and `bench scale` stand apart: what the processes survive, and how far they go.
//!
//! Everything happens in a folder that is thrown away afterwards, on an embedded PostgreSQL of its own with durability as in production.

mod api;
mod chaos;
mod content;
mod engine;
mod essay;
mod figures;
mod process;
mod scale;
mod scratch;

use std::time::Instant;

use ::engine::bench::{Report, Workload};
use serde_json::{Value, json};
use store::Postgres;

use self::api::Api;
use self::chaos::{Chaos, Fault};
use self::essay::Essays;
use self::figures::{Bound, Figure, milliseconds};
use self::scratch::Scratch;
use super::print_failed;
use crate::app::{self, App};
use crate::cli::{BenchArgs, BenchPart, Global, ModelArgs};
use crate::failure::{CommandError, Exit};
use crate::report::Output;

/// The engine's workloads beside everything else; `bench engine` has more.
const BESIDE: [Workload; 6] = [Workload::Ceiling, Workload::W1, Workload::W1Content, Workload::W2, Workload::W3, Workload::W4];

/// Measures everything and prints it. Nothing is asserted: a slow machine is no failure.
pub(crate) async fn run(global: &Global, args: &BenchArgs, output: Output) -> Result<Option<Exit>, CommandError> {
    if !args.only.is_empty() && matches!(args.part, None | Some(BenchPart::Api)) {
        let message =
            "--only picks workloads, faults or measurements; write `gatewright bench engine --only …`, or `bench chaos`, or `bench scale`";
        return Err(CommandError::usage("USAGE", message));
    }
    // What is wrong with it is said before a database is started.
    let wanted = Wanted::of(args)?;
    if let Some(bodies) = &args.host {
        let postgres = Postgres::open(&app::settings(global, None), app::notify).await.map_err(app::unavailable)?;
        match args.part {
            Some(BenchPart::Scale) => match scale::host(postgres.database(), bodies).await? {},
            _ => match engine::host(postgres.database(), bodies).await? {},
        }
    }
    if global.database_url.is_some() {
        eprintln!("bench measures an embedded PostgreSQL of its own, not the one of the database URL");
    }
    let scratch = Scratch::new(global)?;
    let measured = tokio::select! {
        measured = measure(&scratch, args, &wanted) => Some(measured),
        _ = tokio::signal::ctrl_c() => None,
    };
    scratch.clear().await;
    let Some(measured) = measured else {
        eprintln!("interrupted; nothing was kept");
        return Ok(Some(Exit::Interrupted));
    };
    let measured = measured?;
    output.print(&measured.document(args), || measured.text(args)).map_err(print_failed)?;
    Ok(measured.chaos.is_some_and(|chaos| !chaos.holds).then_some(Exit::Broken))
}

/// What `--only` picks, of the part that is measured.
#[derive(Default)]
struct Wanted {
    workloads: Vec<Workload>,
    faults: Vec<Fault>,
    scales: Vec<scale::Part>,
}

impl Wanted {
    fn of(args: &BenchArgs) -> Result<Self, CommandError> {
        let mut wanted = Self::default();
        match args.part {
            Some(BenchPart::Engine) => wanted.workloads = picked(&args.only)?,
            Some(BenchPart::Chaos) => wanted.faults = picked(&args.only)?,
            Some(BenchPart::Scale) => wanted.scales = picked(&args.only)?,
            Some(BenchPart::Api) | None => {}
        }
        if wanted.faults.is_empty() {
            wanted.faults = Fault::ALL.to_vec();
        }
        Ok(wanted)
    }
}

fn picked<T: std::str::FromStr<Err = String>>(names: &[String]) -> Result<Vec<T>, CommandError> {
    names.iter().map(|name| name.parse().map_err(|error: String| CommandError::usage("USAGE", error))).collect()
}

/// What was measured.
struct Measured {
    server: String,
    figures: Vec<Figure>,
    engine: Option<Report>,
    api: Option<Api>,
    chaos: Option<Chaos>,
    scale: Option<::engine::bench::scale::Report>,
}

impl Measured {
    fn on(server: String) -> Self {
        Self { server, figures: Vec::new(), engine: None, api: None, chaos: None, scale: None }
    }
}

async fn measure(scratch: &Scratch, args: &BenchArgs, wanted: &Wanted) -> Result<Measured, CommandError> {
    // The first start may fetch the server and fills the caches; it is not measured.
    let warm = scratch.open("warm").await?;
    let server = warm.server_version().to_string();
    leave(warm).await?;
    match args.part {
        Some(BenchPart::Api) => {
            let app = App::open(&scratch.global("warm"), &ModelArgs::default(), None).await?;
            let api = requests(&app, args.rounds).await;
            app.close().await;
            let api = api?;
            Ok(Measured { figures: api.figures().into(), api: Some(api), ..Measured::on(server) })
        }
        Some(BenchPart::Engine) => {
            let global = scratch.global("warm");
            let app = App::open(&global, &ModelArgs::default(), None).await?;
            let engine = engine::measure(&global, &app, args, &wanted.workloads).await;
            app.close().await;
            Ok(Measured { engine: Some(engine?), ..Measured::on(server) })
        }
        Some(BenchPart::Chaos) => {
            let settings = chaos::Settings { faults: wanted.faults.clone(), minutes: args.minutes };
            Ok(Measured { chaos: Some(chaos::run(scratch, &settings).await?), ..Measured::on(server) })
        }
        Some(BenchPart::Scale) => {
            let global = scratch.global("warm");
            let app = App::open(&global, &ModelArgs::default(), None).await?;
            let scale = scale::measure(&global, &app, args, &wanted.scales).await;
            app.close().await;
            Ok(Measured { scale: Some(scale?), ..Measured::on(server) })
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
        Ok(_) => engine::measure(&global, &app, args, &BESIDE).await,
        Err(_) => Ok(Report::default()),
    };
    app.close().await;
    figures.extend(essays.map(Essays::figures)?);
    let (engine, api) = (engine?, api?);
    figures.extend(api.figures());

    eprintln!("looking at an idle `up` …");
    figures.push(process::idle_memory(&global).await?);
    Ok(Measured { figures, engine: Some(engine), api: Some(api), ..Measured::on(server) })
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

async fn leave(postgres: Postgres) -> Result<(), CommandError> {
    postgres.close().await.map(drop).map_err(app::unavailable)
}

impl Measured {
    /// What `bench engine` measures stands at the top of its document; beside other figures it has a place of its own.
    fn document(&self, args: &BenchArgs) -> Value {
        let mut document = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "build": build(),
            "cpus": cpus(),
            "postgres": self.server,
            "rounds": args.rounds,
        });
        if !self.figures.is_empty() {
            document["figures"] = json!(self.figures);
        }
        match (&self.engine, args.part) {
            (Some(engine), Some(BenchPart::Engine)) => {
                if let Value::Object(workloads) = json!(engine) {
                    workloads.into_iter().for_each(|(name, measured)| document[name] = measured);
                }
            }
            (Some(engine), _) => document["engine"] = json!(engine),
            (None, _) => {}
        }
        if let Some(api) = &self.api {
            document["api"] = api.document();
        }
        if let Some(chaos) = &self.chaos {
            document["chaos"] = json!(chaos);
        }
        if let Some(scale) = &self.scale {
            document["scale"] = json!(scale);
        }
        document
    }

    fn text(&self, args: &BenchArgs) -> String {
        let mut text = format!(
            "gatewright {} ({} build), PostgreSQL {}, {} CPUs; medians of {} rounds",
            env!("CARGO_PKG_VERSION"),
            build(),
            self.server,
            cpus(),
            args.rounds,
        );
        if !self.figures.is_empty() {
            text.push_str(&format!("\n\n{}", figures::table(&self.figures)));
        }
        if let Some(engine) = &self.engine {
            text.push_str(&format!("\n\n{}", engine.to_string().trim_end()));
        }
        if let Some(chaos) = &self.chaos {
            text.push_str(&format!("\n\n{}", chaos.text()));
        }
        if let Some(scale) = &self.scale {
            text.push_str(&format!("\n\n{}", scale.to_string().trim_end()));
        }
        text
    }
}

fn build() -> &'static str {
    if cfg!(debug_assertions) { "development" } else { "release" }
}

fn cpus() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
