//! Runs after their end: kept for as long as they were to be, put away without loss, and brought back as they were.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use engine::{Config, Effect, EffectCall, Engine, Objects, Produced};
use flows::archive::{Archive, ArchivedQuery, Archivist, Limits, Retention, Rule, archived_runs, set_limits, set_retention};
use flows::{FlowError, read};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use machine::Failure;
use serde_json::{Value, json};
use store::Identity;
use tempfile::TempDir;
use uuid::Uuid;

use crate::house::House;

/// Makes a file whose text is its input, twice, and a fan-out.
const MAKES: &str = "\
grammar: 3
name: makes
steps:
  - id: write
    work: {effect: {effect: value, with: {file: {path: a.md, text: '{{ input.text }}{{ input.text }}'}}}}
  - id: each
    needs: [write]
    work: {each: {items: 'range(3) | list', call: {effect: value, with: {n: '{{ item }}', half: 1.50}}}}
";
const PLAIN: &str = "grammar: 1\nname: plain\nsteps:\n  - id: a\n    work: {effect: {effect: value}}\n";
const QUEUED: &str = "grammar: 4\nname: queued\nqueues: {letters: {dedupe: true}}\nsteps:\n  - id: a\n    work: {effect: {effect: queue.add, with: {queue: letters, payloads: [1, null, {b: c}]}}}\n";
const HOLDS: &str = "grammar: 3\nname: holds\nsteps:\n  - id: a\n    work: {effect: {effect: value}}\n    gate: {approval: required}\n";
const FOREVER: Rule = Rule { keep_days: None, archive: true };

struct Attic {
    house: House,
    archive: Archive,
    objects: Objects,
    _folder: TempDir,
}

fn keep(days: i32) -> Retention {
    Retention { all: Some(Rule { keep_days: Some(days), archive: true }), flows: BTreeMap::new() }
}

impl Attic {
    async fn new() -> Self {
        let (house, folder) = (House::new().await, tempfile::tempdir().unwrap());
        let objects = Objects::local(folder.path()).unwrap();
        let archive = Archive::new((*house.database).clone(), objects.clone());
        Self { house, archive, objects, _folder: folder }
    }

    async fn engine(&self) -> Engine {
        let config = Config { objects: Some(self.objects.clone()), ..Config::default() };
        Engine::start((*self.house.database).clone(), self.house.flows.registry(), config).await.unwrap()
    }

    async fn count(&self, sql: &str) -> i64 {
        self.house.database.connect(Identity::Owner).await.query_one(sql, &[]).await.unwrap().get(0)
    }

    async fn execute(&self, sql: &str) {
        self.house.database.connect(Identity::Owner).await.batch_execute(sql).await.unwrap();
    }

    /// These runs cannot go: the database refuses.
    async fn lets_nobody_delete(&self, runs: [Uuid; 2]) {
        self.execute(&format!(
            "create function flows.refuse() returns trigger language plpgsql as $$ begin raise 'not this one'; end $$;
             create trigger refuse before delete on flows.runs for each row when (old.id in ('{}', '{}')) execute function flows.refuse();",
            runs[0], runs[1]
        ))
        .await;
    }

    /// As if every run had ended so many days earlier.
    async fn days_later(&self, days: i32) {
        let columns = "created_at = created_at - make_interval(days => D), started_at = started_at - make_interval(days => D), \
                       ended_at = ended_at - make_interval(days => D)"
            .replace('D', &days.to_string());
        self.execute(&format!("update flows.runs set {columns}")).await;
    }

    async fn sweep(&self) -> usize {
        let swept = Archivist::new(self.archive.clone()).sweep().await.unwrap();
        assert_eq!(swept.failed, 0);
        swept.runs
    }

    async fn keeps(&self, retention: &Retention) {
        set_retention(&self.house.database, self.house.owner, retention).await.unwrap();
    }

    async fn is_there(&self, id: Uuid) -> bool {
        let client = self.house.database.get(Identity::Service).await.unwrap();
        read::run(&client, id).await.unwrap().is_some()
    }

    async fn archived(&self) -> Vec<Uuid> {
        let client = self.house.database.get(Identity::Service).await.unwrap();
        let query = ArchivedQuery { owner: Some(self.house.owner), limit: 100, ..ArchivedQuery::default() };
        archived_runs(&client, &query).await.unwrap().into_iter().map(|run| run.id).collect()
    }

    /// Everything that anybody sees of a run, as text.
    async fn seen(&self, id: Uuid) -> String {
        let client = self.house.database.get(Identity::Service).await.unwrap();
        let (run, steps) = (read::run(&client, id).await.unwrap(), read::steps(&client, id).await.unwrap());
        drop(client);
        let journal = engine::view::journal(&self.house.database, id, 0).await.unwrap();
        let machine = engine::view::machine(&self.house.database, id).await.unwrap().unwrap();
        let plan = engine::view::plan(&self.house.database, id).await.unwrap();
        let steps_of_machine: Vec<String> = machine.steps().map(|step| format!("{:?}", step.status)).collect();
        let rows = self.house.database.connect(Identity::Owner).await;
        let rows = rows
            .query(
                "select j.seq::text || j.at::text || j.entries::text from engine.journal j where j.run_id = $1
                 union all select to_jsonb(r)::text from flows.runs r where r.id = $1
                 union all select to_jsonb(r)::text from engine.runs r where r.id = $1
                 union all select to_jsonb(q)::text from flows.work_queues q where q.run_id = $1
                 union all select row_to_json(i)::text from flows.work_items i join flows.work_queues q on q.id = i.queue_id where q.run_id = $1
                 order by 1",
                &[&id],
            )
            .await
            .unwrap();
        let rows: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        format!("{}\n{}\n{journal:?}\n{steps_of_machine:?}\n{}\n{rows:#?}", json!(run), json!(steps), plan.canonical())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_due_goes_to_the_archive_and_comes_back_byte_for_byte() {
    let attic = Attic::new().await;
    let engine = attic.engine().await;
    let (run, _) = attic.house.run(&engine, MAKES, json!({ "text": "héllo", "n": 1.0 })).await;
    // Larger than a row of payloads: it lies in the object store.
    let (large, steps) = attic.house.run(&engine, MAKES, json!({ "text": "x".repeat(150_000) })).await;
    assert_eq!((run.status.as_str(), large.status.as_str()), ("completed", "completed"));
    // A queue with items that nobody took.
    let (queued, _) = attic.house.run(&engine, QUEUED, json!({})).await;
    // An input that is null, and nothing that was made.
    let (plain, _) = attic.house.run(&engine, PLAIN, Value::Null).await;
    attic.keeps(&keep(7)).await;
    assert_eq!(attic.sweep().await, 0, "nothing is due");
    attic.days_later(8).await;
    let before = (attic.seen(run.id).await, attic.seen(large.id).await, attic.seen(plain.id).await, attic.seen(queued.id).await);
    assert_eq!(attic.sweep().await, 4);
    assert_eq!(attic.archived().await.len(), 4);
    for (table, column) in [
        ("flows.runs", "id"),
        ("flows.steps", "run_id"),
        ("flows.items", "run_id"),
        ("engine.runs", "id"),
        ("engine.journal", "run_id"),
        ("engine.inbox", "run_id"),
        ("flows.work_queues", "run_id"),
    ] {
        let ids = format!("'{}', '{}', '{}', '{}'", run.id, large.id, plain.id, queued.id);
        assert_eq!(attic.count(&format!("select count(*) from {table} where {column} in ({ids})")).await, 0, "{table}");
    }
    assert_eq!(attic.sweep().await, 0, "it goes once");
    let collected = engine::collect_payloads(&attic.house.database, &attic.objects, Duration::ZERO).await.unwrap();
    assert_eq!((collected.payloads, collected.objects), (1, 0), "the small file is in the archive, the large one is needed by it");

    for id in [run.id, large.id, plain.id, queued.id] {
        assert!(attic.archive.restore(id).await.unwrap());
        assert!(!attic.archive.restore(id).await.unwrap(), "it is there already");
    }
    let after = (attic.seen(run.id).await, attic.seen(large.id).await, attic.seen(plain.id).await, attic.seen(queued.id).await);
    assert_eq!(after, before);
    assert!(attic.archived().await.is_empty());
    let large_file = steps[0].files[0].sha256.parse().unwrap();
    assert_eq!(attic.objects.get(&large_file).await.unwrap().len(), 300_000);
    assert_eq!(attic.count("select count(*) from engine.payloads where bytes is not null").await, 1, "its bytes are back");
    assert_eq!(attic.sweep().await, 0, "its days count from when it came back");
    // It has ended and stays ended.
    let refused = attic.house.flows.fork(run.id, &[], None, None).await.unwrap_err();
    assert_eq!(refused.code(), "NOTHING_TO_REDO");
    assert!(matches!(attic.archive.restore(Uuid::now_v7()).await, Err(FlowError::UnknownArchived(_))));
    engine.stop(Duration::from_secs(10)).await;
}

/// The lines of a run's file.
fn text_of(file: &[u8]) -> String {
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut text).unwrap();
    text
}

/// An effect that gives the character U+0000, and what looks like the name of a plan.
struct Odd;

impl Effect for Odd {
    fn run(&self, _: EffectCall) -> BoxFuture<'static, Result<Produced, Failure>> {
        let value = json!({ "text": "a\u{0}b", "plan_hash": "nope", "entry": "migrated" });
        async move { Ok(Produced { value, ..Produced::default() }) }.boxed()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_step_gave_a_character_that_tables_cannot_keep_is_put_away_and_comes_back_like_any_other() {
    let attic = Attic::new().await;
    let mut registry = attic.house.flows.registry();
    registry.effects.insert("value".to_owned(), Arc::new(Odd));
    let engine = Engine::start((*attic.house.database).clone(), registry, Config::default()).await.unwrap();
    let (run, _) = attic.house.run(&engine, PLAIN, Value::Null).await;
    assert_eq!(run.status, "completed");
    assert_eq!(attic.count("select count(*) from engine.journal where strpos(entries::text, '\\u0000') > 0").await, 1);
    attic.keeps(&keep(0)).await;
    attic.days_later(1).await;
    let (before, exported) = (attic.seen(run.id).await, text_of(&attic.archive.export(run.id).await.unwrap()));
    assert_eq!(attic.sweep().await, 1);
    assert_eq!(text_of(&attic.archive.export(run.id).await.unwrap()), exported);
    attic.archive.restore(run.id).await.unwrap();
    assert_eq!(attic.seen(run.id).await, before);
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_cannot_be_put_away_keeps_no_other_from_it() {
    let attic = Attic::new().await;
    let engine = attic.engine().await;
    let mut runs = Vec::new();
    for _ in 0..5 {
        runs.push(attic.house.run(&engine, PLAIN, Value::Null).await.0.id);
    }
    attic.keeps(&keep(0)).await;
    attic.days_later(1).await;
    attic.lets_nobody_delete([runs[0], runs[2]]).await;
    let swept = Archivist::new(attic.archive.clone()).sweep().await.unwrap();
    assert_eq!((swept.runs, swept.failed), (3, 2));
    let mut archived = attic.archived().await;
    archived.sort_unstable();
    assert_eq!(archived, [runs[1], runs[3], runs[4]]);
    attic.execute("drop trigger refuse on flows.runs; drop function flows.refuse();").await;
    assert_eq!(attic.sweep().await, 2);
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_put_away_by_hand_keeps_no_other_from_it_and_is_told() {
    let attic = Attic::new().await;
    let engine = attic.engine().await;
    let mut runs = Vec::new();
    for _ in 0..4 {
        runs.push(attic.house.run(&engine, PLAIN, Value::Null).await.0.id);
    }
    attic.lets_nobody_delete([runs[1], runs[2]]).await;
    let before = attic.seen(runs[1]).await;
    let done = attic.archive.archive(&runs).await.unwrap();
    let [mut archived, mut expected] = [done.archived, vec![runs[0], runs[3]]];
    archived.sort_unstable();
    expected.sort_unstable();
    assert_eq!(archived, expected);
    let mut kept: Vec<_> = done.kept.iter().map(|kept| (kept.id, kept.code.as_str())).collect();
    kept.sort_unstable();
    let mut refused = [(runs[1], "REFUSED"), (runs[2], "REFUSED")];
    refused.sort_unstable();
    assert_eq!(kept, refused);
    assert_eq!(attic.seen(runs[1]).await, before, "it is as it was");
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_the_archive_and_the_deletion_loses_nothing_and_is_made_good() {
    let attic = Attic::new().await;
    let engine = attic.engine().await;
    let (run, _) = attic.house.run(&engine, MAKES, json!({ "text": "a" })).await;
    attic.keeps(&keep(0)).await;
    attic.days_later(1).await;
    let before = attic.seen(run.id).await;
    // The transaction dies when the object is written and the run is noted: as if the process had been killed there.
    attic
        .execute(
            "create function engine.die() returns trigger language plpgsql as $$ begin raise 'killed'; end $$;
             create trigger die before delete on engine.journal for each statement execute function engine.die();",
        )
        .await;
    let swept = Archivist::new(attic.archive.clone()).sweep().await.unwrap();
    assert_eq!((swept.runs, swept.failed), (0, 1));
    assert_eq!(attic.seen(run.id).await, before, "the run is as it was");
    assert!(attic.archived().await.is_empty());
    let written = objects(attic._folder.path());
    assert_eq!(written.len(), 1, "the object was durable before anything was deleted");
    attic.execute("drop trigger die on engine.journal; drop function engine.die();").await;
    assert_eq!(attic.sweep().await, 1);
    assert_eq!(objects(attic._folder.path()), written, "the same run makes the same object");
    attic.archive.restore(run.id).await.unwrap();
    assert_eq!(attic.seen(run.id).await, before);
    engine.stop(Duration::from_secs(10)).await;
}

fn objects(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(objects(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payload_that_another_run_needs_survives_and_goes_with_the_last_of_them() {
    let attic = Attic::new().await;
    let engine = attic.engine().await;
    let text = "y".repeat(150_000);
    let (first, steps) = attic.house.run(&engine, MAKES, json!({ "text": text })).await;
    let (second, _) = attic.house.run(&engine, MAKES, json!({ "text": text })).await;
    let fork = attic.house.flows.fork(first.id, &[plan::StepId("each".to_owned())], None, None).await.unwrap();
    engine.handle().nudge();
    tokio::time::timeout(Duration::from_secs(60), engine.handle().settled(fork)).await.unwrap().unwrap();
    let payload = &steps[0].files[0].sha256;
    let uses = format!("select count(*) from engine.payload_uses where sha256 = '{payload}'");
    assert_eq!(attic.count(&uses).await, 3, "both runs and the fork need it");
    // Deleted for good, one after the other.
    let gone = Rule { keep_days: Some(0), archive: false };
    attic.keeps(&Retention { all: Some(gone), flows: BTreeMap::new() }).await;
    let stored = format!("select count(*) from engine.payloads where sha256 = '{payload}'");
    let collect = async |grace| engine::collect_payloads(&attic.house.database, &attic.objects, grace).await.unwrap();
    for (days_of, left) in [(first.id, 2), (second.id, 1), (fork, 0)] {
        attic
            .execute(&format!(
                "update flows.runs set created_at = now() - interval '1 day', ended_at = now() - interval '1 day' where id = '{days_of}'"
            ))
            .await;
        attic.execute(&format!("update flows.runs set ended_at = '2100-01-01' where id <> '{days_of}'")).await;
        assert_eq!(attic.sweep().await, 1);
        assert_eq!(attic.count(&uses).await, left);
        collect(Duration::from_secs(3600)).await;
        assert_eq!(attic.count(&stored).await, i64::from(left > 0), "{left} need it");
    }
    assert!(attic.archived().await.is_empty(), "they went for good");
    let hash = payload.parse().unwrap();
    assert!(attic.objects.contains(&hash).await.unwrap(), "whoever has just found the object there may count on it");
    assert_eq!(collect(Duration::ZERO).await.objects, 1);
    assert!(!attic.objects.contains(&hash).await.unwrap());
    // And somebody makes the same bytes again.
    let (again, _) = attic.house.run(&engine, MAKES, json!({ "text": text })).await;
    assert_eq!(again.status, "completed");
    assert!(attic.objects.contains(&hash).await.unwrap());
    assert_eq!(collect(Duration::ZERO).await, engine::Collected::default());
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_is_to_go_stays_when_its_bytes_are_stored_again() {
    let attic = Attic::new().await;
    let engine = attic.engine().await;
    let text = "z".repeat(150_000);
    let (run, steps) = attic.house.run(&engine, MAKES, json!({ "text": text })).await;
    attic.keeps(&Retention { all: Some(Rule { keep_days: Some(0), archive: false }), flows: BTreeMap::new() }).await;
    attic.days_later(1).await;
    assert_eq!(attic.sweep().await, 1);
    assert!(!attic.is_there(run.id).await);
    engine::collect_payloads(&attic.house.database, &attic.objects, Duration::from_secs(3600)).await.unwrap();
    attic.house.run(&engine, MAKES, json!({ "text": text })).await;
    let collected = engine::collect_payloads(&attic.house.database, &attic.objects, Duration::ZERO).await.unwrap();
    assert_eq!(collected, engine::Collected::default());
    let hash = steps[0].files[0].sha256.parse().unwrap();
    assert_eq!(attic.objects.get(&hash).await.unwrap().len(), 300_000);
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn children_go_before_their_parents_and_nothing_goes_that_an_open_run_comes_of() {
    const TREE: &str = "\
grammar: 3
name: tree
steps:
  - id: leaf
    work: {effect: {effect: child, with: {flow: plain}}}
  - id: ask
    needs: [leaf]
    work: {effect: {effect: value}}
    gate: {approval: required}
";
    let attic = Attic::new().await;
    let engine = attic.engine().await;
    attic.house.flows.apply(attic.house.owner, PLAIN, "test").await.unwrap();
    let (parent, _) = attic.house.run(&engine, TREE, Value::Null).await;
    assert_eq!(parent.status, "paused");
    let client = attic.house.database.get(Identity::Service).await.unwrap();
    let child = read::children(&client, parent.id).await.unwrap()[0].id;
    drop(client);
    attic.keeps(&keep(0)).await;
    attic.days_later(1).await;
    assert_eq!(attic.sweep().await, 0, "the parent has not ended, and its child is needed");
    let kept = attic.archive.archive(&[child, parent.id, Uuid::nil()]).await.unwrap().kept;
    let codes: BTreeMap<Uuid, &str> = kept.iter().map(|run| (run.id, run.code.as_str())).collect();
    assert_eq!(codes, BTreeMap::from([(child, "PARENT_OPEN"), (parent.id, "RUN_OPEN"), (Uuid::nil(), "UNKNOWN_RUN")]));

    let by = machine::Actor { id: "ada".to_owned(), via: "test".to_owned(), roles: Vec::new() };
    let approve = engine::Request::Approve { step: plan::StepId("ask".to_owned()), by, reason: "good".to_owned(), form: Value::Null };
    attic.house.flows.ask(&engine.handle(), parent.id, &approve, "1").await.unwrap();
    engine.handle().settled(parent.id).await.unwrap();
    // A fork that waits keeps the run that it comes of.
    let fork = attic.house.flows.fork(parent.id, &[plan::StepId("ask".to_owned())], None, None).await.unwrap();
    engine.handle().nudge();
    engine.handle().settled(fork).await.unwrap();
    attic.days_later(1).await;
    attic.sweep().await;
    assert!(attic.is_there(parent.id).await && !attic.is_there(child).await, "the child went, the parent is needed by its fork");
    let kept = attic.archive.archive(&[parent.id]).await.unwrap().kept;
    assert_eq!(kept[0].code, "STILL_NEEDED");
    attic.execute("update flows.runs set status = 'cancelled', ended_at = now() - interval '1 day' where status = 'paused'").await;
    attic.sweep().await;
    assert!(!attic.is_there(parent.id).await && !attic.is_there(fork).await);
    // A parent and its child in one go.
    for id in [parent.id, child] {
        attic.archive.restore(id).await.unwrap();
    }
    assert_eq!(attic.archive.archive(&[parent.id]).await.unwrap().kept[0].code, "HAS_CHILDREN");
    let done = attic.archive.archive(&[parent.id, child, child]).await.unwrap();
    assert_eq!((done.archived, done.kept), (vec![child, parent.id], Vec::new()), "children first");
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn how_long_a_run_is_kept_says_its_flow_before_its_account_before_everybody_and_never_beyond_the_bound() {
    let attic = Attic::new().await;
    let engine = attic.engine().await;
    let (plain, _) = attic.house.run(&engine, PLAIN, Value::Null).await;
    let (makes, _) = attic.house.run(&engine, MAKES, json!({ "text": "a" })).await;
    let (holds, _) = attic.house.run(&engine, HOLDS, Value::Null).await;
    attic.days_later(10).await;
    let limits = |keep_days, most_days| Limits { default: Rule { keep_days, archive: true }, most_days };
    let database = &attic.house.database;
    assert_eq!(attic.sweep().await, 0, "nobody said anything: for ever");
    set_limits(database, &limits(Some(11), None)).await.unwrap();
    assert_eq!(attic.sweep().await, 0, "for all accounts, and not yet");
    set_limits(database, &limits(Some(9), None)).await.unwrap();
    attic.keeps(&Retention { all: Some(FOREVER), flows: BTreeMap::new() }).await;
    assert_eq!(attic.sweep().await, 0, "the account wants to keep all");
    let flows = BTreeMap::from([("plain".to_owned(), Rule { keep_days: Some(3), archive: false }), ("makes".to_owned(), FOREVER)]);
    attic.keeps(&Retention { all: None, flows }).await;
    assert_eq!(attic.sweep().await, 1, "one flow for three days, the other for ever");
    assert!(!attic.is_there(plain.id).await && attic.archived().await.is_empty(), "and it is deleted for good");
    set_limits(database, &limits(None, Some(9))).await.unwrap();
    assert_eq!(attic.sweep().await, 1, "nobody keeps anything beyond the bound");
    assert_eq!(attic.archived().await, [makes.id]);
    assert!(attic.is_there(holds.id).await, "a run that has not ended is never due");
    for days in [-1, 36_501] {
        let refused = set_retention(database, attic.house.owner, &keep(days)).await.unwrap_err();
        assert_eq!(refused.code(), "INVALID_RETENTION");
    }
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_look_at_once_put_each_run_away_once() {
    let attic = Arc::new(Attic::new().await);
    attic.keeps(&keep(0)).await;
    let owner = attic.house.owner;
    attic
        .execute(&format!(
            "insert into engine.plans (hash, body) values ('h', '{{}}');
             with ids as (select gen_random_uuid() as id from generate_series(1, 300)), heads as (
                 insert into engine.runs (id, owner_id, shard, plan_hash, state, begun) select id, '{owner}', engine.shard_of(id), 'h', 'completed', true from ids
             ), journal as (
                 insert into engine.journal (run_id, seq, at, entries) select id, 1, now(), '[]' from ids
             )
             insert into flows.runs (id, user_id, name, status, input, created_at, ended_at)
             select id, '{owner}', 'many', 'completed', '{{}}', now() - interval '2 days', now() - interval '1 day' from ids"
        ))
        .await;
    let (one, two) = (attic.clone(), attic.clone());
    let (one, two) = tokio::join!(tokio::spawn(async move { one.sweep().await }), tokio::spawn(async move { two.sweep().await }));
    assert_eq!(one.unwrap() + two.unwrap(), 300);
    assert_eq!(attic.count("select count(*) from flows.archived_runs").await, 300);
    assert_eq!(attic.count("select count(*) from flows.runs").await, 0);
    // Who looked last says that nobody need look now; and where nobody keeps for a time only, nobody looks.
    let claim = |every: f64| {
        let database = (*attic.house.database).clone();
        async move {
            let client = database.get(Identity::Service).await.unwrap();
            db::queries::flows::retention::claim_sweep().bind(&client, &every).one().await.unwrap()
        }
    };
    assert_eq!((claim(3600.0).await, claim(3600.0).await, claim(0.0).await), (1, 0, 1));
    attic.keeps(&Retention { all: Some(FOREVER), flows: BTreeMap::new() }).await;
    assert_eq!(claim(0.0).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_run_needs_nothing_beside_its_file_also_from_the_archive() {
    let attic = Attic::new().await;
    let engine = attic.engine().await;
    let (run, steps) = attic.house.run(&engine, MAKES, json!({ "text": "w".repeat(150_000) })).await;
    let live = attic.archive.export(run.id).await.unwrap();
    attic.archive.archive(&[run.id]).await.unwrap();
    let archived = attic.archive.export(run.id).await.unwrap();
    assert_eq!(archived, live);
    let text = text_of(&live);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let head = json!({ "format": "gatewright.run", "version": 1, "run_id": run.id });
    assert_eq!((&lines[0], &lines[lines.len() - 1]), (&head, &json!({ "end": true, "lines": lines.len() - 1 })));
    let of = |relation: &str| lines.iter().filter(|line| line["relation"] == relation).count();
    assert_eq!((of("engine.plans"), of("engine.runs"), of("flows.runs"), of("flows.steps"), of("flows.items")), (1, 1, 1, 2, 3));
    assert!(of("engine.journal") >= 2);
    let payload = lines.iter().find(|line| line["payload"] == steps[0].files[0].sha256.as_str()).unwrap();
    assert!(payload["base64"].as_str().unwrap().len() >= 400_000, "the large file goes along");
    attic.archive.restore(run.id).await.unwrap();
    assert_eq!(attic.archive.export(run.id).await.unwrap(), live, "where it lies in the archive is no part of it");
    assert!(matches!(attic.archive.export(Uuid::now_v7()).await, Err(FlowError::UnknownRun(_))));
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_put_away_frees_the_key_it_was_started_with_and_outlives_its_flow() {
    let attic = Attic::new().await;
    let engine = attic.engine().await;
    let flow = attic.house.flows.apply(attic.house.owner, PLAIN, "test").await.unwrap().flow;
    let start = || flows::Start {
        plan: flows::PlanSource::Flow { name: "plain".to_owned(), version: None },
        input: json!({}),
        attributes: serde_json::Map::new(),
        idempotency_key: Some("k".to_owned()),
        approved_in_advance: None,
    };
    let first = attic.house.flows.start(attic.house.owner, start()).await.unwrap().run_id;
    engine.handle().nudge();
    engine.handle().settled(first).await.unwrap();
    attic.archive.archive(&[first]).await.unwrap();
    let second = attic.house.flows.start(attic.house.owner, start()).await.unwrap();
    assert!(second.fresh && second.run_id != first);
    engine.handle().nudge();
    engine.handle().settled(second.run_id).await.unwrap();
    let until = jiff::Timestamp::now();
    let done = attic.archive.archive_ended_before(attic.house.owner, until, Some("plain"), 1).await.unwrap();
    assert_eq!((done.archived, done.more), (vec![second.run_id], true));
    attic.house.flows.delete(attic.house.owner, "plain").await.unwrap();
    attic.archive.restore(first).await.unwrap();
    let client = attic.house.database.get(Identity::Service).await.unwrap();
    let run = read::run(&client, first).await.unwrap().unwrap();
    assert_eq!((run.flow_id, run.name.as_str(), run.version), (None, "plain", Some(1)), "flow {} is gone", flow.id);
    engine.stop(Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payload_that_somebody_stores_again_in_this_moment_is_not_deleted() {
    let attic = Attic::new().await;
    let database = &attic.house.database;
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    let mut client = database.get(Identity::Service).await.unwrap();
    let tx = client.transaction().await.unwrap();
    let sha256 = engine::store_payload(&tx, None, first, b"shared").await.unwrap();
    tx.commit().await.unwrap();
    attic.execute("delete from engine.payload_uses").await;
    attic.execute(&format!("insert into engine.released_payloads (sha256) values ('{sha256}')")).await;
    // Its row is there, so this one writes none; and it has not committed that it needs it.
    let tx = client.transaction().await.unwrap();
    engine::store_payload(&tx, None, second, b"shared").await.unwrap();
    let waits = engine::collect_payloads(database, &attic.objects, Duration::ZERO).await;
    assert!(waits.is_err(), "whoever deletes waits for whoever stores, and not for long");
    tx.commit().await.unwrap();
    let collected = engine::collect_payloads(database, &attic.objects, Duration::ZERO).await.unwrap();
    assert_eq!(collected, engine::Collected::default());
    assert_eq!(attic.count("select count(*) from engine.payloads").await, 1);
    attic.execute("delete from engine.payload_uses").await;
    attic.execute(&format!("insert into engine.released_payloads (sha256) values ('{sha256}')")).await;
    assert_eq!(engine::collect_payloads(database, &attic.objects, Duration::ZERO).await.unwrap().payloads, 1);
    assert_eq!(attic.count("select count(*) from engine.payloads").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_released_while_the_collector_looks_is_not_forgotten() {
    let attic = Attic::new().await;
    let database = &attic.house.database;
    let (runs, owner) = ([Uuid::now_v7(), Uuid::now_v7()], Uuid::now_v7());
    attic.execute(&format!("insert into auth.users (id, email) values ('{owner}', 'bob@example.org')")).await;
    let hash = engine::store_payload(&database.get(Identity::Service).await.unwrap(), None, runs[0], b"shared").await.unwrap();
    for run in runs {
        attic.execute(&format!("insert into engine.payload_uses (sha256, run_id) values ('{hash}', '{run}') on conflict do nothing")).await;
    }
    attic
        .execute(&format!(
            "insert into flows.archived_runs (id, user_id, name, status, attributes, steps_total, cost_nanos, created_at, started_at, \
             ended_at, object, place, size_bytes) values ('{}', '{owner}', 'x', 'completed', '{{}}', 0, 0, now(), now(), now(), '{hash}', 0, 1)",
            runs[1]
        ))
        .await;
    // By two ways: retention, and the end of an account.
    for way in 0..2 {
        // It has been released before, by a run that needed it as well.
        attic.execute(&format!("insert into engine.released_payloads (sha256) values ('{hash}') on conflict do nothing")).await;
        let mut collector = database.connect(Identity::Owner).await;
        let looks = collector.transaction().await.unwrap();
        looks.query("select pg_advisory_xact_lock(engine.payload_lock(), 0)::text", &[]).await.unwrap();
        let remove = async {
            let client = database.get(Identity::Service).await.unwrap();
            if way == 0 {
                let none: (&[Uuid], &[&str]) = (&[], &[]);
                db::queries::flows::archive::remove_runs().bind(&client, &&runs[..1], &none.0, &none.1).one().await.unwrap();
            } else {
                db::queries::public::people::delete_runs().bind(&client, &owner).await.unwrap();
            }
        };
        let collect = async {
            // It still sees that the run needs it, and is done with it.
            tokio::time::sleep(Duration::from_millis(200)).await;
            looks.execute("delete from engine.released_payloads", &[]).await.unwrap();
            looks.commit().await.unwrap();
        };
        tokio::join!(remove, collect);
        assert_eq!(attic.count("select count(*) from engine.released_payloads").await, 1, "way {way}");
    }
    assert_eq!(attic.count("select count(*) from engine.payload_uses").await, 0);
    let collected = engine::collect_payloads(database, &attic.objects, Duration::ZERO).await.unwrap();
    assert_eq!(collected.payloads, 1);
}

/// Tables with something of a run, and what becomes of it when the run is put away.
const OF_A_RUN: [(&str, &str); 15] = [
    ("engine.inbox", "removed: the run has ended, nobody waits for an answer"),
    ("engine.journal", "in the file"),
    ("engine.payload_uses", "released"),
    ("engine.start_keys", "removed: the key is free again"),
    ("engine.submissions", "removed: it has none when it has begun"),
    ("engine.wakes", "removed: nobody is to take it into memory any more"),
    ("flows.firings", "stays: what became of a moment of a schedule"),
    ("flows.gathered", "goes with the run: it has none when it has begun"),
    ("flows.items", "in the file"),
    ("flows.places", "goes with the run: it has none when it has ended"),
    ("flows.queue_waits", "goes with the run: it has none when it has ended"),
    ("flows.starts", "goes with the run: it has none when it has begun"),
    ("flows.steps", "in the file"),
    ("flows.tasks", "removed: it has none when it has ended"),
    ("flows.work_queues", "in the file, with its items"),
];

#[tokio::test]
async fn no_table_with_something_of_a_run_is_forgotten_when_it_is_put_away() {
    let attic = Attic::new().await;
    let client = attic.house.database.connect(Identity::Owner).await;
    let sql = "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
               join pg_attribute a on a.attrelid = c.oid and a.attname = 'run_id'
               where n.nspname in ('engine', 'flows') and c.relkind in ('r', 'p') order by 1";
    let found: Vec<String> = client.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    let known: Vec<&str> = OF_A_RUN.iter().map(|(table, _)| *table).collect();
    assert_eq!(
        found, known,
        "a new table: put its rows into the file (rows_of, restore_…, RELATIONS) or remove them (remove_runs), and say so here"
    );
}
