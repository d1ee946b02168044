//! What commands print about workers elsewhere and what waits for them.

use std::collections::BTreeMap;

use comfy_table::Cell;
use flows::tasks::{QueueView, WorkerView};
use jiff::Timestamp;
use uuid::Uuid;

use crate::report::{right, table};

/// Workers, those that polled last first.
pub(crate) fn workers(workers: &[WorkerView], names: &BTreeMap<Uuid, String>, everybody: bool, now: Timestamp) -> String {
    if workers.is_empty() {
        return none("No worker has polled for tasks in the last day.", everybody);
    }
    let mut table = table(&["worker", "queue", "activities", "capacity", "running", "seen", "account"]);
    for worker in workers {
        let activities = if worker.activities.is_empty() { "all".to_owned() } else { worker.activities.join(", ") };
        table.add_row(vec![
            Cell::new(&worker.name),
            Cell::new(&worker.queue),
            Cell::new(activities),
            right(worker.capacity),
            right(worker.running),
            right(format!("{} ago", length(worker.seen_at, now))),
            Cell::new(account(worker.user_id, names)),
        ]);
    }
    table.to_string()
}

/// Task queues, by name.
pub(crate) fn queues(queues: &[QueueView], names: &BTreeMap<Uuid, String>, everybody: bool, now: Timestamp) -> String {
    if queues.is_empty() {
        return none("No task waits for a worker, and no worker is at one.", everybody);
    }
    let mut table = table(&["queue", "waiting", "leased", "oldest waits", "account"]);
    for queue in queues {
        table.add_row(vec![
            Cell::new(&queue.queue),
            right(queue.waiting),
            right(queue.leased),
            right(queue.oldest_waiting_at.map(|since| length(since, now)).unwrap_or_default()),
            Cell::new(account(queue.user_id, names)),
        ]);
    }
    table.to_string()
}

fn none(sentence: &str, everybody: bool) -> String {
    if everybody { sentence.to_owned() } else { format!("{sentence} This is about your own; with --all-accounts it is about everybody's.") }
}

fn account(id: Uuid, names: &BTreeMap<Uuid, String>) -> String {
    names.get(&id).cloned().unwrap_or_else(|| id.to_string())
}

/// How long ago that is, in the unit that fits. The database's clock may be ahead of this machine's: what is to come is now.
fn length(since: Timestamp, now: Timestamp) -> String {
    match now.duration_since(since).as_secs().max(0) {
        seconds @ ..60 => format!("{seconds} s"),
        seconds @ 60..3_600 => format!("{} min", seconds / 60),
        seconds @ 3_600..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_ago_something_was_is_told_in_the_unit_that_fits() {
        let now = Timestamp::from_second(1_000_000).unwrap();
        for (ago, told) in [(-5, "0 s"), (0, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (7_300, "2 h"), (200_000, "2 days")] {
            assert_eq!(length(Timestamp::from_second(1_000_000 - ago).unwrap(), now), told);
        }
    }

    #[test]
    fn where_there_is_nothing_a_sentence_says_so_and_whose_it_is_about() {
        let now = Timestamp::UNIX_EPOCH;
        assert!(workers(&[], &BTreeMap::new(), false, now).ends_with("with --all-accounts it is about everybody's."));
        assert_eq!(queues(&[], &BTreeMap::new(), true, now), "No task waits for a worker, and no worker is at one.");
    }

    #[test]
    fn a_worker_is_shown_with_what_it_takes_and_whose_it_is() {
        let (ann, bob) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let worker = |user_id: Uuid, activities: &[&str]| WorkerView {
            user_id,
            name: "w1".to_owned(),
            queue: "mail".to_owned(),
            activities: activities.iter().map(|name| (*name).to_owned()).collect(),
            labels: Vec::new(),
            capacity: 5,
            running: 2,
            seen_at: Timestamp::UNIX_EPOCH,
        };
        let names = BTreeMap::from([(ann, "ann@example.org".to_owned())]);
        let now = Timestamp::from_second(90).unwrap();
        let shown = workers(&[worker(ann, &["send", "sort"]), worker(bob, &[])], &names, true, now);
        let lines: Vec<String> = shown.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert!(lines.contains(&"w1 mail send, sort 5 2 1 min ago ann@example.org".to_owned()), "{shown}");
        assert!(lines.contains(&format!("w1 mail all 5 2 1 min ago {bob}")), "{shown}");
    }
}
