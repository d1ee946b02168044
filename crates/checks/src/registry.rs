//! The closed registry of checks.

use std::sync::LazyLock;

use crate::rules::{self, Rule};
use crate::spec::Fields;
use crate::{FailCode, Severity};

/// A field of a check's specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// What it holds, for example `text or list of texts`.
    pub shape: &'static str,
    /// What it does.
    pub summary: &'static str,
}

/// The research's levels, cheapest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// L0: parse, schema, size, truncation.
    Shape,
    /// L1: files, headings, sections, placeholders.
    Structure,
    /// L2: citations, links and hashes resolve.
    References,
    /// L3: quotations, numbers and sentences rest on their sources.
    Grounding,
    /// L3b: nothing is copied that is not quoted.
    Copying,
    /// L4: how it reads.
    Readability,
}

/// A kind of check.
#[derive(Debug, Clone, Copy)]
pub struct CheckKind {
    /// The `type` in specifications.
    pub name: &'static str,
    /// Its level.
    pub level: Level,
    /// Passes when …
    pub summary: &'static str,
    /// Its own fields; [`COMMON_FIELDS`] come on top.
    pub fields: &'static [FieldSpec],
    /// Whether `target` must be given.
    pub target_required: bool,
    /// The codes it fails with, beside `MISSING_ARTIFACT` for a target that is not there.
    pub fail_codes: &'static [FailCode],
    /// What its failure weighs unless the specification says otherwise.
    pub default_severity: Severity,
    pub(crate) parse: fn(&mut Fields<'_>) -> Box<dyn Rule>,
}

/// Fields that every check has.
pub const COMMON_FIELDS: &[FieldSpec] = &[
    FieldSpec { name: "type", required: true, shape: "text", summary: "which check" },
    FieldSpec { name: "name", required: false, shape: "text", summary: "a name for people; quality assurance finds its checks by it" },
    FieldSpec { name: "severity", required: false, shape: "info | warning | error | critical", summary: "what a failure weighs" },
    FieldSpec {
        name: "target",
        required: false,
        shape: "path or list of paths",
        summary: "what is looked at; of a list the first that exists. `{word}` is a variable, `*`, `?` and `**/` are wildcards",
    },
    FieldSpec {
        name: "scope",
        required: false,
        shape: "output | upstream | any",
        summary: "whose files: those of the attempt (default), of the steps before it, or both",
    },
];

/// Every kind of check there is.
#[must_use]
pub fn registry() -> &'static [CheckKind] {
    static REGISTRY: LazyLock<Vec<CheckKind>> = LazyLock::new(|| rules::KINDS.iter().flat_map(|kinds| kinds.iter().copied()).collect());
    &REGISTRY
}
