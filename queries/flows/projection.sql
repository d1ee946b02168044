-- What a wave changes in flows' tables: one statement per table, whatever the number of rows.

--! write_steps (titles[?], statuses[?], causes[?], inputs[?], values[?], files[?], failures[?], verdicts[?], decisions[?], undos[?], costs[?], ended_ats[?])
--- Attempts of steps. What is null stays as it is. Runs whose account is gone have nobody to be shown to.
with written as (
    insert into flows.steps as s (
        run_id, step, attempt, position, title, status, cause, input, value, files, failure, verdict, decision, undo, tries, cost_nanos, started_at,
        ended_at
    )
    select
        w.run_id, w.step, w.attempt, w.position, w.title, coalesce(w.status, 'running'), w.cause, w.input::jsonb, w.value::jsonb,
        w.files::jsonb, w.failure::jsonb, w.verdict::jsonb, w.decision::jsonb, w.undo::jsonb, w.tries, coalesce(w.cost, 0), w.started_at, w.ended_at
    from unnest(
        :run_ids::uuid[], :steps::text[], :attempts::integer[], :positions::integer[], :titles::text[], :statuses::text[], :causes::text[],
        :inputs::text[], :values::text[], :files::text[], :failures::text[], :verdicts::text[], :decisions::text[], :undos::text[], :tries::integer[],
        :costs::bigint[], :started_ats::timestamptz[], :ended_ats::timestamptz[]
    ) as w (
        run_id, step, attempt, position, title, status, cause, input, value, files, failure, verdict, decision, undo, tries, cost, started_at,
        ended_at
    )
    where exists (select from flows.runs r where r.id = w.run_id)
    on conflict (run_id, step, attempt) do update set
        status = case when excluded.status = 'running' then s.status else excluded.status end,
        cause = coalesce(excluded.cause, s.cause),
        input = coalesce(excluded.input, s.input),
        value = coalesce(excluded.value, s.value),
        files = coalesce(excluded.files, s.files),
        failure = coalesce(excluded.failure, s.failure),
        verdict = coalesce(excluded.verdict, s.verdict),
        decision = coalesce(excluded.decision, s.decision),
        undo = coalesce(excluded.undo, s.undo),
        tries = greatest(excluded.tries, s.tries),
        cost_nanos = s.cost_nanos + excluded.cost_nanos,
        ended_at = coalesce(excluded.ended_at, s.ended_at)
    returning 1
)
select count(*) as rows from written;

--! write_items (values[?], files[?], failures[?])
--- Calls of fan-outs that have ended, of attempts that are shown.
with written as (
    insert into flows.items (run_id, step, attempt, item, value, files, failure, ended_at)
    select w.run_id, w.step, w.attempt, w.item, w.value::jsonb, w.files::jsonb, w.failure::jsonb, w.ended_at
    from unnest(
        :run_ids::uuid[], :steps::text[], :attempts::integer[], :items::integer[], :values::text[], :files::text[], :failures::text[],
        :ended_ats::timestamptz[]
    ) as w (run_id, step, attempt, item, value, files, failure, ended_at)
    where exists (select from flows.steps s where s.run_id = w.run_id and s.step = w.step and s.attempt = w.attempt)
    on conflict (run_id, step, attempt, item) do nothing
    returning 1
)
select count(*) as rows from written;

--! leave_standing
--- Steps that were not undone when their run ended, where nothing is said of why.
with left_standing as (
    update flows.steps s
    set undo = :left_standing
    from unnest(:run_ids::uuid[], :steps::text[]) as w (run_id, step)
    where s.run_id = w.run_id and s.step = w.step
        and (
            s.undo ->> 'status' = 'running'
            or s.undo is null and s.status in ('running', 'passed', 'warning', 'failed', 'awaiting_approval')
                and s.attempt = (select max(n.attempt) from flows.steps n where n.run_id = s.run_id and n.step = s.step)
        )
    returning 1
)
select count(*) as rows from left_standing;

--! reset_steps
--- Attempts before a given one that no longer count, because the step was done anew or what it consumed was.
with reset as (
    update flows.steps s
    set status = 'reset', ended_at = coalesce(s.ended_at, w.at)
    from unnest(:run_ids::uuid[], :steps::text[], :befores::integer[], :ats::timestamptz[]) as w (run_id, step, before, at)
    where s.run_id = w.run_id and s.step = w.step and s.attempt < w.before
        and s.status in ('running', 'awaiting_approval', 'passed', 'warning', 'skipped')
    returning 1
)
select count(*) as rows from reset;

--! end_steps
--- Attempts that were under way when their run ended. Tells whether such a run holds items of work queues.
with ended as (
    update flows.steps s
    set status = 'reset', ended_at = w.at
    from unnest(:run_ids::uuid[], :ats::timestamptz[]) as w (run_id, at)
    where s.run_id = w.run_id and s.status in ('running', 'awaiting_approval')
    returning 1
)
select
    count(*) as rows,
    exists (select from flows.work_items i where i.taker_run_id = any (:run_ids::uuid[]) and i.status = 'processing') as holds_items
from ended;

--! hold_runs
--- Nobody starts a child of one of these, before the transaction ends, without seeing what it wrote.
with held as (
    select from flows.runs r where r.id = any (:run_ids::uuid[]) order by r.id for no key update
)
select count(*) as rows from held;

--! cancel_children
--- Asks the children of runs that have ended, and of attempts that no longer count, to end as well, unless they are to go on without them.
--- What earlier rounds of a loop started stays. Those that are not let in yet are named: nobody asks them anything.
with orphans as (
    select r.id
    from unnest(:run_ids::uuid[], :steps::text[], :attempts::integer[]) as w (run_id, step, attempt)
    join flows.runs r on r.parent_id = w.run_id and (w.step = '' or r.parent_step = w.step and r.parent_attempt <= w.attempt
        and r.parent_attempt >= coalesce((
            select max(s.attempt) from flows.steps s
            where s.run_id = w.run_id and s.step = w.step and s.cause = 'round' and s.attempt - 1 <= w.attempt
        ), 0))
    where r.on_parent_end = 'cancel' and r.status in ('pending', 'running', 'paused')
), asked as (
    insert into engine.inbox (shard, run_id, dedup_id, request)
    select e.shard, o.id, 'parent ended', :request::text::jsonb
    from orphans o
    join engine.runs e on e.id = o.id
    on conflict (run_id, dedup_id) do nothing
    returning 1
)
select count(*) as rows, array(select s.run_id from orphans o join flows.starts s on s.run_id = o.id) as waiting from asked;

--! write_runs (statuses[?], outputs[?], failures[?], pauses[?], attributes[?], started_ats[?], ended_ats[?])
--- Runs. What is null stays as it is, but for the reason of a pause, which a run that does not hold has not. Attributes are added to those
--- that the run has. Tells how many runs that wait for the end of one of these, and may have left memory, are woken.
with written as (
    update flows.runs r
    set status = coalesce(w.status, r.status),
        output = coalesce(w.output::jsonb, r.output),
        failure = coalesce(w.failure::jsonb, r.failure),
        pause = case when w.status is null then r.pause else w.pause::jsonb end,
        attributes = case when w.attributes is null then r.attributes else r.attributes || w.attributes::jsonb end,
        cost_nanos = r.cost_nanos + w.cost,
        started_at = coalesce(r.started_at, w.started_at),
        ended_at = coalesce(w.ended_at, r.ended_at)
    from unnest(
        :run_ids::uuid[], :statuses::text[], :outputs::text[], :failures::text[], :pauses::text[], :attributes::text[], :costs::bigint[],
        :started_ats::timestamptz[], :ended_ats::timestamptz[]
    ) as w (run_id, status, output, failure, pause, attributes, cost, started_at, ended_at)
    where r.id = w.run_id
    returning r.id, r.parent_id, r.parent_parked and w.status in ('completed', 'failed', 'cancelled') as wakes
), woken as (
    insert into engine.wakes (shard, run_id, cause)
    select engine.shard_of(w.parent_id), w.parent_id, 'child ' || w.id from written w where w.wakes and w.parent_id is not null
    returning 1
)
select count(*) as woken from woken;

--! continue_runs
--- Runs that go on where others ended: of the same account, flow and plan, found by the same attributes.
with born as (
    insert into flows.runs (
        id, user_id, flow_id, version, name, input, continued_from, attributes, steps_total, schedule_id, scheduled_for, parent_id,
        parent_step, parent_attempt, parent_parked, on_parent_end, depth, created_at
    )
    select
        w.next, r.user_id, r.flow_id, r.version, r.name, w.input::jsonb, r.id, r.attributes, r.steps_total, r.schedule_id, r.scheduled_for, r.parent_id,
        r.parent_step, r.parent_attempt, r.parent_parked, r.on_parent_end, r.depth, w.at
    from unnest(:nexts::uuid[], :inputs::text[], :ats::timestamptz[], :ids::uuid[]) as w (next, input, at, id)
    join flows.runs r on r.id = w.id
    on conflict (id) do nothing
    returning 1
)
select count(*) as rows from born;

--! clear_names
--- What a step that never began left under a name that another step has now.
with cleared as (
    delete from flows.steps s
    using unnest(:run_ids::uuid[], :names::text[]) as w (run_id, name)
    where s.run_id = w.run_id and s.step = w.name and s.attempt = 0
    returning 1
)
select count(*) as rows from cleared;

--! rename_steps
--- Attempts of steps that have other names now, with the children that they started.
with renamed as (
    select w.run_id, w.step, w.name from unnest(:run_ids::uuid[], :steps::text[], :names::text[]) as w (run_id, step, name)
), steps as (
    update flows.steps s set step = w.name from renamed w where s.run_id = w.run_id and s.step = w.step
    returning 1
), children as (
    update flows.runs r set parent_step = w.name from renamed w where r.parent_id = w.run_id and r.parent_step = w.step
    returning 1
)
select (select count(*) from steps) + (select count(*) from children) as rows;

--! rename_pauses
--- What runs hold for, by the name that it has now.
with renamed as (
    update flows.runs r set pause = jsonb_set(r.pause, '{step}', to_jsonb(w.name))
    from unnest(:run_ids::uuid[], :steps::text[], :names::text[]) as w (run_id, step, name)
    where r.id = w.run_id and r.pause ->> 'step' = w.step
    returning 1
)
select count(*) as rows from renamed;

--! place_steps (titles[?])
--- Attempts of steps of runs that have moved to another plan: their places and titles in it.
with placed as (
    update flows.steps s
    set position = w.position, title = w.title
    from unnest(:run_ids::uuid[], :steps::text[], :positions::integer[], :titles::text[]) as w (run_id, step, position, title)
    where s.run_id = w.run_id and s.step = w.step and (s.position, s.title) is distinct from (w.position, w.title)
    returning 1
)
select count(*) as rows from placed;

--! drop_steps
--- Attempts of steps that the plans to which runs have moved do not have: they no longer count, and stand behind the others.
with dropped as (
    update flows.steps s
    set position = 2147483647, ended_at = coalesce(s.ended_at, w.at), status = case s.status when 'failed' then s.status else 'reset' end
    from unnest(:run_ids::uuid[], :ats::timestamptz[]) as w (run_id, at)
    where s.run_id = w.run_id
        and not exists (
            select from unnest(:kept_ids::uuid[], :kept_steps::text[]) as k (run_id, step) where k.run_id = s.run_id and k.step = s.step
        )
    returning 1
)
select count(*) as rows from dropped;

--! move_runs (versions[?])
--- Runs that have moved to another plan: its version, and how many steps it has.
with moved as (
    update flows.runs r
    set version = w.version, steps_total = w.steps_total
    from unnest(:run_ids::uuid[], :versions::integer[], :totals::integer[]) as w (run_id, version, steps_total)
    where r.id = w.run_id
    returning 1
)
select count(*) as rows from moved;
