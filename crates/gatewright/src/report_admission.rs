//! What commands print about how runs are let in.

use comfy_table::Cell;
use flows::admission::{LineView, WaitsFor, WaitsView};
use plan::{Admission, Delay, Template, WhenFull};

use crate::report::{duration, right, table};

/// How a plan lets its runs in, a line for each rule.
pub(crate) fn explained(admission: &Admission) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(rule) = &admission.debounce {
        let most = rule.at_most.as_ref().map(|most| format!(", {} after the first at the latest", length(most))).unwrap_or_default();
        lines.push(format!(
            "starts{} become one run, the last of them: it is let in when it has been quiet for {}{most}",
            by(rule.key.as_ref()),
            length(&rule.quiet)
        ));
    }
    if let Some(rule) = &admission.batch {
        lines.push(format!(
            "starts{} are gathered into one run with the input {{\"items\": […]}}: {} of them, or what there is {} after the first",
            by(rule.key.as_ref()),
            rule.size,
            length(&rule.within)
        ));
    }
    if let Some(rule) = &admission.concurrency {
        let what = if rule.limit == 1 { "run is" } else { "runs are" };
        lines.push(format!("at most {} {what} under way{}; {}", rule.limit, by(rule.key.as_ref()), beyond(rule.when_full)));
    }
    if let Some(rule) = &admission.rate {
        let burst = if rule.burst > 1 { format!(", up to {} of them at once after a quiet time", rule.burst) } else { String::new() };
        lines.push(format!(
            "at most {} begin in {}{}, spread evenly{burst}; {}",
            rule.limit,
            length(&rule.per),
            by(rule.key.as_ref()),
            beyond(rule.when_full)
        ));
    }
    if let Some(priority) = &admission.priority {
        let aging = match &admission.aging {
            Some(aging) => format!("each {} of waiting count as one step more", length(aging)),
            None => "a low one may wait for ever".to_owned(),
        };
        let priority = priority.as_str().map_or_else(|| priority.to_string(), str::to_owned);
        lines.push(format!("those that wait are let in by priority ({priority}), then by age; {aging}"));
    } else if !lines.is_empty() {
        lines.push("those that wait are let in by age".to_owned());
    }
    lines
}

fn beyond(rule: WhenFull) -> &'static str {
    match rule {
        WhenFull::Wait => "further ones wait",
        WhenFull::Refuse => "further starts are refused",
        WhenFull::Skip => "further runs are kept as cancelled and do not begin",
        WhenFull::CancelOldest => "the oldest make room for further ones",
    }
}

fn by(key: Option<&Template>) -> String {
    key.map(|key| format!(" with the same `{}`", key.0)).unwrap_or_default()
}

fn length(delay: &Delay) -> String {
    duration(delay.literal_ms().and_then(|length| i64::try_from(length).ok()).unwrap_or(0))
}

/// Why a run is not let in yet.
pub(crate) fn why(waits: &WaitsView) -> String {
    let key = waits.key.as_ref().map(|key| format!(" of `{key}`")).unwrap_or_default();
    let until = waits.until.map(|until| format!(" until {}", until.strftime("%H:%M:%S"))).unwrap_or_default();
    let place = waits.place.map(|place| format!(", place {place}")).unwrap_or_default();
    match waits.waits_for {
        WaitsFor::Concurrency => format!("waits for a run{key} to end{place}"),
        WaitsFor::Rate => format!("waits for the rate{key}{place}"),
        WaitsFor::Debounce => format!("waits for a quiet time{key}{until}"),
        WaitsFor::Batch => format!("gathers starts{key}{until}, {} so far", waits.items.unwrap_or(1)),
    }
}

/// What is under way and what waits, by key.
pub(crate) fn lines(lines: &[LineView]) -> String {
    let mut table = table(&["key", "under way", "waiting", "gathering", "oldest"]);
    for line in lines {
        table.add_row(vec![
            Cell::new(line.key.as_deref().unwrap_or("")),
            right(line.limit.map_or_else(|| line.under_way.to_string(), |limit| format!("{}/{limit}", line.under_way))),
            right(line.waiting),
            right(line.gathering),
            Cell::new(line.oldest_waiting_at.map(|at| at.strftime("%F %H:%M:%S").to_string()).unwrap_or_default()),
        ]);
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_plan_file_is_told_in_words_how_its_runs_are_let_in() {
        let admission: Admission = serde_json::from_value(json!({
            "concurrency": { "key": "{{ input.customer }}", "limit": 2, "when_full": "cancel_oldest" },
            "rate": { "limit": 100, "per": { "minutes": 1 }, "burst": 10 },
            "priority": 5, "aging": { "minutes": 5 },
            "debounce": { "for": { "seconds": 10 }, "at_most": { "minutes": 2 } },
        }))
        .unwrap();
        let told = explained(&admission).join("\n");
        for part in [
            "starts become one run, the last of them",
            "at most 2 runs are under way with the same `{{ input.customer }}`; the oldest make room",
            "at most 100 begin in",
            "up to 10 of them at once",
            "by priority (5), then by age",
            "count as one step more",
        ] {
            assert!(told.contains(part), "{part} is not in:\n{told}");
        }
        assert!(explained(&Admission::default()).is_empty());
    }
}
