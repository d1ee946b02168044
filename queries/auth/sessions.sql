-- Who is signed in. One row per session; refresh tokens are counters authenticated with the session's key.

--! insert_session (user_agent?, ip?)
--- Begins a session.
with session as (
    insert into auth.sessions (
        id, user_id, created_at, updated_at, aal, user_agent, ip, refresh_token_hmac_key, refresh_token_counter
    )
    values (:id, :user_id, :at, :at, 'aal1', :user_agent, :ip::text::inet, :hmac_key, 0)
    returning id
)
insert into auth.mfa_amr_claims (session_id, created_at, updated_at, authentication_method, id)
select s.id, :at::timestamptz, :at::timestamptz, :method, gen_random_uuid()
from session s;

--! lock_session : (refreshed_at?, not_after?)
--- A session, locked until the transaction ends, so that of two refreshes at once the second sees what the first did.
select
    s.user_id, coalesce(s.refresh_token_hmac_key, '') as hmac_key, coalesce(s.refresh_token_counter, -1) as counter,
    s.refreshed_at at time zone 'utc' as refreshed_at, s.not_after
from auth.sessions s
where s.id = :id
for update;

--! advance_session
--- The next refresh token is good now.
update auth.sessions
set refresh_token_counter = refresh_token_counter + 1, refreshed_at = :at::timestamptz at time zone 'utc', updated_at = :at::timestamptz
where id = :id;

--! session_methods
--- By what a session was authenticated, newest first.
select c.authentication_method as method, c.updated_at
from auth.mfa_amr_claims c
where c.session_id = :id
order by c.updated_at desc, c.authentication_method;

--! delete_session
--- Ends one session.
delete from auth.sessions where id = :id and user_id = :user_id;

--! delete_sessions (kept?)
--- Ends every session of an account but the one to be kept.
delete from auth.sessions where user_id = :user_id and id is distinct from :kept::uuid;

--! session_standing : (banned_until?, not_after?)
--- What decides whether a token of this session still counts. No row: the session has ended.
select a.banned_until, a.deleted_at is not null as deleted, coalesce(u.status, 'active') as status, s.not_after
from auth.sessions s
join auth.users a on a.id = s.user_id
left join public.users u on u.id = s.user_id
where s.id = :id and s.user_id = :user_id;

--! bound_lock_wait
--- A refresh that waits for another one of the session gives up after five seconds. Until the transaction ends.
select set_config('lock_timeout', '5s', true) as bound;
