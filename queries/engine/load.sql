--: Submission(approved_in_advance?)

--! submissions : Submission
--- Runs to begin that were submitted after one, oldest first, without those that have begun in memory.
select s.id, s.run_id, s.owner_id, s.plan_hash, s.input::text as input, s.approved_in_advance::text as approved_in_advance
  from engine.submissions as s
 where s.shard = any (:shards::smallint[]) and s.id > :after::bigint and s.run_id <> all (:known::uuid[])
 order by s.id
 limit :rows::bigint;

--! open_requests
--- What was asked after a request and is not answered, in order, without what is taken in already.
select i.id, i.run_id, i.request::text as request
  from engine.inbox as i
 where i.shard = any (:shards::smallint[]) and i.answered_at is null and i.id > :after::bigint and i.id <> all (:known::bigint[])
 order by i.id
 limit :rows::bigint;

--! open_among
--- Those of these requests that are there and not answered.
select i.id from engine.inbox as i where i.id = any (:ids::bigint[]) and i.answered_at is null;

--! wakes
--- Runs to be taken into memory because something they wait for elsewhere has ended, after a wake, without what is known already.
select w.id, w.run_id
  from engine.wakes as w
 where w.shard = any (:shards::smallint[]) and w.id > :after::bigint and w.id <> all (:known::bigint[])
 order by w.id
 limit :rows::bigint;

--! running
--- Runs of these shards to take up again after a change of owner, a page at a time; those asleep are left to sleep.
select r.id, r.owner_id, r.plan_hash
  from engine.runs as r
 where not r.asleep and r.state in ('running', 'paused') and r.shard = any (:shards::smallint[]) and r.begun and r.id > :after::uuid
 order by r.id
 limit :rows::bigint;

--! due (after?) : (wake_at?)
--- Runs asleep, or paused, whose deadline comes soon and after a moment, the first ones first, without those that are in memory.
select r.id, r.wake_at
  from engine.runs as r
 where r.asleep and r.wake_at > coalesce(:after::timestamptz, '-infinity') and r.wake_at <= :until::timestamptz
   and r.shard = any (:shards::smallint[]) and r.id <> all (:known::uuid[])
 order by r.wake_at
 limit :rows::bigint;

--! heads : (wake_at?)
--- What stands about these runs, whatever their state.
select r.id, r.owner_id, r.plan_hash, r.begun, r.asleep, r.wake_at from engine.runs as r where r.id = any (:ids::uuid[]);

--! entries
select j.run_id, j.seq, j.at, j.entries::text as entries
  from engine.journal as j
 where j.run_id = any (:ids::uuid[])
 order by j.run_id, j.seq;

--! plans
select p.hash, p.body::text as body from engine.plans as p where p.hash = any (:hashes::text[]);

--! payload : (bytes?, location?)
select p.size_bytes, p.bytes, p.location from engine.payloads as p where p.sha256 = :sha256::text;
