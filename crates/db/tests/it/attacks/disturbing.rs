//! Disturbing others: locks the engine needs, other people's connections, the disk, time.

use store::Identity;

use super::{allowed, denied};
use crate::matrix::{Who, World};

const ATTACKERS: [Who; 3] = [Who::Login, Who::Anon, Who::Owner];

/// Whoever holds a shard's lock owns its runs; whoever holds its fence stops every wave.
#[tokio::test]
async fn no_request_takes_the_engines_locks() {
    let world = World::furnished().await;
    let functions = world
        .lines("select oid::regprocedure::text from pg_proc where pronamespace = 'pg_catalog'::regnamespace and proname ~ 'advisory' order by 1")
        .await;
    assert!(functions.len() > 15, "{functions:?}");
    for function in functions {
        let (name, arguments) = function.trim_end_matches(')').split_once('(').unwrap();
        let values: Vec<&str> = arguments.split(',').filter(|kind| !kind.is_empty()).map(|_| "1197558017").collect();
        for who in ATTACKERS {
            denied(&world, who, &format!("select {name}({})", values.join(", "))).await;
        }
    }
    let took = allowed(&world, Who::Service, "select pg_try_advisory_xact_lock(engine.owner_lock(), 3)").await;
    assert_eq!(took, "t", "the engine itself can");
}

#[tokio::test]
async fn no_request_ends_or_cancels_another() {
    let world = World::furnished().await;
    let other = world.database().connect(Identity::Request).await;
    let pid: i32 = other.query_one("select pg_backend_pid()", &[]).await.unwrap().get(0);
    for who in ATTACKERS {
        for sql in [format!("select pg_terminate_backend({pid})"), format!("select pg_cancel_backend({pid})")] {
            denied(&world, who, &sql).await;
            denied(&world, who, &format!("reset role; {sql}")).await;
        }
    }
    other.query_one("select 1", &[]).await.unwrap();
}

#[tokio::test]
async fn no_request_fills_the_disk_with_large_objects() {
    let world = World::furnished().await;
    for who in ATTACKERS {
        for sql in ["select lo_create(0)", "select lo_creat(-1)", "select lo_from_bytea(0, 'x')"] {
            denied(&world, who, sql).await;
        }
    }
}

/// Not only in ours: the server's own functions that run text are closed to requests.
#[tokio::test]
async fn no_function_of_the_servers_runs_text_for_a_request() {
    let world = World::furnished().await;
    for who in ATTACKERS {
        for sql in [
            "select query_to_xml('select 1', true, true, '')",
            "select query_to_xmlschema('select 1', true, true, '')",
            "select query_to_xml_and_xmlschema('select 1', true, true, '')",
            "select cursor_to_xml('c', 1, true, true, '')",
            "select * from ts_stat('select to_tsvector(''x'')')",
            "select ts_rewrite('a'::tsquery, 'select ''a''::tsquery, ''b''::tsquery')",
        ] {
            denied(&world, who, sql).await;
        }
    }
}

/// A request that hangs or forgets its transaction holds locks; the login's own settings end it.
#[tokio::test]
async fn the_login_of_requests_has_limits_and_no_other_has() {
    let world = World::furnished().await;
    let limits = "select concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'),
        current_setting('idle_in_transaction_session_timeout'))";
    assert_eq!(allowed(&world, Who::Login, limits).await, "8s 5s 15s");
    assert_eq!(allowed(&world, Who::Owner, limits).await.lines().last(), Some("8s 5s 15s"), "they outlive the change of role");
    assert_eq!(allowed(&world, Who::Service, limits).await, "0 0 0", "the engine decides for itself");
    let slow = world.hear(Who::Owner, "set local statement_timeout = '20ms'; select pg_sleep(5)").await;
    assert_eq!(slow.code.as_deref(), Some("57014"), "{}", slow.text);
}

/// This stays: whoever may delete from a table may lock it, and whoever runs SQL may raise their own limits. Both end with the connection.
#[tokio::test]
async fn some_locks_stay_within_reach() {
    let world = World::furnished().await;
    let mut within_reach = Vec::new();
    let tables = world
        .lines(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'r' and n.nspname in ('auth', 'public', 'gatewright', 'engine', 'llm', 'content') order by 1",
        )
        .await;
    for table in tables {
        for who in [Who::Login, Who::Anon] {
            denied(&world, who, &format!("lock table {table} in access exclusive mode")).await;
        }
        if world.hear(Who::Owner, &format!("lock table {table} in access exclusive mode")).await.code.is_none() {
            within_reach.push(table);
        }
    }
    assert_eq!(
        within_reach,
        [
            "content.agents",
            "content.specs",
            "content.webhooks",
            "content.workflow_templates",
            "gatewright.role_grants",
            "llm.models",
            "llm.prices",
            "llm.providers"
        ]
    );
}

/// This stays: every role may LISTEN and NOTIFY. What the engine says there are identities of runs, which reach nothing by themselves.
#[tokio::test]
async fn notifications_are_open_to_everybody() {
    let world = World::furnished().await;
    let mut listener = world.database().connect(Identity::Request).await;
    listener.batch_execute("listen gatewright_test").await.unwrap();
    allowed(&world, Who::Service, "select pg_notify('gatewright_test', 'said'); commit").await;
    let heard = listener.notification().await.unwrap();
    assert_eq!((heard.channel(), heard.payload()), ("gatewright_test", "said"));
}
