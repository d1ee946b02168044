//! The type of what takes back what a step did.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Retry;

/// An effect that takes back what a step did, when the run fails or is cancelled. It should do no harm where it is done twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undo {
    /// The registered name of the effect.
    pub effect: String,
    /// Its arguments; their templates see what those of the step see, and what the step itself gave.
    #[serde(default)]
    pub with: Value,
    /// How its failures are retried: 5 tries where nothing is said, since nobody comes after it.
    #[serde(default = "Undo::usual_retry")]
    pub retry: Retry,
    /// Limit for one try, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
}

impl Undo {
    /// The retries of an undo that says nothing of them.
    pub(crate) fn usual_retry() -> Retry {
        Retry { max_tries: 5, ..Retry::default() }
    }
}
