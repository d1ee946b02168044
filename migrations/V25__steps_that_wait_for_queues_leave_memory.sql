-- A run that waits for nothing but work queues leaves memory. Whoever changes a queue then wakes its run, in the same transaction.

alter table flows.queue_waits add column if not exists parked_for text
    constraint queue_waits_parked_for_check check (parked_for in ('items', 'items_or_drained', 'drained'));
comment on column flows.queue_waits.parked_for is
    'What wakes the run that waits, which may be out of memory; null where it is in memory, or is woken. It goes with a row in engine.wakes only';

create index if not exists idx_queue_waits_parked on flows.queue_waits (queue_id, created_at) where parked_for is not null;
