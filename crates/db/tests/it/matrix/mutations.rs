//! Would anybody notice? Each policy dropped and widened, each right given and taken in turn: the matrix must become another.

use std::collections::BTreeMap;

use super::{
    blind, expected,
    probe::{Relation, observe, relations},
    table::Line,
    world::{Door, Who, World},
};

/// A change of the database that must not pass.
struct Mutation {
    relation: String,
    sql: String,
}

/// Makes each change in turn, in a transaction that is rolled back, and answers those that changed nothing anybody looks at.
async fn survivors(sql: &str) -> Vec<String> {
    let world = World::furnished().await;
    let relations = relations(&world).await;
    let expected = expected();
    // The service's own policies matter where it does not pass all of them anyway.
    world.root().batch_execute("begin; alter role service_role nobypassrls").await.unwrap();
    let mutations = mutations(&world, sql).await;
    assert!(mutations.len() > 10, "only {} changes to try", mutations.len());

    let mut before: BTreeMap<String, Vec<[String; Who::ALL.len()]>> = BTreeMap::new();
    let mut survivors = Vec::new();
    for mutation in mutations {
        let lines: Vec<&Line> = expected.iter().filter(|line| line.relation == mutation.relation).collect();
        let relation = &relations[&mutation.relation];
        if !before.contains_key(&mutation.relation) {
            let mut outcomes = Vec::new();
            for line in &lines {
                outcomes.push(observe(&world, Door::Within, relation, line).await);
            }
            before.insert(mutation.relation.clone(), outcomes);
        }
        world.root().batch_execute("savepoint mutation").await.unwrap();
        world.root().batch_execute(&mutation.sql).await.unwrap_or_else(|error| panic!("{error:?}\n{}", mutation.sql));
        if !noticed(&world, relation, &lines, &before[&mutation.relation]).await {
            survivors.push(mutation.sql);
        }
        world.root().batch_execute("rollback to savepoint mutation; release savepoint mutation").await.unwrap();
    }
    survivors
}

async fn noticed(world: &World, relation: &Relation, lines: &[&Line], before: &[[String; Who::ALL.len()]]) -> bool {
    for (line, before) in lines.iter().zip(before) {
        if observe(world, Door::Within, relation, line).await != *before {
            return true;
        }
    }
    !blind(world, relation).await.too_far.is_empty()
}

/// Rows of a relation's name and a statement. `relations` and `policies` are ours, `p` a privilege's word.
async fn mutations(world: &World, sql: &str) -> Vec<Mutation> {
    let sql = format!(
        "with relations as (
             select c.oid, c.relkind, c.relacl, format('%I.%I', n.nspname, c.relname) as name
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'probe')
         ), policies as (
             select r.name, p.polname, p.polcmd, pg_get_expr(p.polqual, p.polrelid) as finds, pg_get_expr(p.polwithcheck, p.polrelid) as takes
             from pg_policy p join relations r on r.oid = p.polrelid
         ) {sql} order by 1, 2"
    );
    let rows = world.root().query(&sql, &[]).await.unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
    rows.iter().map(|row| Mutation { relation: row.get(0), sql: row.get(1) }).collect()
}

/// Asserts that all changes were noticed but those for which there is a reason that nobody can.
fn assert_noticed(survivors: &[String], unnoticeable: &[(&str, &str)]) {
    let unexpected: Vec<&String> =
        survivors.iter().filter(|survivor| !unnoticeable.iter().any(|(sql, _)| *sql == survivor.as_str())).collect();
    assert!(unexpected.is_empty(), "nobody would notice: {unexpected:#?}");
    for (sql, reason) in unnoticeable {
        assert!(survivors.iter().any(|survivor| survivor == sql), "noticed after all, so this is out of date: {sql} ({reason})");
    }
}

#[tokio::test]
async fn a_lost_policy_is_noticed() {
    let survivors = survivors("select name, format('drop policy %I on %s', polname, name) from policies").await;
    assert_noticed(&survivors, &[]);
}

#[tokio::test]
async fn a_policy_that_lets_every_row_pass_is_noticed() {
    let survivors = survivors(
        "select name, format('alter policy %I on %s using (true)', polname, name) from policies where finds <> 'true'
         union all
         select name, format('alter policy %I on %s with check (true)', polname, name) from policies where takes <> 'true'",
    )
    .await;
    assert_noticed(
        &survivors,
        &[
            (
                "alter policy \"Owners and admins change webhooks\" on content.webhooks with check (true)",
                "no column that says whose row it is may be updated, so the new row is whose the old one was",
            ),
            (
                "alter policy \"Users update own account\" on public.users with check (true)",
                "no column that says whose row it is may be updated, so the new row is whose the old one was",
            ),
        ],
    );
}

#[tokio::test]
async fn row_level_security_that_is_off_is_noticed() {
    // Where no request has a privilege, it changes nothing yet; `lints` notices.
    let survivors = survivors(
        "select name, format('alter table %s disable row level security', name) from relations
         where relkind in ('r', 'p') and exists (
             select from aclexplode(relacl) acl where acl.grantee::regrole::text in ('anon', 'authenticated'))",
    )
    .await;
    assert_noticed(
        &survivors,
        &[("alter table public.user_roles disable row level security", "every account sees every role, and none may write")],
    );
}

#[tokio::test]
async fn a_grant_too_many_is_noticed() {
    let survivors = survivors(
        "select name, format('grant all on table %s to %s', name, role)
         from relations cross join unnest(array['anon', 'authenticated', 'gatewright_request']) role",
    )
    .await;
    assert_noticed(&survivors, &[]);
}

#[tokio::test]
async fn a_lost_grant_is_noticed() {
    let survivors = survivors(
        "select name, format('revoke %s on table %s from %s', acl.privilege_type, name, acl.grantee::regrole)
         from relations cross join lateral aclexplode(relacl) acl
         where acl.grantee::regrole::text in ('anon', 'authenticated', 'service_role')
         union all
         select name, format('revoke %s (%I) on table %s from %s', acl.privilege_type, a.attname, name, acl.grantee::regrole)
         from relations join pg_attribute a on a.attrelid = relations.oid cross join lateral aclexplode(a.attacl) acl
         where acl.grantee::regrole::text in ('anon', 'authenticated', 'service_role')",
    )
    .await;
    assert_noticed(&survivors, &[]);
}
