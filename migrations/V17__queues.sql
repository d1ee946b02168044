-- Work queues inside runs of flows: a backlog that the plan declares, with items that people and steps put in and steps take out.
--
-- A queue belongs to one run at a time. Where a run goes on in another one, the queue goes with it, with all its items: the row of the
-- queue changes its run, and no item is touched. Whoever adds holds the queue's row, so size and duplicates are judged by one at a time;
-- whoever takes passes over what others have in hand, and waits for nobody.

create table if not exists flows.work_queues (
    id uuid primary key default gen_random_uuid(),
    run_id uuid not null references flows.runs (id) on delete cascade,
    user_id uuid not null,
    queue_name text not null constraint work_queues_queue_name_check check (queue_name ~ '^[A-Za-z][A-Za-z0-9_]{0,99}$'),
    signal_name text not null,
    query_name text not null,
    auto_generated boolean not null default true,
    max_size integer constraint work_queues_max_size_check check (max_size between 1 and 10000),
    priority text not null default 'fifo' constraint work_queues_priority_check check (priority in ('fifo', 'lifo', 'priority')),
    deduplicate boolean not null default false,
    work_item_schema jsonb not null default 'true',
    closed_at timestamptz,
    created_at timestamptz not null default now(),
    constraint work_queues_once unique (run_id, queue_name)
) with (fillfactor = 80);
create index if not exists idx_work_queues_user on flows.work_queues (user_id);
comment on table flows.work_queues is 'gatewright: work queues that plans of runs declare';
comment on column flows.work_queues.run_id is 'The run that has it now; the run in which that one goes on takes it over';
comment on column flows.work_queues.signal_name is 'The signal that adds an item';
comment on column flows.work_queues.query_name is 'The query that tells how the queue stands';
comment on column flows.work_queues.auto_generated is 'Whether signal and query came with the queue';
comment on column flows.work_queues.max_size is 'Items that may be unfinished at once; null for any number';
comment on column flows.work_queues.priority is 'Which item is taken next';
comment on column flows.work_queues.closed_at is 'Since when nothing more is let in';

create table if not exists flows.work_items (
    id uuid primary key,
    queue_id uuid not null references flows.work_queues (id) on delete cascade,
    user_id uuid not null,
    seq bigint generated always as identity,
    payload json not null,
    size_bytes integer not null constraint work_items_size_bytes_check check (size_bytes between 1 and 262144),
    dedupe_hash text,
    priority integer not null default 0,
    status text not null default 'pending' constraint work_items_status_check check (status in ('pending', 'processing', 'completed', 'failed')),
    attempts integer not null default 0 constraint work_items_attempts_check check (attempts >= 0),
    taker_run_id uuid,
    taker_step text,
    taker_attempt integer,
    taker_item integer,
    settled_by text,
    reason text,
    added_by text not null,
    add_key text,
    add_place integer,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    ended_at timestamptz,
    constraint work_items_taken_check check (
        status <> 'processing' or (taker_run_id is not null and taker_step is not null and taker_attempt is not null and taker_item is not null)
    )
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
create index if not exists idx_work_items_pending on flows.work_items (queue_id, priority desc, seq) where status = 'pending';
create index if not exists idx_work_items_unfinished on flows.work_items (queue_id) where status in ('pending', 'processing');
create unique index if not exists work_items_distinct on flows.work_items (queue_id, dedupe_hash)
    where dedupe_hash is not null and status in ('pending', 'processing');
create unique index if not exists work_items_added_once on flows.work_items (queue_id, add_key, add_place) where add_key is not null;
create index if not exists idx_work_items_taker on flows.work_items (taker_run_id, taker_step) where status = 'processing';
create index if not exists idx_work_items_list on flows.work_items (queue_id, created_at desc, id desc);
create index if not exists idx_work_items_user on flows.work_items (user_id);
comment on table flows.work_items is 'gatewright: items of work queues';
comment on column flows.work_items.seq is 'The order in which items came; one that goes back keeps its place';
comment on column flows.work_items.dedupe_hash is 'SHA-256 of the payload in canonical form, where the queue takes no two equal items';
comment on column flows.work_items.priority is 'The higher, the sooner; 0 in queues that do not go by it';
comment on column flows.work_items.attempts is 'How often it was taken; with it whoever took it earlier is told from who has it now';
comment on column flows.work_items.taker_run_id is 'The run whose step has it now';
comment on column flows.work_items.taker_item is 'The call of a fan-out that has it; -1 where the step makes one call';
comment on column flows.work_items.settled_by is 'The effort that said last what became of it: said again, it counts once';
comment on column flows.work_items.add_key is 'Under which key it was added, and at which place of what was added: added again, it counts once';

create table if not exists flows.queue_waits (
    run_id uuid not null references flows.runs (id) on delete cascade,
    step text not null,
    attempt integer not null,
    item integer not null,
    queue_id uuid not null references flows.work_queues (id) on delete cascade,
    user_id uuid not null,
    waits_for text not null constraint queue_waits_waits_for_check check (waits_for in ('items', 'drained')),
    waits_until timestamptz,
    created_at timestamptz not null default now(),
    primary key (run_id, step, attempt, item)
);
create index if not exists idx_queue_waits_queue on flows.queue_waits (queue_id);
create index if not exists idx_queue_waits_user on flows.queue_waits (user_id);
comment on table flows.queue_waits is 'gatewright: steps that wait for a work queue; a row goes with its effort';
comment on column flows.queue_waits.item is 'The call of a fan-out; -1 where the step makes one call';
comment on column flows.queue_waits.waits_until is 'When the step gives up, by the clock of the database: a crash does not begin the time anew';

-- From a run to the one in which it goes on.
create index if not exists idx_flow_runs_continued on flows.runs (continued_from) where continued_from is not null;

-- Privileges and policies ---------------------------------------------------------------------------------------------

do $migration$
declare
    relation text;
begin
    foreach relation in array array['flows.work_queues', 'flows.work_items', 'flows.queue_waits'] loop
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
