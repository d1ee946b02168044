-- Keys that sign access tokens, and keys that programs carry.

--! signing_keys : (retired_at?)
--- The key in use first, then those retired since then, newest first.
select k.kid, k.private_key, k.public_jwk, k.created_at, k.retired_at
from gatewright.signing_keys k
where k.retired_at is null or k.retired_at > :since
order by k.retired_at desc nulls first, k.created_at desc;

--! retire_signing_key
--- The key in use signs nothing from now on.
update gatewright.signing_keys set retired_at = :at where retired_at is null;

--! insert_signing_key
--- A key to use. Changes no row where another process was first.
insert into gatewright.signing_keys (kid, algorithm, private_key, public_jwk, created_at)
values (:kid, 'ES256', :private_key, :public_jwk, :at)
on conflict do nothing;

--! api_keys
--- The keys of programs.
select k.role, k.form, k.key from gatewright.api_keys k where k.revoked_at is null order by k.form desc, k.role;

--! insert_api_key
--- A key to use. Changes no row where another process was first.
insert into gatewright.api_keys (role, form, key, created_at) values (:role, :form, :key, :at) on conflict do nothing;

--! revoke_api_keys
--- The keys of a role are good for nothing from now on.
update gatewright.api_keys set revoked_at = :at where role = :role and revoked_at is null;

--! own_accounts
--- Whether accounts are ours to keep: on a database where auth is somebody else's they are not.
select
    to_regclass('auth.sessions') is not null and to_regclass('auth.one_time_tokens') is not null
    and has_schema_privilege('auth', 'USAGE') and has_table_privilege('auth.users', 'INSERT') as ours;
