//! Raising one's own role, or one's own rows, by every path.

use super::allowed;
use crate::{
    matrix::{Who, World},
    stage::{ADA, BOB, ROOT},
};

/// Ada's webhook.
const HOOK: &str = "00000000-0000-4000-8000-000000000901";
/// What an account may say of itself.
const OWN: [&str; 2] = ["display_name", "avatar_url"];

/// Runs statements as Ada and asserts that she is no more than before afterwards, whether they were refused or not.
async fn stays_a_user(world: &World, sql: &str) {
    let after =
        "select concat_ws(' ', u.role, u.roles, u.status, gatewright.is_admin(), (select count(*) from gatewright.role_grants), p.role)
        from public.users u join content.profiles p using (id)";
    let heard = world.hear(Who::Owner, &format!("{sql}; {after}")).await;
    match heard.code.as_deref() {
        // Refused: no privilege, derived, kept, not with a view, no such row.
        Some("42501" | "23514" | "23000" | "0A000" | "55000" | "428C9" | "22023") => {}
        Some(_) => panic!("{sql}: {}", heard.text),
        None => assert_eq!(heard.text.lines().last(), Some(r#"viewer ["viewer", "user"] active f 1 user"#), "{sql}"),
    }
}

#[tokio::test]
async fn no_column_of_an_account_lends_authority() {
    let world = World::furnished().await;
    for relation in ["public.users", "content.profiles"] {
        let roots = world.lines(&format!("select to_jsonb(r)::text from {relation} r where id = '{ROOT}'")).await.remove(0);
        let columns =
            world.lines(&format!("select attname::text from pg_attribute where attrelid = '{relation}'::regclass and attnum > 0")).await;
        assert!(columns.len() > 6, "{columns:?}");
        for column in columns {
            let value = format!("(select r.{column} from jsonb_populate_record(null::{relation}, '{roots}') r)");
            for sql in [
                format!("update {relation} set {column} = {value}"),
                format!("update {relation} set {column} = {value} where id = '{ADA}'"),
                format!("update {relation} set display_name = 'x', {column} = {value} where id = '{ADA}' returning *"),
                format!("update {relation} set (avatar_url, {column}) = ('x', {value})"),
                format!("insert into {relation} (id, {column}) values (gen_random_uuid(), {value})"),
                format!(
                    "insert into {relation} (id, {column}) values ('{ADA}', {value}) on conflict (id) do update set {column} = excluded.{column}"
                ),
                format!("merge into {relation} t using (select 1) s on t.id = '{ADA}' when matched then update set {column} = {value}"),
            ] {
                if sql.contains(", display_name) values") || sql.contains("id, id)") || sql.contains("display_name = 'x', display_name") {
                    continue; // The same column twice is no statement.
                }
                if sql.contains("(avatar_url, avatar_url)") {
                    continue;
                }
                if OWN.contains(&column.as_str()) && sql.starts_with("update") {
                    allowed(&world, Who::Owner, &sql).await;
                }
                stays_a_user(&world, &sql).await;
            }
        }
    }
}

#[tokio::test]
async fn no_other_path_raises_a_role() {
    let world = World::furnished().await;
    let admin = "(select id from public.user_roles where name = 'admin')";
    for sql in [
        format!("insert into gatewright.role_grants (user_id, role_id) values ('{ADA}', {admin})"),
        format!("insert into gatewright.role_grants (user_id, role_id, granted_by) values ('{ADA}', {admin}, '{ROOT}')"),
        format!("insert into gatewright.role_grants (user_id, role_id) values ('{ADA}', {admin}) on conflict do nothing"),
        format!(
            "insert into gatewright.role_grants (user_id, role_id) values ('{ADA}', {admin}) on conflict (user_id, role_id) do update set role_id = {admin}"
        ),
        format!("insert into gatewright.role_grants select '{ADA}', role_id, '{ROOT}', now() from gatewright.role_grants returning *"),
        format!("with x as (insert into gatewright.role_grants (user_id, role_id) values ('{ADA}', {admin}) returning *) select * from x"),
        format!("update gatewright.role_grants set role_id = {admin}"),
        format!("update gatewright.role_grants set user_id = '{ADA}'"),
        format!("merge into gatewright.role_grants t using (select 1) s on true when matched then update set role_id = {admin}"),
        format!(
            "merge into gatewright.role_grants t using (select 1) s on false when not matched then insert (user_id, role_id) values ('{ADA}', {admin})"
        ),
        "update public.user_roles set name = 'admin' where name = 'viewer'".to_owned(),
        "update public.user_roles set rank = 100".to_owned(),
        "insert into public.user_roles (name, rank) values ('owner', 100)".to_owned(),
        "delete from public.user_roles".to_owned(),
        format!("update content.profiles set role = 'admin' where id = '{ADA}'"),
        "update content.profiles set role = 'admin', display_name = 'x', avatar_url = 'y'".to_owned(),
        format!("insert into content.profiles (id, email, role) values ('{ADA}', 'ada@example.org', 'admin')"),
        format!("delete from content.profiles where id = '{ROOT}'"),
        format!("update auth.users set raw_app_meta_data = '{{\"role\": \"admin\"}}' where id = '{ADA}'"),
        format!("update auth.users set role = 'service_role' where id = '{ADA}'"),
        "select gatewright.refresh_roles()".to_owned(),
        "select gatewright.derive_roles()".to_owned(),
        "select gatewright.handle_new_user()".to_owned(),
        "select content.write_profile()".to_owned(),
        "create or replace function gatewright.is_admin() returns boolean language sql as 'select true'".to_owned(),
        "create trigger t before update on public.users for each row execute function content.write_profile()".to_owned(),
    ] {
        stays_a_user(&world, &sql).await;
    }
    let copy = world.hear(Who::Owner, "copy gatewright.role_grants (user_id, role_id) from stdin").await;
    assert_eq!(copy.code.as_deref(), Some("0A000"), "COPY FROM passes no policy: {}", copy.text);
}

#[tokio::test]
async fn what_a_sign_up_says_of_itself_gives_nothing() {
    let world = World::furnished().await;
    let said = r#"{"role": "admin", "roles": ["admin"], "role_id": "x", "is_admin": true, "display_name": "Eve", "status": "active"}"#;
    let sql = format!(
        "insert into auth.users (id, role, email, raw_user_meta_data, raw_app_meta_data, is_super_admin)
             values ('00000000-0000-4000-8000-0000000000ee', 'service_role', 'eve@example.org', '{said}', '{said}', true);
         select concat_ws(' ', role, roles, display_name, (select count(*) from gatewright.role_grants where user_id = u.id))
             from public.users u where email = 'eve@example.org'"
    );
    assert_eq!(allowed(&world, Who::Service, &sql).await, r#"user ["user"] Eve 0"#);
}

#[tokio::test]
async fn a_role_that_is_taken_is_gone_at_once() {
    let world = World::furnished().await;
    for sql in [
        format!("delete from gatewright.role_grants where user_id = '{ROOT}'"),
        format!("update content.profiles set role = 'user' where id = '{ROOT}'"),
    ] {
        let after =
            allowed(&world, Who::Admin, &format!("{sql}; select gatewright.is_admin(), (select count(*) from content.gate_texts)")).await;
        assert!(after.ends_with("f\n0"), "{sql}: {after}");
    }
}

/// An admin gives roles, and the row says truthfully who gave it.
#[tokio::test]
async fn a_grant_names_its_giver() {
    let world = World::furnished().await;
    let grant = |columns: &str, values: &str| {
        format!(
            "insert into gatewright.role_grants (user_id, role_id{columns}) select '{BOB}', id{values} from public.user_roles where name = 'admin'
             returning granted_by"
        )
    };
    assert!(allowed(&world, Who::Admin, &grant("", "")).await.ends_with(ROOT));
    assert!(allowed(&world, Who::Admin, &grant(", granted_by", &format!(", '{ROOT}'::uuid"))).await.ends_with(ROOT));
    for (columns, values) in [
        (", granted_by", format!(", '{ADA}'::uuid")),
        (", granted_by", ", null".to_owned()),
        (", granted_at", ", timestamptz '2000-01-01'".to_owned()),
    ] {
        super::denied(&world, Who::Admin, &grant(columns, &values)).await;
    }
}

/// Rows of one's own that say more than one may: runs that are done, decisions, prices, specs, another's name on them.
#[tokio::test]
async fn nobody_writes_what_is_not_theirs_to_say() {
    let world = World::furnished().await;
    let run = |columns: &str, values: &str| {
        format!(
            "insert into content.runs (spec_id, user_id, intent, project_slug{columns})
             values ('00000000-0000-4000-8000-000000000201', '{ADA}', '{{}}', 's'{values})"
        )
    };
    allowed(&world, Who::Owner, &run("", "")).await;
    for sql in [
        run(", status", ", 'completed'"),
        run(", approved_by", ", 'root'"),
        run(", total_cost_nanos", ", 0"),
        run(", projected_seq", ", 99"),
        run("", "").replace(ADA, BOB),
        format!("{} on conflict (id) do update set user_id = excluded.user_id", run(", id", ", '00000000-0000-4000-8000-000000000302'")),
        run("", "").replace("000000000201", "000000000204"),
        "update content.runs set status = 'completed'".to_owned(),
        "update content.gate_executions set decision = 'approved', decided_by = 'root'".to_owned(),
        "insert into content.gate_decisions (run_id, gate_id, attempt_number, decision, decided_by, decided_via, reason)
            values ('00000000-0000-4000-8000-000000000301', 'G1', 1, 'approved', 'root', 'api', 'fine')"
            .to_owned(),
        "insert into content.artifacts (run_id, file_name, content) values ('00000000-0000-4000-8000-000000000301', 'f', 'mine')".to_owned(),
        format!("insert into content.specs (template_id, version, created_by) values ('00000000-0000-4000-8000-000000000101', 'v9', '{ADA}')"),
        format!("insert into content.workflow_templates (slug, name, type, created_by) values ('mine', 'Mine', 'research', '{ADA}')"),
        "insert into content.agents (slug, name, family, role, hash) values ('a', 'A', 'f', 'producer', 'h')".to_owned(),
        "insert into content.models (id, provider, display_name, tier) values ('m', 'openai', 'M', 'low')".to_owned(),
        "insert into llm.prices (model_id, component, rate_nanos, valid_from, source) values ('o3', 'output_text', 0, now(), 'me')".to_owned(),
        "select llm.set_price('o3', 'output_text', 0, 'me')".to_owned(),
        "insert into llm.calls (id, idempotency_key, owner_id, provider_id, model_id, state, reserved_tokens_in, reserved_tokens_out, started_at)
            values (gen_random_uuid(), 'k', auth.uid(), 'openai', 'o3', 'in_flight', 1, 1, now())"
            .to_owned(),
        format!("insert into content.webhooks (user_id, url, events) values ('{BOB}', 'https://example.org', '{{run.completed}}')"),
        format!("update content.webhooks set user_id = '{BOB}'"),
        format!("insert into content.webhook_deliveries (webhook_id, event, body) values ('{HOOK}', 'run.completed', 'forged')"),
        format!("insert into content.webhook_deliveries (webhook_id, event, body, status) values ('{HOOK}', 'webhook.test', 'x', 'delivered')"),
        "update content.webhook_deliveries set status = 'pending'".to_owned(),
        "update content.webhook_secrets set secret = 'whsec_x'".to_owned(),
        "select * from content.webhook_secrets".to_owned(),
        format!("insert into gatewright.idempotency_keys (user_id, route, key, fingerprint, resource_id) values ('{BOB}', '/runs', 'k', 'f', 'r')"),
        "update gatewright.idempotency_keys set resource_id = 'x'".to_owned(),
        "delete from gatewright.idempotency_keys".to_owned(),
    ] {
        super::denied(&world, Who::Owner, &sql).await;
    }
    for sql in [
        format!("insert into content.webhook_secrets (webhook_id, secret) values ('{HOOK}', 'whsec_mine')"),
        format!("insert into content.webhook_secrets (webhook_id, secret) values ('{HOOK}', 'whsec_mine') on conflict do nothing"),
        format!("insert into content.webhook_deliveries (webhook_id, event, body) values ('{HOOK}', 'webhook.test', 'x')"),
    ] {
        super::denied(&world, Who::Other, &sql).await;
    }
    // Where a policy hides the row from a change, the change says that it changed nothing.
    for sql in [
        "update content.models set input_cost_per_1k = 0 where id = 'o3' returning id",
        "update content.models set is_active = false where id = 'o3' returning id",
        "delete from content.models where id = 'o3' returning id",
        "update llm.models set tier = 'gold' returning id",
        "update content.specs set created_by = auth.uid() returning id",
        "delete from content.workflow_templates returning id",
    ] {
        let answer = allowed(&world, Who::Owner, &format!("{sql}; select 'nothing'")).await;
        assert!(answer.ends_with("\nnothing") && answer.lines().count() == 3, "{sql}: {answer}");
    }
}
