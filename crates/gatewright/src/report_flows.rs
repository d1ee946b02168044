//! What commands print about flows and their runs.

use comfy_table::Cell;
use flows::admission::LineView;
use flows::schedules::{Backfilled, FiringView, ScheduleView};
use flows::{CarriedStep, FlowRunView, FlowStepView, FlowView, Moved, VersionView};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use plan::Diagnostics;
use serde_json::Value;

use crate::report::{duration, right, status, table};
use crate::report_admission;

/// Flows, by name.
pub(crate) fn flows(flows: &[FlowView]) -> String {
    if flows.is_empty() {
        return "No flows yet. Keep a plan file: gatewright flows apply FILE".to_owned();
    }
    let mut table = table(&["flow", "version", "changed", "plan"]);
    for flow in flows {
        table.add_row(vec![
            Cell::new(&flow.name),
            right(flow.latest_version),
            Cell::new(flow.updated_at.strftime("%F %H:%M")),
            Cell::new(flow.plan_hash.as_deref().unwrap_or("").chars().take(12).collect::<String>()),
        ]);
    }
    table.to_string()
}

/// One flow, its versions, and the file of one of them.
pub(crate) fn flow(flow: &FlowView, versions: &[VersionView], lines: &[LineView], shown: i32, source: &str) -> String {
    let list: Vec<String> =
        versions.iter().map(|version| format!("  {} of {}", version.version, version.created_at.strftime("%F %H:%M"))).collect();
    let lines = if lines.is_empty() { String::new() } else { format!("\n\nlet in and waiting:\n{}", report_admission::lines(lines)) };
    format!("{}, versions:\n{}{lines}\n\nversion {shown}:\n{source}", flow.name, list.join("\n"))
}

/// What was found in plan files.
pub(crate) fn problems(found: &[Diagnostics], admissions: &[Vec<String>]) -> String {
    let lines = found.iter().zip(admissions).map(|(file, admission)| {
        let found = if file.is_empty() { format!("{}: no problems", file.origin) } else { file.to_string() };
        admission.iter().fold(found, |text, line| format!("{text}\n  {line}"))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What was kept.
pub(crate) fn applied(kept: &[Value]) -> String {
    let line = |one: &Value| {
        let (flow, version) = (one["flow"].as_str().unwrap_or_default(), &one["version"]);
        let what = if one["new"] == true { "is version" } else { "is unchanged, version" };
        format!("{flow} {what} {version}; start it with: gatewright flows start {flow}")
    };
    kept.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Runs, newest first.
pub(crate) fn runs(runs: &[FlowRunView]) -> String {
    if runs.is_empty() {
        return "No such runs. Start one: gatewright flows start FLOW".to_owned();
    }
    let mut table = table(&["run", "flow", "status", "steps", "created", "took", "attributes", "why it holds"]);
    for run in runs {
        let version = run.version.map(|version| format!("@{version}")).unwrap_or_default();
        table.add_row(vec![
            Cell::new(run.id.to_string()),
            Cell::new(format!("{}{version}", run.name)),
            status(&run.status),
            right(format!("{}/{}", run.steps_done, run.steps_total)),
            Cell::new(run.created_at.strftime("%F %H:%M")),
            right(took(run)),
            Cell::new(attributes(&run.attributes)),
            Cell::new(why(run)),
        ]);
    }
    table.to_string()
}

/// One run with its steps.
pub(crate) fn run(run: &FlowRunView, steps: &[FlowStepView]) -> String {
    let version = run.version.map(|version| format!("@{version}")).unwrap_or_default();
    let mut table = table(&["step", "attempt", "status", "tries", "took", "gave"]);
    for step in steps {
        let gave = match (&step.failure, &step.value) {
            (Some(failure), _) if step.status == "failed" => {
                format!("{}: {}", failure["code"].as_str().unwrap_or_default(), failure["message"].as_str().unwrap_or_default())
            }
            (_, Some(value)) if !value.is_null() => value.to_string(),
            _ => step.decision.as_ref().and_then(|decision| decision["reason"].as_str()).unwrap_or_default().to_owned(),
        };
        table.add_row(vec![
            Cell::new(step.title.as_ref().map_or_else(|| step.step.clone(), |title| format!("{} {title}", step.step))),
            right(step.attempt),
            status(&step.status),
            right(step.tries),
            right(
                step.ended_at
                    .map(|ended| duration(ended.duration_since(step.started_at).as_millis().try_into().unwrap_or(i64::MAX)))
                    .unwrap_or_default(),
            ),
            Cell::new(shortened(&gave, 100)),
        ]);
    }
    let mut text = format!("{}{version} {} ({})\n{table}", run.name, run.id, run.status);
    if let Some(failure) = &run.failure {
        text.push_str(&format!("\n{}: {}", failure["code"].as_str().unwrap_or_default(), failure["message"].as_str().unwrap_or_default()));
    }
    if let Some(output) = &run.output {
        text.push_str(&format!("\nit gave: {output}"));
    }
    let why = why(run);
    if !why.is_empty() {
        text.push_str(&format!("\n{why}"));
    }
    text
}

/// What would become of the steps of a run that moves.
pub(crate) fn carried(steps: &[CarriedStep]) -> String {
    let mut table = table(&["step", "becomes", "what becomes of it"]);
    for step in steps {
        let fate = match step.fate.as_str() {
            "kept" => "is over and stays what it is",
            "goes_on" => "goes on",
            "not_begun" => "has not begun",
            "new" => "is new",
            "passed_over" => "is new and passed over",
            _ => "is dropped",
        };
        let name = |step: &Option<String>| Cell::new(step.as_deref().unwrap_or("–"));
        table.add_row(vec![name(&step.from), name(&step.to), Cell::new(fate)]);
    }
    table.to_string()
}

/// What became of runs that were to move, or would.
pub(crate) fn moved(moved: &[Moved], is_check: bool) -> String {
    if moved.is_empty() {
        return "No run of this version is under way.".to_owned();
    }
    let mut table = table(&["run", "status", "result", "why"]);
    for one in moved {
        let (result, why) = match (&one.refused, is_check) {
            (Some((_, why)), _) => ("stays", why.as_str()),
            (None, true) => ("can move", ""),
            (None, false) => ("moved", ""),
        };
        table.add_row(vec![Cell::new(one.run_id.to_string()), status(&one.status), Cell::new(result), Cell::new(why)]);
    }
    table.to_string()
}

/// Files of steps.
pub(crate) fn files(files: &[Value]) -> String {
    if files.is_empty() {
        return "This run has made no files.".to_owned();
    }
    let mut table = table(&["step", "attempt", "file", "bytes", "sha256"]);
    for one in files {
        let file = &one["file"];
        table.add_row(vec![
            Cell::new(one["step"].as_str().unwrap_or_default()),
            right(&one["attempt"]),
            Cell::new(file["path"].as_str().unwrap_or_default()),
            right(&file["size_bytes"]),
            Cell::new(file["sha256"].as_str().unwrap_or_default()),
        ]);
    }
    table.to_string()
}

/// What came of a backfill.
pub(crate) fn backfilled(schedule: &str, done: &Backfilled) -> String {
    let Backfilled { moments, started, waiting, not_started } = done;
    let rest = match not_started {
        0 => String::new(),
        _ => {
            format!(", {not_started} started nothing (`gatewright schedules show {schedule}` says why; asked again, they are tried again)")
        }
    };
    format!("{moments} moments of {schedule}: {started} started a run, {waiting} wait for one to end{rest}")
}

/// Moments, by the wall clock of their zone.
pub(crate) fn moments(moments: &[Timestamp], zone: &TimeZone) -> String {
    if moments.is_empty() {
        return "It would never fire.".to_owned();
    }
    let line = |moment: &Timestamp| moment.to_zoned(zone.clone()).strftime("%a %F %H:%M:%S %Z").to_string();
    moments.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Schedules, by name.
pub(crate) fn schedules(schedules: &[ScheduleView]) -> String {
    if schedules.is_empty() {
        return "No schedules yet. Make one: gatewright schedules create NAME --flow FLOW --cron \"0 9 * * MON-FRI\"".to_owned();
    }
    let mut table = table(&["schedule", "flow", "state", "next", "fired", "running", "waiting"]);
    for schedule in schedules {
        let version = schedule.version.map(|version| format!("@{version}")).unwrap_or_default();
        table.add_row(vec![
            Cell::new(&schedule.name),
            Cell::new(format!("{}{version}", schedule.flow)),
            Cell::new(state(schedule)),
            Cell::new(schedule.next.first().map(|next| moments(&[*next], &zone(schedule))).unwrap_or_default()),
            right(schedule.fired),
            right(schedule.running),
            right(schedule.waiting),
        ]);
    }
    table.to_string()
}

/// One schedule, and what became of its last moments.
pub(crate) fn schedule(schedule: &ScheduleView, past: &[FiringView]) -> String {
    let zone = zone(schedule);
    let mut text = format!("{}, runs of {}: {}", schedule.name, schedule.flow, state(schedule));
    if !schedule.next.is_empty() {
        text.push_str(&format!("\nnext:\n{}", moments(&schedule.next, &zone)));
    }
    if !past.is_empty() {
        let mut table = table(&["moment", "cause", "status", "run", "why"]);
        for firing in past {
            table.add_row(vec![
                Cell::new(moments(&[firing.nominal], &zone)),
                Cell::new(&firing.cause),
                status(&firing.status),
                Cell::new(firing.run_id.map(|run| run.to_string()).unwrap_or_default()),
                Cell::new(firing.reason.as_deref().unwrap_or_default()),
            ]);
        }
        text.push_str(&format!("\n\n{table}"));
    }
    text
}

fn state(schedule: &ScheduleView) -> &'static str {
    match (schedule.exhausted, schedule.definition.paused) {
        (true, _) => "exhausted",
        (_, true) => "paused",
        _ => "active",
    }
}

fn zone(schedule: &ScheduleView) -> TimeZone {
    jiff::tz::db().get(&schedule.definition.zone).unwrap_or(TimeZone::UTC)
}

fn why(run: &FlowRunView) -> String {
    if let Some(waits) = &run.waits {
        return report_admission::why(waits);
    }
    let Some(pause) = &run.pause else { return String::new() };
    let word = |key: &str| pause[key].as_str().unwrap_or_default().to_owned();
    match pause["kind"].as_str().unwrap_or_default() {
        "gate_failed" => format!("step {} failed: {}", word("step"), word("code")),
        "approval_required" => format!("step {} waits for approval", word("step")),
        "requested" => format!("paused: {}", word("reason")),
        _ => word("message"),
    }
}

fn took(run: &FlowRunView) -> String {
    match (run.started_at, run.ended_at) {
        (Some(started), Some(ended)) => duration(ended.duration_since(started).as_millis().try_into().unwrap_or(i64::MAX)),
        _ => String::new(),
    }
}

fn attributes(attributes: &Value) -> String {
    let pairs = attributes.as_object().into_iter().flatten();
    pairs
        .map(|(name, value)| value.as_str().map_or_else(|| format!("{name}={value}"), |text| format!("{name}={text}")))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The beginning of a text that is too long.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}
