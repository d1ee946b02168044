//! The rules of a line in the database: what may never happen, over random stories with a stopped clock; a crash at every write; the plan of the hot query.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use db::queries::flows::admission as sql;
use engine::{Config, Sweep};
use flows::Flows;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::{Database, Direct, Identity};
use uuid::Uuid;

use crate::house::House;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

#[derive(Debug, Clone)]
struct Waiting {
    id: Uuid,
    place: Option<String>,
    rate: Option<String>,
    priority: i32,
    since: Timestamp,
}

struct Rules {
    places: Option<i32>,
    rate: Option<(i32, i64, i32)>,
    aging_ms: Option<i64>,
    one_key: bool,
}

struct Story<'h> {
    house: &'h House,
    client: Direct,
    rules: Rules,
    now: Timestamp,
    waiting: Vec<Waiting>,
    under_way: Vec<Uuid>,
    /// When starts of a key began.
    began: BTreeMap<String, Vec<Timestamp>>,
}

impl Story<'_> {
    async fn pass(&mut self, by: Duration) {
        self.now = self.now.checked_add(SignedDuration::try_from(by).unwrap()).unwrap();
        self.client.execute("select set_config('gatewright.now', $1, false)", &[&self.now.to_string()]).await.unwrap();
    }

    async fn line(&self) -> i64 {
        let Rules { places, rate, aging_ms, one_key } = &self.rules;
        let (limit, per, burst) = (rate.map(|rate| rate.0), rate.map(|rate| rate.1), rate.map(|rate| rate.2));
        sql::take_line()
            .bind(&*self.client, &self.house.owner, &"story", &"", one_key, places, &limit, &per, &burst, aging_ms, &false)
            .one()
            .await
            .unwrap()
    }

    async fn come(&mut self, place: Option<String>, rate: Option<String>, priority: i32) {
        let id = Uuid::now_v7();
        let line = self.line().await;
        self.client
            .execute(
                "insert into engine.runs (id, owner_id, shard, plan_hash) values ($1, $2, engine.shard_of($1), 'h')",
                &[&id, &self.house.owner],
            )
            .await
            .unwrap();
        self.client
            .execute("insert into flows.runs (id, user_id, name, input) values ($1, $2, 'story', '{}')", &[&id, &self.house.owner])
            .await
            .unwrap();
        let none = None::<&str>;
        sql::insert_start()
            .bind(&*self.client, &id, &place, &rate, &priority, &"{}", &none, &false, &none, &none, &None, &None, &line)
            .await
            .unwrap();
        self.waiting.push(Waiting { id, place: place.clone(), rate, priority, since: self.now });
        sql::let_in().bind(&*self.client, &line, &place).one().await.unwrap();
        self.look().await;
    }

    async fn end(&mut self, which: usize) {
        if self.under_way.is_empty() {
            return;
        }
        let id = self.under_way.remove(which % self.under_way.len());
        sql::leave().bind(&*self.client, &[id].as_slice(), &[None].as_slice(), &[].as_slice(), &"{}").one().await.unwrap();
        self.look().await;
    }

    /// Who was let in by what just happened, and whether that was right.
    async fn look(&mut self) {
        // A line that is due is served in the same moment here.
        sql::serve_lines().bind(&*self.client, &50).one().await.unwrap();
        let left: Vec<Uuid> =
            self.client.query("select run_id from flows.starts", &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
        let (still, entered): (Vec<Waiting>, Vec<Waiting>) = self.waiting.clone().into_iter().partition(|one| left.contains(&one.id));
        for one in &entered {
            for other in still.iter().filter(|other| other.place == one.place && other.rate == one.rate) {
                assert!(self.urgency(one) >= self.urgency(other), "{one:?} was let in before {other:?} at {}", self.now);
            }
            if let Some(key) = &one.rate {
                self.began.entry(key.clone()).or_default().push(self.now);
            }
            self.under_way.push(one.id);
        }
        self.waiting = still;
        self.nobody_exceeds().await;
        self.nobody_waits_in_vain().await;
    }

    /// By priority, and by age: with aging the one makes up for the other.
    fn urgency(&self, one: &Waiting) -> (i64, i64) {
        let waited = self.now.as_millisecond() - one.since.as_millisecond();
        match self.rules.aging_ms {
            Some(aging) => (i64::from(one.priority) * aging + waited, 0),
            None => (i64::from(one.priority), waited),
        }
    }

    async fn nobody_exceeds(&self) {
        if let Some(limit) = self.rules.places {
            let most: i64 = self
                .client
                .query_one("select coalesce(max(c), 0) from (select count(*) as c from flows.places group by line_id, key) as k", &[])
                .await
                .unwrap()
                .get(0);
            assert!(most <= i64::from(limit), "{most} under way");
        }
        let Some((limit, per, burst)) = self.rules.rate else { return };
        for times in self.began.values() {
            for (at, first) in times.iter().enumerate() {
                let within = times[at..].iter().filter(|later| later.as_millisecond() - first.as_millisecond() < per).count();
                let most = usize::try_from(limit + burst - 1).unwrap();
                assert!(within <= most, "{within} began within {per} ms from {first} on, at most {most} may");
            }
        }
    }

    /// Each that waits has a reason: its key is full, or time must pass, and the line knows when.
    async fn nobody_waits_in_vain(&self) {
        let idle: Vec<String> = self
            .client
            .query(
                "select s.run_id::text || ' ' || coalesce(s.place_key, '-') || ' ' || coalesce(s.rate_key, '-')
                 from flows.starts s join flows.lines l on l.id = s.line_id
                 left join flows.buckets b on b.line_id = s.line_id and b.key = s.rate_key
                 where (s.place_key is null or l.place_limit is null
                        or (select count(*) from flows.places p where p.line_id = l.id and p.key = s.place_key) < l.place_limit)
                     and (s.rate_key is null or l.rate_limit is null
                          or b.even_at is null or b.even_at - l.rate_step * (l.rate_burst - 1) <= engine.clock_now()
                          or l.due_at is null or l.due_at > b.even_at)",
                &[],
            )
            .await
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        assert!(idle.is_empty(), "at {} these wait for nothing: {idle:?}", self.now);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_random_stories_no_limit_is_exceeded_nobody_waits_in_vain_and_order_is_kept() {
    for seed in 0..8_u64 {
        let house = House::new().await;
        let mut dice = Dice(seed * 7919 + 1);
        let kind = seed % 4;
        let rules = Rules {
            places: (kind != 1).then(|| 1 + i32::try_from(dice.below(3)).unwrap()),
            rate: (kind != 0).then(|| {
                (
                    1 + i32::try_from(dice.below(5)).unwrap(),
                    1_000 * (1 + i64::try_from(dice.below(60)).unwrap()),
                    1 + i32::try_from(dice.below(3)).unwrap(),
                )
            }),
            aging_ms: (seed % 2 == 0).then_some(5_000),
            one_key: kind != 3,
        };
        let client = house.database.connect(Identity::Service).await;
        let now = "2027-01-31T09:00:00Z".parse().unwrap();
        let mut story = Story { house: &house, client, rules, now, waiting: Vec::new(), under_way: Vec::new(), began: BTreeMap::new() };
        story.pass(Duration::ZERO).await;
        for _ in 0..80 {
            match dice.below(10) {
                0..=4 => {
                    let key = |dice: &mut Dice| if kind == 3 { format!("k{}", dice.below(3)) } else { String::new() };
                    let place = story.rules.places.is_some().then(|| key(&mut dice));
                    let rate = story.rules.rate.is_some().then(|| key(&mut dice));
                    let priority = i32::try_from(dice.below(7)).unwrap() - 3;
                    story.come(place, rate, priority).await;
                }
                5..=7 => {
                    let which = usize::try_from(dice.below(1_000)).unwrap();
                    story.end(which).await;
                }
                _ => {
                    story.pass(Duration::from_millis(dice.below(20_000))).await;
                    story.look().await;
                }
            }
        }
        // Everybody is let in, if only those who are in leave and time passes.
        for _ in 0..2_000 {
            if story.waiting.is_empty() && story.under_way.is_empty() {
                break;
            }
            story.end(0).await;
            story.pass(Duration::from_secs(60)).await;
            story.look().await;
        }
        assert!(story.waiting.is_empty() && story.under_way.is_empty(), "seed {seed}: somebody was never let in");
        story.pass(Duration::from_secs(3_600)).await;
        story.look().await;
        house.nobody_is_left().await;
    }
}

/// What is left after the run: its place, and whether the next one was let in, once.
async fn after(database: Database, run_id: Uuid) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
    let client = database.get(Identity::Service).await?;
    let next = engine::descendant(run_id, "next");
    let row = client
        .query_one(
            "select jsonb_build_object(
                'ended', (select r.status from flows.runs r where r.id = $1),
                'place', (select count(*) from flows.places p where p.run_id = $1),
                'waits', (select count(*) from flows.starts s where s.run_id = $2),
                'let in', (select count(*) from engine.submissions s where s.run_id = $2) + (select count(*) from engine.runs r where r.id = $2 and r.begun))",
            &[&run_id, &next],
        )
        .await?;
    Ok(row.get(0))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_run_lets_the_next_one_in_exactly_once_whenever_the_engine_crashes() {
    let house = House::new().await;
    let text = "grammar: 4\nname: swept\nadmission: {concurrency: {limit: 1}}\nsteps:\n  - id: a\n    work: {effect: {effect: value}}\n  - id: b\n    needs: [a]\n    work: {effect: {effect: value}}\n";
    let (plan, _) = Flows::check(text, "test").unwrap();
    let hash = plan.hash();
    let flows = house.flows.clone();
    let owner = house.owner;
    let report = Sweep::new(&house.database, Arc::new(plan), json!({}), move || flows.registry())
        .config(Config { poll_every: Duration::from_millis(20), ..Config::default() })
        .owner(owner)
        .prepare(move |tx, run_id| {
            let hash = hash.clone();
            Box::pin(async move {
                let next = engine::descendant(run_id, "next");
                for id in [run_id, next] {
                    tx.execute("insert into flows.runs (id, user_id, name, input) values ($1, $2, 'swept', '{}')", &[&id, &owner]).await?;
                }
                // A line of its own for each time the run is swept.
                let line: i64 = tx
                    .query_one(
                        "select flows.take_line($1, 'swept', $2, true, 1, null, null, null, null, false)",
                        &[&owner, &run_id.to_string()],
                    )
                    .await?
                    .get(0);
                tx.execute("insert into flows.places (run_id, line_id, key, taken_at) values ($1, $2, '', now())", &[&run_id, &line])
                    .await?;
                tx.execute(
                    "insert into engine.runs (id, owner_id, shard, plan_hash) values ($1, $2, engine.shard_of($1), $3)",
                    &[&next, &owner, &hash],
                )
                .await?;
                tx.execute(
                    "insert into flows.starts (run_id, line_id, place_key, priority, tier, turn, since, input, bytes)
                     values ($1, $2, '', 0, 0, now(), now(), '{}', 2)",
                    &[&next, &line],
                )
                .await?;
                Ok(())
            })
        })
        .inspect(|database, run_id| Box::pin(after(database, run_id)))
        .run()
        .await
        .unwrap();
    report.assert_clean();
    assert!(report.writes >= 3, "{report:?}");
    let twice = "select count(*) from flows.starts s join flows.places p on p.run_id = s.run_id";
    assert_eq!(house.count(twice).await, 0, "nobody waits and holds a place");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_one_is_found_by_an_index_however_many_wait_and_whatever_has_been() {
    let house = House::new().await;
    let client = house.database.connect(Identity::Service).await;
    let fill = format!(
        "insert into flows.lines (user_id, flow, key, one_key, place_limit) select '{owner}', 'full', 'k' || n, true, 1 from generate_series(1, 20) n;
         insert into flows.runs (id, user_id, name, input)
             select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, '{owner}', 'full', '{{}}' from generate_series(1, 40000) n;
         insert into flows.starts (run_id, line_id, place_key, rate_key, priority, tier, turn, since, input, bytes)
             select r.id, (select min(id) from flows.lines) + (row_number() over () % 20), 'k', 'k', 0, 0, now() + random() * interval '1 hour', now(), '{{}}', 2
             from flows.runs r limit 20000;
         insert into flows.places (run_id, line_id, key, taken_at)
             select r.id, (select min(id) from flows.lines) + (row_number() over () % 20), 'k' || row_number() over (), now()
             from flows.runs r where not exists (select from flows.starts s where s.run_id = r.id);",
        owner = house.owner
    );
    client.batch_execute(&fill).await.unwrap();
    house.database.connect(Identity::Owner).await.batch_execute("analyze flows.starts, flows.places, flows.lines").await.unwrap();
    let line: i64 = client.query_one("select min(id) from flows.lines", &[]).await.unwrap().get(0);
    let explained = |query: String| {
        let client = &client;
        async move {
            let rows = client.query(&format!("explain {query}"), &[]).await.unwrap();
            rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>().join("\n")
        }
    };
    // As in flows.let_in.
    let first = explained(format!(
        "select s.* from flows.starts s where s.line_id = {line} and s.gather is null
            and (s.place_key is null or s.place_key <> all ('{{}}')) and (s.rate_key is null or s.rate_key <> all ('{{}}'))
         order by s.tier, s.turn, s.run_id limit 1"
    ))
    .await;
    assert!(first.contains("idx_starts_turn") && !first.contains("Sort") && !first.contains("Seq Scan"), "{first}");
    let of_key = explained(format!(
        "select s.* from flows.starts s where s.line_id = {line} and s.gather is null and s.place_key = 'k' and (s.rate_key is null or s.rate_key <> all ('{{}}'))
         order by s.tier, s.turn, s.run_id limit 1"
    ))
    .await;
    assert!(of_key.contains("idx_starts_") && !of_key.contains("Sort") && !of_key.contains("Seq Scan"), "{of_key}");
    let places =
        explained(format!("select count(*) from (select from flows.places p where p.line_id = {line} and p.key = 'k20' limit 1) as c"))
            .await;
    assert!(places.contains("idx_places_line") && !places.contains("Seq Scan"), "{places}");
    let due = explained("select l.id from flows.lines l where l.due_at <= now() order by l.due_at limit 50".to_owned()).await;
    assert!(!due.contains("Seq Scan on starts"), "{due}");
}
