//! Task queues: steps that workers elsewhere carry out.
//!
//! The effect `task` hands a try of a step to the [`Board`], which stores it and waits. Workers poll ([`Flows::poll_tasks`]), say that
//! they are still at it, and hand in what came of it; whoever holds a task's token may write, nobody else. The result reaches the board
//! at once where it came to this process, and by a look at the table where it came to another.

mod board;
mod effect;
mod labels;
mod places;
mod service;
mod view;

pub(crate) use board::Board;
pub(crate) use effect::Task;
pub use labels::Labels;
pub use service::{Held, PollTasks, Polled, TaskEnd, TaskFile, TaskOutcome, TaskView};
pub use view::{QueueView, WorkerView, queues, workers};
