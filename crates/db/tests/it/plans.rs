//! Hot queries find their rows by an index, whatever the values of their parameters.

use std::path::Path;

use crate::stage::{ADA, As, Stage};

/// The text of a query in `queries/content`, with its parameters numbered.
fn query(file: &str, name: &str) -> (String, usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../queries/content").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let head = text.find(&format!("--! {name} ")).or_else(|| text.find(&format!("--! {name}\n"))).unwrap();
    let body: String = text[head..].lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
    let mut sql = body.split(';').next().unwrap().replace("::", "\u{1}");
    let mut names: Vec<String> = Vec::new();
    while let Some(at) = sql.find(':') {
        let name: String = sql[at + 1..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let position = names.iter().position(|known| *known == name).unwrap_or_else(|| {
            names.push(name.clone());
            names.len() - 1
        });
        sql.replace_range(at..=at + name.len(), &format!("${}", position + 1));
    }
    (sql.replace('\u{1}', "::"), names.len())
}

/// A table full enough that a scan is no choice.
async fn crowded() -> Stage {
    let stage = Stage::set().await;
    stage
        .script(
            As::Owner,
            "insert into auth.users (id) select ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid from generate_series(0, 199) n;
             insert into content.runs (spec_id, user_id, intent, project_slug, status, created_at)
                select '00000000-0000-4000-8000-000000000201', ('00000000-0000-4000-9000-' || lpad((n % 200)::text, 12, '0'))::uuid, '{}',
                    'slug-' || n,
                    case when n % 97 = 0 then 'running' else 'completed' end, now() - n * interval '1 minute'
                from generate_series(1, 20000) n;
             insert into content.gate_attempts (run_id, gate_id, gate_name, gate_order, model_id, status, created_at)
                select id, 'G' || g, 'Gate', g, 'gpt-4o', case when g = 3 then 'pending' else 'passed' end, created_at from content.runs cross join generate_series(1, 3) g
                where project_slug like 'slug-%';
             insert into content.artifacts (run_id, file_name, gate_id, created_at)
                select id, 'file.md', 'G1', created_at from content.runs where project_slug like 'slug-%';
             analyze content.runs; analyze content.gate_attempts; analyze content.artifacts",
        )
        .await;
    stage
}

/// A hundred thousand runs of two hundred accounts, each with an attempt and a file.
async fn a_hundred_thousand_runs() -> Stage {
    let stage = Stage::set().await;
    // Triggers and keys have their own tests, and would take a minute.
    stage
        .client()
        .batch_execute(
            "set local session_replication_role = replica;
             insert into auth.users (id) select ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid from generate_series(0, 199) n;
             insert into public.users (id, role_id) select a.id, r.id from auth.users a cross join public.user_roles r
                where a.id::text like '00000000-0000-4000-9000-%' and r.name = 'user';
             insert into content.runs (spec_id, user_id, intent, project_slug, status, created_at)
                select '00000000-0000-4000-8000-000000000201', ('00000000-0000-4000-9000-' || lpad((n % 200)::text, 12, '0'))::uuid, '{}',
                    'slug-' || n,
                    case when n % 97 = 0 then 'running' else 'completed' end, now() - n * interval '1 minute'
                from generate_series(1, 100000) n;
             insert into content.gate_attempts (run_id, gate_id, gate_name, gate_order, model_id, status, created_at)
                select id, 'G1', 'Gate', 1, 'gpt-4o', 'passed', created_at
                from content.runs where project_slug like 'slug-%';
             insert into content.artifacts (run_id, file_name, gate_id, created_at)
                select id, 'file.md', 'G1', created_at from content.runs where project_slug like 'slug-%';
             set local session_replication_role = origin;
             analyze auth.users; analyze public.users; analyze content.runs; analyze content.gate_attempts; analyze content.artifacts",
        )
        .await
        .unwrap();
    stage
}

async fn plan(stage: &Stage, sql: &str, parameters: usize) -> String {
    let nulls = vec!["null"; parameters].join(", ");
    let execute = if parameters == 0 { "hot".to_owned() } else { format!("hot({nulls})") };
    stage
        .client()
        .batch_execute(&format!("set local plan_cache_mode = force_generic_plan; set local jit = off; prepare hot as {sql}"))
        .await
        .unwrap();
    let lines = stage.client().query(&format!("explain execute {execute}"), &[]).await.unwrap();
    stage.client().batch_execute("deallocate hot").await.unwrap();
    lines.iter().map(|line| line.get::<_, String>(0)).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn hot_queries_use_their_index_and_scan_nothing() {
    let stage = crowded().await;
    for (file, name, index) in [
        ("runs.sql", "get_run", "runs_pkey"),
        ("runs.sql", "list_runs_of_owner", "idx_runs_user_created"),
        ("runs.sql", "list_runs", "idx_runs_created"),
        ("gates.sql", "gate_timeline", "idx_gate_exec_run"),
        ("gates.sql", "newest_attempts", "gate_attempts_key"),
        ("gates.sql", "get_attempt_texts", "gate_attempts_key"),
        ("artifacts.sql", "list_artifacts", "artifacts_path_key"),
        ("reports.sql", "dashboard_active_runs", "idx_runs_status"),
        ("reports.sql", "run_gate_timeline", "idx_gate_exec_run"),
        ("projection.sql", "change_attempts", "gate_attempts_key"),
        ("projection.sql", "supersede_attempts", "gate_attempts_key"),
        ("projection.sql", "change_runs", "runs_pkey"),
        ("projection.sql", "add_artifacts", "gate_attempts_key"),
    ] {
        let (sql, parameters) = query(file, name);
        let plan = plan(&stage, &sql, parameters).await;
        assert!(plan.contains(index), "{name} should use {index}:\n{plan}");
        for table in ["runs", "gate_attempts", "artifacts"] {
            assert!(!plan.contains(&format!("Seq Scan on {table}")), "{name} scans {table}:\n{plan}");
        }
    }
}

#[tokio::test]
async fn runs_that_are_due_are_found_by_their_account_and_age() {
    let stage = Stage::set().await;
    stage
        .script(
            As::Owner,
            "insert into auth.users (id) select ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid from generate_series(0, 199) n;
             insert into flows.runs (id, user_id, name, input, status, created_at, ended_at)
                select gen_random_uuid(), ('00000000-0000-4000-9000-' || lpad((n % 200)::text, 12, '0'))::uuid, 'many', '{}',
                    case when n % 97 = 0 then 'failed' else 'completed' end, now() - n * interval '1 minute', now() - n * interval '1 minute'
                from generate_series(1, 20000) n;
             analyze flows.runs",
        )
        .await;
    for name in ["take_due", "ended_before"] {
        let (sql, parameters) = query("../flows/retention.sql", name);
        let plan = plan(&stage, &sql, parameters).await;
        assert!(plan.contains("idx_flow_runs_user"), "{name} should use idx_flow_runs_user:\n{plan}");
        assert!(!plan.contains("Seq Scan on runs r"), "{name} scans runs:\n{plan}");
    }
}

/// What requests of an account read, as the account, and how the rows are found. The list of runs names the owner, as every query of ours does.
const OF_A_USER: [(&str, &str); 7] = [
    ("select * from content.runs where id = '00000000-0000-4000-8000-000000000301'", "using runs_pkey"),
    (
        "select * from content.runs where user_id = '00000000-0000-4000-8000-00000000000a' order by created_at desc, id desc limit 20",
        "using idx_runs_user_created",
    ),
    (
        "select * from content.gate_attempts where run_id = '00000000-0000-4000-8000-000000000301' order by gate_order",
        "Index Cond: (run_id",
    ),
    (
        "select * from content.gate_executions where run_id = '00000000-0000-4000-8000-000000000301' order by gate_order",
        "Index Cond: (run_id",
    ),
    ("select * from content.artifacts where run_id = '00000000-0000-4000-8000-000000000301'", "Index Cond: (run_id"),
    ("select * from content.artifacts where id = '00000000-0000-4000-8000-000000000501'", "using artifacts_pkey"),
    ("select * from content.current_artifacts where run_id = '00000000-0000-4000-8000-000000000301'", "Index Cond: (run_id"),
];

/// Queries of the module that requests run, and how the rows are found.
const OF_THE_MODULE: [(&str, &str, &str); 4] = [
    ("runs.sql", "get_run", "using runs_pkey"),
    // Either of the two that begin with the account: with five hundred rows of one, sorting them costs no more than their order.
    ("runs.sql", "list_runs_of_owner", "idx_runs_user"),
    ("gates.sql", "gate_timeline", "Index Cond: (run_id"),
    ("artifacts.sql", "list_artifacts", "Index Cond: (run_id"),
];

/// Whole tables, as an account sees them.
const UNNAMED: [&str; 6] = [
    "select count(*) from content.runs",
    "select count(*) from content.gate_attempts",
    "select count(*) from content.gate_executions",
    "select count(*) from content.artifacts",
    "select count(*) from content.current_artifacts",
    "select count(*) from public.users",
];

#[tokio::test]
async fn a_user_finds_their_own_among_a_hundred_thousand_runs_by_index_and_is_looked_up_once() {
    let stage = a_hundred_thousand_runs().await;
    stage
        .client()
        .batch_execute(&format!(
            "set local track_functions = 'all';
             select set_config('request.jwt.claims', '{{\"sub\": \"{ADA}\"}}', true);
             set local role authenticated"
        ))
        .await
        .unwrap();

    let own = OF_A_USER.map(|(sql, found)| (sql.to_owned(), 0, found));
    let modules = OF_THE_MODULE.map(|(file, name, found)| {
        let (sql, parameters) = query(file, name);
        (sql, parameters, found)
    });
    for (sql, parameters, found) in own.into_iter().chain(modules) {
        let plan = plan(&stage, &sql, parameters).await;
        assert!(plan.contains(found), "{sql} should find its rows {found}:\n{plan}");
        for table in ["runs", "gate_attempts", "artifacts"] {
            assert!(!plan.contains(&format!("Seq Scan on {table}")), "{sql} scans {table}:\n{plan}");
        }
        assert!(plan.contains("InitPlan"), "who asks is found out once, not per row:\n{plan}");
    }

    // Not by the look of a plan but by counting: however many rows a policy is asked about, who asks is found out a few times.
    let calls = "select coalesce(sum(calls), 0)::bigint from pg_stat_xact_user_functions where schemaname in ('auth', 'gatewright')";
    let mut before: i64 = stage.client().query_one(calls, &[]).await.unwrap().get(0);
    for sql in UNNAMED {
        stage.client().query_one(sql, &[]).await.unwrap();
        let now: i64 = stage.client().query_one(calls, &[]).await.unwrap().get(0);
        assert!(now > before, "the calls are counted: {sql}");
        assert!(now - before <= 20, "{sql} asked {} times", now - before);
        before = now;
    }

    // This stays: `or is_admin()` keeps the owner's index from serving a list that does not name its owner. It is right, and visits every row.
    let unnamed = plan(&stage, "select * from content.runs order by created_at desc, id desc limit 20", 0).await;
    assert!(!unnamed.contains("Index Cond: (user_id ="), "{unnamed}");
}
