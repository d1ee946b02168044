-- How long runs are kept after their end, and which are due. Reads of settings are the same for the service and for a user's session.

--: Rule(keep_days?)
--: Limits(default_days?, most_days?)
--: DueRun()
--: NamedRun(kept_for?)

--! retention_of : Rule
--- What an account has said, of all its runs (an empty flow) and of single flows.
select r.flow, r.keep_days, r.archive from flows.retention r where r.user_id = :user_id order by r.flow;

--! retention_limits : Limits
select l.default_days, l.default_archive, l.most_days from flows.retention_limits l;

--! forget_retention
delete from flows.retention where user_id = :user_id;

--! set_retention (keep_days[?])
insert into flows.retention (user_id, flow, keep_days, archive)
select :user_id, w.flow, w.keep_days, w.archive
from unnest(:flows::text[], :keep_days::integer[], :archives::boolean[]) as w (flow, keep_days, archive);

--! set_limits (default_days?, most_days?)
update flows.retention_limits
set default_days = :default_days, default_archive = :default_archive, most_days = :most_days;

--! claim_sweep
--- Where anybody keeps runs for a time only, one process in so many seconds looks for those that are due. Counts 1 for the one that does.
with claimed as (
    update flows.retention_limits l
    set swept_at = engine.clock_now()
    where (l.swept_at is null or l.swept_at <= engine.clock_now() - make_interval(secs => :every_s::double precision))
        and (
            coalesce(l.default_days, l.most_days) is not null
            or exists (select from flows.retention r where r.keep_days is not null)
        )
    returning 1
)
select count(*) as rows from claimed;

--! accounts_to_sweep
--- Accounts of which a run may be due, with the shortest time that any of their runs is kept.
with bounded as (
    select
        u.id as user_id,
        least(
            min(r.keep_days), case when coalesce(bool_or(r.flow = ''), false) then null else l.default_days end, l.most_days
        ) as least_days
    from public.users u
    cross join flows.retention_limits l
    left join flows.retention r on r.user_id = u.id
    group by u.id, l.default_days, l.most_days
)
select b.user_id, b.least_days from bounded b where b.least_days is not null order by b.user_id;

--! take_due : DueRun
--- Runs of an account that are due, the oldest first, locked until the transaction ends: nothing comes of them meanwhile. Children go before
--- parents; a run that an open one comes of is kept, and so is one whose parent is open.
select r.id, r.created_at, coalesce(named.archive, own.archive, l.default_archive) as archive
from flows.runs r
cross join flows.retention_limits l
left join flows.retention named on named.user_id = r.user_id and named.flow = r.name and r.name <> ''
left join flows.retention own on own.user_id = r.user_id and own.flow = ''
left join flows.archived_runs a on a.id = r.id
where r.user_id = :user_id
    and (r.created_at, r.id) > (:after_created::timestamptz, :after_id::uuid)
    and r.created_at <= engine.clock_now() - make_interval(days => :least_days::integer)
    and r.status in ('completed', 'failed', 'cancelled', 'continued')
    and greatest(r.ended_at, a.restored_at) <= engine.clock_now() - make_interval(days => least(
        case when named.flow is not null then named.keep_days when own.flow is not null then own.keep_days else l.default_days end, l.most_days
    ))
    and not exists (select from flows.runs c where c.parent_id = r.id)
    and not exists (select from flows.runs p where p.id = r.parent_id and p.status in ('pending', 'running', 'paused'))
    and not exists (select from flows.runs n where n.continued_from = r.id and n.status in ('pending', 'running', 'paused'))
    and not exists (select from flows.runs f where f.forked_from = r.id and f.status in ('pending', 'running', 'paused'))
order by r.created_at, r.id
limit :rows
for update of r skip locked;

--! take_named : NamedRun
--- These runs, whether they are due or not, locked in the same way, and why one cannot go yet.
select
    r.id, r.user_id,
    case
        when r.status in ('pending', 'running', 'paused') then 'RUN_OPEN'
        when exists (select from flows.runs c where c.parent_id = r.id) then 'HAS_CHILDREN'
        when exists (select from flows.runs p where p.id = r.parent_id and p.status in ('pending', 'running', 'paused')) then 'PARENT_OPEN'
        when exists (select from flows.runs n where n.continued_from = r.id and n.status in ('pending', 'running', 'paused'))
            or exists (select from flows.runs f where f.forked_from = r.id and f.status in ('pending', 'running', 'paused')) then 'STILL_NEEDED'
    end as kept_for
from flows.runs r
where r.id = any (:run_ids::uuid[])
order by r.created_at, r.id
for update of r;

--! ended_before (name?)
--- Runs of an account that ended before then, behind a place, the oldest first.
select r.id, r.created_at
from flows.runs r
where r.user_id = :user_id
    and (r.created_at, r.id) > (:after_created::timestamptz, :after_id::uuid)
    and r.created_at < :until and r.ended_at < :until
    and (:name::text is null or r.name = :name)
order by r.created_at, r.id
limit :rows;

--! hold_run
--- Keeps a run from being put away until the transaction ends.
select r.id from flows.runs r where r.id = :run_id for key share;
