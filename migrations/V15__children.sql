-- Runs that steps of other runs start.

alter table flows.runs add column if not exists parent_id uuid;
alter table flows.runs add column if not exists parent_step text;
alter table flows.runs add column if not exists parent_attempt integer;
alter table flows.runs add column if not exists on_parent_end text
    constraint runs_on_parent_end_check check (on_parent_end in ('cancel', 'abandon'));
alter table flows.runs add column if not exists depth integer not null default 0;
alter table flows.runs add column if not exists forked_from uuid;
create index if not exists idx_flow_runs_parent on flows.runs (parent_id) where parent_id is not null;
comment on column flows.runs.parent_id is 'The run whose step started it';
comment on column flows.runs.on_parent_end is 'What becomes of it when that attempt of its parent ends without it';
comment on column flows.runs.forked_from is 'The run whose outputs it began with';

-- What each call of a fan-out gave: rows, so that a thousand of them cost a row each, and not a growing list.
create table if not exists flows.items (
    run_id uuid not null,
    step text not null,
    attempt integer not null,
    item integer not null,
    value jsonb,
    files jsonb,
    failure jsonb,
    ended_at timestamptz not null,
    primary key (run_id, step, attempt, item),
    foreign key (run_id, step, attempt) references flows.steps (run_id, step, attempt) on delete cascade
);
comment on table flows.items is 'gatewright: the calls of fan-outs that have ended';

alter table flows.items enable row level security;
revoke all on table flows.items from public, anon, authenticated, service_role;
grant select, insert, update, delete on table flows.items to service_role;
grant select on table flows.items to authenticated;
drop policy if exists "Service does everything" on flows.items;
create policy "Service does everything" on flows.items for all to service_role using (true) with check (true);
drop policy if exists "Owners and admins see items" on flows.items;
create policy "Owners and admins see items" on flows.items for select to authenticated
    using (
        (select gatewright.is_admin())
        or exists (select from flows.runs r where r.id = run_id and r.user_id = (select auth.uid()))
    );
