//! A fixed range of seeds in each build, and proof that the simulation can fail: every host that is wrong on purpose is found out.

use simulation::{Broken, Met, Options, run};

/// Seeds of one test; many more run from the command line.
const SEEDS: u64 = 250;
/// So many seeds find out a broken host.
const ENOUGH: u64 = 2_500;

fn holds(seeds: std::ops::Range<u64>, options: Options) {
    for seed in seeds {
        if let Some(violation) = run(seed, options).violation {
            panic!("{violation}\nto see it: cargo run -p simulation -- --seed {seed} --steps {} --trace", options.steps);
        }
    }
}

#[test]
fn everything_holds_in_a_fixed_range_of_seeds() {
    holds(0..SEEDS, Options::default());
}

#[test]
fn everything_holds_in_long_schedules() {
    holds(1_000_000..1_000_000 + SEEDS / 5, Options { steps: 2_000, ..Options::default() });
}

#[test]
fn the_same_seed_does_the_same() {
    for seed in 0..10 {
        let options = Options { trace: true, ..Options::default() };
        let (one, other) = (run(seed, options), run(seed, options));
        assert_eq!(one.trace, other.trace);
        assert_eq!(one.counts, other.counts);
    }
}

#[test]
fn the_schedules_meet_what_they_are_for() {
    let counts: Vec<_> = (0..100).map(|seed| run(seed, Options::default()).counts).collect();
    let sum = |of: fn(&simulation::Counts) -> u64| counts.iter().map(of).sum::<u64>();
    assert!(sum(|counts| counts.crashes) > 100);
    assert!(sum(|counts| counts.deposed) > 10);
    assert!(sum(|counts| counts.unknown) > 50);
    assert!(sum(|counts| counts.handed_over) > 200);
    assert!(sum(|counts| counts.stayed) > 50);
    assert_eq!(sum(|counts| counts.runs), sum(|counts| counts.ended), "every run came to its end");
}

#[test]
fn runs_are_moved_to_other_plans_however_they_stand() {
    let mut moves = simulation::Moves::default();
    (0..SEEDS).for_each(|seed| moves.add(&run(seed, Options::default()).counts.moves));
    for met in Met::ALL {
        assert!(moves.of(met) > 0, "none was met that is {met:?}");
    }
    assert!(moves.of(Met::Made) > 500 && moves.of(Met::InTheWay) > 400, "{moves:?}");
}

/// The first seed that finds out a broken host.
fn found_out(broken: Broken) -> (u64, simulation::Violation) {
    let options = Options { broken: Some(broken), ..Options::default() };
    (0..ENOUGH)
        .find_map(|seed| Some((seed, run(seed, options).violation?)))
        .unwrap_or_else(|| panic!("{ENOUGH} seeds do not find out a host that {broken:?}"))
}

macro_rules! is_found_out {
    ($($test:ident: $broken:ident by $($invariant:literal)|+;)*) => { $(
        #[test]
        fn $test() {
            let (seed, violation) = found_out(Broken::$broken);
            assert!([$($invariant),+].contains(&violation.invariant), "seed {seed} was found out by another invariant: {violation}");
        }
    )* };
}

is_found_out! {
    a_host_that_answers_before_the_commit_is_found_out: AnswersBeforeCommit by "nothing acknowledged is lost";
    a_store_that_does_not_fence_is_found_out: Unfenced by "no write of a loser";
    an_inbox_that_forgets_what_was_filed_is_found_out: ForgetsDedup by "every request is answered exactly once and the same when asked again";
    a_host_that_acts_before_the_commit_is_found_out: CommandsBeforeCommit by "no effect starts before what it depends on is committed";
    a_host_that_counts_results_unchecked_is_found_out: CountsTwice by "no effort's result counts twice, and none counts that was fenced off"
        | "the journal of each run is gapless and replays";
    a_host_that_mistakes_attempts_is_found_out: MistakesAttempts by "no effort's result counts twice, and none counts that was fenced off"
        | "every run ends or waits for something real";
    a_host_that_trusts_an_unknown_commit_is_found_out: TrustsUnknown by "nothing acknowledged is lost"
        | "no effect starts before what it depends on is committed";
    a_host_that_forgets_what_is_outstanding_is_found_out: ForgetsOutstanding by "every run ends or waits for something real"
        | "every run ends once everybody is kind";
    a_host_that_forgets_sleepers_is_found_out: ForgetsSleepers by "every run ends or waits for something real";
    a_successor_written_apart_is_found_out: BirthsApart by "a run that continues has its successor in the same commit, once";
    an_answer_written_apart_is_found_out: AnswersApart by "what a request led to and its answer are committed together";
    a_host_that_takes_up_what_is_old_is_found_out: TakesUpWhatIsOld by "the replayed machine equals the live one of the owner"
        | "no effect starts for a run that has ended";
    a_run_that_leaves_too_soon_is_found_out: LeavesTooSoon by "every request is answered exactly once and the same when asked again";
    a_host_that_takes_up_the_condemned_is_found_out: TakesUpTheCondemned by "the replayed machine equals the live one of the owner";
    a_host_that_wakes_runs_again_and_again_is_found_out: WakesAgain by "every run ends or waits for something real";
    an_end_elsewhere_that_wakes_nobody_is_found_out: LosesWakes by "every run ends or waits for something real"
        | "a run sleeps only while nothing is done for it, or what ends elsewhere wakes it";
    a_run_that_leaves_when_the_end_is_there_is_found_out: ParksWhatHasEnded by "every run ends or waits for something real"
        | "a run sleeps only while nothing is done for it, or what ends elsewhere wakes it";
    a_run_that_leaves_unmarked_is_found_out: LeavesUnmarked by "a run sleeps only while nothing is done for it, or what ends elsewhere wakes it";
    a_run_that_leaves_though_it_was_woken_is_found_out: LeavesThoughWoken by "every run ends or waits for something real"
        | "a run sleeps only while nothing is done for it, or what ends elsewhere wakes it";
    a_wake_that_is_deleted_too_early_is_found_out: ForgetsWakesEarly by "every run ends or waits for something real"
        | "a run sleeps only while nothing is done for it, or what ends elsewhere wakes it";
    a_mark_that_is_taken_away_is_found_out: ForgetsMarks by "every run ends or waits for something real"
        | "a run sleeps only while nothing is done for it, or what ends elsewhere wakes it";
    a_host_that_forgets_the_first_timer_is_found_out: ForgetsFirstTimer by "every run ends or waits for something real";
    what_is_held_back_and_forgotten_is_found_out: ForgetsHeldBack by "every run ends or waits for something real";
    a_shard_given_up_with_something_unwritten_is_found_out: LeavesUnwritten by "nothing is carried out again unless what came of it was lost";
    a_shard_given_up_with_something_under_way_is_found_out: LeavesWhatIsUnderWay
        by "nothing is carried out again unless what came of it was lost";
    a_load_that_brings_back_what_was_given_up_is_found_out: LeavesWhileLoading by "a process has runs in memory only of shards that it owns";
    a_plan_that_moves_apart_is_found_out: MovesPlansApart by "a run's row names the plan that its journal ends under";
    a_move_that_is_answered_before_the_commit_is_found_out: AnswersMovesBeforeCommit by "nothing acknowledged is lost";
    a_run_that_is_replayed_under_its_first_plan_is_found_out: ReplaysUnderTheFirstPlan
        by "the replayed machine equals the live one of the owner"
        | "a run's row names the plan that its journal ends under"
        | "every run ends or waits for something real"
        | "every request is answered exactly once and the same when asked again";
    a_host_that_counts_former_checks_is_found_out: CountsFormerChecks
        by "no effort's result counts twice, and none counts that was fenced off"
        | "nothing is carried out again unless what came of it was lost";
    a_run_that_goes_on_in_another_under_the_old_plan_is_found_out: BearsUnderTheOldPlan
        by "a run that continues has its successor in the same commit, once"
        | "a run's row names the plan that its journal ends under";
}
