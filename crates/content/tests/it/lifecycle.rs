//! Runs and gates live as seed-systems §1.3 says: attempts are kept, people decide, totals count everything.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use content::{Account, Content, CreateRun, GateView, ServiceError};
use engine::{Effect, EffectCall, Produced, Registry, Request};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::{CancelMode, Failure};
use plan::StepId;
use serde_json::{Value, json};

use crate::house::{House, brief};

fn waiting() -> CreateRun {
    CreateRun { approve_via: None, ..brief("What must be done about the Harrow bridge?") }
}

/// Attempts that began and have not ended.
fn unended(gates: &[GateView]) -> Vec<(&str, i32)> {
    let open = |gate: &&GateView| gate.status == "running" || gate.started_at.is_some() && gate.completed_at.is_none();
    gates.iter().filter(open).map(|gate| (gate.gate_id.as_str(), gate.attempt_number)).collect()
}

fn by(account: &Account) -> machine::Actor {
    Content::actor(account, "test")
}

/// Makes one step produce an empty file the first `times` times it is asked.
struct Flawed {
    inner: Arc<dyn Effect>,
    step: &'static str,
    left: Arc<AtomicU32>,
}

impl Effect for Flawed {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let flawed = call.effort.step.0 == self.step
            && self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        let inner = self.inner.run(call);
        async move {
            let mut produced = inner.await?;
            if flawed {
                produced.files.iter_mut().filter(|file| !file.path.starts_with(".gate/")).for_each(|file| file.bytes.clear());
            }
            Ok(produced)
        }
        .boxed()
    }
}

fn flawed(registry: Registry, step: &'static str, times: u32) -> Registry {
    let left = Arc::new(AtomicU32::new(times));
    let effects = registry
        .effects
        .into_iter()
        .map(|(name, inner)| (name, Arc::new(Flawed { inner, step, left: Arc::clone(&left) }) as Arc<dyn Effect>))
        .collect();
    Registry { effects, ..registry }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_gate_waits_for_a_person_and_the_row_says_who() {
    let house = House::new().await;
    let engine = house.engine().await;
    let run = house.run(&engine, waiting()).await;
    assert_eq!((run.status.as_str(), run.current_gate.as_deref()), ("paused", Some("G9")));
    assert_eq!(run.pause_reason.as_deref(), Some("Gate G9 waits for approval"));
    let approve =
        |reason: &str| Request::Approve { step: StepId::from("G9"), by: by(&house.account), reason: reason.to_owned(), form: Value::Null };
    let error = house.content.ask(&engine.handle(), run.id, approve("  ")).await.expect_err("a reason is mandatory");
    assert!(matches!(error, ServiceError::Refused { .. }), "{error}");
    house.content.ask(&engine.handle(), run.id, approve("read and found good")).await.unwrap();
    let run = house.settled(&engine, run.id).await;
    assert_eq!((run.status.as_str(), run.pause_reason), ("completed", None));
    let gate = &house.newest(run.id).await["G9"];
    let told = (
        gate.status.as_str(),
        gate.decision.as_deref(),
        gate.decided_by.as_deref(),
        gate.decided_via.as_deref(),
        gate.decision_reason.as_deref(),
    );
    assert_eq!(told, ("passed", Some("approved"), Some("admin@localhost"), Some("test"), Some("read and found good")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_gate_pauses_with_its_code_and_a_rerun_is_a_new_attempt() {
    let house = House::new().await;
    let engine = house.engine_with(flawed(house.content.registry(), "G2", 1)).await;
    let run = house.run(&engine, brief("What must be done about the Harrow bridge?")).await;
    assert_eq!(run.status, "paused");
    assert!(run.pause_reason.as_deref().is_some_and(|reason| reason.starts_with("Gate G2 failed: ")), "{:?}", run.pause_reason);
    let first = house.newest(run.id).await["G2"].clone();
    assert_eq!((first.status.as_str(), first.attempt_number), ("failed", 1));
    let rerun = Request::Rerun { step: StepId::from("G2"), by: by(&house.account), reason: None, overrides: Value::Null };
    house.content.ask(&engine.handle(), run.id, rerun).await.unwrap();
    let run = house.settled(&engine, run.id).await;
    assert_eq!(run.status, "completed");
    let attempts: Vec<_> = house.content.gates(run.id).await.unwrap().into_iter().filter(|gate| gate.gate_id == "G2").collect();
    assert_eq!(attempts.iter().map(|gate| gate.attempt_number).collect::<Vec<_>>(), [2, 1]);
    let kept = &attempts[1];
    assert_eq!(
        (kept.status.as_str(), &kept.validation_results, &kept.fail_codes),
        ("failed", &first.validation_results, &first.fail_codes),
        "the failed attempt is kept as it was"
    );
    assert!(kept.superseded && attempts[0].cause == "rerun");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_failed_attempt_made_can_be_read_and_does_not_count() {
    let house = House::new().await;
    // The notes for people are blank the first time.
    let engine = house.engine_with(flawed(house.content.registry(), "G2", 1)).await;
    let run = house.run(&engine, brief("What must be done about the Harrow bridge?")).await;
    let counting = house.content.artifacts(run.id).await.unwrap();
    assert!(counting.iter().all(|file| file.gate_id.as_deref() != Some("G2")), "a failed attempt's files do not count");
    let all = house.content.files_of_attempts(run.id).await.unwrap();
    let failed: Vec<_> = all.iter().filter(|found| found.file.gate_id.as_deref() == Some("G2")).collect();
    assert!(!failed.is_empty() && failed.iter().all(|found| !found.file.current && found.attempt_status.as_deref() == Some("failed")));

    let rerun = Request::Rerun { step: StepId::from("G2"), by: by(&house.account), reason: None, overrides: Value::Null };
    house.content.ask(&engine.handle(), run.id, rerun).await.unwrap();
    let run = house.settled(&engine, run.id).await;
    let all = house.content.files_of_attempts(run.id).await.unwrap();
    let path = &failed[0].file.file_path;
    let found: Vec<_> =
        all.iter().filter(|found| &found.file.file_path == path).map(|found| (found.file.attempt_number, found.file.current)).collect();
    assert_eq!(found, [(1, false), (2, true)]);
    let current: Vec<_> = all.iter().filter(|found| found.file.current).map(|found| found.file.id).collect();
    let counting: Vec<_> = house.content.artifacts(run.id).await.unwrap().into_iter().map(|file| file.id).collect();
    assert_eq!(current.len(), counting.len());
    assert!(counting.iter().all(|id| current.contains(id)));
    let bytes = house.content.bytes_of_attempts(run.id).await.unwrap();
    let of = |attempt: u32| bytes.iter().find(|file| file.path == format!("G2.{attempt}/{path}")).unwrap();
    assert!(of(1).bytes.is_empty() && !of(2).bytes.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rerun_takes_every_gate_that_consumed_its_output_with_it() {
    let house = House::new().await;
    let engine = house.engine().await;
    let run = house.run(&engine, waiting()).await;
    let rerun = Request::Rerun {
        step: StepId::from("G4"),
        by: by(&house.account),
        reason: Some("another plan".to_owned()),
        overrides: Value::Null,
    };
    house.content.ask(&engine.handle(), run.id, rerun).await.unwrap();
    let run = house.settled(&engine, run.id).await;
    assert_eq!(run.status, "paused", "the last gate waits again");
    let numbers: Vec<(String, i32)> = house.newest(run.id).await.values().map(|gate| (gate.gate_id.clone(), gate.attempt_number)).collect();
    let expected: Vec<(String, i32)> = (1..=9).map(|n| (format!("G{n}"), if n < 4 { 1 } else { 2 })).collect();
    assert_eq!(numbers, expected);
    assert_eq!(house.newest(run.id).await["G5"].cause, "upstream");
    // The attempt that waited has an end of its own: what its checks measured, and nobody decided.
    let gates = house.content.gates(run.id).await.unwrap();
    let waited = gates.iter().find(|gate| gate.gate_id == "G9" && gate.attempt_number == 1).unwrap();
    assert_eq!((waited.status.as_str(), waited.superseded, waited.decision.as_deref()), ("passed", true, None));
    assert!(waited.completed_at.is_some());
    assert_eq!(unended(&gates), [("G9", 2)], "only the attempt that waits now");
    assert_eq!((run.gates_passed, run.gates_failed), (8, 0));
    // Tokens of both attempts count.
    let both: i64 = house.content.gates(run.id).await.unwrap().iter().map(|gate| gate.tokens_in).sum();
    assert_eq!(run.total_tokens_in, both);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_failures_exhaust_a_gate_and_only_skip_approve_or_cancel_remain() {
    let house = House::new().await;
    let engine = house.engine_with(flawed(house.content.registry(), "G6", 99)).await;
    let run = house.run(&engine, brief("What must be done about the Harrow bridge?")).await;
    let rerun = || Request::Rerun { step: StepId::from("G6"), by: by(&house.account), reason: None, overrides: Value::Null };
    for attempt in 2..=3 {
        house.content.ask(&engine.handle(), run.id, rerun()).await.unwrap();
        house.settled(&engine, run.id).await;
        assert_eq!(house.newest(run.id).await["G6"].attempt_number, attempt);
    }
    let error = house.content.ask(&engine.handle(), run.id, rerun()).await.expect_err("three failures are all a gate may have");
    assert!(matches!(&error, ServiceError::Refused { code, .. } if code == "ATTEMPTS_EXHAUSTED"), "{error}");
    let skip = Request::Skip { step: StepId::from("G6"), by: by(&house.account), reason: "the audit tool is broken".to_owned() };
    house.content.ask(&engine.handle(), run.id, skip).await.unwrap();
    let run = house.settled(&engine, run.id).await;
    let gate = house.newest(run.id).await["G6"].clone();
    assert_eq!((gate.status.as_str(), gate.decision_reason.as_deref()), ("skipped", Some("the audit tool is broken")));
    // What the skipped gate would have made is missing, and the next gate that needs it says so.
    assert_eq!((run.status.as_str(), run.current_gate.as_deref()), ("paused", Some("G7")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_against_the_checks_counts_as_a_warning() {
    let house = House::new().await;
    // The report for people is blank, the results for programs too: the gate fails, a person lets it count.
    let engine = house.engine_with(flawed(house.content.registry(), "G9", 1)).await;
    let run = house.run(&engine, brief("What must be done about the Harrow bridge?")).await;
    assert_eq!((run.status.as_str(), run.current_gate.as_deref()), ("paused", Some("G9")));
    let approve = Request::Approve {
        step: StepId::from("G9"),
        by: by(&house.account),
        reason: "the files are what counts".to_owned(),
        form: Value::Null,
    };
    house.content.ask(&engine.handle(), run.id, approve).await.unwrap();
    let run = house.settled(&engine, run.id).await;
    assert_eq!(run.status, "completed");
    assert_eq!(house.newest(run.id).await["G9"].status, "warning");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_stays_cancelled() {
    let house = House::new().await;
    let engine = house.engine().await;
    let run = house.run(&engine, waiting()).await;
    house
        .content
        .ask(
            &engine.handle(),
            run.id,
            Request::Cancel { by: by(&house.account), reason: Some("asked the wrong thing".to_owned()), mode: CancelMode::Graceful },
        )
        .await
        .unwrap();
    let run = house.settled(&engine, run.id).await;
    assert_eq!(
        (run.status.as_str(), run.pause_reason.as_deref()),
        ("cancelled", Some("Cancelled by admin@localhost: asked the wrong thing"))
    );
    let resume = Request::Resume { by: by(&house.account) };
    assert!(house.content.ask(&engine.handle(), run.id, resume).await.is_err());
    // The gate that waited passed its checks and was never approved: it does not count.
    let gates = house.content.gates(run.id).await.unwrap();
    let waited = gates.iter().find(|gate| gate.gate_id == "G9").unwrap();
    assert_eq!((waited.status.as_str(), waited.superseded, waited.decision.as_deref()), ("passed", true, None));
    assert!(waited.completed_at.is_some() && unended(&gates).is_empty());
    assert_eq!((run.gates_passed, run.total_gates), (8, 9));
}

/// Stays at work on one step for ever.
struct Stuck {
    inner: Arc<dyn Effect>,
    step: &'static str,
    reached: Arc<tokio::sync::Notify>,
}

impl Effect for Stuck {
    fn run(&self, call: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let (is_stuck, reached) = (call.effort.step.0 == self.step, Arc::clone(&self.reached));
        let inner = self.inner.run(call);
        async move {
            if is_stuck {
                reached.notify_one();
                futures_util::future::pending::<()>().await;
            }
            inner.await
        }
        .boxed()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_that_is_at_work_when_its_run_is_cancelled_ends_with_it_and_says_why() {
    let house = House::new().await;
    let reached = Arc::new(tokio::sync::Notify::new());
    let registry = house.content.registry();
    let stuck = |(name, inner)| (name, Arc::new(Stuck { inner, step: "G5", reached: Arc::clone(&reached) }) as Arc<dyn Effect>);
    let registry = Registry { effects: registry.effects.into_iter().map(stuck).collect(), ..registry };
    let engine = house.engine_with(registry).await;
    let created = house.content.create_run(&house.account, waiting()).await.unwrap();
    engine.handle().nudge();
    tokio::time::timeout(Duration::from_secs(60), reached.notified()).await.expect("G5 begins");
    let cancel = Request::Cancel { by: by(&house.account), reason: None, mode: CancelMode::Graceful };
    house.content.ask(&engine.handle(), created.run_id, cancel).await.unwrap();
    let run = house.settled(&engine, created.run_id).await;
    let gates = house.content.gates(run.id).await.unwrap();
    let cut = gates.iter().find(|gate| gate.gate_id == "G5").unwrap();
    assert_eq!((cut.status.as_str(), cut.superseded, cut.decision.as_deref()), ("skipped", true, None));
    assert!(cut.completed_at.is_some() && unended(&gates).is_empty());
    assert_eq!(cut.validation_results[0]["message"], json!("the run was cancelled before this attempt ended"));
    assert_eq!((run.gates_passed, run.gates_failed), (4, 0), "what was cut off counts as neither");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rerun_of_the_gate_that_waits_ends_the_attempt_that_waited() {
    let house = House::new().await;
    let engine = house.engine().await;
    let run = house.run(&engine, waiting()).await;
    let rerun = Request::Rerun { step: StepId::from("G9"), by: by(&house.account), reason: None, overrides: Value::Null };
    house.content.ask(&engine.handle(), run.id, rerun).await.unwrap();
    let run = house.settled(&engine, run.id).await;
    let gates = house.content.gates(run.id).await.unwrap();
    let waited = gates.iter().find(|gate| gate.gate_id == "G9" && gate.attempt_number == 1).unwrap();
    assert_eq!((waited.status.as_str(), waited.superseded), ("passed", true));
    assert_eq!(unended(&gates), [("G9", 2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_run_is_taken_up_where_it_stood() {
    let house = House::new().await;
    let engine = house.engine().await;
    let created = house.content.create_run(&house.account, brief("What must be done about the Harrow bridge?")).await.unwrap();
    engine.handle().nudge();
    // Dropped in the middle: as a killed process, it says nothing to anybody.
    tokio::time::sleep(Duration::from_millis(40)).await;
    drop(engine);
    let engine = house.engine().await;
    let run = house.settled(&engine, created.run_id).await;
    assert_eq!(run.status, "completed");
    let attempts: Vec<i32> = house.content.gates(run.id).await.unwrap().iter().map(|gate| gate.attempt_number).collect();
    assert_eq!(attempts, [1; 9], "a crash consumes no attempt");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_run_needs_no_published_spec_and_leaves_the_catalogue_alone() {
    let house = House::new().await;
    let engine = house.engine().await;
    let text = include_str!("../../../../templates/source-brief.yaml")
        .replace("version: v1.1.0", "version: v9.9.9")
        .replace("min_pass_rate: 0.9", "min_pass_rate: 0.8");
    let before = house.content.template("source-brief").await.unwrap();
    let request = CreateRun { trial: Some(("draft.yaml".to_owned(), text)), ..brief("What must be done about the Harrow bridge?") };
    let run = house.run(&engine, request).await;
    assert!(run.trial && run.status == "completed" && run.version.starts_with("v9.9.9-trial-"), "{run:?}");
    assert_eq!(house.content.template("source-brief").await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rerun_may_ask_another_model_and_the_plan_stays() {
    let house = House::new().await;
    let engine = house.engine().await;
    let run = house.run(&engine, waiting()).await;
    let overrides = json!({ "model": "claude-opus-4" });
    let rerun = Request::Rerun { step: StepId::from("G5"), by: by(&house.account), reason: None, overrides };
    house.content.ask(&engine.handle(), run.id, rerun).await.unwrap();
    let run = house.settled(&engine, run.id).await;
    // No key is set here, so the attempt fails on the model the person chose, and the gate starts no other by itself: it would have none either.
    let gate = house.newest(run.id).await["G5"].clone();
    assert_eq!((gate.status.as_str(), gate.attempt_number, gate.model_id.as_deref()), ("failed", 2, Some("claude-opus-4")));
    assert_eq!(run.pause_reason.as_deref(), Some("Gate G5 failed: MODEL_ERROR"));
    let plan = house.content.plan(run.id).await.unwrap();
    assert!(serde_json::to_string(&*plan).unwrap().contains("offline-writer"));
}
