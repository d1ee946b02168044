-- What failed for good: runs that failed and that nothing took up, and runs that hold because something failed. Of flows and of templates. Reads
-- are the same for the service and for a user's session: row-level security decides what is seen.

--: DeadLetter(version?, code?, step?, message?)
--: DeadCount(code?)

--! list_dead_letters (user_id?, kind?, name?, code?, before_created?, before_id?) : DeadLetter
--- Newest runs first; a further page begins behind the last row of the one before.
with of_flows as (
    select
        r.id, r.user_id, 'flow' as kind, r.name, r.version::text as version, r.status, c.code,
        case when r.status = 'failed' then r.failure ->> 'step' else r.pause ->> 'step' end as step,
        case when r.status = 'failed' then r.failure ->> 'message' else r.pause ->> 'message' end as message,
        r.created_at, r.ended_at, coalesce(r.started_at, r.created_at) as moved_at
    from flows.runs r
    cross join lateral (
        select
            case
                when r.status = 'failed' then r.failure ->> 'code'
                when r.pause ->> 'kind' = 'projection' then 'PROJECTION_FAILED'
                else r.pause ->> 'code'
            end as code
    ) c
    where r.status in ('failed', 'paused') and r.redriven_as is null
        and (r.status = 'failed' or r.pause ->> 'kind' in ('gate_failed', 'projection'))
        and (:user_id::uuid is null or r.user_id = :user_id)
        and (r.created_at, r.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        and (:kind::text is null or :kind = 'flow')
        and (:name::text is null or r.name = :name)
        and (:code::text is null or c.code = :code)
    order by r.created_at desc, r.id desc
    limit :page_size
), of_templates as (
    select
        r.id, r.user_id, 'template' as kind, t.slug as name, s.version, r.status, c.code, r.current_gate as step, r.pause_reason as message,
        r.created_at, r.completed_at as ended_at, r.updated_at as moved_at
    from content.runs r
    join content.specs s on s.id = r.spec_id
    join content.workflow_templates t on t.id = s.template_id
    cross join lateral (
        select
            case
                when r.pause_reason like 'Its tables could not be written%' then 'PROJECTION_FAILED'
                else coalesce(substring(r.pause_reason from '^(?:Gate [^ ]+ failed: )?([A-Z][A-Z0-9_]*)(?::|$)'), 'FAILED')
            end as code
    ) c
    where r.status in ('failed', 'paused')
        and (r.status = 'failed' or r.pause_reason like 'Gate % failed: %' or r.pause_reason like 'Its tables could not be written%')
        and (:user_id::uuid is null or r.user_id = :user_id)
        and (r.created_at, r.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        and (:kind::text is null or :kind = 'template')
        and (:name::text is null or t.slug = :name)
        and (:code::text is null or c.code = :code)
    order by r.created_at desc, r.id desc
    limit :page_size
)
select
    d.id, d.user_id, d.kind, d.name, d.version, d.status, d.code, d.step,
    coalesce(
        d.message,
        (
            select s.failure ->> 'message' from flows.steps s
            where s.run_id = d.id and s.step = d.step and s.failure is not null order by s.attempt desc limit 1
        )
    ) as message,
    coalesce(
        d.ended_at, (select max(coalesce(s.ended_at, s.started_at)) from flows.steps s where s.run_id = d.id), d.moved_at
    ) as since,
    d.created_at
from (select * from of_flows union all select * from of_templates) d
order by d.created_at desc, d.id desc
limit :page_size;

--! count_dead_letters (user_id?) : DeadCount
--- By kind, name and code, the most frequent first.
with dead as (
    select 'flow' as kind, r.name, c.code
    from flows.runs r
    cross join lateral (
        select
            case
                when r.status = 'failed' then r.failure ->> 'code'
                when r.pause ->> 'kind' = 'projection' then 'PROJECTION_FAILED'
                else r.pause ->> 'code'
            end as code
    ) c
    where r.status in ('failed', 'paused') and r.redriven_as is null
        and (r.status = 'failed' or r.pause ->> 'kind' in ('gate_failed', 'projection'))
        and (:user_id::uuid is null or r.user_id = :user_id)
    union all
    select 'template', t.slug, c.code
    from content.runs r
    join content.specs s on s.id = r.spec_id
    join content.workflow_templates t on t.id = s.template_id
    cross join lateral (
        select
            case
                when r.pause_reason like 'Its tables could not be written%' then 'PROJECTION_FAILED'
                else coalesce(substring(r.pause_reason from '^(?:Gate [^ ]+ failed: )?([A-Z][A-Z0-9_]*)(?::|$)'), 'FAILED')
            end as code
    ) c
    where r.status in ('failed', 'paused')
        and (r.status = 'failed' or r.pause_reason like 'Gate % failed: %' or r.pause_reason like 'Its tables could not be written%')
        and (:user_id::uuid is null or r.user_id = :user_id)
)
select d.kind, d.name, d.code, count(*) as runs
from dead d
group by d.kind, d.name, d.code
order by runs desc, d.kind, d.name, d.code
limit 500;

--! mark_redriven
--- A failed run that another takes up leaves the list; one that was taken up before stays as it is.
update flows.runs set redriven_as = :redriven_as where id = :run_id and redriven_as is null;
