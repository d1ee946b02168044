//! What commands print about runs after their end.

use comfy_table::Cell;
use flows::archive::{ArchivedRunView, Limits, PutAway, Retention, Rule};
use flows::dead_letters::{DeadLetterCount, DeadLetterView, Redriven};

use crate::report::{right, status, table};

/// What became of runs that were to go into the archive.
pub(crate) fn put_away(done: &PutAway) -> String {
    let mut lines = vec![match done.archived.len() {
        1 => "1 run lies in the archive now".to_owned(),
        runs => format!("{runs} runs lie in the archive now"),
    }];
    lines.extend(done.kept.iter().map(|run| format!("{} stays: {} ({})", run.id, run.message, run.code)));
    lines.join("\n")
}

/// Runs of the archive, newest first.
pub(crate) fn archived(runs: &[ArchivedRunView]) -> String {
    if runs.is_empty() {
        return "No such runs in the archive.".to_owned();
    }
    let mut table = table(&["run", "flow", "status", "created", "ended", "archived", "bytes"]);
    for run in runs {
        let version = run.version.map(|version| format!("@{version}")).unwrap_or_default();
        table.add_row(vec![
            Cell::new(run.id.to_string()),
            Cell::new(format!("{}{version}", run.name)),
            status(&run.status),
            Cell::new(run.created_at.strftime("%F %H:%M")),
            Cell::new(run.ended_at.strftime("%F %H:%M")),
            Cell::new(run.archived_at.strftime("%F %H:%M")),
            right(run.size_bytes),
        ]);
    }
    table.to_string()
}

/// Runs that failed for good, newest first.
pub(crate) fn dead(runs: &[DeadLetterView]) -> String {
    if runs.is_empty() {
        return "Nothing has failed for good.".to_owned();
    }
    let mut table = table(&["run", "of", "status", "step", "code", "since", "message"]);
    for run in runs {
        table.add_row(vec![
            Cell::new(run.id.to_string()),
            Cell::new(&run.name),
            status(&run.status),
            Cell::new(run.step.as_deref().unwrap_or_default()),
            Cell::new(run.code.as_deref().unwrap_or_default()),
            Cell::new(run.since.strftime("%F %H:%M")),
            Cell::new(run.message.as_deref().unwrap_or_default().chars().take(80).collect::<String>()),
        ]);
    }
    format!("{table}\ntake one up again with: gatewright runs redrive RUN")
}

/// How many runs failed so.
pub(crate) fn dead_counts(counts: &[DeadLetterCount]) -> String {
    if counts.is_empty() {
        return "Nothing has failed for good.".to_owned();
    }
    let mut table = table(&["runs", "of", "code"]);
    for count in counts {
        table.add_row(vec![right(count.runs), Cell::new(&count.name), Cell::new(count.code.as_deref().unwrap_or_default())]);
    }
    table.to_string()
}

/// What became of runs that were to be taken up again.
pub(crate) fn redriven(results: &[Redriven]) -> String {
    if results.is_empty() {
        return "Nothing was to be taken up again.".to_owned();
    }
    let line = |run: &Redriven| match (run.state, run.run_id) {
        ("forked", Some(next)) => format!("{} goes on as {next}", run.id),
        ("resumed", _) => format!("{} goes on", run.id),
        _ => {
            let (code, message) = (run.code.as_deref().unwrap_or_default(), run.message.as_deref().unwrap_or_default());
            format!("{} is refused: {message} ({code})", run.id)
        }
    };
    results.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// How long runs are kept.
pub(crate) fn retention(said: &Retention, limits: &Limits) -> String {
    let mut lines = Vec::new();
    lines.push(match said.all {
        Some(rule) => format!("your runs: {}", words(rule)),
        None => format!("your runs: nothing said; for all accounts: {}", words(limits.default)),
    });
    lines.extend(said.flows.iter().map(|(flow, rule)| format!("runs of {flow}: {}", words(*rule))));
    if let Some(days) = limits.most_days {
        lines.push(format!("no account keeps runs for longer than {days} days after their end"));
    }
    lines.join("\n")
}

fn words(rule: Rule) -> String {
    match (rule.keep_days, rule.archive) {
        (None, _) => "kept for ever".to_owned(),
        (Some(days), true) => format!("kept for {days} days after their end, then in the archive"),
        (Some(days), false) => format!("kept for {days} days after their end, then deleted for good"),
    }
}
