-- A task says what its worker must have, and a worker what it has: a task is given only to a worker that has all it asks for.

alter table flows.tasks add column if not exists labels text[] not null default '{}';
comment on column flows.tasks.labels is 'What its worker must have, sorted, each once';

alter table flows.workers add column if not exists labels text[] not null default '{}';
comment on column flows.workers.labels is 'What it said it has when it polled, sorted, each once';
