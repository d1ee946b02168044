-- How long runs of flows are kept after their end, where they go then, who needs a payload, and what became of runs that failed.
--
-- Nothing here stands on the path of a step: a payload's user is written where a payload is, and all else when a run is put away.

-- Payloads -------------------------------------------------------------------------------------------------------------

-- Which runs need a payload. Written with the payload; a payload without a row here is nobody's and may go.
create table if not exists engine.payload_uses (
    sha256 text not null,
    run_id uuid not null,
    primary key (sha256, run_id)
);
create index if not exists payload_uses_run on engine.payload_uses (run_id);
comment on table engine.payload_uses is 'gatewright: which runs need a payload';

-- Of payloads of earlier releases nobody wrote down who needs them. They stay.
alter table engine.payloads add column if not exists counted boolean not null default false;
comment on column engine.payloads.counted is 'Everybody who needs it stands in engine.payload_uses';

-- Payloads that a run which is gone has needed: perhaps nobody needs them now. `gone_at`: its row is deleted, its object is next.
create table if not exists engine.released_payloads (
    sha256 text primary key,
    gone_at timestamptz
);
create index if not exists released_payloads_gone on engine.released_payloads (gone_at) where gone_at is not null;
comment on table engine.released_payloads is 'gatewright: payloads to look at, because a run that needed them is gone';

-- Whoever stores a payload holds this lock shared until it is committed who needs it; whoever deletes payloads holds it alone, and sees all of them.
create or replace function engine.payload_lock() returns integer
    language sql immutable parallel safe as $$ select 1197558019 $$;

-- The key with which a run was started goes with it.
create index if not exists start_keys_run on engine.start_keys (run_id);

-- Retention ------------------------------------------------------------------------------------------------------------

create table if not exists flows.retention (
    user_id uuid not null references public.users (id) on delete cascade,
    flow text not null default '',
    keep_days integer constraint retention_keep_days_check check (keep_days between 0 and 36500),
    archive boolean not null default true,
    updated_at timestamptz not null default now(),
    primary key (user_id, flow)
);
comment on table flows.retention is 'gatewright: how long an account keeps runs of flows after their end';
comment on column flows.retention.flow is 'Runs of plans of this name; empty for all others';
comment on column flows.retention.keep_days is 'Null: for ever';
comment on column flows.retention.archive is 'Whether a run goes to the archive, or is deleted for good';

-- One row: what admins set for all accounts, and when somebody last looked for runs that are due.
create table if not exists flows.retention_limits (
    only_one boolean primary key default true constraint retention_limits_only_one_check check (only_one),
    default_days integer constraint retention_limits_default_days_check check (default_days between 0 and 36500),
    default_archive boolean not null default true,
    most_days integer constraint retention_limits_most_days_check check (most_days between 0 and 36500),
    swept_at timestamptz
);
insert into flows.retention_limits (only_one) values (true) on conflict (only_one) do nothing;
comment on table flows.retention_limits is 'gatewright: retention where an account says nothing, and the longest that any account keeps runs';
comment on column flows.retention_limits.default_days is 'Null: for ever';
comment on column flows.retention_limits.most_days is 'Null: no bound';

-- Archive --------------------------------------------------------------------------------------------------------------

create table if not exists flows.archived_runs (
    id uuid primary key,
    user_id uuid not null references public.users (id) on delete cascade,
    name text not null,
    version integer,
    status text not null,
    attributes jsonb not null,
    failure jsonb,
    steps_total integer not null,
    cost_nanos bigint not null,
    created_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz not null,
    archived_at timestamptz not null default now(),
    restored_at timestamptz,
    object text not null,
    place bigint not null check (place >= 0),
    size_bytes bigint not null check (size_bytes > 0)
);
create index if not exists idx_archived_runs_user on flows.archived_runs (user_id, created_at desc, id desc);
create index if not exists idx_archived_runs_created on flows.archived_runs (created_at desc, id desc);
create index if not exists idx_archived_runs_attributes on flows.archived_runs using gin (attributes jsonb_path_ops);
comment on table flows.archived_runs is 'gatewright: runs that lie in the archive: what lists show of them, and where they lie';
comment on column flows.archived_runs.restored_at is 'When it was last brought back; it lies in the archive all the same';
comment on column flows.archived_runs.object is 'SHA-256 of the object that holds its file, with those of other runs of the account';
comment on column flows.archived_runs.place is 'Where in the object its file begins; it is size_bytes long';

-- A row of flows.runs from its file. An input that is JSON's null stands there as a column without a value would.
create or replace function flows.restored_run(file_row jsonb) returns flows.runs
    language plpgsql stable set search_path = pg_catalog, pg_temp
    as $$
    declare
        restored flows.runs := jsonb_populate_record(null::flows.runs, file_row);
    begin
        restored.input := coalesce(restored.input, 'null'::jsonb);
        return restored;
    end
    $$;

-- Dead letters ---------------------------------------------------------------------------------------------------------

alter table flows.runs add column if not exists redriven_as uuid;
comment on column flows.runs.redriven_as is 'It failed, and this run took it up where it had stopped';
create index if not exists idx_flow_runs_dead on flows.runs (user_id, created_at desc, id desc)
    where status in ('failed', 'paused') and redriven_as is null;

-- What comes of a run, by the run it comes of.
create index if not exists idx_flow_runs_continued on flows.runs (continued_from) where continued_from is not null;
create index if not exists idx_flow_runs_forked on flows.runs (forked_from) where forked_from is not null;

-- Privileges and policies ----------------------------------------------------------------------------------------------

do $migration$
declare
    relation text;
begin
    foreach relation in array array[
        'engine.payload_uses', 'engine.released_payloads', 'flows.retention', 'flows.retention_limits', 'flows.archived_runs'
    ] loop
        execute format('alter table %s enable row level security', relation);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', relation);
        execute format('grant select, insert, update, delete on table %s to service_role', relation);
        execute format('drop policy if exists "Service does everything" on %s', relation);
        execute format('create policy "Service does everything" on %s for all to service_role using (true) with check (true)', relation);
    end loop;
    -- Who needs a payload is written down and taken back, never changed; limits are there once.
    revoke update on table engine.payload_uses from service_role;
    revoke insert, delete on table flows.retention_limits from service_role;
    foreach relation in array array['flows.retention', 'flows.archived_runs'] loop
        execute format('grant select on table %s to authenticated', relation);
        execute format('drop policy if exists "Owners and admins see" on %s', relation);
        execute format(
            'create policy "Owners and admins see" on %s for select to authenticated using (user_id = (select auth.uid()) or (select gatewright.is_admin()))',
            relation
        );
    end loop;
    revoke all on function engine.payload_lock(), flows.restored_run(jsonb) from public, anon, authenticated;
    grant execute on function engine.payload_lock(), flows.restored_run(jsonb) to service_role;
end
$migration$;

-- Accounts see what holds for them: whoever is signed in with an account that is there.
grant select on table flows.retention_limits to authenticated;
drop policy if exists "Accounts see" on flows.retention_limits;
create policy "Accounts see" on flows.retention_limits for select to authenticated
    using (exists (select from public.users u where u.id = (select auth.uid())));
