//! Every error there is: stable codes, each with a status, a title and a page.

/// Declares the codes with status and title. The page of a code is `docs/errors/CODE.md`.
macro_rules! codes {
    ($($name:ident $text:literal $status:literal $title:literal;)+) => {
        /// A stable code of an error.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Code {
            $(#[doc = $title] $name,)+
        }

        impl Code {
            /// All codes.
            pub(crate) const ALL: &[Code] = &[$(Code::$name,)+];

            /// The code as it stands in answers and addresses.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }

            /// The HTTP status it is always answered with.
            pub(crate) fn status(self) -> u16 {
                match self { $(Code::$name => $status,)+ }
            }

            /// A few words that do not change from answer to answer.
            pub(crate) fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)+ }
            }

            /// The page, as Markdown.
            pub(crate) fn page(self) -> &'static str {
                match self { $(Code::$name => include_str!(concat!("../../../docs/errors/", $text, ".md")),)+ }
            }
        }
    };
}

codes! {
    MalformedRequest "MALFORMED_REQUEST" 400 "The request cannot be read";
    NotSignedIn "NOT_SIGNED_IN" 401 "Nobody is signed in";
    Forbidden "FORBIDDEN" 403 "Only admins may do this";
    NotFound "NOT_FOUND" 404 "There is nothing at this address";
    UnknownRun "UNKNOWN_RUN" 404 "There is no such run";
    UnknownGate "UNKNOWN_GATE" 404 "The run has no such gate";
    UnknownFlow "UNKNOWN_FLOW" 404 "There is no such flow";
    UnknownSchedule "UNKNOWN_SCHEDULE" 404 "There is no such schedule";
    UnknownStep "UNKNOWN_STEP" 404 "The run's plan has no such step";
    UnknownSignal "UNKNOWN_SIGNAL" 404 "The run's plan has no such signal";
    UnknownUpdate "UNKNOWN_UPDATE" 404 "The run's plan has no such update";
    UnknownQuery "UNKNOWN_QUERY" 404 "The run's plan has no such query";
    UnknownQueue "UNKNOWN_QUEUE" 404 "The run has no such work queue";
    UnknownItem "UNKNOWN_ITEM" 404 "The queue has no such item";
    UnknownAttempt "UNKNOWN_ATTEMPT" 404 "The gate has no such attempt";
    UnknownArtifact "UNKNOWN_ARTIFACT" 404 "There is no such file";
    UnknownTemplate "UNKNOWN_TEMPLATE" 404 "There is no such template";
    UnknownVersion "UNKNOWN_VERSION" 404 "The template has no such version";
    UnknownAgent "UNKNOWN_AGENT" 404 "There is no such agent";
    UnknownModel "UNKNOWN_MODEL" 404 "There is no such model";
    UnknownUser "UNKNOWN_USER" 404 "There is no such account";
    UnknownWebhook "UNKNOWN_WEBHOOK" 404 "There is no such webhook";
    MethodNotAllowed "METHOD_NOT_ALLOWED" 405 "This address does not answer that method";
    KeyReused "KEY_REUSED" 409 "The Idempotency-Key was used for something else";
    AdmissionRefused "ADMISSION_REFUSED" 409 "There is no room for another run";
    ScheduleTaken "SCHEDULE_TAKEN" 409 "There is a schedule of this name already";
    LastAdmin "LAST_ADMIN" 409 "Somebody must remain an admin";
    EmailTaken "EMAIL_TAKEN" 409 "The address belongs to another account";
    ModelUnavailable "MODEL_UNAVAILABLE" 409 "The model cannot be called from here";
    RunEnded "RUN_ENDED" 409 "The run has ended";
    NotBegun "NOT_BEGUN" 409 "The run waits to be let in";
    RunEnding "RUN_ENDING" 409 "The run is taking back what it did";
    NotYourDecision "NOT_YOUR_DECISION" 409 "The plan asks others";
    NothingToRedo "NOTHING_TO_REDO" 409 "Every step of the run is done";
    NotForkable "NOT_FORKABLE" 409 "The run cannot be forked there";
    NotMigratable "NOT_MIGRATABLE" 409 "The run cannot move to that version as it stands";
    NotRejectable "NOT_REJECTABLE" 409 "The step cannot be rejected now";
    ReasonRequired "REASON_REQUIRED" 409 "A reason is needed";
    AttemptsExhausted "ATTEMPTS_EXHAUSTED" 409 "The gate has no attempts left";
    NeedsNotDone "NEEDS_NOT_DONE" 409 "What the gate needs is not done";
    NotRerunnable "NOT_RERUNNABLE" 409 "The gate cannot be rerun now";
    NotSkippable "NOT_SKIPPABLE" 409 "The gate cannot be skipped now";
    NotApprovable "NOT_APPROVABLE" 409 "The gate cannot be approved now";
    NothingToApprove "NOTHING_TO_APPROVE" 409 "There is nothing to approve";
    ApprovalRequired "APPROVAL_REQUIRED" 409 "A gate waits for an approval";
    NotPaused "NOT_PAUSED" 409 "The run does not hold";
    AlreadyPaused "ALREADY_PAUSED" 409 "The run holds already";
    QueueFull "QUEUE_FULL" 409 "The work queue is full";
    QueueClosed "QUEUE_CLOSED" 409 "The work queue takes nothing more";
    DuplicateItem "DUPLICATE_ITEM" 409 "An equal item is in the work queue";
    ItemHeld "ITEM_HELD" 409 "A step is working on the item";
    ItemNotFailed "ITEM_NOT_FAILED" 409 "The item has not failed";
    TooManySignals "TOO_MANY_SIGNALS" 409 "Too many signals wait already";
    UpdateRefused "UPDATE_REFUSED" 409 "The plan does not allow the update now";
    TooManyUpdates "TOO_MANY_UPDATES" 409 "The run has taken as many updates as it can";
    BadOverrides "BAD_OVERRIDES" 409 "The gate cannot be rerun with these changes";
    ExpressionFailed "EXPRESSION_FAILED" 409 "What the gate is told cannot be worked out";
    TooLarge "TOO_LARGE" 413 "The request is too large";
    UnsupportedMediaType "UNSUPPORTED_MEDIA_TYPE" 415 "The body is of a kind that is not taken here";
    InvalidRequest "INVALID_REQUEST" 422 "Fields of the request are wrong";
    InvalidIntent "INVALID_INTENT" 422 "The form is not filled in as the template asks";
    InvalidPlan "INVALID_PLAN" 422 "The plan file has problems";
    InvalidSchedule "INVALID_SCHEDULE" 422 "The schedule's rule cannot be used";
    InvalidInput "INVALID_INPUT" 422 "The input is not what the plan asks for";
    InvalidAttribute "INVALID_ATTRIBUTE" 422 "An attribute cannot be kept";
    BadForm "BAD_FORM" 422 "The form is not filled in as the plan asks";
    InvalidItem "INVALID_ITEM" 422 "The item does not fit the work queue";
    BadSignal "BAD_SIGNAL" 422 "The signal does not carry what the plan asks for";
    BadUpdate "BAD_UPDATE" 422 "The update does not carry what the plan asks for";
    InvalidDefinition "INVALID_DEFINITION" 422 "The definition files have problems";
    UnknownWord "UNKNOWN_WORD" 422 "No dictionary has the word";
    TooManyRequests "TOO_MANY_REQUESTS" 429 "Too many requests";
    Internal "INTERNAL" 500 "Something of ours is broken";
    Unavailable "UNAVAILABLE" 503 "Something the server needs is away";
    TimedOut "TIMED_OUT" 504 "The answer did not come in time";
}

impl Code {
    /// The code of that text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}
