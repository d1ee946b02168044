use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use schedule::{Definition, State, When};

use crate::{at, check, every};

const START: &str = "2026-03-28T12:00:00Z";

#[test]
fn on_time_a_firing_is_due_and_the_next_look_is_the_next_moment() {
    let hourly = check(&Definition::of(every("1h"))).expect("good");
    let due = hourly.due(State::new(at(START)), at("2026-03-28T12:59:59Z"), "s", 10);
    assert_eq!((due.fire.len(), due.next_look), (0, Some(at("2026-03-28T13:00:00Z"))));
    let due = hourly.due(due.state, at("2026-03-28T13:00:00Z"), "s", 10);
    assert_eq!(due.fire.iter().map(|firing| (firing.nominal, firing.number)).collect::<Vec<_>>(), [(at("2026-03-28T13:00:00Z"), 1)]);
    assert_eq!((due.next_look, due.exhausted), (Some(at("2026-03-28T14:00:00Z")), false));
}

#[test]
fn after_an_absence_the_window_is_made_up_for_and_the_rest_is_missed() {
    let hourly = check(&Definition { catch_up: "2h".into(), ..Definition::of(every("1h")) }).expect("good");
    let due = hourly.due(State::new(at(START)), at("2026-03-28T17:30:00Z"), "s", 100);
    assert_eq!(due.missed, [at("2026-03-28T13:00:00Z"), at("2026-03-28T14:00:00Z"), at("2026-03-28T15:00:00Z")]);
    assert_eq!(due.fire.iter().map(|firing| firing.nominal).collect::<Vec<_>>(), [at("2026-03-28T16:00:00Z"), at("2026-03-28T17:00:00Z")]);
    assert_eq!((due.state.fired, due.missed_more), (2, false), "what is missed does not count as a run");
}

#[test]
fn a_year_of_missed_seconds_is_passed_over_at_once() {
    let secondly = check(&Definition { catch_up: "10s".into(), ..Definition::of(When::Cron("* * * * * *".to_owned())) }).expect("good");
    let now = at("2027-03-28T12:00:00Z");
    let first = secondly.due(State::new(at(START)), now, "s", 100);
    assert_eq!((first.missed.len(), first.missed_more, first.fire.len()), (100, true, 0));
    assert!(first.next_look.expect("goes on") <= now, "the rest is looked at at once");
    let second = secondly.due(first.state, now, "s", 100);
    assert_eq!(second.fire.len(), 11, "{:?}", second.fire);
    assert_eq!(second.next_look, Some(at("2027-03-28T12:00:01Z")));
}

#[test]
fn the_last_run_exhausts_a_schedule_and_so_does_its_end() {
    let twice = check(&Definition { max_runs: Some(2), ..Definition::of(every("1h")) }).expect("good");
    let due = twice.due(State::new(at(START)), at("2026-03-28T20:00:00Z"), "s", 100);
    assert_eq!((due.fire.len(), due.exhausted, due.next_look), (2, true, None));
    let again = twice.due(due.state, at("2026-03-28T21:00:00Z"), "s", 100);
    assert_eq!((again.fire.len(), again.exhausted), (0, true));
    let once = check(&Definition::of(When::At(at("2026-03-28T13:00:00Z")))).expect("good");
    let due = once.due(State::new(at(START)), at("2026-03-28T13:00:00Z"), "s", 1);
    assert_eq!((due.fire.len(), due.exhausted, due.next_look), (1, true, None));
}

#[test]
fn a_pause_passes_over_its_moments_and_does_not_make_up_for_them() {
    let paused = check(&Definition { paused: true, ..Definition::of(every("1h")) }).expect("good");
    let due = paused.due(State::new(at(START)), at("2026-03-28T15:30:00Z"), "s", 100);
    assert_eq!((due.fire.len(), due.missed.len(), due.next_look, due.exhausted), (0, 0, None, false));
    // Nobody looked again before the pause ended at 18:30.
    let going = check(&Definition::of(every("1h"))).expect("good");
    let due = going.due(due.state.passed_over(at("2026-03-28T18:30:00Z")), at("2026-03-28T19:00:00Z"), "s", 100);
    assert_eq!(due.fire.iter().map(|firing| firing.nominal).collect::<Vec<_>>(), [at("2026-03-28T19:00:00Z")]);
}

#[test]
fn a_clock_that_goes_back_fires_nothing_again() {
    let hourly = check(&Definition::of(every("1h"))).expect("good");
    let due = hourly.due(State::new(at(START)), at("2026-03-28T13:00:00Z"), "s", 10);
    let back = hourly.due(due.state, at("2026-03-28T12:30:00Z"), "s", 10);
    assert_eq!((back.fire.len(), back.state), (0, due.state));
}

proptest! {
    /// Whoever looks, however often, at whatever moments, with whatever limit: each nominal moment is fired or missed exactly once, and
    /// within the catch-up window it is fired.
    #[test]
    fn no_firing_is_lost_or_doubled(
        rule in proptest::sample::select(&["*/7 * * * *", "30 2 * * *", "*/20 2,3 * * *", "0 */3 * * *", "15 1-4 * * *"][..]),
        zone in proptest::sample::select(&["UTC", "Europe/Berlin", "Australia/Lord_Howe"][..]),
        jitter in 0_i64..7_200_000,
        gaps in proptest::collection::vec(prop_oneof![0_i64..300, 0_i64..20_000, 0_i64..400_000], 1..30),
        limit in 1_usize..40,
        catch_up_hours in 1_i64..200,
    ) {
        let definition = Definition { zone: zone.to_owned(), jitter: jitter.into(), catch_up: (catch_up_hours * 3_600_000).into(), ..Definition::of(When::Cron(rule.to_owned())) };
        let schedule = check(&definition).expect("good");
        let window = SignedDuration::from_hours(catch_up_hours);
        let (start, mut now, mut state) = (at(START), at(START), State::new(at(START)));
        let (mut dealt_with, mut cut): (Vec<Timestamp>, bool) = (Vec::new(), false);
        let mut fired = 0;
        for gap in gaps {
            now += SignedDuration::from_secs(gap);
            // A look that the limit has cut is followed by another at once.
            loop {
                let due = schedule.due(state, now, "s", limit);
                prop_assert!(due.fire.len() + due.missed.len() <= limit);
                for missed in &due.missed {
                    prop_assert!(now.duration_since(schedule.jittered(*missed, "s")) > window);
                    dealt_with.push(*missed);
                }
                for firing in &due.fire {
                    prop_assert!(firing.planned <= now && now.duration_since(firing.planned) <= window);
                    prop_assert_eq!(firing.planned, schedule.jittered(firing.nominal, "s"));
                    fired += 1;
                    prop_assert_eq!(firing.number, fired);
                    dealt_with.push(firing.nominal);
                }
                cut |= due.missed_more;
                state = due.state;
                let next_look = due.next_look.expect("the rule goes on for ever");
                if next_look > now {
                    break;
                }
            }
        }
        let expected: Vec<Timestamp> = schedule.after(start).take_while(|&nominal| schedule.jittered(nominal, "s") <= now).collect();
        if cut {
            prop_assert!(dealt_with.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(dealt_with.iter().all(|moment| expected.contains(moment)));
            let recent = |list: &[Timestamp]| list.iter().copied().filter(|&moment| now.duration_since(schedule.jittered(moment, "s")) <= window).collect::<Vec<_>>();
            prop_assert_eq!(recent(&dealt_with), recent(&expected));
        } else {
            prop_assert_eq!(dealt_with, expected);
        }
    }
}
