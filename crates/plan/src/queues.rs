//! Work queues: a backlog of items that belongs to a run (grammar 4). Steps and people put items in, steps take them out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Plan;
use crate::diagnostics::{Code, Diagnostics, Findings};
use crate::input::each_against;
use crate::path::Path;
use crate::run_state::missing;

/// Items that a queue of bounded size may have unfinished, at most.
pub const MAX_QUEUE_SIZE: u32 = 10_000;
/// Items that one `queue.take` takes, at most.
pub const MAX_TAKEN: u64 = 100;

/// The effects that work on queues. A host that offers queues registers all of them.
pub mod queue_effects {
    /// Puts items in.
    pub const ADD: &str = "queue.add";
    /// Takes items out, and waits until there are any.
    pub const TAKE: &str = "queue.take";
    /// Says what became of items that were taken.
    pub const FINISH: &str = "queue.finish";
    /// Waits until nothing is left to do.
    pub const DRAINED: &str = "queue.drained";
    /// Lets nothing more in.
    pub const CLOSE: &str = "queue.close";
    /// All of them.
    pub const ALL: [&str; 5] = [ADD, TAKE, FINISH, DRAINED, CLOSE];
}

/// A work queue of every run of the plan. It brings a signal of its name, which adds an item, and a query, which tells how it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// Which item is taken next.
    #[serde(default)]
    pub order: Order,
    /// How many items may be unfinished at once.
    #[serde(default)]
    pub size: Size,
    /// Whether an item is refused that equals one which is not finished.
    #[serde(default)]
    pub dedupe: bool,
    /// JSON Schema of an item; `true` admits anything.
    #[serde(default = "any_schema")]
    pub schema: Value,
}

/// Which item of a queue is taken next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The one that came first.
    #[default]
    Fifo,
    /// The one that came last.
    Lifo,
    /// The one of the highest priority, and of those the one that came first.
    Priority,
}

impl Order {
    /// All of them, by the words that plans write.
    pub const WORDS: [(&'static str, Self); 3] = [("fifo", Self::Fifo), ("lifo", Self::Lifo), ("priority", Self::Priority)];

    /// The word that plans write.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fifo => "fifo",
            Self::Lifo => "lifo",
            Self::Priority => "priority",
        }
    }
}

/// How many items may be unfinished (waiting or taken) in a queue at once: a number, or `unlimited`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub enum Size {
    /// However many come.
    #[default]
    Unlimited,
    /// So many; the next one is refused.
    AtMost(u32),
}

impl Size {
    /// The bound, where there is one.
    pub fn bound(self) -> Option<u32> {
        match self {
            Self::Unlimited => None,
            Self::AtMost(items) => Some(items),
        }
    }
}

impl From<Size> for Value {
    fn from(size: Size) -> Self {
        match size {
            Size::Unlimited => Self::from("unlimited"),
            Size::AtMost(items) => Self::from(items),
        }
    }
}

impl TryFrom<Value> for Size {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        match value.as_u64().map(u32::try_from) {
            Some(Ok(items)) => Ok(Self::AtMost(items)),
            None if value == "unlimited" => Ok(Self::Unlimited),
            _ => Err("a size is a number of items or `unlimited`"),
        }
    }
}

fn any_schema() -> Value {
    Value::Bool(true)
}

impl Plan {
    /// Checks an item before it is added to a queue of a run of the plan.
    ///
    /// # Errors
    /// The plan has no such queue, or everything in the item that does not fit the queue's schema.
    pub fn check_item(&self, queue: &str, item: &Value) -> Result<(), Diagnostics> {
        match self.queues.get(queue) {
            Some(known) => known.check(queue, [item]).pop().unwrap_or(Ok(())),
            None => {
                let mut findings = Findings::default();
                findings.error(Code::UnknownQueue, &Path::root(), unknown_queue(queue, &self.queues));
                Err(findings.into_diagnostics("", None))
            }
        }
    }
}

impl Queue {
    /// Checks items before they are added to the queue of this name: for each everything in it that does not fit the queue's schema.
    pub fn check<'v>(&self, name: &str, items: impl IntoIterator<Item = &'v Value>) -> Vec<Result<(), Diagnostics>> {
        each_against(items, &self.schema, &format!("an item of the queue `{name}`"))
    }
}

pub(crate) fn unknown_queue(name: &str, known: &BTreeMap<String, Queue>) -> String {
    missing("queue", name, known)
}
