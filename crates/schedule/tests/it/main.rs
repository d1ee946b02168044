//! Schedules from the outside: rules, zones, what is due, overlap.

mod cron;
mod definition;
mod due;
mod moments;
mod overlap;
mod zones;

use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;
use schedule::{Definition, Problems, Schedule, When};

/// Of the bundled zones, so that tests do not depend on the machine's.
fn check(definition: &Definition) -> Result<Schedule, Problems> {
    definition.check(&TimeZoneDatabase::bundled())
}

fn cron(rule: &str, zone: &str) -> Schedule {
    check(&Definition { zone: zone.to_owned(), ..Definition::of(When::Cron(rule.to_owned())) }).expect("a good rule")
}

fn every(length: &str) -> When {
    When::Every { every: length.into(), offset: None }
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("a timestamp")
}

/// The next moments as the zone's clock shows them, with the offset.
fn shown(schedule: &Schedule, after: &str, count: usize) -> Vec<String> {
    let zone = schedule.zone();
    schedule.after(at(after)).take(count).map(|moment| moment.to_zoned(zone.clone()).strftime("%m-%d %H:%M %:z").to_string()).collect()
}
