//! Crashes the engine at every journal write of a flow and delivers each effect twice: the tables say the same as undisturbed.

use std::sync::Arc;
use std::time::Duration;

use engine::{Config, Projected, Request, Sweep, view};
use flows::Flows;
use machine::Actor;
use serde_json::{Value, json};
use store::{Database, Identity};
use uuid::Uuid;

use crate::house::House;

const PLAN: &str = "\
grammar: 4
name: swept
state:
  phase: {schema: {type: string}, initial: new, attribute: true}
steps:
  - id: each
    work: {each: {items: input.words, call: {effect: value, with: {word: '{{ item }}'}}}}
  - id: nap
    work: {wait: {for: {milliseconds: 5}}}
  - id: note
    work: {state: [{set: phase, value: 'round {{ round }}'}]}
  - id: again
    needs: [note]
    work: {repeat: {from: note, while: round < 2, at_most: 3, pause: {milliseconds: 5}}}
  - id: never
    when: input.words | length > 5
    work: {effect: {effect: value}}
  - id: letter
    needs: [each, nap, never, again]
    work: {effect: {effect: value, with: {n: '{{ steps.each.value | length }}', file: {path: a.md, text: '# A'}}}}
    gate: {checks: [{type: file_exists, target: a.md}], approval: required}
";

/// What a run does with a queue of its own. What it takes last it does not finish: that comes back with its end.
const QUEUED: &str = "\
grammar: 4
name: swept
queues: {work: {dedupe: true, size: 4}}
steps:
  - id: add
    work: {effect: {effect: queue.add, with: {queue: work, payloads: '{{ input.words }}'}}}
  - id: nothing
    work: {effect: {effect: queue.take, with: {queue: work, wait: {seconds: 0}}}}
    when: input.words | length > 9
  - id: take
    work: {effect: {effect: queue.take, with: {queue: work, most: 2}}}
  - id: back
    needs: [take]
    work: {effect: {effect: queue.finish, with: {queue: work, items: ['{{ steps.take.value.items[0] }}'], status: pending}}}
  - id: done
    needs: [take, back]
    work: {effect: {effect: queue.finish, with: {queue: work, items: ['{{ steps.take.value.items[1].id }}'], reason: swept}}}
  - id: rest
    needs: [done, add]
    work: {each: {items: '[1, 2]', parallel: 1, call: {effect: queue.take, with: {queue: work, most: '{{ item }}'}}}}
  - id: close
    needs: [rest]
    work: {effect: {effect: queue.close, with: {queue: work}}}
";

async fn queue_rows(database: Database, run_id: Uuid) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
    let client = database.get(Identity::Service).await?;
    let row = client
        .query_one(
            "select jsonb_build_object(
               'run', (select r.status from flows.runs r where r.id = $1),
               'queue', (select jsonb_agg(jsonb_build_object('name', q.queue_name, 'closed', q.closed_at is not null)) from flows.work_queues q where q.run_id = $1),
               'waits', (select count(*) from flows.queue_waits w where w.run_id = $1),
               'items', (select jsonb_agg(jsonb_build_object('payload', i.payload, 'status', i.status, 'attempts', i.attempts, 'reason', i.reason) order by i.seq)
                         from flows.work_items i join flows.work_queues q on q.id = i.queue_id where q.run_id = $1))",
            &[&run_id],
        )
        .await?;
    Ok(row.get(0))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_survives_a_crash_at_every_journal_write_and_gives_each_item_once() {
    let house = House::new().await;
    let (plan, _) = Flows::check(QUEUED, "test").unwrap();
    let flows = house.flows.clone();
    let owner = house.owner;
    let report = Sweep::new(&house.database, Arc::new(plan), json!({ "words": ["a", "b", "c", "d"] }), move || flows.registry())
        .config(Config { poll_every: Duration::from_millis(20), ..Config::default() })
        .owner(owner)
        .prepare(move |tx, run_id| {
            Box::pin(async move {
                tx.execute("insert into flows.runs (id, user_id, name, input) values ($1, $2, 'swept', '{}')", &[&run_id, &owner]).await?;
                Ok(())
            })
        })
        .inspect(|database, run_id| Box::pin(queue_rows(database, run_id)))
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 6, "{report:?}");
}

async fn rows(database: Database, run_id: Uuid) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
    let client = database.get(Identity::Service).await?;
    let row = client
        .query_one(
            "select jsonb_build_object(
               'run', (select jsonb_build_object('status', r.status, 'pause', r.pause, 'attributes', r.attributes, 'ended', r.ended_at is not null) from flows.runs r where r.id = $1),
               'steps', (select jsonb_agg(jsonb_build_object('step', s.step, 'attempt', s.attempt, 'status', s.status, 'value', coalesce(s.value, (select jsonb_agg(i.value order by i.item) from flows.items i where i.run_id = s.run_id and i.step = s.step and i.attempt = s.attempt)), 'files', s.files,
                         'decision', s.decision ->> 'decision', 'ended', s.ended_at is not null) order by s.position, s.attempt)
                         from flows.steps s where s.run_id = $1))",
            &[&run_id],
        )
        .await?;
    Ok(row.get(0))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_survives_a_crash_at_every_journal_write() {
    let house = House::new().await;
    let (plan, _) = Flows::check(PLAN, "test").unwrap();
    let flows = house.flows.clone();
    let owner = house.owner;
    let report = Sweep::new(&house.database, Arc::new(plan), json!({ "words": ["a", "b"] }), move || flows.registry())
        .config(Config { poll_every: Duration::from_millis(20), ..Config::default() })
        .owner(owner)
        .approved_in_advance(Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() })
        .prepare(move |tx, run_id| {
            Box::pin(async move {
                tx.execute("insert into flows.runs (id, user_id, name, input) values ($1, $2, 'swept', '{}')", &[&run_id, &owner]).await?;
                Ok(())
            })
        })
        .inspect(|database, run_id| Box::pin(rows(database, run_id)))
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 4, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_many_waves_wrote_is_written_the_same_by_one() {
    let house = House::new().await;
    let engine = house.engine().await;
    // Two rounds of a loop; then what a person would have to approve is begun anew.
    let (run, _) = house.run(&engine, PLAN, json!({ "words": ["a", "b"] })).await;
    let by = Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
    let rerun = Request::Rerun { step: "each".into(), by, reason: None, overrides: Value::Null };
    house.flows.ask(&engine.handle(), run.id, &rerun, "rerun").await.unwrap();
    let journal = loop {
        let journal = view::journal(&house.database, run.id, 0).await.unwrap();
        if journal.iter().filter(|recorded| matches!(recorded.entry, machine::Entry::RunPaused { .. })).count() == 2 {
            break journal;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let plan = view::plan(&house.database, run.id).await.unwrap();
    let wave: Vec<_> = journal.into_iter().map(|recorded| Projected { run_id: run.id, plan: plan.clone(), recorded }).collect();
    let mut client = house.database.get(Identity::Service).await.unwrap();
    let tx = client.transaction().await.unwrap();
    let steps = "select jsonb_agg(to_jsonb(s) order by s.step, s.attempt) from flows.steps s where s.run_id = $1";
    let before: Value = tx.query_one(steps, &[&run.id]).await.unwrap().get(0);
    for table in ["items", "steps"] {
        tx.execute(&format!("delete from flows.{table} where run_id = $1"), &[&run.id]).await.unwrap();
    }
    for projector in house.flows.registry().projectors {
        projector.project(&tx, &wave).await.unwrap();
    }
    let after: Value = tx.query_one(steps, &[&run.id]).await.unwrap().get(0);
    for (before, after) in before.as_array().unwrap().iter().zip(after.as_array().unwrap()) {
        assert_eq!(before, after);
    }
    assert_eq!(before.as_array().unwrap().len(), after.as_array().unwrap().len());
}
