//! The expression and template language: minijinja, strict about undefined names, limited in fuel.
//!
//! One language serves conditions (`when`), fan-outs (`items`) and the strings of an effect's arguments (`with`). It sees
//! `input`, `run`, `steps.<id>.value`, `steps.<id>.status`, `state.<name>`, in a fan-out's call `item` and `index`, in a loop `round`
//! and `previous.<id>`, and in an update `payload`. It cannot reach a file, a clock, a random number or another template, so the same scope always gives the same answer.
//!
//! Filters, tests, functions and block tags are the closed lists of this module; [`Mentions`] tells what a text uses, and
//! validation refuses what is not listed before a run can meet it.

mod mentions;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use serde_json::{Map, Number, Value};

use crate::{Expression, Template};

pub use mentions::{Mentions, StepMention};

/// Instructions one evaluation may take; some tens of milliseconds at most.
pub const FUEL: u64 = 500_000;

/// Functions an expression may call.
pub const FUNCTIONS: &[&str] = &["dict", "range"];

/// Filters an expression may use.
pub const FILTERS: &[&str] = &[
    "abs",
    "attr",
    "batch",
    "bool",
    "capitalize",
    "chain",
    "count",
    "d",
    "default",
    "dictsort",
    "e",
    "escape",
    "first",
    "float",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "json",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "select",
    "selectattr",
    "slice",
    "sort",
    "split",
    "string",
    "sum",
    "title",
    "trim",
    "unique",
    "upper",
    "zip",
];

/// Tests an expression may use after `is`.
pub const TESTS: &[&str] = &[
    "boolean",
    "defined",
    "divisibleby",
    "endingwith",
    "eq",
    "equalto",
    "even",
    "false",
    "float",
    "ge",
    "greaterthan",
    "gt",
    "in",
    "int",
    "integer",
    "iterable",
    "le",
    "lessthan",
    "lower",
    "lt",
    "mapping",
    "ne",
    "none",
    "number",
    "odd",
    "sameas",
    "sequence",
    "startingwith",
    "string",
    "true",
    "undefined",
    "upper",
];

/// Block tags a template may use.
pub const TAGS: &[&str] = &["elif", "else", "endfor", "endif", "endraw", "endset", "endwith", "for", "if", "raw", "set", "with"];

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.add_filter("json", as_json_text);
    for left_out in ["debug", "namespace"] {
        environment.remove_global(left_out);
    }
    if let Ok(syntax) = SyntaxConfig::builder().keep_trailing_newline(true).build() {
        environment.set_syntax(syntax);
    }
    environment
});

/// Why an expression or template could not be compiled or evaluated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// What kind of failure.
    pub kind: ExpressionErrorKind,
    /// For people: what happened and where in the text.
    pub message: String,
}

/// Kinds of [`ExpressionError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpressionErrorKind {
    /// The text is not in the language.
    Syntax,
    /// A name or field it uses has no value.
    Undefined,
    /// It took more than [`FUEL`] instructions.
    OutOfFuel,
    /// An operation failed, or the result is not JSON.
    Evaluation,
}

impl ExpressionError {
    fn evaluation(message: impl Into<String>) -> Self {
        Self { kind: ExpressionErrorKind::Evaluation, message: message.into() }
    }

    fn of(error: &minijinja::Error, source: &str) -> Self {
        let kind = match error.kind() {
            ErrorKind::SyntaxError | ErrorKind::BadEscape => ExpressionErrorKind::Syntax,
            ErrorKind::UndefinedError => ExpressionErrorKind::Undefined,
            ErrorKind::OutOfFuel => ExpressionErrorKind::OutOfFuel,
            _ => ExpressionErrorKind::Evaluation,
        };
        let mut message = match error.detail() {
            Some(detail) => format!("{}: {detail}", error.kind()),
            None => error.kind().to_string(),
        };
        if kind == ExpressionErrorKind::OutOfFuel {
            message = format!("it takes more than {FUEL} instructions; loop over less");
        }
        match error.line() {
            Some(line) if source.contains('\n') => message.push_str(&format!(" (line {line} of the text)")),
            _ => message.push_str(&format!(" in `{}`", shortened(source))),
        }
        Self { kind, message }
    }
}

fn shortened(source: &str) -> String {
    let source = source.trim();
    if source.chars().count() <= 80 {
        return source.to_owned();
    }
    source.chars().take(77).chain("...".chars()).collect()
}

/// The names an expression can see. Cheap to clone: large values are shared.
#[derive(Clone, Default)]
pub struct Scope {
    names: BTreeMap<&'static str, minijinja::Value>,
    steps: Arc<BTreeMap<String, minijinja::Value>>,
    /// What steps of a loop gave in the round before; nothing outside loops.
    previous: Option<Arc<BTreeMap<String, minijinja::Value>>>,
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("names", &self.names.keys()).field("steps", &self.steps.keys()).finish()
    }
}

impl Scope {
    /// A scope with the run's input and the facts about the run (`plan`, `started_at`).
    pub fn new(input: &Value, run: &Value) -> Self {
        let names = BTreeMap::from([("input", minijinja::Value::from(Serde(input))), ("run", minijinja::Value::from(Serde(run)))]);
        Self { names, steps: Arc::default(), previous: None }
    }

    /// Adds a step that is done: its value (`null` where it was skipped) and its status.
    #[must_use]
    pub fn with_step(mut self, id: &str, value: &Value, status: &str) -> Self {
        let seen =
            minijinja::Value::from_pairs([("value", minijinja::Value::from(Serde(value))), ("status", minijinja::Value::from(status))]);
        Arc::make_mut(&mut self.steps).insert(id.to_owned(), seen);
        self
    }

    /// Adds a step with everything that may be read of it, by name.
    #[must_use]
    pub fn with_step_of<'v>(mut self, id: &str, fields: impl IntoIterator<Item = (&'static str, &'v Value)>) -> Self {
        let seen = minijinja::Value::from_pairs(fields.into_iter().map(|(name, value)| (name, minijinja::Value::from(Serde(value)))));
        Arc::make_mut(&mut self.steps).insert(id.to_owned(), seen);
        self
    }

    /// The same scope inside a loop, in a round of this number.
    #[must_use]
    pub fn with_round(mut self, round: u32) -> Self {
        self.names.insert("round", minijinja::Value::from(round));
        self
    }

    /// The same scope with what a step of the loop gave in the round before, and how it ended: nothing in the first.
    #[must_use]
    pub fn with_previous(mut self, id: &str, value: &Value, status: Option<&str>) -> Self {
        let fields = [("value", minijinja::Value::from(Serde(value))), ("status", minijinja::Value::from(status))];
        Arc::make_mut(self.previous.get_or_insert_default()).insert(id.to_owned(), minijinja::Value::from_pairs(fields));
        self
    }

    /// The same scope for one item of a fan-out.
    #[must_use]
    pub fn with_item(&self, item: &Value, index: u32) -> Self {
        let mut scope = self.clone();
        scope.names.insert("item", minijinja::Value::from(Serde(item)));
        scope.names.insert("index", minijinja::Value::from(index));
        scope
    }

    /// The same scope with the run's state variables.
    #[must_use]
    pub fn with_state<'v>(mut self, variables: impl IntoIterator<Item = (&'v str, &'v Value)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), minijinja::Value::from(Serde(value))));
        self.names.insert("state", minijinja::Value::from_pairs(variables));
        self
    }

    /// The same scope with what an update carries.
    #[must_use]
    pub fn with_payload(mut self, payload: &Value) -> Self {
        self.names.insert("payload", minijinja::Value::from(Serde(payload)));
        self
    }

    fn root(&self) -> minijinja::Value {
        let steps = minijinja::Value::from_pairs(self.steps.iter().map(|(id, seen)| (id.as_str(), seen.clone())));
        let names = self.names.iter().map(|(name, value)| (*name, value.clone()));
        let previous = self
            .previous
            .iter()
            .map(|previous| ("previous", minijinja::Value::from_pairs(previous.iter().map(|(id, seen)| (id.as_str(), seen.clone())))));
        minijinja::Value::from_pairs(names.chain(previous).chain([("steps", steps)]))
    }
}

impl Expression {
    /// Checks that the text is an expression.
    ///
    /// # Errors
    /// [`ExpressionErrorKind::Syntax`] with what is wrong.
    pub fn compile(&self) -> Result<(), ExpressionError> {
        ENVIRONMENT.compile_expression_owned(self.0.as_str()).map(drop).map_err(|error| ExpressionError::of(&error, &self.0))
    }

    /// The value of the expression, as JSON.
    ///
    /// # Errors
    /// When it does not compile, uses something undefined, runs out of fuel, or its result is not JSON.
    pub fn evaluate(&self, scope: &Scope) -> Result<Value, ExpressionError> {
        to_json(&self.result(scope)?).map_err(|problem| ExpressionError::evaluation(format!("{problem} in `{}`", self.0)))
    }

    /// Whether the expression holds: everything but `false`, `none`, 0 and what is empty.
    ///
    /// # Errors
    /// As [`Expression::evaluate`].
    pub fn holds(&self, scope: &Scope) -> Result<bool, ExpressionError> {
        Ok(self.result(scope)?.is_true())
    }

    fn result(&self, scope: &Scope) -> Result<minijinja::Value, ExpressionError> {
        let value = ENVIRONMENT
            .compile_expression_owned(self.0.as_str())
            .and_then(|compiled| compiled.eval(scope.root()))
            .map_err(|error| ExpressionError::of(&error, &self.0))?;
        if value.is_undefined() {
            return Err(ExpressionError {
                kind: ExpressionErrorKind::Undefined,
                message: format!("`{}` is not defined; guard it with `is defined` or `| default(…)`", self.0.trim()),
            });
        }
        Ok(value)
    }
}

impl Template {
    /// Checks that the text is a template.
    ///
    /// # Errors
    /// [`ExpressionErrorKind::Syntax`] with what is wrong.
    pub fn compile(&self) -> Result<(), ExpressionError> {
        if let Some(expression) = self.lone_expression() {
            return expression.compile();
        }
        // A private environment only lends its settings here: compiled templates are not kept.
        let environment = ENVIRONMENT.clone();
        environment.template_from_str(&self.0).map(drop).map_err(|error| ExpressionError::of(&error, &self.0))
    }

    /// The rendered text; or, where the template is one lone `{{ expression }}`, its value with its JSON type.
    ///
    /// # Errors
    /// As [`Expression::evaluate`].
    pub fn render(&self, scope: &Scope) -> Result<Value, ExpressionError> {
        if !mentions::has_code(&self.0) {
            return Ok(Value::String(self.0.clone()));
        }
        if let Some(expression) = self.lone_expression() {
            return expression.evaluate(scope);
        }
        ENVIRONMENT.render_str(&self.0, scope.root()).map(Value::String).map_err(|error| ExpressionError::of(&error, &self.0))
    }

    /// The expression, where the template is nothing but one `{{ expression }}`.
    pub fn lone_expression(&self) -> Option<Expression> {
        mentions::lone_expression(&self.0).map(|source| Expression(source.to_owned()))
    }
}

/// Renders every string in a value as a [`Template`]; keys and everything else stay as they are.
///
/// # Errors
/// As [`Template::render`], for the first string that fails, with its place in front of the message.
pub fn render_all(value: &Value, scope: &Scope) -> Result<Value, ExpressionError> {
    match value {
        Value::String(text) if !mentions::has_code(text) => Ok(value.clone()),
        Value::String(text) => Template(text.clone()).render(scope),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| render_all(item, scope).map_err(|error| error.inside(&format!("[{index}]"))))
            .collect::<Result<_, _>>()
            .map(Value::Array),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, field)| match render_all(field, scope) {
                Ok(rendered) => Ok((key.clone(), rendered)),
                Err(error) => Err(error.inside(&format!(".{key}"))),
            })
            .collect::<Result<_, _>>()
            .map(Value::Object),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(value.clone()),
    }
}

impl ExpressionError {
    fn inside(mut self, place: &str) -> Self {
        let separator = if self.message.starts_with(['.', '[']) { "" } else { ": " };
        self.message = format!("{place}{separator}{}", self.message);
        self
    }
}

fn as_json_text(value: &minijinja::Value) -> Result<String, minijinja::Error> {
    to_json(value).map(|json| json.to_string()).map_err(|problem| minijinja::Error::new(ErrorKind::BadSerialization, problem))
}

/// Turns a result into JSON, refusing what JSON cannot hold instead of writing `null` for it.
fn to_json(value: &minijinja::Value) -> Result<Value, String> {
    match value.kind() {
        ValueKind::None => Ok(Value::Null),
        ValueKind::Bool => Ok(Value::Bool(value.is_true())),
        ValueKind::Number => number(value).map(Value::Number).ok_or_else(|| format!("{value} is not a JSON number")),
        ValueKind::String => Ok(Value::String(value.as_str().map_or_else(|| value.to_string(), str::to_owned))),
        ValueKind::Seq | ValueKind::Iterable => {
            let items = value.try_iter().map_err(|error| error.to_string())?;
            items.map(|item| to_json(&item)).collect::<Result<_, _>>().map(Value::Array)
        }
        ValueKind::Map => {
            let keys = value.try_iter().map_err(|error| error.to_string())?;
            keys.map(|key| {
                let name = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
                let field = value.get_item(&key).map_err(|error| error.to_string())?;
                Ok((name, to_json(&field)?))
            })
            .collect::<Result<Map<_, _>, String>>()
            .map(Value::Object)
        }
        ValueKind::Undefined => Err("an undefined value".to_owned()),
        kind => Err(format!("a result of kind {kind}, which JSON cannot hold,")),
    }
}

fn number(value: &minijinja::Value) -> Option<Number> {
    if value.is_integer() {
        return i64::try_from(value.clone()).map(Number::from).or_else(|_| u64::try_from(value.clone()).map(Number::from)).ok();
    }
    f64::try_from(value.clone()).ok().and_then(Number::from_f64)
}

#[cfg(test)]
mod tests;
