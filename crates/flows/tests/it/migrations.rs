//! Runs that move to another version of their flow: what the tables say of them, and the crash of an engine at each write.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use db::queries::engine::submit;
use engine::{Config, Engine, Request, Sweep};
use flows::{FlowError, FlowRunView, FlowStepView, Flows, PlanSource, Start, read};
use machine::{Actor, Mapping};
use plan::StepId;
use serde_json::{Map, Value, json};
use store::{Database, Identity};
use uuid::Uuid;

use crate::house::House;

const FIRST: &str = "\
grammar: 3
name: moving
steps:
  - id: each
    title: Each
    work: {each: {items: input.words, call: {effect: value, with: {word: '{{ item }}'}}}}
  - id: aside
    work: {effect: {effect: child, with: {flow: small, wait: false, on_parent_end: cancel}}}
  - id: gone
    work: {effect: {effect: value, with: 1}}
  - id: letter
    needs: [each, aside, gone]
    work: {effect: {effect: value, with: {n: '{{ steps.each.value | length }}'}}}
    gate: {approval: required}
";

const SECOND: &str = "\
grammar: 3
name: moving
steps:
  - id: words
    title: All words
    work: {each: {items: input.words, call: {effect: value, with: {word: '{{ item }}'}}}}
  - id: call
    needs: [words]
    work: {effect: {effect: child, with: {flow: small, wait: false, on_parent_end: cancel}}}
  - id: new
    needs: [words]
    work: {effect: {effect: value, with: {first: '{{ steps.words.value[0].word }}'}}}
  - id: letter
    title: Letter
    needs: [words, call]
    work: {effect: {effect: value, with: {n: '{{ steps.words.value | length }}'}}}
    gate: {approval: required}
";

const SMALL: &str = "grammar: 2\nname: small\nsignals: {go: {}}\nsteps:\n  - id: nap\n    work: {wait: {signal: go}}\n";

fn by() -> Actor {
    Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() }
}

fn mapping() -> Mapping {
    let steps = [("each", Some("words")), ("aside", Some("call")), ("gone", None)];
    let steps = steps.into_iter().map(|(old, new)| (StepId::from(old), new.map(StepId::from)));
    Mapping { steps: steps.collect(), late: BTreeMap::new() }
}

async fn started(house: &House, engine: &Engine, version: i32) -> Uuid {
    let start = Start {
        plan: PlanSource::Flow { name: "moving".to_owned(), version: Some(version) },
        input: json!({ "words": ["a", "b"] }),
        attributes: Map::new(),
        idempotency_key: None,
        approved_in_advance: None,
    };
    let run_id = house.flows.start(house.owner, start).await.unwrap().run_id;
    engine.handle().nudge();
    tokio::time::timeout(Duration::from_secs(60), engine.handle().settled(run_id)).await.expect("the run settles").unwrap();
    run_id
}

async fn seen(house: &House, run_id: Uuid) -> (FlowRunView, Vec<FlowStepView>) {
    let client = house.database.get(Identity::Service).await.unwrap();
    let run = read::run(&client, run_id).await.unwrap().unwrap();
    (run, read::steps(&client, run_id).await.unwrap())
}

fn told(steps: &[FlowStepView]) -> Vec<(&str, i32, &str, Option<&str>)> {
    steps.iter().map(|step| (step.step.as_str(), step.attempt, step.status.as_str(), step.title.as_deref())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_take_the_names_and_places_of_the_new_version_with_their_calls_and_children() {
    let house = House::new().await;
    let engine = house.engine().await;
    for text in [SMALL, FIRST, SECOND] {
        house.flows.apply(house.owner, text, "test").await.unwrap();
    }
    let run_id = started(&house, &engine, 1).await;
    let before = house.flows.foresee_migration(run_id, 2, &Mapping::default()).await;
    let Err(FlowError::NotMigratable { obstacles, .. }) = &before else { panic!("{before:?}") };
    let paths: Vec<_> = obstacles.iter().map(|obstacle| obstacle.path.as_str()).collect();
    assert_eq!(&paths[..3], ["steps.each", "steps.aside", "steps.gone"], "{before:?}");

    // `words` is what `each` was, so nothing new stands before what has begun but the ones that are asked about.
    house.flows.migrate(&engine.handle(), run_id, 2, mapping(), by()).await.unwrap();
    tokio::time::timeout(Duration::from_secs(60), engine.handle().settled(run_id)).await.expect("the run settles").unwrap();
    let (run, steps) = seen(&house, run_id).await;
    assert_eq!(
        told(&steps),
        [
            ("words", 1, "passed", Some("All words")),
            ("call", 1, "passed", None),
            ("new", 1, "passed", None),
            ("letter", 1, "awaiting_approval", Some("Letter")),
            ("gone", 1, "reset", None),
        ]
    );
    assert_eq!(steps[0].value, Some(json!([{ "word": "a" }, { "word": "b" }])), "the calls of a fan-out go along");
    assert_eq!(steps[2].value, Some(json!({ "first": "a" })));
    assert_eq!((run.version, run.steps_total, run.steps_done, run.status.as_str()), (Some(2), 4, 3, "paused"));
    let client = house.database.get(Identity::Service).await.unwrap();
    let children = read::children(&client, run_id).await.unwrap();
    assert_eq!(children.iter().map(|child| child.parent_step.as_deref()).collect::<Vec<_>>(), [Some("call")]);

    // A fork of it is of the new version from its beginning, and keeps what was done under the old names.
    let forked = house.flows.fork(run_id, &[StepId::from("new")], None, None).await.unwrap();
    engine.handle().nudge();
    tokio::time::timeout(Duration::from_secs(60), engine.handle().settled(forked)).await.expect("the fork settles").unwrap();
    let (run, steps) = seen(&house, forked).await;
    assert_eq!(run.version, Some(2));
    let kept = told(&steps);
    assert_eq!(kept[0], ("words", 1, "passed", Some("All words")));
    assert!(kept.contains(&("letter", 1, "awaiting_approval", Some("Letter"))), "{kept:?}");
    let journal = engine::view::journal(&house.database, forked, 0).await.unwrap();
    assert!(!journal.iter().any(|recorded| matches!(recorded.entry, machine::Entry::Migrated { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_open_runs_of_a_version_are_found_and_no_other() {
    let house = House::new().await;
    let engine = house.engine().await;
    for text in [SMALL, FIRST, SECOND] {
        house.flows.apply(house.owner, text, "test").await.unwrap();
    }
    let (first, ended, other) = (started(&house, &engine, 1).await, started(&house, &engine, 1).await, started(&house, &engine, 2).await);
    let cancel = Request::Cancel { by: by(), reason: None, mode: machine::CancelMode::Graceful };
    house.flows.ask(&engine.handle(), ended, &cancel, "c").await.unwrap();
    assert_eq!(house.flows.open_runs(house.owner, "moving", 1, 2).await.unwrap(), [(first, "paused".to_owned())]);
    assert_eq!(house.flows.open_runs(house.owner, "moving", 2, 1).await.unwrap(), [(other, "paused".to_owned())]);
    assert!(matches!(house.flows.open_runs(Uuid::now_v7(), "moving", 1, 2).await, Err(FlowError::UnknownFlow { .. })));
    let gone = house.flows.migrate(&engine.handle(), ended, 2, mapping(), by()).await.unwrap_err();
    assert_eq!(gone.code(), "RUN_ENDED");
}

async fn rows(database: Database, run_id: Uuid) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
    let client = database.get(Identity::Service).await?;
    let row = client
        .query_one(
            "select jsonb_build_object(
               'run', (select jsonb_build_array(r.status, r.version, r.steps_total, r.pause ->> 'step') from flows.runs r where r.id = $1),
               'steps', (select jsonb_agg(jsonb_build_array(s.step, s.attempt, s.position, s.title, s.status, s.value,
                           (select jsonb_agg(i.value order by i.item) from flows.items i where i.run_id = s.run_id and i.step = s.step))
                           order by s.position, s.step, s.attempt) from flows.steps s where s.run_id = $1))",
            &[&run_id],
        )
        .await?;
    Ok(row.get(0))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_of_a_run_that_moves_come_out_the_same_wherever_the_engine_dies() {
    let house = House::new().await;
    let parts = |text: &str| {
        Flows::check(
            &text.replace("effect: child, with: {flow: small, wait: false, on_parent_end: cancel}", "effect: value, with: 2"),
            "test",
        )
        .unwrap()
        .0
    };
    let (first, second) = (parts(FIRST), parts(&SECOND.replace("- id: letter\n", "- id: note\n")));
    let client = house.database.get(Identity::Service).await.unwrap();
    submit::save_plan().bind(&client, &second.hash(), &second.canonical()).one().await.unwrap();
    drop(client);
    let mut mapping = mapping();
    mapping.steps.insert("letter".into(), Some("note".into()));
    let requests = vec![
        Request::Migrate { plan_hash: second.hash(), version: Some(2), mapping, by: by() },
        Request::Rerun { step: "words".into(), by: by(), reason: None, overrides: Value::Null },
        Request::Approve { step: "note".into(), by: by(), reason: "good".to_owned(), form: Value::Null },
    ];
    let (flows, owner) = (house.flows.clone(), house.owner);
    let report = Sweep::new(&house.database, Arc::new(first), json!({ "words": ["a", "b"] }), move || flows.registry())
        .config(Config { poll_every: Duration::from_millis(20), ..Config::default() })
        .owner(owner)
        .prepare(move |tx, run_id| {
            Box::pin(async move {
                tx.execute(
                    "insert into flows.runs (id, user_id, version, name, input) values ($1, $2, 1, 'moving', '{}')",
                    &[&run_id, &owner],
                )
                .await?;
                Ok(())
            })
        })
        .requests(requests)
        .inspect(|database, run_id| Box::pin(rows(database, run_id)))
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 6, "{report:?}");
}
