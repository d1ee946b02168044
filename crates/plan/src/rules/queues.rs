//! Rules about work queues: names and sizes, what steps say of them, and steps that would wait for one another through them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value};

use crate::diagnostics::{Code, Findings, did_you_mean, listed};
use crate::path::Path;
use crate::queues::{MAX_QUEUE_SIZE, MAX_TAKEN, queue_effects, unknown_queue};
use crate::{Plan, Size, Step, StepId, Work};

/// The grammar that queues came with.
const SINCE: u32 = 4;
/// Queues that a plan may have.
const MAX_QUEUES: usize = 100;
/// What an item that was taken may become.
const STATUSES: [&str; 3] = ["completed", "failed", "pending"];
/// What ends the waiting for items before there are any.
const UNTIL: [&str; 2] = ["closed", "drained"];

pub(super) fn check(plan: &Plan, first: &BTreeMap<&StepId, usize>, steps: &Path, findings: &mut Findings) {
    let queues = Path::root().key("queues");
    if plan.grammar < SINCE && !plan.queues.is_empty() {
        let message = format!("queues came with grammar {SINCE}; write `grammar: {SINCE}` at the top");
        findings.error(Code::UnsupportedGrammar, &queues, message);
    }
    if plan.queues.len() > MAX_QUEUES {
        let message = format!("a plan has at most {MAX_QUEUES} queues, not {}", plan.queues.len());
        findings.error(Code::TooLarge, &queues, message);
        return;
    }
    for name in plan.queues.keys() {
        check_queue(plan, name, &queues.key(name), findings);
    }
    let mut uses = Uses::default();
    for (at, step) in plan.steps.iter().enumerate() {
        check_undo(step, &steps.index(at), findings);
        let (does, undoes) = calls(step, &steps.index(at));
        if let Some((effect, with, _)) = &does {
            uses.note(at, step, effect, with);
        }
        for (effect, with, path) in does.into_iter().chain(undoes) {
            check_call(plan, effect, with, &path, findings);
        }
    }
    for name in plan.queues.keys().filter(|name| !uses.anything && !uses.takers.contains_key(name.as_str())) {
        let message = format!(
            "no step of this plan takes from `{name}`; take items with the effect `{}`, here or in another run",
            queue_effects::TAKE
        );
        findings.warning(Code::UnusedQueue, &queues.key(name), message);
    }
    circles(plan, first, &uses, steps, findings);
}

fn check_queue(plan: &Plan, name: &str, path: &Path, findings: &mut Findings) {
    let well_formed = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.len() <= super::MAX_ID;
    if !well_formed {
        let message =
            format!("`{name}` is no name of a queue: a letter, then letters, digits or `_`; at most {} characters", super::MAX_ID);
        findings.error(Code::BadId, path, message);
    }
    let queue = &plan.queues[name];
    if let Size::AtMost(items) = queue.size
        && !(1..=MAX_QUEUE_SIZE).contains(&items)
    {
        let message = format!("a queue has a size from 1 to {MAX_QUEUE_SIZE}, or is `unlimited`, not {items}");
        findings.error(Code::OutOfBounds, &path.key("size"), message);
    }
    super::nesting(&queue.schema, &path.key("schema"), findings);
    crate::input::check_schema(&queue.schema, &path.key("schema"), findings);
    for (what, field, taken) in
        [("signal", "signals", plan.signals.contains_key(name)), ("query", "queries", plan.queries.contains_key(name))]
    {
        if taken {
            let message = format!("the queue `{name}` brings a {what} of this name; give this one another");
            findings.error(Code::NameTaken, &Path::root().key(field).key(name), message);
        }
    }
}

/// Nothing is done with items that are taken while a run takes back what it did, and nobody waits then.
fn check_undo(step: &Step, path: &Path, findings: &mut Findings) {
    if let Some(undo) = &step.undo
        && [queue_effects::TAKE, queue_effects::DRAINED].contains(&undo.effect.as_str())
    {
        let message = format!("`{}` takes nothing back; add items, finish them, or close the queue", undo.effect);
        findings.error(Code::UnknownEffect, &path.key("undo").key("effect"), message);
    }
}

/// A call that works on queues: effect, arguments, and where it stands.
type QueueCall<'s> = (&'s str, &'s Value, Path);

/// What a step does with queues, and what its undoing does.
fn calls<'s>(step: &'s Step, path: &Path) -> (Option<QueueCall<'s>>, Option<QueueCall<'s>>) {
    let work = path.key("work");
    let does = match &step.work {
        Work::Effect(call) => Some((call, work.key("effect"))),
        Work::Each { call, .. } => Some((call, work.key("each").key("call"))),
        _ => None,
    };
    let does = does.map(|(call, path)| (call.effect.as_str(), &call.with, path));
    let undoes = step.undo.as_ref().map(|undo| (undo.effect.as_str(), &undo.with, path.key("undo")));
    let on_queues = |call: &QueueCall<'_>| queue_effects::ALL.contains(&call.0);
    (does.filter(on_queues), undoes.filter(on_queues))
}

/// What arguments an effect has, and which of them it cannot do without.
fn fields_of(effect: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match effect {
        queue_effects::ADD => (&["queue", "payload", "payloads", "priority", "of", "partial"], &["queue"]),
        queue_effects::TAKE => (&["queue", "most", "wait", "until", "of"], &["queue"]),
        queue_effects::FINISH => (&["queue", "items", "status", "reason", "of"], &["queue", "items"]),
        queue_effects::DRAINED => (&["queue", "items", "wait", "of"], &["queue"]),
        _ => (&["queue", "of"], &["queue"]),
    }
}

/// Text that is one thing already, and not a template of it.
fn literal(value: Option<&Value>) -> Option<&str> {
    value?.as_str().filter(|text| !text.contains("{{") && !text.contains("{%"))
}

/// The queue of its own run that a call names, where it can be known.
fn own_queue(with: &Map<String, Value>) -> Option<&str> {
    literal(with.get("queue")).filter(|_| !with.contains_key("of"))
}

fn check_call(plan: &Plan, effect: &str, with: &Value, call: &Path, findings: &mut Findings) {
    let path = call.key("with");
    let (known, required) = fields_of(effect);
    let fields = match with {
        Value::Object(fields) => fields,
        // A template may give everything.
        Value::String(_) => return,
        _ => {
            let message = format!("`{effect}` needs {}", listed(required.iter().copied()));
            findings.error(Code::MissingField, &path, message);
            return;
        }
    };
    for name in fields.keys().filter(|name| !known.contains(&name.as_str())) {
        let hint = did_you_mean(name, known.iter().copied());
        let message = format!("`{effect}` has no argument `{name}`{hint}; it has {}", listed(known.iter().copied()));
        findings.error(Code::UnknownField, &path.key(name), message);
    }
    for name in required.iter().filter(|name| !fields.contains_key(**name)) {
        findings.error(Code::MissingField, &path.key(name), format!("`{name}` is missing"));
    }
    if effect == queue_effects::ADD && fields.contains_key("payload") == fields.contains_key("payloads") {
        findings.error(Code::MissingField, &path, "give `payload` for one item, or `payloads` for a list of them");
    }
    if let Some(name) = own_queue(fields)
        && !plan.queues.contains_key(name)
    {
        findings.error(Code::UnknownQueue, &path.key("queue"), unknown_queue(name, &plan.queues));
    }
    if let Some(most) = fields.get("most").filter(|most| most.is_number())
        && !most.as_u64().is_some_and(|most| (1..=MAX_TAKEN).contains(&most))
    {
        findings.error(Code::OutOfBounds, &path.key("most"), format!("a step takes from 1 to {MAX_TAKEN} items at once, not {most}"));
    }
    for (field, words) in [("status", &STATUSES[..]), ("until", &UNTIL[..])] {
        if known.contains(&field)
            && let Some(word) = literal(fields.get(field))
            && !words.contains(&word)
        {
            let hint = did_you_mean(word, words.iter().copied());
            let message = format!("`{word}` is not one of {}{hint}", listed(words.iter().copied()));
            findings.error(Code::UnknownKind, &path.key(field), message);
        }
    }
    match fields.get("wait").filter(|_| known.contains(&"wait")) {
        // A template may give it.
        None | Some(Value::Null | Value::String(_)) => {}
        Some(Value::Object(wait)) => super::waits::literal_length(wait, &path.key("wait"), findings),
        Some(_) => findings.error(Code::WrongType, &path.key("wait"), "this must be a length of time, as in `{minutes: 5}`"),
    }
}

/// Who takes from the queues of the run, and who waits for them to be empty.
#[derive(Default)]
struct Uses<'p> {
    /// Steps, by the queue from which they take.
    takers: BTreeMap<&'p str, Vec<usize>>,
    /// Steps that wait without end until a queue is empty, by the queue.
    blocked: BTreeMap<&'p str, Vec<usize>>,
    /// Whether some step takes from a queue that only its run will know.
    anything: bool,
}

impl<'p> Uses<'p> {
    fn note(&mut self, at: usize, step: &Step, effect: &str, with: &'p Value) {
        let fields = with.as_object();
        match effect {
            queue_effects::TAKE => match fields {
                None => self.anything |= with.is_string(),
                Some(fields) if fields.contains_key("of") => {}
                Some(fields) => match own_queue(fields) {
                    Some(queue) => self.takers.entry(queue).or_default().push(at),
                    None => self.anything |= fields.contains_key("queue"),
                },
            },
            // One that is passed over, or that gives up after a time, keeps nobody for ever.
            queue_effects::DRAINED if step.when.is_none() => {
                if let Some(queue) = fields.filter(|fields| !fields.contains_key("wait")).and_then(own_queue) {
                    self.blocked.entry(queue).or_default().push(at);
                }
            }
            _ => {}
        }
    }
}

/// Queues that cannot become empty before one another: each is only taken from by steps that wait until the other is empty.
fn circles(plan: &Plan, first: &BTreeMap<&StepId, usize>, uses: &Uses<'_>, steps: &Path, findings: &mut Findings) {
    if uses.anything || uses.blocked.is_empty() {
        return;
    }
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); plan.steps.len()];
    for (at, step) in plan.steps.iter().enumerate() {
        for need in step.needs.iter().filter_map(|need| first.get(need)) {
            needed_by[*need].push(at);
        }
    }
    // For each queue those that nobody takes from before it is empty.
    let mut holds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (queue, blocked) in &uses.blocked {
        let behind = behind(blocked, &needed_by);
        let held = uses.takers.iter().filter(|(_, takers)| takers.iter().all(|taker| behind.contains(taker)));
        holds.entry(queue).or_default().extend(held.map(|(queue, _)| *queue));
    }
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for queue in holds.keys() {
        if told.contains(queue) {
            continue;
        }
        let Some(circle) = circle_from(queue, &holds) else { continue };
        told.extend(&circle);
        let message = if circle.len() == 1 {
            format!("this waits until `{queue}` is empty, and every step that takes from `{queue}` waits for this one; the run would hang")
        } else {
            format!("the queues {} wait for one another to be empty before anything is taken from them; the run would hang", listed(circle))
        };
        if let Some(at) = uses.blocked[queue].first() {
            findings.error(Code::CircularBlocking, &steps.index(*at).key("work"), message);
        }
    }
}

/// Every step that begins only after one of these.
fn behind(these: &[usize], needed_by: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open: VecDeque<usize> = these.iter().copied().collect();
    while let Some(step) = open.pop_front() {
        open.extend(needed_by[step].iter().copied().filter(|next| found.insert(*next)));
    }
    found
}

/// A shortest way from a queue back to itself.
fn circle_from<'q>(start: &'q str, holds: &BTreeMap<&'q str, BTreeSet<&'q str>>) -> Option<Vec<&'q str>> {
    let mut ways: VecDeque<Vec<&str>> = VecDeque::from([vec![start]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in holds.get(way[way.len() - 1]).into_iter().flatten() {
            if *next == start {
                return Some(way);
            }
            if seen.insert(*next) {
                ways.push_back(way.iter().copied().chain([*next]).collect());
            }
        }
    }
    None
}
