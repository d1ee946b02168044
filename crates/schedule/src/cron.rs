//! Cron rules: which wall-clock times they name. What becomes of a time that a zone skips or repeats is [`crate::zone`]'s.

mod field;

use jiff::civil::{Date, DateTime, Time, date};

use field::{HOUR, MINUTE, MONTH, MONTH_DAY, SECOND, WEEKDAY};

/// The Gregorian calendar repeats itself, weekdays included, after so many years: who has not fired by then never will.
const CALENDAR_CYCLE: i16 = 400;

/// A rule of five fields (minute, hour, day of the month, month, weekday) or six (second first).
///
/// - `*`, values, ranges, lists, steps (`*/5`, `10-40/5`, `10/5` for `10-59/5`); names of months and weekdays; Sunday is 0 and 7.
/// - Day of the month: `L` the last, `L-3` the third before it, `15W` the weekday (Monday to Friday) nearest to the 15th within
///   its month, `LW` the last such weekday. Weekday: `FRI#2` the second Friday, `FRIL` the last one. `?` is `*` in both.
/// - A day must match both day fields if one of them begins with `*`, and otherwise either: as Vixie's cron does.
/// - `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight`, `@hourly`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cron {
    /// Bit n: the second n.
    seconds: u64,
    minutes: u64,
    hours: u64,
    /// Bit n: the month n, from 1.
    months: u64,
    days: MonthDays,
    weekdays: Weekdays,
    /// The rule says nothing of the hour, so it follows the hours that pass and not the hands of the clock.
    every_hour: bool,
}

/// What the day-of-month field names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct MonthDays {
    /// Bit n: the day n, from 1.
    plain: u64,
    /// Bit n: n days before the last.
    before_last: u64,
    /// Bit n: the working day nearest to the day n.
    nearest: u64,
    last_working_day: bool,
    /// The field begins with `*`, or is `?`.
    star: bool,
}

/// What the weekday field names; bit 0 is Sunday.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Weekdays {
    plain: u64,
    /// The first to the fifth of the month.
    nth: [u64; 5],
    last: u64,
    star: bool,
}

impl Cron {
    /// Reads a rule; otherwise everything that is wrong with it, for people.
    pub(crate) fn parse(text: &str) -> Result<Self, Vec<String>> {
        let upper = text.trim().to_ascii_uppercase();
        let upper = if upper.starts_with('@') { nickname(&upper)? } else { &upper };
        let fields: Vec<&str> = upper.split_ascii_whitespace().collect();
        let (second, rest) = match *fields.as_slice() {
            [minute, hour, day, month, weekday] => ("0", [minute, hour, day, month, weekday]),
            [second, minute, hour, day, month, weekday] => (second, [minute, hour, day, month, weekday]),
            _ => {
                return Err(vec![format!(
                    "a cron rule has five fields (minute, hour, day of the month, month, weekday) or six (second first), and this has {}",
                    fields.len()
                )]);
            }
        };
        let [minute, hour, day, month, weekday] = rest;
        let mut wrong = Vec::new();
        let mut plain = |field, text| field::plain(field, text, &mut wrong);
        let (seconds, minutes, hours, months) = (plain(&SECOND, second), plain(&MINUTE, minute), plain(&HOUR, hour), plain(&MONTH, month));
        let days = month_days(day, &mut wrong);
        let weekdays = weekdays(weekday, &mut wrong);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let every_hour = hour.starts_with('*') || hours == HOUR.all();
        let cron = Self { seconds, minutes, hours, months, days, weekdays, every_hour };
        match cron.next_from(date(2000, 1, 1).at(0, 0, 0, 0)) {
            Some(_) => Ok(cron),
            None => Err(vec!["this rule never fires: no month it names has such a day".to_owned()]),
        }
    }

    /// Whether the rule leaves the hour open (`*`, `*/2`, all 24).
    pub(crate) fn is_every_hour(&self) -> bool {
        self.every_hour
    }

    /// The first wall-clock time at or after `from`, which is of whole seconds.
    pub(crate) fn next_from(&self, from: DateTime) -> Option<DateTime> {
        let last_year = from.year().saturating_add(CALENDAR_CYCLE);
        let (mut day, mut earliest) = (from.date(), from.time());
        while day.year() <= last_year {
            if !has(self.months, day.month()) {
                day = day.last_of_month().tomorrow().ok()?;
                earliest = Time::midnight();
                continue;
            }
            if self.names_day(day)
                && let Some(time) = self.time_from(earliest)
            {
                return Some(day.to_datetime(time));
            }
            day = day.tomorrow().ok()?;
            earliest = Time::midnight();
        }
        None
    }

    /// The first time of a day at or after `from`.
    fn time_from(&self, from: Time) -> Option<Time> {
        let mut hour_from = from.hour();
        while let Some(hour) = lowest(self.hours, hour_from) {
            let mut minute_from = if hour == from.hour() { from.minute() } else { 0 };
            while let Some(minute) = lowest(self.minutes, minute_from) {
                let second_from = if (hour, minute) == (from.hour(), from.minute()) { from.second() } else { 0 };
                if let Some(second) = lowest(self.seconds, second_from) {
                    return Time::new(hour, minute, second, 0).ok();
                }
                minute_from = minute + 1;
            }
            hour_from = hour + 1;
        }
        None
    }

    fn names_day(&self, day: Date) -> bool {
        let (by_date, by_weekday) = (self.days.name(day), self.weekdays.name(day));
        if self.days.star || self.weekdays.star { by_date && by_weekday } else { by_date || by_weekday }
    }
}

impl MonthDays {
    fn name(&self, day: Date) -> bool {
        has(self.plain, day.day())
            || has(self.before_last, day.days_in_month() - day.day())
            || (self.last_working_day && day == nearest_working_day(day.last_of_month()))
            || (self.nearest != 0 && self.is_nearest(day))
    }

    /// Whether the day is the working day nearest to one that the field names: at most two days lie between.
    fn is_nearest(&self, day: Date) -> bool {
        let around = (day.day() - 2).max(1)..=(day.day() + 2).min(day.days_in_month());
        around
            .filter(|&named| has(self.nearest, named))
            .filter_map(|named| Date::new(day.year(), day.month(), named).ok())
            .any(|named| nearest_working_day(named) == day)
    }
}

impl Weekdays {
    fn name(&self, day: Date) -> bool {
        let weekday = day.weekday().to_sunday_zero_offset();
        // The first of every weekday lies in the days 1 to 7, the second in 8 to 14, and so on.
        let nth = self.nth[usize::from(day.day().unsigned_abs() - 1) / 7];
        has(self.plain, weekday) || has(nth, weekday) || (has(self.last, weekday) && day.day() + 7 > day.days_in_month())
    }
}

/// The Monday to Friday nearest to a day, in the day's own month.
fn nearest_working_day(day: Date) -> Date {
    let days = match day.weekday().to_monday_one_offset() {
        6 if day.day() == 1 => 2,
        6 => -1,
        7 if day.day() == day.days_in_month() => -2,
        7 => 1,
        _ => 0,
    };
    // A month has both neighbours that are asked for; a date without them could only be the last of the calendar.
    Date::new(day.year(), day.month(), day.day() + days).unwrap_or(day)
}

fn nickname(text: &str) -> Result<&'static str, Vec<String>> {
    match text {
        "@YEARLY" | "@ANNUALLY" => Ok("0 0 1 1 *"),
        "@MONTHLY" => Ok("0 0 1 * *"),
        "@WEEKLY" => Ok("0 0 * * 0"),
        "@DAILY" | "@MIDNIGHT" => Ok("0 0 * * *"),
        "@HOURLY" => Ok("0 * * * *"),
        _ => Err(vec![format!(
            "`{}` is no nickname; there are @yearly, @monthly, @weekly, @daily and @hourly; an interval is written as `every`",
            text.to_ascii_lowercase()
        )]),
    }
}

fn month_days(text: &str, wrong: &mut Vec<String>) -> MonthDays {
    let mut days = MonthDays { star: text.starts_with('*') || text == "?", ..MonthDays::default() };
    if text == "?" {
        days.plain = MONTH_DAY.all();
        return days;
    }
    for item in text.split(',') {
        if item == "L" {
            days.before_last |= 1;
        } else if item == "LW" {
            days.last_working_day = true;
        } else if let Some(before) = item.strip_prefix("L-") {
            match field::number(before) {
                Some(before @ 1..=30) => days.before_last |= 1 << before,
                _ => wrong.push(format!("{} `{item}`: from `L-1` to `L-30` days before the last can be named", MONTH_DAY.name)),
            }
        } else if let Some(day) = item.strip_suffix('W') {
            match field::number(day) {
                Some(day @ 1..=31) => days.nearest |= 1 << day,
                _ => wrong.push(format!("{} `{item}`: W stands behind one day from 1 to 31, such as `15W`, or as `LW`", MONTH_DAY.name)),
            }
        } else {
            days.plain |= field::item(&MONTH_DAY, item, wrong);
        }
    }
    days
}

fn weekdays(text: &str, wrong: &mut Vec<String>) -> Weekdays {
    let mut weekdays = Weekdays { star: text.starts_with('*') || text == "?", ..Weekdays::default() };
    if text == "?" {
        weekdays.plain = WEEKDAY.all();
        return weekdays;
    }
    for item in text.split(',') {
        if let Some((weekday, nth)) = item.split_once('#') {
            match (field::value(&WEEKDAY, weekday), field::number(nth)) {
                (Some(weekday), Some(nth @ 1..=5)) => weekdays.nth[usize::from(nth) - 1] |= 1 << (weekday % 7),
                _ => {
                    wrong.push(format!("{} `{item}`: # stands between one weekday and a number from 1 to 5, such as `FRI#2`", WEEKDAY.name))
                }
            }
        } else if let Some(weekday) = item.strip_suffix('L') {
            match field::value(&WEEKDAY, weekday) {
                Some(weekday) => weekdays.last |= 1 << (weekday % 7),
                None => wrong.push(format!("{} `{item}`: L stands behind one weekday, such as `FRIL` or `5L`", WEEKDAY.name)),
            }
        } else {
            let named = field::item(&WEEKDAY, item, wrong);
            weekdays.plain |= (named & WEEKDAY.all()) | (named >> 7);
        }
    }
    weekdays
}

/// Whether a set has a number; none has a negative one.
fn has(set: u64, number: i8) -> bool {
    u32::try_from(number).is_ok_and(|number| set.checked_shr(number).unwrap_or(0) & 1 == 1)
}

/// The lowest number of a set that is not below `from`.
fn lowest(set: u64, from: i8) -> Option<i8> {
    let above = set & u64::MAX.checked_shl(from.unsigned_abs().into()).unwrap_or(0);
    if above == 0 { None } else { i8::try_from(above.trailing_zeros()).ok() }
}
