//! Random plans, valid by construction: every kind of work, and whatever a step may have besides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use machine::Blueprint;
use plan::{Known, Plan};
use serde_json::{Map, Value, json};

use crate::draw::Draw;
use crate::lane::FAR;

/// Draws a plan.
pub(crate) fn drawn(draw: &mut Draw, name: &str) -> Blueprint {
    let count = 1 + draw.below(6);
    let mut groups = Groups::default();
    let mut steps: Vec<Value> = (0..count).map(|at| step(draw, at, &mut groups)).collect();
    groups.keep_inside(&mut steps);
    let mut text = json!({
        "grammar": 4,
        "name": name,
        "input": {"type": "object", "required": ["left"], "properties": {"left": {"type": "integer", "minimum": 0}}},
        "signals": {"go": {}, "stop": {}, "number": {"schema": {"type": "integer"}}},
        "state": {
            "count": {"schema": {"type": "integer", "maximum": 4}, "initial": 0},
            "notes": {"schema": {"type": "array"}, "initial": []},
            "last": {},
        },
        "queries": {"progress": {"count": "{{ state.count }}", "first": "{{ steps.s0.status }}"}},
        "updates": {
            "note": {
                "schema": {"type": "string"},
                "when": "state.notes | length < 3",
                "refuse": "there are {{ state.notes | length }} notes already",
                "set": [{"append": "notes", "value": "{{ payload }}"}, {"set": "last", "value": "{{ state.notes | length }}"}],
                "answer": {"notes": "{{ state.notes | length }}", "before": "{{ state.last }}"},
            },
            "count": {"set": [{"increment": "count", "by": "{{ payload }}"}], "answer": "{{ state.count }}"},
        },
        "output": "{{ {'count': state.count, 'notes': state.notes} }}",
        "steps": steps,
    });
    if draw.percent(12) {
        text["timeout_ms"] = json!(draw.between(500, 100_000));
    }
    let plan: Plan = serde_json::from_value(text).expect("the plan is written in the grammar");
    let found = plan.validate(&Known::anything());
    assert!(!found.has_errors(), "a plan was drawn that is not valid: {found}");
    Blueprint::of(Arc::new(plan)).expect("a valid plan can be run")
}

/// What a run of any drawn plan begins with.
pub(crate) fn input(draw: &mut Draw) -> Value {
    json!({"left": draw.below(3), "yes": true, "no": false, "three": [1, 2, 3], "none": []})
}

/// The loops of a plan that is being drawn: each is entered at one step and left at one, and goes round all of another or none of it.
#[derive(Default)]
struct Groups {
    needs: Vec<BTreeSet<usize>>,
    /// Steps inside a loop, with the step that ends its rounds.
    end_of: BTreeMap<usize, usize>,
}

impl Groups {
    /// What a step outside waits for instead of one inside a loop.
    fn outside(&self, step: usize) -> usize {
        self.end_of.get(&step).map_or(step, |end| self.outside(*end))
    }

    /// The loops that a step is in, by the steps that end their rounds; such a step is in its own.
    fn around(&self, step: usize) -> BTreeSet<usize> {
        let is_end = self.end_of.values().any(|end| *end == step);
        let outer = std::iter::successors(self.end_of.get(&step), |end| self.end_of.get(end)).copied();
        outer.chain(is_end.then_some(step)).collect()
    }

    /// Nothing is sent back out of a loop: that enters it anew, with all its rounds, and each round may send back anew. Such a run need not end.
    fn keep_inside(&self, steps: &mut [Value]) {
        for (at, step) in steps.iter_mut().enumerate() {
            let Some(on_exhausted) = step.pointer_mut("/gate/on_exhausted") else { continue };
            let to = on_exhausted["send_back"]["to"].as_str().and_then(|to| to.strip_prefix('s')?.parse().ok());
            if to.is_some_and(|to| !self.around(at).is_subset(&self.around(to))) {
                *on_exhausted = json!("pause");
            }
        }
    }

    /// Closes a loop around all that stands behind a step: what its end needs besides. None where it would cross another one.
    fn close(&mut self, from: usize, end: usize) -> Option<BTreeSet<usize>> {
        let mut inside = BTreeSet::from([from]);
        for step in from + 1..end {
            if self.needs[step].iter().any(|need| inside.contains(need)) {
                inside.insert(step);
            }
        }
        let ends: BTreeSet<usize> = inside.iter().map(|&step| self.outside(step)).collect();
        let mut shared = (0..end).filter(|&step| ends.contains(&self.outside(step)));
        if !shared.all(|step| inside.contains(&step)) {
            return None;
        }
        self.end_of.extend(ends.iter().map(|&step| (step, end)));
        Some(ends)
    }
}

/// The end of a loop's rounds.
fn repeat(draw: &mut Draw, from: usize) -> Value {
    let condition = match draw.below(4) {
        0 => "true".to_owned(),
        1 => format!("round < 3 and previous.s{from}.status != 'skipped'"),
        2 => "state.count < 3".to_owned(),
        _ => "round < 2".to_owned(),
    };
    let mut repeat = json!({"from": format!("s{from}"), "while": condition, "at_most": 1 + draw.below(3)});
    if draw.percent(40) {
        repeat["pause"] = json!({"milliseconds": format!("{{{{ round * {} }}}}", draw.between(1, 4_000))});
    }
    if draw.percent(25) {
        repeat["on_spent"] = json!("fail");
        repeat["code"] = json!("STILL_RED");
    }
    json!({ "repeat": repeat })
}

fn step(draw: &mut Draw, at: usize, groups: &mut Groups) -> Value {
    let drawn: Vec<usize> = (0..at).filter(|_| draw.percent(35)).collect();
    let mut needed: BTreeSet<usize> = drawn.into_iter().map(|need| groups.outside(need)).collect();
    let one = draw.pick(&needed.iter().copied().collect::<Vec<_>>()).copied();
    let need = one.map(|one| format!("s{one}"));
    let closed = one.filter(|_| draw.percent(30)).and_then(|from| Some((from, groups.close(from, at)?)));
    let (work, calls) = match closed {
        Some((from, ends)) => {
            needed.extend(ends);
            (repeat(draw, from), false)
        }
        None => work(draw, need.as_deref()),
    };
    let needs: Vec<String> = needed.iter().map(|need| format!("s{need}")).collect();
    groups.needs.push(needed);
    let retry = json!({"max_tries": 1 + draw.below(3), "initial_ms": draw.between(10, 5_000), "jitter": 0.2});
    let mut step = json!({"id": format!("s{at}"), "needs": needs, "work": work, "retry": retry});
    let is_again = step["work"].get("again").is_some();
    let condition = match (draw.below(10), &need) {
        _ if is_again => Some("input.left > 0".to_owned()),
        (0, _) => Some("input.yes".to_owned()),
        (1, _) => Some("input.no".to_owned()),
        (2, Some(need)) => Some(format!("steps.{need}.status != 'skipped'")),
        (3, Some(need)) => Some(format!("steps.{need}.value.rare")),
        (4, _) => Some("state.count < 2".to_owned()),
        _ => None,
    };
    if let Some(condition) = condition {
        step["when"] = json!(condition);
    }
    if draw.percent(10) {
        step["deadline_ms"] = json!(draw.between(50, 20_000));
    }
    let has_calls = step["work"].get("effect").is_some() || step["work"].get("each").is_some();
    if has_calls && draw.percent(8) {
        let most = step["deadline_ms"].as_i64().unwrap_or(60_000);
        step["timeout_ms"] = json!(draw.between(50, most));
    }
    if draw.percent(10) {
        step["retry"]["never"] = json!(["BROKEN"]);
    }
    if draw.percent(10) {
        step["retry"]["only"] = json!(["BROKEN"]);
    }
    if calls && draw.percent(40) {
        let with = if draw.percent(50) { json!({"count": "{{ state.count }}"}) } else { Value::Null };
        let retry = json!({"max_tries": 1 + draw.below(3), "initial_ms": draw.between(10, 5_000)});
        let effect = if draw.percent(30) { FAR } else { "un" };
        step["undo"] = json!({"effect": effect, "with": with, "retry": retry});
    }
    if draw.percent(60) {
        step["gate"] = gate(draw, need.as_deref());
    }
    step
}

/// The work of a step, and whether it has consequences that could be undone.
fn work(draw: &mut Draw, need: Option<&str>) -> (Value, bool) {
    let effect = effect(draw);
    let call = match need.filter(|_| draw.percent(50)) {
        Some(need) => json!({"effect": effect, "with": {"v": format!("{{{{ steps.{need}.value }}}}")}}),
        None => json!({"effect": effect}),
    };
    match (draw.below(20), need) {
        (0 | 1, _) => (each(draw, "input.three"), true),
        (2, _) => (each(draw, "input.none"), true),
        (3 | 4, Some(need)) => (each(draw, &format!("steps.{need}.value.list")), true),
        (5, _) => (json!({"wait": {"for": {"milliseconds": draw.between(1, 4_000)}}}), false),
        (6, _) => (json!({"wait": {"for": {"seconds": draw.between(5, 100_000)}}}), false),
        (7, _) => (json!({"wait": {"any": [{"signal": "go"}, {"for": {"seconds": draw.between(1, 30)}}]}}), false),
        (8, _) => (json!({"wait": {"all": [{"signal": "go"}, {"for": {"milliseconds": 10}}, {"signal": "stop"}]}}), false),
        (9, _) => (json!({"wait": {"signal": "go"}}), false),
        (10 | 11, _) => (json!({"state": [{"increment": "count"}, {"append": "notes", "value": "{{ state.count }}"}]}), draw.percent(30)),
        (12, _) => (json!({"state": [{"set": "last", "value": "{{ state }}"}, {"decrement": "count", "by": 1}]}), draw.percent(30)),
        (13, _) if draw.percent(50) => (
            match draw.below(3) {
                0 => json!({"end": {"output": "{{ state.count }}"}}),
                1 => json!({"end": {"status": "failed", "code": "GAVE_UP"}}),
                _ => json!({"end": {"status": "cancelled"}}),
            },
            false,
        ),
        (14, _) => {
            let input = json!({
                "left": "{{ input.left - 1 }}", "yes": "{{ input.yes }}", "no": "{{ input.no }}", "three": "{{ input.three }}", "none": [],
            });
            (json!({"again": {"input": input}}), false)
        }
        _ => (json!({"effect": call}), true),
    }
}

/// Carried out here, or elsewhere.
pub(crate) fn effect(draw: &mut Draw) -> &'static str {
    if draw.percent(40) { FAR } else { "do" }
}

pub(crate) fn each(draw: &mut Draw, items: &str) -> Value {
    let mut each = Map::new();
    each.insert("items".to_owned(), json!(items));
    each.insert("call".to_owned(), json!({"effect": effect(draw), "with": {"i": "{{ item }}", "n": "{{ index }}"}}));
    if draw.percent(50) {
        each.insert("parallel".to_owned(), json!(1 + draw.below(3)));
    }
    match draw.below(4) {
        0 => {
            each.insert("on_failure".to_owned(), json!("continue"));
            each.insert("min_ok".to_owned(), json!("50%"));
        }
        1 => {
            each.insert("on_failure".to_owned(), json!("continue"));
            each.insert("min_ok".to_owned(), json!(0));
            each.insert("stop_after".to_owned(), json!(2));
        }
        _ => {}
    }
    json!({"each": each})
}

fn gate(draw: &mut Draw, need: Option<&str>) -> Value {
    let auto = 1 + draw.below(2);
    let mut gate = json!({"auto_attempts": auto, "max_attempts": auto + draw.below(3)});
    if draw.percent(60) {
        gate["checks"] = json!([{"type": "good"}]);
    }
    gate["on_exhausted"] = match (draw.below(8), need) {
        (0, _) => json!("warn"),
        (1, _) => json!("skip"),
        (2, _) => json!("fail"),
        (3 | 4, Some(need)) => json!({"send_back": {"to": need, "max": 1 + draw.below(2)}}),
        (5, Some(need)) => json!({"send_back": {"to": need, "max": 1, "then": "skip"}}),
        _ => json!("pause"),
    };
    let after = json!({"milliseconds": draw.between(50, 60_000)});
    match draw.below(10) {
        0 => gate["approval"] = json!("required"),
        1 => gate["approval"] = json!({"form": {"type": "object"}, "by": ["ann"], "escalate": {"after": after, "to": ["bob"]}}),
        2 => {
            let then = *draw.pick(&["approve", "reject", "fail"]).unwrap_or(&"fail");
            gate["approval"] = json!({"escalate": {"after": after, "then": then}});
        }
        _ => {}
    }
    gate
}
