//! `task`: hands a step to whoever polls a queue.

use std::sync::Arc;

use engine::{Awaited, Effect, EffectCall, Mark, Produced};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{Failure, FailureClass};
use serde::Deserialize;
use serde_json::Value;
use store::StoreError;

use super::board::{Board, NewTask};
use super::labels::Labels;
use crate::effects::{arguments, failure};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    #[serde(default = "usual")]
    queue: String,
    activity: String,
    #[serde(default)]
    input: Value,
    #[serde(default)]
    priority: i32,
    /// What its worker must have.
    #[serde(default)]
    labels: Vec<String>,
}

fn usual() -> String {
    "default".to_owned()
}

/// The effect `task`.
pub(crate) struct Task(pub(crate) Arc<Board>);

impl Effect for Task {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let board = Arc::clone(&self.0);
        async move {
            let asked: Arguments = arguments(&call, "task")?;
            for (what, name) in [("queue", &asked.queue), ("activity", &asked.activity)] {
                if name.is_empty() || name.len() > 100 || name.chars().any(char::is_control) {
                    let message = format!("step `{}`: `task`: `{what}` needs a name of 1 to 100 characters", call.effort.step);
                    return Err(failure("BAD_ARGUMENTS", message, FailureClass::Terminal));
                }
            }
            let labels = Labels::new(asked.labels).map_err(|what| {
                let message = format!("step `{}`: `task`: `labels`: {what}", call.effort.step);
                failure("BAD_ARGUMENTS", message, FailureClass::Terminal)
            })?;
            let task = NewTask {
                key: call.idempotency_key,
                user_id: call.owner,
                run_id: call.run_id,
                step: call.effort.step.to_string(),
                attempt: i32::try_from(call.effort.attempt).unwrap_or(i32::MAX),
                item: call.effort.item.and_then(|item| i32::try_from(item).ok()),
                queue: asked.queue,
                activity: asked.activity,
                priority: asked.priority,
                labels,
                input: asked.input.to_string(),
            };
            board.carry_out(task).await
        }
        .boxed()
    }

    fn is_elsewhere(&self) -> bool {
        true
    }

    fn park(&self, tries: Vec<Awaited>) -> BoxFuture<'static, Result<Vec<Mark>, StoreError>> {
        let board = Arc::clone(&self.0);
        async move {
            let marked = board.park(tries.into_iter().map(|awaited| awaited.idempotency_key).collect()).await?;
            Ok(marked.into_iter().map(Mark::from).collect())
        }
        .boxed()
    }
}
