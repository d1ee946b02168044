//! Rules about how runs are let in: numbers in bounds, lengths of time in numbers, one way of gathering.

use serde_json::Value;

use crate::diagnostics::{Code, Findings};
use crate::path::Path;
use crate::{Delay, MAX_DELAY_MS, MAX_LIMIT, MAX_PRIORITY, Plan, WhenFull};

/// The grammar that admission came with.
const SINCE: u32 = 4;

pub(super) fn check(plan: &Plan, findings: &mut Findings) {
    let Some(admission) = &plan.admission else { return };
    let path = Path::root().key("admission");
    if plan.grammar < SINCE {
        let message = format!("how runs are let in came with grammar {SINCE}; write `grammar: {SINCE}` at the top");
        findings.error(Code::UnsupportedGrammar, &path, message);
    }
    let mut rules = Rules { findings };
    if let Some(rule) = &admission.concurrency {
        rules.count(rule.limit, "runs under way", &path.key("concurrency").key("limit"));
    }
    if let Some(rule) = &admission.rate {
        let path = path.key("rate");
        rules.count(rule.limit, "starts", &path.key("limit"));
        rules.count(rule.burst, "starts at once", &path.key("burst"));
        rules.length(&rule.per, &path.key("per"));
    }
    match &admission.priority {
        None => {}
        Some(Value::String(text)) if text.contains("{{") || text.contains("{%") || text.trim().parse::<i32>().is_ok() => {}
        Some(Value::Number(number))
            if number.as_i64().is_some_and(|number| number.unsigned_abs() <= u64::from(MAX_PRIORITY.unsigned_abs())) => {}
        Some(_) => {
            let message = format!("a priority is a whole number from -{MAX_PRIORITY} to {MAX_PRIORITY}, or a template that gives one");
            rules.findings.error(Code::OutOfBounds, &path.key("priority"), message);
        }
    }
    if let Some(aging) = &admission.aging {
        let path = path.key("aging");
        rules.length(aging, &path);
        if admission.priority.is_none() {
            let message = "without a `priority` runs are let in by age alone, so there is nothing to age; take `aging` out";
            rules.findings.warning(Code::OutOfBounds, &path, message);
        }
    }
    if let Some(rule) = &admission.debounce {
        let path = path.key("debounce");
        rules.length(&rule.quiet, &path.key("for"));
        if let Some(at_most) = &rule.at_most {
            rules.length(at_most, &path.key("at_most"));
            if let (Some(quiet), Some(most)) = (rule.quiet.literal_ms(), at_most.literal_ms())
                && most < quiet
            {
                let message = format!("the quiet time, {quiet} milliseconds, is longer than the longest wait, {most}");
                rules.findings.error(Code::OutOfBounds, &path.key("at_most"), message);
            }
        }
    }
    if admission.debounce.is_some() || admission.batch.is_some() {
        let rules_with_words = [
            ("concurrency", admission.concurrency.as_ref().map(|rule| rule.when_full)),
            ("rate", admission.rate.as_ref().map(|rule| rule.when_full)),
        ];
        for (rule, _) in rules_with_words.iter().filter(|(_, word)| matches!(word, Some(WhenFull::Refuse | WhenFull::Skip))) {
            let message =
                "starts that are gathered have been taken, and their run waits for its turn; write `when_full: wait`, or leave it out";
            rules.findings.error(Code::UnknownKind, &path.key(rule).key("when_full"), message);
        }
    }
    if let Some(rule) = &admission.batch {
        let path = path.key("batch");
        rules.count(rule.size, "starts of one batch", &path.key("size"));
        rules.length(&rule.within, &path.key("within"));
        if admission.debounce.is_some() {
            let message = "starts are debounced (the last one counts) or batched (all of them count), not both";
            rules.findings.error(Code::UnknownKind, &path, message);
        }
    }
}

struct Rules<'f> {
    findings: &'f mut Findings,
}

impl Rules<'_> {
    fn count(&mut self, number: u32, what: &str, path: &Path) {
        if !(1..=MAX_LIMIT).contains(&number) {
            let message = format!("{what} are limited to a number from 1 to {MAX_LIMIT}, not {number}");
            self.findings.error(Code::OutOfBounds, path, message);
        }
    }

    fn length(&mut self, delay: &Delay, path: &Path) {
        if !delay.literal_ms().is_some_and(|length| (1..=MAX_DELAY_MS).contains(&length)) {
            let message = "this is a length of time in numbers, as in `{minutes: 5}`, from 1 millisecond to 30 days";
            self.findings.error(Code::OutOfBounds, path, message);
        }
    }
}
