--: RunRow(wake_at?)

--! run : RunRow
select r.id, r.owner_id, r.plan_hash, r.state, r.last_seq, r.wake_at, r.created_at from engine.runs as r where r.id = :id::uuid;

--! runs_before : RunRow
--- A page of runs, newest first, that come before a given one.
select r.id, r.owner_id, r.plan_hash, r.state, r.last_seq, r.wake_at, r.created_at
  from engine.runs as r
 where r.id < :before::uuid
 order by r.id desc
 limit :rows::bigint;

--! entries_after
select j.seq, j.at, j.entry::text as entry
  from engine.journal as j
 where j.run_id = :run_id::uuid and j.seq > :after::bigint
 order by j.seq
 limit :rows::bigint;

--! statistics
--- Counters for benchmarks.
select count(*) as runs, coalesce(sum(r.last_seq), 0)::bigint as entries,
       coalesce((select d.xact_commit from pg_stat_database as d where d.datname = current_database()), 0) as commits
  from engine.runs as r
 where r.id > :after::uuid;
