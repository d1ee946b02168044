//! What becomes of wall-clock times where a zone's clock is put forward or back.
//!
//! A rule that names its hours follows the hands of the clock: a time that is skipped fires at the first moment after the gap (several
//! skipped times fire once), a time that happens twice fires at the first of the two. A rule that leaves the hour open follows the time
//! that passes: it fires whenever the clock shows a time it names, so that "every fifteen minutes" is that all night.
//!
//! Vixie's cron draws the line at a `*` in the minute *or* the hour. Here the hour alone counts: with his line `*/10 2 * * *` would lose
//! a night in spring and run twice in autumn.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};

use crate::cron::Cron;

/// The first moment strictly after `after` that the rule names in the zone.
pub(crate) fn next_after(cron: &Cron, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
    if cron.is_every_hour() { next_as_time_passes(cron, zone, after) } else { next_on_the_clock(cron, zone, after) }
}

/// Walks the clock's times upwards. The moments they stand for never fall, so the first that lies after `after` is the next one.
fn next_on_the_clock(cron: &Cron, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
    let shown = zone.to_datetime(whole_second(after)?);
    let mut from = shown.checked_add(1.second()).ok()?;
    loop {
        let named = cron.next_from(from)?;
        let moment = moment_of(named, zone)?;
        if moment > after {
            return Some(moment);
        }
        from = named.checked_add(1.second()).ok()?;
    }
}

/// Walks from one change of the clock to the next: between them moments and the clock's times run in step.
fn next_as_time_passes(cron: &Cron, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
    let mut from = whole_second(after)?.checked_add(1.second()).ok()?;
    loop {
        let offset = zone.to_offset(from);
        let named = cron.next_from(offset.to_datetime(from))?;
        let moment = offset.to_timestamp(named).ok()?;
        match zone.following(from).next() {
            Some(change) if change.timestamp() <= moment => from = change.timestamp(),
            _ => return Some(moment),
        }
    }
}

/// The moment a clock's time stands for: the first of two, the end of the gap it falls into.
fn moment_of(named: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    match zone.to_ambiguous_timestamp(named).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(named).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(named).ok(),
        AmbiguousOffset::Gap { before, after } => {
            // Read with the later offset, a skipped time lies before the change; with the earlier one, at or after it.
            let (low, high) = (after.to_timestamp(named).ok()?, before.to_timestamp(named).ok()?);
            let change = zone.following(low).map(|change| (change.timestamp(), change.offset())).find(|change| change.1 == after);
            Some(change.map_or(high, |change| change.0.min(high)))
        }
    }
}

fn whole_second(moment: Timestamp) -> Option<Timestamp> {
    let second = moment.as_nanosecond().div_euclid(1_000_000_000);
    Timestamp::from_second(i64::try_from(second).ok()?).ok()
}
