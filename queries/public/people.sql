-- Accounts as admins keep them. Under row-level security these see one's own account, or all for an admin.

--: Person(email?, display_name?, avatar_url?, last_sign_in_at?)

--! list_people (words?, before_created?, before_id?) : Person
--- Accounts, newest first. A further page begins behind the last row of the one before.
select
    u.id, u.email, u.display_name, u.avatar_url, coalesce(u.role, 'user') as role, coalesce(u.roles, '[]') as roles,
    coalesce(u.status, 'active') as status, u.created_at, u.last_login_at as last_sign_in_at,
    (select count(*) from content.runs r where r.user_id = u.id) as runs_total
from public.users u
where (u.created_at, u.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    and (:words::text is null or concat_ws(' ', u.email, u.display_name) ilike '%' || :words || '%')
order by u.created_at desc, u.id desc
limit :page_size;

--! get_person : Person
--- One account.
select
    u.id, u.email, u.display_name, u.avatar_url, coalesce(u.role, 'user') as role, coalesce(u.roles, '[]') as roles,
    coalesce(u.status, 'active') as status, u.created_at, u.last_login_at as last_sign_in_at,
    (select count(*) from content.runs r where r.user_id = u.id) as runs_total
from public.users u
where u.id = :id;

--! change_names (display_name?, avatar_url?)
--- Changes what an account shows of itself; what is not given stays.
update public.users
set display_name = coalesce(:display_name, display_name), avatar_url = coalesce(:avatar_url, avatar_url)
where id = :id;

--! is_admin
--- Whether the one who asks is an active admin.
select gatewright.is_admin() as is_admin;

--! what_hangs_on
--- What would go, or pass to somebody else, with an account.
select
    (select count(*) from content.runs r where r.user_id = :id) + (select count(*) from flows.runs r where r.user_id = :id) as runs,
    (select count(*) from content.runs r where r.user_id = :id and r.status in ('pending', 'running', 'paused'))
        + (select count(*) from flows.runs r where r.user_id = :id and r.status in ('pending', 'running', 'paused')) as active_runs,
    (select count(*) from content.artifacts f join content.runs r on r.id = f.run_id where r.user_id = :id) as artifacts,
    (select count(*) from content.workflow_templates t where t.created_by = :id and t.deleted_at is null) as templates;

--! hold_admins
--- Makes changes of who is an admin wait for one another, until the end of the transaction. For the service.
select pg_advisory_xact_lock(hashtext('gatewright admins'))::text as held;

--! other_admins
--- How many active admins there are beside an account. For the service.
select count(*) as others
from gatewright.role_grants g
join public.user_roles r on r.id = g.role_id
join public.users u on u.id = g.user_id
where r.name = 'admin' and coalesce(u.status, 'active') = 'active' and u.id <> :id;

--! set_status
--- Suspends an account or makes it active again. For the service.
update public.users set status = :status where id = :id;

--! drop_roles
--- Takes every role beyond `user` from an account.
delete from gatewright.role_grants where user_id = :id;

--! active_runs_of
--- Runs of an account that have not ended, each with whether it is of a flow.
select r.id, false as of_flow from content.runs r where r.user_id = :id and r.status in ('pending', 'running', 'paused')
union all
select r.id, true from flows.runs r where r.user_id = :id and r.status in ('pending', 'running', 'paused')
order by 1;

--! hand_over_runs
--- Gives every run of an account to another, the engine's rows with it; counts them. For the service.
with engine_rows as (
    update engine.runs set owner_id = :heir where owner_id = :id
), flow_runs as (
    -- Its flows and schedules go with the account; what they made stays.
    update flows.runs set user_id = :heir where user_id = :id
), archived as (
    update flows.archived_runs set user_id = :heir where user_id = :id
), tasks as (
    update flows.tasks set user_id = :heir where user_id = :id
), work_queues as (
    update flows.work_queues set user_id = :heir where user_id = :id
), work_items as (
    update flows.work_items set user_id = :heir where user_id = :id
), queue_waits as (
    update flows.queue_waits set user_id = :heir where user_id = :id
)
update content.runs set user_id = :heir where user_id = :id;

--! delete_runs
--- Deletes every run of an account with all that hangs on it, the engine's rows too; counts them. What it cost stays in the ledger.
with gone as (
    select r.id from content.runs r where r.user_id = :id
    union all
    select r.id from flows.runs r where r.user_id = :id
), archived as (
    delete from flows.archived_runs a where a.user_id = :id returning a.id
), held as (
    -- Nobody looks at what is released while it is being released: what he has looked at would be forgotten.
    select pg_advisory_xact_lock_shared(engine.payload_lock(), 0)::text as held
), uses as (
    delete from engine.payload_uses u
    using held
    where u.run_id in (select g.id from gone g union select a.id from archived a)
    returning u.sha256
), released as (
    insert into engine.released_payloads (sha256) select distinct u.sha256 from uses u on conflict (sha256) do nothing
), flow_runs as (
    delete from flows.runs f using gone where f.id = gone.id
), tasks as (
    delete from flows.tasks t using gone where t.run_id = gone.id
), wakes as (
    delete from engine.wakes w using gone where w.run_id = gone.id and w.shard = engine.shard_of(gone.id)
), journal as (
    delete from engine.journal j using gone where j.run_id = gone.id
), requests as (
    delete from engine.inbox i using gone where i.run_id = gone.id
), submissions as (
    delete from engine.submissions s using gone where s.run_id = gone.id
), keys as (
    delete from engine.start_keys k where k.owner_id = :id
), heads as (
    delete from engine.runs e using gone where e.id = gone.id
)
delete from content.runs r using gone where r.id = gone.id;

--! delete_account
--- Deletes an account that no run hangs on any more. For the service.
delete from auth.users where id = :id;

--! key_used
--- What an Idempotency-Key of the one who asks has made.
select k.fingerprint, k.resource_id
from gatewright.idempotency_keys k
where k.user_id = :user_id and k.route = :route and k.key = :key;

--! keep_key
--- Notes what an Idempotency-Key has made; counts none where it was used in the meantime.
insert into gatewright.idempotency_keys (user_id, route, key, fingerprint, resource_id)
values (:user_id, :route, :key, :fingerprint, :resource_id)
on conflict (user_id, route, key) do nothing;
