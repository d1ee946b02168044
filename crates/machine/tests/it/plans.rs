//! Plans in a few words.
//!
//! One line per step: `name <- needs | settings`. Settings: `when EXPR`, `each EXPR`, `parallel N`, `with JSON`, `tries N`,
//! `wait JSON`, `state JSON`, `end JSON`, `again JSON`, `repeat JSON` (which makes it a plan of grammar 4), `step JSON`, `gate JSON` and `each_too JSON` (fields of these, which make it a plan
//! of grammar 3), `checks`, `max N`, `auto N`, `exhausted pause|fail|warn|skip`, `approval`. A step with a setting of gates has a gate.
//! A line `% JSON` holds fields of the plan itself.

use std::sync::Arc;

use plan::{Known, Plan};
use serde_json::{Map, Value, json};

pub(crate) fn plan(steps: &str) -> Arc<Plan> {
    let lines = || steps.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_new = lines().any(|line| ["% ", "| step ", "| gate ", "| each_too "].iter().any(|word| line.contains(word)));
    let fields: Vec<Value> = lines().filter_map(|line| line.strip_prefix('%')).map(|line| serde_json::from_str(line).unwrap()).collect();
    let steps: Vec<Value> = lines().filter(|line| !line.starts_with('%')).map(step).collect();
    let mut plan = json!({"grammar": 1, "name": "test", "steps": steps});
    if plan["steps"].as_array().unwrap().iter().any(|step| step["work"].get("wait").is_some()) {
        plan["grammar"] = json!(2);
        plan["signals"] = json!({"go": {}, "stop": {}, "number": {"schema": {"type": "integer"}}});
    }
    if is_new {
        plan["grammar"] = json!(3);
    }
    if steps_use_state(&plan) {
        plan["grammar"] = json!(3);
        for (field, value) in run_state(plan["steps"][0]["id"].as_str().unwrap()).as_object().unwrap() {
            plan[field] = value.clone();
        }
    }
    if plan["steps"].as_array().unwrap().iter().any(|step| step["work"].get("repeat").is_some()) {
        plan["grammar"] = json!(4);
    }
    for field in fields {
        plan.as_object_mut().unwrap().extend(field.as_object().unwrap().clone());
    }
    let plan: Plan = serde_json::from_value(plan).unwrap();
    let found = plan.validate(&Known::anything());
    assert!(!found.has_errors(), "{found}");
    Arc::new(plan)
}

fn steps_use_state(plan: &Value) -> bool {
    let uses = |step: &Value| ["state", "end", "again"].iter().any(|kind| step["work"].get(kind).is_some());
    plan["steps"].as_array().unwrap().iter().any(|step| uses(step) || step.to_string().contains("state."))
}

/// What plans have whose steps use run state.
fn run_state(first: &str) -> Value {
    json!({
        "state": {
            "count": {"schema": {"type": "integer", "maximum": 3}, "initial": 0},
            "notes": {"schema": {"type": "array"}, "initial": []},
            "last": {},
        },
        "queries": {
            "progress": {"count": "{{ state.count }}", "first": format!("{{{{ steps.{first}.status }}}}")},
            "wrong": "{{ state.last.missing.more }}",
        },
        "updates": {
            "note": {
                "schema": {"type": "string"},
                "when": "state.notes | length < 3",
                "refuse": "there are {{ state.notes | length }} notes already",
                "set": [{"append": "notes", "value": "{{ payload }}"}, {"set": "last", "value": "{{ state.notes | length }}"}],
                "answer": {"notes": "{{ state.notes | length }}", "before": "{{ state.last }}"},
            },
            "count": {"set": [{"increment": "count", "by": "{{ payload }}"}], "answer": "{{ state.count }}"},
            "ask": {"when": "state.count < 2", "answer": "{{ payload.deep }}"},
        },
        "output": "{{ {'count': state.count, 'notes': state.notes} }}",
    })
}

fn step(line: &str) -> Value {
    let mut parts = line.split('|').map(str::trim);
    let head = parts.next().unwrap();
    let (id, needs) = head.split_once("<-").unwrap_or((head, ""));
    let needs: Vec<_> = needs.split(',').map(str::trim).filter(|need| !need.is_empty()).collect();
    let mut step = json!({"id": id.trim(), "needs": needs, "retry": {"jitter": 0.0}});
    let mut gate = Map::new();
    let mut with = Value::Null;
    let mut items = None;
    let mut wait: Option<Value> = None;
    let mut inward: Option<Value> = None;
    let mut parallel = None;
    let mut each_too = Map::new();
    for setting in parts {
        let (word, rest) = setting.split_once(' ').unwrap_or((setting, ""));
        match word {
            "when" => step["when"] = json!(rest),
            "each" => items = Some(rest),
            "state" | "end" | "again" | "repeat" => inward = Some(json!({ word: serde_json::from_str::<Value>(rest).unwrap() })),
            "wait" => wait = Some(serde_json::from_str(rest).unwrap()),
            "parallel" => parallel = Some(rest.parse::<u32>().unwrap()),
            "with" => with = serde_json::from_str(rest).unwrap(),
            "step" => merge(&mut step, rest),
            "each_too" => each_too = serde_json::from_str(rest).unwrap(),
            "gate" => gate.extend(serde_json::from_str::<Map<_, _>>(rest).unwrap()),
            "tries" => step["retry"]["max_tries"] = json!(rest.parse::<u32>().unwrap()),
            "timeout" => step["timeout_ms"] = json!(rest.parse::<u32>().unwrap()),
            "checks" => drop(gate.insert("checks".to_owned(), json!([{"type": "good"}]))),
            "max" => drop(gate.insert("max_attempts".to_owned(), json!(rest.parse::<u32>().unwrap()))),
            "auto" => drop(gate.insert("auto_attempts".to_owned(), json!(rest.parse::<u32>().unwrap()))),
            "exhausted" => drop(gate.insert("on_exhausted".to_owned(), json!(rest))),
            "approval" => drop(gate.insert("approval".to_owned(), json!("required"))),
            other => panic!("unknown setting `{other}`"),
        }
    }
    let call = json!({"effect": "do", "with": with});
    step["work"] = match (inward.or(wait.map(|wait| json!({"wait": wait}))), items) {
        (Some(work), _) => work,
        (None, Some(items)) => json!({"each": {"items": items, "call": call, "parallel": parallel}}),
        (None, None) => json!({"effect": call}),
    };
    if let Some(each) = step["work"].get_mut("each").and_then(Value::as_object_mut) {
        each.extend(each_too);
    }
    if !gate.is_empty() {
        step["gate"] = Value::Object(gate);
    }
    step
}

/// Fields of a step, and of its retry policy.
fn merge(step: &mut Value, fields: &str) {
    for (name, field) in serde_json::from_str::<Map<String, Value>>(fields).unwrap() {
        match (name.as_str(), field) {
            ("retry", Value::Object(fields)) => step["retry"].as_object_mut().unwrap().extend(fields),
            (_, field) => step[name] = field,
        }
    }
}
