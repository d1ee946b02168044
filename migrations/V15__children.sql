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
