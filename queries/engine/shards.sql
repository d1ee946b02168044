--! register_process
insert into engine.processes (id, name, lock_pid)
  values (:id::uuid, :name::text, pg_backend_pid())
  on conflict (id) do update set lock_pid = excluded.lock_pid, seen_at = engine.clock_now();

--! beat
--- Says that the process lives.
update engine.processes set seen_at = engine.clock_now() where id = :id::uuid;

--! forget_process
delete from engine.processes where id = :id::uuid;

--! forget_old_processes
--- Rows of processes that nobody has heard of for so many days.
delete from engine.processes where seen_at < engine.clock_now() - make_interval(days => :days::integer);

--! be_counted
--- Held for as long as the session lives, by every process: what others count when they work out their share. No shard has this number.
select pg_try_advisory_lock_shared(engine.owner_lock(), -1) as counted;

--! survey
--- How many processes host the engine, and which of these shards nobody has.
with held as (
  select l.pid, l.objid::bigint as shard
    from pg_locks as l
   where l.locktype = 'advisory' and l.classid = engine.owner_lock()::oid and l.objsubid = 2 and l.granted
     and l.database = (select d.oid from pg_database as d where d.datname = current_database())
)
select (select count(distinct h.pid) from held as h) as processes,
       array(
         select w.shard from unnest(:shards::smallint[]) as w (shard)
          where not exists (select from held as h where h.shard = w.shard)
       ) as free;

--! try_owner_locks
--- Takes the owner locks that are free. A session that holds one already must not ask again: locks are counted.
select w.shard as shard_id, pg_try_advisory_lock(engine.owner_lock(), w.shard::integer) as held
  from unnest(:shards::smallint[]) as w (shard);

--! release_owner_locks
select w.shard as shard_id, pg_advisory_unlock(engine.owner_lock(), w.shard::integer) as released
  from unnest(:shards::smallint[]) as w (shard);

--! take_shards
select t.shard_id, t.epoch from engine.take_shards(:process::uuid, :shards::smallint[]) as t;

--! leave_shards
--- Clears the name of an owner that goes in good order; the epoch stays.
update engine.shards set owner = null where owner = :process::uuid and shard_id = any (:shards::smallint[]);

--! somebody_owns
--- Whether any session of this database owns a shard.
select exists (
  select from pg_locks as l
   where l.locktype = 'advisory' and l.classid = engine.owner_lock()::oid and l.objsubid = 2 and l.granted
     and l.objid::bigint < 64
     and l.database = (select d.oid from pg_database as d where d.datname = current_database())
) as owned;

--! hung_owners
--- Sessions that hold owner locks and whose process has not been heard of for so long that it must hang.
select p.name, p.lock_pid
  from engine.processes as p
 where p.id <> :me::uuid
   and p.seen_at < engine.clock_now() - make_interval(secs => :seconds::double precision)
   and exists (
     select from pg_locks as l
      where l.pid = p.lock_pid and l.locktype = 'advisory' and l.classid = engine.owner_lock()::oid and l.objsubid = 2 and l.granted
        and l.database = (select d.oid from pg_database as d where d.datname = current_database())
   )
   and not exists (
     select from engine.processes as fresh
      where fresh.lock_pid = p.lock_pid and fresh.seen_at > p.seen_at
   );

--! stuck_waves : (pid?)
--- Sessions in the middle of a wave of these shards.
select distinct l.pid as pid
  from pg_locks as l
 where l.locktype = 'advisory' and l.classid = engine.fence_lock()::oid and l.objsubid = 2 and l.mode = 'ShareLock' and l.granted
   and l.objid::bigint = any (:shards::smallint[]::bigint[]) and l.pid <> pg_backend_pid()
   and l.database = (select d.oid from pg_database as d where d.datname = current_database());

--! peek (after?)
--- The safety net behind the hints, one cheap look: the database's clock, whether anything waits in these shards that came after what is
--- given, whether a run that sleeps is to be woken until then, the last numbers given out, the oldest transaction that is open, and the next.
select engine.clock_now() as now,
       exists (select from engine.submissions as s
                where s.shard = any (:shards::smallint[]) and s.id > :after_submission::bigint) as submissions,
       exists (select from engine.inbox as i
                where i.shard = any (:shards::smallint[]) and i.answered_at is null and i.id > :after_request::bigint) as requests,
       exists (select from engine.wakes as w
                where w.shard = any (:shards::smallint[]) and w.id > :after_wake::bigint) as wakes,
       exists (select from engine.runs as r
                where r.asleep and r.wake_at > coalesce(:after::timestamptz, '-infinity') and r.wake_at <= :until::timestamptz
                  and r.shard = any (:shards::smallint[])) as sleepers,
       (select case when n.is_called then n.last_value else 0 end from engine.submissions_id_seq as n) as last_submission,
       (select case when n.is_called then n.last_value else 0 end from engine.inbox_id_seq as n) as last_request,
       (select case when n.is_called then n.last_value else 0 end from engine.wakes_id_seq as n) as last_wake,
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next;

--! clock
select engine.clock_now() as now;
