//! Plans that run through, and what becomes of efforts that do not.

use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::future::BoxFuture;
use machine::{Entry, Failure, FailureClass, Meter, RunStatus, Verdict, VerdictOutcome};
use serde_json::json;
use store::objects::Objects;
use testkit::Identity;
use uuid::Uuid;

use super::world::*;
use crate::{CheckCall, Checker, Config, Engine, INLINE_LIMIT, NewRun, Registry, SubmitError, Submitted, submit, view};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn completes_a_three_step_plan_and_projects_every_entry() {
    let database = testkit::database().await;
    let world = World::new();
    let mut registry = world.registry();
    registry.projectors.push(IntoTable::create(&database).await);
    let engine = engine(&database, registry).await;
    let run = new_run(&three_steps());

    assert_eq!(run_to_rest(&engine.handle(), &run).await, RunStatus::Completed);

    let journal = journal(&database, run.run_id).await;
    let step = ["attempt_started", "effect_completed", "attempt_judged"];
    let wanted: Vec<&str> = ["run_started"].into_iter().chain(step).chain(step).chain(step).chain(["run_completed"]).collect();
    assert_eq!(kinds(&journal), wanted);
    let Entry::EffectCompleted { output, .. } = &journal[5].entry else { panic!("{:?}", journal[5]) };
    assert_eq!(output.value["input"]["before"]["input"]["word"], "villain");
    assert!(world.calls().values().all(|count| *count == 1));

    let client = database.connect(Identity::Service).await;
    let projected = client.query("select kind from t.projected where run_id = $1 order by seq", &[&run.run_id]).await.unwrap();
    assert_eq!(projected.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>(), wanted);
    let waiting: i64 = client.query_one("select count(*) from engine.submissions", &[]).await.unwrap().get(0);
    assert_eq!(waiting, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn joins_a_fan_out_in_item_order() {
    let database = testkit::database().await;
    let engine = engine(&database, World::new().registry()).await;
    let each = json!({ "id": "each", "work": { "each": {
        "items": "input.words", "parallel": 3, "call": { "effect": "echo", "with": { "word": "{{ item }}" } } } } });
    let plan = plan(json!([each, step("join", "echo", json!({ "all": "{{ steps.each.value }}" }), &["each"])]));
    let words: Vec<String> = (0..20).map(|number| format!("word {number}")).collect();
    let run = NewRun { input: json!({ "words": words }), ..new_run(&plan) };

    assert_eq!(run_to_rest(&engine.handle(), &run).await, RunStatus::Completed);

    let machine = view::machine(&database, run.run_id).await.unwrap().unwrap();
    let joined = &machine.outputs()[&"join".into()].value["input"]["all"];
    let came: Vec<&str> = joined.as_array().unwrap().iter().map(|one| one["input"]["word"].as_str().unwrap()).collect();
    assert_eq!(came, words);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retries_by_the_overridden_clock_and_not_before() {
    let database = testkit::database().await;
    let start = "2030-01-01T00:00:00Z".parse().unwrap();
    let clock = crate::ManualClock::new(start);
    let config = Config { clock: crate::Clock::Manual(clock.clone()), ..config() };
    let engine = Engine::start(store::Database::clone(&database), World::new().registry(), config).await.unwrap();
    let mut flaky = step("flaky", "flaky", json!({ "failures": 2 }), &[]);
    flaky["retry"] = json!({ "max_tries": 3, "initial_ms": 60_000, "factor": 10.0, "max_ms": 3_600_000, "jitter": 0.0 });
    let run = new_run(&plan(json!([flaky])));
    let handle = engine.handle();
    handle.submit(&run).await.unwrap();

    let mut entries = handle.follow(run.run_id, 0);
    for (wait, failures) in [(Duration::from_secs(60), 1), (Duration::from_secs(600), 2)] {
        let retry_at = loop {
            match entries.try_next().await.unwrap().unwrap().entry {
                Entry::TryFailed { retry_at, tried, .. } => {
                    assert_eq!(tried, failures);
                    break retry_at;
                }
                Entry::AttemptStarted { .. } | Entry::RunStarted { .. } | Entry::TryDue { .. } => {}
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(retry_at, clock.now() + wait);
        let stored = view::run(&database, run.run_id).await.unwrap().unwrap();
        assert_eq!(stored.wake_at, Some(retry_at));
        clock.advance(wait - Duration::from_secs(1));
        tokio::task::yield_now().await;
        assert_eq!(view::run(&database, run.run_id).await.unwrap().unwrap().last_seq, stored.last_seq);
        clock.advance(Duration::from_secs(1));
    }
    assert_eq!(at_rest(&handle, run.run_id).await, RunStatus::Completed);
    assert_eq!(journal(&database, run.run_id).await.last().unwrap().at, clock.now());
}

/// Runs one step and returns the failure that ended it.
async fn failure_of(step: serde_json::Value, registry: Registry) -> machine::Failure {
    let database = testkit::database().await;
    let engine = engine(&database, registry).await;
    let run = new_run(&plan(json!([step])));
    run_to_rest(&engine.handle(), &run).await;
    let journal = journal(&database, run.run_id).await;
    journal
        .iter()
        .find_map(|recorded| match &recorded.entry {
            Entry::AttemptFailed { failure, .. } => Some(failure.clone()),
            _ => None,
        })
        .unwrap_or_else(|| panic!("no attempt failed in {journal:#?}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_effect_that_panics_fails_its_step_and_nothing_else() {
    let failure = failure_of(step("ink", "panic", json!({}), &[]), World::new().registry()).await;
    assert_eq!((failure.code.as_str(), failure.class), ("EFFECT_PANIC", FailureClass::Terminal));
    assert!(failure.message.contains("`ink`") && failure.message.contains("the ink ran out"), "{}", failure.message);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_effect_that_takes_too_long_times_out() {
    let mut slow = step("slow", "slow", json!({}), &[]);
    slow["timeout_ms"] = json!(20);
    slow["retry"] = json!({ "max_tries": 1 });
    let failure = failure_of(slow, World::new().registry()).await;
    assert_eq!((failure.code.as_str(), failure.class), ("TIMEOUT", FailureClass::Retryable));
    assert!(failure.meter.duration_ms >= 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_effect_nobody_registered_is_named() {
    let failure = failure_of(step("one", "nowhere", json!({}), &[]), World::new().registry()).await;
    assert_eq!(failure.code, "UNKNOWN_EFFECT");
    assert!(failure.message.contains("`nowhere`"), "{}", failure.message);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_too_large_for_the_journal_is_refused_with_its_step() {
    let failure = failure_of(step("big", "huge", json!({}), &[]), World::new().registry()).await;
    assert_eq!((failure.code.as_str(), failure.class), ("OUTPUT_TOO_LARGE", FailureClass::Terminal));
    assert!(failure.message.contains("`big`"), "{}", failure.message);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gate_without_a_checker_counts_as_not_evaluated() {
    let database = testkit::database().await;
    let engine = engine(&database, Registry { checker: None, ..World::new().registry() }).await;
    let mut gated = step("gated", "echo", json!({}), &[]);
    gated["gate"] = json!({ "checks": [{ "pass_from": 1 }] });
    let run = new_run(&plan(json!([gated])));
    assert_eq!(run_to_rest(&engine.handle(), &run).await, RunStatus::Paused);
    let judged = journal(&database, run.run_id).await.into_iter().find_map(|recorded| match recorded.entry {
        Entry::AttemptJudged { verdict, .. } => Some(verdict),
        _ => None,
    });
    assert_eq!(judged.unwrap().fail_codes, ["CHECKER_MISSING"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stores_small_files_in_rows_and_large_ones_in_the_object_store() {
    let database = testkit::database().await;
    let folder = tempfile::tempdir().unwrap();
    let config = Config { objects: Some(Objects::local(folder.path()).unwrap()), ..config() };
    let world = World::new();
    let engine = Engine::start(store::Database::clone(&database), world.registry(), config).await.unwrap();
    let large = INLINE_LIMIT + 1;
    let plan = plan(json!([
        step("small", "file", json!({ "bytes": INLINE_LIMIT }), &[]),
        step("large", "file", json!({ "bytes": large }), &["small"]),
        step("again", "file", json!({ "bytes": large }), &["large"]),
    ]));
    let run = new_run(&plan);
    assert_eq!(run_to_rest(&engine.handle(), &run).await, RunStatus::Completed);

    let client = database.connect(Identity::Service).await;
    let rows = client.query("select size_bytes, bytes is null, location from engine.payloads order by size_bytes", &[]).await.unwrap();
    let stored: Vec<(i64, bool, Option<String>)> = rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    assert_eq!(stored, [(INLINE_LIMIT as i64, false, None), (large as i64, true, Some("objects".to_owned()))]);
    let machine = view::machine(&database, run.run_id).await.unwrap().unwrap();
    let file = &machine.outputs()[&"again".into()].files[0];
    let reader = crate::payload::Reader(std::sync::Arc::new(crate::payload::Payloads::new(
        store::Database::clone(&database),
        Some(Objects::local(folder.path()).unwrap()),
    )));
    let bytes = crate::Blob::read(&reader, &file.sha256).await.unwrap();
    assert_eq!((bytes.len(), bytes.first()), (large, Some(&b'x')));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_without_an_object_store_fails_its_step() {
    let failure = failure_of(step("large", "file", json!({ "bytes": INLINE_LIMIT + 1 }), &[]), World::new().registry()).await;
    assert_eq!((failure.code.as_str(), failure.class), ("PAYLOAD_STORE", FailureClass::Terminal));
    assert!(failure.message.contains("out.txt"), "{}", failure.message);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_starts_one_run() {
    let database = testkit::database().await;
    let engine = engine(&database, World::new().registry()).await;
    let handle = engine.handle();
    let first = NewRun { start_key: Some("order 66".to_owned()), ..new_run(&three_steps()) };
    let second = NewRun { run_id: Uuid::now_v7(), ..first.clone() };
    let other = NewRun { run_id: Uuid::now_v7(), input: json!({ "word": "hero" }), ..first.clone() };

    let (one, two) = tokio::join!(handle.submit(&first), handle.submit(&second));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.run_id, two.run_id);
    assert!(one.fresh != two.fresh);
    assert!(matches!(handle.submit(&other).await, Err(SubmitError::KeyReused { run_id, .. }) if run_id == one.run_id));
    assert_eq!(at_rest(&handle, one.run_id).await, RunStatus::Completed);
    assert_eq!(view::list(&database, None, 10).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_exists_with_its_module_s_rows_or_not_at_all() {
    let database = testkit::database().await;
    let engine = engine(&database, World::new().registry()).await;
    let (rolled_back, kept) = (new_run(&three_steps()), new_run(&three_steps()));
    let mut client = database.get(Identity::Service).await.unwrap();

    let transaction = client.transaction().await.unwrap();
    submit(&transaction, &rolled_back).await.unwrap();
    transaction.rollback().await.unwrap();
    let transaction = client.transaction().await.unwrap();
    assert_eq!(submit(&transaction, &kept).await.unwrap(), Submitted { run_id: kept.run_id, fresh: true });
    transaction.commit().await.unwrap();

    // Nobody tells the engine: its next look finds the run.
    assert_eq!(at_rest(&engine.handle(), kept.run_id).await, RunStatus::Completed);
    assert_eq!(view::run(&database, rolled_back.run_id).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refuses_runs_that_cannot_be_told_apart_or_kept() {
    let database = testkit::database().await;
    let client = database.get(Identity::Service).await.unwrap();
    let run = new_run(&three_steps());
    let timeless = NewRun { run_id: Uuid::from_u128(1), ..run.clone() };
    assert!(matches!(submit(&client, &timeless).await, Err(SubmitError::NotTimeOrdered(_))));
    let heavy = NewRun { input: json!("x".repeat(crate::INPUT_LIMIT)), ..run.clone() };
    assert!(matches!(submit(&client, &heavy).await, Err(SubmitError::InputTooLarge { .. })));
    submit(&client, &run).await.unwrap();
    assert!(matches!(submit(&client, &run).await, Err(SubmitError::Taken(id)) if id == run.run_id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn follows_a_journal_from_any_place_inside_and_outside_the_process_of_the_engine() {
    let database = testkit::database().await;
    let world = World::new();
    let engine = engine(&database, world.registry()).await;
    let handle = engine.handle();
    let plan = plan(json!([step("one", "echo", json!({}), &[]), step("two", "wait", json!({}), &["one"])]));
    let run = new_run(&plan);
    handle.submit(&run).await.unwrap();
    world.until_waiting(1).await;

    let inside = tokio::spawn(handle.follow(run.run_id, 0).try_collect::<Vec<_>>());
    let outside = tokio::spawn(view::follow(&database, run.run_id, 3).try_collect::<Vec<_>>());
    world.door.notify_one();
    let inside = inside.await.unwrap().unwrap();
    let outside = outside.await.unwrap().unwrap();
    assert_eq!(inside, journal(&database, run.run_id).await);
    assert_eq!(outside, inside[3..]);
    // A run that has ended ends a new follower too.
    let after: Vec<_> = view::follow(&database, run.run_id, inside.len() as u64).try_collect().await.unwrap();
    assert!(after.is_empty());
    let unknown = view::follow(&database, Uuid::now_v7(), 0).try_next().await;
    assert!(matches!(unknown, Err(view::ViewError::UnknownRun(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_benchmark_measures_and_cleans_up_after_itself() {
    let database = testkit::database().await;
    let settings = crate::bench::Settings {
        rounds: 1,
        chains: 20,
        at_once: 5,
        starts: 5,
        lanes: 2,
        ceiling_for: Duration::from_millis(20),
        idle_for: Duration::from_millis(20),
        ..crate::bench::Settings::default()
    };
    let report = crate::bench::run(&database, &settings).await.unwrap();
    println!("{report}");
    let (ceiling, w1) = (report.ceiling.unwrap(), report.w1.unwrap());
    assert!(ceiling.rows_per_s_1 > 0.0 && ceiling.rows_per_s_100 > 0.0);
    assert!(w1.steps_per_s > 0.0 && w1.commits_per_step > 0.0 && w1.wal_bytes_per_step > 0.0, "{w1:?}");
    assert!(report.w2.is_some() && report.w3.is_some() && report.w4.is_some() && report.idle.is_some());
    assert!(view::list(&database, None, 1).await.unwrap().is_empty());
    let client = database.connect(Identity::Service).await;
    let left: i64 = client.query_one("select count(*) from engine.journal", &[]).await.unwrap().get(0);
    assert_eq!(left, 0);
    let table: Option<String> = client.query_one("select to_regclass('engine.bench_rows')::text", &[]).await.unwrap().get(0);
    assert_eq!(table, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_of_ten_thousand_steps_and_a_fan_out_of_a_thousand_run_to_their_end() {
    let database = testkit::database().await;
    let engine = engine(&database, World::new().registry()).await;
    let chain: Vec<serde_json::Value> = (0..plan::MAX_STEPS)
        .map(|at| match at {
            0 => step("s0", "echo", json!({}), &[]),
            _ => step(&format!("s{at}"), "echo", json!({}), &[&format!("s{}", at - 1)]),
        })
        .collect();
    let each = json!([
        { "id": "each", "work": { "each": { "items": "range(1000)", "call": { "effect": "echo", "with": "{{ item }}" } } } },
        step("join", "echo", json!({ "n": "{{ steps.each.value | length }}" }), &["each"]),
    ]);
    let (chain, each) = (new_run(&super::world::plan(json!(chain))), new_run(&super::world::plan(each)));
    assert_eq!(run_to_rest(&engine.handle(), &chain).await, RunStatus::Completed);
    assert_eq!(run_to_rest(&engine.handle(), &each).await, RunStatus::Completed);
    let machine = view::machine(&database, each.run_id).await.unwrap().unwrap();
    assert_eq!(machine.outputs()[&"join".into()].value["input"]["n"], json!(1_000));
    assert_eq!(journal(&database, chain.run_id).await.len(), 1 + 3 * plan::MAX_STEPS + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_that_nobody_could_read_back_is_refused_with_its_step() {
    let failure = failure_of(step("deep", "deep", json!({ "levels": plan::MAX_DEPTH + 1 }), &[]), World::new().registry()).await;
    assert_eq!((failure.code.as_str(), failure.class), ("OUTPUT_TOO_DEEP", FailureClass::Terminal));
    assert!(failure.message.contains("`deep`") && failure.message.contains("60"), "{}", failure.message);
}

/// Answers every check with the same.
struct Always(Result<Verdict, Failure>);

impl Checker for Always {
    fn check(&self, _: CheckCall) -> BoxFuture<'static, Result<Verdict, Failure>> {
        Box::pin(std::future::ready(self.0.clone()))
    }
}

/// The verdict of a gate that pauses its run.
async fn verdict_of(checked: Result<Verdict, Failure>, retry: serde_json::Value) -> Verdict {
    let database = testkit::database().await;
    let registry = Registry { checker: Some(Arc::new(Always(checked))), ..World::new().registry() };
    let engine = engine(&database, registry).await;
    let mut gated = step("gated", "echo", json!({}), &[]);
    gated["gate"] = json!({ "checks": [{}] });
    gated["retry"] = retry;
    let run = new_run(&plan(json!([gated])));
    assert_eq!(run_to_rest(&engine.handle(), &run).await, RunStatus::Paused);
    let machine = view::machine(&database, run.run_id).await.unwrap().unwrap();
    machine.step(&"gated".into()).unwrap().verdict.unwrap().clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verdict_that_nobody_could_read_back_does_not_count() {
    let deep = (0..200).fold(json!({}), |inside, _| json!([inside]));
    let verdict = Verdict { outcome: VerdictOutcome::Pass, score: None, fail_codes: Vec::new(), results: vec![deep] };
    assert_eq!(verdict_of(Ok(verdict), json!({})).await.fail_codes, ["VERDICT_TOO_DEEP"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checks_are_tried_again_after_the_longest_pause_whatever_factor_the_plan_names() {
    let busy = Failure {
        code: "BUSY".to_owned(),
        message: "not now".to_owned(),
        class: FailureClass::Retryable,
        needs_person: false,
        meter: Meter::default(),
    };
    let retry = json!({ "max_tries": 4, "initial_ms": 1, "factor": 1e300, "max_ms": 2 });
    assert_eq!(verdict_of(Err(busy), retry).await.fail_codes, ["BUSY"]);
}
