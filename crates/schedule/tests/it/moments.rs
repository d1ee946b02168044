use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use schedule::{Definition, Schedule, When};

use crate::cron::rule;
use crate::{at, check, every};

const ZONES: &[&str] =
    &["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago", "Africa/Casablanca"];

fn moment() -> impl Strategy<Value = Timestamp> {
    // To the nanosecond, before 1970 too, and often near the changes of 2026.
    prop_oneof![-2_000_000_000_i64..4_000_000_000, 1_774_700_000_i64..1_774_800_000, 1_792_860_000_i64..1_792_960_000]
        .prop_flat_map(|second| (Just(second), 0..1_000_000_000_i32))
        .prop_map(|(second, nanosecond)| Timestamp::new(second, nanosecond).expect("in range"))
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        3 => rule().prop_map(When::Cron),
        1 => (1_000_i64..10_000_000_000, 0_i64..1_000).prop_map(|(every, offset)| When::Every { every: every.into(), offset: Some(offset.into()) }),
        1 => (0_i64..4_000_000_000).prop_map(|second| When::At(Timestamp::from_second(second).expect("in range"))),
    ]
}

/// Good schedules of any kind.
fn schedule() -> impl Strategy<Value = Schedule> {
    (
        proptest::collection::vec(when(), 1..3),
        proptest::sample::select(ZONES),
        0_i64..100_000_000,
        proptest::option::of(moment()),
        proptest::option::of(1_i64..400_000_000),
    )
        .prop_map(|(when, zone, jitter, starts_at, lasts)| {
            let ends_at = lasts.map(|lasts| starts_at.unwrap_or(at("2026-01-01T00:00:00Z")) + SignedDuration::from_secs(lasts));
            let first = when[0].clone();
            let definition = Definition { when, zone: zone.to_owned(), jitter: jitter.into(), starts_at, ends_at, ..Definition::of(first) };
            check(&definition).expect("a good schedule")
        })
}

#[test]
fn an_interval_counts_from_1970_whatever_the_clock_does() {
    let definition =
        Definition { zone: "Europe/Berlin".to_owned(), ..Definition::of(When::Every { every: "6h".into(), offset: Some("15m".into()) }) };
    let found: Vec<String> =
        check(&definition).expect("good").after(at("2026-03-29T00:15:00Z")).take(2).map(|moment| moment.to_string()).collect();
    assert_eq!(found, ["2026-03-29T06:15:00Z", "2026-03-29T12:15:00Z"]);
    let before_1970 = check(&Definition::of(every("1h"))).expect("good").next_after(at("1969-12-31T22:30:00.5Z"));
    assert_eq!(before_1970, Some(at("1969-12-31T23:00:00Z")));
}

#[test]
fn a_one_shot_fires_once_and_rules_that_meet_fire_once() {
    let both =
        Definition { when: vec![When::At(at("2026-05-01T09:00:00Z")), When::Cron("0 9 1 5 *".to_owned())], ..Definition::of(every("1h")) };
    let both = check(&both).expect("good");
    let year = both.between(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"), 10);
    assert_eq!(year.list, [at("2026-05-01T09:00:00Z")]);
    let once = check(&Definition::of(When::At(at("2026-05-01T09:00:00Z")))).expect("good");
    assert_eq!(once.next_after(at("2026-05-01T09:00:00Z")), None);
}

#[test]
fn the_start_is_within_and_the_end_is_not() {
    let definition = Definition {
        starts_at: Some(at("2026-05-01T00:00:00Z")),
        ends_at: Some(at("2026-05-01T02:00:00Z")),
        ..Definition::of(every("1h"))
    };
    let found: Vec<Timestamp> = check(&definition).expect("good").after(at("2020-01-01T00:00:00Z")).collect();
    assert_eq!(found, [at("2026-05-01T00:00:00Z"), at("2026-05-01T01:00:00Z")]);
}

#[test]
fn a_span_of_moments_says_whether_it_was_cut() {
    let hourly = check(&Definition::of(every("1h"))).expect("good");
    let (from, until) = (at("2026-05-01T00:00:00Z"), at("2026-05-01T03:00:00Z"));
    assert_eq!((hourly.between(from, until, 3).list.len(), hourly.between(from, until, 3).more), (3, false));
    assert_eq!((hourly.between(from, until, 2).list.len(), hourly.between(from, until, 2).more), (2, true));
    assert_eq!(hourly.between(until, from, 9).list, []);
}

#[test]
fn jitter_spreads_schedules_over_its_width() {
    let nightly = check(&Definition { jitter: "1h".into(), ..Definition::of(When::Cron("0 2 * * *".to_owned())) }).expect("good");
    let nominal = at("2026-05-01T02:00:00Z");
    let minutes: std::collections::BTreeSet<i64> =
        (0..2000).map(|id| nightly.jittered(nominal, &format!("schedule-{id}")).duration_since(nominal).as_mins()).collect();
    assert!(minutes.len() >= 60, "{minutes:?}");
    // Stored plans depend on it: the choice must not change from one release to the next.
    assert_eq!(nightly.jittered(nominal, "schedule-1").to_string(), "2026-05-01T02:13:54.843Z");
}

#[test]
fn the_ends_of_time_are_no_panic() {
    for definition in [
        Definition::of(every("1h")),
        Definition { zone: "Europe/Berlin".to_owned(), ..Definition::of(When::Cron("30 2 * * *".to_owned())) },
    ] {
        let schedule = check(&Definition { jitter: "1h".into(), ..definition }).expect("good");
        for edge in [Timestamp::MIN, Timestamp::MAX] {
            let _ = schedule.next_after(edge);
            let _ = schedule.jittered(edge, "s");
            let _ = schedule.between(edge, Timestamp::MAX, 3);
            let _ = schedule.due(schedule::State::new(edge), Timestamp::MAX, "s", 10);
            let _ = schedule.due(schedule::State::new(edge), Timestamp::MIN, "s", 10);
        }
    }
}

proptest! {
    #[test]
    fn the_next_moment_is_later_and_nothing_lies_between(schedule in schedule(), after in moment(), share in 0_u64..1000) {
        if let Some(next) = schedule.next_after(after) {
            prop_assert!(next > after);
            let between = after + SignedDuration::from_nanos_i128(next.duration_since(after).as_nanos() * i128::from(share) / 1000);
            prop_assert_eq!(schedule.next_after(between), Some(next));
        }
    }

    #[test]
    fn a_later_question_never_has_an_earlier_answer(schedule in schedule(), one in moment(), other in moment()) {
        let (early, late) = (one.min(other), one.max(other));
        match (schedule.next_after(early), schedule.next_after(late)) {
            (Some(first), Some(second)) => prop_assert!(first <= second),
            (None, second) => prop_assert_eq!(second, None),
            (Some(_), None) => {}
        }
    }

    #[test]
    fn a_span_holds_what_asking_again_and_again_finds(schedule in schedule(), from in moment(), seconds in 0_i64..10_000_000, limit in 0_usize..20) {
        let until = from + SignedDuration::from_secs(seconds);
        let mut expected = Vec::new();
        let mut last = from - SignedDuration::from_nanos(1);
        while let Some(next) = schedule.next_after(last).filter(|&next| next < until && expected.len() <= limit) {
            expected.push(next);
            last = next;
        }
        let more = expected.len() > limit;
        expected.truncate(limit);
        let found = schedule.between(from, until, limit);
        prop_assert_eq!((found.list, found.more), (expected, more));
    }

    #[test]
    fn jitter_stays_within_its_width_and_before_the_next_moment(schedule in schedule(), after in moment(), key in "[a-z]{0,8}") {
        if let Some(nominal) = schedule.next_after(after) {
            let planned = schedule.jittered(nominal, &key);
            prop_assert!(planned >= nominal);
            prop_assert!(planned.duration_since(nominal) <= SignedDuration::from_millis(schedule.definition().jitter.ms().expect("good")));
            prop_assert!(schedule.next_after(nominal).is_none_or(|next| planned < next));
            prop_assert_eq!(planned, schedule.jittered(nominal, &key));
        }
    }
}
