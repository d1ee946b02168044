//! Plans in a few words.
//!
//! One line per step: `name <- needs | settings`. Settings: `when EXPR`, `each EXPR`, `parallel N`, `with JSON`, `tries N`,
//! `checks`, `max N`, `auto N`, `exhausted pause|fail|warn|skip`, `approval`. A step with a setting of gates has a gate.

use std::sync::Arc;

use plan::{Known, Plan};
use serde_json::{Map, Value, json};

pub(crate) fn plan(steps: &str) -> Arc<Plan> {
    let steps: Vec<Value> = steps.lines().map(str::trim).filter(|line| !line.is_empty()).map(step).collect();
    let plan: Plan = serde_json::from_value(json!({"grammar": 1, "name": "test", "steps": steps})).unwrap();
    let found = plan.validate(&Known::anything());
    assert!(!found.has_errors(), "{found}");
    Arc::new(plan)
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
    let mut parallel = None;
    for setting in parts {
        let (word, rest) = setting.split_once(' ').unwrap_or((setting, ""));
        match word {
            "when" => step["when"] = json!(rest),
            "each" => items = Some(rest),
            "parallel" => parallel = Some(rest.parse::<u32>().unwrap()),
            "with" => with = serde_json::from_str(rest).unwrap(),
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
    step["work"] = match items {
        Some(items) => json!({"each": {"items": items, "call": call, "parallel": parallel}}),
        None => json!({"effect": call}),
    };
    if !gate.is_empty() {
        step["gate"] = Value::Object(gate);
    }
    step
}
