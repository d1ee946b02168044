//! From a document to a plan, noting everything that does not fit the grammar and going on with the rest.

mod admission;
mod decisions;
mod loops;
mod queues;
mod state;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostics::{Code, Findings, did_you_mean, listed};
use crate::document::{Kind, Node};
use crate::path::Path;
use crate::{Approval, Delay, EffectCall, Exhausted, Expression, GRAMMAR, Gate, Plan, Retry, Signal, Step, StepId, Template, Wait, Work};

/// Reads a plan. What could not be read stands in the findings; the plan then holds defaults in its place.
pub(crate) fn plan(node: &Node, findings: &mut Findings) -> Plan {
    const KNOWN: [&str; 12] =
        ["grammar", "name", "input", "signals", "queues", "admission", "timeout_ms", "state", "queries", "updates", "output", "steps"];
    let mut reader = Reader { findings };
    let path = Path::root();
    let Some(fields) = reader.fields(node, &path, "a plan", &KNOWN) else {
        return Plan {
            grammar: GRAMMAR,
            name: String::new(),
            input: Value::Bool(true),
            signals: BTreeMap::new(),
            admission: None,
            queues: BTreeMap::new(),
            timeout_ms: None,
            state: BTreeMap::new(),
            queries: BTreeMap::new(),
            updates: BTreeMap::new(),
            output: Value::Null,
            steps: Vec::new(),
        };
    };
    let grammar = match fields.required("grammar", &mut reader) {
        Some((node, path)) => reader.integer::<u32>(node, &path).unwrap_or(GRAMMAR),
        None => GRAMMAR,
    };
    let name = fields.required("name", &mut reader).and_then(|(node, path)| reader.text(node, &path));
    let input = fields.get("input").map_or(Value::Bool(true), |(node, _)| node.to_value());
    let signals = fields.get("signals").map(|(node, path)| reader.signals(node, &path)).unwrap_or_default();
    let admission = fields.given("admission").and_then(|(node, path)| reader.admission(node, &path));
    let queues = fields.get("queues").map(|(node, path)| reader.queues(node, &path)).unwrap_or_default();
    let timeout_ms = fields.given("timeout_ms").and_then(|(node, path)| reader.integer(node, &path));
    let state = fields.get("state").map(|(node, path)| reader.state(node, &path)).unwrap_or_default();
    let queries = fields.get("queries").map(|(node, path)| reader.queries(node, &path)).unwrap_or_default();
    let updates = fields.get("updates").map(|(node, path)| reader.updates(node, &path)).unwrap_or_default();
    let output = fields.get("output").map_or(Value::Null, |(node, _)| node.to_value());
    let steps = match fields.required("steps", &mut reader) {
        Some((node, path)) => reader.list(node, &path, |reader, node, path| Some(reader.step(node, path))),
        None => Vec::new(),
    };
    Plan { grammar, name: name.unwrap_or_default(), input, signals, queues, admission, timeout_ms, state, queries, updates, output, steps }
}

/// How expectations end that a scalar in quotes would meet.
const WANTS_QUOTES: &str = "a text";

struct Reader<'f> {
    findings: &'f mut Findings,
}

/// The fields of a mapping, and where it stands.
struct Fields<'n> {
    path: Path,
    node: &'n Node,
}

impl<'n> Fields<'n> {
    fn get(&self, name: &str) -> Option<(&'n Node, Path)> {
        let Kind::Map(fields) = &self.node.kind else { return None };
        fields.iter().find(|(key, _)| key.text == name).map(|(_, node)| (node, self.path.key(name)))
    }

    /// As `get`, for fields that may be left out by writing nothing.
    fn given(&self, name: &str) -> Option<(&'n Node, Path)> {
        self.get(name).filter(|(node, _)| !matches!(node.kind, Kind::Null))
    }

    fn required(&self, name: &str, reader: &mut Reader<'_>) -> Option<(&'n Node, Path)> {
        let found = self.get(name);
        if found.is_none() {
            let message = match name {
                "grammar" => format!("`grammar` is missing; write `grammar: {GRAMMAR}`"),
                _ => format!("`{name}` is missing"),
            };
            reader.findings.error(Code::MissingField, &self.path.key(name), message);
        }
        found
    }
}

impl Reader<'_> {
    fn step(&mut self, node: &Node, path: &Path) -> Step {
        let known = ["id", "title", "needs", "when", "work", "retry", "timeout_ms", "deadline_ms", "undo", "gate", "labels"];
        let Some(fields) = self.fields(node, path, "a step", &known) else { return empty_step() };
        let id = fields.required("id", self).and_then(|(node, path)| self.text(node, &path));
        let title = fields.given("title").and_then(|(node, path)| self.text(node, &path));
        let needs = match fields.get("needs") {
            Some((node, path)) => {
                // An unreadable need stays as an empty one, so that the others keep their positions.
                self.list(node, &path, |reader, node, path| Some(StepId(reader.text(node, path).unwrap_or_default())))
            }
            None => Vec::new(),
        };
        let when = fields.given("when").and_then(|(node, path)| self.expression(node, &path));
        let work = fields.required("work", self).and_then(|(node, path)| self.work(node, &path));
        let retry = fields.get("retry").map(|(node, path)| self.retry(node, &path, Retry::default())).unwrap_or_default();
        let timeout_ms = fields.given("timeout_ms").and_then(|(node, path)| self.integer(node, &path));
        let deadline_ms = fields.given("deadline_ms").and_then(|(node, path)| self.integer(node, &path));
        let undo = fields.given("undo").map(|(node, path)| self.undo(node, &path));
        let gate = fields.given("gate").map(|(node, path)| self.gate(node, &path));
        let labels = fields.get("labels").map(|(node, path)| self.labels(node, &path)).unwrap_or_default();
        let empty = empty_step();
        Step {
            id: StepId(id.unwrap_or_default()),
            title,
            needs,
            when,
            work: work.unwrap_or(empty.work),
            retry,
            timeout_ms,
            deadline_ms,
            undo,
            gate,
            labels,
        }
    }

    fn work(&mut self, node: &Node, path: &Path) -> Option<Work> {
        const KINDS: [&str; 7] = ["effect", "each", "wait", "state", "end", "again", "repeat"];
        let Kind::Map(fields) = &node.kind else {
            let message = format!("the work of a step is a mapping with one of {}, not {}", listed(KINDS), node.described());
            self.findings.error(Code::WrongType, path, message);
            return None;
        };
        let [(key, inner)] = fields.as_slice() else {
            let message = format!("a step does exactly one kind of work, one of {}; here are {}", listed(KINDS), fields.len());
            self.findings.error(Code::UnknownKind, path, message);
            return None;
        };
        let inner_path = path.key(&key.text);
        match key.text.as_str() {
            "effect" => Some(Work::Effect(self.call(inner, &inner_path))),
            "each" => {
                let fields =
                    self.fields(inner, &inner_path, "a fan-out", &["items", "call", "parallel", "on_failure", "min_ok", "stop_after"])?;
                let items = fields.required("items", self).and_then(|(node, path)| self.expression(node, &path));
                let call = fields.required("call", self).map(|(node, path)| self.call(node, &path));
                let parallel = fields.given("parallel").and_then(|(node, path)| self.integer(node, &path));
                let call = call.unwrap_or_else(|| EffectCall { effect: String::new(), with: Value::Null });
                let on_failure = fields.get("on_failure").and_then(|(node, path)| self.on_failure(node, &path)).unwrap_or_default();
                let min_ok = fields.given("min_ok").and_then(|(node, path)| self.min_ok(node, &path));
                let stop_after = fields.given("stop_after").and_then(|(node, path)| self.integer(node, &path));
                let items = items.unwrap_or(Expression("[]".to_owned()));
                Some(Work::Each { items, call, parallel, on_failure, min_ok, stop_after })
            }
            "wait" => {
                let wait = self.wait(inner, &inner_path);
                if wait.is_none() {
                    self.findings.unreadable(path);
                }
                wait.map(Work::Wait)
            }
            kind @ ("state" | "end" | "again" | "repeat") => {
                let work = match kind {
                    "state" => Some(Work::State(self.changes(inner, &inner_path))),
                    "end" => self.end(inner, &inner_path).map(Work::End),
                    "repeat" => self.repeat(inner, &inner_path).map(|repeat| Work::Repeat(Box::new(repeat))),
                    _ => self.again(inner, &inner_path).map(Work::Again),
                };
                if work.is_none() {
                    self.findings.unreadable(path);
                }
                work
            }
            unknown => {
                let hint = did_you_mean(unknown, KINDS);
                let message = format!("grammar {GRAMMAR} has no work of kind `{unknown}`{hint}; it has {}", listed(KINDS));
                self.findings.error(Code::UnknownKind, &inner_path, message);
                self.findings.unreadable(path);
                None
            }
        }
    }

    fn wait(&mut self, node: &Node, path: &Path) -> Option<Wait> {
        const KINDS: [&str; 5] = ["for", "until", "signal", "any", "all"];
        let Kind::Map(fields) = &node.kind else {
            self.wrong_type(node, path, &format!("a wait is a mapping with one of {}", listed(KINDS)));
            return None;
        };
        let [(key, inner)] = fields.as_slice() else {
            let message = format!("a wait is for exactly one of {}; for several write `any: […]` or `all: […]`", listed(KINDS));
            self.findings.error(Code::UnknownKind, path, message);
            return None;
        };
        let path = path.key(&key.text);
        match key.text.as_str() {
            "for" => self.delay(inner, &path).map(|delay| Wait::For(Box::new(delay))),
            "until" => self.text(inner, &path).map(|text| Wait::Until(Template(text))),
            "signal" => self.text(inner, &path).map(Wait::Signal),
            "any" => Some(Wait::Any(self.list(inner, &path, Self::wait))),
            "all" => Some(Wait::All(self.list(inner, &path, Self::wait))),
            unknown => {
                let message = format!("there is no wait for `{unknown}`{}; there are {}", did_you_mean(unknown, KINDS), listed(KINDS));
                self.findings.error(Code::UnknownKind, &path, message);
                None
            }
        }
    }

    fn delay(&mut self, node: &Node, path: &Path) -> Option<Delay> {
        let fields = self.fields(node, path, "a length of time", &["milliseconds", "seconds", "minutes", "hours", "days"])?;
        let field = |name: &str| fields.given(name).map(|(node, _)| node.to_value());
        Some(Delay {
            milliseconds: field("milliseconds"),
            seconds: field("seconds"),
            minutes: field("minutes"),
            hours: field("hours"),
            days: field("days"),
        })
    }

    fn signals(&mut self, node: &Node, path: &Path) -> BTreeMap<String, Signal> {
        let Kind::Map(fields) = &node.kind else {
            self.wrong_type(node, path, "signals are a mapping from names to what they carry");
            return BTreeMap::new();
        };
        let mut signals = BTreeMap::new();
        for (key, node) in fields {
            let path = path.key(&key.text);
            if let Some(fields) = self.fields(node, &path, "a signal", &["schema"]) {
                let schema = fields.given("schema").map_or(Value::Bool(true), |(node, _)| node.to_value());
                signals.insert(key.text.clone(), Signal { schema });
            }
        }
        signals
    }

    fn call(&mut self, node: &Node, path: &Path) -> EffectCall {
        let mut call = EffectCall { effect: String::new(), with: Value::Null };
        if let Some(fields) = self.fields(node, path, "a call", &["effect", "with"]) {
            if let Some((node, path)) = fields.required("effect", self) {
                call.effect = self.text(node, &path).unwrap_or_default();
            }
            call.with = fields.get("with").map_or(Value::Null, |(node, _)| node.to_value());
        }
        call
    }

    /// `retry` holds what is true where the text says nothing.
    fn retry(&mut self, node: &Node, path: &Path, mut retry: Retry) -> Retry {
        let known = ["max_tries", "initial_ms", "factor", "max_ms", "jitter", "never", "only"];
        let Some(fields) = self.fields(node, path, "a retry policy", &known) else { return retry };
        self.set(&fields, "max_tries", &mut retry.max_tries, Self::integer);
        self.set(&fields, "initial_ms", &mut retry.initial_ms, Self::integer);
        self.set(&fields, "factor", &mut retry.factor, Self::number);
        self.set(&fields, "max_ms", &mut retry.max_ms, Self::integer);
        self.set(&fields, "jitter", &mut retry.jitter, Self::number);
        self.set(&fields, "never", &mut retry.never, Self::words);
        self.set(&fields, "only", &mut retry.only, Self::words);
        retry
    }

    fn gate(&mut self, node: &Node, path: &Path) -> Gate {
        let mut gate = Gate {
            checks: Vec::new(),
            max_attempts: 3,
            auto_attempts: 1,
            on_exhausted: Exhausted::default(),
            approval: Approval::default(),
        };
        let known = ["checks", "max_attempts", "auto_attempts", "on_exhausted", "approval"];
        let Some(fields) = self.fields(node, path, "a gate", &known) else { return gate };
        if let Some((node, path)) = fields.get("checks") {
            gate.checks = self.list(node, &path, |_, node, _| Some(node.to_value()));
        }
        self.set(&fields, "max_attempts", &mut gate.max_attempts, Self::integer);
        self.set(&fields, "auto_attempts", &mut gate.auto_attempts, Self::integer);
        self.set(&fields, "on_exhausted", &mut gate.on_exhausted, Self::exhausted);
        self.set(&fields, "approval", &mut gate.approval, Self::approval);
        gate
    }

    fn labels(&mut self, node: &Node, path: &Path) -> BTreeMap<String, Value> {
        match &node.kind {
            Kind::Map(fields) => fields.iter().map(|(key, node)| (key.text.clone(), node.to_value())).collect(),
            _ => {
                self.wrong_type(node, path, "labels must be a mapping");
                BTreeMap::new()
            }
        }
    }

    fn set<T>(&mut self, fields: &Fields<'_>, name: &str, target: &mut T, read: impl Fn(&mut Self, &Node, &Path) -> Option<T>) {
        if let Some((node, path)) = fields.get(name)
            && let Some(value) = read(self, node, &path)
        {
            *target = value;
        }
    }

    /// The fields of a mapping; unknown ones are noted.
    fn fields<'n>(&mut self, node: &'n Node, path: &Path, what: &str, known: &[&str]) -> Option<Fields<'n>> {
        let Kind::Map(fields) = &node.kind else {
            self.wrong_type(node, path, &format!("{what} is a mapping with {}", listed(known.iter().copied())));
            return None;
        };
        for (key, _) in fields.iter().filter(|(key, _)| !known.contains(&key.text.as_str())) {
            let hint = did_you_mean(&key.text, known.iter().copied());
            let message = format!("{what} has no field `{}`{hint}; it has {}", key.text, listed(known.iter().copied()));
            self.findings.error(Code::UnknownField, &path.key(&key.text), message);
        }
        Some(Fields { path: path.clone(), node })
    }

    /// A list of texts; one that cannot be read stays as an empty one, so that the others keep their positions.
    fn words(&mut self, node: &Node, path: &Path) -> Option<Vec<String>> {
        Some(self.list(node, path, |reader, node, path| Some(reader.text(node, path).unwrap_or_default())))
    }

    fn list<T>(&mut self, node: &Node, path: &Path, mut read: impl FnMut(&mut Self, &Node, &Path) -> Option<T>) -> Vec<T> {
        match &node.kind {
            Kind::List(items) => items.iter().enumerate().filter_map(|(at, node)| read(self, node, &path.index(at))).collect(),
            _ => {
                self.wrong_type(node, path, "this must be a list");
                Vec::new()
            }
        }
    }

    fn text(&mut self, node: &Node, path: &Path) -> Option<String> {
        match &node.kind {
            Kind::Text(text) => Some(text.clone()),
            _ => {
                self.wrong_type(node, path, "this must be a text");
                None
            }
        }
    }

    fn expression(&mut self, node: &Node, path: &Path) -> Option<Expression> {
        match &node.kind {
            Kind::Text(text) => Some(Expression(text.clone())),
            _ => {
                self.wrong_type(node, path, "this must be an expression in a text");
                None
            }
        }
    }

    fn integer<T: TryFrom<u64>>(&mut self, node: &Node, path: &Path) -> Option<T> {
        let Kind::Number(number) = &node.kind else {
            self.wrong_type(node, path, "this must be a whole number");
            return None;
        };
        let read = number.as_u64().and_then(|number| T::try_from(number).ok());
        if read.is_none() {
            self.findings.error(Code::OutOfBounds, path, format!("{number} is not a whole number from 0 that fits"));
        }
        read
    }

    fn number(&mut self, node: &Node, path: &Path) -> Option<f64> {
        match &node.kind {
            Kind::Number(number) => number.as_f64(),
            _ => {
                self.wrong_type(node, path, "this must be a number");
                None
            }
        }
    }

    fn truth(&mut self, node: &Node, path: &Path) -> Option<bool> {
        match node.kind {
            Kind::Bool(truth) => Some(truth),
            _ => {
                self.wrong_type(node, path, "this must be true or false");
                None
            }
        }
    }

    fn word<T: Copy>(&mut self, node: &Node, path: &Path, words: &[(&str, T)]) -> Option<T> {
        let word = self.text(node, path)?;
        let found = words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
        if found.is_none() {
            let known = || words.iter().map(|(known, _)| *known);
            let message = format!("`{word}` is not one of {}{}", listed(known()), did_you_mean(&word, known()));
            self.findings.error(Code::UnknownKind, path, message);
        }
        found
    }

    fn wrong_type(&mut self, node: &Node, path: &Path, expected: &str) {
        let is_scalar = matches!(node.kind, Kind::Null | Kind::Bool(_) | Kind::Number(_));
        let hint = if is_scalar && expected.ends_with(WANTS_QUOTES) { "; put it in quotes" } else { "" };
        self.findings.error(Code::WrongType, path, format!("{expected}, not {}{hint}", node.described()));
    }
}

fn empty_step() -> Step {
    Step {
        id: StepId(String::new()),
        title: None,
        needs: Vec::new(),
        when: None,
        work: Work::Effect(EffectCall { effect: String::new(), with: Value::Null }),
        retry: Retry::default(),
        timeout_ms: None,
        deadline_ms: None,
        undo: None,
        gate: None,
        labels: BTreeMap::new(),
    }
}
