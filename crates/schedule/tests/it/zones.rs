use jiff::{SignedDuration, Timestamp};

use crate::{at, cron, shown};

#[test]
fn a_time_that_berlin_skips_fires_once_at_the_end_of_the_gap() {
    // 2026-03-29: 02:00 +01 becomes 03:00 +02.
    let daily = cron("30 2 * * *", "Europe/Berlin");
    assert_eq!(shown(&daily, "2026-03-28T12:00:00Z", 2), ["03-29 03:00 +02:00", "03-30 02:30 +02:00"]);
    let several = cron("*/20 2 * * *", "Europe/Berlin");
    assert_eq!(shown(&several, "2026-03-28T12:00:00Z", 2), ["03-29 03:00 +02:00", "03-30 02:00 +02:00"]);
    let beside = cron("0 2,3 * * *", "Europe/Berlin");
    assert_eq!(shown(&beside, "2026-03-28T12:00:00Z", 2), ["03-29 03:00 +02:00", "03-30 02:00 +02:00"]);
    let before = cron("0 0 * * *", "Europe/Berlin");
    assert_eq!(shown(&before, "2026-03-28T12:00:00Z", 2), ["03-29 00:00 +01:00", "03-30 00:00 +02:00"]);
}

#[test]
fn a_time_that_berlin_repeats_fires_at_the_first_of_the_two() {
    // 2026-10-25: 03:00 +02 becomes 02:00 +01.
    let daily = cron("30 2 * * *", "Europe/Berlin");
    assert_eq!(shown(&daily, "2026-10-24T12:00:00Z", 2), ["10-25 02:30 +02:00", "10-26 02:30 +01:00"]);
    let several = cron("*/30 2 * * *", "Europe/Berlin");
    assert_eq!(shown(&several, "2026-10-24T12:00:00Z", 3), ["10-25 02:00 +02:00", "10-25 02:30 +02:00", "10-26 02:00 +01:00"]);
    // Asked in the middle of the second hour.
    assert_eq!(shown(&daily, "2026-10-25T01:15:00Z", 1), ["10-26 02:30 +01:00"]);
}

#[test]
fn a_rule_that_leaves_the_hour_open_goes_on_in_absolute_time() {
    let half_hourly = cron("*/30 * * * *", "Europe/Berlin");
    for change in ["2026-03-28T22:00:00Z", "2026-10-24T22:00:00Z"] {
        let moments: Vec<Timestamp> = half_hourly.after(at(change)).take(12).collect();
        assert!(moments.windows(2).all(|pair| pair[1].duration_since(pair[0]) == SignedDuration::from_mins(30)), "{moments:?}");
    }
    let every_other = cron("0 */2 * * *", "Europe/Berlin");
    assert_eq!(shown(&every_other, "2026-03-28T23:30:00Z", 2), ["03-29 04:00 +02:00", "03-29 06:00 +02:00"]);
    assert_eq!(shown(&every_other, "2026-10-24T22:30:00Z", 3), ["10-25 02:00 +02:00", "10-25 02:00 +01:00", "10-25 04:00 +01:00"]);
    let all_named = cron("0 0-23 * * *", "Europe/Berlin");
    assert_eq!(shown(&all_named, "2026-10-24T23:30:00Z", 3), ["10-25 02:00 +02:00", "10-25 02:00 +01:00", "10-25 03:00 +01:00"]);
}

#[test]
fn new_york_changes_at_two_on_its_own_days() {
    let daily = cron("15 2 * * *", "America/New_York");
    assert_eq!(shown(&daily, "2026-03-07T12:00:00Z", 2), ["03-08 03:00 -04:00", "03-09 02:15 -04:00"]);
    let nightly = cron("30 1 * * *", "America/New_York");
    assert_eq!(shown(&nightly, "2026-10-31T12:00:00Z", 2), ["11-01 01:30 -04:00", "11-02 01:30 -05:00"]);
}

#[test]
fn lord_howe_moves_its_clock_by_half_an_hour() {
    // 2026-10-04: 02:00 +10:30 becomes 02:30 +11. 2026-04-05: 02:00 +11 becomes 01:30 +10:30.
    let daily = cron("15 2 * * *", "Australia/Lord_Howe");
    assert_eq!(shown(&daily, "2026-10-03T00:00:00Z", 2), ["10-04 02:30 +11:00", "10-05 02:15 +11:00"]);
    let quarters = cron("*/15 2 * * *", "Australia/Lord_Howe");
    assert_eq!(shown(&quarters, "2026-10-03T12:00:00Z", 3), ["10-04 02:30 +11:00", "10-04 02:45 +11:00", "10-05 02:00 +11:00"]);
    let repeated = cron("45 1 * * *", "Australia/Lord_Howe");
    assert_eq!(shown(&repeated, "2026-04-04T00:00:00Z", 2), ["04-05 01:45 +11:00", "04-06 01:45 +10:30"]);
    let hourly = cron("45 * * * *", "Australia/Lord_Howe");
    assert_eq!(shown(&hourly, "2026-04-04T14:00:00Z", 3), ["04-05 01:45 +11:00", "04-05 01:45 +10:30", "04-05 02:45 +10:30"]);
}

#[test]
fn kathmandu_is_a_quarter_off_the_hour_and_never_changes() {
    let daily = cron("0 6 * * *", "Asia/Kathmandu");
    assert_eq!(daily.next_after(at("2026-03-28T12:00:00Z")), Some(at("2026-03-29T00:15:00Z")));
    let hourly = cron("0 * * * *", "Asia/Kathmandu");
    assert_eq!(hourly.next_after(at("2026-03-28T12:00:00Z")), Some(at("2026-03-28T12:15:00Z")));
}

#[test]
fn a_day_that_samoa_left_out_is_a_gap_like_any_other() {
    // 2011-12-30 did not happen in Apia.
    let noon = cron("0 12 * * *", "Pacific/Apia");
    assert_eq!(shown(&noon, "2011-12-29T23:00:00Z", 3), ["12-31 00:00 +14:00", "12-31 12:00 +14:00", "01-01 12:00 +14:00"]);
}

#[test]
fn midnight_that_does_not_exist_is_the_first_moment_of_the_day() {
    // 2026-04-24, Cairo: 00:00 +02 becomes 01:00 +03.
    let midnight = cron("0 0 * * *", "Africa/Cairo");
    assert_eq!(shown(&midnight, "2026-04-23T12:00:00Z", 2), ["04-24 01:00 +03:00", "04-25 00:00 +03:00"]);
}

#[test]
fn in_every_zone_a_daily_rule_fires_once_a_day_and_an_hourly_one_each_hour() {
    for zone in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", "Asia/Kathmandu"] {
        let daily = cron("30 2 * * *", zone);
        let days = daily.between(at("2026-01-01T12:00:00Z"), at("2027-01-01T12:00:00Z"), 1000);
        assert_eq!(days.list.len(), 365, "{zone}");
        let quarterly = cron("*/15 * * * *", zone);
        let quarters = quarterly.between(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"), 100_000);
        assert_eq!(quarters.list.len(), 365 * 96, "{zone}");
    }
}
