//! The canonical form gives the same plan back, and the hash is of the plan, not of its text.

use std::collections::BTreeMap;

use plan::{
    Again, Approval, Asked, Change, Delay, EffectCall, End, EndStatus, Escalation, Exhausted, Expression, Gate, MinOk, OnFailure, OnSpent,
    Order, Overdue, Plan, Queue, Repeat, Retry, SendBack, Signal, Size, Step, StepId, Template, Undo, Update, Variable, Wait, Work,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,20}".prop_map(|text| text.replace(['{', '}'], "")),
        "\\PC{0,12}".prop_map(|text| text.replace(['{', '}'], "")),
        any::<String>().prop_map(|text| text.replace(['{', '}'], "")),
        prop_oneof![
            Just("yes"),
            Just("null"),
            Just("~"),
            Just("1e3"),
            Just("0x1F"),
            Just("- a"),
            Just("a: b"),
            Just("#"),
            Just("<<"),
            Just("\u{feff}x"),
            Just("\u{85}\u{2028}"),
            Just("trailing\n"),
            Just("\t"),
            Just("!tag"),
            Just("&a"),
            Just("*a")
        ]
        .prop_map(str::to_owned),
    ]
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Value::from),
        (-1_000_000_i64..1_000_000, 0_u32..4).prop_map(|(n, shift)| Value::from(n as f64 / f64::from(1 << shift))),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), number(), text().prop_map(Value::from)];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map(text(), inner, 0..4).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn gate() -> impl Strategy<Value = Gate> {
    let exhausted = prop_oneof![Just(Exhausted::Pause), Just(Exhausted::Fail), Just(Exhausted::Warn), Just(Exhausted::Skip)];
    let approval = prop_oneof![Just(Approval::None), Just(Approval::Required)];
    (prop::collection::vec(value(), 0..3), 1_u32..5, 0_u32..4, exhausted, approval).prop_map(
        |(checks, auto_attempts, more, on_exhausted, approval)| Gate {
            checks,
            max_attempts: auto_attempts + more,
            auto_attempts,
            on_exhausted,
            approval,
        },
    )
}

fn call() -> impl Strategy<Value = EffectCall> {
    ("[a-z]{1,8}", value()).prop_map(|(effect, with)| EffectCall { effect, with })
}

fn work() -> impl Strategy<Value = Work> {
    prop_oneof![
        call().prop_map(Work::Effect),
        (call(), proptest::option::of(1_u32..9)).prop_map(|(call, parallel)| Work::Each {
            items: Expression("[1, 2]".to_owned()),
            call,
            parallel,
            on_failure: OnFailure::Fail,
            min_ok: None,
            stop_after: None,
        }),
        wait().prop_map(Work::Wait),
        prop::collection::vec(change(), 1..4).prop_map(Work::State),
        end().prop_map(Work::End),
        value().prop_map(|input| Work::Again(Again { input })),
    ]
}

/// The state variables of every plan that has some.
fn state() -> BTreeMap<String, Variable> {
    let notes = Variable { schema: json!({"type": "array"}), initial: json!([{"n": 1.5}]), attribute: false };
    BTreeMap::from([
        ("n".to_owned(), Variable { schema: json!(true), initial: Value::Null, attribute: false }),
        ("notes".to_owned(), notes),
    ])
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        value().prop_map(|value| Change::Set { set: "n".to_owned(), value }),
        number().prop_map(|by| Change::Increment { increment: "n".to_owned(), by }),
        Just(Change::Decrement { decrement: "n".to_owned(), by: json!("{{ state.n }}") }),
        value().prop_map(|value| Change::Append { append: "notes".to_owned(), value }),
    ]
}

fn end() -> impl Strategy<Value = End> {
    let message = proptest::option::of(Just(Template("after {{ state.n }}".to_owned())));
    (0_u8..3, message, value()).prop_map(|(status, message, output)| match status {
        0 => End { status: EndStatus::Completed, code: None, message, output },
        1 => End { status: EndStatus::Failed, code: Some("GAVE_UP".to_owned()), message, output: Value::Null },
        _ => End { status: EndStatus::Cancelled, code: None, message, output: Value::Null },
    })
}

fn updates() -> impl Strategy<Value = BTreeMap<String, Update>> {
    let when = proptest::option::of(Just(Expression("payload > state.n".to_owned())));
    let update = (when, prop::collection::vec(change(), 1..3), value()).prop_map(|(when, set, answer)| {
        let refuse = when.as_ref().map(|_| Template("no: {{ payload }}".to_owned()));
        Update { schema: json!({"type": "integer"}), when, refuse, set, answer }
    });
    prop::collection::btree_map("[a-z]{1,4}", update, 0..3)
}

/// The signals of every plan that waits.
fn signals() -> BTreeMap<String, Signal> {
    BTreeMap::from([("go".to_owned(), Signal { schema: json!(true) }), ("n".to_owned(), Signal { schema: json!({"type": "integer"}) })])
}

/// The queues of every plan that has some.
fn queues() -> BTreeMap<String, Queue> {
    let orders = Queue { order: Order::Priority, size: Size::AtMost(7), dedupe: true, schema: json!({"type": "object"}) };
    BTreeMap::from([
        ("orders".to_owned(), orders),
        ("jobs_2".to_owned(), Queue { order: Order::Lifo, size: Size::Unlimited, dedupe: false, schema: json!(true) }),
    ])
}

fn wait() -> impl Strategy<Value = Wait> {
    let one = || {
        prop_oneof![
            (0_u32..9, 0_u32..9).prop_map(|(seconds, days)| {
                let days = (days > 0).then(|| json!(days));
                Wait::For(Box::new(Delay { seconds: Some(json!(seconds)), days, ..Delay::default() }))
            }),
            Just(Wait::For(Box::new(Delay { minutes: Some(json!("{{ input.n }}")), ..Delay::default() }))),
            Just(Wait::Until(Template("2027-01-31T09:00:00Z".to_owned()))),
            prop_oneof![Just("go"), Just("n")].prop_map(|name| Wait::Signal(name.to_owned())),
        ]
    };
    prop_oneof![one(), prop::collection::vec(one(), 1..4).prop_map(Wait::Any), prop::collection::vec(one(), 1..4).prop_map(Wait::All),]
}

fn step(at: usize) -> impl Strategy<Value = Step> {
    let title = proptest::option::of("[a-zA-Z][ -~]{0,20}");
    let retry = (1_u32..9, 0_u64..1000, 4_u32..40, 0_u32..=8).prop_map(|(max_tries, initial_ms, factor, jitter)| Retry {
        max_tries,
        initial_ms,
        factor: f64::from(factor) / 4.0,
        max_ms: 5000,
        jitter: f64::from(jitter) / 8.0,
        ..Retry::default()
    });
    let labels = prop::collection::btree_map(text(), value(), 0..3);
    let needs: Vec<_> = (0..at).map(|need| proptest::option::of(Just(StepId(format!("s{need}"))))).collect();
    let when = proptest::option::of(Just(Expression("input is defined".to_owned())));
    let timeout = proptest::option::of(1_u64..100_000);
    (title, needs, when, work(), retry, timeout, proptest::option::of(gate()), labels).prop_map(
        move |(title, needs, when, work, retry, timeout_ms, gate, labels): (_, Vec<Option<StepId>>, _, _, _, _, _, BTreeMap<_, _>)| {
            let needs = needs.into_iter().flatten().collect();
            // What calls nothing has no time-out beside it.
            let timeout_ms = timeout_ms.filter(|_| matches!(work, Work::Effect(_) | Work::Each { .. }));
            Step { id: StepId(format!("s{at}")), title, needs, when, work, retry, timeout_ms, deadline_ms: None, undo: None, gate, labels }
        },
    )
}

fn plan() -> impl Strategy<Value = Plan> {
    let extras = proptest::option::of(prop::collection::vec(0_u8..8, 4));
    ("[a-z][ -~]{0,20}", prop_oneof![Just(json!(true)), Just(json!({"type": "object", "properties": {"b": {}, "a": {}}}))], extras)
        .prop_flat_map(|(name, input, extras)| {
            let steps = (1_usize..5).prop_flat_map(|n| (0..n).map(step).collect::<Vec<_>>());
            (Just(name), Just(input), Just(extras), steps, any::<bool>(), updates(), value())
        })
        .prop_map(|(name, input, extras, mut steps, with_state, updates, output)| {
            let waits = steps.iter().any(|step| matches!(step.work, Work::Wait(_)));
            let signals = if waits { signals() } else { BTreeMap::new() };
            let timeout_ms = extras.as_ref().map(|extras| 1 + u64::from(extras[0]));
            steps.iter_mut().zip(extras.iter().flatten()).for_each(|(step, which)| renew(step, *which));
            if let Some(extras) = extras.as_ref().filter(|extras| extras[3] < 4 && steps.len() > 1) {
                go_round(&mut steps, extras[3]);
                let mut state = state();
                let phase = Variable { schema: json!({"type": "string"}), initial: json!("new"), attribute: true };
                state.insert("phase".to_owned(), phase);
                return Plan {
                    grammar: 4,
                    name,
                    input,
                    signals: self::signals(),
                    queues: BTreeMap::new(),
                    admission: None,
                    timeout_ms,
                    state,
                    queries: BTreeMap::new(),
                    updates,
                    output,
                    steps,
                };
            }
            let is_inward = |step: &Step| matches!(step.work, Work::State(_) | Work::End(_) | Work::Again(_));
            if with_state || steps.iter().any(is_inward) {
                let queries = BTreeMap::from([("progress".to_owned(), output.clone())]);
                let queues = if extras.is_some() { queues() } else { BTreeMap::new() };
                let grammar = if queues.is_empty() { 3 } else { 4 };
                return Plan {
                    grammar,
                    name,
                    input,
                    signals,
                    queues,
                    admission: None,
                    timeout_ms,
                    state: state(),
                    queries,
                    updates,
                    output,
                    steps,
                };
            }
            let grammar = match timeout_ms {
                Some(_) => 3,
                None if waits => 2,
                None => 1,
            };
            let (state, queries, updates) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
            let queues = BTreeMap::new();
            Plan { grammar, name, input, signals, queues, admission: None, timeout_ms, state, queries, updates, output: Value::Null, steps }
        })
}

/// Makes the last step the end of a loop over all that stands behind one of the others.
fn go_round(steps: &mut [Step], which: u8) {
    let ids: Vec<StepId> = steps.iter().map(|step| step.id.clone()).collect();
    let Some((end, others)) = steps.split_last_mut() else { return };
    let (_, needs) = ids.split_last().unwrap();
    let pause = Delay { seconds: Some(json!("{{ round * 2 }}")), ..Delay::default() };
    let from = needs[usize::from(which) % others.len()].clone();
    end.needs = needs.to_vec();
    (end.timeout_ms, end.undo) = (None, None);
    end.work = Work::Repeat(Box::new(Repeat {
        condition: Expression(format!("round < 3 and previous.{from}.status != 'skipped'")),
        from,
        at_most: 1 + u32::from(which),
        pause: which.is_multiple_of(2).then(|| Box::new(pause)),
        on_spent: if which < 2 { OnSpent::GoOn } else { OnSpent::Fail },
        code: (which == 3).then(|| "STILL_RED".to_owned()),
    }));
}

/// Gives a step something of grammar 3.
fn renew(step: &mut Step, which: u8) {
    let codes = || vec!["FLAKY".to_owned(), "BAD".to_owned()];
    let gate = step.gate.get_or_insert_with(|| serde_json::from_value(json!({})).unwrap());
    match which {
        0 => step.retry.never = codes(),
        1 => step.retry.only = codes(),
        2 => step.deadline_ms = Some(100_000),
        3 if matches!(step.work, Work::Effect(_) | Work::Each { .. } | Work::State(_)) => {
            let retry = Retry { never: codes(), ..step.retry.clone() };
            step.undo = Some(Undo { effect: "un".to_owned(), with: json!({"of": "{{ input.n }}"}), retry, timeout_ms: Some(5) });
        }
        4 => gate.approval = Approval::Asked(Box::new(Asked { title: None, form: json!(true), by: Vec::new(), escalate: None })),
        5 => {
            let after = Delay { hours: Some(json!(24)), ..Delay::default() };
            let escalate = Some(Escalation { after, to: vec!["board".to_owned()], then: Overdue::Reject });
            let (title, by) = (Some("May it?".to_owned()), vec!["ann".to_owned()]);
            gate.approval = Approval::Asked(Box::new(Asked { title, form: json!({"type": "object"}), by, escalate }));
        }
        6 if !step.needs.is_empty() => {
            let edge = SendBack { to: step.needs[0].clone(), max: 2, then: Box::new(Exhausted::Warn) };
            gate.on_exhausted = Exhausted::SendBack(Box::new(edge));
        }
        _ => {
            if let Work::Each { on_failure, min_ok, stop_after, .. } = &mut step.work {
                *on_failure = OnFailure::Continue;
                *min_ok = Some(if which == 7 { MinOk::Share("80%".to_owned()) } else { MinOk::Count(1) });
                *stop_after = Some(3);
            }
        }
    }
}

/// The same value with the fields of every object turned round.
fn turned_round(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields: Map<_, _> = fields.iter().rev().map(|(key, field)| (key.clone(), turned_round(field))).collect();
            Value::Object(fields)
        }
        Value::Array(items) => Value::Array(items.iter().map(turned_round).collect()),
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn canonical_form_gives_the_plan_back(plan in plan()) {
        let canonical = plan.canonical();
        let again = Plan::parse(&canonical, "canonical").map_err(|found| TestCaseError::fail(found.to_string()))?;
        prop_assert_eq!(&again, &plan);
        prop_assert_eq!(again.canonical(), canonical);
    }

    #[test]
    fn hash_does_not_depend_on_key_order_or_layout(plan in plan()) {
        let turned = turned_round(&serde_json::to_value(&plan).unwrap());
        let compact = Plan::parse(&turned.to_string(), "").map_err(|found| TestCaseError::fail(found.to_string()))?;
        let pretty = Plan::parse(&serde_json::to_string_pretty(&turned).unwrap(), "").unwrap();
        prop_assert_eq!(compact.hash(), plan.hash());
        prop_assert_eq!(pretty.hash(), plan.hash());
    }
}

#[test]
fn hash_is_the_same_for_yaml_and_json_and_written_out_defaults() {
    let yaml = "
name: essay
steps:
  - work:
      effect:
        with: {words: 1.5, title: 'The {{ input.word }}'}
        effect: generate
    id: draft
grammar: 1
";
    let json = r#"{"grammar": 1, "name": "essay", "input": true, "steps": [{"id": "draft", "needs": [], "retry":
        {"max_tries": 3, "initial_ms": 500, "factor": 2, "max_ms": 60000, "jitter": 0.2},
        "work": {"effect": {"effect": "generate", "with": {"title": "The {{ input.word }}", "words": 1.5}}}}]}"#;
    let from_yaml = Plan::parse(yaml, "").unwrap();
    assert_eq!(from_yaml.hash(), Plan::parse(json, "").unwrap().hash());
    assert_eq!(from_yaml.hash().len(), 64);
    // A released hash: journals carry it, so it must never change.
    assert_eq!(
        from_yaml.canonical(),
        r#"{"grammar":1,"input":true,"name":"essay","steps":[{"id":"draft","retry":{"factor":2.0,"initial_ms":500,"jitter":0.2,"max_ms":60000,"max_tries":3},"work":{"effect":{"effect":"generate","with":{"title":"The {{ input.word }}","words":1.5}}}}]}"#
    );
    let other = Plan::parse(&yaml.replace("1.5", "2.5"), "").unwrap();
    assert_ne!(from_yaml.hash(), other.hash());
}
