-- Flows: plans that people write themselves, stored by name and version, with the runs made from them.
--
-- `flows.runs` and `flows.steps` are a projection of the journal, written in the transaction that commits its entries; the engine's
-- own tables stay closed. Nobody but the service writes here: what people ask goes through the engine, which answers when it is durable.

create schema if not exists flows;

revoke all on schema flows from public;
grant usage on schema flows to authenticated, service_role;

create table if not exists flows.flows (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.users (id) on delete cascade,
    name text not null constraint flows_name_check check (name ~ '^[a-z][a-z0-9-]{0,99}$'),
    latest_version integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint flows_once unique (user_id, name)
);
comment on table flows.flows is 'gatewright: a plan somebody keeps, by name';

create table if not exists flows.versions (
    flow_id uuid not null references flows.flows (id) on delete cascade,
    version integer not null check (version > 0),
    plan_hash text not null,
    source text not null constraint versions_source_check check (octet_length(source) <= 8388608),
    created_at timestamptz not null default now(),
    primary key (flow_id, version)
);
comment on table flows.versions is 'gatewright: the versions of a flow; a new one takes new runs, runs under way keep theirs';
comment on column flows.versions.source is 'The file as it was given; the plan read from it is engine.plans at plan_hash';

create table if not exists flows.runs (
    id uuid primary key,
    user_id uuid not null references public.users (id) on delete cascade,
    flow_id uuid references flows.flows (id) on delete set null,
    version integer,
    name text not null,
    status text not null default 'pending'
        constraint runs_status_check check (status in ('pending', 'running', 'paused', 'completed', 'failed', 'cancelled', 'continued')),
    input jsonb not null,
    output jsonb,
    failure jsonb,
    pause jsonb,
    continued_from uuid,
    attributes jsonb not null default '{}' constraint runs_attributes_check check (jsonb_typeof(attributes) = 'object'),
    steps_total integer not null default 0,
    cost_nanos bigint not null default 0,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    ended_at timestamptz
) with (fillfactor = 80);
create index if not exists idx_flow_runs_user on flows.runs (user_id, created_at desc, id desc);
create index if not exists idx_flow_runs_created on flows.runs (created_at desc, id desc);
create index if not exists idx_flow_runs_flow on flows.runs (flow_id, created_at desc, id desc);
create index if not exists idx_flow_runs_open on flows.runs (user_id, created_at desc, id desc) where status in ('pending', 'running', 'paused');
create index if not exists idx_flow_runs_attributes on flows.runs using gin (attributes jsonb_path_ops);
comment on table flows.runs is 'gatewright: runs of flows and of plan files; the same identity as in engine.runs';
comment on column flows.runs.attributes is 'What the run is found by: names with texts, numbers or truth values, given at the start';
comment on column flows.runs.continued_from is 'The run that ended by going on in this one';
comment on column flows.runs.pause is 'Why the run holds, while it holds';

create table if not exists flows.steps (
    run_id uuid not null references flows.runs (id) on delete cascade,
    step text not null,
    attempt integer not null check (attempt >= 0),
    position integer not null,
    title text,
    status text not null
        constraint steps_status_check check (status in ('running', 'awaiting_approval', 'passed', 'warning', 'failed', 'skipped', 'reset')),
    cause text,
    input jsonb,
    value jsonb,
    files jsonb,
    failure jsonb,
    verdict jsonb,
    decision jsonb,
    undo jsonb,
    tries integer not null default 1,
    cost_nanos bigint not null default 0,
    started_at timestamptz not null,
    ended_at timestamptz,
    primary key (run_id, step, attempt)
) with (fillfactor = 80);
comment on table flows.steps is 'gatewright: attempts of steps; attempt 0 is a step passed over before any began';
comment on column flows.steps.status is '`reset`: it no longer counts, because what it consumed was done anew';

-- Privileges and policies ---------------------------------------------------------------------------------------------

do $migration$
declare
    relation text;
begin
    foreach relation in array array['flows.flows', 'flows.versions', 'flows.runs', 'flows.steps'] loop
        execute format('alter table %s enable row level security', relation);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', relation);
        execute format('grant select, insert, update, delete on table %s to service_role', relation);
        execute format('grant select on table %s to authenticated', relation);
        execute format('drop policy if exists "Service does everything" on %s', relation);
        execute format('create policy "Service does everything" on %s for all to service_role using (true) with check (true)', relation);
    end loop;
end
$migration$;

drop policy if exists "Owners and admins see flows" on flows.flows;
create policy "Owners and admins see flows" on flows.flows for select to authenticated
    using (user_id = (select auth.uid()) or (select gatewright.is_admin()));
drop policy if exists "Owners and admins see versions" on flows.versions;
create policy "Owners and admins see versions" on flows.versions for select to authenticated
    using ((select gatewright.is_admin()) or flow_id in (select f.id from flows.flows f where f.user_id = (select auth.uid())));
drop policy if exists "Owners and admins see flow runs" on flows.runs;
create policy "Owners and admins see flow runs" on flows.runs for select to authenticated
    using (user_id = (select auth.uid()) or (select gatewright.is_admin()));
drop policy if exists "Owners and admins see flow steps" on flows.steps;
create policy "Owners and admins see flow steps" on flows.steps for select to authenticated
    using (
        (select gatewright.is_admin())
        or exists (select from flows.runs r where r.id = run_id and r.user_id = (select auth.uid()))
    );
