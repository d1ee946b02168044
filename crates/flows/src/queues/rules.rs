//! What is let in, how a queue is doing, and what a step is given of the items that it took. Pure.

use std::collections::HashMap;

use plan::Size;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

/// An item that somebody wants to add, as far as it has been looked at.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Candidate {
    /// Nobody could take it.
    Unfit(String),
    /// The same key has added it before.
    Before(Uuid),
    /// A new one, with its hash where the queue takes no two equal items.
    New { id: Uuid, hash: Option<String> },
}

/// What becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Verdict {
    Added { id: Uuid },
    Before { id: Uuid },
    Duplicate { of: Uuid },
    Full,
    Unfit(String),
}

impl Verdict {
    /// Whether what was asked for is in the queue.
    pub(super) fn is_well(&self) -> bool {
        matches!(self, Self::Added { .. } | Self::Before { .. } | Self::Duplicate { .. })
    }
}

/// Judges items one after the other. `equal` are the unfinished items of the queue by their hashes, `unfinished` is how many there are.
pub(super) fn admit(candidates: Vec<Candidate>, mut equal: HashMap<String, Uuid>, unfinished: u64, size: Size) -> Vec<Verdict> {
    let mut room = size.bound().map(|bound| u64::from(bound).saturating_sub(unfinished));
    let judge = |candidate| match candidate {
        Candidate::Unfit(why) => Verdict::Unfit(why),
        Candidate::Before(id) => Verdict::Before { id },
        Candidate::New { id, hash } => {
            if let Some(of) = hash.as_ref().and_then(|hash| equal.get(hash)) {
                return Verdict::Duplicate { of: *of };
            }
            match &mut room {
                Some(0) => return Verdict::Full,
                Some(room) => *room -= 1,
                None => {}
            }
            if let Some(hash) = hash {
                equal.insert(hash, id);
            }
            Verdict::Added { id }
        }
    };
    candidates.into_iter().map(judge).collect()
}

/// How full a queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkQueueHealth)]
pub enum Health {
    /// There is room.
    Healthy,
    /// Four fifths of its size are taken.
    Warning,
    /// It is full: items are refused.
    Critical,
}

impl Health {
    /// Of a queue with so many unfinished items.
    pub(super) fn of(unfinished: i64, max_size: Option<i32>) -> Self {
        let Some(most) = max_size.map(i64::from) else { return Self::Healthy };
        match unfinished {
            n if n >= most => Self::Critical,
            n if n.saturating_mul(5) >= most * 4 => Self::Warning,
            _ => Self::Healthy,
        }
    }
}

/// An item that a step has taken.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Taken {
    pub(super) id: Uuid,
    pub(super) attempt: i32,
    /// JSON.
    pub(super) payload: String,
}

/// How deep an item may nest: it is given inside a list inside a value.
pub(super) const DEEPEST: usize = plan::MAX_DEPTH - 3;

/// Whether no step could be given an item in its value.
pub(super) fn is_too_deep(payload: &Value) -> bool {
    plan::nests_too_deep(&json!({ "items": [{ "payload": payload }] }))
}

/// What a step is given: items in a value of at most `limit` bytes, and as files those payloads for which it has no room.
pub(super) fn given(taken: Vec<Taken>, because: &str, limit: usize) -> (Value, Vec<(String, Vec<u8>)>) {
    let path = |item: &Taken| format!("items/{}.json", item.id);
    let bare = |item: &Taken| json!({ "id": item.id, "attempt": item.attempt, "file": path(item) });
    let mut items: Vec<Value> = taken.iter().map(bare).collect();
    let mut size = json!({ "because": because, "items": items }).to_string().len();
    let mut files = Vec::new();
    for (item, shown) in taken.into_iter().zip(&mut items) {
        // What JSON the database holds is what was put in: it can be read.
        let payload: Value = serde_json::from_str(&item.payload).unwrap_or_default();
        let inline = json!({ "id": item.id, "attempt": item.attempt, "payload": payload });
        let grown = size - shown.to_string().len() + inline.to_string().len();
        // Earlier releases let in what is too deep for a value.
        if grown <= limit && !is_too_deep(&inline["payload"]) {
            size = grown;
            *shown = inline;
        } else {
            files.push((path(&item), item.payload.into_bytes()));
        }
    }
    (json!({ "because": because, "items": items }), files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(hash: &str) -> Candidate {
        Candidate::New { id: Uuid::now_v7(), hash: Some(hash.to_owned()) }
    }

    fn words(verdicts: &[Verdict]) -> Vec<&'static str> {
        verdicts
            .iter()
            .map(|verdict| match verdict {
                Verdict::Added { .. } => "added",
                Verdict::Before { .. } => "before",
                Verdict::Duplicate { .. } => "duplicate",
                Verdict::Full => "full",
                Verdict::Unfit(_) => "unfit",
            })
            .collect()
    }

    #[test]
    fn an_item_counts_once_in_the_queue_and_in_what_is_added_with_it() {
        let there = Uuid::now_v7();
        let equal = HashMap::from([("a".to_owned(), there)]);
        let verdicts = admit(vec![new("a"), new("b"), new("b"), new("c")], equal, 1, Size::Unlimited);
        assert_eq!(words(&verdicts), ["duplicate", "added", "duplicate", "added"]);
        assert_eq!(verdicts[0], Verdict::Duplicate { of: there });
        let Verdict::Added { id } = verdicts[1] else { panic!("{verdicts:?}") };
        assert_eq!(verdicts[2], Verdict::Duplicate { of: id });
    }

    #[test]
    fn what_is_not_let_in_takes_no_room_from_what_comes_after_it() {
        let candidates = vec![Candidate::Unfit(String::new()), new("a"), new("a"), Candidate::Before(Uuid::now_v7()), new("b"), new("c")];
        assert_eq!(
            words(&admit(candidates, HashMap::new(), 8, Size::AtMost(10))),
            ["unfit", "added", "duplicate", "before", "added", "full"]
        );
    }

    #[test]
    fn a_queue_never_gets_more_than_its_size_and_never_refuses_while_it_has_room() {
        for unfinished in 0..12 {
            for items in 0..12_usize {
                let candidates = (0..items).map(|n| new(&n.to_string())).collect();
                let added =
                    words(&admit(candidates, HashMap::new(), unfinished, Size::AtMost(10))).iter().filter(|word| **word == "added").count();
                let room = 10_u64.saturating_sub(unfinished);
                assert_eq!(added as u64, room.min(items as u64), "{items} items beside {unfinished}");
            }
        }
    }

    #[test]
    fn health_warns_from_four_fifths_and_is_critical_when_full() {
        let of = |unfinished, size| Health::of(unfinished, size);
        assert_eq!(
            [of(79, Some(100)), of(80, Some(100)), of(99, Some(100)), of(100, Some(100))],
            [Health::Healthy, Health::Warning, Health::Warning, Health::Critical]
        );
        assert_eq!(
            (of(0, Some(1)), of(1, Some(1)), of(4, Some(5)), of(3, Some(5))),
            (Health::Healthy, Health::Critical, Health::Warning, Health::Healthy)
        );
        assert_eq!(of(i64::MAX, None), Health::Healthy);
    }

    #[test]
    fn an_item_that_is_too_deep_for_a_value_is_given_as_a_file_and_keeps_nothing_else_out() {
        let nested = |levels: usize| (0..levels).fold(json!(1), |inside, _| json!({ "a": inside }));
        assert!(!is_too_deep(&nested(DEEPEST)) && is_too_deep(&nested(DEEPEST + 1)));
        let taken = |payload: &Value| Taken { id: Uuid::now_v7(), attempt: 1, payload: payload.to_string() };
        let (deep, shallow) = (nested(DEEPEST + 1), nested(DEEPEST));
        let (value, files) = given(vec![taken(&deep), taken(&shallow)], "items", engine::VALUE_LIMIT);
        assert!(!plan::nests_too_deep(&value));
        assert_eq!((files.len(), &value["items"][1]["payload"]), (1, &shallow));
        assert_eq!(files[0].1, deep.to_string().into_bytes());
    }

    #[test]
    fn a_step_is_given_every_item_within_the_size_of_a_value() {
        for (count, size) in [(1, 300_000), (100, 3_000), (100, 3), (7, 5_000), (10, 1_000)] {
            let payload = json!("x".repeat(size)).to_string();
            let taken: Vec<Taken> = (0..count).map(|_| Taken { id: Uuid::now_v7(), attempt: i32::MAX, payload: payload.clone() }).collect();
            let (value, files) = given(taken.clone(), "items", engine::VALUE_LIMIT);
            assert!(value.to_string().len() <= engine::VALUE_LIMIT, "{count} of {size}: {}", value.to_string().len());
            let items = value["items"].as_array().unwrap();
            assert_eq!(items.len(), taken.len());
            for (item, taken) in items.iter().zip(&taken) {
                assert_eq!(item["id"], json!(taken.id));
                let in_a_file = files.iter().any(|(path, bytes)| item["file"] == json!(path) && *bytes == payload.as_bytes());
                assert!(in_a_file != (item["payload"] == json!("x".repeat(size))), "{item}");
            }
            assert!(files.len() < taken.len() || count == 1, "small things go in the value");
        }
    }
}
