//! Reading what is somebody else's: prompts, outputs, intents, payloads, by every way of asking.

use super::allowed;
use crate::matrix::{Who, World};

/// Stands in everything of Ada's that nobody else may read. An `s`, so that no random id ever says it.
const MARK: &str = "adas-";
/// Who must never see it.
const STRANGERS: [Who; 4] = [Who::Login, Who::Anon, Who::Gone, Who::Other];

async fn relations(world: &World) -> Vec<String> {
    world
        .lines(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'probe')",
        )
        .await
}

#[tokio::test]
async fn no_way_of_asking_shows_what_is_somebody_elses() {
    let world = World::furnished().await;
    let mut marked = 0;
    for relation in relations(&world).await {
        marked += usize::from(world.lines(&format!("select r::text from {relation} r")).await.concat().contains(MARK));
        let name = relation.rsplit('.').next().unwrap();
        for sql in [
            format!("select * from {relation}"),
            format!("table {relation}"),
            format!("select r::text from {relation} r"),
            format!("select to_jsonb(r) from {relation} r"),
            format!("select jsonb_agg(r) from {relation} r"),
            format!("select string_agg(r::text, ',') from {relation} r"),
            format!("select {name} from {relation}"),
            format!("select * from {relation} where ctid is not null"),
            format!("select * from {relation} tablesample system (100)"),
            format!("select * from {relation} for update"),
            format!("select * from {relation} for key share"),
            format!("declare c cursor for select * from {relation}; fetch all from c"),
            format!("declare c scroll cursor with hold for select * from {relation}; fetch all from c"),
            format!("explain (analyze, verbose, costs off, timing off) select * from {relation}"),
            format!("prepare p as select * from {relation}; execute p"),
            format!("set local row_security = off; select * from {relation}"),
            format!("select (select jsonb_agg(r) from {relation} r) from (values (1)) v"),
            format!("select * from (values (1)) v cross join lateral (select r::text from {relation} r offset 0) l"),
            format!("with recursive w as (select r::text as t from {relation} r union select t from w) select t from w"),
            format!("select s.* from {relation} r right join (values (1)) v on true cross join lateral (select r::text) s"),
            format!("select 1 from {relation} r group by r having max(r::text) > '' order by max(r::text)"),
            format!("delete from {relation} returning *"),
            format!("do $$ declare r record; begin for r in select * from {relation} loop raise exception '%', r; end loop; end $$"),
        ] {
            for who in STRANGERS {
                let heard = world.hear(who, &sql).await;
                assert!(!heard.text.contains(MARK), "{} reads: {sql}: {}", who.as_str(), heard.text);
            }
        }
    }
    assert!(marked > 12, "only {marked} relations hold anything of Ada's to be found");
}

#[tokio::test]
async fn no_write_carries_it_out() {
    let world = World::furnished().await;
    let run = |intent: &str, more: &str| {
        format!(
            "insert into content.runs (spec_id, user_id, intent, project_slug)
             select '00000000-0000-4000-8000-000000000201', auth.uid(), {intent}, 's' {more} returning *"
        )
    };
    for sql in [
        run("(select jsonb_agg(t) from content.gate_texts t)", ""),
        run("(select jsonb_agg(r) from content.runs r)", ""),
        run("to_jsonb(r)", "from content.runs r"),
        run("'{}'", "")
            .replace("returning *", "returning (select jsonb_agg(t) from content.gate_texts t), (select jsonb_agg(r) from content.runs r)"),
        "update public.users set display_name = (select string_agg(raw_output, '') from content.gate_texts) returning *".to_owned(),
        "update public.users set display_name = r.intent::text from content.runs r where r.intent is not null returning *".to_owned(),
        "update public.users u set display_name = o.email from public.users o returning u.*, o.*".to_owned(),
        "update content.profiles set display_name = (select string_agg(email, '') from content.profiles) returning *".to_owned(),
        "merge into public.users t using content.gate_texts s on true when matched then update set display_name = s.raw_output".to_owned(),
    ] {
        for who in [Who::Anon, Who::Gone, Who::Other] {
            let heard = world.hear(who, &format!("{sql}; select r::text from content.runs r; select u::text from public.users u")).await;
            assert!(!heard.text.contains(MARK) && !heard.text.contains("ada@"), "{} reads: {sql}: {}", who.as_str(), heard.text);
        }
    }
}

#[tokio::test]
async fn copying_out_passes_the_policies_too() {
    use futures::TryStreamExt;

    let world = World::furnished().await;
    let client = world.database().connect(store::Identity::Request).await;
    for (who, reads) in [(Who::Owner, true), (Who::Other, false)] {
        client.batch_execute(&format!("begin; {}", who.preamble())).await.unwrap();
        let mut text = Vec::new();
        for sql in ["copy content.runs to stdout", "copy (select * from content.artifacts) to stdout"] {
            let mut chunks = std::pin::pin!(client.copy_out(sql).await.unwrap());
            while let Some(chunk) = chunks.try_next().await.unwrap() {
                text.extend_from_slice(&chunk);
            }
        }
        client.batch_execute("rollback").await.unwrap();
        assert_eq!(String::from_utf8(text).unwrap().contains(MARK), reads, "{}", who.as_str());
    }
}

/// Owners read their runs and files, not what was sent to a model and what came back.
#[tokio::test]
async fn owners_read_their_own_but_not_the_prompts() {
    let world = World::furnished().await;
    let mut all = String::new();
    for relation in relations(&world).await {
        all.push_str(&world.hear(Who::Owner, &format!("select r::text from {relation} r")).await.text);
    }
    for own in ["adas-intent", "adas-artifact", "adas-gate", "adas-code", "adas-reason-of-degradation"] {
        assert!(all.contains(own), "{own}");
    }
    for hidden in
        ["adas-prompt", "adas-output", "adas-agent", "adas-journal", "adas-payload", "adas-plan", "adas-request", "adas-submission"]
    {
        assert!(!all.contains(hidden), "{hidden}");
    }
    let admins = allowed(&world, Who::Admin, "select t::text from content.gate_texts t").await;
    assert!(admins.contains("adas-prompt") && admins.contains("adas-output"));
}
