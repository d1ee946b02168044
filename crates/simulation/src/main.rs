//! Runs seeds: one, with what happened, or many, until one fails.

use std::process::ExitCode;

use simulation::{Broken, Counts, Met, Options, Report, run};

const USAGE: &str = "\
Runs the durable host over a model of the store, with faults drawn from a seed.

  simulation --seed N [--steps N] [--trace] [--broken NAME]   one seed
  simulation --seeds N [--from N] [--steps N] [--broken NAME] many; prints the first that fails, and how to see it again";

struct Asked {
    seed: Option<u64>,
    seeds: u64,
    from: u64,
    options: Options,
}

fn main() -> ExitCode {
    match asked(std::env::args().skip(1)) {
        Ok(Asked { seed: Some(seed), options, .. }) => one(seed, options),
        Ok(asked) => many(&asked),
        Err(why) => {
            eprintln!("{why}\n\n{USAGE}");
            ExitCode::from(64)
        }
    }
}

fn asked(mut words: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut asked = Asked { seed: None, seeds: 1_000, from: 0, options: Options::default() };
    while let Some(word) = words.next() {
        let mut number = || {
            let value = words.next().ok_or_else(|| format!("{word} wants a number"))?;
            value.replace('_', "").parse::<u64>().map_err(|_| format!("{word} wants a number, not `{value}`"))
        };
        match word.as_str() {
            "--seed" => asked.seed = Some(number()?),
            "--seeds" => asked.seeds = number()?,
            "--from" => asked.from = number()?,
            "--steps" => asked.options.steps = usize::try_from(number()?).unwrap_or(usize::MAX),
            "--trace" => asked.options.trace = true,
            "--broken" => {
                let name = words.next().unwrap_or_default();
                let known = Broken::ALL.into_iter().find(|broken| format!("{broken:?}") == name);
                asked.options.broken =
                    Some(known.ok_or_else(|| format!("no broken host is called `{name}`; there are {:?}", Broken::ALL))?);
            }
            _ => return Err(format!("`{word}` is no option")),
        }
    }
    Ok(asked)
}

fn one(seed: u64, options: Options) -> ExitCode {
    let Report { violation, trace, counts } = run(seed, options);
    for line in trace {
        println!("{line}");
    }
    println!("{}", told(&counts));
    match violation {
        None => {
            println!("seed {seed}: everything held");
            ExitCode::SUCCESS
        }
        Some(violation) => {
            println!("seed {seed}: {violation}");
            ExitCode::FAILURE
        }
    }
}

fn many(Asked { seeds, from, options, .. }: &Asked) -> ExitCode {
    let mut all = Counts::default();
    for seed in *from..from + seeds {
        let Report { violation, counts, .. } = run(seed, *options);
        add(&mut all, &counts);
        if let Some(violation) = violation {
            println!("seed {seed}: {violation}");
            let broken = options.broken.map(|broken| format!(" --broken {broken:?}")).unwrap_or_default();
            println!("to see it again: cargo run -p simulation -- --seed {seed} --steps {} --trace{broken}", options.steps);
            return ExitCode::FAILURE;
        }
    }
    println!("{}", told(&all));
    println!("{seeds} seeds from {from}: everything held");
    ExitCode::SUCCESS
}

fn add(all: &mut Counts, counts: &Counts) {
    all.steps += counts.steps;
    all.runs += counts.runs;
    all.ended += counts.ended;
    all.commits += counts.commits;
    all.entries += counts.entries;
    all.deposed += counts.deposed;
    all.unknown += counts.unknown;
    all.crashes += counts.crashes;
    all.executions += counts.executions;
    all.requests += counts.requests;
    all.handed_over += counts.handed_over;
    all.stayed += counts.stayed;
    all.moves.add(&counts.moves);
}

fn told(counts: &Counts) -> String {
    let Counts { steps, runs, ended, commits, entries, deposed, unknown, crashes, executions, requests, handed_over, stayed, moves } =
        counts;
    let moves: Vec<String> = Met::ALL.iter().map(|met| format!("{met:?} {}", moves.of(*met))).collect();
    format!(
        "{steps} things happened: {runs} runs, {ended} ended; {commits} commits of {entries} entries, {deposed} waves refused, {unknown} \
         commits unheard of; {crashes} crashes; {executions} executions, {requests} requests; \
         {handed_over} shards handed over, {stayed} stayed; moves to other plans: {}",
        moves.join(", ")
    )
}
