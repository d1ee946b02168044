//! The database's plans for the hot statements, and its rights.

use store::Identity;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hot_statements_go_by_their_index() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Service).await;
    client.batch_execute("set enable_seqscan = off; set plan_cache_mode = force_generic_plan").await.unwrap();
    let queries = testkit::statements("engine");
    let hot = [
        ("advance_runs", "runs_pkey"),
        ("begin_runs", "submissions_pkey"),
        ("answer_requests", "inbox_"),
        ("submissions", "submissions_in_order"),
        ("open_requests", "inbox_open"),
        ("running", "runs_awake"),
        ("due", "runs_asleep"),
        ("wakes", "wakes_pkey"),
        ("peek", "wakes_pkey"),
        ("forget_wakes", "wakes_pkey"),
        ("heads", "runs_pkey"),
        ("entries", "journal_pkey"),
        ("entries_after", "journal_pkey"),
        ("plans", "plans_pkey"),
        ("payload", "payloads_pkey"),
        ("peek", "inbox_open"),
        ("peek", "submissions_in_order"),
        ("peek", "runs_asleep"),
        ("posted_request", "inbox_once"),
        ("runs_before", "runs_pkey"),
        ("answer", "inbox_pkey"),
    ];
    for (name, index) in hot {
        let testkit::Statement { sql, parameters } = &queries[name];
        client.batch_execute(&format!("prepare {name} as {sql}")).await.unwrap_or_else(|error| panic!("{name}: {error}\n{sql}"));
        let nulls = vec!["null"; *parameters].join(", ");
        let rows = client.query(&format!("explain execute {name}({nulls})"), &[]).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        assert!(plan.iter().any(|line| line.contains(index)), "{name} does not use {index}:\n{}", plan.join("\n"));
        client.batch_execute(&format!("deallocate {name}")).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_but_the_service_reaches_the_engine_s_tables() {
    let database = testkit::database().await;
    let client = database.connect(Identity::Owner).await;
    let reachable = client
        .query(
            "select format('%s: %s', g.grantee, c.relname)
               from pg_class as c
               cross join lateral (values ('anon'), ('authenticated')) as g (grantee)
              where c.relnamespace = 'engine'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
                and has_table_privilege(g.grantee, c.oid, 'select, insert, update, delete')",
            &[],
        )
        .await
        .unwrap();
    assert!(reachable.is_empty(), "{:?}", reachable.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>());
    let bare = client
        .query(
            "select relname from pg_class where relnamespace = 'engine'::regnamespace and relkind in ('r', 'p') and not relrowsecurity",
            &[],
        )
        .await
        .unwrap();
    assert!(bare.is_empty(), "{:?}", bare.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>());
    let callable = client
        .query(
            "select p.proname from pg_proc as p
              where p.pronamespace = 'engine'::regnamespace
                and (has_function_privilege('anon', p.oid, 'execute') or has_function_privilege('authenticated', p.oid, 'execute'))",
            &[],
        )
        .await
        .unwrap();
    assert!(callable.is_empty(), "{:?}", callable.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_migration_may_run_twice_and_the_database_s_clock_can_be_stopped() {
    let database = testkit::database().await;
    let owner = database.connect(Identity::Owner).await;
    let sql = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/V03__engine.sql")).unwrap();
    owner.batch_execute(&sql).await.unwrap();
    let shards: i64 = owner.query_one("select count(*) from engine.shards", &[]).await.unwrap().get(0);
    assert_eq!(shards, 64);
    let client = database.connect(Identity::Service).await;
    let moment = "2031-02-03T04:05:06Z".parse().unwrap();
    store::clock::set(&*client, Some(moment)).await.unwrap();
    assert_eq!(store::clock::now(&*client).await.unwrap(), moment);
    // The shard of a run is the same on both sides.
    for _ in 0..100 {
        let run = uuid::Uuid::now_v7();
        let shard: i16 = client.query_one("select engine.shard_of($1)", &[&run]).await.unwrap().get(0);
        assert_eq!(shard, crate::submit::shard_of(run));
    }
}
