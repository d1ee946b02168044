use std::time::Instant;

use croner::parser::{CronParser, Seconds, Year};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use schedule::{Definition, When};

use crate::{at, check, cron};

/// The rule, a moment, and the next ones in UTC.
const KNOWN: &[(&str, &str, &[&str])] = &[
    ("*/15 * * * *", "2026-01-01T00:00:00Z", &["2026-01-01T00:15:00Z", "2026-01-01T00:30:00Z"]),
    ("5/20 * * * *", "2026-01-01T00:00:00Z", &["2026-01-01T00:05:00Z", "2026-01-01T00:25:00Z", "2026-01-01T00:45:00Z"]),
    ("0 9 * * MON-FRI", "2026-05-08T09:00:00Z", &["2026-05-11T09:00:00Z", "2026-05-12T09:00:00Z"]),
    ("0 9 * * 1-5", "2026-05-08T08:59:59.999Z", &["2026-05-08T09:00:00Z"]),
    (
        "0 0 * * FRI-SUN",
        "2026-05-07T12:00:00Z",
        &["2026-05-08T00:00:00Z", "2026-05-09T00:00:00Z", "2026-05-10T00:00:00Z", "2026-05-15T00:00:00Z"],
    ),
    ("0 0 * * 7", "2026-05-07T12:00:00Z", &["2026-05-10T00:00:00Z"]),
    ("*/10 30 2 * * *", "2026-01-01T02:30:35Z", &["2026-01-01T02:30:40Z", "2026-01-01T02:30:50Z", "2026-01-02T02:30:00Z"]),
    ("0 0 L * *", "2026-01-31T00:00:00Z", &["2026-02-28T00:00:00Z", "2026-03-31T00:00:00Z"]),
    ("0 0 L-3 * ?", "2026-02-01T00:00:00Z", &["2026-02-25T00:00:00Z", "2026-03-28T00:00:00Z"]),
    ("0 0 15W * ?", "2026-02-01T00:00:00Z", &["2026-02-16T00:00:00Z", "2026-03-16T00:00:00Z", "2026-04-15T00:00:00Z"]),
    ("0 0 1W * ?", "2026-07-31T00:00:00Z", &["2026-08-03T00:00:00Z"]),
    ("0 0 31W * ?", "2026-04-01T00:00:00Z", &["2026-05-29T00:00:00Z"]),
    ("0 0 LW * ?", "2026-02-01T00:00:00Z", &["2026-02-27T00:00:00Z", "2026-03-31T00:00:00Z"]),
    ("0 0 ? * FRI#2", "2026-05-01T00:00:00Z", &["2026-05-08T00:00:00Z", "2026-06-12T00:00:00Z"]),
    ("0 0 ? * 1#5", "2026-01-01T00:00:00Z", &["2026-03-30T00:00:00Z", "2026-06-29T00:00:00Z"]),
    ("0 0 * * FRIL", "2026-05-01T00:00:00Z", &["2026-05-29T00:00:00Z", "2026-06-26T00:00:00Z"]),
    ("0 0 29 2 *", "2026-01-01T00:00:00Z", &["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"]),
    // The century's turn: 2100 is no leap year.
    ("0 0 29 2 *", "2096-03-01T00:00:00Z", &["2104-02-29T00:00:00Z"]),
    // Two day fields: either, unless one begins with a star.
    ("0 0 13 * FRI", "2026-02-01T00:00:00Z", &["2026-02-06T00:00:00Z", "2026-02-13T00:00:00Z", "2026-02-20T00:00:00Z"]),
    ("0 0 */2 * MON", "2026-02-01T00:00:00Z", &["2026-02-09T00:00:00Z", "2026-02-23T00:00:00Z"]),
    ("0 0 1 JAN,jul *", "2026-01-01T00:00:00Z", &["2026-07-01T00:00:00Z", "2027-01-01T00:00:00Z"]),
    ("@weekly", "2026-05-07T12:00:00Z", &["2026-05-10T00:00:00Z"]),
    ("@hourly", "2026-05-07T12:00:00Z", &["2026-05-07T13:00:00Z"]),
    ("@monthly", "1969-11-30T23:59:59.5Z", &["1969-12-01T00:00:00Z", "1970-01-01T00:00:00Z"]),
];

#[test]
fn rules_fire_when_they_are_known_to() {
    for (rule, after, expected) in KNOWN {
        let found: Vec<String> = cron(rule, "UTC").after(at(after)).take(expected.len()).map(|moment| moment.to_string()).collect();
        assert_eq!(&found, expected, "{rule}");
    }
}

#[test]
fn a_wrong_rule_is_refused_with_its_field_and_what_to_write() {
    for (rule, expected) in [
        ("", "five fields"),
        ("* * * *", "this has 4"),
        ("0 0 0 1 1 * 2026", "this has 7"),
        ("60 * * * *", "minute `60`: there are the numbers from 0 to 59"),
        ("JAN * * * *", "minute `JAN`"),
        ("MONTUE * * * *", "minute `MONTUE`"),
        ("* * * 13 *", "month `13`: there are the numbers from 1 to 12 and the names JAN to DEC"),
        ("* * 0 * *", "day of the month `0`"),
        ("* * * * MONDAY", "weekday `MONDAY`"),
        ("1,,2 * * * *", "nothing between the commas"),
        (", * * * *", "nothing between the commas"),
        ("*/0 * * * *", "a step is a number from 1 to 60"),
        ("*/99 * * * *", "a step is a number from 1 to 60"),
        ("0 22-2 * * *", "write `22-23,0-2`"),
        ("0 0 * * FRI-MON", "write `FRI-6,0-MON`"),
        ("+5 * * * *", "minute `+5`"),
        ("0 0 * * L", "L stands behind one weekday"),
        ("0 0 * * 1#6", "a number from 1 to 5"),
        ("0 0 1-5W * *", "W stands behind one day"),
        ("0 0 L-31 * *", "from `L-1` to `L-30`"),
        ("0 0 1? * *", "day of the month `1?`"),
        ("0 0 30 2 *", "never fires"),
        ("0 0 31 4,6,9,11 ?", "never fires"),
        ("@reboot", "`@reboot` is no nickname"),
    ] {
        let problems = check(&Definition::of(When::Cron(rule.to_owned()))).expect_err(rule);
        assert!(problems.0.iter().all(|problem| problem.path == "when.cron"), "{problems}");
        assert!(problems.to_string().contains(expected), "{rule}: {problems}");
    }
}

#[test]
fn every_wrong_field_of_a_rule_is_named_at_once() {
    let problems = check(&Definition::of(When::Cron("61 24 32 13 8".to_owned()))).expect_err("five wrong fields");
    assert_eq!(problems.0.len(), 5, "{problems}");
}

#[test]
fn the_rarest_rule_is_found_quickly() {
    // The 29th of February on a Monday, across 2100: both day fields must match, as the first begins with a star.
    let rare = cron("0 0 */28 2 MON", "Europe/Berlin");
    let started = Instant::now();
    let leap = rare.after(at("2080-01-01T00:00:00Z")).take(2000).filter(|moment| moment.to_zoned(TimeZone::UTC).day() >= 28).count();
    assert!(leap > 0);
    assert!(started.elapsed().as_secs() < 5);
}

fn part(min: u8, max: u8) -> BoxedStrategy<String> {
    prop_oneof![
        (min..=max).prop_map(|value| value.to_string()),
        (min..=max, min..=max).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
        (min..=max, min..=max, 1..=(max - min)).prop_map(|(a, b, step)| format!("{}-{}/{step}", a.min(b), a.max(b))),
    ]
    .boxed()
}

fn list(min: u8, max: u8) -> BoxedStrategy<String> {
    proptest::collection::vec(part(min, max), 1..3).prop_map(|parts| parts.join(",")).boxed()
}

fn starred(min: u8, max: u8) -> BoxedStrategy<String> {
    prop_oneof![Just("*".to_owned()), (1..=(max - min)).prop_map(|step| format!("*/{step}")), list(min, max)].boxed()
}

/// Rules on whose meaning everybody agrees: a day field with a step behind its star is left out.
pub(crate) fn rule() -> impl Strategy<Value = String> {
    let day = prop_oneof![
        Just("*".to_owned()),
        list(1, 28),
        Just("L".to_owned()),
        Just("LW".to_owned()),
        (1_u8..=28).prop_map(|day| format!("{day}W"))
    ];
    let weekday = prop_oneof![
        Just("*".to_owned()),
        list(0, 6),
        (0_u8..=7, 1_u8..=4).prop_map(|(day, nth)| format!("{day}#{nth}")),
        (0_u8..=7).prop_map(|day| format!("{day}L"))
    ];
    let second = prop_oneof![Just(String::new()), starred(0, 59).prop_map(|second| second + " ")];
    (second, starred(0, 59), starred(0, 23), day, starred(1, 12), weekday)
        .prop_map(|(second, minute, hour, day, month, weekday)| format!("{second}{minute} {hour} {day} {month} {weekday}"))
}

proptest! {
    #[test]
    fn another_implementation_names_the_same_moments(rule in rule(), second in 1_600_000_000_i64..2_000_000_000) {
        let after = Timestamp::from_second(second).expect("in range");
        let other = CronParser::builder().seconds(Seconds::Optional).year(Year::Disallowed).build().parse(&rule).expect("a good rule");
        let expected: Vec<Timestamp> = other.iter_after(after.to_zoned(TimeZone::UTC)).take(4).map(|moment| moment.timestamp()).collect();
        let found: Vec<Timestamp> = cron(&rule, "UTC").after(after).take(4).collect();
        prop_assert_eq!(found, expected, "{}", rule);
    }

    #[test]
    fn no_text_makes_the_parser_panic(rule in "[*0-9,/#LW?@A-Za-z +-]{0,24}") {
        let _ = check(&Definition::of(When::Cron(rule)));
    }
}
