//! Becoming somebody else: another role, the owner, the service, the machine.

use super::{allowed, denied};
use crate::matrix::{Who, World};

/// Whoever writes the SQL.
const ATTACKERS: [Who; 4] = [Who::Login, Who::Anon, Who::Owner, Who::Admin];

#[tokio::test]
async fn nobody_takes_a_role_that_is_not_a_requests() {
    let world = World::furnished().await;
    let roles = world
        .lines("select rolname::text from pg_roles where rolname not in ('anon', 'authenticated', 'gatewright_request') order by 1")
        .await;
    assert!(roles.iter().any(|role| role == "service_role") && roles.iter().any(|role| role == "pg_read_all_data"), "{roles:?}");
    for role in roles {
        for who in ATTACKERS {
            for sql in [
                format!("set role {role}"),
                format!("set local role {role}"),
                format!("reset role; set role {role}"),
                format!("select set_config('role', '{role}', true)"),
                format!("select set_config('role', '{role}', false)"),
                format!("set session authorization {role}"),
                format!("select set_config('session_authorization', '{role}', false)"),
                format!("do $$ begin execute 'set local role {role}'; end $$"),
                format!("do $$ begin perform set_config('role', '{role}', true); end $$"),
            ] {
                denied(&world, who, &sql).await;
            }
            for sql in [
                format!("grant {role} to gatewright_request"),
                format!("grant {role} to authenticated with admin option"),
                format!("set role none; grant {role} to gatewright_request"),
            ] {
                // Of pg_database_owner nobody can be made a member at all.
                let heard = world.hear(who, &sql).await;
                assert!(matches!(heard.code.as_deref(), Some("42501" | "0A000")), "{}: {sql}: {heard:?}", who.as_str());
            }
        }
    }
}

#[tokio::test]
async fn a_session_has_two_roles_to_choose_from_and_itself() {
    let world = World::furnished().await;
    for (sql, expected) in [
        ("set local role anon; select current_user", "anon"),
        ("set local role authenticated; select current_user", "authenticated"),
        ("set local role authenticated; reset role; select current_user", "gatewright_request"),
        ("reset session authorization; select current_user", "gatewright_request"),
        ("set session authorization default; select session_user", "gatewright_request"),
    ] {
        assert_eq!(allowed(&world, Who::Owner, sql).await.lines().last(), Some(expected), "{sql}");
    }
}

#[tokio::test]
async fn nothing_is_made_or_changed_in_the_database_itself() {
    let world = World::furnished().await;
    let mut statements: Vec<String> = [
        "create schema s",
        "create temporary table t (id integer)",
        "create temporary view v as select 1",
        "create domain pg_temp.jsonb as pg_catalog.jsonb",
        "create extension if not exists dblink",
        "create language plperlu",
        "create publication p for all tables",
        "create event trigger e on ddl_command_start execute function gatewright.is_admin()",
        "create role r",
        "create role r superuser",
        "create server s foreign data wrapper w",
        "create policy p on content.runs for select to authenticated using (true)",
        "create rule r as on select to content.runs do instead select 1",
        "create index on content.runs (status)",
        "create statistics content.s on status, user_id from content.runs",
        "create trigger t after insert on content.runs for each row execute function gatewright.refresh_roles()",
        "alter table content.runs disable row level security",
        "alter table content.runs disable trigger all",
        "alter policy \"Users see own runs\" on content.runs using (true)",
        "alter view content.gate_executions set (security_invoker = false)",
        "alter function gatewright.is_admin() owner to authenticated",
        "alter schema content owner to authenticated",
        "alter role service_role nobypassrls",
        "alter role gatewright_request superuser",
        "alter role gatewright_request bypassrls",
        "reset role; alter role gatewright_request bypassrls",
        "reset role; alter role gatewright_request inherit",
        "reset role; alter role gatewright_request createrole",
        "alter role authenticated set request.jwt.claims = '{}'",
        "alter role all set statement_timeout = 1",
        "alter default privileges for role gatewright_owner grant select on tables to anon",
        "drop table content.runs",
        "drop policy \"Users see own runs\" on content.runs",
        "drop function gatewright.is_admin() cascade",
        "reassign owned by gatewright_owner to authenticated",
        "comment on table content.runs is 'mine'",
        "set local session_replication_role = replica",
        "set local log_statement = 'all'",
        "set local track_activities = off",
        "select setval('engine.inbox_id_seq', 1)",
        "select nextval('engine.inbox_id_seq')",
        "select * from pg_authid",
        "select * from pg_shadow",
        "select * from pg_statistic",
        "select * from pg_largeobject",
        "select * from pg_hba_file_rules",
        "select * from pg_file_settings",
        "select pg_read_file('PG_VERSION')",
        "select pg_read_binary_file('PG_VERSION')",
        "select pg_stat_file('PG_VERSION')",
        "select pg_ls_dir('.')",
        "select * from pg_ls_logdir()",
        "select lo_import('/etc/passwd')",
        "select lo_export(1, '/tmp/x')",
        "copy (select 1) to '/tmp/x'",
        "copy (select 1) to program 'id'",
        "copy content.agents from '/etc/passwd'",
        "copy content.agents from program 'id'",
        "load 'auto_explain'",
        "select pg_reload_conf()",
        "select pg_switch_wal()",
        "select pg_create_restore_point('x')",
        "select pg_create_logical_replication_slot('s', 'pgoutput')",
        "select pg_replication_origin_create('x')",
        "checkpoint",
        "prepare transaction 'x'",
    ]
    .map(str::to_owned)
    .into();
    for schema in world.lines("select nspname::text from pg_namespace where nspname !~ '^pg_' and nspname <> 'probe'").await {
        for what in ["table {}.x (id integer)", "view {}.x as select 1 as id", "type {}.x as (id integer)", "sequence {}.x"] {
            statements.push(format!("create {}", what.replace("{}", &schema)));
        }
        statements.push(format!("create function {schema}.x() returns integer language sql as 'select 1'"));
    }
    for sql in statements {
        for who in ATTACKERS {
            let heard = world.hear(who, &sql).await;
            // Some do not get as far as the privilege: what they name is not there, or the server does not do it at all.
            let refusals = ["42501", "42704", "0A000", "58P01", "55000", "22023", "42P17"];
            assert!(heard.code.as_deref().is_some_and(|code| refusals.contains(&code)), "{}: {sql}: {heard:?}", who.as_str());
        }
    }
}

/// Statements that no transaction block takes.
#[tokio::test]
async fn nothing_is_changed_in_the_cluster() {
    let world = World::furnished().await;
    let client = world.database().connect(store::Identity::Request).await;
    for role in ["none", "anon", "authenticated"] {
        client.batch_execute(&format!("set role {role}")).await.unwrap();
        for sql in [
            "alter system set log_statement = 'all'".to_owned(),
            "create database d".to_owned(),
            format!("drop database {} with (force)", world.database().name()),
            format!("alter database {} set tablespace pg_global", world.database().name()),
            "create tablespace t location '/tmp'".to_owned(),
            "create subscription s connection '' publication p".to_owned(),
            format!("reindex system {}", world.database().name()),
            "cluster content.runs using runs_pkey".to_owned(),
        ] {
            let error = client.batch_execute(&sql).await.expect_err(&sql);
            assert_eq!(error.code().unwrap().code(), "42501", "{role}: {sql}: {error:?}");
        }
    }
}

/// A grant of what one does not have is a warning in PostgreSQL, not an error; what counts is that nothing comes of it.
#[tokio::test]
async fn what_one_has_not_one_cannot_give() {
    let world = World::furnished().await;
    for sql in
        ["grant all on content.runs to anon", "grant select on content.agents to anon", "grant usage on schema engine to authenticated"]
    {
        for who in ATTACKERS {
            world.hear(who, &format!("{sql}; commit")).await;
        }
    }
    for (privilege, relation) in [("insert", "content.runs"), ("select", "content.runs"), ("select", "content.agents")] {
        let granted = world.lines(&format!("select has_table_privilege('anon', '{relation}', '{privilege}')::text")).await;
        assert_eq!(granted, ["false"], "{privilege} on {relation}");
    }
    assert_eq!(world.lines("select has_schema_privilege('authenticated', 'engine', 'usage')::text").await, ["false"]);
}
