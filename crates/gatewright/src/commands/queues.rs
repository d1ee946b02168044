//! `gatewright runs queue RUN …`.

use std::io::Read as _;
use std::path::Path;

use content::Content;
use flows::FlowRunView;
use flows::queues::{self, AddStatus, ItemQuery, NewItem};
use serde_json::{Value, json};
use store::Identity;

use super::flows::value_of;
use super::print_failed;
use crate::app::{self, App};
use crate::cli::QueueCommand;
use crate::failure::{CommandError, Exit};
use crate::report::Output;
use crate::report_queues as report;

/// Carries a command about the queues of a run out.
pub(crate) async fn carry_out(app: &App, run: &FlowRunView, command: QueueCommand, output: Output) -> Result<Option<Exit>, CommandError> {
    let client = || app.postgres.database().get(Identity::Service);
    let printed = match command {
        QueueCommand::List => {
            let queues = queues::queues(&client().await.map_err(app::unavailable)?, run.id).await?;
            output.print(&queues, || report::queues(&queues))
        }
        QueueCommand::Show { queue, status, limit } => {
            let client = client().await.map_err(app::unavailable)?;
            let shown = queues::queue(&client, run.id, &queue).await?;
            let items = queues::items(&client, run.id, &queue, &ItemQuery { status, limit, ..ItemQuery::default() }).await?;
            output.print(&json!({ "queue": shown, "items": items }), || report::queue(&shown, &items))
        }
        QueueCommand::Item { queue, item } => {
            let item = queues::item(&client().await.map_err(app::unavailable)?, run.id, &queue, item).await?;
            output.print(&item, || report::item(&item))
        }
        QueueCommand::Add { queue, items, file, priority, idempotency_key } => {
            let payloads = match &file {
                Some(file) => lines(file)?,
                None => items.iter().map(|item| value_of(item)).collect(),
            };
            let items: Vec<NewItem> = payloads.into_iter().map(|payload| NewItem { payload, priority }).collect();
            let by = Content::actor(&app.account, "cli queue");
            let by = format!("{} via {}", by.id, by.via);
            let results = app.flows.add_items(run.id, &queue, &items, idempotency_key.as_deref(), &by).await?;
            if let [only] = results.as_slice() {
                only.clone().into_id()?;
            }
            output.print(&results, || report::added(&queue, &results)).map_err(print_failed)?;
            let all = results.iter().all(|item| item.status == AddStatus::Added);
            return Ok((!all).then_some(Exit::Failed));
        }
        QueueCommand::Retry { queue, item } => {
            let item = app.flows.retry_item(run.id, &queue, item).await?;
            output.print(&item, || report::item(&item))
        }
        QueueCommand::Remove { queue, item } => {
            app.flows.remove_item(run.id, &queue, item).await?;
            output.print(&json!({ "removed": item }), || format!("item {item} is gone"))
        }
        QueueCommand::Close { queue } => {
            let closed = app.flows.close_queue(run.id, &queue).await?;
            output.print(&closed, || format!("the queue {queue} is closed; {} items are left to do", closed.pending + closed.processing))
        }
    };
    printed.map_err(print_failed)?;
    Ok(None)
}

/// The items of a file: one JSON value a line.
fn lines(file: &Path) -> Result<Vec<Value>, CommandError> {
    let unreadable = |error: std::io::Error| CommandError::usage("USAGE", format!("{} cannot be read: {error}", file.display()));
    let mut text = String::new();
    if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).map_err(unreadable)?;
    } else {
        text = std::fs::read_to_string(file).map_err(unreadable)?;
    }
    let line = |(number, line): (usize, &str)| {
        let wrong = |error| CommandError::usage("USAGE", format!("{}:{}: no JSON: {error}", file.display(), number + 1));
        serde_json::from_str(line).map_err(wrong)
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(line).collect()
}
