//! Nobody takes what was not given: roles, counters, states, other people's rows.

use serde_json::json;
use tokio_postgres::error::SqlState;

use crate::stage::{ADA, As, BOB, ROOT, RUN, Stage, assert_refused};

const DENIED: &SqlState = &SqlState::INSUFFICIENT_PRIVILEGE;

#[tokio::test]
async fn nobody_raises_their_own_role() {
    let stage = Stage::set().await;
    let ada = As::User(ADA);
    for sql in [
        "update public.users set role = 'admin'",
        r#"update public.users set roles = '["admin"]'"#,
        "update public.users set role_id = (select id from public.user_roles where name = 'admin')",
        "update public.users set email = 'root@example.org'",
        "update public.users set status = 'active'",
        "update content.profiles set role = 'admin'",
        "update content.profiles set email = 'root@example.org'",
        "insert into gatewright.role_grants (user_id, role_id)
            select '00000000-0000-4000-8000-00000000000a', id from public.user_roles where name = 'admin'",
        "update gatewright.role_grants set user_id = '00000000-0000-4000-8000-00000000000a'",
        "insert into public.user_roles (name) values ('owner')",
        "update public.user_roles set name = 'admin'",
        "insert into content.profiles (id, email, role) values (gen_random_uuid(), 'x@example.org', 'admin')",
    ] {
        assert_refused(stage.attempt(ada, sql).await, DENIED, sql);
        assert!(stage.attempt(As::Anon, sql).await.is_err(), "anon: {sql}");
    }
    // What nobody sees nobody deletes.
    assert_eq!(stage.attempt(ada, "delete from gatewright.role_grants").await.unwrap(), 0);
    let roles = stage.rows(ada, "select role, roles from public.users").await.unwrap();
    assert_eq!(roles, [json!({"role": "user", "roles": ["user"]})]);
}

#[tokio::test]
async fn owners_update_name_and_avatar_of_their_own_account_only() {
    let stage = Stage::set().await;
    let changed = stage.execute(As::User(ADA), "update public.users set display_name = 'A. L.', avatar_url = 'x'").await.unwrap();
    assert_eq!(changed, 1);
    let changed = stage.execute(As::User(ADA), "update content.profiles set display_name = 'Ada L.'").await.unwrap();
    assert_eq!(changed, 1);
    let names = stage.rows(As::Owner, "select display_name from public.users order by id").await.unwrap();
    assert_eq!(names, [json!({"display_name": "Ada L."}), json!({"display_name": "Bob"}), json!({"display_name": null})]);
}

#[tokio::test]
async fn admins_give_and_take_roles_and_every_column_follows() {
    let stage = Stage::set().await;
    let root = As::User(ROOT);
    let everywhere = "select p.role as profile, u.role, u.roles, r.name as by_id
        from content.profiles p join public.users u using (id) join public.user_roles r on r.id = u.role_id
        where u.id = '00000000-0000-4000-8000-00000000000a'";

    stage.execute(root, &format!("update content.profiles set role = 'admin' where id = '{ADA}'")).await.unwrap();
    let now = stage.rows(As::Owner, everywhere).await.unwrap();
    assert_eq!(now, [json!({"profile": "admin", "role": "admin", "roles": ["admin", "user"], "by_id": "admin"})]);
    assert_eq!(stage.rows(As::User(ADA), "select gatewright.is_admin() as it").await.unwrap(), [json!({"it": true})]);

    stage.execute(root, &format!("update content.profiles set role = 'user' where id = '{ADA}'")).await.unwrap();
    stage
        .execute(
            root,
            &format!(
                "insert into gatewright.role_grants (user_id, role_id) select '{ADA}', id from public.user_roles where name = 'developer'"
            ),
        )
        .await
        .unwrap();
    let now = stage.rows(As::Owner, everywhere).await.unwrap();
    assert_eq!(now, [json!({"profile": "user", "role": "developer", "roles": ["developer", "user"], "by_id": "developer"})]);
}

#[tokio::test]
async fn an_account_that_is_not_active_is_no_admin() {
    let stage = Stage::set().await;
    stage.execute(As::Service, &format!("update public.users set status = 'suspended' where id = '{ROOT}'")).await.unwrap();
    assert_eq!(stage.rows(As::User(ROOT), "select id from content.runs").await.unwrap(), [] as [serde_json::Value; 0]);
}

#[tokio::test]
async fn derived_roles_cannot_be_written_even_by_the_service() {
    let stage = Stage::set().await;
    let by_hand = stage.attempt(As::Service, &format!("update public.users set role = 'admin' where id = '{ADA}'")).await;
    assert_refused(by_hand, &SqlState::CHECK_VIOLATION, "a derived column");
}

#[tokio::test]
async fn owners_read_their_gates_but_not_the_prompts() {
    let stage = Stage::set().await;
    let texts = "select count(*) as attempts, count(prompt_packet) as prompts, count(raw_output) as outputs from content.gate_executions
        where run_id = '00000000-0000-4000-8000-000000000301'";
    assert_eq!(stage.rows(As::User(ADA), texts).await.unwrap(), [json!({"attempts": 4, "prompts": 0, "outputs": 0})]);
    assert_eq!(stage.rows(As::User(ROOT), texts).await.unwrap(), [json!({"attempts": 4, "prompts": 2, "outputs": 2})]);
    assert_eq!(stage.rows(As::User(BOB), texts).await.unwrap(), [json!({"attempts": 0, "prompts": 0, "outputs": 0})]);
    // `select *` works for the owner: the columns are there, and null.
    assert!(stage.rows(As::User(ADA), "select * from content.gate_executions").await.unwrap()[0]["prompt_packet"].is_null());
    assert_eq!(stage.rows(As::User(ADA), "select * from content.gate_texts").await.unwrap().len(), 0);
    assert_eq!(stage.rows(As::User(ADA), "select * from content.agents").await.unwrap().len(), 0);
}

#[tokio::test]
async fn users_start_pending_runs_of_offered_specs_for_themselves() {
    let stage = Stage::set().await;
    let start = |columns: &str, values: &str, spec: u32, user: &str| {
        format!(
            "insert into content.runs (spec_id, user_id, intent, project_slug{columns})
             values ('00000000-0000-4000-8000-000000000{spec}', '{user}', '{{}}', 'slug'{values})"
        )
    };
    let ada = As::User(ADA);
    assert_eq!(stage.attempt(ada, &start("", "", 201, ADA)).await.unwrap(), 1);
    assert_eq!(stage.attempt(ada, &start(", status", ", 'pending'", 201, ADA)).await.unwrap(), 1);
    assert_eq!(stage.attempt(ada, &start("", "", 202, ADA)).await.unwrap(), 1, "her own private spec");

    for status in ["running", "paused", "completed", "failed", "cancelled"] {
        let sql = start(", status", &format!(", '{status}'"), 201, ADA);
        assert_refused(stage.attempt(ada, &sql).await, DENIED, &sql);
    }
    for (column, value) in [
        ("total_gates", "1"),
        ("gates_passed", "1"),
        ("gates_failed", "1"),
        ("total_tokens_in", "1"),
        ("total_tokens_out", "1"),
        ("total_cost_usd", "1"),
        ("total_cost_nanos", "1"),
        ("current_gate", "'G9'"),
        ("started_at", "now()"),
        ("completed_at", "now()"),
        ("trial", "true"),
        ("approved_by", "'me'"),
        ("created_at", "now() - interval '1 year'"),
    ] {
        let sql = start(&format!(", {column}"), &format!(", {value}"), 201, ADA);
        assert_refused(stage.attempt(ada, &sql).await, DENIED, &sql);
    }
    assert_refused(stage.attempt(ada, &start("", "", 201, BOB)).await, DENIED, "for somebody else");
    assert_refused(stage.attempt(ada, &start("", "", 203, ADA)).await, DENIED, "an inactive spec");
    assert_refused(stage.attempt(ada, &start("", "", 204, ADA)).await, DENIED, "a draft");
    assert_refused(stage.attempt(As::User(BOB), &start("", "", 202, BOB)).await, DENIED, "somebody's private spec");
    assert_refused(stage.attempt(As::Anon, &start("", "", 201, ADA)).await, DENIED, "nobody signed in");
    stage.execute(As::User(ROOT), "update content.workflow_templates set is_active = false").await.unwrap();
    assert_refused(stage.attempt(ada, &start("", "", 201, ADA)).await, DENIED, "a template that is not offered");
}

#[tokio::test]
async fn the_insert_policy_holds_even_where_the_column_grants_do_not() {
    let stage = Stage::set().await;
    stage.script(As::Owner, "grant insert, update on content.runs to authenticated").await;
    for (column, value) in
        [("status", "'running'"), ("total_gates", "3"), ("total_cost_nanos", "1"), ("trial", "true"), ("started_at", "now()")]
    {
        let sql = format!(
            "insert into content.runs (spec_id, user_id, intent, project_slug, {column})
             values ('00000000-0000-4000-8000-000000000201', '{ADA}', '{{}}', 'slug', {value})"
        );
        assert_refused(stage.attempt(As::User(ADA), &sql).await, DENIED, &sql);
    }
    let cancel = format!("update content.runs set status = 'cancelled' where id = '{RUN}'");
    assert_eq!(stage.attempt(As::User(ADA), &cancel).await.unwrap(), 0, "no update policy");
}

#[tokio::test]
async fn users_change_neither_runs_nor_gates_nor_artifacts() {
    let stage = Stage::set().await;
    for sql in [
        "update content.runs set status = 'completed'",
        "delete from content.runs",
        "update content.gate_executions set status = 'passed'",
        "insert into content.gate_executions (run_id, gate_id, gate_name, gate_order)
            values ('00000000-0000-4000-8000-000000000301', 'G9', 'x', 9)",
        "delete from content.gate_attempts",
        "update content.artifacts set content = 'x'",
        "insert into content.gate_decisions (run_id, gate_id, attempt_number, decision, decided_by, decided_via, reason)
            values ('00000000-0000-4000-8000-000000000301', 'G1', 1, 'approved', 'me', 'api', 'because')",
        "select content.recompute_run_totals('00000000-0000-4000-8000-000000000301')",
        "select * from auth.users",
    ] {
        for who in [As::User(ADA), As::User(ROOT), As::Anon] {
            assert_refused(stage.attempt(who, sql).await, DENIED, &format!("{who:?}: {sql}"));
        }
    }
    for sql in [
        "insert into content.workflow_templates (slug, name, type) values ('mine', 'Mine', 'research')",
        "insert into content.specs (template_id, version) values ('00000000-0000-4000-8000-000000000101', 'v9.9.9')",
        "insert into content.models (id, provider, display_name, tier) values ('m', 'openai', 'M', 'low')",
        "insert into content.agents (slug, name, family, role, hash) values ('a', 'A', 'f', 'producer', 'h')",
    ] {
        assert_refused(stage.attempt(As::User(ADA), sql).await, DENIED, sql);
        assert_eq!(stage.attempt(As::User(ROOT), sql).await.unwrap(), 1, "an admin may: {sql}");
    }
}

#[tokio::test]
async fn sign_up_gives_every_account_its_row() {
    let stage = Stage::empty().await;
    stage
        .script(
            As::Service,
            "insert into auth.users (id, email) values ('00000000-0000-4000-8000-000000000001', null);
             insert into auth.users (id, email) values ('00000000-0000-4000-8000-000000000002', '');
             insert into auth.users (id, email, raw_user_meta_data) values
                ('00000000-0000-4000-8000-000000000003', 'c@example.org', '{\"display_name\": \"C\"}');
             insert into auth.users (id, email, is_sso_user) values ('00000000-0000-4000-8000-000000000004', 'c@example.org', true);
             update auth.users set email = 'changed@example.org' where id = '00000000-0000-4000-8000-000000000003'",
        )
        .await;
    let rows =
        stage.rows(As::Owner, "select email, display_name, role, auth_user_id = id as copied from public.users order by id").await.unwrap();
    assert_eq!(
        rows,
        [
            json!({"email": null, "display_name": null, "role": "user", "copied": true}),
            json!({"email": null, "display_name": null, "role": "user", "copied": true}),
            json!({"email": "changed@example.org", "display_name": "C", "role": "user", "copied": true}),
            json!({"email": null, "display_name": null, "role": "user", "copied": true}),
        ]
    );
}
