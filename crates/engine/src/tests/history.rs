//! What must not cost anything: runs that have ended, and runs that sleep.

use std::sync::Arc;
use std::time::Duration;

use machine::RunStatus;
use plan::Plan;
use serde_json::json;
use store::{Database, Direct, Identity};

use super::world::*;
use crate::bench::history;

/// Runs that ended long ago.
const ENDED: i64 = 50_000;
/// Pages that a statement of the hot path may touch, whatever the tables hold: sixty-four shards, a few levels of an index each.
const MOST_PAGES: i64 = 400;

/// Reads and writes of a relation so far, by what PostgreSQL counts.
async fn touched(client: &Direct, relation: &str) -> (i64, i64) {
    let row = client
        .query_one(
            "select coalesce(seq_scan, 0) + coalesce(idx_scan, 0), coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
               from pg_stat_user_tables where schemaname = 'engine' and relname = $1",
            &[&relation],
        )
        .await
        .unwrap();
    (row.get(0), row.get(1))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_sleepers_are_in_no_memory_and_no_query_reads_any_of_them() {
    let database = testkit::database().await;
    let engine = engine(&database, World::new().registry()).await;
    let handle = engine.handle();
    let nap = json!({ "grammar": 2, "name": "nap", "steps": [{ "id": "nap", "work": { "wait": { "for": { "days": 30 } } } }] });
    let nap: Arc<Plan> = Arc::new(serde_json::from_value(nap).unwrap());
    for _ in 0..40 {
        let some: Vec<_> = (0..50).map(|_| new_run(&nap)).collect();
        for started in futures_util::future::join_all(some.iter().map(|run| handle.submit(run))).await {
            assert!(started.unwrap().fresh);
        }
    }
    let client = database.connect(Identity::Owner).await;
    let asleep = async || -> i64 {
        client.query_one("select count(*) from engine.runs where asleep and state = 'running'", &[]).await.unwrap().get(0)
    };
    while asleep().await < 2_000 || handle.statistics().live > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // The counts just made read all of them, and sessions keep their numbers to themselves for a while; so they are only compared once
    // they stand still but for the looks.
    let mut before = (touched(&client, "runs").await, touched(&client, "journal").await);
    let mut looks = 0;
    while looks < 10 {
        tokio::time::sleep(Duration::from_millis(250)).await;
        let now = (touched(&client, "runs").await, touched(&client, "journal").await);
        // A look by index is counted as a scan, and what it finds as a row read.
        if now.0.1 == before.0.1 && now.1 == before.1 {
            looks += i64::from(now.0.0 > before.0.0);
        } else {
            looks = 0;
        }
        before = now;
    }
    assert_eq!(handle.statistics().live, 0);
    assert_eq!(asleep().await, 2_000);
}

fn all_shards() -> String {
    format!("array[{}]::smallint[]", (0..64).map(|shard| shard.to_string()).collect::<Vec<_>>().join(","))
}

fn walk(plan: &serde_json::Value, each: &mut impl FnMut(&serde_json::Value)) {
    each(plan);
    for below in plan["Plans"].as_array().into_iter().flatten() {
        walk(below, each);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_statement_of_the_hot_path_touches_the_history_of_fifty_thousand_runs() {
    let database = testkit::database().await;
    let first = engine(&database, World::new().registry()).await;
    let run = new_run(&three_steps());
    assert_eq!(run_to_rest(&first.handle(), &run).await, RunStatus::Completed);
    history::multiply(&database, run.run_id, ENDED).await.unwrap();

    let client = database.connect(Identity::Service).await;
    client.batch_execute("set plan_cache_mode = force_generic_plan").await.unwrap();
    let shards = all_shards();
    let ids = format!("array['{}'::uuid]", run.run_id);
    let queries = testkit::statements("engine");
    let hot: [(&str, String); 12] = [
        ("peek", format!("{shards}, 0, 0, 0, null, now()")),
        ("submissions", format!("{shards}, 0, array[]::uuid[], 500")),
        ("open_requests", format!("{shards}, 0, array[]::bigint[], 500")),
        ("running", format!("{shards}, '00000000-0000-0000-0000-000000000000', 500")),
        ("due", format!("null, now(), {shards}, array[]::uuid[], 500")),
        ("heads", ids.clone()),
        ("entries", ids.clone()),
        ("fence", "array[]::smallint[], array[]::bigint[], 0".to_owned()),
        ("append_entries", format!("{ids}, array[1000::bigint], array[now()], array['[]']")),
        ("advance_runs", format!("{ids}, array['completed'], array[null::timestamptz], array[false]")),
        ("begin_runs", ids.clone()),
        ("answer_requests", "array[1::bigint], array['{}']".to_owned()),
    ];
    for (name, arguments) in hot {
        let sql = &queries[name].sql;
        let plan = testkit::explained(&client, sql, &arguments).await;
        walk(&plan, &mut |node| {
            let relation = node["Relation Name"].as_str().unwrap_or_default();
            let kind = node["Node Type"].as_str().unwrap_or_default();
            if ["runs", "journal", "payloads", "plans"].contains(&relation) {
                assert_ne!(kind, "Seq Scan", "{name} reads all of {relation}: {plan:#}");
                assert!(node["Rows Removed by Filter"].as_i64().unwrap_or(0) < 100, "{name} passes over rows of {relation}: {plan:#}");
            }
        });
        let pages = testkit::pages(&plan);
        assert!(pages <= MOST_PAGES, "{name} touches {pages} pages: {plan:#}");
    }
    // And the host goes on as before.
    let again = new_run(&three_steps());
    assert_eq!(run_to_rest(&first.handle(), &again).await, RunStatus::Completed);
    let ended: i64 = client.query_one("select count(*) from engine.runs where state = 'completed'", &[]).await.unwrap().get(0);
    assert_eq!(ended, ENDED + 2);
    let copy = client.query_one("select id from engine.runs where id <> $1 and id <> $2 limit 1", &[&run.run_id, &again.run_id]).await;
    let copy = crate::view::machine(&Database::clone(&database), copy.unwrap().get(0)).await.unwrap().unwrap();
    assert_eq!(copy.status(), RunStatus::Completed, "what was copied is a run like any other");
}

/// What was found is deleted, or leaves its index; while somebody holds a snapshot from before, PostgreSQL keeps all of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_look_beside_an_old_snapshot_does_not_read_again_what_was_found() {
    let database = testkit::database().await;
    let owner = database.connect(Identity::Owner).await;
    let reader = database.connect(Identity::Owner).await;
    reader.batch_execute("begin isolation level repeatable read read only; select count(*) from engine.runs").await.unwrap();
    let come_and_gone = "
        create temporary table came as
            select i.id, engine.shard_of(i.id) as shard, g from (select gen_random_uuid() as id, g from generate_series(1, 30000) as g) as i;
        insert into engine.submissions (shard, run_id, owner_id, plan_hash, input) select shard, id, id, 'p', '{}' from came;
        insert into engine.wakes (shard, run_id, cause) select shard, id, 'a child' from came;
        insert into engine.inbox (shard, run_id, dedup_id, request) select shard, id, '1', '{}' from came;
        insert into engine.runs (id, owner_id, shard, plan_hash, asleep, wake_at)
            select id, id, shard, 'p', true, now() - interval '1 hour' + g * interval '1 millisecond' from came;
        delete from engine.submissions;
        delete from engine.wakes;
        update engine.inbox set answered_at = now(), answer = '{}';
        update engine.runs set asleep = false;
        analyze engine.submissions; analyze engine.wakes; analyze engine.inbox; analyze engine.runs";
    owner.batch_execute(come_and_gone).await.unwrap();
    let last = "select (select last_value from engine.submissions_id_seq), (select last_value from engine.inbox_id_seq),
                       (select last_value from engine.wakes_id_seq)";
    let last = owner.query_one(last, &[]).await.unwrap();
    let [submission, request, wake]: [i64; 3] = [last.get(0), last.get(1), last.get(2)];
    // And one of each that nobody has found.
    let come = "
        insert into engine.submissions (shard, run_id, owner_id, plan_hash, input) select shard, gen_random_uuid(), id, 'p', '{}' from came limit 1;
        insert into engine.wakes (shard, run_id, cause) select shard, id, 'a child' from came limit 1;
        insert into engine.inbox (shard, run_id, dedup_id, request) select shard, id, '2', '{}' from came limit 1;
        insert into engine.runs (id, owner_id, shard, plan_hash, asleep, wake_at)
            select gen_random_uuid(), id, shard, 'p', true, now() - interval '1 second' from came limit 1";
    owner.batch_execute(come).await.unwrap();

    let client = database.connect(Identity::Service).await;
    client.batch_execute("set plan_cache_mode = force_generic_plan").await.unwrap();
    let (queries, shards) = (testkit::statements("engine"), all_shards());
    // And what takes in, or answers, what is not there costs as little.
    let taken_in: [(&str, &str); 3] = [
        ("begin_runs", "array['00000000-0000-0000-0000-000000000000'::uuid]"),
        ("forget_wakes", "array[-1::bigint]"),
        ("answer_requests", "array[-1::bigint], array['{}']"),
    ];
    for (name, arguments) in taken_in {
        let plan = testkit::explained(&client, &queries[name].sql, arguments).await;
        assert!(testkit::pages(&plan) <= 20, "{name} touches {} pages: {plan:#}", testkit::pages(&plan));
    }
    let looks = |submission: i64, request: i64, wake: i64, due: &str| {
        [
            ("submissions", format!("{shards}, {submission}, array[]::uuid[], 500")),
            ("open_requests", format!("{shards}, {request}, array[]::bigint[], 500")),
            ("wakes", format!("{shards}, {wake}, array[]::bigint[], 500")),
            ("due", format!("{due}, now(), {shards}, array[]::uuid[], 500")),
            ("peek", format!("{shards}, {submission}, {request}, {wake}, {due}, now()")),
        ]
    };
    let mut touched = Vec::new();
    for (name, arguments) in looks(submission, request, wake, "now() - interval '1 minute'") {
        let plan = testkit::explained(&client, &queries[name].sql, &arguments).await;
        assert_eq!(plan["Actual Rows"].as_f64(), Some(1.0), "{name}: {plan:#}");
        // The last of them looks for all four.
        let most = if name == "peek" { 4 * MOST_PAGES } else { MOST_PAGES };
        assert!(testkit::pages(&plan) <= most, "{name} touches {} pages: {plan:#}", testkit::pages(&plan));
        touched.push(testkit::pages(&plan));
    }
    // From the beginning all of it is read: this is what it would cost each time.
    for ((name, arguments), from_there) in looks(0, 0, 0, "null").into_iter().zip(touched).take(4) {
        let plan = testkit::explained(&client, &queries[name].sql, &arguments).await;
        assert_eq!(plan["Actual Rows"].as_f64(), Some(1.0), "{name}: {plan:#}");
        assert!(
            testkit::pages(&plan) > 3 * from_there,
            "{name} touches {} pages, {from_there} from there: {plan:#}",
            testkit::pages(&plan)
        );
    }
    reader.batch_execute("commit").await.unwrap();
}
