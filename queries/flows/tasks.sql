-- Tasks and workers: one statement for each batch, whatever its size.
--
-- Old snapshots keep what was put away, and the planner takes this table for what it nearly always is, empty: then any index is as good to it as
-- the next. So a statement names its rows by a key or a place, and compares whatever else an index begins with by `is not distinct from`, which
-- no index serves.

--: Task(item?, lease_id?, lease_until?)
--: Worker()
--: TaskQueue(oldest_waiting_at?)

--! put_tasks (items[?])
--- Hands tries of steps out, of runs that have not ended. One that was handed out before is waited for by another process now.
insert into flows.tasks as t (key, user_id, run_id, step, attempt, item, queue, activity, priority, labels, input, host)
select w.key, w.user_id, w.run_id, w.step, w.attempt, w.item, w.queue, w.activity, w.priority, w.labels::text[],
    w.input::json, :host
from unnest(
    :keys::text[], :user_ids::uuid[], :run_ids::uuid[], :steps::text[], :attempts::integer[], :items::integer[], :queues::text[],
    :activities::text[], :priorities::integer[], :labels::text[], :inputs::text[]
) as w (key, user_id, run_id, step, attempt, item, queue, activity, priority, labels, input)
where exists (select from flows.runs r where r.id = w.run_id and r.status not in ('completed', 'failed', 'cancelled', 'continued'))
on conflict (key) do update set host = excluded.host
returning t.key, t.state;

--! claim_tasks (any_of?) : Task
--- Leases what waits in a queue and asks for nothing but these labels, by priority, then by age.
with picked as (
    select t.key
    from flows.tasks t
    where t.queue = :queue and t.user_id = :user_id and t.state = 'waiting' and (:any_of::text[] is null or t.activity = any (:any_of))
        and t.labels <@ :labels::text[]
    order by t.priority desc, t.seq
    limit :most
    for update skip locked
)
update flows.tasks t
set state = 'leased', worker = :worker, lease_id = gen_random_uuid(), lease_until = engine.clock_now() + make_interval(secs => :lease_s),
    deliveries = t.deliveries + 1
where t.key = any (array(select p.key from picked p))
returning
    t.key, t.lease_id, t.activity, t.input::text as input, t.run_id, t.step, t.attempt, t.item, t.deliveries, t.lease_until, t.priority, t.seq;

--! claim_tasks_behind (any_of?) : Task
--- The same of these priorities, the highest first: of each what comes behind a task, and before that what has come back. What has come back is
--- found whatever its priority. Tasks are locked one by one as they are wanted: only the priorities are sorted.
with picked as (
    select t.key
    from (
        select k.priority, k.behind from unnest(:priorities::integer[], :behind::bigint[]) as k (priority, behind)
        union all
        select b.priority, 9223372036854775807
        from (
            select distinct r.priority
            from flows.tasks r
            where r.queue = :queue and r.user_id = :user_id and r.state = 'waiting' and r.deliveries > 0 and r.priority <> all (:priorities)
        ) as b
        order by priority desc
    ) as w
    cross join lateral (
        select again.key
        from (
            select a.key
            from flows.tasks a
            where a.queue = :queue and a.user_id = :user_id and a.state = 'waiting' and a.deliveries > 0 and a.priority = w.priority
                and (:any_of::text[] is null or a.activity = any (:any_of)) and a.labels <@ :labels::text[]
            order by a.seq
            limit :most
            for update skip locked
        ) as again
        union all
        select new.key
        from (
            select n.key
            from flows.tasks n
            where n.queue = :queue and n.user_id = :user_id and n.state = 'waiting' and n.deliveries = 0 and n.priority = w.priority
                and n.seq > w.behind and (:any_of::text[] is null or n.activity = any (:any_of)) and n.labels <@ :labels
            order by n.seq
            limit :most
            for update skip locked
        ) as new
    ) as t
    limit :most
)
update flows.tasks t
set state = 'leased', worker = :worker, lease_id = gen_random_uuid(), lease_until = engine.clock_now() + make_interval(secs => :lease_s),
    deliveries = t.deliveries + 1
where t.key = any (array(select p.key from picked p))
returning
    t.key, t.lease_id, t.activity, t.input::text as input, t.run_id, t.step, t.attempt, t.item, t.deliveries, t.lease_until, t.priority, t.seq;

--! numbers
--- The last numbers given out, of tasks and of results; the oldest transaction that is open, and the next.
select
    (select case when n.is_called then n.last_value else 0 end from flows.tasks_seq_seq n) as task,
    (select case when n.is_called then n.last_value else 0 end from flows.task_results n) as result,
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest,
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next;

--! expire_leases (after?)
--- Tasks of workers that have not been heard of wait again, those whose leases ran out after a moment. Tells the database's clock as it was when this
--- began.
with clock as materialized (
    select engine.clock_now() as now
), expired as (
    update flows.tasks
    set state = 'waiting', lease_id = null
    where lease_until > coalesce(:after::timestamptz, '-infinity') and lease_until < (select c.now from clock c)
        and state is not distinct from 'leased'
    returning 1
)
select (select count(*) from expired) as rows, c.now from clock c;

--! extend_leases : (lease_id?)
update flows.tasks t
set lease_until = engine.clock_now() + make_interval(secs => :lease_s)
from unnest(:keys::text[], :tokens::uuid[]) as w (key, token)
where t.key = any (:keys) and t.key = w.key and t.lease_id = w.token and t.state is not distinct from 'leased'
    and t.user_id is not distinct from :user_id::uuid
returning t.key, t.lease_id;

--! end_tasks : (lease_id?)
--- Takes results in, of those who still hold the lease, and wakes runs that may have left memory meanwhile.
with ended as (
    update flows.tasks t
    set state = w.state, result = w.result::json, result_number = nextval('flows.task_results')
    from unnest(:keys::text[], :tokens::uuid[], :states::text[], :results::text[]) as w (key, token, state, result)
    where t.key = any (:keys) and t.key = w.key and t.lease_id = w.token and t.state is not distinct from 'leased'
        and t.user_id is not distinct from :user_id::uuid
    returning t.key, t.lease_id, t.run_id, t.parked
), woken as (
    insert into engine.wakes (shard, run_id, cause)
    select engine.shard_of(e.run_id), e.run_id, 'task ' || e.key from ended e where e.parked
)
select e.key, e.lease_id, e.parked from ended e;

--! release_tasks
--- Tasks that their holders hand back wait again, at once.
update flows.tasks t
set state = 'waiting', lease_id = null
from unnest(:keys::text[], :tokens::uuid[]) as w (key, token)
where t.key = any (:keys) and t.key = w.key and t.lease_id = w.token and t.state is not distinct from 'leased'
    and t.user_id is not distinct from :user_id::uuid
returning t.key, w.token, t.queue;

--! park_tasks
--- Marks tasks that have not ended: whoever ends one wakes its run from now on.
with open as (
    select t.key from flows.tasks t where t.key = any (:keys::text[]) and t.result is null order by t.key for no key update
)
update flows.tasks t
set parked = true
where t.key = any (array(select o.key from open o))
returning t.key;

--! ended_among
--- Results of these tasks, whoever waits for them.
select t.key, t.result::text as result from flows.tasks t where t.key = any (:keys::text[]) and t.state not in ('waiting', 'leased');

--! ended_tasks
--- Results that workers handed to other processes, behind one. A process of an earlier release gives them no number.
select t.key, t.result::text as result
from flows.tasks t
where t.host = :host and t.result is not null and t.result_number > :behind
union all
select t.key, t.result::text
from flows.tasks t
where t.host = :host and t.result is not null and t.result_number = 0;

--! forget_tasks (items[?])
--- What came of these tries is journaled.
with gone as (
    delete from flows.tasks t
    where t.run_id = any (:run_ids::uuid[])
        and exists (
            select from unnest(:run_ids::uuid[], :steps::text[], :attempts::integer[], :items::integer[]) as w (run_id, step, attempt, item)
            where t.run_id = w.run_id and t.step = w.step and t.attempt = w.attempt and t.item is not distinct from w.item
        )
    returning 1
)
select count(*) as rows from gone;

--! forget_attempts
--- Attempts that ended, up to a given one; and with the largest number, whatever was under way of a step.
with gone as (
    delete from flows.tasks t
    where t.run_id = any (:run_ids::uuid[])
        and exists (
            select from unnest(:run_ids::uuid[], :steps::text[], :attempts::integer[]) as w (run_id, step, attempt)
            where t.run_id = w.run_id and t.step = w.step and t.attempt <= w.attempt
        )
    returning 1
)
select count(*) as rows from gone;

--! forget_runs
with gone as (
    delete from flows.tasks t where t.run_id = any (:run_ids::uuid[]) returning 1
)
select count(*) as rows from gone;

--! let_go
--- Of these tasks those whose run has ended or is gone: they were stored in the moment in which it did.
with gone as (
    delete from flows.tasks t
    where t.key = any (array(
        select n.key
        from unnest(:keys::text[]) as n (key)
        where not exists (
            select from flows.runs r
            where r.id = (select m.run_id from flows.tasks m where m.key = n.key)
                and r.status not in ('completed', 'failed', 'cancelled', 'continued')
        )
    ))
    returning 1
)
select count(*) as rows from gone;

--! sweep_tasks
--- Tasks whose run has ended or is gone, and that were stored in the moment in which it did.
with gone as (
    delete from flows.tasks t
    where not exists (select from flows.runs r where r.id = t.run_id and r.status in ('pending', 'running', 'paused'))
    returning 1
)
select count(*) as rows from gone;

--! see_worker
insert into flows.workers (user_id, name, queue, activities, labels, capacity)
values (:user_id, :name, :queue, :activities, :labels, :capacity)
on conflict (user_id, name, queue) do update
set activities = excluded.activities, labels = excluded.labels, capacity = excluded.capacity, seen_at = now();

--! forget_workers
--- Of whom nobody has heard for so long.
delete from flows.workers where seen_at < now() - make_interval(hours => :hours::integer);

--! list_workers (user_id?) : Worker
select
    w.user_id, w.name, w.queue, w.activities, w.labels, w.capacity, w.seen_at,
    (select count(*) from flows.tasks t where t.user_id = w.user_id and t.worker = w.name and t.queue = w.queue and t.state = 'leased')::integer as running
from flows.workers w
where :user_id::uuid is null or w.user_id = :user_id
order by w.seen_at desc, w.name
limit 500;

--! list_queues (user_id?) : TaskQueue
select
    t.user_id, t.queue, (count(*) filter (where t.state = 'waiting'))::integer as waiting, (count(*) filter (where t.state = 'leased'))::integer as leased,
    min(t.created_at) filter (where t.state = 'waiting') as oldest_waiting_at
from flows.tasks t
where :user_id::uuid is null or t.user_id = :user_id
group by t.user_id, t.queue
order by t.queue, t.user_id;
