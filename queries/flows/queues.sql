-- Work queues of runs and their items. Reads are the same for the service and for a user's session: row-level security decides what is seen.

--: WorkQueue(max_size?, closed_at?, oldest_pending_at?, oldest_pending_s?)
--: WorkItem(payload?, taker_run_id?, taker_step?, taker_attempt?, taker_item?, reason?, started_at?, ended_at?)
--: FoundQueue(max_size?)
--: TakenItem()

--! declare_queues (max_sizes[?])
--- The queues that plans of these runs declare, as far as they are not there.
with declared as (
    insert into flows.work_queues (run_id, user_id, queue_name, signal_name, query_name, max_size, priority, deduplicate, work_item_schema)
    select r.id, r.user_id, w.name, w.name, w.name, w.max_size, w.priority, w.deduplicate, w.schema::jsonb
    from unnest(
        :run_ids::uuid[], :names::text[], :max_sizes::integer[], :priorities::text[], :deduplicates::boolean[], :schemas::text[]
    ) as w (run_id, name, max_size, priority, deduplicate, schema)
    join flows.runs r on r.id = w.run_id
    on conflict (run_id, queue_name) do nothing
    returning 1
)
select count(*) as rows from declared;

--! move_queues
--- Queues of runs that go on in others go with them.
with moved as (
    update flows.work_queues q
    set run_id = w.next
    from unnest(:ids::uuid[], :nexts::uuid[]) as w (id, next)
    where q.run_id = w.id and exists (select from flows.runs r where r.id = w.next)
    returning 1
)
select count(*) as rows from moved;

--! find_queue : FoundQueue
--- A queue of a run, or of the run in which that one went on.
with recursive line as (
    select r.id, r.status from flows.runs r where r.id = :run_id
    union all
    select n.id, n.status from line l join flows.runs n on n.continued_from = l.id where l.status = 'continued'
)
select q.id, q.run_id, q.user_id, q.queue_name, q.max_size, q.priority, q.deduplicate, q.work_item_schema as schema
from line l
join flows.work_queues q on q.run_id = l.id
where q.queue_name = :queue_name;

--! queue_names
with recursive line as (
    select r.id, r.status from flows.runs r where r.id = :run_id
    union all
    select n.id, n.status from line l join flows.runs n on n.continued_from = l.id where l.status = 'continued'
)
select q.queue_name from line l join flows.work_queues q on q.run_id = l.id order by q.queue_name;

--! list_work_queues (queue_name?) : WorkQueue
--- The queues of a run, or of the run in which it went on, by name; or the one of a name.
with recursive line as (
    select r.id, r.status from flows.runs r where r.id = :run_id
    union all
    select n.id, n.status from line l join flows.runs n on n.continued_from = l.id where l.status = 'continued'
)
select
    q.id, q.run_id, q.queue_name, q.signal_name, q.query_name, q.auto_generated, q.max_size, q.priority, q.deduplicate, q.work_item_schema,
    q.closed_at, q.created_at, c.pending, c.processing, c.completed, c.failed, c.oldest_pending_at,
    extract(epoch from now() - c.oldest_pending_at)::double precision as oldest_pending_s,
    (select count(*) from flows.queue_waits w where w.queue_id = q.id and w.waits_for = 'items') as waiting_steps
from line l
join flows.work_queues q on q.run_id = l.id
cross join lateral (
    select
        count(*) filter (where i.status = 'pending') as pending, count(*) filter (where i.status = 'processing') as processing,
        count(*) filter (where i.status = 'completed') as completed, count(*) filter (where i.status = 'failed') as failed,
        min(i.created_at) filter (where i.status = 'pending') as oldest_pending_at
    from flows.work_items i
    where i.queue_id = q.id
) c
where :queue_name::text is null or q.queue_name = :queue_name
order by q.queue_name;

--! list_work_items (before_created?, before_id?, status?) : WorkItem
--- Newest first; a further page begins behind the last row of the one before. Large payloads are left out.
select
    i.id, i.seq, case when i.size_bytes <= :inline::integer then i.payload::text end as payload, i.size_bytes, i.priority, i.status, i.attempts,
    i.taker_run_id, i.taker_step, i.taker_attempt, i.taker_item, i.reason, i.added_by, i.created_at, i.started_at, i.ended_at
from flows.work_items i
where i.queue_id = :queue_id
    and (i.created_at, i.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    and (:status::text is null or i.status = :status)
order by i.created_at desc, i.id desc
limit :page_size;

--! get_work_item : WorkItem
select
    i.id, i.seq, i.payload::text as payload, i.size_bytes, i.priority, i.status, i.attempts, i.taker_run_id, i.taker_step, i.taker_attempt,
    i.taker_item, i.reason, i.added_by, i.created_at, i.started_at, i.ended_at
from flows.work_items i
where i.queue_id = :queue_id and i.id = :id;

--! lock_queue
--- Only one at a time judges what is let in. What the queue holds is to be asked afterwards, in a statement of its own.
select r.status as run_status, q.closed_at is not null as closed
from flows.work_queues q
join flows.runs r on r.id = q.run_id
where q.id = :id
for no key update of q;

--! unfinished
select count(*) as items from flows.work_items i where i.queue_id = :queue_id and i.status in ('pending', 'processing');

--! equal_items : (hash?)
--- Unfinished items that have one of these hashes.
select i.id, i.dedupe_hash as hash
from flows.work_items i
where i.queue_id = :queue_id and i.dedupe_hash = any (:hashes::text[]) and i.status in ('pending', 'processing');

--! added_items : (place?)
--- What a key has added before.
select i.id, i.add_place as place, i.payload::text as payload
from flows.work_items i
where i.queue_id = :queue_id and i.add_key = :key;

--! insert_items (hashes[?], add_key?)
with added as (
    insert into flows.work_items (
        id, queue_id, user_id, payload, size_bytes, dedupe_hash, priority, added_by, add_key, add_place, created_at
    )
    select
        w.id, q.id, q.user_id, w.payload::json, w.size, w.hash, w.priority, :added_by, :add_key::text, w.place, engine.clock_now()
    from unnest(:ids::uuid[], :payloads::text[], :sizes::integer[], :hashes::text[], :priorities::integer[], :places::integer[])
        with ordinality as w (id, payload, size, hash, priority, place, nth)
    join flows.work_queues q on q.id = :queue_id
    order by w.nth
    returning 1
)
select count(*) as rows from added;

--! one_effort_at_a_time
--- Two processes that carry the same effort out, one of which has lost its shard, come one after the other.
select pg_advisory_xact_lock(hashtextextended(:effort::text, 7))::text as locked;

--! effort_lives
--- Whether an effort is still under way; keeps it so until the transaction ends.
select true as lives
from flows.steps s
where s.run_id = :run_id and s.step = :step and s.attempt = :attempt and s.status = 'running'
    and not exists (select from flows.items i where i.run_id = s.run_id and i.step = s.step and i.attempt = s.attempt and i.item = :item)
for share of s;

--! held_items : TakenItem
--- What an effort has taken already.
select i.id, i.seq, i.priority, i.attempts, i.payload::text as payload
from flows.work_items i
where i.taker_run_id = :run_id and i.taker_step = :step and i.taker_attempt = :attempt and i.taker_item = :item and i.queue_id = :queue_id
    and i.status = 'processing';

--! claim_first : TakenItem
--- Takes what is next by priority, and of those what came first. What others have in hand is passed over.
with picked as (
    select i.id
    from flows.work_items i
    where i.queue_id = :queue_id and i.status = 'pending'
    order by i.priority desc, i.seq
    limit :most
    for update skip locked
)
update flows.work_items i
set status = 'processing', attempts = i.attempts + 1, taker_run_id = :run_id, taker_step = :step, taker_attempt = :attempt, taker_item = :item,
    started_at = engine.clock_now()
from picked
where i.id = picked.id
returning i.id, i.seq, i.priority, i.attempts, i.payload::text as payload;

--! claim_last : TakenItem
--- Takes what came last.
with picked as (
    select i.id
    from flows.work_items i
    where i.queue_id = :queue_id and i.status = 'pending'
    order by i.priority, i.seq desc
    limit :most
    for update skip locked
)
update flows.work_items i
set status = 'processing', attempts = i.attempts + 1, taker_run_id = :run_id, taker_step = :step, taker_attempt = :attempt, taker_item = :item,
    started_at = engine.clock_now()
from picked
where i.id = picked.id
returning i.id, i.seq, i.priority, i.attempts, i.payload::text as payload;

--! queue_state
--- What those who wait for queues want to know of them.
select
    q.id, exists (select from flows.work_items i where i.queue_id = q.id and i.status = 'pending') as has_pending,
    exists (select from flows.work_items i where i.queue_id = q.id and i.status in ('pending', 'processing')) as has_unfinished,
    (q.closed_at is not null or r.status in ('completed', 'failed', 'cancelled')) as closed
from flows.work_queues q
join flows.runs r on r.id = q.run_id
where q.id = any (:ids::uuid[]);

--! finished_items
--- Of these items, those that are not unfinished any more: finished, or removed.
select w.id
from unnest(:ids::uuid[]) as w (id)
where not exists (select from flows.work_items i where i.id = w.id and i.status in ('pending', 'processing'));

--! status_of_items
select i.id, i.status from flows.work_items i where i.queue_id = :queue_id and i.id = any (:ids::uuid[]);

--! begin_wait (wait_s?) : (left_s?)
--- Notes who waits for a queue, and gives the seconds that are left. Who waited before a crash has waited that long.
insert into flows.queue_waits as w (run_id, step, attempt, item, queue_id, user_id, waits_for, waits_until)
values (:run_id, :step, :attempt, :item, :queue_id, :user_id, :waits_for, engine.clock_now() + make_interval(secs => :wait_s::double precision))
on conflict (run_id, step, attempt, item) do update set queue_id = excluded.queue_id
returning extract(epoch from w.waits_until - engine.clock_now())::double precision as left_s;

--! hold_alone
--- The queues for which these efforts wait, as far as nobody changes them now. Held until the transaction ends: whoever adds an item holds its
--- queue by the foreign key, whoever changes something else by `hold_queues`.
select q.id
from flows.work_queues q
where q.id = any (array(
    select w.queue_id
    from unnest(:run_ids::uuid[], :steps::text[], :attempts::integer[], :items::integer[]) as e (run_id, step, attempt, item)
    join flows.queue_waits w on w.run_id = e.run_id and w.step = e.step and w.attempt = e.attempt and w.item = e.item
))
order by q.id
for update skip locked;

--! park_waits (of_items[?]) : (waits_until?)
--- Marks efforts that wait for queues which are held alone, and for which nothing has come. What the queues hold is asked in a statement behind the
--- one that holds them. A wait that is about to end is passed over: whoever ends it may wait for its queue.
with waits as (
    select w.run_id, w.step, w.attempt, w.item, e.parked_for, e.of_items, q.id as queue_id,
        q.closed_at is not null or r.status in ('completed', 'failed', 'cancelled') as closed
    from unnest(
        :run_ids::uuid[], :steps::text[], :attempts::integer[], :items::integer[], :parked_for::text[], :of_items::text[]
    ) as e (run_id, step, attempt, item, parked_for, of_items)
    join flows.queue_waits w on w.run_id = e.run_id and w.step = e.step and w.attempt = e.attempt and w.item = e.item
    join flows.work_queues q on q.id = w.queue_id
    join flows.runs r on r.id = q.run_id
    where w.queue_id = any (:held::uuid[])
    for update of w skip locked
)
update flows.queue_waits w
set parked_for = e.parked_for
from waits e
where w.run_id = e.run_id and w.step = e.step and w.attempt = e.attempt and w.item = e.item
    and case
        when e.parked_for = 'drained' then exists (
            select from flows.work_items i
            where i.queue_id = e.queue_id and i.status in ('pending', 'processing')
                and (e.of_items is null or i.id = any (e.of_items::uuid[]))
        )
        else not e.closed
            and not exists (select from flows.work_items i where i.queue_id = e.queue_id and i.status = 'pending')
            -- What it has taken is on its way.
            and not exists (
                select from flows.work_items i
                where i.taker_run_id = w.run_id and i.taker_step = w.step and i.taker_attempt = w.attempt and i.taker_item = w.item
                    and i.queue_id = e.queue_id and i.status = 'processing'
            )
            and (
                e.parked_for = 'items'
                or exists (select from flows.work_items i where i.queue_id = e.queue_id and i.status in ('pending', 'processing'))
            )
    end
returning w.run_id, w.step, w.attempt, w.item, w.waits_until;

--! hold_queues
--- Keeps these queues from being held alone until the transaction ends.
select q.id from flows.work_queues q where q.id = any (:ids::uuid[]) order by q.id for key share;

--! queues_of_runs
select q.id from flows.work_queues q where q.run_id = any (:run_ids::uuid[]);

--! wake_waits
--- Wakes runs that wait for queues which have changed, and tells how many waits are over: of those that wait for items as many as there are new
--- ones, the oldest first, or all where nothing comes any more; and where items were finished, or are gone, all that wait for an end of them.
with chosen as (
    select w.run_id, w.step, w.attempt, w.item, w.queue_id
    from unnest(:queue_ids::uuid[], :fresh::bigint[], :finished::boolean[]) as c (queue_id, fresh, finished)
    join flows.work_queues q on q.id = c.queue_id
    join flows.runs r on r.id = q.run_id
    cross join lateral (
        select p.run_id, p.step, p.attempt, p.item, p.queue_id
        from (
            select p.run_id, p.step, p.attempt, p.item, p.queue_id
            from flows.queue_waits p
            where p.queue_id = q.id and p.parked_for is not null and p.parked_for <> 'drained'
            order by p.created_at
            limit case
                when q.closed_at is not null or r.status in ('completed', 'failed', 'cancelled') then null
                when exists (select from flows.work_items i where i.queue_id = q.id and i.status = 'pending') then c.fresh
                else 0
            end
            for update skip locked
        ) as p
        union
        select p.run_id, p.step, p.attempt, p.item, p.queue_id
        from (
            select p.run_id, p.step, p.attempt, p.item, p.queue_id
            from flows.queue_waits p
            where c.finished and p.queue_id = q.id and p.parked_for in ('drained', 'items_or_drained')
            for update skip locked
        ) as p
    ) as w
), over as (
    update flows.queue_waits w
    set parked_for = null
    from chosen c
    where w.run_id = c.run_id and w.step = c.step and w.attempt = c.attempt and w.item = c.item
    returning w.run_id, w.queue_id
), woken as (
    insert into engine.wakes (shard, run_id, cause)
    select engine.shard_of(o.run_id), o.run_id, 'queue ' || min(o.queue_id::text) from over o group by o.run_id
    returning 1
)
select count(*) as woken from woken;

--! end_wait
--- Wakes the run of an effort that has taken items, behind the statement that took them, if its wait is marked: the run may be leaving memory.
with over as (
    update flows.queue_waits w
    set parked_for = null
    where w.run_id = :run_id and w.step = :step and w.attempt = :attempt and w.item = :item and w.parked_for is not null
    returning w.run_id, w.queue_id
), woken as (
    insert into engine.wakes (shard, run_id, cause)
    select engine.shard_of(o.run_id), o.run_id, 'queue ' || o.queue_id from over o
    returning 1
)
select count(*) as woken from woken;

--! overlooked
--- Queues for which somebody waits out of memory though something is there for him: whoever should have woken him found his wait locked by one whose
--- transaction came to nothing. What ends a wait for certain items is not looked at; those look again themselves.
select q.id
from flows.work_queues q
join flows.runs r on r.id = q.run_id
where q.id = any (array(select w.queue_id from flows.queue_waits w where w.parked_for is not null))
    and (
        q.closed_at is not null or r.status in ('completed', 'failed', 'cancelled')
        or exists (select from flows.work_items i where i.queue_id = q.id and i.status = 'pending')
        or exists (select from flows.queue_waits w where w.queue_id = q.id and w.parked_for in ('drained', 'items_or_drained'))
    )
order by q.id;

--! settle_items (attempts[?], reasons[?])
--- Says what became of items, of those who have them still; an effort that has said so before says nothing again, though its run may have
--- taken the item anew. In the order of their ids, so that two never wait for each other.
with asked as (
    select w.id, w.attempt, w.status, w.reason
    from unnest(:ids::uuid[], :attempts::integer[], :statuses::text[], :reasons::text[]) as w (id, attempt, status, reason)
), locked as (
    select i.id
    from flows.work_items i
    join asked a on a.id = i.id
    where i.queue_id = :queue_id
    order by i.id
    for no key update of i
)
update flows.work_items i
set status = a.status, reason = a.reason, settled_by = :settled_by,
    ended_at = case when a.status <> 'pending' then engine.clock_now() end
from asked a
join locked l on l.id = a.id
where i.id = a.id and i.status = 'processing' and i.taker_run_id = :run_id and (a.attempt is null or a.attempt = i.attempts)
    and i.settled_by is distinct from :settled_by
returning i.id;

--! settled_items
--- Of these items, those of which an effort said last what became of them.
select i.id from flows.work_items i where i.queue_id = :queue_id and i.id = any (:ids::uuid[]) and i.settled_by = :settled_by;

--! retry_item
--- Back among those that wait, at its old place.
with again as (
    update flows.work_items i
    set status = 'pending', reason = null, ended_at = null
    where i.id = :id and i.queue_id = :queue_id and i.status = 'failed'
    returning 1
)
select count(*) as rows from again;

--! hash_of_item : (hash?)
select i.status, i.dedupe_hash as hash from flows.work_items i where i.id = :id and i.queue_id = :queue_id;

--! remove_item
with removed as (
    delete from flows.work_items i where i.id = :id and i.queue_id = :queue_id and i.status <> 'processing' returning 1
)
select count(*) as rows from removed;

--! close_queue
with closed as (
    update flows.work_queues q set closed_at = coalesce(q.closed_at, engine.clock_now()) where q.id = :id returning 1
)
select count(*) as rows from closed;

--! rename_takers
--- Items held by steps that have other names now. Their waits, noted by the old name, are forgotten: those steps wait on in memory.
with names as (
    select w.run_id, w.step, w.name from unnest(:run_ids::uuid[], :steps::text[], :names::text[]) as w (run_id, step, name)
), renamed as (
    update flows.work_items i
    set taker_step = n.name
    from names n
    where i.taker_run_id = n.run_id and i.taker_step = n.step and i.status = 'processing'
    returning 1
), forgotten as (
    delete from flows.queue_waits w using names n where w.run_id = n.run_id and w.step = n.step
    returning 1
)
select (select count(*) from renamed) as renamed, (select count(*) from forgotten) as forgotten;

--! release_others
--- Items that efforts have which have ended without them, and their waits: what two processes took for the same effort. Tells the queues of
--- the items, and of the waits that took nothing, as the two that follow do.
with over as (
    select w.run_id, w.step, w.attempt, w.item, w.kept::uuid[] as kept
    from unnest(:run_ids::uuid[], :steps::text[], :attempts::integer[], :items::integer[], :kept::text[]) as w (run_id, step, attempt, item, kept)
), locked as (
    select i.id
    from flows.work_items i
    join over o on o.run_id = i.taker_run_id and o.step = i.taker_step and o.attempt = i.taker_attempt and o.item = i.taker_item
    where i.status = 'processing' and i.id <> all (o.kept)
    order by i.id
    for no key update of i
), released as (
    update flows.work_items i set status = 'pending' from locked l where i.id = l.id and i.status = 'processing' returning i.queue_id
), ended as (
    delete from flows.queue_waits w
    using over o
    where w.run_id = o.run_id and w.step = o.step and w.attempt = o.attempt and w.item = o.item
    returning w.queue_id, cardinality(o.kept) = 0 as took_nothing
)
select array(select r.queue_id from released r) as released, array(select e.queue_id from ended e where e.took_nothing) as ended;

--! release_attempts
--- Items of attempts that ended, up to a given one, and their waits.
with over as (
    select w.run_id, w.step, w.attempt
    from unnest(:run_ids::uuid[], :steps::text[], :attempts::integer[]) as w (run_id, step, attempt)
), locked as (
    select i.id
    from flows.work_items i
    join over o on o.run_id = i.taker_run_id and o.step = i.taker_step and i.taker_attempt <= o.attempt
    where i.status = 'processing'
    order by i.id
    for no key update of i
), released as (
    update flows.work_items i set status = 'pending' from locked l where i.id = l.id and i.status = 'processing' returning i.queue_id
), ended as (
    delete from flows.queue_waits w
    using over o
    where w.run_id = o.run_id and w.step = o.step and w.attempt <= o.attempt
    returning w.queue_id
)
select array(select r.queue_id from released r) as released, array(select e.queue_id from ended e) as ended;

--! release_runs
--- Items of runs that ended, and their waits.
with locked as (
    select i.id
    from flows.work_items i
    where i.taker_run_id = any (:run_ids::uuid[]) and i.status = 'processing'
    order by i.id
    for no key update of i
), released as (
    update flows.work_items i set status = 'pending' from locked l where i.id = l.id and i.status = 'processing' returning i.queue_id
), ended as (
    delete from flows.queue_waits w where w.run_id = any (:run_ids::uuid[]) returning w.queue_id
)
select array(select r.queue_id from released r) as released, array(select e.queue_id from ended e) as ended;
