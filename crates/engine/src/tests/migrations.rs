//! Runs that move to another plan while they are under way.

use std::sync::Arc;

use db::queries::engine::submit;
use machine::{Entry, Mapping, RunStatus};
use plan::{Plan, StepId};
use serde_json::{Value, json};
use store::{Database, Identity};

use super::world::*;
use crate::{Answer, Engine, Modules, Registry, Request, Sweep, view};

async fn keep(database: &Database, plan: &Plan) {
    let client = database.get(Identity::Service).await.unwrap();
    submit::save_plan().bind(&client, &plan.hash(), &plan.canonical()).one().await.unwrap();
}

fn to(plan: &Plan, steps: &[(&str, Option<&str>)]) -> Request {
    let steps = steps.iter().map(|(old, new)| (StepId::from(*old), new.map(StepId::from))).collect();
    let mapping = Mapping { steps, ..Mapping::default() };
    Request::Migrate { plan_hash: plan.hash(), version: Some(2), mapping, by: somebody() }
}

/// A plan with a signal and steps, as JSON.
fn signalled(steps: Value) -> Arc<Plan> {
    Arc::new(serde_json::from_value(json!({ "grammar": 2, "name": "sample", "signals": { "go": {} }, "steps": steps })).unwrap())
}

fn approved(mut step: Value) -> Value {
    step["gate"] = json!({ "approval": "required" });
    step
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_comes_out_the_same_wherever_the_host_dies() {
    let database = testkit::database().await;
    let wait = |needs: &str| json!({ "id": "nap", "needs": [needs], "work": { "wait": { "signal": "go" } } });
    let first = signalled(json!([step("one", "echo", json!({}), &[]), wait("one"), approved(step("last", "echo", json!({}), &["nap"]))]));
    let second = signalled(json!([
        step("first", "echo", json!({}), &[]),
        step("beside", "echo", json!({ "of": "{{ steps.first.value.from }}" }), &["first"]),
        wait("first"),
        approved(step("final", "echo", json!({}), &["nap"])),
    ]));
    let third = signalled(json!([
        step("first", "echo", json!({}), &[]),
        step("beside", "echo", json!({ "of": "{{ steps.first.value.from }}" }), &["first"]),
        wait("first"),
        approved(step("final", "echo", json!({}), &["nap"])),
        step("after", "echo", json!({ "of": "{{ steps.final.value.from }}" }), &["final", "beside"]),
    ]));
    keep(&database, &second).await;
    keep(&database, &third).await;
    let signal = Request::Signal { name: "go".to_owned(), id: "s".to_owned(), payload: Value::Null, by: somebody() };
    let approve = Request::Approve { step: "final".into(), by: somebody(), reason: "good".to_owned(), form: Value::Null };
    let requests = vec![to(&second, &[("one", Some("first")), ("last", Some("final"))]), signal, to(&third, &[]), approve];
    let report = Sweep::new(&database, first, json!({}), || World::new().registry())
        .requests(requests)
        .inspect(|database, run_id| {
            Box::pin(async move {
                let run = view::run(&database, run_id).await?.ok_or("the run is gone")?;
                let machine = view::machine(&database, run_id).await?.ok_or("it has not begun")?;
                let outputs: Vec<_> = machine.outputs().iter().map(|(step, output)| json!([step, output.value["input"]])).collect();
                Ok(json!([run.plan_hash == machine.plan().hash(), view::plan(&database, run_id).await?.hash(), outputs]))
            })
        })
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 6, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_effect_under_way_goes_on_across_the_move_and_the_death_of_its_host() {
    let database = testkit::database().await;
    let world = World::new();
    let first = engine(&database, world.registry()).await;
    let old = plan(json!([step("one", "wait", json!({}), &[])]));
    let new =
        plan(json!([step("one", "wait", json!({}), &[]), step("two", "echo", json!({ "of": "{{ steps.one.value.from }}" }), &["one"])]));
    keep(&database, &new).await;
    let run = new_run(&old);
    first.handle().submit(&run).await.unwrap();
    world.until_waiting(1).await;
    let answer = first.handle().request(run.run_id, &to(&new, &[]), "1", PATIENCE).await.unwrap();
    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
    first.kill().await;

    let second = engine(&database, world.registry()).await;
    world.until_waiting(2).await;
    assert_eq!(world.calls().len(), 1, "the same try is delivered again under the same key: {:?}", world.calls());
    world.door.notify_waiters();
    assert_eq!(at_rest(&second.handle(), run.run_id).await, RunStatus::Completed);
    let machine = view::machine(&database, run.run_id).await.unwrap().unwrap();
    assert_eq!(machine.outputs()[&"two".into()].value["input"]["of"], "one");
    let run = view::run(&database, run.run_id).await.unwrap().unwrap();
    assert_eq!(run.plan_hash, new.hash());
    // What was asked again is there already.
    let again = second.handle().request(run.run_id, &to(&new, &[]), "1", PATIENCE).await.unwrap();
    assert_eq!(again, answer);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_cannot_be_made_is_refused_with_each_place_and_nothing_changes() {
    let database = testkit::database().await;
    let world = World::new();
    let modules =
        || Modules::default().with(world.registry(), |plan| plan.name == "sample").with(Registry::default(), |plan| plan.name != "sample");
    let engine = Engine::start(Database::clone(&database), modules(), config()).await.unwrap();
    let handle = engine.handle();
    let run = new_run(&plan(json!([step("one", "wait", json!({}), &[])])));
    handle.submit(&run).await.unwrap();
    world.until_waiting(1).await;
    let before = journal(&database, run.run_id).await;

    let other = plan(json!([step("two", "echo", json!({}), &[])]));
    keep(&database, &other).await;
    let elsewhere = Arc::new(Plan { name: "elsewhere".to_owned(), ..Plan::clone(&run.plan) });
    keep(&database, &elsewhere).await;
    let unknown = plan(json!([step("nobody", "echo", json!({}), &[])]));
    for (target, part) in [(&other, "steps.one"), (&elsewhere, "another module"), (&unknown, "is not stored")] {
        let Answer::Refused { code, message, obstacles } =
            handle.request(run.run_id, &to(target, &[]), &target.hash(), PATIENCE).await.unwrap()
        else {
            panic!("{part} was no obstacle")
        };
        assert!(code == "NOT_MIGRATABLE" && message.contains(part), "{code}: {message}");
        assert_eq!(obstacles.iter().any(|obstacle| obstacle.path == "steps.one"), part == "steps.one");
    }
    assert_eq!(journal(&database, run.run_id).await, before);
    assert!(!before.iter().any(|recorded| matches!(recorded.entry, Entry::Migrated { .. })));
}
