-- Task queues: work that steps of flows hand to workers elsewhere, who poll for it over HTTP.
--
-- A row is there while a try of a step waits for its worker: the transaction that journals what came of the try deletes it, so the table
-- is as small as the work under way. `key` is the try's idempotency key; a try that is handed out again after a crash meets its row.

create table if not exists flows.tasks (
    key text primary key,
    seq bigint generated always as identity,
    user_id uuid not null,
    run_id uuid not null,
    step text not null,
    attempt integer not null,
    item integer,
    queue text not null,
    activity text not null,
    priority integer not null default 0,
    input json not null,
    state text not null default 'waiting' constraint tasks_state_check check (state in ('waiting', 'leased', 'done', 'failed')),
    host uuid not null,
    worker text,
    lease_id uuid,
    lease_until timestamptz,
    deliveries integer not null default 0,
    result json,
    created_at timestamptz not null default now()
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
create index if not exists idx_tasks_waiting on flows.tasks (queue, user_id, priority desc, seq) where state = 'waiting';
create index if not exists idx_tasks_leased on flows.tasks (lease_until) where state = 'leased';
create index if not exists idx_tasks_ended on flows.tasks (host) where state in ('done', 'failed');
create index if not exists idx_tasks_run on flows.tasks (run_id);
create index if not exists idx_tasks_user on flows.tasks (user_id);
comment on table flows.tasks is 'gatewright: tries of steps that wait for a worker elsewhere';
comment on column flows.tasks.host is 'The process that waits for the result';
comment on column flows.tasks.lease_id is 'Who holds the lease now; a worker that lost it cannot write';

create table if not exists flows.workers (
    user_id uuid not null references public.users (id) on delete cascade,
    name text not null,
    queue text not null,
    activities text[] not null,
    capacity integer not null,
    seen_at timestamptz not null default now(),
    primary key (user_id, name, queue)
) with (fillfactor = 60);
comment on table flows.workers is 'gatewright: who has polled for tasks lately';

do $migration$
declare
    relation text;
begin
    foreach relation in array array['flows.tasks', 'flows.workers'] loop
        execute format('alter table %s enable row level security', relation);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', relation);
        execute format('grant select, insert, update, delete on table %s to service_role', relation);
        execute format('grant select on table %s to authenticated', relation);
        execute format('drop policy if exists "Service does everything" on %s', relation);
        execute format('create policy "Service does everything" on %s for all to service_role using (true) with check (true)', relation);
        execute format('drop policy if exists "Owners and admins see" on %s', relation);
        execute format(
            'create policy "Owners and admins see" on %s for select to authenticated using (user_id = (select auth.uid()) or (select gatewright.is_admin()))',
            relation
        );
    end loop;
end
$migration$;
