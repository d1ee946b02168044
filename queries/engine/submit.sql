--! save_plan
with saved as (
  insert into engine.plans (hash, body) values (:hash::text, :body::text::json) on conflict (hash) do nothing returning 1
)
select count(*) as rows from saved;

--! claim_key
with claimed as (
  insert into engine.start_keys (owner_id, key, run_id, fingerprint)
    values (:owner_id::uuid, :key::text, :run_id::uuid, :fingerprint::text)
    on conflict (owner_id, key) do nothing
    returning 1
)
select count(*) as rows from claimed;

--! key_holder
select k.run_id, k.fingerprint from engine.start_keys as k where k.owner_id = :owner_id::uuid and k.key = :key::text;

--! create_run (approved_in_advance?)
--- The run and its submission together; counts 0 where the identity is taken.
with created as (
  insert into engine.runs (id, owner_id, shard, plan_hash)
    values (:run_id::uuid, :owner_id::uuid, :shard::smallint, :plan_hash::text)
    on conflict (id) do nothing
    returning id
), submitted as (
  insert into engine.submissions (shard, run_id, owner_id, plan_hash, input, approved_in_advance)
    select :shard::smallint, created.id, :owner_id::uuid, :plan_hash::text, :input::text::json, :approved_in_advance::text::json
      from created
    returning 1
)
select count(*) as rows from submitted;

--! hold_run
--- The run without a submission: it sleeps until somebody submits it. Counts 0 where the identity is taken.
with created as (
  insert into engine.runs (id, owner_id, shard, plan_hash, asleep)
    values (:run_id::uuid, :owner_id::uuid, :shard::smallint, :plan_hash::text, true)
    on conflict (id) do nothing
    returning 1
)
select count(*) as rows from created;

--! post_request
--- Files a request for a run that exists; a repeated one returns no row. A run that was cancelled before it began has no machine to answer.
insert into engine.inbox (shard, run_id, dedup_id, request, answered_at, answer)
  select r.shard, r.id, :dedup_id::text, :request::text::jsonb,
         case when o.over then engine.clock_now() end,
         case when o.over then '{"outcome": "refused", "code": "RUN_ENDED", "message": "the run was cancelled before it began"}'::jsonb end
    from engine.runs as r, lateral (select r.state <> 'running' and not r.begun as over) as o
   where r.id = :run_id::uuid
  on conflict (run_id, dedup_id) do nothing
  returning id;

--! posted_request
select i.id from engine.inbox as i where i.run_id = :run_id::uuid and i.dedup_id = :dedup_id::text;

--! answer : (answer?)
select i.answer::text as answer from engine.inbox as i where i.id = :id::bigint;
