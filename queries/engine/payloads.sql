-- Payloads that nobody needs any more: looked at, deleted, and at last their objects.

--! inherit_payloads
--- A run that begins with what another has done needs what that one needs.
with held as (
  select pg_advisory_xact_lock_shared(engine.payload_lock(), 0)::text as held
), used as (
  insert into engine.payload_uses (sha256, run_id)
    select u.sha256, :heir::uuid from held, engine.payload_uses as u where u.run_id = :run_id::uuid
    on conflict (sha256, run_id) do nothing
    returning 1
)
select count(*) as rows from used;

--! wanted_again
--- An object that is to go and is about to be stored again: its time begins anew, and whoever is removing it has done so.
with held as (
  select pg_advisory_xact_lock_shared(engine.payload_lock(), 0)::text as held
), spared as (
  update engine.released_payloads as r
     set gone_at = engine.clock_now()
    from held
   where r.sha256 = :sha256::text and r.gone_at is not null
  returning 1
)
select (select count(*) from spared) as rows from held;

--! hold_alone
--- From here to the end of the transaction nobody stores a payload; who did has committed. Waits for half a second at most.
select set_config('lock_timeout', '500ms', true) as lock_timeout, pg_advisory_xact_lock(engine.payload_lock(), 0)::text as held;

--! collect
--- Looks at released payloads and deletes those that nobody needs; what lies in the object store waits there for a while. Counts those looked at.
with looked_at as (
  select r.sha256 from engine.released_payloads as r where r.gone_at is null order by r.sha256 limit :rows::bigint
), deleted as (
  delete from engine.payloads as p
   using looked_at as l
   where p.sha256 = l.sha256 and p.counted
     and not exists (select from engine.payload_uses as u where u.sha256 = l.sha256)
  returning p.sha256, p.location
), gone as (
  update engine.released_payloads as r
     set gone_at = engine.clock_now()
    from deleted as d
   where r.sha256 = d.sha256 and d.location is not null
  returning 1
), done as (
  delete from engine.released_payloads as r
   using looked_at as l
   where r.sha256 = l.sha256 and not exists (select from deleted as d where d.sha256 = r.sha256 and d.location is not null)
  returning 1
)
select (select count(*) from looked_at) as looked_at, (select count(*) from deleted) as deleted,
       (select count(*) from gone) as gone, (select count(*) from done) as done;

--! spare_stored
--- Payloads whose object was to go and that somebody has stored again.
with spared as (
  update engine.released_payloads as r
     set gone_at = null
   where r.gone_at is not null and exists (select from engine.payloads as p where p.sha256 = r.sha256)
  returning 1
)
select count(*) as rows from spared;

--! objects_to_remove
select r.sha256
  from engine.released_payloads as r
 where r.gone_at < engine.clock_now() - make_interval(secs => :grace_s::double precision)
 order by r.gone_at
 limit :rows::bigint;

--! object_removed
delete from engine.released_payloads where sha256 = :sha256::text and gone_at is not null;

--! some_released
select exists (select from engine.released_payloads) as some;
