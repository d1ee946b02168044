//! The closed list of fail codes.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a check, or the attempt around it, failed. Stable: stored in `gate_executions.fail_codes` and counted in analytics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailCode {
    /// A file or folder that had to be there is not, or is blank.
    MissingArtifact,
    /// A heading that had to be there is not, or stands at the wrong depth or place.
    HeadingMismatch,
    /// A check failed that has no code of its own.
    ValidationFailed,
    /// Something took longer than it may.
    Timeout,
    /// The model's provider failed or answered with nothing usable.
    ModelError,
    /// A token or money ceiling was reached.
    BudgetExceeded,
    /// A specification names a check that does not exist, or gives it a field it does not know.
    UnknownValidation,
    /// The cap on tool rounds was reached.
    MaxRounds,
    /// A file that must be JSON cannot be parsed.
    SchemaUnparsable,
    /// A file parses but does not satisfy its JSON Schema.
    SchemaInvalid,
    /// The output stops before its end.
    Truncated,
    /// Text that was to be replaced still stands.
    Placeholder,
    /// A citation names a source that is not in the source set.
    CiteUnknown,
    /// A link leads nowhere.
    LinkDead,
    /// A source that must be used is cited nowhere.
    SourceUnused,
    /// A quotation does not stand in the source it is attributed to.
    QuoteNotFound,
    /// A number, date or name does not stand in the passage its sentence cites.
    NumberUnsupported,
    /// A sentence shares too little with the passage it cites.
    LowOverlap,
    /// A statement of fact cites nothing.
    UncitedClaim,
    /// Unquoted text is taken from a source word for word.
    VerbatimCopy,
    /// The text is harder or plainer than asked for, or uses a banned phrase.
    Readability,
    /// The text is in another language than asked for.
    WrongLanguage,
    /// The text declines the task, apologises for it or speaks as a language model.
    Refusal,
}

impl FailCode {
    /// Every code, in the order of this list.
    pub const ALL: &[Self] = &[
        Self::MissingArtifact,
        Self::HeadingMismatch,
        Self::ValidationFailed,
        Self::Timeout,
        Self::ModelError,
        Self::BudgetExceeded,
        Self::UnknownValidation,
        Self::MaxRounds,
        Self::SchemaUnparsable,
        Self::SchemaInvalid,
        Self::Truncated,
        Self::Placeholder,
        Self::CiteUnknown,
        Self::LinkDead,
        Self::SourceUnused,
        Self::QuoteNotFound,
        Self::NumberUnsupported,
        Self::LowOverlap,
        Self::UncitedClaim,
        Self::VerbatimCopy,
        Self::Readability,
        Self::WrongLanguage,
        Self::Refusal,
    ];

    /// As stored, for example `MISSING_ARTIFACT`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MissingArtifact => "MISSING_ARTIFACT",
            Self::HeadingMismatch => "HEADING_MISMATCH",
            Self::ValidationFailed => "VALIDATION_FAILED",
            Self::Timeout => "TIMEOUT",
            Self::ModelError => "MODEL_ERROR",
            Self::BudgetExceeded => "BUDGET_EXCEEDED",
            Self::UnknownValidation => "UNKNOWN_VALIDATION",
            Self::MaxRounds => "MAX_ROUNDS",
            Self::SchemaUnparsable => "SCHEMA_UNPARSABLE",
            Self::SchemaInvalid => "SCHEMA_INVALID",
            Self::Truncated => "TRUNCATED",
            Self::Placeholder => "PLACEHOLDER",
            Self::CiteUnknown => "CITE_UNKNOWN",
            Self::LinkDead => "LINK_DEAD",
            Self::SourceUnused => "SOURCE_UNUSED",
            Self::QuoteNotFound => "QUOTE_NOT_FOUND",
            Self::NumberUnsupported => "NUMBER_UNSUPPORTED",
            Self::LowOverlap => "LOW_OVERLAP",
            Self::UncitedClaim => "UNCITED_CLAIM",
            Self::VerbatimCopy => "VERBATIM_COPY",
            Self::Readability => "READABILITY",
            Self::WrongLanguage => "WRONG_LANGUAGE",
            Self::Refusal => "REFUSAL",
        }
    }

    /// The code with this name, if there is one.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

impl fmt::Display for FailCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
