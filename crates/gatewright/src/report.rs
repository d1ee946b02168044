//! What commands print: tables for people, one JSON document for programs.

use std::io::{ErrorKind, IsTerminal, Write};

use accounts::Person;
use comfy_table::{Cell, CellAlignment, Color, ContentArrangement, Table, presets};
use content::{ArtifactView, AttemptFileView, GateView, ModelView, RunView, TemplateView};
use serde::Serialize;
use serde_json::Value;

/// Where a command's result goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// One JSON document instead of text.
    pub(crate) json: bool,
}

impl Output {
    /// Prints the document, or the text made for people.
    pub(crate) fn print(self, document: &impl Serialize, text: impl FnOnce() -> String) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        let text = if self.json { serde_json::to_string_pretty(document)? } else { text().trim_end().to_owned() };
        match writeln!(out, "{text}").and_then(|()| out.flush()) {
            // Whoever reads (`head`, a pager) has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }

    /// Prints a line of a stream: the document, or the text made for people. Says whether somebody still reads.
    pub(crate) fn line(self, document: &impl Serialize, text: impl FnOnce() -> String) -> std::io::Result<bool> {
        let mut out = std::io::stdout().lock();
        let text = if self.json { serde_json::to_string(document)? } else { text() };
        match writeln!(out, "{text}").and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
            written => written.map(|()| true),
        }
    }
}

/// The table a run ends in.
pub(crate) fn gates(gates: &[GateView]) -> String {
    let mut rows = Vec::new();
    let mut shown: Vec<&GateView> = Vec::new();
    for gate in gates {
        match shown.last() {
            Some(last) if last.gate_id == gate.gate_id && last.attempt_number > gate.attempt_number => {}
            Some(last) if last.gate_id == gate.gate_id => {
                shown.pop();
                shown.push(gate);
            }
            _ => shown.push(gate),
        }
    }
    for gate in shown {
        let all: Vec<&GateView> = gates.iter().filter(|other| other.gate_id == gate.gate_id).collect();
        let attempts = all.iter().map(|attempt| attempt.attempt_number).max().unwrap_or(1);
        let called = all.iter().any(|attempt| attempt.model_id.is_some());
        rows.push(vec![
            Cell::new(format!("{} {}", gate.gate_id, gate.gate_name)),
            Cell::new(gate.phase.as_deref().unwrap_or("")),
            status(&gate.status),
            right(attempts),
            Cell::new(gate.agent_slug.as_deref().unwrap_or("")),
            Cell::new(gate.model_id.as_deref().unwrap_or("–")),
            right(tokens(all.iter().map(|attempt| attempt.tokens_in).sum(), all.iter().map(|attempt| attempt.tokens_out).sum())),
            right(paid(called, all.iter().map(|attempt| attempt.cost_usd).sum())),
            right(duration(all.iter().map(|attempt| attempt.duration_ms).sum())),
            right(checks(gate)),
        ]);
    }
    let columns = ["gate", "phase", "status", "attempts", "agent", "model", "tokens", "cost", "duration", "checks"];
    fitting(&columns, &["agent", "phase", "tokens", "model"], &rows, width())
}

/// Every attempt of every gate.
pub(crate) fn attempts(gates: &[GateView]) -> String {
    let mut table = table(&["gate", "attempt", "status", "agent", "model", "tokens", "cost", "duration", "checks", "failed", "decided"]);
    for gate in gates {
        let decided = match (&gate.decision, &gate.decided_by, &gate.decided_via) {
            (Some(decision), Some(by), Some(via)) => {
                format!("{decision} by {by} ({via}): {}", gate.decision_reason.as_deref().unwrap_or("no reason given"))
            }
            _ => String::new(),
        };
        table.add_row(vec![
            Cell::new(format!("{} {}", gate.gate_id, gate.gate_name)),
            right(gate.attempt_number),
            status(&gate.status),
            Cell::new(gate.agent_slug.as_deref().unwrap_or("")),
            Cell::new(gate.model_id.as_deref().unwrap_or("–")),
            right(tokens(gate.tokens_in, gate.tokens_out)),
            right(paid(gate.model_id.is_some(), gate.cost_usd)),
            right(duration(gate.duration_ms)),
            right(checks(gate)),
            Cell::new(gate.fail_codes.join(", ")),
            Cell::new(decided),
        ]);
    }
    let mut text = table.to_string();
    for gate in gates {
        for result in failed_checks(gate) {
            text.push_str(&format!("\n{} attempt {}: {result}", gate.gate_id, gate.attempt_number));
        }
    }
    text
}

/// The failed checks of an attempt, a line each.
pub(crate) fn failed_checks(gate: &GateView) -> Vec<String> {
    let results = gate.validation_results.as_array().map(Vec::as_slice).unwrap_or_default();
    results
        .iter()
        .filter(|result| result["passed"] == serde_json::json!(false))
        .map(|result| {
            let word = |key: &str| result[key].as_str().unwrap_or_default().to_owned();
            format!("{} {} {}: {}", word("severity"), word("type"), word("target"), word("message"))
        })
        .collect()
}

/// Runs, newest first.
pub(crate) fn runs(runs: &[RunView]) -> String {
    if runs.is_empty() {
        return "No runs yet. Start one: gatewright run typographic-etymology --set word=villain --approve".to_owned();
    }
    let mut table = table(&["run", "name", "template", "status", "gates", "cost", "created", "why it holds"]);
    for run in runs {
        table.add_row(vec![
            Cell::new(run.id.to_string()),
            Cell::new(run.display_name.as_deref().unwrap_or(&run.project_slug)),
            Cell::new(format!("{} {}", run.template, run.version)),
            status(&run.status),
            right(format!("{}/{}", run.gates_passed, run.total_gates)),
            right(total_cost(run)),
            Cell::new(run.created_at.strftime("%Y-%m-%d %H:%M").to_string()),
            Cell::new(run.pause_reason.as_deref().unwrap_or("")),
        ]);
    }
    table.to_string()
}

/// One run.
pub(crate) fn run(run: &RunView, gate_views: &[GateView], artifact_views: &[ArtifactView]) -> String {
    let mut text = format!(
        "{} · {} {} · {}\nrun {}\nintent {}\n",
        run.display_name.as_deref().unwrap_or(&run.project_slug),
        run.template,
        run.version,
        run.status,
        run.id,
        run.intent
    );
    if let Some(reason) = &run.pause_reason {
        text.push_str(&format!("{reason}\n"));
    }
    text.push_str(&format!("{}\n{}", gates(gate_views), totals(run)));
    if !artifact_views.is_empty() {
        text.push_str(&format!("\n{}", artifacts(artifact_views)));
    }
    text
}

/// Tokens and cost of a run, expected and actual.
pub(crate) fn totals(run: &RunView) -> String {
    let estimate = run.estimated_cost_usd.map(|usd| format!(" (estimated {})", cost(Some(usd)))).unwrap_or_default();
    let tokens = match (run.total_tokens_in, run.total_tokens_out) {
        (0, 0) => "no tokens".to_owned(),
        (read, written) => format!("{read} tokens read, {written} written"),
    };
    let unknown = if run.cost_incomplete { ", the price of a model being unknown" } else { "" };
    format!("{tokens}, {}{unknown}{estimate}", total_cost(run))
}

/// The files of a run.
pub(crate) fn artifacts(artifacts: &[ArtifactView]) -> String {
    let mut table = table(&["file", "type", "gate", "size", "sha256"]);
    for artifact in artifacts {
        table.add_row(vec![
            Cell::new(&artifact.file_path),
            Cell::new(artifact.artifact_type.as_deref().unwrap_or("")),
            Cell::new(artifact.gate_id.as_deref().unwrap_or("")),
            right(artifact.size_bytes),
            Cell::new(artifact.content_hash.chars().take(12).collect::<String>()),
        ]);
    }
    table.to_string()
}

/// The files of every attempt of a run.
pub(crate) fn files_of_attempts(files: &[AttemptFileView]) -> String {
    let mut table = table(&["file", "type", "gate", "attempt", "status", "current", "size", "sha256"]);
    for AttemptFileView { file, attempt_status } in files {
        table.add_row(vec![
            Cell::new(&file.file_path),
            Cell::new(file.artifact_type.as_deref().unwrap_or("")),
            Cell::new(file.gate_id.as_deref().unwrap_or("")),
            right(file.attempt_number),
            status(attempt_status.as_deref().unwrap_or("")),
            Cell::new(if file.current { "yes" } else { "no" }),
            right(file.size_bytes),
            Cell::new(file.content_hash.chars().take(12).collect::<String>()),
        ]);
    }
    table.to_string()
}

/// The catalogue.
pub(crate) fn templates(templates: &[TemplateView]) -> String {
    let mut table = table(&["template", "name", "type", "depth", "version", "stages", "time"]);
    for template in templates {
        table.add_row(vec![
            Cell::new(&template.slug),
            Cell::new(&template.name),
            Cell::new(&template.kind),
            Cell::new(&template.depth),
            Cell::new(template.version.as_deref().unwrap_or("none published")),
            right(template.step_count.unwrap_or_default()),
            Cell::new(template.estimated_time.as_deref().unwrap_or("")),
        ]);
    }
    table.to_string()
}

/// Accounts.
pub(crate) fn people(people: &[Person]) -> String {
    let mut table = table(&["account", "name", "role", "status", "runs", "made", "last signed in"]);
    let time = |at: jiff::Timestamp| at.strftime("%Y-%m-%d %H:%M").to_string();
    for person in people {
        table.add_row(vec![
            Cell::new(person.email.clone().unwrap_or_else(|| person.id.to_string())),
            Cell::new(person.display_name.as_deref().unwrap_or("")),
            Cell::new(&person.role),
            Cell::new(&person.status),
            right(person.runs_total),
            Cell::new(time(person.created_at)),
            Cell::new(person.last_sign_in_at.map_or_else(|| "never".to_owned(), time)),
        ]);
    }
    table.to_string()
}

/// Models with prices.
pub(crate) fn models(models: &[ModelView]) -> String {
    let mut table = table(&["model", "provider", "tier", "in per 1k", "out per 1k", "context", "here"]);
    for model in models {
        table.add_row(vec![
            Cell::new(&model.id),
            Cell::new(&model.provider),
            Cell::new(&model.tier),
            right(model.input_cost_per_1k.map_or_else(|| "unknown".to_owned(), |usd| format!("${usd}"))),
            right(model.output_cost_per_1k.map_or_else(|| "unknown".to_owned(), |usd| format!("${usd}"))),
            right(model.max_context_tokens.filter(|tokens| *tokens > 0).map_or_else(|| "–".to_owned(), |tokens| tokens.to_string())),
            Cell::new(here(model)),
        ]);
    }
    table.to_string()
}

/// Whether a model can be called from here; the provider stands in a column of its own.
fn here(model: &ModelView) -> String {
    match (&model.why_not, model.available) {
        (_, true) => "yes".to_owned(),
        (None, false) => "no".to_owned(),
        (Some(why), false) => format!("no: {}", why.split_once("is not available: ").map_or(why.as_str(), |(_, what_to_do)| what_to_do)),
    }
}

/// A table of plain text; the columns named by their place hold numbers.
pub(crate) fn plain<const N: usize>(columns: &[&str; N], numbers: &[usize], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut table = table(columns);
    for row in rows {
        table
            .add_row(row.into_iter().enumerate().map(|(place, text)| if numbers.contains(&place) { right(text) } else { Cell::new(text) }));
    }
    table.to_string()
}

/// Whether progress may draw bars.
pub(crate) fn is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

pub(crate) fn table(columns: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if !std::io::stdout().is_terminal() {
        table.set_content_arrangement(ContentArrangement::Disabled);
    }
    table.set_header(columns.iter().map(|column| Cell::new(*column)));
    table
}

/// Columns of the terminal; none where there is no terminal and lines may have any length.
fn width() -> Option<usize> {
    if std::io::stdout().is_terminal() { Table::new().width().map(usize::from) } else { None }
}

/// A table that leaves out columns, the first of `spare` first, until it fits, and says so.
fn fitting(columns: &[&str], spare: &[&str], rows: &[Vec<Cell>], width: Option<usize>) -> String {
    let mut left_out: &[&str] = &[];
    loop {
        let kept: Vec<usize> = (0..columns.len()).filter(|place| !left_out.contains(&columns[*place])).collect();
        let mut table = table(&kept.iter().map(|place| columns[*place]).collect::<Vec<_>>());
        table.set_content_arrangement(ContentArrangement::Disabled);
        for row in rows {
            table.add_row(kept.iter().filter_map(|place| row.get(*place).cloned()));
        }
        // The styles of a terminal have no width, so the widest line is measured without them.
        let fits = width.is_none_or(|width| table.clone().force_no_tty().lines().all(|line| line.trim_end().chars().count() <= width));
        if fits || left_out.len() == spare.len() {
            let note = if left_out.is_empty() { String::new() } else { format!("\n (narrow window: without {})", left_out.join(", ")) };
            return format!("{table}{note}");
        }
        left_out = &spare[..=left_out.len()];
    }
}

pub(crate) fn right(text: impl ToString) -> Cell {
    Cell::new(text.to_string()).set_alignment(CellAlignment::Right)
}

pub(crate) fn status(status: &str) -> Cell {
    let cell = Cell::new(status);
    match status {
        "passed" | "completed" => cell.fg(Color::Green),
        "warning" | "paused" | "skipped" => cell.fg(Color::Yellow),
        "failed" | "cancelled" => cell.fg(Color::Red),
        _ => cell,
    }
}

fn checks(gate: &GateView) -> String {
    let results = gate.validation_results.as_array().map(Vec::as_slice).unwrap_or_default();
    if results.is_empty() {
        return "–".to_owned();
    }
    let passed = results.iter().filter(|result| result["passed"] == serde_json::json!(true)).count();
    format!("{passed}/{}", results.len())
}

fn tokens(read: i64, written: i64) -> String {
    if read == 0 && written == 0 { "–".to_owned() } else { format!("{read}+{written}") }
}

/// Four decimals, as the seed's column shows; an unknown cost says so, and what is something never looks like nothing.
pub(crate) fn cost(usd: Option<f64>) -> String {
    match usd {
        None => "unknown".to_owned(),
        Some(usd) if usd > 0.0 && usd < 0.000_05 => "<$0.0001".to_owned(),
        Some(usd) => format!("${usd:.4}"),
    }
}

/// The cost of a gate; where no model was called there is none.
fn paid(called: bool, usd: Option<f64>) -> String {
    if !called && usd == Some(0.0) { "–".to_owned() } else { cost(usd) }
}

/// What a run has cost; a lower bound where a price is unknown.
fn total_cost(run: &RunView) -> String {
    let known = cost(Some(run.total_cost_usd));
    if run.cost_incomplete { format!("at least {known}") } else { known }
}

/// Milliseconds, or seconds from one on.
pub(crate) fn duration(ms: i64) -> String {
    if ms < 1_000 { format!("{ms} ms") } else { format!("{}.{} s", ms / 1_000, ms % 1_000 / 100) }
}

/// One template: its form, stages, checks, promises and costs.
pub(crate) fn template(detail: &content::SpecDetail) -> String {
    let template = &detail.template;
    let spec = &detail.spec;
    let version = template.version.as_deref().unwrap_or("none published");
    let mut text = format!("{} ({} {version})\n{}\n", template.name, template.slug, template.description.as_deref().unwrap_or(""));
    if detail.versions.len() > 1 {
        text.push_str(&format!("published: {}\n", detail.versions.join(", ")));
    }
    let word = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let list = |value: &Value, key: &str| -> Vec<Value> { value[key].as_array().cloned().unwrap_or_default() };
    let form = list(spec, "intent_schema");
    let rows = form.iter().map(|field| {
        let options = list(field, "options").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ");
        let default = match &field["default"] {
            Value::Null if field["required"] == true => "(required)".to_owned(),
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        [word(field, "field"), word(field, "type"), default, options, word(field, "description")]
    });
    text.push_str(&format!("\n{}\n", plain(&["field", "type", "default", "allowed", "what it is"], &[], rows)));
    let stages = list(spec, "stages");
    let rows = stages.iter().map(|stage| {
        [
            format!("{} {}", word(stage, "gate_id"), word(stage, "gate_name")),
            word(stage, "name"),
            word(stage, "phase"),
            word(stage, "agent"),
            word(stage, "activity"),
            stage["model_id"].as_str().unwrap_or("–").to_owned(),
            list(stage, "contract").len().to_string(),
            if stage["approval"] == "required" { "approves".to_owned() } else { String::new() },
        ]
    });
    text.push_str(&format!("\n{}\n", plain(&["gate", "stage", "phase", "agent", "does", "model", "checks", "person"], &[6], rows)));
    let rows = stages.iter().map(|stage| {
        let mut kinds: Vec<String> = list(stage, "contract").iter().map(|check| word(check, "type")).collect();
        kinds.sort();
        kinds.dedup();
        [word(stage, "gate_id"), kinds.join(", ")]
    });
    text.push_str(&format!("\n{}\n\n", plain(&["gate", "passes when these checks do"], &[], rows)));
    for guarantee in list(spec, "output_guarantees") {
        text.push_str(&format!("guarantee: {} ({})\n", word(&guarantee, "description"), word(&guarantee, "threshold")));
    }
    if let Some(typical) = spec["cost_profile"]["typical"]["cost_usd"].as_f64() {
        text.push_str(&format!(
            "with the models of the spec a run typically costs {}; with the offline writer nothing\n",
            cost(Some(typical))
        ));
    }
    let mut example = format!("gatewright run {}", template.slug);
    for field in form.iter().filter(|field| field["required"] == true) {
        match field["type"].as_str() {
            Some("sources") => example.push_str(" --sources DIR"),
            _ => example.push_str(&format!(" --set {}=\"…\"", word(field, "field"))),
        }
    }
    text.push_str(&format!("\nrun it: {example} --out DIR"));
    text
}

#[cfg(test)]
mod tests;
