-- Runs written to their files and read back from them, and what lists show of them.

--: ArchivedRun(version?, failure?, started_at?, restored_at?)
--: Stored(bytes?, location?)

--! begin_packing
--- Times are written as UTC has them, so that a run has the same file whoever writes it. Locks are waited for shortly: runs have precedence.
select set_config('TimeZone', 'UTC', true) as zone, set_config('lock_timeout', '500ms', true) as lock_timeout;

--! plan_of
--- The plan that a run has now.
select r.plan_hash from engine.runs r where r.id = :run_id;

--! transitions_with_plans
--- Transitions that may name plans. What they hold is not to be taken apart here: it may have the character U+0000.
select j.entries::text as entries
from engine.journal j
where j.run_id = :run_id and strpos(j.entries::text, '"plan_hash"') > 0
order by j.seq;

--! rows_of
--- Everything that stands of a run, row by row, as JSON, with its plans. A journal's text goes along as it is.
select w.relation, w.line
from (
    select 1 as place, 'engine.plans' as relation, replace(row_to_json(p)::text, E'\n', ' ') as line, p.hash as first, 0 as second, 0 as third
    from engine.plans p
    where p.hash = any (:plans::text[])
    union all
    select 2, 'engine.runs', row_to_json(r)::text, '', 0, 0 from engine.runs r where r.id = :run_id
    union all
    select 3, 'engine.journal', replace(row_to_json(j)::text, E'\n', ' '), '', j.seq, 0 from engine.journal j where j.run_id = :run_id
    union all
    select 4, 'flows.runs', row_to_json(r)::text, '', 0, 0 from flows.runs r where r.id = :run_id
    union all
    select 5, 'flows.steps', row_to_json(s)::text, s.step, s.attempt, 0 from flows.steps s where s.run_id = :run_id
    union all
    select 6, 'flows.items', row_to_json(i)::text, i.step, i.attempt, i.item from flows.items i where i.run_id = :run_id
    union all
    select 7, 'flows.work_queues', row_to_json(q)::text, q.queue_name, 0, 0 from flows.work_queues q where q.run_id = :run_id
    union all
    select 8, 'flows.work_items', replace(row_to_json(i)::text, E'\n', ' '), q.queue_name, i.seq, 0
    from flows.work_queues q
    join flows.work_items i on i.queue_id = q.id
    where q.run_id = :run_id
) w
order by w.place, w.first collate "C", w.second, w.third;

--! files_of
--- Payloads of a run: what it is known to need, and what its steps name of earlier releases' runs. The object that a restored run lies in as well is
--- no part of it.
select named.sha256
from (
    select u.sha256 from engine.payload_uses u where u.run_id = :run_id
    union
    select f.file ->> 'sha256' from flows.steps s cross join lateral jsonb_array_elements(s.files) as f (file) where s.run_id = :run_id
    union
    select f.file ->> 'sha256' from flows.items i cross join lateral jsonb_array_elements(i.files) as f (file) where i.run_id = :run_id
) named
join engine.payloads p on p.sha256 = named.sha256
where named.sha256 is distinct from (select a.object from flows.archived_runs a where a.id = :run_id)
order by named.sha256;

--! stored : Stored
select p.sha256, p.size_bytes, p.bytes, p.location from engine.payloads p where p.sha256 = :sha256;

--! keep_archived
--- Notes where the file of each run lies, as lists show the run.
with kept as (
    insert into flows.archived_runs as a (
        id, user_id, name, version, status, attributes, failure, steps_total, cost_nanos, created_at, started_at, ended_at, archived_at,
        object, place, size_bytes
    )
    select
        r.id, r.user_id, r.name, r.version, r.status, r.attributes, r.failure, r.steps_total, r.cost_nanos, r.created_at, r.started_at,
        coalesce(r.ended_at, r.created_at), engine.clock_now(), :object, w.place, w.size_bytes
    from unnest(:run_ids::uuid[], :places::bigint[], :sizes::bigint[]) as w (id, place, size_bytes)
    join flows.runs r on r.id = w.id
    on conflict (id) do update set
        user_id = excluded.user_id, attributes = excluded.attributes, archived_at = excluded.archived_at, restored_at = null,
        object = excluded.object, place = excluded.place, size_bytes = excluded.size_bytes
    returning 1
)
select count(*) as rows from kept;

--! remove_runs
--- Removes runs with all that hangs on them. Payloads that they needed, but for those that stay with their files, are released.
with gone as (
    select unnest(:run_ids::uuid[]) as id
), runs as (
    delete from flows.runs r using gone where r.id = gone.id returning 1
), waiting as (
    -- Their queues go with them, and whoever waits for one out of memory would wait for ever.
    insert into engine.wakes (shard, run_id, cause)
    select engine.shard_of(w.run_id), w.run_id, 'queue ' || w.queue_id
    from gone
    join flows.work_queues q on q.run_id = gone.id
    join flows.queue_waits w on w.queue_id = q.id
    where w.parked_for is not null and w.run_id <> all (:run_ids::uuid[])
), tasks as (
    delete from flows.tasks t using gone where t.run_id = gone.id
), wakes as (
    delete from engine.wakes w using gone where w.run_id = gone.id and w.shard = engine.shard_of(gone.id)
), journal as (
    delete from engine.journal j using gone where j.run_id = gone.id
), requests as (
    delete from engine.inbox i using gone where i.run_id = gone.id
), submissions as (
    delete from engine.submissions s using gone where s.run_id = gone.id and s.shard = engine.shard_of(gone.id)
), keys as (
    delete from engine.start_keys k using gone where k.run_id = gone.id
), heads as (
    delete from engine.runs e using gone where e.id = gone.id
), forgotten as (
    -- It was brought back from the archive once, and goes for good now.
    delete from flows.archived_runs a using gone where a.id = gone.id and a.restored_at is not null
), held as (
    -- Nobody looks at what is released while it is being released: what he has looked at would be forgotten.
    select pg_advisory_xact_lock_shared(engine.payload_lock(), 0)::text as held
), uses as (
    delete from engine.payload_uses u
    using gone, held
    where u.run_id = gone.id
        and not exists (
            select from unnest(:staying_runs::uuid[], :staying::text[]) as k (run_id, sha256)
            where k.run_id = u.run_id and k.sha256 = u.sha256
        )
    returning u.sha256
), released as (
    insert into engine.released_payloads (sha256) select distinct u.sha256 from uses u on conflict (sha256) do nothing
)
select count(*) as rows from runs;

--! archived : ArchivedRun
select
    a.id, a.user_id, a.name, a.version, a.status, a.attributes, a.failure, a.steps_total, a.cost_nanos, a.created_at, a.started_at, a.ended_at,
    a.archived_at, a.restored_at, a.object, a.place, a.size_bytes
from flows.archived_runs a
where a.id = :id;

--! find_archived
--- Runs in the archive whose identity begins so, two at most: enough to tell that a reference fits several.
select a.id from flows.archived_runs a where a.id >= :from and a.id <= :until and a.restored_at is null order by a.id desc limit 2;

--! list_archived_of_owner (status?, name?, before_created?, before_id?) : ArchivedRun
--- Runs of an owner that lie in the archive, newest first; a further page begins behind the last row of the one before.
select
    a.id, a.user_id, a.name, a.version, a.status, a.attributes, a.failure, a.steps_total, a.cost_nanos, a.created_at, a.started_at, a.ended_at,
    a.archived_at, a.restored_at, a.object, a.place, a.size_bytes
from flows.archived_runs a
where a.user_id = :user_id and a.restored_at is null
    and (a.created_at, a.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    and (:status::text is null or a.status = :status)
    and (:name::text is null or a.name = :name)
    and a.attributes @> :attributes::jsonb
order by a.created_at desc, a.id desc
limit :page_size;

--! list_archived (status?, name?, before_created?, before_id?) : ArchivedRun
--- Everybody's.
select
    a.id, a.user_id, a.name, a.version, a.status, a.attributes, a.failure, a.steps_total, a.cost_nanos, a.created_at, a.started_at, a.ended_at,
    a.archived_at, a.restored_at, a.object, a.place, a.size_bytes
from flows.archived_runs a
where a.restored_at is null
    and (a.created_at, a.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    and (:status::text is null or a.status = :status)
    and (:name::text is null or a.name = :name)
    and a.attributes @> :attributes::jsonb
order by a.created_at desc, a.id desc
limit :page_size;

--! lock_archived : ArchivedRun
select
    a.id, a.user_id, a.name, a.version, a.status, a.attributes, a.failure, a.steps_total, a.cost_nanos, a.created_at, a.started_at, a.ended_at,
    a.archived_at, a.restored_at, a.object, a.place, a.size_bytes
from flows.archived_runs a
where a.id = :id
for update;

--! mark_restored
update flows.archived_runs set restored_at = engine.clock_now() where id = :id;

--! restore_plans
with restored as (
    insert into engine.plans
    select p.*
    from unnest(:lines::text[]) as w (line)
    cross join lateral json_populate_record(null::engine.plans, w.line::json -> 'row') as p
    on conflict (hash) do nothing
    returning 1
)
select count(*) as rows from restored;

--! restore_heads
--- Whose a run is stands in the archive's row: it may have passed to another account since.
with restored as (
    insert into engine.runs
    select p.*
    from unnest(:lines::text[]) as w (line)
    cross join lateral jsonb_populate_record(
        null::engine.runs, (w.line::jsonb -> 'row') || jsonb_build_object('owner_id', :user_id::uuid)
    ) as p
    returning 1
)
select count(*) as rows from restored;

--! restore_journal
with restored as (
    insert into engine.journal
    select p.*
    from unnest(:rows::text[], :entries::text[]) as w (transition, entries)
    cross join lateral engine.restored_transition(w.transition::jsonb, w.entries) as p
    returning 1
)
select count(*) as rows from restored;

--! restore_runs
--- Its flow and its schedule may be gone.
with restored as (
    insert into flows.runs
    select p.*
    from unnest(:lines::text[]) as w (line)
    cross join lateral flows.restored_run(
        (w.line::jsonb -> 'row') || jsonb_build_object(
            'user_id', :user_id::uuid,
            'flow_id', (select f.id from flows.flows f where f.id = (w.line::jsonb -> 'row' ->> 'flow_id')::uuid),
            'schedule_id', (select s.id from flows.schedules s where s.id = (w.line::jsonb -> 'row' ->> 'schedule_id')::uuid)
        )
    ) as p
    returning 1
)
select count(*) as rows from restored;

--! restore_steps
with restored as (
    insert into flows.steps
    select p.*
    from unnest(:lines::text[]) as w (line)
    cross join lateral jsonb_populate_record(null::flows.steps, w.line::jsonb -> 'row') as p
    returning 1
)
select count(*) as rows from restored;

--! restore_items
with restored as (
    insert into flows.items
    select p.*
    from unnest(:lines::text[]) as w (line)
    cross join lateral jsonb_populate_record(null::flows.items, w.line::jsonb -> 'row') as p
    returning 1
)
select count(*) as rows from restored;

--! restore_work_queues
with restored as (
    insert into flows.work_queues
    select p.*
    from unnest(:lines::text[]) as w (line)
    cross join lateral jsonb_populate_record(
        null::flows.work_queues, (w.line::jsonb -> 'row') || jsonb_build_object('user_id', :user_id::uuid)
    ) as p
    returning 1
)
select count(*) as rows from restored;

--! restore_work_items
--- In their order: `seq` is theirs.
with restored as (
    insert into flows.work_items overriding system value
    select p.*
    from unnest(:lines::text[]) as w (line)
    cross join lateral flows.restored_item(w.line::json -> 'row') as p
    returning 1
)
select count(*) as rows from restored;

--! own_work_items
--- Whose a run is may have changed since.
with owned as (
    update flows.work_items i
    set user_id = :user_id::uuid
    from flows.work_queues q
    where q.run_id = :run_id and i.queue_id = q.id and i.user_id <> :user_id::uuid
    returning 1
)
select count(*) as rows from owned;
