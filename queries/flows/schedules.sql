-- Schedules and their firings. Reads are the same for the service and for a user's session: row-level security decides what is seen.

--: Schedule(version?, next_look?)
--: Firing(reason?, run_id?)
--: DueSchedule(version?)

--! insert_schedule (version?, next_look?)
insert into flows.schedules (id, user_id, name, flow_id, version, definition, input, attributes, last_considered, next_look, exhausted)
values (:id, :user_id, :name, :flow_id, :version, :definition, :input, :attributes, :last_considered, :next_look, :exhausted)
on conflict (user_id, name) do nothing
returning id;

--! change_schedule (version?, next_look?)
update flows.schedules
set definition = :definition, version = :version, input = :input, attributes = :attributes, last_considered = :last_considered,
    next_look = :next_look, exhausted = :exhausted, updated_at = now()
where id = :id;

--! get_schedule : Schedule
select
    s.id, s.user_id, s.name, f.name as flow, s.version, s.definition, s.input, s.attributes, s.last_considered, s.fired, s.next_look, s.exhausted,
    s.created_at, s.updated_at,
    (select count(*) from flows.runs r where r.schedule_id = s.id and r.status in ('pending', 'running', 'paused'))::integer as running,
    (select count(*) from flows.firings w where w.schedule_id = s.id and w.status = 'buffered')::integer as waiting
from flows.schedules s
join flows.flows f on f.id = s.flow_id
where s.id = :id;

--! find_schedule
select s.id from flows.schedules s where s.user_id = :user_id and s.name = :name;

--! list_schedules (user_id?) : Schedule
--- Schedules of an owner, or everybody's, by name.
select
    s.id, s.user_id, s.name, f.name as flow, s.version, s.definition, s.input, s.attributes, s.last_considered, s.fired, s.next_look, s.exhausted,
    s.created_at, s.updated_at,
    (select count(*) from flows.runs r where r.schedule_id = s.id and r.status in ('pending', 'running', 'paused'))::integer as running,
    (select count(*) from flows.firings w where w.schedule_id = s.id and w.status = 'buffered')::integer as waiting
from flows.schedules s
join flows.flows f on f.id = s.flow_id
where :user_id::uuid is null or s.user_id = :user_id
order by s.name, s.id;

--! delete_schedule
delete from flows.schedules where id = :id;

--! list_firings (before_created?, before_id?) : Firing
--- Newest first; a further page begins behind the last row of the one before.
select w.id, w.schedule_id, w.nominal, w.cause, w.status, w.reason, w.run_id, w.created_at
from flows.firings w
where w.schedule_id = :schedule_id
    and (w.created_at, w.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
order by w.created_at desc, w.id desc
limit :page_size;

--! next_look : (at?, line_at?)
--- When there is something to do next, for schedules and for starts that wait, and the database's clock.
select engine.clock_now() as now, (
    select min(s.next_look) from flows.schedules s join public.users u on u.id = s.user_id and u.status = 'active' where s.next_look is not null
) as at, (select min(l.due_at) from flows.lines l where l.due_at is not null) as line_at;

--! take_due : DueSchedule
--- A schedule at which there is something to do, locked until the transaction ends; those that another process has in hand are passed over.
select s.id, s.user_id, s.flow_id, s.version, s.definition, s.input, s.attributes, s.last_considered, s.fired, engine.clock_now() as now
from flows.schedules s
join public.users u on u.id = s.user_id and u.status = 'active'
where s.next_look <= engine.clock_now()
order by s.next_look
limit 1
for no key update of s skip locked;

--! lock_schedule : DueSchedule
--- The same for one schedule, whether something is due or not.
select s.id, s.user_id, s.flow_id, s.version, s.definition, s.input, s.attributes, s.last_considered, s.fired, engine.clock_now() as now
from flows.schedules s
where s.id = :id
for no key update;

--! occupancy
select
    (select count(*) from flows.runs r where r.schedule_id = :id and r.status in ('pending', 'running', 'paused'))::integer as running,
    (select count(*) from flows.firings w where w.schedule_id = :id and w.status = 'buffered')::integer as waiting;

--! running_of
select r.id from flows.runs r where r.schedule_id = :id and r.status in ('pending', 'running', 'paused');

--! insert_firing (reason?, run_id?)
--- None where it fired before; but what a backfill did not start may be backfilled again.
insert into flows.firings as w (id, schedule_id, nominal, cause, status, reason, run_id)
values (:id, :schedule_id, :nominal, :cause, :status, :reason, :run_id)
on conflict (schedule_id, nominal, cause) do update
set id = excluded.id, status = excluded.status, reason = excluded.reason, run_id = excluded.run_id, created_at = now()
where w.cause = 'backfill' and w.status in ('skipped', 'failed')
returning id;

--! backfilled
--- What has become of backfilled moments.
select
    count(*) filter (where w.status = 'started') as started, count(*) filter (where w.status = 'buffered') as waiting,
    count(*) filter (where w.status not in ('started', 'buffered')) as not_started
from flows.firings w
where w.schedule_id = :schedule_id and w.cause = 'backfill' and w.nominal = any (:moments::timestamptz[]);

--! waiting_firings
--- Those that wait for a run to end, the oldest first.
select w.id, w.nominal, w.cause from flows.firings w where w.schedule_id = :schedule_id and w.status = 'buffered' order by w.id limit :rows;

--! end_firing (reason?, run_id?)
update flows.firings set status = :status, reason = :reason, run_id = :run_id where id = :id;

--! drop_waiting
--- A newer firing takes the place of all that wait.
update flows.firings set status = 'skipped', reason = :reason where schedule_id = :schedule_id and status = 'buffered' and id <> :except;

--! trim_firings
--- Keeps the newest thousand, and all that were backfilled: a moment is backfilled once, and its row says that it was.
delete from flows.firings w
where w.schedule_id = :schedule_id and w.status <> 'buffered' and w.cause <> 'backfill'
    and w.id < (
        select k.id
        from flows.firings k
        where k.schedule_id = :schedule_id and k.cause <> 'backfill'
        order by k.id desc
        offset 1000 limit 1
    );

--! advance_schedule (next_look?)
update flows.schedules
set last_considered = :last_considered, fired = :fired, next_look = :next_look, exhausted = :exhausted
where id = :id;

--! watch_waiting
--- Where firings wait, somebody looks again soon: the run they wait for may end in this very moment, unseen.
update flows.schedules s
set next_look = least(s.next_look, engine.clock_now() + make_interval(secs => :seconds::double precision))
where s.id = :id and exists (select from flows.firings w where w.schedule_id = s.id and w.status = 'buffered');

--! put_off
--- A schedule that could not be dealt with keeps nobody from the others.
update flows.schedules set next_look = engine.clock_now() + make_interval(secs => :seconds::double precision) where id = :id;

--! mark_scheduled
update flows.runs set schedule_id = :schedule_id, scheduled_for = :scheduled_for where id = :run_id;

--! wake_waiting
--- Schedules of runs that have ended, where a firing waits for that.
with woken as (
    update flows.schedules s
    set next_look = least(s.next_look, engine.clock_now())
    where s.id in (select r.schedule_id from flows.runs r where r.id = any (:run_ids::uuid[]) and r.schedule_id is not null)
        and exists (select from flows.firings w where w.schedule_id = s.id and w.status = 'buffered')
    returning 1
)
select count(*) as rows from woken;
