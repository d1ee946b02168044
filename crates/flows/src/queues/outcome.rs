//! What callers put in, and what they are told of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::rules::Verdict;
use crate::error::FlowError;

/// An item to add.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWorkItem)]
pub struct NewItem {
    /// What is to be worked on, as the queue's schema wants it.
    pub payload: Value,
    /// The higher, the sooner; for queues that go by it.
    #[serde(default)]
    pub priority: Option<i32>,
}

/// What became of an item that was to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AddedWorkItem)]
pub struct AddedItem {
    /// Its place in what was sent, from 0.
    pub index: usize,
    /// What became of it.
    pub status: AddStatus,
    /// The item; for a duplicate the one that is there already.
    pub id: Option<Uuid>,
    /// Why it was refused.
    pub message: Option<String>,
}

/// What became of an item that was to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddStatus {
    /// It is in the queue; or the same key has put it there before.
    Added,
    /// An equal item is in the queue and not finished.
    Duplicate,
    /// The queue is full.
    Full,
    /// It does not fit the queue.
    Invalid,
}

impl AddedItem {
    pub(super) fn of(index: usize, verdict: Verdict, queue: &str) -> Self {
        let told = |status, id, message| Self { index, status, id, message };
        match verdict {
            Verdict::Added { id } | Verdict::Before { id } => told(AddStatus::Added, Some(id), None),
            Verdict::Duplicate { of } => {
                let message = format!("the queue `{queue}` takes no two equal items, and item {of} equals it");
                told(AddStatus::Duplicate, Some(of), Some(message))
            }
            Verdict::Full => {
                let message = format!("the queue `{queue}` is full; add it again when some of its items are finished");
                told(AddStatus::Full, None, Some(message))
            }
            Verdict::Unfit(why) => told(AddStatus::Invalid, None, Some(why)),
        }
    }

    /// The refusal of an item that was to be added by itself.
    ///
    /// # Errors
    /// [`FlowError::Refused`] with `DUPLICATE_ITEM`, `QUEUE_FULL` or `INVALID_ITEM`.
    pub fn into_id(self) -> Result<Uuid, FlowError> {
        let code = match (self.status, self.id) {
            (AddStatus::Added, Some(id)) => return Ok(id),
            (AddStatus::Duplicate, _) => "DUPLICATE_ITEM",
            (AddStatus::Full, _) => "QUEUE_FULL",
            (AddStatus::Invalid | AddStatus::Added, _) => "INVALID_ITEM",
        };
        Err(FlowError::Refused { code: code.to_owned(), message: self.message.unwrap_or_default() })
    }
}
