-- Runs that wait for others leave memory, and runs that hold are taken over where something of them goes on.
--
-- `engine.runs.asleep` says now that no process needs to have the run in memory: it waits for a time or a signal, holds with nothing under
-- way, or waits for nothing but tries that are carried out elsewhere and are marked so (`flows.tasks.parked`, `flows.runs.parent_parked`).
-- Whoever writes the end of a marked try puts a row into `engine.wakes` in the same transaction.

create table if not exists engine.wakes (
  shard      smallint    not null,
  id         bigint      generated always as identity,
  run_id     uuid        not null,
  cause      text        not null,
  created_at timestamptz not null default engine.clock_now(),
  primary key (shard, id)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
comment on table engine.wakes is 'gatewright: runs to be taken into memory, because something that they wait for elsewhere has ended';
comment on column engine.wakes.cause is 'What has ended, for people';

alter table engine.wakes enable row level security;
revoke all on table engine.wakes from public, anon, authenticated, service_role;
grant select, insert, delete on table engine.wakes to service_role;
drop policy if exists service_all on engine.wakes;
create policy service_all on engine.wakes for all to service_role using (true) with check (true);

-- A run that holds while efforts of it are under way is taken over like one that goes on. Rows of earlier releases do not say whether
-- something is under way: those wait, as they did, until somebody asks something of them.
update engine.runs set asleep = true where state = 'paused' and not asleep;
drop index if exists engine.runs_awake;
create index if not exists runs_awake on engine.runs (shard, id) where not asleep and state in ('running', 'paused');

alter table flows.tasks add column if not exists parked boolean not null default false;
comment on column flows.tasks.parked is 'Whether the run that waits for it may be out of memory: whoever takes its result in wakes it. Once set it stays';

alter table flows.runs add column if not exists parent_parked boolean not null default false;
comment on column flows.runs.parent_parked is 'Whether the run that waits for its end may be out of memory: whoever writes that end wakes it. Once set it stays';

-- The run in which one goes on is asked for by whoever waits for its end.
create index if not exists idx_flow_runs_continued on flows.runs (continued_from) where continued_from is not null;
