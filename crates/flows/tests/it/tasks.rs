//! Tasks as workers get them: in order, each once, those who have what is asked for, again when they are handed back, and quickly beside
//! old snapshots.

use std::collections::HashSet;
use std::time::Duration;

use flows::tasks::{Labels, PollTasks, TaskView};
use flows::{PlanSource, Start};
use serde_json::{Map, json};
use store::Identity;
use testkit::{explained, pages};
use uuid::Uuid;

use crate::house::House;

const PLAN: &str = "grammar: 3\nname: p\nsteps:\n  - id: a\n    work: {effect: {effect: task, with: {activity: work}}}\n";

async fn poll(house: &House, wait: Duration) -> Vec<TaskView> {
    poll_as(house, &[], wait).await
}

/// Polls as a worker that has these labels.
async fn poll_as(house: &House, labels: &[&str], wait: Duration) -> Vec<TaskView> {
    let poll = PollTasks {
        queue: "default".to_owned(),
        worker: "w".to_owned(),
        activities: None,
        labels: Labels::new(labels.iter().map(|label| (*label).to_owned()).collect()).unwrap(),
        max: 10,
        wait,
        lease: Duration::from_secs(3_600),
        ended: Vec::new(),
    };
    house.flows.poll_tasks(house.owner, &poll, std::future::pending()).await.unwrap().tasks
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_its_holder_hands_back_goes_to_the_next_who_polls_at_once() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = PlanSource::Text { text: PLAN.to_owned(), origin: "test".to_owned() };
    let start = Start { plan, input: json!({}), attributes: Map::new(), idempotency_key: None, approved_in_advance: None };
    house.flows.start(house.owner, start).await.unwrap();
    engine.handle().nudge();
    let first = poll(&house, Duration::from_secs(20)).await.pop().unwrap();
    let held = |task: &TaskView| (task.id.clone(), task.token);

    // Only its holder can hand it back, and only with what was given out for this lease.
    let release = async |owner, task: (String, Uuid)| house.flows.release_tasks(owner, &[task]).await.unwrap()[0].held;
    assert!(!release(house.owner, (first.id.clone(), Uuid::now_v7())).await);
    assert!(!release(Uuid::now_v7(), held(&first)).await);
    assert!(poll(&house, Duration::ZERO).await.is_empty());

    // Whoever polls already is told.
    let (next, released) = tokio::join!(poll(&house, Duration::from_secs(60)), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        release(house.owner, held(&first)).await
    });
    assert!(released);
    assert_eq!((next[0].id.as_str(), next[0].delivery), (first.id.as_str(), 2));
    assert!(!release(house.owner, held(&first)).await, "the first holder has it no more");
}

/// Puts tasks into the queue `default` as another process would: their priorities.
async fn put(house: &House, priorities: &str, from: i32, to: i32) {
    put_for(house, priorities, "'{}'", from, to).await;
}

/// The same, for workers with labels.
async fn put_for(house: &House, priorities: &str, labels: &str, from: i32, to: i32) {
    let client = house.database.connect(Identity::Service).await;
    let sql = format!(
        "insert into flows.tasks (key, user_id, run_id, step, attempt, queue, activity, priority, labels, input, host)
           select 'k' || g, $1, gen_random_uuid(), 'a', 1, 'default', 'work', ({priorities})::integer, ({labels})::text[], '{{}}', gen_random_uuid()
             from generate_series($2::integer, $3::integer) as g"
    );
    client.execute(&sql, &[&house.owner, &from, &to]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn several_who_poll_get_every_task_once_the_highest_priority_first() {
    let house = House::new().await;
    put(&house, "g % 5 - 2", 1, 500).await;
    let (mut leased, mut handed_back) = (Vec::new(), HashSet::new());
    for round in 0.. {
        let (one, other) = tokio::join!(poll(&house, Duration::ZERO), poll(&house, Duration::ZERO));
        if one.is_empty() && other.is_empty() {
            break;
        }
        // What comes meanwhile, with a priority that nobody here has seen, and what is handed back, is found as well.
        if round == 10 {
            put(&house, "7", 501, 510).await;
        }
        for mut tasks in [one, other] {
            if round % 4 == 0
                && let Some(back) = tasks.pop()
            {
                assert!(house.flows.release_tasks(house.owner, &[(back.id.clone(), back.token)]).await.unwrap()[0].held);
                handed_back.insert(back.id);
            }
            leased.extend(tasks.into_iter().map(|task| task.id));
        }
    }
    let each: HashSet<&String> = leased.iter().collect();
    assert_eq!((leased.len(), each.len()), (510, 510));
    assert!(!handed_back.is_empty());
    let priority = |id: &String| match id[1..].parse::<i32>().unwrap() {
        late @ 501.. => (late, 7),
        number => (number, number % 5 - 2),
    };
    // Two poll at once, and what is handed back comes later: the order is that of those who were there from the beginning and stayed.
    let stayed: Vec<i32> =
        leased.iter().filter(|id| !handed_back.contains(*id)).map(priority).filter(|(number, _)| *number <= 500).map(|it| it.1).collect();
    let out_of_place = stayed.windows(20).filter(|window| window[0] < window[19]).count();
    assert_eq!(out_of_place, 0, "{stayed:?}");
}

const LABELLED: &str = "
grammar: 3
name: p
steps:
  - id: a
    work: {effect: {effect: task, with: {activity: work, labels: '{{ input }}'}}}
    gate: {max_attempts: 1, on_exhausted: fail}
";

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_asks_for_labels_waits_for_a_worker_that_has_them() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = PlanSource::Text { text: LABELLED.to_owned(), origin: "test".to_owned() };
    let input = json!(["region=eu", "gpu", "gpu", "a \\ and a \", and {more}"]);
    let start = Start { plan, input, attributes: Map::new(), idempotency_key: None, approved_in_advance: None };
    house.flows.start(house.owner, start).await.unwrap();
    engine.handle().nudge();
    let client = house.database.connect(Identity::Service).await;
    let stored = async || {
        loop {
            if let Some(row) = client.query_opt("select labels from flows.tasks", &[]).await.unwrap() {
                return row.get::<_, Vec<String>>(0);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let stored = tokio::time::timeout(Duration::from_secs(60), stored()).await.unwrap();
    assert_eq!(stored, ["a \\ and a \", and {more}", "gpu", "region=eu"]);
    assert!(poll(&house, Duration::ZERO).await.is_empty());
    assert!(poll_as(&house, &["region=eu", "gpu"], Duration::ZERO).await.is_empty());
    let all = ["tpu", "region=eu", "gpu", "a \\ and a \", and {more}"];
    assert_eq!(poll_as(&house, &all, Duration::from_secs(20)).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_asks_for_what_is_no_label_fails_at_once() {
    let house = House::new().await;
    let engine = house.engine().await;
    let too_many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
    for (labels, said) in [(json!(["gpu", ""]), "1 to 100 characters"), (json!(too_many), "at most 20"), (json!("gpu"), "sequence")] {
        let (run, steps) = house.run(&engine, LABELLED, labels).await;
        let failure = steps[0].failure.as_ref().unwrap();
        assert_eq!((run.status.as_str(), &failure["code"]), ("failed", &json!("BAD_ARGUMENTS")), "{failure}");
        assert!(failure["message"].as_str().unwrap().contains(said), "{failure}");
    }
}

/// Each statement by itself: a poll takes the one or the other as it comes.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_looks_for_tasks_heeds_labels_of_those_that_are_new_and_of_those_that_came_back() {
    let house = House::new().await;
    put_for(&house, "g", "(array['{}', '{gpu}', '{eu,gpu}', '{tpu}'])[g]", 1, 4).await;
    let client = house.database.connect(Identity::Service).await;
    let (statements, account) = (testkit::statements("flows/tasks.sql"), house.owner);
    for deliveries in [0, 1] {
        client.execute("update flows.tasks set deliveries = $1", &[&deliveries]).await.unwrap();
        for (statement, from) in [("claim_tasks", ""), ("claim_tasks_behind", "array[4, 3, 2, 1], array[0, 0, 0, 0], ")] {
            for (labels, tasks) in [("{}", 1.0), ("{gpu}", 2.0), ("{eu}", 1.0), ("{eu,gpu}", 3.0), ("{eu,gpu,tpu,more}", 4.0)] {
                client.batch_execute("begin").await.unwrap();
                let arguments = format!("{from}'default', '{account}', null, '{labels}', 10, 'w', 30");
                let plan = explained(&client, &statements[statement].sql, &arguments).await;
                client.batch_execute("rollback").await.unwrap();
                assert_eq!(plan["Actual Rows"].as_f64(), Some(tasks), "{statement}, {labels}, {deliveries}: {plan:#}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_with_other_labels_get_every_task_that_they_may_have_once_in_order_and_no_other() {
    const WORKERS: [&[&str]; 4] = [&[], &["a"], &["b"], &["b", "c", "a"]];
    // By number; nobody has the last one.
    const ASKED: [&[&str]; 5] = [&[], &["a"], &["b"], &["a", "b"], &["z"]];
    let may_have = |labels: &[&str], number: usize| ASKED[number % 5].iter().all(|label| labels.contains(label));
    let house = House::new().await;
    put_for(&house, "g % 3", "(array['{}', '{a}', '{b}', '{a,b}', '{z}'])[g % 5 + 1]", 1, 500).await;
    let (mut waiting, mut handed_back): (HashSet<usize>, HashSet<usize>) = ((1..=500).collect(), HashSet::new());
    for round in 0.. {
        let mut found = 0;
        for labels in WORKERS {
            let mut tasks = poll_as(&house, labels, Duration::ZERO).await;
            found += tasks.len();
            let numbers: Vec<usize> = tasks.iter().map(|task| task.id[1..].parse().unwrap()).collect();
            for number in &numbers {
                assert!(may_have(labels, *number) && waiting.remove(number), "{labels:?}: {number}");
            }
            let left: Vec<usize> = waiting.iter().copied().filter(|number| may_have(labels, *number)).collect();
            assert!(!numbers.is_empty() || left.is_empty(), "{labels:?}: {left:?}");
            // What was handed back is found whatever its priority, before others are known.
            let priorities = |of: &[usize]| -> Vec<usize> { of.iter().filter(|it| !handed_back.contains(*it)).map(|it| it % 3).collect() };
            if let Some(least) = priorities(&numbers).into_iter().min() {
                assert!(priorities(&left).into_iter().all(|priority| priority <= least), "{labels:?}: {numbers:?}, {left:?}");
            }
            if round % 4 == 0
                && let Some(back) = tasks.pop()
            {
                let number = back.id[1..].parse().unwrap();
                assert!(house.flows.release_tasks(house.owner, &[(back.id, back.token)]).await.unwrap()[0].held);
                waiting.insert(number);
                handed_back.insert(number);
            }
        }
        if found == 0 {
            break;
        }
    }
    assert!(!handed_back.is_empty());
    assert!(waiting.len() == 100 && waiting.iter().all(|number| number % 5 == 4), "{waiting:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_many_polls_without_its_labels_have_passed_over_is_found_by_the_first_that_has_them() {
    let house = House::new().await;
    put_for(&house, "0", "'{gpu}'", 1, 1).await;
    for _ in 0..6 {
        assert!(poll(&house, Duration::ZERO).await.is_empty());
        // As long as it takes until the places of these polls are behind it.
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    let mut task = poll_as(&house, &["gpu"], Duration::ZERO).await.pop().unwrap();
    for delivery in 2..4 {
        assert!(house.flows.release_tasks(house.owner, &[(task.id, task.token)]).await.unwrap()[0].held);
        assert!(poll(&house, Duration::ZERO).await.is_empty());
        task = poll_as(&house, &["gpu"], Duration::ZERO).await.pop().unwrap();
        assert_eq!(task.delivery, delivery);
    }
}

/// What was taken, ended and put away is kept by PostgreSQL while somebody holds a snapshot from before.
#[tokio::test(flavor = "multi_thread")]
async fn no_statement_about_tasks_reads_what_old_snapshots_keep_of_them() {
    const MOST_PAGES: i64 = 60;
    let house = House::new().await;
    let owner = house.database.connect(Identity::Owner).await;
    let reader = house.database.connect(Identity::Owner).await;
    reader.batch_execute("begin isolation level repeatable read read only; select count(*) from flows.tasks").await.unwrap();
    put(&house, "0", 1, 30_000).await;
    let come_and_gone = "
        update flows.tasks
           set state = 'leased', lease_id = gen_random_uuid(), lease_until = now() - interval '1 hour' + seq * interval '1 millisecond', deliveries = 1;
        update flows.tasks set state = 'done', result = '{}', result_number = nextval('flows.task_results');
        delete from flows.tasks;
        analyze flows.tasks";
    owner.batch_execute(come_and_gone).await.unwrap();
    put(&house, "3", 30_001, 30_001).await;
    let client = house.database.connect(Identity::Service).await;
    client.batch_execute("set plan_cache_mode = force_generic_plan").await.unwrap();
    let (statements, account) = (testkit::statements("flows/tasks.sql"), house.owner);
    let (keys, nobody) = ("array['k5', 'k30001']", "array[gen_random_uuid()]");
    let asked = [
        ("claim_tasks_behind", format!("array[3, 0], array[30000, 30000], 'default', '{account}', null, '{{}}', 10, 'w', 30"), 1.0),
        ("expire_leases", "now() - interval '1 minute'".to_owned(), 1.0),
        ("ended_tasks", "gen_random_uuid(), 30000".to_owned(), 0.0),
        ("extend_leases", format!("30, {keys}, array[gen_random_uuid(), gen_random_uuid()], '{account}'"), 0.0),
        (
            "end_tasks",
            format!("{keys}, array[gen_random_uuid(), gen_random_uuid()], array['done', 'done'], array['1', '1'], '{account}'"),
            0.0,
        ),
        ("release_tasks", format!("{keys}, array[gen_random_uuid(), gen_random_uuid()], '{account}'"), 0.0),
        ("park_tasks", keys.to_owned(), 1.0),
        ("ended_among", keys.to_owned(), 0.0),
        ("forget_tasks", format!("{nobody}, array['a'], array[1], array[null::integer]"), 1.0),
        ("forget_attempts", format!("{nobody}, array['a'], array[1]"), 1.0),
        ("forget_runs", nobody.to_owned(), 1.0),
        ("let_go", "array['k5']".to_owned(), 1.0),
    ];
    for (name, arguments, rows) in &asked {
        client.batch_execute("begin").await.unwrap();
        let plan = explained(&client, &statements[*name].sql, arguments).await;
        client.batch_execute("rollback").await.unwrap();
        assert_eq!(plan["Actual Rows"].as_f64(), Some(*rows), "{name}: {plan:#}");
        assert!(pages(&plan) <= MOST_PAGES, "{name} touches {} pages: {plan:#}", pages(&plan));
    }
    // From the first task on all of it is read: this is what each poll would cost.
    let whole = explained(&client, &statements["claim_tasks"].sql, &format!("'default', '{account}', null, '{{}}', 10, 'w', 30")).await;
    assert_eq!(whole["Actual Rows"].as_f64(), Some(1.0), "{whole:#}");
    assert!(pages(&whole) > 5 * MOST_PAGES, "it touches {} pages: {whole:#}", pages(&whole));
    reader.batch_execute("commit").await.unwrap();
}
