-- Accounts and who holds which role.

--: Account(email?, display_name?, avatar_url?, status?, last_login_at?)

--! create_account (email?, display_name?)
--- A new account. The sign-up trigger gives it its row in public.users.
insert into auth.users (id, aud, role, email, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
values (
    :id, 'authenticated', 'authenticated', lower(:email::text),
    '{"provider": "local", "providers": ["local"]}',
    case when :display_name::text is null then '{}' else jsonb_build_object('display_name', :display_name::text) end,
    now(), now()
)
on conflict (id) do nothing;

--! get_account : Account
--- One account with the roles it holds, highest first.
select
    u.id, u.email, u.display_name, u.avatar_url, coalesce(u.role, 'user') as role, coalesce(u.roles, '[]') as roles,
    u.status, u.last_login_at, u.created_at, u.updated_at
from public.users u
where u.id = :id;

--! find_account_by_email : Account
--- The account with this address, however its letters are cased.
select
    u.id, u.email, u.display_name, u.avatar_url, coalesce(u.role, 'user') as role, coalesce(u.roles, '[]') as roles,
    u.status, u.last_login_at, u.created_at, u.updated_at
from public.users u
where u.email = lower(:email);

--! list_accounts_by_role : Account
--- Every account that holds a role, oldest first.
select
    u.id, u.email, u.display_name, u.avatar_url, coalesce(u.role, 'user') as role, coalesce(u.roles, '[]') as roles,
    u.status, u.last_login_at, u.created_at, u.updated_at
from gatewright.role_grants g
join public.user_roles r on r.id = g.role_id
join public.users u on u.id = g.user_id
where r.name = :role_name
order by u.created_at, u.id;

--! grant_role (granted_by?)
--- Gives an account a role; holding it already is fine. Changes no row where no role has this name.
insert into gatewright.role_grants (user_id, role_id, granted_by)
select :account, r.id, :granted_by
from public.user_roles r
where r.name = :role_name
on conflict (user_id, role_id) do nothing;

--! revoke_role
--- Takes a role from an account.
delete from gatewright.role_grants g
using public.user_roles r
where g.user_id = :account and g.role_id = r.id and r.name = :role_name;

--! touch_last_login
--- Notes that an account signed in.
update public.users set last_login_at = now() where id = :account;

--! list_roles : (description?)
--- The catalogue of roles, highest first.
select r.id, r.name, r.description, r.permissions, r.rank
from public.user_roles r
order by r.rank desc, r.name;
