//! Closed sets of words and shapes of stored JSON, for the schemas of the API. Rows hold them as text.

use utoipa::ToSchema;

/// The tables' constraints are what keeps other words out.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $($word:ident),+;)+) => {
        $(
            $(#[$doc])*
            #[derive(ToSchema)]
            #[schema(rename_all = "snake_case")]
            #[expect(missing_docs, reason = "the words are in the glossary")]
            pub enum $name { $($word,)+ }
        )+
    };
}

words! {
    /// Where a run stands.
    RunStatus: Pending, Running, Paused, Completed, Failed, Cancelled;
    /// Where an attempt of a gate stands.
    GateStatus: Pending, Running, Passed, Failed, Skipped, Warning;
    /// The phases of a pipeline.
    Phase: Intake, Research, Design, Production, Audit, Publication;
    /// How deep a template goes.
    Depth: Quick, Standard, Deep;
    /// How able a model is.
    Tier: Top, Mid, Low;
    /// Why an attempt began.
    Cause: Ready, Repair, Again, Rerun, Upstream;
    /// What a person decided about an attempt.
    Decision: Approved, Skipped;
    /// What a run waits for.
    WaitingKind: Approval, Decision;
    /// What to do when the automatic attempts of a gate are spent.
    Exhausted: Pause, Fail, Warn, Skip;
    /// Whether a person must approve.
    Approval: None, Required;
    /// How much a check matters. `error` and `critical` fail the gate.
    Severity: Info, Warning, Error, Critical;
}

/// What a check found. Shape for the schema; rows hold what the checker wrote.
#[derive(ToSchema)]
pub struct Check {
    /// The check, for example `required_headings`.
    #[schema(rename = "type")]
    pub kind: String,
    /// What it looked at. Missing where no check could speak.
    #[schema(required = false)]
    pub target: Option<String>,
    /// Its name for people, where it has one.
    #[schema(required = false)]
    pub name: Option<String>,
    /// Whether it holds.
    pub passed: bool,
    /// Whether it could not be evaluated; counts as failed.
    #[schema(required = false)]
    pub error: Option<bool>,
    /// How much it matters.
    pub severity: Severity,
    /// From 0 to 1, where that means something.
    #[schema(required = false)]
    pub score: Option<f64>,
    /// A stable name of the failure.
    #[schema(required = false)]
    pub fail_code: Option<String>,
    /// For people.
    pub message: String,
    /// Where it shows.
    #[schema(required = false)]
    pub evidence: Option<Vec<Evidence>>,
}

/// A place that shows why a check passed or failed.
#[derive(ToSchema)]
pub struct Evidence {
    /// The file.
    pub path: String,
    /// The bytes.
    #[schema(required = false)]
    pub span: Option<Span>,
    /// The line, from 1.
    #[schema(required = false)]
    pub line: Option<u32>,
    /// What stands there, or around there.
    pub excerpt: String,
}

/// A half-open range of bytes in a file.
#[derive(ToSchema)]
pub struct Span {
    /// The first byte.
    pub start: u64,
    /// The byte behind the last.
    pub end: u64,
}
