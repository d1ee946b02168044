-- How runs of flows are let in. The rules that change a line stand in its functions (migration 16): whoever calls them holds the line's lock.

--: WaitingRun()
--: LineCount(key?, place_limit?, oldest_waiting_at?, due_at?)

--! take_line (place_limit?, rate_limit?, rate_ms?, rate_burst?, aging_ms?)
--- The line of a key, locked until the transaction ends, with the limits of this plan.
select flows.take_line(
    :user_id::uuid, :flow::text, :key::text, :one_key::boolean, :place_limit::integer, :rate_limit::integer, :rate_ms::bigint, :rate_burst::integer,
    :aging_ms::bigint, :cancels_oldest::boolean
) as id;

--! room (place_key?, rate_key?)
--- Whether a start that comes now would have to wait, and for what.
select
    coalesce(
        :place_key::text is not null and l.place_limit <= (
            select count(*) from (
                select from flows.places p where p.line_id = l.id and p.key = :place_key::text
                union all
                select from flows.starts s where s.line_id = l.id and s.gather is null and s.place_key = :place_key::text
                limit l.place_limit
            ) as counted
        ),
        false
    ) as no_place,
    coalesce(
        :rate_key::text is not null and (
            exists (select from flows.starts s where s.line_id = l.id and s.gather is null and s.rate_key = :rate_key::text)
            or exists (
                select from flows.buckets b
                where b.line_id = l.id and b.key = :rate_key::text
                    and b.even_at - l.rate_step * (l.rate_burst - 1) > engine.clock_now()
            )
        ),
        false
    ) as no_rate
from flows.lines l
where l.id = :line_id;

--! insert_start (place_key?, rate_key?, approved_in_advance?, gather?, gather_key?, due_ms?, until_ms?)
--- A start that waits from now on.
insert into flows.starts (
    run_id, line_id, place_key, rate_key, priority, tier, turn, since, input, approved_in_advance, forked, gather, gather_key, due_at, until_at, bytes
)
select
    :run_id, l.id, :place_key::text, :rate_key::text, :priority::integer,
    case when l.aging_ms is null then - :priority::integer else 0 end,
    m.now - make_interval(secs => coalesce(l.aging_ms, 0) / 1000.0::double precision * :priority::integer), m.now,
    :input::text::json, :approved_in_advance::text::json, :forked, :gather::text, :gather_key::text,
    m.now + make_interval(secs => :due_ms::bigint / 1000.0::double precision),
    m.now + make_interval(secs => :until_ms::bigint / 1000.0::double precision), octet_length(:input::text)
from flows.lines l, (select engine.clock_now() as now) as m
where l.id = :line_id;

--! gathering
--- The run that gathers starts of this key, if there is one.
select s.run_id, s.items, s.bytes, r.plan_hash
from flows.starts s
join engine.runs r on r.id = s.run_id
where s.line_id = :line_id and s.gather = :gather and s.gather_key = :gather_key;

--! debounce_start (place_key?, rate_key?, approved_in_advance?)
--- The last start is the one that counts: the run begins with what this one says, once it has been quiet for long enough.
with moved as (
    update flows.starts s
    set place_key = :place_key::text, rate_key = :rate_key::text, priority = :priority::integer, input = :input::text::json,
        tier = case when l.aging_ms is null then - :priority::integer else 0 end,
        turn = s.since - make_interval(secs => coalesce(l.aging_ms, 0) / 1000.0::double precision * :priority::integer),
        approved_in_advance = :approved_in_advance::text::json, bytes = octet_length(:input::text), items = s.items + 1,
        due_at = least(engine.clock_now() + make_interval(secs => :due_ms::bigint / 1000.0::double precision), s.until_at)
    from flows.lines l
    where l.id = s.line_id and s.run_id = :run_id
    returning s.run_id
), replanned as (
    update engine.runs r set plan_hash = :plan_hash from moved m where r.id = m.run_id
)
select count(*) as rows from moved;

--! debounce_run (flow_id?, version?)
update flows.runs
set flow_id = :flow_id, version = :version, input = :input, attributes = :attributes, steps_total = :steps_total
where id = :run_id;

--! share_run (parent_id?, parent_step?, parent_attempt?, schedule_id?)
--- A run that somebody else joins is not its opener's alone any more: it does not end with the attempt, or make way for the schedule, that opened it.
with joined as (
    select
        r.id,
        r.on_parent_end = 'cancel'
            and (r.parent_id, r.parent_step, r.parent_attempt) is distinct from (:parent_id::uuid, :parent_step::text, :parent_attempt::integer)
            as by_another_attempt,
        r.schedule_id is distinct from :schedule_id::uuid as by_another_schedule
    from flows.runs r
    where r.id = :run_id
)
update flows.runs r
set on_parent_end = case when j.by_another_attempt then 'abandon' else r.on_parent_end end,
    schedule_id = case when j.by_another_schedule then null else r.schedule_id end
from joined j
where r.id = j.id and (j.by_another_attempt or j.by_another_schedule and r.schedule_id is not null);

--! gather_item
--- One more start of a batch; says how many it has.
with kept as (
    insert into flows.gathered (run_id, input) values (:run_id, :input::text::json) returning run_id
)
update flows.starts s set items = s.items + 1, bytes = s.bytes + octet_length(:input::text)
from kept k
where s.run_id = k.run_id
returning s.items;

--! first_item
--- What the start that opens a batch brings; it is counted with the start.
insert into flows.gathered (run_id, input) values (:run_id, :input::text::json);

--! close_gathering
select flows.close_gathering(:run_id::uuid) is null as closed;

--! fall_due
--- A line is looked at when the first of its gatherings ends.
update flows.lines l
set due_at = least(l.due_at, (select min(s.due_at) from flows.starts s where s.line_id = l.id and s.gather is not null))
where l.id = :line_id;

--! make_room
select flows.make_room(:line_id::bigint, :place_key::text, :run_id::uuid) is null as made;

--! let_in (place_key?)
select flows.let_in(:line_id::bigint, :place_key::text) as entered;

--! is_waiting
select exists (select from flows.starts s where s.run_id = :run_id) as waits;

--! skip_run
--- A run that found no room and is kept as cancelled.
with ended as (
    update engine.runs r set state = 'cancelled' where r.id = :run_id returning r.id
)
update flows.runs f set status = 'cancelled', failure = :failure, ended_at = engine.clock_now() from ended e where f.id = e.id;

--! hold_fork
--- A fork that waits is not taken up before it is let in.
update engine.runs r set begun = false, wake_at = null, asleep = true where r.id = :run_id;

--! withdraw
--- Runs that wait are cancelled; those that do not wait any more are not among what is returned.
select w.id from flows.withdraw(:run_ids::uuid[], :why::text::jsonb) as w (id);

--! hold_lines_of
--- Holds the lines in which any of these runs waits: nobody joins one of them meanwhile.
with held as (
    select l.id
    from flows.lines l
    where l.id in (select s.line_id from flows.starts s where s.run_id = any (:run_ids::uuid[]))
    order by l.id
    for update
)
select count(*) as lines from held;

--! leave (heirs[?])
--- Runs that have ended give their places back, or hand them on, in the order that keeps two waves from waiting for each other: all lines first.
select flows.leave(:ended::uuid[], :heirs::uuid[], :orphans::uuid[], :why::text::jsonb) as entered;

--! serve_lines
select flows.serve_lines(:most::integer) as served;

--! sweep_lines
select flows.sweep_lines() as seen;

--! line_counts : LineCount
--- What is under way and what waits, of a flow of an owner, by key.
with counted as (
    select p.line_id, p.key, 1 as under_way, 0 as waiting, 0 as gathering, null::timestamptz as since
    from flows.lines l join flows.places p on p.line_id = l.id
    where l.user_id = :user_id and l.flow = :flow
    union all
    select
        s.line_id, coalesce(s.place_key, s.rate_key, s.gather_key), 0, (s.gather is null)::integer, (s.gather is not null)::integer,
        case when s.gather is null then s.since end
    from flows.lines l join flows.starts s on s.line_id = l.id
    where l.user_id = :user_id and l.flow = :flow
)
select
    nullif(c.key, '') as key, sum(c.under_way)::integer as under_way, sum(c.waiting)::integer as waiting, sum(c.gathering)::integer as gathering,
    min(c.since) as oldest_waiting_at, max(l.place_limit) as place_limit, min(l.due_at) as due_at
from counted c
join flows.lines l on l.id = c.line_id
group by c.key
order by sum(c.waiting) desc, c.key
limit 500;
