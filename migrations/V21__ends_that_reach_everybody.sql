-- Ends that did not reach everybody whom they concern: a parent out of memory whose child is withdrawn from its line, the next in line where a
-- run went on in another or moved to a plan without admission, those who joined what another has begun, and who holds items of a queue.

-- Taking runs out of their lines -----------------------------------------------------------------------------------------

-- As before, and whoever left memory to wait for one of them is woken.
create or replace function flows.withdraw(run_ids uuid[], why jsonb) returns setof uuid
    language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    lines bigint[];
    gone uuid[];
    parents integer;
    one bigint;
begin
    select array_agg(distinct s.line_id) into lines from flows.starts s where s.run_id = any (run_ids);
    if lines is null then
        return;
    end if;
    perform l.id from flows.lines l where l.id = any (lines) order by l.id for update;
    with deleted as (
        delete from flows.starts s where s.run_id = any (run_ids) returning s.run_id
    )
    select array_agg(d.run_id) into gone from deleted d;
    if gone is null then
        return;
    end if;
    with cancelled as (
        update flows.runs r
        set status = 'cancelled', failure = why, ended_at = engine.clock_now()
        where r.id = any (gone)
        returning r.id, r.parent_id, r.parent_parked
    ), woken as (
        insert into engine.wakes (shard, run_id, cause)
        select engine.shard_of(c.parent_id), c.parent_id, 'child ' || c.id from cancelled c where c.parent_parked and c.parent_id is not null
        returning 1
    )
    select count(*) into parents from woken;
    if parents > 0 then
        perform pg_notify('gatewright_work', '');
    end if;
    update engine.runs r set state = 'cancelled', asleep = false, wake_at = null where r.id = any (gone);
    -- What was asked of them meanwhile is answered: to end is what they do, anything else comes too late.
    update engine.inbox i
    set answered_at = engine.clock_now(),
        answer = case i.request ->> 'request'
            when 'cancel' then '{"outcome": "accepted", "seq": 0}'::jsonb
            else '{"outcome": "refused", "code": "RUN_ENDED", "message": "the run was cancelled before it was let in"}'::jsonb
        end
    where i.run_id = any (gone) and i.answered_at is null;
    foreach one in array lines loop
        perform flows.let_in(one);
    end loop;
    return query select unnest(gone);
end
$$;

-- Making room ------------------------------------------------------------------------------------------------------------

-- Asks runs under way to end, because a newer one takes their place. Engines hear of it when it is committed.
create or replace function flows.ask_for_room(run_ids uuid[]) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
    if run_ids is null then
        return;
    end if;
    insert into engine.inbox (shard, run_id, dedup_id, request)
    select engine.shard_of(w.id), w.id, 'makes room', jsonb_build_object(
        'request', 'cancel', 'by', jsonb_build_object('id', 'admission', 'via', 'cancel_oldest'),
        'reason', 'a newer run of the flow takes its place', 'mode', 'graceful'
    )
    from unnest(run_ids) as w (id)
    on conflict (run_id, dedup_id) do nothing;
    perform pg_notify('gatewright_work', '');
end
$$;

-- As before.
create or replace function flows.make_room(the_line bigint, the_key text, newest uuid) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    excess integer;
    places integer;
    asked uuid[];
begin
    select l.place_limit into places from flows.lines l where l.id = the_line;
    excess := (select count(*) from flows.places p where p.line_id = the_line and p.key = the_key and not p.leaving)
        + (select count(*) from flows.starts s where s.line_id = the_line and s.gather is null and s.place_key = the_key)
        - places;
    if excess is null or excess <= 0 then
        return;
    end if;
    with oldest as (
        select p.run_id from flows.places p
        where p.line_id = the_line and p.key = the_key and not p.leaving
        order by p.taken_at, p.run_id
        limit excess
    ), marked as (
        update flows.places p set leaving = true from oldest o where p.run_id = o.run_id returning p.run_id
    )
    select array_agg(m.run_id) into asked from marked m;
    perform flows.ask_for_room(asked);
    perform flows.withdraw(
        array(
            select s.run_id from flows.starts s
            where s.line_id = the_line and s.gather is null and s.place_key = the_key and s.run_id <> newest
            order by s.since, s.run_id
            limit greatest(excess - coalesce(cardinality(asked), 0), 0)
        ),
        '{"code": "CANCELLED", "message": "a newer run of the flow takes its place", "by": "admission", "via": "cancel_oldest"}'
    );
end
$$;

-- As before, with two differences. A run that was asked to make room and went on in another instead hands the request on with its place: its own
-- answer came too late. And of the children, those that others have joined since they were looked for are nobody's alone: they stay, and what
-- was asked of them in this transaction is taken back.
create or replace function flows.leave(ended uuid[], heirs uuid[], orphans uuid[], why jsonb) returns integer
    language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
    freed record;
    asked uuid[];
    alone uuid[];
    shared uuid[];
    entered integer := 0;
begin
    perform l.id
    from flows.lines l
    where l.id in (
        select p.line_id from flows.places p where p.run_id = any (ended)
        union all
        select s.line_id from flows.starts s where s.run_id = any (orphans)
    )
    order by l.id
    for update;
    with handed as (
        update flows.places p
        set run_id = w.heir
        from unnest(ended, heirs) as w (run_id, heir)
        where p.run_id = w.run_id and w.heir is not null and exists (select from flows.runs r where r.id = w.heir)
        returning p.run_id, p.leaving
    )
    select array_agg(h.run_id) into asked from handed h where h.leaving;
    perform flows.ask_for_room(asked);
    if cardinality(orphans) > 0 then
        select
            array_agg(r.id) filter (where r.on_parent_end = 'cancel'), array_agg(r.id) filter (where r.on_parent_end is distinct from 'cancel')
        into alone, shared
        from flows.runs r
        where r.id = any (orphans);
        delete from engine.inbox i where i.run_id = any (shared) and i.dedup_id = 'parent ended' and i.answered_at is null;
        perform flows.withdraw(alone, why);
    end if;
    for freed in
        with gone as (
            delete from flows.places p where p.run_id = any (ended) returning p.line_id, p.key
        )
        select distinct g.line_id, g.key from gone g order by 1, 2
    loop
        entered := entered + flows.let_in(freed.line_id, freed.key);
    end loop;
    return entered;
end
$$;

-- What a run waits for ---------------------------------------------------------------------------------------------------

-- What a run that is not let in yet waits for, as its reader may see it. Its place is told where at most so many stand before it: whoever
-- lists many that wait must not count the line anew for each.
create or replace function flows.waits(the_run uuid, most_counted integer) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'for', case
            when s.gather is not null then s.gather
            when s.place_key is null then 'rate'
            when s.rate_key is null then 'concurrency'
            when l.place_limit <= (
                select count(*) from (select from flows.places p where p.line_id = s.line_id and p.key = s.place_key limit l.place_limit) as counted
            ) then 'concurrency'
            else 'rate'
        end,
        'key', nullif(coalesce(s.gather_key, s.place_key, s.rate_key), ''),
        'place', case when c.ahead <= most_counted then c.ahead + 1 end,
        'priority', s.priority,
        'since', s.since,
        'until', s.due_at,
        'items', case when s.gather = 'batch' then s.items end
    ))
    from flows.starts s
    join flows.lines l on l.id = s.line_id
    cross join lateral (
        -- Each in the order of an index of its own, so that others who wait in the line are not read.
        select case
            when s.gather is not null then null
            when l.one_key then (
                select count(*) from (
                    select from flows.starts a
                    where a.line_id = s.line_id and a.gather is null and (a.tier, a.turn, a.run_id) < (s.tier, s.turn, s.run_id)
                    limit most_counted + 1
                ) as counted
            )
            when s.place_key is null then (
                select count(*) from (
                    select from flows.starts a
                    where a.line_id = s.line_id and a.gather is null and a.place_key is null
                        and (a.tier, a.turn, a.run_id) < (s.tier, s.turn, s.run_id)
                    limit most_counted + 1
                ) as counted
            )
            else (
                select count(*) from (
                    select from flows.starts a
                    where a.line_id = s.line_id and a.gather is null and a.place_key = s.place_key
                        and (a.tier, a.turn, a.run_id) < (s.tier, s.turn, s.run_id)
                    limit most_counted + 1
                ) as counted
            )
        end as ahead
    ) c
    where s.run_id = the_run
$$;

-- The same for one run, which is worth counting for.
create or replace function flows.waits(the_run uuid) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp
as $$
    select flows.waits(the_run, 10000)
$$;

-- Rows from the archive --------------------------------------------------------------------------------------------------

-- What steps gave may hold the character U+0000, which PostgreSQL keeps in a `json` and cannot take out of a larger one: the entries are given
-- apart from their row, as a text.
create or replace function engine.restored_transition(file_row jsonb, entries_text text) returns engine.journal
    language plpgsql stable set search_path = pg_catalog, pg_temp
    as $$
    declare
        restored engine.journal := jsonb_populate_record(null::engine.journal, file_row);
    begin
        restored.entries := entries_text::json;
        return restored;
    end
    $$;

-- A payload that is JSON's null stands in the file as a column without a value would.
create or replace function flows.restored_item(file_row json) returns flows.work_items
    language plpgsql stable set search_path = pg_catalog, pg_temp
    as $$
    declare
        restored flows.work_items := json_populate_record(null::flows.work_items, file_row);
    begin
        restored.payload := coalesce(restored.payload, 'null'::json);
        return restored;
    end
    $$;

-- Rights -----------------------------------------------------------------------------------------------------------------

do $migration$
declare
    routine text;
begin
    foreach routine in array array[
        'flows.ask_for_room(uuid[])', 'flows.waits(uuid, integer)', 'engine.restored_transition(jsonb, text)', 'flows.restored_item(json)'
    ] loop
        execute format('revoke all on function %s from public, anon, authenticated', routine);
        execute format('grant execute on function %s to service_role', routine);
    end loop;
    -- It shows what row-level security lets its caller see.
    grant execute on function flows.waits(uuid, integer) to authenticated;
end
$migration$;

-- What was left behind ---------------------------------------------------------------------------------------------------

-- Parents that wait for children which never begin. A wake too many costs a look.
insert into engine.wakes (shard, run_id, cause)
select engine.shard_of(p.id), p.id, 'child ' || c.id
from flows.runs c
join flows.runs p on p.id = c.parent_id and p.status in ('running', 'paused')
where c.parent_parked and c.status = 'cancelled' and c.started_at is null;

-- Places of runs that have ended, or whose plan gives none. Plans are compared as texts: what is found in one keeps a place at worst.
do $migration$
declare
    one bigint;
begin
    for one in
        with gone as (
            delete from flows.places p
            using engine.runs r
            where r.id = p.run_id
                and (
                    r.state not in ('running', 'paused')
                    or exists (select from engine.plans l where l.hash = r.plan_hash and strpos(l.body::text, '"admission"') = 0)
                )
            returning p.line_id
        )
        select distinct g.line_id from gone g order by 1
    loop
        perform l.id from flows.lines l where l.id = one for update;
        perform flows.let_in(one);
    end loop;
end
$migration$;

-- Items of runs that have ended.
update flows.work_items i
set status = 'pending'
where i.status = 'processing'
    and not exists (select from flows.runs r where r.id = i.taker_run_id and r.status in ('pending', 'running', 'paused'));
