//! Migrations change nothing when they run again, leave what is somebody else's alone, and take over what was there.

use std::{collections::BTreeSet, path::Path};

use serde_json::json;
use testkit::Identity;

use crate::stage::{As, Stage};

fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap()))
        .collect();
    files.sort();
    files
}

/// Everything the catalogue knows of our schemas, and the rows migrations insert, as lines.
async fn snapshot(stage: &Stage) -> BTreeSet<String> {
    let sql = "with ours as (
            select n.oid, n.nspname, n.nspacl, n.nspowner from pg_namespace n
            where n.nspname in ('auth', 'public', 'gatewright', 'engine', 'llm', 'content')
        ), relations as (
            select c.* from pg_class c join ours on ours.oid = c.relnamespace where c.relname <> 'migrations'
        )
        select concat_ws(' | ', 'schema', nspname, array(select unnest(nspacl)::text order by 1), obj_description(oid, 'pg_namespace')) from ours
        union all select concat_ws(' | ', 'relation', c.oid::regclass, relkind, array(select unnest(relacl)::text order by 1), relrowsecurity, relforcerowsecurity, reloptions,
            obj_description(c.oid, 'pg_class'), case when relkind = 'v' then pg_get_viewdef(c.oid) end,
            case when relkind = 'i' then pg_get_indexdef(c.oid) end) from relations c
        union all select concat_ws(' | ', 'column', a.attrelid::regclass, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
            a.attnotnull, array(select unnest(a.attacl)::text order by 1), pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum))
            from pg_attribute a join relations c on c.oid = a.attrelid
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attnum > 0
        union all select concat_ws(' | ', 'constraint', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
            from pg_constraint k join relations c on c.oid = k.conrelid
        union all select concat_ws(' | ', 'trigger', pg_get_triggerdef(t.oid)) from pg_trigger t join relations c on c.oid = t.tgrelid
            where not t.tgisinternal
        union all select concat_ws(' | ', 'policy', p.polrelid::regclass, p.polname, p.polcmd, p.polpermissive, p.polroles::regrole[],
            pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) from pg_policy p join relations c on c.oid = p.polrelid
        union all select concat_ws(' | ', 'function', pg_get_functiondef(p.oid), array(select unnest(p.proacl)::text order by 1), obj_description(p.oid, 'pg_proc'))
            from pg_proc p join ours on ours.oid = p.pronamespace where p.prokind in ('f', 'p')
        union all select concat_ws(' | ', 'role', r) from public.user_roles r
        union all select concat_ws(' | ', 'account', u) from public.users u
        union all select concat_ws(' | ', 'provider', p) from llm.providers p
        union all select concat_ws(' | ', 'model', m) from llm.models m
        union all select concat_ws(' | ', 'price', p) from llm.prices p";
    stage.client().query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn running_the_migrations_again_changes_nothing() {
    let stage = Stage::set().await;
    let before = snapshot(&stage).await;
    assert!(before.len() > 500, "the snapshot sees the schema: {}", before.len());
    for (name, sql) in files() {
        eprintln!("again: {name}");
        stage.script(As::Owner, &sql).await;
    }
    let after = snapshot(&stage).await;
    let changed: Vec<_> = before.symmetric_difference(&after).collect();
    assert!(changed.is_empty(), "{changed:#?}");
}

#[tokio::test]
async fn tables_of_somebody_else_are_refused() {
    for (migration, prepare) in [
        ("V02", "comment on table public.users is null"),
        ("V02", "comment on table public.user_roles is 'theirs'"),
        ("V02", "create table public.profiles (id uuid)"),
        ("V02", "comment on function gatewright.handle_new_user() is null"),
        ("V05", "create table content.pages (id uuid)"),
    ] {
        let stage = Stage::empty().await;
        stage.script(As::Owner, prepare).await;
        let (_, sql) = files().into_iter().find(|(name, _)| name.starts_with(migration)).unwrap();
        stage.client().batch_execute("set local role gatewright_owner").await.unwrap();
        let refusal = stage.client().batch_execute(&sql).await.unwrap_err();
        let said = refusal.as_db_error().unwrap();
        assert!(said.message().contains("not gatewright's"), "{prepare}: {said}");
        assert!(said.hint().is_some(), "{prepare}: says what to do");
    }
}

#[tokio::test]
async fn an_auth_schema_that_is_already_there_is_used_as_it_is() {
    let database = testkit::empty_database().await;
    let client = database.connect(Identity::Bootstrap).await;
    let auth = &files()[0].1;
    // As on Supabase: somebody else owns the schema, and lets us refer to it and hang triggers on the accounts.
    client.batch_execute(auth).await.unwrap();
    client
        .batch_execute(
            "create function auth.uid_of_theirs() returns text language sql as $$ select 'theirs' $$;
             grant usage on schema auth to gatewright_owner;
             grant select, references, trigger on auth.users to gatewright_owner;
             grant execute on function auth.uid() to gatewright_owner;
             -- There the migrating role passes row-level security; here a policy lets it see the accounts.
             create policy migrator on auth.users for select to gatewright_owner using (true);
             insert into auth.users (id, email, is_sso_user, created_at, raw_user_meta_data) values
                ('00000000-0000-4000-8000-000000000001', 'one@example.org', false, '2026-01-01', '{\"display_name\": \"One\"}'),
                ('00000000-0000-4000-8000-000000000002', 'one@example.org', true, '2026-01-02', null),
                ('00000000-0000-4000-8000-000000000003', null, false, '2026-01-03', null);
             set role gatewright_owner",
        )
        .await
        .unwrap();
    for _ in 0..2 {
        for (name, sql) in files() {
            if let Err(error) = client.batch_execute(&sql).await {
                panic!("{name}: {:?}", error.as_db_error());
            }
        }
    }
    let accounts =
        client.query("select to_jsonb(a) from (select id, email, display_name, role from public.users order by id) a", &[]).await.unwrap();
    let accounts: Vec<serde_json::Value> = accounts.iter().map(|row| row.get(0)).collect();
    assert_eq!(
        accounts,
        [
            json!({"id": "00000000-0000-4000-8000-000000000001", "email": "one@example.org", "display_name": "One", "role": "user"}),
            json!({"id": "00000000-0000-4000-8000-000000000002", "email": null, "display_name": null, "role": "user"}),
            json!({"id": "00000000-0000-4000-8000-000000000003", "email": null, "display_name": null, "role": "user"}),
        ]
    );
    let owner: bool = client
        .query_one("select nspowner = 'gatewright_owner'::regrole from pg_namespace where nspname = 'auth'", &[])
        .await
        .unwrap()
        .get(0);
    assert!(!owner);
}
