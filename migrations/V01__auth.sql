-- Accounts, shaped like Supabase's, created only where absent: on a Supabase database this file changes nothing.
--
-- The roles anon, authenticated and service_role exist before any migration runs.

do $migration$
begin
    if to_regnamespace('auth') is null then
        create schema auth;
        comment on schema auth is 'gatewright: accounts, shaped like Supabase''s';
        revoke all on schema auth from public, anon, authenticated, service_role;
        grant usage on schema auth to anon, authenticated, service_role;
    end if;

    if to_regclass('auth.users') is null then
        create table auth.users (
            instance_id uuid,
            id uuid primary key,
            aud varchar(255),
            role varchar(255),
            email varchar(255),
            encrypted_password varchar(255),
            email_confirmed_at timestamptz,
            invited_at timestamptz,
            confirmation_token varchar(255),
            confirmation_sent_at timestamptz,
            recovery_token varchar(255),
            recovery_sent_at timestamptz,
            email_change_token_new varchar(255),
            email_change varchar(255),
            email_change_sent_at timestamptz,
            last_sign_in_at timestamptz,
            raw_app_meta_data jsonb,
            raw_user_meta_data jsonb,
            is_super_admin boolean,
            created_at timestamptz,
            updated_at timestamptz,
            phone text default null unique,
            phone_confirmed_at timestamptz,
            phone_change text default '',
            phone_change_token varchar(255) default '',
            phone_change_sent_at timestamptz,
            confirmed_at timestamptz generated always as (least(email_confirmed_at, phone_confirmed_at)) stored,
            email_change_token_current varchar(255) default '',
            email_change_confirm_status smallint default 0
                check (email_change_confirm_status between 0 and 2),
            banned_until timestamptz,
            reauthentication_token varchar(255) default '',
            reauthentication_sent_at timestamptz,
            is_sso_user boolean not null default false,
            deleted_at timestamptz,
            is_anonymous boolean not null default false
        );

        create unique index users_email_partial_key on auth.users (email) where is_sso_user = false;
        create index users_instance_id_idx on auth.users (instance_id);
        create index users_is_anonymous_idx on auth.users (is_anonymous);

        comment on table auth.users is 'gatewright: who can sign in; only the service reads it';
        comment on column auth.users.aud is 'Audience of the tokens, always authenticated';
        comment on column auth.users.role is 'Database role of the tokens, always authenticated; application roles are in gatewright.role_grants';
        comment on column auth.users.encrypted_password is 'Hash (bcrypt or argon2id), never the password';
        comment on column auth.users.raw_app_meta_data is 'Set by the service; may carry authority';
        comment on column auth.users.raw_user_meta_data is 'Set by the account itself; never read authority from it';
        comment on column auth.users.is_sso_user is 'An address may repeat among accounts of single sign-on';

        -- No policy: no request of a user reads this table.
        alter table auth.users enable row level security;
        revoke all on table auth.users from public, anon, authenticated, service_role;
        grant select, insert, update, delete on table auth.users to service_role;
    end if;

    -- After a transaction a custom setting reads back as '' rather than null, hence every nullif.
    if to_regprocedure('auth.jwt()') is null then
        create function auth.jwt() returns jsonb
            language sql stable
            set search_path = ''
        as $body$
            select coalesce(
                nullif(current_setting('request.jwt.claim', true), ''),
                nullif(current_setting('request.jwt.claims', true), '')
            )::jsonb
        $body$;
        comment on function auth.jwt() is 'Claims of the request''s token; null without one';
        revoke all on function auth.jwt() from public, anon, authenticated;
        grant execute on function auth.jwt() to anon, authenticated, service_role;
    end if;

    if to_regprocedure('auth.uid()') is null then
        create function auth.uid() returns uuid
            language sql stable
            set search_path = ''
        as $body$
            select coalesce(
                nullif(current_setting('request.jwt.claim.sub', true), ''),
                nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
            )::uuid
        $body$;
        comment on function auth.uid() is 'Account the request speaks for; null without one';
        revoke all on function auth.uid() from public, anon, authenticated;
        grant execute on function auth.uid() to anon, authenticated, service_role;
    end if;

    if to_regprocedure('auth.role()') is null then
        create function auth.role() returns text
            language sql stable
            set search_path = ''
        as $body$
            select coalesce(
                nullif(current_setting('request.jwt.claim.role', true), ''),
                nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
            )
        $body$;
        comment on function auth.role() is 'Database role named by the request''s token; null without one';
        revoke all on function auth.role() from public, anon, authenticated;
        grant execute on function auth.role() to anon, authenticated, service_role;
    end if;

    if to_regprocedure('auth.email()') is null then
        create function auth.email() returns text
            language sql stable
            set search_path = ''
        as $body$
            select coalesce(
                nullif(current_setting('request.jwt.claim.email', true), ''),
                nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
            )
        $body$;
        comment on function auth.email() is 'Address named by the request''s token; null without one';
        revoke all on function auth.email() from public, anon, authenticated;
        grant execute on function auth.email() to anon, authenticated, service_role;
    end if;
end
$migration$;
