-- Tasks are found behind those that were taken, and results behind those that were told, whatever old snapshots keep of them
-- (docs/decisions/0013-looks-behind-what-was-found.md).

-- Results get a number when they come, as tasks have one: that of a task says nothing of when it ended.
create sequence if not exists flows.task_results as bigint;
alter table flows.tasks add column if not exists result_number bigint not null default 0;
comment on column flows.tasks.result_number is 'In the order in which results came; 0 without one';
drop index if exists flows.idx_tasks_ended;
create index if not exists idx_tasks_results on flows.tasks (host, result_number) where result is not null;

-- One index for whatever an account's queue is asked: beside one of accounts alone, the planner, to whom the table is mostly empty, takes either.
drop index if exists flows.idx_tasks_waiting;
drop index if exists flows.idx_tasks_user;
create index if not exists idx_tasks_queue on flows.tasks (user_id, queue, state, priority desc, seq);

-- Leases by their ends alone, for the same reason.
drop index if exists flows.idx_tasks_leased;
create index if not exists idx_tasks_leases on flows.tasks (lease_until) where lease_until is not null;

-- A task that comes back, from a worker that hands it back or is not heard of, has a number that others have passed. There are few of those.
create index if not exists idx_tasks_again on flows.tasks (queue, user_id, priority desc, seq) where state = 'waiting' and deliveries > 0;

revoke all on sequence flows.task_results, flows.tasks_seq_seq from public, anon, authenticated, service_role;
grant select, usage on sequence flows.task_results to service_role;
grant select on sequence flows.tasks_seq_seq to service_role;
