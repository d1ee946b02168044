//! Runs that come of runs, and work that is done elsewhere: the engine dies at every journal write, every effect is delivered twice, and
//! whatever came into being says the same as undisturbed.

use std::sync::Arc;
use std::time::Duration;

use engine::{Config, Driver, Request, Sweep, view};
use flows::Flows;
use flows::schedules::{NewSchedule, Scheduler};
use flows::tasks::{Labels, PollTasks, TaskEnd, TaskOutcome};
use machine::{Actor, CancelMode, Entry};
use plan::StepId;
use serde_json::{Map, Value, json};
use store::{Database, Identity};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::house::House;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// Ends with whoever holds it.
struct Works(JoinHandle<()>);

impl Drop for Works {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl House {
    /// A sweep of a plan, whose run stands in the tables of flows as well.
    fn sweep(&self, text: &str) -> Sweep {
        let (plan, _) = Flows::check(text, "test").unwrap();
        let (flows, owner, name) = (self.flows.clone(), self.owner, plan.name.clone());
        Sweep::new(&self.database, Arc::new(plan), json!({}), move || flows.registry())
            .config(Config { poll_every: Duration::from_millis(20), ..Config::default() })
            .owner(owner)
            .prepare(move |tx, run_id| {
                let name = name.clone();
                Box::pin(async move {
                    tx.execute("insert into flows.runs (id, user_id, name, input) values ($1, $2, $3, '{}')", &[&run_id, &owner, &name])
                        .await?;
                    Ok(())
                })
            })
            .inspect(|database, run_id| Box::pin(rows(database, run_id)))
    }

    async fn apply(&self, texts: &[&str]) {
        for text in texts {
            self.flows.apply(self.owner, text, "test").await.unwrap();
        }
    }

    fn scheduler(&self) -> impl Fn(&Driver) -> Works + Send + Sync + 'static {
        let flows = self.flows.clone();
        move |driver| Works(tokio::spawn(Scheduler::new(flows.clone(), driver.handle().clone()).work()))
    }
}

/// What the tables say of a run and of all that came into being since, and what is left of them where nothing should be.
async fn rows(database: Database, run_id: Uuid) -> Result<Value, Error> {
    let client = database.get(Identity::Service).await?;
    let row = client
        .query_one(
            "with told as (select r.* from flows.runs r where r.created_at >= (select created_at from engine.runs where id = $1)
                                                          or r.id = $1)
             select jsonb_build_object(
               'runs', (select jsonb_agg(k.told order by k.told)
                          from (select jsonb_build_array(t.name, t.status, t.output, t.parent_step, t.parent_attempt, t.on_parent_end,
                                                         t.continued_from is not null, t.forked_from is not null, t.scheduled_for) as told
                                  from told t) k),
               'steps', (select jsonb_agg(k.told order by k.told)
                           from (select jsonb_build_array(t.name, s.step, s.attempt, s.status, s.failure ->> 'code', s.undo ->> 'status',
                                                          s.ended_at is not null) as told
                                   from told t join flows.steps s on s.run_id = t.id) k),
               'left', (select count(*) from flows.tasks) + (select count(*) from flows.starts) + (select count(*) from flows.places)
                       + (select count(*) from engine.submissions))",
            &[&run_id],
        )
        .await?;
    Ok(row.get(0))
}

fn by() -> Actor {
    Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() }
}

fn go(id: &str) -> Request {
    Request::Signal { name: "go".to_owned(), id: id.to_owned(), payload: Value::Null, by: by() }
}

fn approve(step: &str) -> Request {
    Request::Approve { step: step.into(), by: by(), reason: "good".to_owned(), form: Value::Null }
}

/// Waits until a query finds something.
async fn found(driver: &Driver, sql: &str) -> Result<Uuid, Error> {
    loop {
        let client = driver.database().get(Identity::Service).await?;
        if let Some(row) = client.query_opt(sql, &[&driver.run_id()]).await? {
            return Ok(row.get(0));
        }
        drop(client);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

const ENDS: &str = "\
grammar: 4
name: ends
input: {type: object, properties: {n: {type: integer}}, required: [n]}
output: {n: '{{ input.n }}'}
steps:
  - id: tell
    work: {effect: {effect: signal, with: {to: parent, name: heard, payload: '{{ input.n }}'}}}
";

const FAILS: &str = "grammar: 4\nname: fails\nsteps:\n  - id: a\n    work: {end: {status: failed, code: NO, message: never}}\n";

const WAITS: &str = "\
grammar: 4
name: waits
signals: {go: {}}
steps:
  - id: a
    work: {effect: {effect: value}}
    undo: {effect: value}
  - id: hold
    needs: [a]
    work: {wait: {signal: go}}
";

#[tokio::test(flavor = "multi_thread")]
async fn children_that_are_waited_for_told_of_cancelled_and_left_alone_come_out_the_same_wherever_the_engine_dies() {
    const PARENT: &str = "\
grammar: 4
name: parent
signals: {heard: {}}
steps:
  - id: each
    work: {each: {items: '[1, 2]', parallel: 1, call: {effect: child, with: {flow: ends, input: {n: '{{ item }}'}}}}}
  - id: heard
    needs: [each]
    work: {wait: {all: [{signal: heard}, {signal: heard}]}}
  - id: fails
    needs: [heard]
    work: {effect: {effect: child, with: {flow: fails}}}
    gate: {auto_attempts: 2, on_exhausted: skip}
  - id: cancelled
    needs: [fails]
    work: {effect: {effect: child, with: {flow: waits, wait: false, on_parent_end: cancel}}}
  - id: abandoned
    needs: [cancelled]
    work: {effect: {effect: child, with: {flow: waits, wait: false, on_parent_end: abandon}}}
  - id: waits
    needs: [abandoned]
    work: {effect: {effect: child, with: {flow: waits}}}
";
    let house = House::new().await;
    house.apply(&[ENDS, FAILS, WAITS]).await;
    let report = house
        .sweep(PARENT)
        .story(|driver| async move {
            // Each of the three waits when the parent is cancelled.
            for step in ["cancelled", "abandoned", "waits"] {
                let sql = format!(
                    "select r.id from flows.runs r join flows.steps s on s.run_id = r.id and s.step = 'hold'
                      where r.parent_id = $1 and r.parent_step = '{step}'"
                );
                found(&driver, &sql).await?;
            }
            driver.ask(Request::Cancel { by: by(), reason: None, mode: CancelMode::Graceful }).await?;
            driver.rest().await?;
            let alone = found(&driver, "select id from flows.runs where parent_id = $1 and parent_step = 'abandoned'").await?;
            driver.ask_of(alone, go("go")).await?;
            Ok(())
        })
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 20, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_that_workers_lose_fail_and_take_back_come_out_the_same_wherever_the_engine_dies() {
    const PLAN: &str = "\
grammar: 4
name: tasks
steps:
  - id: book
    work: {effect: {effect: task, with: {activity: work, input: 1}}}
    retry: {max_tries: 2, initial_ms: 1, jitter: 0.0}
    undo: {effect: task, with: {activity: undo}, retry: {max_tries: 2, initial_ms: 1, jitter: 0.0}}
  - id: each
    needs: [book]
    work: {each: {items: '[1, 2, 3]', on_failure: continue, call: {effect: task, with: {activity: work, input: '{{ item }}'}}}}
    retry: {max_tries: 2, initial_ms: 1, jitter: 0.0}
  - id: end
    needs: [each]
    work: {end: {status: failed, code: GAVE_UP, message: as planned}}
";
    let house = House::new().await;
    let (flows, owner) = (house.flows.clone(), house.owner);
    // Of each try the first worker is lost. The first try fails so that another may help, and the third item for good.
    let _works = Works(tokio::spawn(async move {
        let poll = PollTasks {
            queue: "default".to_owned(),
            worker: "w".to_owned(),
            activities: None,
            labels: Labels::default(),
            max: 10,
            wait: Duration::from_secs(60),
            lease: Duration::from_secs(3_600),
            ended: Vec::new(),
        };
        loop {
            for task in flows.poll_tasks(owner, &poll, std::future::pending()).await.unwrap().tasks {
                if task.delivery == 1 {
                    flows.release_tasks(owner, &[(task.id, task.token)]).await.unwrap();
                    continue;
                }
                let failed = |code: &str, retryable| TaskOutcome::Failed { code: code.to_owned(), message: "no".to_owned(), retryable };
                let outcome = match (task.idempotency_key.ends_with("/1"), task.input.as_i64()) {
                    (_, Some(3)) => failed("NEVER", false),
                    (true, _) => failed("LATER", true),
                    (false, _) => TaskOutcome::Done { value: task.input, files: Vec::new() },
                };
                let end = TaskEnd { id: task.id, token: task.token, outcome };
                // A task may be gone with its run.
                flows.end_tasks(owner, &[end]).await.unwrap();
            }
        }
    }));
    let report = house.sweep(PLAN).run().await.unwrap();
    report.assert_clean();
    assert!(report.writes >= 10, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_that_wait_for_their_turn_or_become_one_come_out_the_same_wherever_the_engine_dies() {
    const LINE: &str =
        "grammar: 4\nname: line\nadmission: {concurrency: {limit: 1}}\nsteps:\n  - id: a\n    work: {effect: {effect: value}}\n";
    const BATCH: &str = "\
grammar: 4
name: batch
admission: {batch: {size: 2, within: {hours: 1}}}
output: '{{ input[\"items\"] | length }}'
steps:
  - id: a
    work: {effect: {effect: value}}
";
    const LAST: &str = "\
grammar: 4
name: last
admission: {debounce: {for: {hours: 1}}}
output: '{{ input.n }}'
steps:
  - id: a
    work: {effect: {effect: value}}
";
    const PARENT: &str = "\
grammar: 4
name: parent
output: '{{ steps.second.value.output }}'
steps:
  - id: turns
    work: {each: {items: '[1, 2, 3]', call: {effect: child, with: {flow: line}}}}
  - id: batched
    work: {each: {items: '[1, 2]', call: {effect: child, with: {flow: batch}}}}
  - id: first
    needs: [turns, batched]
    work: {effect: {effect: child, with: {flow: last, input: {n: 1}, wait: false}}}
  - id: second
    needs: [first]
    work: {effect: {effect: child, with: {flow: last, input: {n: 2}}}}
";
    let house = House::new().await;
    house.apply(&[LINE, BATCH, LAST]).await;
    let scheduler = house.scheduler();
    let report = house
        .sweep(PARENT)
        .story(move |driver| {
            let works = scheduler(&driver);
            async move {
                // The hour is over as soon as the second start has taken the place of the first.
                let joined = "select id from flows.runs where id <> $1 and name = 'last' and input ->> 'n' = '2'
                                and created_at >= (select created_at from engine.runs where id = $1)";
                let run = found(&driver, joined).await?;
                let client = driver.database().get(Identity::Service).await?;
                client.execute("update flows.starts set due_at = now() where run_id = $1", &[&run]).await?;
                client.execute("update flows.lines set due_at = now() where flow = 'last'", &[]).await?;
                drop(client);
                driver.until(|entry| matches!(entry, Entry::RunCompleted { .. })).await?;
                drop(works);
                Ok(())
            }
        })
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 10, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_moment_of_a_schedule_fires_one_run_wherever_the_engine_dies() {
    const ANCHOR: &str = "grammar: 4\nname: anchor\nsteps:\n  - id: a\n    work: {effect: {effect: value}}\n";
    const FIRED: &str = "\
grammar: 4
name: fired
steps:
  - id: a
    work: {effect: {effect: value}}
  - id: b
    needs: [a]
    work: {wait: {for: {milliseconds: 1}}}
";
    let house = House::new().await;
    house.apply(&[FIRED]).await;
    let (flows, owner, scheduler) = (house.flows.clone(), house.owner, house.scheduler());
    let report = house
        .sweep(ANCHOR)
        .story(move |driver| {
            let (flows, works) = (flows.clone(), scheduler(&driver));
            async move {
                let new = NewSchedule {
                    name: format!("s{}", driver.run_id().simple()),
                    flow: "fired".to_owned(),
                    version: None,
                    definition: serde_json::from_value(json!({ "when": { "cron": "0 0 1 1 *" }, "overlap": "buffer_all" }))?,
                    input: json!({}),
                    attributes: Map::new(),
                };
                // A host before this one may have made it, and filled it.
                let _ = flows.create_schedule(owner, new).await;
                let schedule = found(&driver, "select id from flows.schedules where name = 's' || replace($1::uuid::text, '-', '')").await?;
                let count = flows.backfill_schedule(schedule, "2021-06-01T00:00:00Z".parse()?, "2024-06-01T00:00:00Z".parse()?).await?;
                assert_eq!(count.moments, 3);
                let ended = "select s.id from flows.schedules s where s.name = 's' || replace($1::uuid::text, '-', '')
                               and 3 = (select count(*) from flows.firings f join flows.runs r on r.id = f.run_id
                                         where f.schedule_id = s.id and r.ended_at is not null)";
                found(&driver, ended).await?;
                drop(works);
                Ok(())
            }
        })
        .inspect(|database, run_id| {
            Box::pin(async move {
                let fired = "select jsonb_agg(jsonb_build_array(f.nominal, f.status, f.cause,
                                     (select count(*) from flows.runs r where r.schedule_id = s.id and r.scheduled_for = f.nominal)) order by f.nominal)
                               from flows.firings f join flows.schedules s on s.id = f.schedule_id
                              where s.name = 's' || replace($1::uuid::text, '-', '')";
                let client = database.get(Identity::Service).await?;
                let fired: Value = client.query_one(fired, &[&run_id]).await?.get(0);
                drop(client);
                Ok(json!([fired, rows(database, run_id).await?]))
            })
        })
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 6, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn forks_of_a_run_under_way_and_of_one_that_failed_come_out_the_same_wherever_the_engine_dies() {
    const PLAN: &str = "\
grammar: 4
name: forked
signals: {go: {}}
state: {n: {schema: {type: integer}, initial: 0, attribute: true}}
steps:
  - id: each
    work: {each: {items: '[1, 2]', call: {effect: value, with: {n: '{{ item }}'}}}}
  - id: count
    needs: [each]
    work: {state: [{increment: n, by: 2}]}
  - id: asks
    needs: [count]
    work: {effect: {effect: value, with: {n: '{{ state.n }}'}}}
    gate: {approval: required}
  - id: wait
    needs: [asks]
    work: {wait: {any: [{signal: go}, {for: {hours: 1}}]}}
  - id: fails
    needs: [wait]
    work: {effect: {effect: http.request, with: {url: nonsense}}}
    gate: {on_exhausted: fail}
";
    let house = House::new().await;
    let flows = house.flows.clone();
    let report = house
        .sweep(PLAN)
        .story(move |driver| {
            let flows = flows.clone();
            async move {
                driver.rest().await?;
                let early = flows.fork(driver.run_id(), &[StepId::from("count")], None, Some("early")).await?;
                driver.handle().nudge();
                driver.rest().await?;
                for run in [driver.run_id(), early] {
                    driver.ask_of(run, approve("asks")).await?;
                    driver.ask_of(run, go("go")).await?;
                }
                driver.rest().await?;
                // Taken up where it stopped.
                let late = flows.fork(driver.run_id(), &[], None, Some("late")).await?;
                driver.handle().nudge();
                driver.rest().await?;
                let journal = view::journal(driver.database(), late, 0).await?;
                assert!(journal.iter().any(|recorded| matches!(recorded.entry, Entry::Decided { .. })), "{journal:#?}");
                Ok(())
            }
        })
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 10, "{report:?}");
}
