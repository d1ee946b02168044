--: RunRow(wake_at?)

--! run : RunRow
--- The journal's end is read from its last row: runs do not follow each entry.
select r.id, r.owner_id, r.plan_hash, r.state, r.wake_at, r.asleep, r.created_at,
       coalesce((select j.seq + case json_typeof(j.entries) when 'array' then json_array_length(j.entries) - 1 else 0 end
                   from engine.journal as j where j.run_id = r.id order by j.seq desc limit 1), 0) as last_seq
  from engine.runs as r
 where r.id = :id::uuid;

--! runs_before : RunRow
--- A page of runs, newest first, that come before a given one.
select r.id, r.owner_id, r.plan_hash, r.state, r.wake_at, r.asleep, r.created_at,
       coalesce((select j.seq + case json_typeof(j.entries) when 'array' then json_array_length(j.entries) - 1 else 0 end
                   from engine.journal as j where j.run_id = r.id order by j.seq desc limit 1), 0) as last_seq
  from engine.runs as r
 where r.id < :before::uuid
 order by r.id desc
 limit :rows::bigint;

--! entries_after
--- The rows that hold the entries behind a given one; the first may begin before it.
select j.seq, j.at, j.entries::text as entries
  from engine.journal as j
 where j.run_id = :run_id::uuid
   and j.seq >= coalesce((select k.seq from engine.journal as k
                           where k.run_id = :run_id::uuid and k.seq <= :after::bigint
                           order by k.seq desc limit 1), 0)
 order by j.seq
 limit :rows::bigint;

--! plan_of
select r.plan_hash, p.body::text as body
  from engine.runs as r
  join engine.plans as p on p.hash = r.plan_hash
 where r.id = :run_id::uuid;
