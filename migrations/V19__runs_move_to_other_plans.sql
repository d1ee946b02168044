-- Runs of flows may move to another version of their flow, in which their steps may have other names.

-- Calls of fan-outs follow the attempts that they belong to.
alter table flows.items drop constraint if exists items_run_id_step_attempt_fkey;
alter table flows.items
    add constraint items_run_id_step_attempt_fkey
    foreign key (run_id, step, attempt) references flows.steps (run_id, step, attempt) on update cascade on delete cascade not valid;
alter table flows.items validate constraint items_run_id_step_attempt_fkey;

comment on table flows.versions is
    'gatewright: the versions of a flow; a new one takes new runs, runs under way keep theirs until somebody moves them';
comment on column flows.runs.version is 'Of its flow; the one that it has now, where somebody moved the run';
