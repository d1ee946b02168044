//! Runs that come of runs: their identities, and what they begin with.

use jiff::Timestamp;
use machine::{Actor, Entry, Machine, Recorded};
use serde_json::Value;
use store::objects::ContentHash;
use uuid::Uuid;

use crate::inbox::Request;
use crate::ports::RunId;

/// A run that comes into being with the transition of another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Birth {
    pub(crate) run_id: RunId,
    /// The other.
    pub(crate) of: RunId,
    pub(crate) owner: Uuid,
    pub(crate) plan_hash: String,
    pub(crate) input: Value,
    pub(crate) approved_in_advance: Option<Actor>,
    /// What the other had been sent and no step of it had taken.
    pub(crate) signals: Vec<Request>,
}

/// The run that goes on where a run ended by `run_continued` at this time.
#[must_use]
pub fn successor(run_id: RunId, at: Timestamp) -> RunId {
    descendant_at(run_id, "continued", at)
}

/// The identity of a run that comes of another by this cause: always the same for the same cause, and of the same time and shard as
/// the run it comes of.
#[must_use]
pub fn descendant(run_id: RunId, cause: &str) -> RunId {
    let millis = i64::try_from(run_id.as_u128() >> 80).unwrap_or(0);
    descendant_at(run_id, cause, Timestamp::from_millisecond(millis).unwrap_or_default())
}

/// The identity of what comes of a run: always the same for the same cause, so that it comes into being once. It carries the time,
/// as a version 7 UUID does, and belongs to the shard of the run it comes of.
fn descendant_at(run_id: RunId, cause: &str, at: Timestamp) -> RunId {
    let hash = ContentHash::of(format!("{run_id} {cause}").as_bytes()).to_string();
    let drawn = u128::from_str_radix(&hash[..32], 16).expect("a hash is written in hexadecimal digits");
    let millis = u128::from(u64::try_from(at.as_millisecond()).unwrap_or(0));
    let shard = run_id.as_u128() & 63;
    let bits = (millis & 0xffff_ffff_ffff) << 80
        | 0x7 << 76
        | (drawn >> 64 & 0xfff) << 64
        | 0b10 << 62
        | (drawn & 0x3fff_ffff_ffff_ffff & !63)
        | shard;
    Uuid::from_u128(bits)
}

/// The runs that come of these entries of a run, which has taken them in.
pub(crate) fn births(run_id: RunId, owner: Uuid, machine: &Machine, entries: &[Recorded]) -> Vec<Birth> {
    let signals = || {
        let by = || Actor { id: format!("run {run_id}"), via: "continued".to_owned(), roles: Vec::new() };
        let request = |(name, id, payload): (&str, &str, &Value)| Request::Signal {
            name: name.to_owned(),
            id: id.to_owned(),
            payload: payload.clone(),
            by: by(),
        };
        machine.kept_signals().map(request).collect()
    };
    let born = |recorded: &Recorded| match &recorded.entry {
        Entry::RunContinued { input } => Some(Birth {
            run_id: successor(run_id, recorded.at),
            of: run_id,
            owner,
            plan_hash: machine.plan().hash(),
            input: input.clone(),
            approved_in_advance: machine.approved_in_advance().cloned(),
            signals: signals(),
        }),
        _ => None,
    };
    entries.iter().filter_map(born).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submit::shard_of;

    #[test]
    fn what_comes_of_a_run_is_known_by_its_cause_and_stays_in_its_shard() {
        let at = Timestamp::from_millisecond(1_790_000_000_123).unwrap();
        for _ in 0..100 {
            let run = Uuid::now_v7();
            let next = successor(run, at);
            assert_eq!(next, successor(run, at));
            assert_ne!(next, successor(next, at));
            assert_eq!(next.get_version_num(), 7);
            assert_eq!(next.get_variant(), uuid::Variant::RFC4122);
            assert_eq!(shard_of(next), shard_of(run));
            let (seconds, nanos) = next.get_timestamp().unwrap().to_unix();
            assert_eq!((seconds, nanos / 1_000_000), (1_790_000_000, 123));
        }
    }
}
