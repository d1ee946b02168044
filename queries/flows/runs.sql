-- Runs of flows and plan files. Reads are the same for the service and for a user's session: row-level security decides what is seen.

--: FlowRun(flow_id?, version?, output?, failure?, pause?, continued_from?, schedule_id?, scheduled_for?, parent_id?, parent_step?, forked_from?, started_at?, ended_at?, redriven_as?, continued_in?, waits?)
--: FlowStep(title?, cause?, input?, value?, files?, failure?, verdict?, decision?, undo?, ended_at?)

--! insert_run (flow_id?, version?)
insert into flows.runs (id, user_id, flow_id, version, name, input, attributes, steps_total, created_at)
values (:id, :user_id, :flow_id, :version, :name, :input, :attributes, :steps_total, :created_at);

--! get_run : FlowRun
select
    r.id, r.user_id, r.flow_id, r.version, r.name, r.status, r.input, r.output, r.failure, r.pause, r.continued_from, r.schedule_id, r.scheduled_for, r.parent_id, r.parent_step,
    r.forked_from, r.attributes, r.steps_total,
    r.redriven_as, case when r.status = 'continued' then (select n.id from flows.runs n where n.continued_from = r.id) end as continued_in,
    (select count(distinct s.step) from flows.steps s where s.run_id = r.id and s.status in ('passed', 'warning', 'skipped'))::integer as steps_done,
    r.cost_nanos, r.created_at, r.started_at, r.ended_at,
    case when r.status = 'pending' then flows.waits(r.id) end as waits
from flows.runs r
where r.id = :id;

--! find_runs : FlowRun
--- Runs whose identity begins so, two at most: enough to tell that a reference fits several.
select
    r.id, r.user_id, r.flow_id, r.version, r.name, r.status, r.input, r.output, r.failure, r.pause, r.continued_from, r.schedule_id, r.scheduled_for, r.parent_id, r.parent_step,
    r.forked_from, r.attributes, r.steps_total,
    r.redriven_as, case when r.status = 'continued' then (select n.id from flows.runs n where n.continued_from = r.id) end as continued_in,
    (select count(distinct s.step) from flows.steps s where s.run_id = r.id and s.status in ('passed', 'warning', 'skipped'))::integer as steps_done,
    r.cost_nanos, r.created_at, r.started_at, r.ended_at,
    case when r.status = 'pending' then flows.waits(r.id) end as waits
from flows.runs r
where r.id >= :from and r.id <= :until
order by r.id desc
limit 2;

--! list_runs_of_owner (status?, name?, before_created?, before_id?) : FlowRun
--- Runs of an owner, newest first; a further page begins behind the last row of the one before.
select
    r.id, r.user_id, r.flow_id, r.version, r.name, r.status, r.input, r.output, r.failure, r.pause, r.continued_from, r.schedule_id, r.scheduled_for, r.parent_id, r.parent_step,
    r.forked_from, r.attributes, r.steps_total,
    r.redriven_as, case when r.status = 'continued' then (select n.id from flows.runs n where n.continued_from = r.id) end as continued_in,
    (select count(distinct s.step) from flows.steps s where s.run_id = r.id and s.status in ('passed', 'warning', 'skipped'))::integer as steps_done,
    r.cost_nanos, r.created_at, r.started_at, r.ended_at,
    case when r.status = 'pending' then flows.waits(r.id, 100) end as waits
from flows.runs r
where r.user_id = :user_id
    and (r.created_at, r.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    and (:status::text is null or r.status = :status)
    and (:name::text is null or r.name = :name)
    and r.attributes @> :attributes::jsonb
order by r.created_at desc, r.id desc
limit :page_size;

--! list_runs (status?, name?, before_created?, before_id?) : FlowRun
--- Everybody's.
select
    r.id, r.user_id, r.flow_id, r.version, r.name, r.status, r.input, r.output, r.failure, r.pause, r.continued_from, r.schedule_id, r.scheduled_for, r.parent_id, r.parent_step,
    r.forked_from, r.attributes, r.steps_total,
    r.redriven_as, case when r.status = 'continued' then (select n.id from flows.runs n where n.continued_from = r.id) end as continued_in,
    (select count(distinct s.step) from flows.steps s where s.run_id = r.id and s.status in ('passed', 'warning', 'skipped'))::integer as steps_done,
    r.cost_nanos, r.created_at, r.started_at, r.ended_at,
    case when r.status = 'pending' then flows.waits(r.id, 100) end as waits
from flows.runs r
where (r.created_at, r.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    and (:status::text is null or r.status = :status)
    and (:name::text is null or r.name = :name)
    and r.attributes @> :attributes::jsonb
order by r.created_at desc, r.id desc
limit :page_size;

--! list_steps : FlowStep
--- Every attempt of every step, in the order of the plan, the newest attempt of a step first. What a fan-out gave is put together from its
--- calls, up to a thousand of them.
select
    s.step, s.attempt, s.position, s.title, s.status, s.cause, s.input,
    coalesce(s.value, joined.value) as value, coalesce(s.files, joined.files) as files, joined.done as items_done, joined.failed as items_failed, s.failure, s.verdict, s.decision, s.undo, s.tries,
    s.cost_nanos, s.started_at, s.ended_at
from flows.steps s
left join lateral (
    select
        case when count(*) between 1 and 1000 then jsonb_agg(i.value order by i.item) end as value,
        case when count(*) between 1 and 1000
            then jsonb_path_query_array(jsonb_agg(coalesce(i.files, '[]') order by i.item), '$[*][*]') end as files,
        (count(*) filter (where i.failure is null))::integer as done, (count(*) filter (where i.failure is not null))::integer as failed
    from flows.items i
    where i.run_id = s.run_id and i.step = s.step and i.attempt = s.attempt
) joined on true
where s.run_id = :run_id
order by s.position, s.attempt desc;

--! file_of_run
--- A file that a step of a run made, or a call of a fan-out, by its hash.
select f.file ->> 'path' as path
from (
    select s.files from flows.steps s where s.run_id = :run_id
    union all
    select i.files from flows.items i where i.run_id = :run_id
) made
cross join lateral jsonb_array_elements(made.files) as f (file)
where f.file ->> 'sha256' = :sha256
limit 1;

--! adopt_run
--- Says whose child a run is.
update flows.runs
set parent_id = :parent_id, parent_step = :parent_step, parent_attempt = :parent_attempt, on_parent_end = :on_parent_end, depth = :depth
where id = :run_id;

--! hold_parent
--- What the parent's attempt comes to is not written before the child is. Fails where somebody writes the parent's row: whoever does may wait
--- for the line that the child's start holds.
select r.status from flows.runs r where r.id = :run_id for share nowait;

--! is_wanted
--- Whether this attempt, or its undoing, is under way. A run that cleans up wants nothing of its steps but their undoing.
select exists (
    select
    from flows.steps s
    join flows.runs r on r.id = s.run_id
    where s.run_id = :run_id and s.step = :step and s.attempt = :attempt and r.status in ('running', 'paused')
        and case when :undo::boolean then s.undo ->> 'status' = 'running'
            else s.status = 'running' and (r.failure ->> 'cleaning_up') is null end
) as wanted;

--! park_children
--- Marks children that have not ended: whoever writes the end of one wakes its parent from now on.
with open as (
    select r.id from flows.runs r
    where r.id = any (:run_ids::uuid[]) and r.status in ('pending', 'running', 'paused')
    order by r.id
    for no key update
)
update flows.runs r
set parent_parked = true
from open
where r.id = open.id
returning r.id;

--! continued_among
--- Of these runs, those that go on in others, and in which.
select r.id, n.id as next
from flows.runs r
join flows.runs n on n.continued_from = r.id
where r.id = any (:run_ids::uuid[]) and r.status = 'continued';

--! depth_of
select r.depth from flows.runs r where r.id = :run_id;

--! list_children : FlowRun
--- Runs that steps of a run started, oldest first.
select
    r.id, r.user_id, r.flow_id, r.version, r.name, r.status, r.input, r.output, r.failure, r.pause, r.continued_from, r.schedule_id, r.scheduled_for, r.parent_id, r.parent_step,
    r.forked_from, r.attributes, r.steps_total,
    r.redriven_as, case when r.status = 'continued' then (select n.id from flows.runs n where n.continued_from = r.id) end as continued_in,
    (select count(distinct s.step) from flows.steps s where s.run_id = r.id and s.status in ('passed', 'warning', 'skipped'))::integer as steps_done,
    r.cost_nanos, r.created_at, r.started_at, r.ended_at,
    case when r.status = 'pending' then flows.waits(r.id, 100) end as waits
from flows.runs r
where r.parent_id = :run_id
order by r.created_at, r.id
limit 1000;

--! ended_runs : (output?, failure?)
--- Of these runs, those that have ended.
select r.id, r.status, r.output, r.failure
from flows.runs r
where r.id = any (:run_ids::uuid[]) and r.status in ('completed', 'failed', 'cancelled', 'continued');

--! next_of
--- The run in which one that was continued goes on.
select r.id from flows.runs r where r.continued_from = :run_id;

--! last_of
--- The run in which one that was continued goes on now, through all that were continued in between.
with recursive line as (
    select r.id, r.status from flows.runs r where r.continued_from = :run_id
    union all
    select n.id, n.status from line l join flows.runs n on n.continued_from = l.id where l.status = 'continued'
)
select l.id from line l where l.status <> 'continued' limit 1;

--! await_turn
--- A fork that waits to be let in.
update flows.runs set status = 'pending' where id = :run_id;

--! mark_forked
update flows.runs set forked_from = :forked_from where id = :run_id;

--! open_runs_of_version
--- Runs of a version of a flow that have not ended, oldest first, behind a given one.
select r.id, r.status
from flows.runs r
where r.user_id = :user_id and r.flow_id = :flow_id and r.version = :version and r.status in ('pending', 'running', 'paused') and r.id > :after
order by r.id
limit :page_size;
