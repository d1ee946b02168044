-- Looks for new work begin behind what was found, whatever old snapshots keep of it (crates/engine/src/reach.rs).
--
-- Requests and wakes carry a number in the order in which they came; submissions get one. A run's identity does not do for that: a run that was
-- held in a line is submitted long after it came, and hosts' clocks differ.

alter table engine.submissions add column if not exists id bigint generated always as identity;
comment on column engine.submissions.id is 'In the order of submission';

-- No index but the one in that order begins with the shard: the planner, to whom a table that is mostly empty says little, has no other to choose.
do $$
begin
  if exists (
    select from pg_constraint as c
     where c.conrelid = 'engine.submissions'::regclass and c.contype = 'p' and cardinality(c.conkey) = 2
  ) then
    alter table engine.submissions drop constraint submissions_pkey;
    alter table engine.submissions add primary key (run_id);
  end if;
end
$$;
create index if not exists submissions_in_order on engine.submissions (shard, id);

-- And wakes go by their number alone, whatever their shard.
do $$
begin
  if exists (
    select from pg_constraint as c where c.conrelid = 'engine.wakes'::regclass and c.contype = 'p' and cardinality(c.conkey) = 2
  ) then
    alter table engine.wakes drop constraint wakes_pkey;
    alter table engine.wakes add primary key (id);
  end if;
end
$$;

-- Hosts read how far each of the numbers is.
revoke all on sequence engine.submissions_id_seq, engine.inbox_id_seq, engine.wakes_id_seq from public, anon, authenticated, service_role;
grant select on sequence engine.submissions_id_seq, engine.inbox_id_seq, engine.wakes_id_seq to service_role;
