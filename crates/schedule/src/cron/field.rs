//! One field of a cron rule: values, ranges, lists and steps, as a set of bits.

/// What a field may hold.
pub(super) struct Field {
    /// What people call it, at the start of a message.
    pub(super) name: &'static str,
    min: u8,
    /// The last value of `*`.
    max: u8,
    /// The last value that can be written: 7 is Sunday too.
    most: u8,
    /// Names of the values, from `min` on.
    names: &'static [&'static str],
}

const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

pub(super) const SECOND: Field = Field { name: "second", min: 0, max: 59, most: 59, names: &[] };
pub(super) const MINUTE: Field = Field { name: "minute", min: 0, max: 59, most: 59, names: &[] };
pub(super) const HOUR: Field = Field { name: "hour", min: 0, max: 23, most: 23, names: &[] };
pub(super) const MONTH_DAY: Field = Field { name: "day of the month", min: 1, max: 31, most: 31, names: &[] };
pub(super) const MONTH: Field = Field { name: "month", min: 1, max: 12, most: 12, names: MONTHS };
pub(super) const WEEKDAY: Field = Field { name: "weekday", min: 0, max: 6, most: 7, names: WEEKDAYS };

impl Field {
    /// Every value.
    pub(super) fn all(&self) -> u64 {
        set(self.min, self.max, 1)
    }
}

/// The values of a list; what is wrong is added to `wrong`, with the field's name.
pub(super) fn plain(field: &Field, text: &str, wrong: &mut Vec<String>) -> u64 {
    text.split(',').fold(0, |values, part| values | item(field, part, wrong))
}

/// The values of one part of a list; none where it is wrong.
pub(super) fn item(field: &Field, text: &str, wrong: &mut Vec<String>) -> u64 {
    values(field, text).unwrap_or_else(|message| {
        wrong.push(format!("{} `{text}`: {message}", field.name));
        0
    })
}

/// A value by its number or name, if the field has it.
pub(super) fn value(field: &Field, text: &str) -> Option<u8> {
    let named = field.names.iter().position(|name| *name == text).and_then(|at| u8::try_from(at).ok()).map(|at| field.min + at);
    named.or_else(|| number(text)).filter(|value| (field.min..=field.most).contains(value))
}

/// A number of digits and nothing else.
pub(super) fn number(text: &str) -> Option<u8> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn values(field: &Field, text: &str) -> Result<u64, String> {
    if text.is_empty() {
        return Err("there is nothing between the commas".to_owned());
    }
    let (range, step) = match text.split_once('/') {
        None => (text, None),
        Some((range, step)) => (range, Some(step)),
    };
    let (first, last) = if range == "*" {
        (field.min, field.max)
    } else if let Some((first, last)) = range.split_once('-') {
        let first_value = known(field, first)?;
        // A week that ends on SUN ends on its seventh day.
        let last_value = if last == "SUN" && field.most > field.max { field.most } else { known(field, last)? };
        if first_value > last_value {
            return Err(format!("the range runs backwards; write `{first}-{},{}-{last}`", field.max, field.min));
        }
        (first_value, last_value)
    } else {
        let first = known(field, range)?;
        (first, if step.is_some() { field.max.max(first) } else { first })
    };
    let step = match step {
        None => 1,
        Some(step) => {
            let most = field.max - field.min + 1;
            number(step).filter(|step| (1..=most).contains(step)).ok_or_else(|| format!("a step is a number from 1 to {most}"))?
        }
    };
    Ok(set(first, last, step))
}

fn known(field: &Field, text: &str) -> Result<u8, String> {
    value(field, text).ok_or_else(|| {
        let (min, most) = (field.min, field.most);
        match field.names {
            [first, .., last] => format!("there are the numbers from {min} to {most} and the names {first} to {last}"),
            _ => format!("there are the numbers from {min} to {most}"),
        }
    })
}

fn set(first: u8, last: u8, step: u8) -> u64 {
    (first..=last).step_by(step.into()).fold(0, |values, value| values | 1 << value)
}
