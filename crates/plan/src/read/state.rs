//! Reading what grammar 3 added: state variables, changes of them, queries, updates, ends.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Fields, Reader};
use crate::diagnostics::{Code, listed};
use crate::document::{Kind, Node};
use crate::path::Path;
use crate::{Again, Change, End, EndStatus, Template, Update, Variable};

const CHANGES: [&str; 4] = ["set", "increment", "decrement", "append"];

impl Reader<'_> {
    pub(super) fn state(&mut self, node: &Node, path: &Path) -> BTreeMap<String, Variable> {
        self.by_name(node, path, "state is a mapping from names to variables", |reader, node, path| {
            let fields = reader.fields(node, path, "a state variable", &["schema", "initial", "attribute"])?;
            let schema = fields.given("schema").map_or(Value::Bool(true), |(node, _)| node.to_value());
            let initial = fields.get("initial").map_or(Value::Null, |(node, _)| node.to_value());
            let attribute = fields.given("attribute").and_then(|(node, path)| reader.truth(node, &path)).unwrap_or_default();
            Some(Variable { schema, initial, attribute })
        })
    }

    pub(super) fn queries(&mut self, node: &Node, path: &Path) -> BTreeMap<String, Value> {
        self.by_name(node, path, "queries are a mapping from names to templates", |_, node, _| Some(node.to_value()))
    }

    pub(super) fn updates(&mut self, node: &Node, path: &Path) -> BTreeMap<String, Update> {
        self.by_name(node, path, "updates are a mapping from names to what they do", |reader, node, path| {
            let fields = reader.fields(node, path, "an update", &["schema", "when", "refuse", "set", "answer"])?;
            let schema = fields.given("schema").map_or(Value::Bool(true), |(node, _)| node.to_value());
            let when = fields.given("when").and_then(|(node, path)| reader.expression(node, &path));
            let refuse = fields.given("refuse").and_then(|(node, path)| reader.text(node, &path)).map(Template);
            let set = fields.given("set").map(|(node, path)| reader.changes(node, &path)).unwrap_or_default();
            let answer = fields.get("answer").map_or(Value::Null, |(node, _)| node.to_value());
            Some(Update { schema, when, refuse, set, answer })
        })
    }

    pub(super) fn changes(&mut self, node: &Node, path: &Path) -> Vec<Change> {
        let mut all_read = true;
        let changes = self.list(node, path, |reader, node, path| {
            let change = reader.change(node, path);
            all_read &= change.is_some();
            change
        });
        if !all_read {
            // The others have moved up, so whatever later passes say of them would stand at wrong places.
            self.findings.unreadable(path);
        }
        changes
    }

    fn change(&mut self, node: &Node, path: &Path) -> Option<Change> {
        let Kind::Map(keys) = &node.kind else {
            self.wrong_type(node, path, &format!("a change of the state is a mapping with one of {}", listed(CHANGES)));
            return None;
        };
        let kinds: Vec<&str> = CHANGES.into_iter().filter(|kind| keys.iter().any(|(key, _)| key.text == *kind)).collect();
        let [kind] = kinds.as_slice() else {
            let message =
                format!("a change is exactly one of {}, as in `{{set: name, value: 1}}`; here are {}", listed(CHANGES), kinds.len());
            self.findings.error(Code::UnknownKind, path, message);
            return None;
        };
        let operand = if matches!(*kind, "set" | "append") { "value" } else { "by" };
        let fields = self.fields(node, path, &format!("such a change ({kind})"), &[kind, operand])?;
        let name = fields.required(kind, self).and_then(|(node, path)| self.text(node, &path));
        let given = match operand {
            "value" => fields.required("value", self),
            _ => fields.given("by"),
        };
        let given = given.map(|(node, _)| node.to_value());
        let name = name?;
        Some(match *kind {
            "set" => Change::Set { set: name, value: given? },
            "append" => Change::Append { append: name, value: given? },
            "increment" => Change::Increment { increment: name, by: given.unwrap_or_else(|| Value::from(1)) },
            _ => Change::Decrement { decrement: name, by: given.unwrap_or_else(|| Value::from(1)) },
        })
    }

    pub(super) fn end(&mut self, node: &Node, path: &Path) -> Option<End> {
        let fields = self.fields(node, path, "an end", &["status", "code", "message", "output"])?;
        let mut status = EndStatus::default();
        self.set(&fields, "status", &mut status, |reader, node, path| {
            let words = [("completed", EndStatus::Completed), ("failed", EndStatus::Failed), ("cancelled", EndStatus::Cancelled)];
            reader.word(node, path, &words)
        });
        let code = fields.given("code").and_then(|(node, path)| self.text(node, &path));
        let message = fields.given("message").and_then(|(node, path)| self.text(node, &path)).map(Template);
        let output = fields.get("output").map_or(Value::Null, |(node, _)| node.to_value());
        Some(End { status, code, message, output })
    }

    pub(super) fn again(&mut self, node: &Node, path: &Path) -> Option<Again> {
        let fields: Fields<'_> = self.fields(node, path, "a new beginning", &["input"])?;
        let (input, _) = fields.required("input", self)?;
        Some(Again { input: input.to_value() })
    }

    pub(super) fn by_name<T>(
        &mut self,
        node: &Node,
        path: &Path,
        expected: &str,
        read: impl Fn(&mut Self, &Node, &Path) -> Option<T>,
    ) -> BTreeMap<String, T> {
        let Kind::Map(fields) = &node.kind else {
            self.wrong_type(node, path, expected);
            return BTreeMap::new();
        };
        fields.iter().filter_map(|(key, node)| Some((key.text.clone(), read(self, node, &path.key(&key.text))?))).collect()
    }
}
