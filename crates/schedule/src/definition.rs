//! A schedule as people write it, and what must hold of one.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::cron::Cron;
use crate::schedule::{Rule, Schedule};
use crate::{Length, Overlap, Problems};

/// Rules that one schedule may join.
pub const MAX_WHENS: usize = 20;
/// The longest cron rule, in bytes.
pub const MAX_CRON_BYTES: usize = 500;
/// The shortest interval, and the grain of cron.
pub const MIN_EVERY_MS: i64 = 1000;
/// The shortest catch-up window: below it the restart of a process would lose firings.
pub const MIN_CATCH_UP_MS: i64 = 10_000;
/// The longest catch-up window: a year.
pub const MAX_CATCH_UP_MS: i64 = 366 * 24 * 60 * 60 * 1000;

/// A schedule as it is written and stored. [`Definition::check`] makes it usable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// One rule, or a list of them: the schedule fires at every moment that any of them names, once.
    #[serde(deserialize_with = "one_or_many", serialize_with = "as_written")]
    pub when: Vec<When>,
    /// The IANA name of the time zone in which cron rules are read.
    #[serde(default = "utc")]
    pub zone: String,
    /// The most by which a firing is put off, so that schedules of one rule do not all start at once.
    #[serde(default = "none")]
    pub jitter: Length,
    /// The first moment at which it may fire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// The moment from which it no longer fires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// The number of firings after which it is exhausted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_runs: Option<u64>,
    /// How late a firing may still be made up for, when nobody looked in time; what is older is missed.
    #[serde(default = "one_day")]
    pub catch_up: Length,
    /// What becomes of a firing while an earlier run is still going.
    #[serde(default)]
    pub overlap: Overlap,
    /// Whether it passes over its moments; they are not made up for.
    #[serde(default)]
    pub paused: bool,
}

/// One rule of when to fire. Written as `{"cron": "0 9 * * MON-FRI"}`, `{"every": "15m", "offset": "5m"}` or `{"at": "2026-05-01T09:00:00Z"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenWhen", into = "WrittenWhen")]
pub enum When {
    /// By the wall clock of the schedule's zone: five fields, or six with the second first.
    Cron(String),
    /// By the time that passes: at `offset`, and every `every` before and after it, counted from 1970-01-01T00:00:00Z.
    Every {
        /// From one moment to the next.
        every: Length,
        /// Shorter than `every`.
        offset: Option<Length>,
    },
    /// Once.
    At(Timestamp),
}

impl Definition {
    /// A definition of one rule with the default of everything else.
    pub fn of(when: When) -> Self {
        Self {
            when: vec![when],
            zone: utc(),
            jitter: none(),
            starts_at: None,
            ends_at: None,
            max_runs: None,
            catch_up: one_day(),
            overlap: Overlap::default(),
            paused: false,
        }
    }

    /// The schedule that is meant.
    ///
    /// # Errors
    /// Everything that is wrong with the definition, with its paths.
    pub fn check(&self, zones: &TimeZoneDatabase) -> Result<Schedule, Problems> {
        let mut problems = Problems::default();
        if self.when.is_empty() {
            problems.add("when", "there is no rule; name a `cron`, an `every` or an `at`");
        }
        if self.when.len() > MAX_WHENS {
            problems.add("when", format!("there are {} rules, and a schedule joins at most {MAX_WHENS}", self.when.len()));
        }
        let rules: Vec<Rule> = self
            .when
            .iter()
            .take(MAX_WHENS)
            .enumerate()
            .filter_map(|(at, when)| {
                let path = if self.when.len() == 1 { "when".to_owned() } else { format!("when[{at}]") };
                when.check(&path, &mut problems)
            })
            .collect();
        let zone = zones.get(&self.zone);
        if zone.is_err() {
            problems.add("zone", format!("`{}` is no known time zone; write an IANA name such as `Europe/Berlin` or `UTC`", self.zone));
        }
        let jitter_ms = length(&self.jitter, "jitter", &mut problems);
        let catch_up_ms = length(&self.catch_up, "catch_up", &mut problems);
        if let Some(ms) = catch_up_ms {
            if ms < MIN_CATCH_UP_MS {
                problems.add("catch_up", "the window must be at least 10 seconds, or the restart of a process would lose firings");
            } else if ms > MAX_CATCH_UP_MS {
                problems.add("catch_up", "the window must be at most 366 days (8784h)");
            }
        }
        if let (Some(starts_at), Some(ends_at)) = (self.starts_at, self.ends_at)
            && starts_at >= ends_at
        {
            problems.add("ends_at", format!("the schedule ends at {ends_at}, which is not after its start at {starts_at}"));
        }
        if self.max_runs == Some(0) {
            problems.add("max_runs", "a schedule of no runs never fires; write at least 1, or `paused`");
        }
        match (zone, jitter_ms, catch_up_ms) {
            (Ok(zone), Some(jitter_ms), Some(catch_up_ms)) if problems.0.is_empty() => {
                Ok(Schedule::new(self.clone(), rules, zone, jitter_ms, catch_up_ms))
            }
            _ => Err(problems),
        }
    }
}

impl When {
    fn check(&self, path: &str, problems: &mut Problems) -> Option<Rule> {
        match self {
            Self::Cron(text) if text.len() > MAX_CRON_BYTES => {
                problems.add(format!("{path}.cron"), format!("a rule has at most {MAX_CRON_BYTES} bytes; spread it over several rules"));
                None
            }
            Self::Cron(text) => match Cron::parse(text) {
                Ok(cron) => Some(Rule::Cron(Box::new(cron))),
                Err(wrong) => {
                    wrong.into_iter().for_each(|message| problems.add(format!("{path}.cron"), message));
                    None
                }
            },
            Self::Every { every, offset } => {
                let every_ms = length(every, &format!("{path}.every"), problems);
                let offset_ms = offset.as_ref().map_or(Some(0), |offset| length(offset, &format!("{path}.offset"), problems));
                if every_ms.is_some_and(|ms| ms < MIN_EVERY_MS) {
                    problems.add(format!("{path}.every"), "an interval must be at least one second");
                } else if let (Some(every_ms), Some(offset_ms)) = (every_ms, offset_ms)
                    && offset_ms >= every_ms
                {
                    problems.add(format!("{path}.offset"), format!("the offset must be shorter than the interval of {every_ms} ms"));
                }
                Some(Rule::Every { every_ms: every_ms?, offset_ms: offset_ms? })
            }
            // Databases keep microseconds; a moment finer than that would seem new after it has fired.
            Self::At(at) if at.as_nanosecond().rem_euclid(1_000_000) != 0 => {
                problems.add(format!("{path}.at"), format!("{at} is finer than a millisecond; write whole milliseconds"));
                None
            }
            Self::At(at) => Some(Rule::At(*at)),
        }
    }
}

fn length(length: &Length, path: &str, problems: &mut Problems) -> Option<i64> {
    length.ms().map_err(|message| problems.add(path, message)).ok()
}

fn utc() -> String {
    "UTC".to_owned()
}

fn none() -> Length {
    Length::Ms(0)
}

fn one_day() -> Length {
    Length::from("24h")
}

/// [`When`] as it is written: which of the fields stand there says which rule it is.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWhen {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cron: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    every: Option<Length>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offset: Option<Length>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
}

impl TryFrom<WrittenWhen> for When {
    type Error = &'static str;

    fn try_from(written: WrittenWhen) -> Result<Self, Self::Error> {
        match written {
            WrittenWhen { cron: Some(cron), every: None, offset: None, at: None } => Ok(Self::Cron(cron)),
            WrittenWhen { cron: None, every: Some(every), offset, at: None } => Ok(Self::Every { every, offset }),
            WrittenWhen { cron: None, every: None, offset: None, at: Some(at) } => Ok(Self::At(at)),
            _ => Err("a rule has exactly one of `cron`, `every` and `at`, and `offset` only beside `every`; several rules are a list"),
        }
    }
}

impl From<When> for WrittenWhen {
    fn from(when: When) -> Self {
        let nothing = Self { cron: None, every: None, offset: None, at: None };
        match when {
            When::Cron(cron) => Self { cron: Some(cron), ..nothing },
            When::Every { every, offset } => Self { every: Some(every), offset, ..nothing },
            When::At(at) => Self { at: Some(at), ..nothing },
        }
    }
}

fn as_written<S: Serializer>(when: &[When], serializer: S) -> Result<S::Ok, S::Error> {
    match when {
        [one] => one.serialize(serializer),
        several => several.serialize(serializer),
    }
}

/// Unlike an untagged enum, this says what is wrong inside the rule.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<When>, D::Error> {
    struct OneOrMany;

    impl<'de> Visitor<'de> for OneOrMany {
        type Value = Vec<When>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a rule with `cron`, `every` or `at`, or a list of rules")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            When::deserialize(MapAccessDeserializer::new(map)).map(|when| vec![when])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(seq))
        }
    }

    deserializer.deserialize_any(OneOrMany)
}
