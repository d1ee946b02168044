//! What commands print about work queues.

use comfy_table::Cell;
use flows::queues::{AddStatus, AddedItem, Health, WorkItemView, WorkQueueView};

use crate::report::{right, status, table};

/// Characters of a payload in a table.
const SHOWN: usize = 60;

/// Queues, by name.
pub(crate) fn queues(queues: &[WorkQueueView]) -> String {
    if queues.is_empty() {
        return "The plan of this run declares no queues; they stand under `queues` at its top.".to_owned();
    }
    let mut table = table(&["queue", "order", "pending", "processing", "completed", "failed", "size", "health", "oldest waits"]);
    for queue in queues {
        let oldest = queue.oldest_pending_s.map(|seconds| format!("{seconds:.0} s")).unwrap_or_default();
        table.add_row(vec![
            Cell::new(&queue.queue_name),
            Cell::new(&queue.priority),
            right(queue.pending),
            right(queue.processing),
            right(queue.completed),
            right(queue.failed),
            right(size(queue)),
            Cell::new(health(queue)),
            right(oldest),
        ]);
    }
    table.to_string()
}

fn size(queue: &WorkQueueView) -> String {
    queue.max_size.map_or_else(|| "unlimited".to_owned(), |size| size.to_string())
}

fn health(queue: &WorkQueueView) -> &'static str {
    match (queue.closed_at, queue.health) {
        (Some(_), _) => "closed",
        (None, Health::Healthy) => "healthy",
        (None, Health::Warning) => "warning",
        (None, Health::Critical) => "critical",
    }
}

/// One queue with items.
pub(crate) fn queue(queue: &WorkQueueView, items: &[WorkItemView]) -> String {
    let head = queues(std::slice::from_ref(queue));
    if items.is_empty() {
        return format!("{head}\nNo such items. Add one: gatewright runs queue {} add {} ITEM", queue.run_id, queue.queue_name);
    }
    let mut table = table(&["item", "status", "taken", "priority", "added", "by", "payload"]);
    for item in items {
        table.add_row(vec![
            Cell::new(item.id.to_string()),
            status(&item.status),
            right(item.attempts),
            right(item.priority),
            Cell::new(item.created_at.strftime("%F %H:%M")),
            Cell::new(&item.added_by),
            Cell::new(payload(item)),
        ]);
    }
    format!("{head}\n{table}")
}

fn payload(item: &WorkItemView) -> String {
    let Some(payload) = &item.payload else { return format!("({} bytes)", item.size_bytes) };
    let text = payload.to_string();
    if text.chars().count() <= SHOWN { text } else { text.chars().take(SHOWN - 1).chain(['…']).collect() }
}

/// One item with its payload.
pub(crate) fn item(item: &WorkItemView) -> String {
    let taken = match (&item.taker_run_id, &item.taker_step) {
        (Some(run), Some(step)) if item.attempts > 0 => format!("; last taken by step {step} of run {run}"),
        _ => String::new(),
    };
    let reason = item.reason.as_ref().map(|reason| format!("\nreason: {reason}")).unwrap_or_default();
    let payload = item.payload.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("item {} is {}, taken {} times{taken}{reason}\n{payload}", item.id, item.status, item.attempts)
}

/// What became of items that were to be added.
pub(crate) fn added(queue: &str, results: &[AddedItem]) -> String {
    let count = results.iter().filter(|item| item.status == AddStatus::Added).count();
    let mut lines = vec![format!("{count} of {} items are in the queue {queue}", results.len())];
    for item in results {
        match (&item.message, item.id) {
            (Some(message), _) => lines.push(format!("  {}: {message}", item.index)),
            (None, Some(id)) => lines.push(format!("  {}: {id}", item.index)),
            (None, None) => {}
        }
    }
    lines.join("\n")
}
