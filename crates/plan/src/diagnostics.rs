//! What is wrong with a plan: every finding, with its code and its place.

use std::fmt;

use serde::Serialize;

use crate::document::Places;
use crate::path::Path;

/// Everything found in a plan or an input, in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Diagnostics {
    /// What people call the text: a file name, for example. Empty where there is none.
    pub origin: String,
    /// The findings.
    pub list: Vec<Diagnostic>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// For people: what is wrong and what to do.
    pub message: String,
    /// Where in the plan, for example `steps[2].needs[0]`; empty for the whole.
    pub path: String,
    /// Line and column in the text, from 1, where the text is known.
    pub place: Option<(u64, u64)>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The plan cannot be used.
    Error,
    /// The plan can be used, though probably not as meant.
    Warning,
}

/// Stable codes of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Code {
    /// The text is neither YAML nor JSON, or has a key twice.
    Syntax,
    /// More text, steps or nesting than a plan may have.
    TooLarge,
    /// A field the grammar does not have.
    UnknownField,
    /// A field the grammar demands.
    MissingField,
    /// A value of another type than the grammar demands.
    WrongType,
    /// A kind of work, or a word of a closed list, that the grammar does not have.
    UnknownKind,
    /// A grammar version this build does not read.
    UnsupportedGrammar,
    /// A name that is blank or too long.
    BadName,
    /// A step's id that is not well-formed.
    BadId,
    /// Two steps of one id.
    DuplicateId,
    /// A plan without steps.
    EmptyPlan,
    /// A need that is no step of the plan.
    UnknownNeed,
    /// A signal that is waited for or sent, and that the plan does not have.
    UnknownSignal,
    /// A queue that a step works on, and that the plan does not have.
    UnknownQueue,
    /// A name that something else brings with it.
    NameTaken,
    /// Queues that wait for one another to be empty.
    CircularBlocking,
    /// A queue from which no step takes (a warning).
    UnusedQueue,
    /// A state variable that is read or changed, and that the plan does not have.
    UnknownVariable,
    /// A step that needs itself.
    SelfNeed,
    /// A need named twice.
    DuplicateNeed,
    /// Steps that wait for one another.
    Cycle,
    /// Loops that share steps without one going round all of the other.
    OverlappingLoops,
    /// A step that needs one inside a loop, and does not wait for the loop's end.
    InsideLoop,
    /// An effect that is not registered.
    UnknownEffect,
    /// A check that whoever checks does not accept.
    BadCheck,
    /// An expression or template that does not compile.
    BadExpression,
    /// A name that expressions do not have here.
    UnknownName,
    /// A step that expressions name and the plan does not have.
    UnknownStep,
    /// A step that is named, but not waited for.
    StepNotNeeded,
    /// A filter, test, function, method or tag that the language does not have.
    UnknownFunction,
    /// A fan-out whose call does the same for every item (a warning).
    UnusedItem,
    /// A number outside its bounds.
    OutOfBounds,
    /// A JSON Schema that is not one.
    BadSchema,
    /// An input that does not fit the plan's schema.
    BadInput,
    /// A value in the plan that does not fit the schema beside it.
    BadValue,
}

impl Code {
    /// The code as surfaces show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "SYNTAX",
            Self::TooLarge => "TOO_LARGE",
            Self::UnknownField => "UNKNOWN_FIELD",
            Self::MissingField => "MISSING_FIELD",
            Self::WrongType => "WRONG_TYPE",
            Self::UnknownKind => "UNKNOWN_KIND",
            Self::UnsupportedGrammar => "UNSUPPORTED_GRAMMAR",
            Self::BadName => "BAD_NAME",
            Self::BadId => "BAD_ID",
            Self::DuplicateId => "DUPLICATE_ID",
            Self::EmptyPlan => "EMPTY_PLAN",
            Self::UnknownNeed => "UNKNOWN_NEED",
            Self::UnknownSignal => "UNKNOWN_SIGNAL",
            Self::UnknownQueue => "UNKNOWN_QUEUE",
            Self::NameTaken => "NAME_TAKEN",
            Self::CircularBlocking => "CIRCULAR_BLOCKING",
            Self::UnusedQueue => "UNUSED_QUEUE",
            Self::UnknownVariable => "UNKNOWN_VARIABLE",
            Self::SelfNeed => "SELF_NEED",
            Self::DuplicateNeed => "DUPLICATE_NEED",
            Self::Cycle => "CYCLE",
            Self::OverlappingLoops => "OVERLAPPING_LOOPS",
            Self::InsideLoop => "INSIDE_LOOP",
            Self::UnknownEffect => "UNKNOWN_EFFECT",
            Self::BadCheck => "BAD_CHECK",
            Self::BadExpression => "BAD_EXPRESSION",
            Self::UnknownName => "UNKNOWN_NAME",
            Self::UnknownStep => "UNKNOWN_STEP",
            Self::StepNotNeeded => "STEP_NOT_NEEDED",
            Self::UnknownFunction => "UNKNOWN_FUNCTION",
            Self::UnusedItem => "UNUSED_ITEM",
            Self::OutOfBounds => "OUT_OF_BOUNDS",
            Self::BadSchema => "BAD_SCHEMA",
            Self::BadInput => "BAD_INPUT",
            Self::BadValue => "BAD_VALUE",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Diagnostics {
    /// Whether anything makes the plan unusable.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|found| found.severity == Severity::Error)
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl std::error::Error for Diagnostics {}

impl fmt::Display for Diagnostics {
    /// One line per finding: `origin:line:column: error[CODE] path: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, found) in self.list.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            if !self.origin.is_empty() {
                write!(f, "{}:", self.origin)?;
            }
            if let Some((line, column)) = found.place {
                write!(f, "{line}:{column}:")?;
            }
            if !self.origin.is_empty() || found.place.is_some() {
                f.write_str(" ")?;
            }
            found.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{severity}[{}] ", self.code)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

/// Findings being collected.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<(Path, Diagnostic)>,
    /// Parts of which nothing more can be said, beyond those with findings of their own.
    unreadable: Vec<Path>,
}

impl Findings {
    pub(crate) fn error(&mut self, code: Code, path: &Path, message: impl Into<String>) {
        self.add(Severity::Error, code, path, message.into(), None);
    }

    pub(crate) fn warning(&mut self, code: Code, path: &Path, message: impl Into<String>) {
        self.add(Severity::Warning, code, path, message.into(), None);
    }

    pub(crate) fn error_at(&mut self, code: Code, place: Option<(u64, u64)>, message: impl Into<String>) {
        self.add(Severity::Error, code, &Path::root(), message.into(), place);
    }

    fn add(&mut self, severity: Severity, code: Code, path: &Path, message: String, place: Option<(u64, u64)>) {
        let diagnostic = Diagnostic { code, severity, message, path: path.to_string(), place };
        self.list.push((path.clone(), diagnostic));
    }

    /// Says that later passes find nothing in this part that is worth telling.
    pub(crate) fn unreadable(&mut self, path: &Path) {
        self.unreadable.push(path.clone());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds what another pass found, except about parts that this one could not read.
    pub(crate) fn absorb(&mut self, later: Findings) {
        let mut unreadable = std::mem::take(&mut self.unreadable);
        unreadable.extend(self.list.iter().map(|(path, _)| path.clone()));
        let is_news = |path: &Path| !unreadable.iter().any(|at| path.0.starts_with(&at.0));
        self.list.extend(later.list.into_iter().filter(|(path, _)| is_news(path)));
    }

    /// The findings in reading order, with their places where the text is known.
    pub(crate) fn into_diagnostics(mut self, origin: &str, places: Option<&Places>) -> Diagnostics {
        for (path, found) in &mut self.list {
            found.place = found.place.or_else(|| places.and_then(|places| places.find(path)));
        }
        self.list.sort_by(|(a_path, a), (b_path, b)| (a.place, a_path).cmp(&(b.place, b_path)));
        Diagnostics { origin: origin.to_owned(), list: self.list.into_iter().map(|(_, found)| found).collect() }
    }
}

/// ` (did you mean …?)` when one of the known words is close.
pub(crate) fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let closest = known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .min()
        .filter(|(distance, _)| *distance <= 1 + word.chars().count() / 4);
    closest.map(|(_, candidate)| format!(" (did you mean `{candidate}`?)")).unwrap_or_default()
}

/// `a`, `b`, `c`
pub(crate) fn listed<'k>(known: impl IntoIterator<Item = &'k str>) -> String {
    known.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
