//! Gate checks on outputs: verdict, score, fail code, evidence spans.
//!
//! A check is read strictly ([`Check::parse`]: an unknown type, field or value is an error with its place), looks at a
//! [`Workspace`] and yields a [`CheckResult`]; [`verdict`] sums results up. A check that cannot be evaluated says so and
//! never passes. The crate does no I/O: the one check that needs the network borrows it through [`Fetch`].

mod check;
mod code;
mod fetch;
mod path;
mod read;
mod registry;
mod result;
mod rules;
mod spec;
mod workspace;

pub mod audit;
pub mod grounding;
pub mod qa;

pub use check::{Check, evaluate, evaluate_all};
pub use code::FailCode;
pub use fetch::{Answer, Fetch, FetchError};
pub use registry::{COMMON_FIELDS, CheckKind, FieldSpec, Level, registry};
pub use result::{CheckResult, Evidence, Outcome, Severity, Span, Verdict, verdict};
pub use spec::SpecProblem;
pub use workspace::{Depth, SourceText, Workspace};

#[cfg(test)]
mod tests;
