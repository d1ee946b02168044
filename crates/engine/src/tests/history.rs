//! What must not cost anything: runs that have ended, and runs that sleep.

use std::sync::Arc;
use std::time::Duration;

use machine::RunStatus;
use plan::Plan;
use serde_json::json;
use store::{Database, Direct, Identity};

use super::plans::queries;
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

/// What `explain (analyze, buffers)` says of a statement with these arguments.
async fn explained(client: &Direct, sql: &str, arguments: &str) -> serde_json::Value {
    client.batch_execute(&format!("prepare hot as {sql}")).await.unwrap_or_else(|error| panic!("{error}\n{sql}"));
    let row = client.query_one(&format!("explain (analyze, buffers, format json) execute hot({arguments})"), &[]).await;
    let row = row.unwrap_or_else(|error| panic!("{error}\n{sql}\n{arguments}"));
    client.batch_execute("deallocate hot").await.unwrap();
    let text: tokio_postgres::types::Json<serde_json::Value> = row.get(0);
    text.0[0]["Plan"].clone()
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
    let shards = format!("array[{}]::smallint[]", (0..64).map(|shard| shard.to_string()).collect::<Vec<_>>().join(","));
    let ids = format!("array['{}'::uuid]", run.run_id);
    let queries = queries();
    let hot: [(&str, String); 12] = [
        ("peek", format!("{shards}, now()")),
        ("submissions", format!("{shards}, array[]::uuid[], 500")),
        ("open_requests", format!("{shards}, array[]::bigint[], 500")),
        ("running", format!("{shards}, '00000000-0000-0000-0000-000000000000', 500")),
        ("due", format!("now(), {shards}, array[]::uuid[], 500")),
        ("heads", ids.clone()),
        ("entries", ids.clone()),
        ("fence", "array[]::smallint[], array[]::bigint[], 0".to_owned()),
        ("append_entries", format!("{ids}, array[1000::bigint], array[now()], array['[]']")),
        ("advance_runs", format!("{ids}, array['completed'], array[null::timestamptz], array[false]")),
        ("begin_runs", format!("array[1::smallint], {ids}")),
        ("answer_requests", "array[1::bigint], array['{}']".to_owned()),
    ];
    for (name, arguments) in hot {
        let (sql, _) = &queries[name];
        let plan = explained(&client, sql, &arguments).await;
        walk(&plan, &mut |node| {
            let relation = node["Relation Name"].as_str().unwrap_or_default();
            let kind = node["Node Type"].as_str().unwrap_or_default();
            if ["runs", "journal", "payloads", "plans"].contains(&relation) {
                assert_ne!(kind, "Seq Scan", "{name} reads all of {relation}: {plan:#}");
                assert!(node["Rows Removed by Filter"].as_i64().unwrap_or(0) < 100, "{name} passes over rows of {relation}: {plan:#}");
            }
        });
        let pages = plan["Shared Hit Blocks"].as_i64().unwrap_or(0) + plan["Shared Read Blocks"].as_i64().unwrap_or(0);
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
