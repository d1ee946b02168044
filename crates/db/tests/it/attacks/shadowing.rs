//! Putting one's own in the place of what a function means: temporary tables, types and functions with its names.
//!
//! In a database of ours requests may make nothing temporary. On a server that is not ours they may, unless its administrator took it away, so
//! here it is given to them.

use crate::{
    matrix::{Who, World},
    stage::{ADA, ROOT},
};

/// Makes the traps: each notes in a temporary table who sprang it.
async fn traps(world: &World) -> String {
    let mut sql = String::from(
        "create temporary table sprung (who pg_catalog.text);
         grant all on sprung to public;
         create function pg_temp.spring() returns pg_catalog.bool language plpgsql as
             $$ begin insert into pg_temp.sprung values (current_user); return true; end $$;
         create function pg_temp.note(anyelement) returns pg_catalog.bool language sql as 'select pg_temp.spring()';",
    );
    // A domain that looks like a type of the server's and notes whoever casts to it; arrays of it come with it.
    for kind in world
        .lines(
            "select t.typname::text from pg_type t where t.typnamespace = 'pg_catalog'::regnamespace and t.typtype = 'b' and t.typelem = 0
             and t.typname in ('text', 'uuid', 'jsonb', 'json', 'bool', 'int4', 'int8', 'int2', 'timestamptz', 'timestamp', 'numeric', 'varchar', 'date',
                'interval', 'bytea', 'regclass', 'regprocedure')",
        )
        .await
    {
        sql.push_str(&format!("create domain pg_temp.{kind} as pg_catalog.{kind} check (pg_temp.note(value));"));
    }
    // Tables with the names of ours and of the catalogue's.
    for table in ["users", "user_roles", "role_grants", "runs", "models", "profiles", "pg_class", "pg_roles", "pg_settings", "gate_texts"] {
        sql.push_str(&format!(
            "create temporary view {table} as select pg_temp.spring() as id, pg_temp.spring() as name, pg_temp.spring() as status;"
        ));
    }
    // Functions and operators with the names of the server's. The search path never offers those of pg_temp; asked for all the same.
    for function in
        ["current_setting(pg_catalog.text, pg_catalog.bool)", "now()", "jsonb_agg(pg_catalog.text)", "round(pg_catalog.numeric)"]
    {
        let name = function.split('(').next().unwrap();
        sql.push_str(&format!(
            "create function pg_temp.{function} returns pg_catalog.text language sql as $$ select pg_temp.spring()::pg_catalog.text || '{name}' $$;"
        ));
    }
    sql.push_str(
        "create function pg_temp.is_same(pg_catalog.uuid, pg_catalog.uuid) returns pg_catalog.bool language sql as 'select pg_temp.spring()';
         create operator pg_temp.= (leftarg = pg_catalog.uuid, rightarg = pg_catalog.uuid, function = pg_temp.is_same);",
    );
    sql
}

/// Everything of ours that runs as its owner, or is called by what does, reached in every way a request can reach it.
const WAYS: [&str; 10] = [
    "select gatewright.is_admin()",
    "select auth.uid(), auth.jwt(), auth.role(), auth.email()",
    "select * from public.users",
    "update public.users set display_name = 'x'",
    "update content.profiles set display_name = 'y', avatar_url = 'z'",
    "select * from content.gate_executions",
    "insert into content.runs (spec_id, user_id, intent, project_slug)
        values ('00000000-0000-4000-8000-000000000201', auth.uid(), '{}', 's') on conflict do nothing",
    "insert into gatewright.role_grants (user_id, role_id) select auth.uid(), r.id from public.user_roles r where r.name = 'developer'",
    "delete from gatewright.role_grants",
    "update content.models set display_name = 'm' where id = 'o3'",
];

async fn who_sprang_them(world: &World, who: Who, path: &str, ways: &[&str]) -> Vec<String> {
    let mut sql = format!("set local search_path = {path}; {}", traps(world).await);
    for way in ways {
        // A refusal must not end the attack.
        let way = way.replace('\'', "''");
        sql.push_str(&format!("do $$ begin execute '{way}'; exception when others then null; end $$;"));
    }
    sql.push_str("select 'sprung', pg_catalog.string_agg(distinct who, ' ') from pg_temp.sprung");
    let heard = world.hear(who, &sql).await;
    assert_eq!(heard.code, None, "{}: {}", who.as_str(), heard.text);
    let text = heard.text.rsplit("sprung\n").next().unwrap().to_owned();
    text.split_whitespace().filter(|who| *who != "null").map(str::to_owned).collect()
}

async fn with_temporary_objects() -> World {
    let world = World::furnished().await;
    world.root().batch_execute(&format!("grant temporary on database {} to public", world.database().name())).await.unwrap();
    world
}

#[tokio::test]
async fn nothing_temporary_runs_with_the_rights_of_a_function() {
    let world = with_temporary_objects().await;
    for who in [Who::Owner, Who::Admin] {
        for path in ["pg_temp, pg_catalog", "pg_catalog, pg_temp", "\"$user\", public"] {
            let sprang = who_sprang_them(&world, who, path, &WAYS).await;
            assert!(sprang.iter().all(|role| role == "authenticated"), "{} with {path}: {sprang:?}", who.as_str());
        }
    }
}

/// What V08 mended: with an empty path the same traps are sprung by the owner.
#[tokio::test]
async fn the_traps_work() {
    let world = with_temporary_objects().await;
    world
        .root()
        .batch_execute("alter function gatewright.is_admin() set search_path = ''; alter function auth.uid() set search_path = ''")
        .await
        .unwrap();
    let sprang = who_sprang_them(&world, Who::Owner, "public", &WAYS).await;
    assert!(sprang.iter().any(|role| role == "gatewright_owner"), "{sprang:?}");
}

#[tokio::test]
async fn nothing_temporary_can_be_made_in_a_database_of_ours() {
    let world = World::furnished().await;
    for who in [Who::Login, Who::Anon, Who::Owner, Who::Admin] {
        for sql in [
            "create temporary table users (id uuid)",
            "create domain pg_temp.jsonb as pg_catalog.jsonb",
            "create temporary view v as select 1",
        ] {
            super::denied(&world, who, sql).await;
        }
    }
}

/// Not only by names: the search path of the session does not reach into a function of ours.
#[tokio::test]
async fn the_sessions_path_changes_nothing() {
    let world = World::furnished().await;
    for path in ["''", "pg_temp", "engine, auth", "probe, public, pg_catalog"] {
        let said =
            super::allowed(&world, Who::Owner, &format!("set local search_path = {path}; select auth.uid(), gatewright.is_admin()")).await;
        assert!(said.ends_with(&format!("{ADA}\nf")), "{path}: {said}");
        let said =
            super::allowed(&world, Who::Admin, &format!("set local search_path = {path}; select auth.uid(), gatewright.is_admin()")).await;
        assert!(said.ends_with(&format!("{ROOT}\nt")), "{path}: {said}");
    }
}
