//! The types of fan-outs that may fail in part.

use serde::{Deserialize, Serialize};

/// What becomes of a fan-out when one of its items has failed for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// The attempt fails; the other items are stopped.
    #[default]
    Fail,
    /// The other items go on. A failed one is `null` in the list of outputs, and stands in the step's `errors`.
    Continue,
}

impl OnFailure {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How many items of a fan-out must succeed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MinOk {
    /// So many.
    Count(u32),
    /// A share of them, as in `80%`.
    Share(String),
}

impl MinOk {
    /// How many that is of so many items, rounded up; `None` where a share is not from `0%` to `100%`.
    pub fn of(&self, items: usize) -> Option<usize> {
        match self {
            Self::Count(count) => Some(*count as usize),
            Self::Share(share) => {
                let percent: u32 = share.strip_suffix('%')?.trim_end().parse().ok()?;
                (percent <= 100).then(|| (items * percent as usize).div_ceil(100))
            }
        }
    }
}
