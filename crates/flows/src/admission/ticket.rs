//! What a start's input makes of its plan's rules: by which keys it is counted and gathered, where it competes, and how much it matters.

use plan::{Admission, Delay, Template, WhenFull};
use serde_json::Value;

use crate::error::FlowError;

/// What a start comes to the line with.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ticket {
    /// What its line goes by: the one key by which everything is counted and gathered, or nothing where there are several.
    pub(super) line: String,
    /// Whether all starts of the line are counted together.
    pub(super) one_key: bool,
    /// By what runs under way are counted.
    pub(super) place: Option<String>,
    /// By what starts in a time are counted.
    pub(super) rate: Option<String>,
    pub(super) priority: i32,
    pub(super) gathering: Option<Gathering>,
}

/// How starts become one run.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Gathering {
    /// The last one counts.
    Debounce { key: String, quiet_ms: i64, at_most_ms: Option<i64> },
    /// All of them count.
    Batch { key: String, size: u32, within_ms: i64 },
}

/// The limits of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    pub(super) places: Option<i32>,
    pub(super) rate: Option<i32>,
    pub(super) rate_ms: Option<i64>,
    pub(super) burst: Option<i32>,
    pub(super) aging_ms: Option<i64>,
    pub(super) cancels_oldest: bool,
}

impl Ticket {
    /// What the plan's templates give for this input.
    ///
    /// # Errors
    /// [`FlowError::BadKey`] with the template's place in the plan.
    pub(super) fn of(admission: &Admission, input: &Value) -> Result<Self, FlowError> {
        let key = |rule: &str, template: Option<&Template>| {
            Admission::key_of(template, input)
                .map_err(|error| FlowError::BadKey { place: format!("admission.{rule}.key"), message: error.to_string() })
                .and_then(|key| {
                    if key.contains('\0') {
                        Err(FlowError::Nul { what: format!("the key `admission.{rule}.key` makes of the input") })
                    } else {
                        Ok(key)
                    }
                })
        };
        let place = admission.concurrency.as_ref().map(|rule| key("concurrency", rule.key.as_ref())).transpose()?;
        let rate = admission.rate.as_ref().map(|rule| key("rate", rule.key.as_ref())).transpose()?;
        let gathering = match (&admission.debounce, &admission.batch) {
            (Some(rule), _) => Some(Gathering::Debounce {
                key: key("debounce", rule.key.as_ref())?,
                quiet_ms: milliseconds(&rule.quiet),
                at_most_ms: rule.at_most.as_ref().map(milliseconds),
            }),
            (None, Some(rule)) => {
                Some(Gathering::Batch { key: key("batch", rule.key.as_ref())?, size: rule.size, within_ms: milliseconds(&rule.within) })
            }
            (None, None) => None,
        };
        let priority = admission
            .priority_of(input)
            .map_err(|error| FlowError::BadKey { place: "admission.priority".to_owned(), message: error.to_string() })?;
        // Where one key serves for everything, its starts compete with nobody else: the line is theirs alone, and nobody else waits for its lock.
        let mut templates = admission.keys().map(|(_, template)| template);
        let first = templates.next().flatten();
        let same = templates.all(|template| template == first);
        let counted =
            [admission.concurrency.as_ref().and_then(|rule| rule.key.as_ref()), admission.rate.as_ref().and_then(|rule| rule.key.as_ref())];
        Ok(Self {
            line: if same { key("concurrency", first)? } else { String::new() },
            one_key: same || counted.iter().all(Option::is_none),
            place,
            rate,
            priority,
            gathering,
        })
    }
}

impl Limits {
    pub(super) fn of(admission: &Admission) -> Self {
        let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        let (places, rate) = (admission.concurrency.as_ref(), admission.rate.as_ref());
        Self {
            places: places.map(|rule| number(rule.limit)),
            rate: rate.map(|rule| number(rule.limit)),
            rate_ms: rate.map(|rule| milliseconds(&rule.per)),
            burst: rate.map(|rule| number(rule.burst)),
            aging_ms: admission.aging.as_ref().map(milliseconds),
            cancels_oldest: places.is_some_and(|rule| rule.when_full == WhenFull::CancelOldest),
        }
    }
}

/// A length of time of a plan; the plan was refused if it was none.
fn milliseconds(delay: &Delay) -> i64 {
    delay.literal_ms().and_then(|length| i64::try_from(length).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ticket(admission: Value, input: &Value) -> Ticket {
        Ticket::of(&serde_json::from_value(admission).unwrap(), input).unwrap()
    }

    #[test]
    fn one_key_for_everything_makes_a_line_of_its_own_and_several_share_one() {
        let per = json!({ "minutes": 1 });
        let input = json!({ "who": "ada", "what": "x" });
        let one = ticket(
            json!({ "concurrency": { "key": "{{ input.who }}", "limit": 1 }, "rate": { "key": "{{ input.who }}", "limit": 1, "per": per } }),
            &input,
        );
        assert_eq!((one.line.as_str(), one.one_key), ("ada", true));
        let two = ticket(
            json!({ "concurrency": { "key": "{{ input.who }}", "limit": 1 }, "rate": { "key": "{{ input.what }}", "limit": 1, "per": per } }),
            &input,
        );
        assert_eq!((two.line.as_str(), two.one_key), ("", false));
        assert_eq!((two.place.as_deref(), two.rate.as_deref()), (Some("ada"), Some("x")));
        let whole = ticket(json!({ "concurrency": { "limit": 1 }, "debounce": { "key": "{{ input.who }}", "for": per } }), &input);
        assert_eq!((whole.line.as_str(), whole.one_key), ("", true));
        let gathered = ticket(json!({ "batch": { "key": "{{ input.who }}", "size": 2, "within": per } }), &input);
        assert_eq!((gathered.line.as_str(), gathered.one_key), ("ada", true));
        let loose = ticket(json!({ "concurrency": { "key": "{{ input.who }}", "limit": 1 }, "rate": { "limit": 1, "per": per } }), &input);
        assert_eq!((loose.line.as_str(), loose.one_key), ("", false));
    }

    #[test]
    fn a_key_that_the_input_does_not_give_is_told_with_its_place_in_the_plan() {
        let admission =
            serde_json::from_value(json!({ "rate": { "key": "{{ input.who }}", "limit": 1, "per": { "seconds": 1 } } })).unwrap();
        let Err(FlowError::BadKey { place, message }) = Ticket::of(&admission, &json!({})) else { panic!("it was made") };
        assert_eq!(place, "admission.rate.key");
        assert!(message.contains("input.who"), "{message}");
    }
}
