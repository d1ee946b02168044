//! Other versions of a plan, and what becomes of its steps in them: some that a run can move to as it stands, some that it cannot.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use machine::{Blueprint, Mapping};
use plan::{Known, Plan, StepId};
use serde_json::{Value, json};

use crate::draw::Draw;
use crate::plans;

/// Plans get no larger than this by moving.
const MAX_STEPS: usize = 9;

/// What a plan became in another version, each by its hash.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) mapping: Mapping,
}

impl Version {
    /// The way to the other one of the two, forth or back.
    pub(crate) fn seen_from(&self, plan: &str) -> Option<Self> {
        if self.from == plan {
            return Some(self.clone());
        }
        let back = |(old, new): (&StepId, &Option<StepId>)| Some((new.clone()?, Some(old.clone())));
        let mapping = Mapping { steps: self.mapping.steps.iter().filter_map(back).collect(), ..Mapping::default() };
        (self.to == plan).then(|| Self { from: self.to.clone(), to: self.from.clone(), mapping })
    }
}

/// Draws another version. Steps that are to stay keep their names and are not dropped.
pub(crate) fn drawn(draw: &mut Draw, plan: &Plan, stays: &BTreeSet<StepId>) -> (Blueprint, Mapping) {
    if draw.percent(4) {
        return (plans::drawn(draw, &plan.name), Mapping::default());
    }
    let text = serde_json::to_value(plan).expect("a plan is plain data with string keys, which JSON always represents");
    let mut draft = Draft { text, stays: stays.clone(), steps: BTreeMap::new() };
    let mut blueprint = None;
    for _ in 0..1 + draw.below(3) {
        let mut changed = draft.clone();
        changed.change(draw);
        // What is drawn need not fit together; then the plan stays as it was.
        if let Some(valid) = changed.blueprint() {
            (draft, blueprint) = (changed, Some(valid));
        }
    }
    let blueprint = blueprint.or_else(|| draft.blueprint()).expect("a plan that a run has is valid");
    (blueprint, Mapping { steps: draft.steps, ..Mapping::default() })
}

/// A version that is being drawn.
#[derive(Clone)]
struct Draft {
    text: Value,
    stays: BTreeSet<StepId>,
    /// What steps of the plan it is drawn from have become.
    steps: BTreeMap<StepId, Option<StepId>>,
}

impl Draft {
    fn blueprint(&self) -> Option<Blueprint> {
        let plan: Plan = serde_json::from_value(self.text.clone()).ok()?;
        if plan.validate(&Known::anything()).has_errors() {
            return None;
        }
        Blueprint::of(Arc::new(plan)).ok()
    }

    fn change(&mut self, draw: &mut Draw) {
        let ids = self.ids();
        let Some(at) = (!ids.is_empty()).then(|| draw.below(ids.len())) else { return };
        match draw.below(26) {
            0..6 => self.rename(draw, &ids),
            6..9 => self.add(draw, &ids),
            9..12 => self.drop(draw, &ids, at),
            12..15 => self.change_gate(draw, at),
            15 | 16 => self.change_wait(draw, at),
            17 => self.change_call(draw, at),
            18 => self.change_fan_out(draw, at),
            19..23 => self.change_undo(draw, at),
            23 => self.change_times(draw, at),
            24 => self.change_plan_times(draw),
            _ => self.change_data(draw),
        }
    }

    fn ids(&self) -> Vec<String> {
        let steps = self.text["steps"].as_array().into_iter().flatten();
        steps.filter_map(|step| step["id"].as_str().map(str::to_owned)).collect()
    }

    fn steps(&mut self) -> &mut Vec<Value> {
        self.text["steps"].as_array_mut().expect("a plan has a list of steps")
    }

    // ------------------------------------------------------------------------------------------------------- steps

    fn rename(&mut self, draw: &mut Draw, ids: &[String]) {
        for id in ids {
            if !draw.percent(40) || self.stays.contains(&StepId::from(id.as_str())) {
                continue;
            }
            let new = format!("{id}x");
            if ids.contains(&new) {
                continue;
            }
            each_text(&mut self.text["steps"], &mut |text| *text = renamed(text, id, &new));
            each_text(&mut self.text["queries"], &mut |text| *text = renamed(text, id, &new));
            self.becomes(id, Some(&new));
        }
    }

    /// A new step, which others may wait for from now on, even such as have begun.
    fn add(&mut self, draw: &mut Draw, ids: &[String]) {
        let new = (0..).map(|number| format!("n{number}")).find(|new| !ids.contains(new)).unwrap_or_default();
        if ids.len() >= MAX_STEPS {
            return;
        }
        let needs: Vec<&String> = ids.iter().filter(|_| draw.percent(25)).collect();
        let work = match draw.below(5) {
            0 => json!({"wait": {"for": {"milliseconds": draw.between(1, 4_000)}}}),
            1 => json!({"wait": {"any": [{"signal": "go"}, {"for": {"seconds": draw.between(1, 30)}}]}}),
            2 => plans::each(draw, "input.three"),
            _ => json!({"effect": {"effect": plans::effect(draw)}}),
        };
        let mut step = json!({"id": new, "needs": needs, "work": work});
        if draw.percent(30) {
            step["gate"] = json!({"checks": [{"type": "good"}], "max_attempts": 2, "on_exhausted": "warn"});
        }
        let consumers: Vec<usize> = (0..ids.len()).filter(|_| draw.percent(20)).collect();
        for at in consumers {
            if let Some(needs) = self.steps()[at]["needs"].as_array_mut() {
                needs.push(json!(new));
            } else {
                self.steps()[at]["needs"] = json!([new]);
            }
        }
        self.steps().push(step);
    }

    fn drop(&mut self, draw: &mut Draw, ids: &[String], at: usize) {
        let id = &ids[at];
        if self.stays.contains(&StepId::from(id.as_str())) || ids.len() == 1 {
            return;
        }
        self.steps().remove(at);
        for step in self.steps() {
            if let Some(needs) = step["needs"].as_array_mut() {
                needs.retain(|need| need != id);
            }
            // What read it reads something else; where that does not do, the step stays.
            for place in [&["when"][..], &["work", "effect", "with"], &["work", "each", "items"], &["gate", "on_exhausted"]] {
                let found = place.iter().try_fold(&mut *step, |value, key| value.get_mut(key));
                let Some(value) = found.filter(|value| mentions(value, id)) else { continue };
                *value = match place {
                    ["when"] => json!("input.yes"),
                    ["work", "each", "items"] => json!("input.three"),
                    ["gate", "on_exhausted"] => json!("pause"),
                    _ => Value::Null,
                };
            }
        }
        if mentions(&self.text["queries"], id) {
            self.text["queries"] = json!({});
        }
        // Now and then nobody says that it is meant.
        let is_said = draw.percent(85);
        if is_said || self.steps.values().any(|new| new.as_ref().is_some_and(|new| new.0 == *id)) {
            self.becomes(id, None);
        }
    }

    /// A step of the draft has another name, or is gone.
    fn becomes(&mut self, id: &str, new: Option<&str>) {
        let new = new.map(StepId::from);
        let known = self.steps.iter().find(|(_, now)| now.as_ref().is_some_and(|now| now.0 == id)).map(|(first, _)| first.clone());
        let first = known.unwrap_or_else(|| StepId::from(id));
        if new.as_ref() == Some(&first) {
            self.steps.remove(&first);
        } else {
            self.steps.insert(first, new);
        }
    }

    // --------------------------------------------------------------------------------------------- what a step does

    fn change_gate(&mut self, draw: &mut Draw, at: usize) {
        let step = &mut self.steps()[at];
        match draw.below(6) {
            0 => drop(step.as_object_mut().and_then(|step| step.remove("gate"))),
            1 | 2 => {
                let kinds = ["good", "better", "best"];
                step["gate"]["checks"] = json!([{"type": draw.pick(&kinds)}]);
            }
            3 => step["gate"]["checks"] = json!([]),
            4 => step["gate"]["approval"] = json!("required"),
            _ => step["gate"]["approval"] = json!("none"),
        }
    }

    fn change_wait(&mut self, draw: &mut Draw, at: usize) {
        let waits = (0..self.steps().len()).cycle().skip(at).take(self.steps().len()).collect::<Vec<_>>();
        let Some(at) = waits.into_iter().find(|at| self.steps()[*at]["work"].get("wait").is_some()) else { return };
        self.steps()[at]["work"]["wait"] = match draw.below(6) {
            0 => json!({"for": {"milliseconds": draw.between(1, 4_000)}}),
            1 => json!({"for": {"seconds": draw.between(5, 100_000)}}),
            2 => json!({"signal": "go"}),
            3 => json!({"any": [{"signal": "stop"}, {"for": {"seconds": draw.between(1, 60)}}]}),
            4 => json!({"all": [{"signal": "go"}, {"for": {"milliseconds": draw.between(1, 20_000)}}, {"signal": "stop"}]}),
            _ => json!({"all": [{"signal": "go"}, {"signal": "stop"}]}),
        };
    }

    /// Another effect, or another kind of work.
    fn change_call(&mut self, draw: &mut Draw, at: usize) {
        let work = &mut self.steps()[at]["work"];
        if draw.percent(40) {
            *work = json!({"effect": {"effect": plans::effect(draw)}});
            return;
        }
        for place in ["/effect/effect", "/each/call/effect"] {
            if let Some(effect) = work.pointer_mut(place) {
                *effect = json!(plans::effect(draw));
            }
        }
    }

    fn change_fan_out(&mut self, draw: &mut Draw, at: usize) {
        let count = self.steps().len();
        let Some(at) = (at..at + count).map(|at| at % count).find(|at| self.steps()[*at]["work"].get("each").is_some()) else { return };
        self.steps()[at]["work"]["each"]["parallel"] = json!(1 + draw.below(3));
    }

    fn change_undo(&mut self, draw: &mut Draw, at: usize) {
        let step = &mut self.steps()[at];
        let can_have = ["effect", "each", "state"].iter().any(|kind| step["work"].get(kind).is_some());
        if step.get("undo").is_some_and(|undo| !undo.is_null()) {
            drop(step.as_object_mut().and_then(|step| step.remove("undo")));
        } else if can_have {
            step["undo"] = json!({"effect": "un", "with": null, "retry": {"max_tries": 1 + draw.below(2)}});
        }
    }

    // ------------------------------------------------------------------------------------------------ times and data

    fn change_times(&mut self, draw: &mut Draw, at: usize) {
        let step = &mut self.steps()[at];
        match draw.below(3) {
            0 => step["deadline_ms"] = json!(draw.between(50, 200_000)),
            1 => step["retry"] = json!({"max_tries": 1 + draw.below(3), "initial_ms": draw.between(10, 5_000)}),
            _ => {
                for name in ["deadline_ms", "timeout_ms"] {
                    drop(step.as_object_mut().and_then(|step| step.remove(name)));
                }
            }
        }
    }

    fn change_plan_times(&mut self, draw: &mut Draw) {
        if draw.percent(60) {
            self.text["timeout_ms"] = json!(draw.between(500, 1_000_000));
        } else {
            drop(self.text.as_object_mut().and_then(|plan| plan.remove("timeout_ms")));
        }
    }

    fn change_data(&mut self, draw: &mut Draw) {
        match draw.below(5) {
            0 => self.text["state"]["count"]["schema"]["maximum"] = json!(draw.below(6)),
            1 => self.text["state"]["extra"] = json!({"initial": draw.below(9)}),
            2 => drop(self.text["state"].as_object_mut().and_then(|state| state.remove("extra"))),
            3 => self.text["signals"]["number"] = json!({"schema": {"type": *draw.pick(&["integer", "string"]).unwrap_or(&"string")}}),
            _ => self.text["input"]["required"] = if draw.percent(60) { json!(["left"]) } else { json!(["left", "right"]) },
        }
    }
}

fn each_text(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, change)),
        Value::Object(fields) => fields.values_mut().for_each(|field| each_text(field, change)),
        _ => {}
    }
}

fn mentions(value: &Value, id: &str) -> bool {
    match value {
        Value::String(text) => words(text).any(|word| word == id),
        Value::Array(items) => items.iter().any(|item| mentions(item, id)),
        Value::Object(fields) => fields.values().any(|field| mentions(field, id)),
        _ => false,
    }
}

/// A text in which a step has another name. No other word of a drawn plan is the name of a step.
fn renamed(text: &str, id: &str, new: &str) -> String {
    words(text).map(|word| if word == id { new } else { word }).collect()
}

/// Names, and whatever stands between them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.split_inclusive(move |letter| !is_word(letter)).flat_map(move |part| {
        let end = part.char_indices().next_back().filter(|(_, letter)| !is_word(*letter)).map_or(part.len(), |(at, _)| at);
        let (word, rest) = part.split_at(end);
        [word, rest]
    })
}
