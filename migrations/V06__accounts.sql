-- Signing in: what schema auth still lacks, created only where absent (on a Supabase database nothing changes there), and in our own
-- schema the keys that sign tokens and the keys that programs carry.
--
-- Limits on log-in need no table: each process counts in memory.

do $migration$
begin
    if not has_schema_privilege('auth', 'CREATE') then
        if to_regclass('auth.sessions') is null then
            raise warning 'schema auth is not %''s and has no sessions: accounts stay with whoever owns it', current_user;
        end if;
        return;
    end if;

    if to_regclass('auth.identities') is null then
        create table auth.identities (
            provider_id text not null,
            user_id uuid not null references auth.users (id) on delete cascade,
            identity_data jsonb not null,
            provider text not null,
            last_sign_in_at timestamptz,
            created_at timestamptz,
            updated_at timestamptz,
            email text generated always as (lower(identity_data ->> 'email')) stored,
            id uuid not null default gen_random_uuid() primary key,
            constraint identities_provider_id_provider_unique unique (provider_id, provider)
        );
        create index identities_user_id_idx on auth.identities (user_id);
        create index identities_email_idx on auth.identities (email text_pattern_ops);
        comment on table auth.identities is 'gatewright: by which providers an account signs in';
        comment on column auth.identities.provider_id is 'The account''s id at the provider; for `email` its own';

        alter table auth.identities enable row level security;
        revoke all on table auth.identities from public, anon, authenticated, service_role;
        grant select, insert, update, delete on table auth.identities to service_role;
    end if;

    if to_regtype('auth.aal_level') is null then
        create type auth.aal_level as enum ('aal1', 'aal2', 'aal3');
    end if;

    if to_regclass('auth.sessions') is null then
        create table auth.sessions (
            id uuid primary key,
            user_id uuid not null references auth.users (id) on delete cascade,
            created_at timestamptz,
            updated_at timestamptz,
            factor_id uuid,
            aal auth.aal_level,
            not_after timestamptz,
            refreshed_at timestamp,
            user_agent text,
            ip inet,
            tag text,
            refresh_token_hmac_key text,
            refresh_token_counter bigint
        );
        create index sessions_user_id_idx on auth.sessions (user_id);
        create index user_id_created_at_idx on auth.sessions (user_id, created_at);
        create index sessions_not_after_idx on auth.sessions (not_after desc);
        comment on table auth.sessions is 'gatewright: who is signed in; one row from sign-in to sign-out';
        comment on column auth.sessions.refreshed_at is 'UTC; when the counter last grew';
        comment on column auth.sessions.refresh_token_hmac_key is 'Base64; what the refresh tokens of this session are authenticated with';
        comment on column auth.sessions.refresh_token_counter is 'Number of the refresh token that is good now; an older one ends the session';

        alter table auth.sessions enable row level security;
        revoke all on table auth.sessions from public, anon, authenticated, service_role;
        grant select, insert, update, delete on table auth.sessions to service_role;
    end if;

    if to_regclass('auth.mfa_amr_claims') is null then
        create table auth.mfa_amr_claims (
            session_id uuid not null references auth.sessions (id) on delete cascade,
            created_at timestamptz not null,
            updated_at timestamptz not null,
            authentication_method text not null,
            id uuid not null constraint amr_id_pk primary key,
            constraint mfa_amr_claims_session_id_authentication_method_pkey unique (session_id, authentication_method)
        );
        comment on table auth.mfa_amr_claims is 'gatewright: by what a session was authenticated (password, otp), for the claim `amr`';

        alter table auth.mfa_amr_claims enable row level security;
        revoke all on table auth.mfa_amr_claims from public, anon, authenticated, service_role;
        grant select, insert, update, delete on table auth.mfa_amr_claims to service_role;
    end if;

    if to_regtype('auth.one_time_token_type') is null then
        create type auth.one_time_token_type as enum (
            'confirmation_token', 'reauthentication_token', 'recovery_token', 'email_change_token_new', 'email_change_token_current',
            'phone_change_token'
        );
    end if;

    if to_regclass('auth.one_time_tokens') is null then
        create table auth.one_time_tokens (
            id uuid primary key,
            user_id uuid not null references auth.users (id) on delete cascade,
            token_type auth.one_time_token_type not null,
            token_hash text not null check (char_length(token_hash) > 0),
            relates_to text not null,
            created_at timestamp not null default (now() at time zone 'utc'),
            updated_at timestamp not null default (now() at time zone 'utc'),
            code_hash text
        );
        create index one_time_tokens_token_hash_hash_idx on auth.one_time_tokens using hash (token_hash);
        create index one_time_tokens_relates_to_hash_idx on auth.one_time_tokens using hash (relates_to);
        create unique index one_time_tokens_user_id_token_type_key on auth.one_time_tokens (user_id, token_type);
        comment on table auth.one_time_tokens is 'gatewright: invitations, recoveries and confirmations under way; at most one of a kind per account';
        comment on column auth.one_time_tokens.token_hash is 'SHA-256 of the link''s token, in hex; the token itself is nowhere';
        comment on column auth.one_time_tokens.relates_to is 'The address it was made for';
        comment on column auth.one_time_tokens.created_at is 'UTC; how long it is good for follows from it';
        comment on column auth.one_time_tokens.code_hash is 'SHA-256 over id and the short code a person may type instead of following the link';

        alter table auth.one_time_tokens enable row level security;
        revoke all on table auth.one_time_tokens from public, anon, authenticated, service_role;
        grant select, insert, update, delete on table auth.one_time_tokens to service_role;
    end if;
end
$migration$;

-- Keys ----------------------------------------------------------------------------------------------------------------

create table if not exists gatewright.signing_keys (
    kid text primary key,
    algorithm text not null check (algorithm = 'ES256'),
    private_key text not null,
    public_jwk jsonb not null,
    created_at timestamptz not null default now(),
    retired_at timestamptz
);
create unique index if not exists signing_keys_one_in_use on gatewright.signing_keys ((true)) where retired_at is null;
comment on table gatewright.signing_keys is 'gatewright: what access tokens are signed with; only the service reads it';
comment on column gatewright.signing_keys.private_key is 'PKCS#8, PEM';
comment on column gatewright.signing_keys.public_jwk is 'What /auth/v1/.well-known/jwks.json shows';
comment on column gatewright.signing_keys.retired_at is 'Signs nothing from then on; verifies until the last token it signed has expired';

create table if not exists gatewright.api_keys (
    id uuid primary key default gen_random_uuid(),
    role text not null check (role in ('anon', 'service_role')),
    form text not null check (form in ('opaque', 'jwt')),
    key text not null unique,
    created_at timestamptz not null default now(),
    revoked_at timestamptz
);
create unique index if not exists api_keys_one_in_use on gatewright.api_keys (role, form) where revoked_at is null;
comment on table gatewright.api_keys is 'gatewright: what programs identify themselves with; only the service reads it';
comment on column gatewright.api_keys.form is '`opaque` is sb_publishable_… or sb_secret_…; `jwt` is the older form, accepted only as the very text that stands here';
comment on column gatewright.api_keys.key is 'The key itself, so that `gatewright keys` can show it again';

alter table gatewright.signing_keys enable row level security;
revoke all on table gatewright.signing_keys from public, anon, authenticated, service_role;
grant select, insert, update, delete on table gatewright.signing_keys to service_role;
drop policy if exists "Service does everything" on gatewright.signing_keys;
create policy "Service does everything" on gatewright.signing_keys for all to service_role using (true) with check (true);

alter table gatewright.api_keys enable row level security;
revoke all on table gatewright.api_keys from public, anon, authenticated, service_role;
grant select, insert, update, delete on table gatewright.api_keys to service_role;
drop policy if exists "Service does everything" on gatewright.api_keys;
create policy "Service does everything" on gatewright.api_keys for all to service_role using (true) with check (true);
