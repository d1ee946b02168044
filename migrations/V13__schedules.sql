-- Schedules: rules by which runs of a flow start, and what became of each of their moments.

create table if not exists flows.schedules (
    id uuid primary key,
    user_id uuid not null references public.users (id) on delete cascade,
    name text not null constraint schedules_name_check check (name ~ '^[a-z][a-z0-9-]{0,99}$'),
    flow_id uuid not null references flows.flows (id) on delete cascade,
    version integer,
    definition jsonb not null,
    input jsonb not null,
    attributes jsonb not null default '{}' constraint schedules_attributes_check check (jsonb_typeof(attributes) = 'object'),
    last_considered timestamptz not null,
    fired bigint not null default 0,
    next_look timestamptz,
    exhausted boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint schedules_once unique (user_id, name)
) with (fillfactor = 70);
create index if not exists idx_schedules_flow on flows.schedules (flow_id);
create index if not exists idx_schedules_look on flows.schedules (next_look) where next_look is not null;
comment on table flows.schedules is 'gatewright: when runs of a flow start by themselves';
comment on column flows.schedules.version is 'Which version of the flow; null for the newest at each firing';
comment on column flows.schedules.last_considered is 'Every moment of the rule up to this one has been dealt with';
comment on column flows.schedules.next_look is 'When there is something to do next; null while it is paused and when it is exhausted';

create table if not exists flows.firings (
    id uuid primary key,
    schedule_id uuid not null references flows.schedules (id) on delete cascade,
    nominal timestamptz not null,
    cause text not null constraint firings_cause_check check (cause in ('rule', 'backfill', 'hand')),
    status text not null constraint firings_status_check check (status in ('buffered', 'started', 'skipped', 'missed', 'failed')),
    reason text,
    run_id uuid,
    created_at timestamptz not null default now(),
    constraint firings_once unique (schedule_id, nominal, cause)
);
create index if not exists idx_firings_schedule on flows.firings (schedule_id, created_at desc, id desc);
create index if not exists idx_firings_buffered on flows.firings (schedule_id, id) where status = 'buffered';
comment on table flows.firings is 'gatewright: what became of a moment at which a schedule fired; the newest thousand of each schedule are kept';
comment on column flows.firings.nominal is 'The moment that the rule names, before jitter';

alter table flows.runs add column if not exists schedule_id uuid references flows.schedules (id) on delete set null;
alter table flows.runs add column if not exists scheduled_for timestamptz;
create index if not exists idx_flow_runs_schedule on flows.runs (schedule_id);
comment on column flows.runs.scheduled_for is 'The moment of the schedule that started it';

do $migration$
declare
    relation text;
begin
    foreach relation in array array['flows.schedules', 'flows.firings'] loop
        execute format('alter table %s enable row level security', relation);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', relation);
        execute format('grant select, insert, update, delete on table %s to service_role', relation);
        execute format('grant select on table %s to authenticated', relation);
        execute format('drop policy if exists "Service does everything" on %s', relation);
        execute format('create policy "Service does everything" on %s for all to service_role using (true) with check (true)', relation);
    end loop;
end
$migration$;

drop policy if exists "Owners and admins see schedules" on flows.schedules;
create policy "Owners and admins see schedules" on flows.schedules for select to authenticated
    using (user_id = (select auth.uid()) or (select gatewright.is_admin()));
drop policy if exists "Owners and admins see firings" on flows.firings;
create policy "Owners and admins see firings" on flows.firings for select to authenticated
    using (
        (select gatewright.is_admin())
        or schedule_id in (select s.id from flows.schedules s where s.user_id = (select auth.uid()))
    );
