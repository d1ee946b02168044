--! fence
--- Opens a wave, or refuses it with SQLSTATE GW001. Tells the database's clock.
select engine.fence(:shards::smallint[], :epochs::bigint[], :lock_timeout_ms::integer) as now;

--! store_payloads (bytes[?], locations[?])
--- Payloads, and which runs need them. The lock is held until that is committed: nobody deletes a payload meanwhile.
--- Like every statement of a wave it returns a row, because only such statements are kept prepared.
with held as (
  select pg_advisory_xact_lock_shared(engine.payload_lock(), 0)::text as held
), used as (
  insert into engine.payload_uses (sha256, run_id)
    select w.sha256, w.run_id from held, unnest(:used::text[], :used_by::uuid[]) as w (sha256, run_id) order by w.sha256, w.run_id
    on conflict (sha256, run_id) do nothing
    returning 1
), written as (
  insert into engine.payloads (sha256, size_bytes, bytes, location, counted)
    select w.sha256, w.size_bytes, w.bytes, w.location, true
      from held, unnest(:hashes::text[], :sizes::bigint[], :bytes::bytea[], :locations::text[]) as w (sha256, size_bytes, bytes, location)
     order by w.sha256
    on conflict (sha256) do nothing
    returning 1
)
select (select count(*) from written) as rows, (select count(*) from used) as uses;

--! save_plans
with saved as (
  insert into engine.plans (hash, body)
    select w.hash, w.body::json from unnest(:hashes::text[], :bodies::text[]) as w (hash, body) order by w.hash
    on conflict (hash) do nothing
    returning 1
)
select count(*) as rows from saved;

--! create_runs (wake_ats[?])
--- Runs that come into being together with their first entries.
with created as (
  insert into engine.runs (id, owner_id, shard, plan_hash, state, wake_at, asleep, begun)
    select w.id, w.owner_id, w.shard, w.plan_hash, w.state, w.wake_at, w.asleep, true
      from unnest(:ids::uuid[], :owners::uuid[], :shards::smallint[], :plan_hashes::text[], :states::text[], :wake_ats::timestamptz[],
                  :asleep::boolean[])
           as w (id, owner_id, shard, plan_hash, state, wake_at, asleep)
    returning 1
)
select count(*) as rows from created;

--! submit_runs (approved_in_advance[?])
--- Runs that come of the transitions of others, together with them. One that is there already came of the same transition.
with born as (
  select w.id, w.owner_id, w.shard, w.plan_hash, w.input, w.approved_in_advance
    from unnest(:ids::uuid[], :owners::uuid[], :shards::smallint[], :plan_hashes::text[], :inputs::text[], :approved_in_advance::text[])
         as w (id, owner_id, shard, plan_hash, input, approved_in_advance)
), created as (
  insert into engine.runs (id, owner_id, shard, plan_hash)
    select b.id, b.owner_id, b.shard, b.plan_hash from born as b
    on conflict (id) do nothing
    returning id
), submitted as (
  insert into engine.submissions (shard, run_id, owner_id, plan_hash, input, approved_in_advance)
    select b.shard, b.id, b.owner_id, b.plan_hash, b.input::json, b.approved_in_advance::json
      from born as b
      join created as c on c.id = b.id
    returning 1
)
select count(*) as rows from submitted;

--! hand_on_requests
--- What a run had been asked and had not come to, for the one in which it goes on; in order.
with handed as (
  insert into engine.inbox (shard, run_id, dedup_id, request)
    select w.shard, w.run_id, w.dedup_id, w.request::jsonb
      from unnest(:shards::smallint[], :run_ids::uuid[], :dedup_ids::text[], :requests::text[]) with ordinality
           as w (shard, run_id, dedup_id, request, place)
     order by w.place
    on conflict (run_id, dedup_id) do nothing
    returning 1
)
select count(*) as rows from handed;

--! hand_on_open
--- What runs have been asked and have not answered, for those in which they go on: under the same keys, so that whoever asks again there is answered
--- once. What this wave answers is not open.
with handed as (
  insert into engine.inbox (shard, run_id, dedup_id, request)
    select i.shard, w.next, i.dedup_id, i.request
      from unnest(:run_ids::uuid[], :nexts::uuid[]) as w (run_id, next)
      join engine.inbox as i on i.run_id = w.run_id
     where i.answered_at is null and i.id <> all (:answering::bigint[]) and i.request ->> 'request' in ('signal', 'update', 'cancel', 'pause', 'resume')
     order by i.id
    on conflict (run_id, dedup_id) do nothing
    returning 1
)
select count(*) as rows from handed;

--! append_entries
--- A row for each transition. A second writer of the same run meets the key: both go on after the same entry.
with written as (
  insert into engine.journal (run_id, seq, at, entries)
    select w.run_id, w.seq, w.at, w.entries::json
      from unnest(:run_ids::uuid[], :seqs::bigint[], :ats::timestamptz[], :entries::text[]) as w (run_id, seq, at, entries)
    returning 1
)
select count(*) as rows from written;

--! advance_runs (wake_ats[?])
--- Runs that began, paused, went on, ended, fell asleep, woke up, or have another deadline.
with moved as (
  update engine.runs as r
     set begun = true, state = w.state, wake_at = w.wake_at, asleep = w.asleep
    from unnest(:run_ids::uuid[], :states::text[], :wake_ats::timestamptz[], :asleep::boolean[]) as w (run_id, state, wake_at, asleep)
   where r.id = w.run_id
  returning 1
)
select count(*) as rows from moved;

--! move_to_plans
--- Runs that have moved to another plan.
with moved as (
  update engine.runs as r
     set plan_hash = w.plan_hash
    from unnest(:run_ids::uuid[], :plan_hashes::text[]) as w (run_id, plan_hash)
   where r.id = w.run_id
  returning 1
)
select count(*) as rows from moved;

--! begin_runs
--- Takes runs that have begun out of the submissions. A list and no join: the planner takes the table for empty, and would begin a join with all
--- that is in it, what old snapshots keep as well.
with begun as (
  delete from engine.submissions as s where s.run_id = any (:run_ids::uuid[]) returning 1
)
select count(*) as rows from begun;

--! answer_requests
--- The first answer stands. Not a condition: the index of what is open would be read from its beginning for it, old snapshots' part as well.
with answered as (
  update engine.inbox as i
     set answered_at = coalesce(i.answered_at, engine.clock_now()), answer = coalesce(i.answer, w.answer::jsonb)
    from unnest(:ids::bigint[], :answers::text[]) as w (id, answer)
   where i.id = w.id
  returning 1
)
select count(*) as rows from answered;

--! forget_wakes
--- Wakes of runs that are in memory now.
with gone as (
  delete from engine.wakes as g where g.id = any (:ids::bigint[]) returning 1
)
select count(*) as rows from gone;
