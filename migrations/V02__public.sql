-- One identity for every module: accounts, the catalogue of roles, and who holds which role.
--
-- Authority lives in gatewright.role_grants alone. Each `role`, `roles` or `role_id` column is derived from it.

-- Refuse a database in which these names are somebody else's. Ours carry a comment that begins with `gatewright`.
do $migration$
declare
    name text;
begin
    foreach name in array array['public.users', 'public.user_roles', 'public.profiles', 'gatewright.role_grants'] loop
        if to_regclass(name) is not null
            and coalesce(obj_description(to_regclass(name), 'pg_class'), '') not like 'gatewright%' then
            raise exception '% exists and is not gatewright''s', name
                using hint = 'Use a database of its own for gatewright, or rename that relation.';
        end if;
    end loop;
    if exists (
        select
        from pg_catalog.pg_trigger t
        where t.tgrelid = 'auth.users'::regclass
            and t.tgname in ('on_auth_user_created', 'on_auth_user_email_changed')
            and coalesce(obj_description(t.tgfoid, 'pg_proc'), '') not like 'gatewright%'
    ) then
        raise exception 'auth.users has a sign-up trigger that is not gatewright''s'
            using hint = 'Rename or drop the trigger on_auth_user_created, or use a database of its own.';
    end if;
end
$migration$;

grant usage on schema public to anon, authenticated, service_role;

create schema if not exists gatewright;
comment on schema gatewright is 'gatewright: what policies and triggers need; never exposed by an API';
revoke all on schema gatewright from public, anon, authenticated, service_role;
grant usage on schema gatewright to authenticated, service_role;

-- The migrator's own record, made before the first migration.
alter table if exists gatewright.migrations enable row level security;
do $migration$
begin
    if to_regclass('gatewright.migrations') is not null then
        revoke all on table gatewright.migrations from public, anon, authenticated, service_role;
    end if;
end
$migration$;

-- Triggers ------------------------------------------------------------------------------------------------------------

create or replace function gatewright.set_updated_at() returns trigger
    language plpgsql
    set search_path = ''
as $body$
begin
    new.updated_at := now();
    return new;
end
$body$;
comment on function gatewright.set_updated_at() is 'gatewright: keeps updated_at true';
revoke all on function gatewright.set_updated_at() from public, anon, authenticated;
grant execute on function gatewright.set_updated_at() to service_role;

-- Roles ---------------------------------------------------------------------------------------------------------------

create table if not exists public.user_roles (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    description text,
    permissions jsonb not null default '{}',
    created_at timestamptz not null default now(),
    rank integer not null default 0
);
comment on table public.user_roles is 'gatewright: the roles an account can hold';
comment on column public.user_roles.permissions is 'What the role allows in the builder; the higher role includes the lower';
comment on column public.user_roles.rank is 'The held role with the highest rank is the account''s `role`';

insert into public.user_roles (name, description, permissions, rank) values
    ('admin', 'Runs the installation', '{"workflows": {"create": true, "update": true, "delete": true}}', 40),
    ('developer', 'Builds workflows', '{"workflows": {"create": true, "update": true}}', 30),
    ('viewer', 'Looks at workflows', '{"workflows": {"read": true}}', 20),
    ('user', 'Every account', '{}', 10)
on conflict (name) do nothing;

-- Accounts ------------------------------------------------------------------------------------------------------------

create table if not exists public.users (
    id uuid primary key references auth.users (id) on delete cascade,
    auth_user_id uuid not null generated always as (id) stored
        constraint users_auth_user_id_key unique
        constraint users_auth_user_id_fkey references auth.users (id) on delete cascade,
    email text constraint users_email_key unique,
    display_name text,
    avatar_url text,
    role text,
    roles jsonb default '["user"]',
    role_id uuid not null references public.user_roles (id),
    namespace_access jsonb not null default '["my-org"]',
    status text default 'active',
    organization_slug text,
    last_login_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index if not exists idx_users_auth_user_id on public.users (auth_user_id);
create index if not exists idx_users_email on public.users (email);
create index if not exists idx_users_role_id on public.users (role_id);
comment on table public.users is 'gatewright: one row per account, for every module';
comment on column public.users.auth_user_id is 'Copy of id, for modules that name it so';
comment on column public.users.email is 'Null for accounts without one (phone, anonymous)';
comment on column public.users.role is 'Derived from gatewright.role_grants: the held role with the highest rank';
comment on column public.users.roles is 'Derived from gatewright.role_grants: names of the held roles, highest rank first; `user` is always held';
comment on column public.users.role_id is 'Derived from gatewright.role_grants: id of `role`';
comment on column public.users.namespace_access is 'Organisations whose agents the account may use';
comment on column public.users.status is 'Anything but `active` takes the admin role''s power away';

create table if not exists gatewright.role_grants (
    user_id uuid not null references public.users (id) on delete cascade,
    role_id uuid not null references public.user_roles (id) on delete cascade,
    granted_by uuid references public.users (id) on delete set null,
    granted_at timestamptz not null default now(),
    primary key (user_id, role_id)
);
create index if not exists idx_role_grants_role on gatewright.role_grants (role_id);
create index if not exists idx_role_grants_granted_by on gatewright.role_grants (granted_by);
comment on table gatewright.role_grants is 'gatewright: who holds which role beyond `user`; the only source of authority';
comment on column gatewright.role_grants.granted_by is 'Null where the service granted it';

-- The two helpers below run as their owner, so that a policy may ask without reading the tables itself. The tables they
-- read have no FORCE: the owner passes their policies, and the question does not ask itself again.
create or replace function gatewright.is_admin() returns boolean
    language sql stable security definer
    set search_path = ''
as $body$
    select exists (
        select
        from gatewright.role_grants g
        join public.user_roles r on r.id = g.role_id
        join public.users u on u.id = g.user_id
        where g.user_id = (select auth.uid()) and r.name = 'admin' and coalesce(u.status, 'active') = 'active'
    )
$body$;
comment on function gatewright.is_admin() is 'gatewright: whether the request''s account is an active admin';
revoke all on function gatewright.is_admin() from public, anon, authenticated;
grant execute on function gatewright.is_admin() to authenticated, service_role;

-- Volatile on purpose: it must see grants committed while the row's lock was awaited.
create or replace function gatewright.derive_roles() returns trigger
    language plpgsql security definer
    set search_path = ''
as $body$
declare
    held jsonb;
    first_id uuid;
begin
    select jsonb_agg(r.name order by r.rank desc, r.name), (array_agg(r.id order by r.rank desc, r.name))[1]
    into held, first_id
    from public.user_roles r
    where r.name = 'user'
        or exists (select from gatewright.role_grants g where g.user_id = new.id and g.role_id = r.id);

    if tg_op = 'INSERT' then
        if coalesce(new.role, held ->> 0) <> held ->> 0
            or coalesce(new.roles, '["user"]') not in ('["user"]', held)
            or coalesce(new.role_id, first_id) <> first_id then
            raise exception 'role, roles and role_id of public.users are derived' using
                errcode = 'check_violation',
                hint = 'Insert into gatewright.role_grants instead.';
        end if;
    elsif (new.role is distinct from old.role and new.role is distinct from held ->> 0)
        or (new.roles is distinct from old.roles and new.roles is distinct from held)
        or (new.role_id is distinct from old.role_id and new.role_id is distinct from first_id) then
        raise exception 'role, roles and role_id of public.users are derived' using
            errcode = 'check_violation',
            hint = 'Insert into or delete from gatewright.role_grants instead.';
    end if;

    new.role := held ->> 0;
    new.roles := held;
    new.role_id := first_id;
    return new;
end
$body$;
comment on function gatewright.derive_roles() is 'gatewright: fills role, roles and role_id from the grants and refuses anything else';
revoke all on function gatewright.derive_roles() from public, anon, authenticated;
grant execute on function gatewright.derive_roles() to service_role;

create or replace function gatewright.refresh_roles() returns trigger
    language plpgsql security definer
    set search_path = ''
as $body$
begin
    -- Touching the row lets derive_roles work; both accounts where a grant was moved.
    update public.users set status = status where id in (new.user_id, old.user_id);
    return null;
end
$body$;
comment on function gatewright.refresh_roles() is 'gatewright: carries a change of grants into public.users';
revoke all on function gatewright.refresh_roles() from public, anon, authenticated;
grant execute on function gatewright.refresh_roles() to service_role;

create or replace trigger derive_roles
    before insert or update on public.users
    for each row execute function gatewright.derive_roles();
create or replace trigger set_updated_at
    before update on public.users
    for each row execute function gatewright.set_updated_at();
create or replace trigger refresh_roles
    after insert or update or delete on gatewright.role_grants
    for each row execute function gatewright.refresh_roles();

-- Sign-up -------------------------------------------------------------------------------------------------------------

create or replace function gatewright.handle_new_user() returns trigger
    language plpgsql security definer
    set search_path = ''
as $body$
begin
    insert into public.users (id, email, display_name)
    values (new.id, nullif(new.email, ''), new.raw_user_meta_data ->> 'display_name')
    on conflict (id) do nothing;
    return new;
exception
    -- Accounts of single sign-on may share an address; a refusal here would block the sign-up itself.
    when unique_violation then
        raise warning 'account %: its address belongs to another account and is left out', new.id;
        insert into public.users (id, display_name)
        values (new.id, new.raw_user_meta_data ->> 'display_name')
        on conflict (id) do nothing;
        return new;
end
$body$;
comment on function gatewright.handle_new_user() is 'gatewright: gives each new account its row in public.users';
revoke all on function gatewright.handle_new_user() from public, anon, authenticated;
grant execute on function gatewright.handle_new_user() to service_role;

create or replace function gatewright.handle_email_change() returns trigger
    language plpgsql security definer
    set search_path = ''
as $body$
begin
    update public.users set email = nullif(new.email, '') where id = new.id;
    return new;
exception
    when unique_violation then
        raise warning 'account %: its new address belongs to another account and is left out', new.id;
        update public.users set email = null where id = new.id;
        return new;
end
$body$;
comment on function gatewright.handle_email_change() is 'gatewright: carries a changed address into public.users';
revoke all on function gatewright.handle_email_change() from public, anon, authenticated;
grant execute on function gatewright.handle_email_change() to service_role;

create or replace trigger on_auth_user_created
    after insert on auth.users
    for each row execute function gatewright.handle_new_user();
create or replace trigger on_auth_user_email_changed
    after update of email on auth.users
    for each row when (new.email is distinct from old.email) execute function gatewright.handle_email_change();

do $migration$
begin
    if row_security_active('auth.users') and not exists (select from auth.users) then
        raise warning 'auth.users shows no account to %; if there are any, let it bypass row-level security and migrate again', current_user;
    end if;
end
$migration$;

-- Accounts that were there before us: first with their address, then those whose address is taken.
insert into public.users (id, email, display_name)
select a.id, nullif(a.email, ''), a.raw_user_meta_data ->> 'display_name'
from auth.users a
order by a.created_at, a.id
on conflict do nothing;

insert into public.users (id, display_name)
select a.id, a.raw_user_meta_data ->> 'display_name'
from auth.users a
where not exists (select from public.users u where u.id = a.id)
on conflict do nothing;

-- Privileges and policies ---------------------------------------------------------------------------------------------

alter table public.user_roles enable row level security;
revoke all on table public.user_roles from public, anon, authenticated, service_role;
grant select on table public.user_roles to authenticated;
grant select, insert, update, delete on table public.user_roles to service_role;
drop policy if exists "Accounts see roles" on public.user_roles;
create policy "Accounts see roles" on public.user_roles for select to authenticated using (true);

alter table public.users enable row level security;
revoke all on table public.users from public, anon, authenticated, service_role;
grant select on table public.users to authenticated;
grant update (display_name, avatar_url) on table public.users to authenticated;
grant select, insert, update, delete on table public.users to service_role;
drop policy if exists "Users see own account" on public.users;
create policy "Users see own account" on public.users for select to authenticated
    using (id = (select auth.uid()) or (select gatewright.is_admin()));
drop policy if exists "Users update own account" on public.users;
create policy "Users update own account" on public.users for update to authenticated
    using (id = (select auth.uid()) or (select gatewright.is_admin()))
    with check (id = (select auth.uid()) or (select gatewright.is_admin()));

alter table gatewright.role_grants enable row level security;
revoke all on table gatewright.role_grants from public, anon, authenticated, service_role;
grant select, insert, delete on table gatewright.role_grants to authenticated;
grant select, insert, update, delete on table gatewright.role_grants to service_role;
drop policy if exists "Holders see own grants" on gatewright.role_grants;
create policy "Holders see own grants" on gatewright.role_grants for select to authenticated
    using (user_id = (select auth.uid()) or (select gatewright.is_admin()));
drop policy if exists "Admins grant" on gatewright.role_grants;
create policy "Admins grant" on gatewright.role_grants for insert to authenticated
    with check ((select gatewright.is_admin()));
drop policy if exists "Admins revoke" on gatewright.role_grants;
create policy "Admins revoke" on gatewright.role_grants for delete to authenticated
    using ((select gatewright.is_admin()));

-- The service passes row-level security anyway where it has BYPASSRLS; where an administrator could not give it that, these
-- policies say the same.
drop policy if exists "Service does everything" on public.user_roles;
create policy "Service does everything" on public.user_roles for all to service_role using (true) with check (true);
drop policy if exists "Service does everything" on public.users;
create policy "Service does everything" on public.users for all to service_role using (true) with check (true);
drop policy if exists "Service does everything" on gatewright.role_grants;
create policy "Service does everything" on gatewright.role_grants for all to service_role using (true) with check (true);
