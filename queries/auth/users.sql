-- Who can sign in: auth.users with what belongs to each account. Only the service runs these.

--: User(email?, phone?, encrypted_password?, email_confirmed_at?, phone_confirmed_at?, invited_at?, confirmation_sent_at?, recovery_sent_at?, last_sign_in_at?, banned_until?, deleted_at?, created_at?, updated_at?)

--! get_user : User
--- One account with its identities.
select
    a.id, a.email, a.phone, a.encrypted_password, a.email_confirmed_at, a.phone_confirmed_at, a.invited_at, a.confirmation_sent_at,
    a.recovery_sent_at, a.last_sign_in_at, coalesce(a.raw_app_meta_data, '{}') as app_metadata,
    coalesce(a.raw_user_meta_data, '{}') as user_metadata, a.banned_until, a.deleted_at, a.is_anonymous, a.created_at, a.updated_at,
    coalesce((select u.status from public.users u where u.id = a.id), 'active') as status,
    coalesce(
        (select jsonb_agg(to_jsonb(i) order by i.created_at, i.id) from auth.identities i where i.user_id = a.id), '[]'
    ) as identities
from auth.users a
where a.id = :id;

--! find_user_by_email : User
--- The account that signs in with this address; a deleted one has none.
select
    a.id, a.email, a.phone, a.encrypted_password, a.email_confirmed_at, a.phone_confirmed_at, a.invited_at, a.confirmation_sent_at,
    a.recovery_sent_at, a.last_sign_in_at, coalesce(a.raw_app_meta_data, '{}') as app_metadata,
    coalesce(a.raw_user_meta_data, '{}') as user_metadata, a.banned_until, a.deleted_at, a.is_anonymous, a.created_at, a.updated_at,
    coalesce((select u.status from public.users u where u.id = a.id), 'active') as status,
    coalesce(
        (select jsonb_agg(to_jsonb(i) order by i.created_at, i.id) from auth.identities i where i.user_id = a.id), '[]'
    ) as identities
from auth.users a
where a.email = lower(:email) and a.is_sso_user = false and a.deleted_at is null;

--! list_users : User
--- Accounts, newest first.
select
    a.id, a.email, a.phone, a.encrypted_password, a.email_confirmed_at, a.phone_confirmed_at, a.invited_at, a.confirmation_sent_at,
    a.recovery_sent_at, a.last_sign_in_at, coalesce(a.raw_app_meta_data, '{}') as app_metadata,
    coalesce(a.raw_user_meta_data, '{}') as user_metadata, a.banned_until, a.deleted_at, a.is_anonymous, a.created_at, a.updated_at,
    coalesce((select u.status from public.users u where u.id = a.id), 'active') as status,
    coalesce(
        (select jsonb_agg(to_jsonb(i) order by i.created_at, i.id) from auth.identities i where i.user_id = a.id), '[]'
    ) as identities
from auth.users a
order by a.created_at desc nulls last, a.id desc
limit :page_size offset :skipped;

--! count_users
--- How many accounts there are.
select count(*) as total from auth.users;

--! insert_user (email?, phone?, encrypted_password?, email_confirmed_at?, phone_confirmed_at?, invited_at?)
--- A new account with its identity at the provider `email`, where it has an address. The sign-up trigger gives it its row in public.users.
with account as (
    insert into auth.users (
        instance_id, id, aud, role, email, phone, encrypted_password, email_confirmed_at, phone_confirmed_at, invited_at,
        raw_app_meta_data, raw_user_meta_data, created_at, updated_at
    )
    values (
        '00000000-0000-0000-0000-000000000000', :id, 'authenticated', 'authenticated', lower(:email::text), :phone, :encrypted_password,
        :email_confirmed_at::timestamptz, :phone_confirmed_at, :invited_at, :app_metadata, :user_metadata, :at, :at
    )
    returning id, email, email_confirmed_at
)
insert into auth.identities (provider_id, user_id, identity_data, provider, created_at, updated_at)
select
    a.id::text, a.id,
    jsonb_build_object('sub', a.id, 'email', a.email, 'email_verified', a.email_confirmed_at is not null, 'phone_verified', false),
    'email', :at::timestamptz, :at::timestamptz
from account a
where a.email is not null;

--! update_user (email?, phone?, encrypted_password?, email_confirmed_at?, phone_confirmed_at?, app_metadata?, user_metadata?)
--- Changes what is given and keeps the rest. Metadata is merged key by key; a key set to null goes away.
update auth.users a
set email = coalesce(lower(:email::text), a.email),
    phone = coalesce(:phone, a.phone),
    encrypted_password = coalesce(:encrypted_password, a.encrypted_password),
    email_confirmed_at = coalesce(:email_confirmed_at, a.email_confirmed_at),
    phone_confirmed_at = coalesce(:phone_confirmed_at, a.phone_confirmed_at),
    raw_app_meta_data = (
        select coalesce(jsonb_object_agg(e.key, e.value), '{}')
        from jsonb_each(coalesce(a.raw_app_meta_data, '{}') || coalesce(:app_metadata::jsonb, '{}')) e
        where e.value <> 'null'
    ),
    raw_user_meta_data = (
        select coalesce(jsonb_object_agg(e.key, e.value), '{}')
        from jsonb_each(coalesce(a.raw_user_meta_data, '{}') || coalesce(:user_metadata::jsonb, '{}')) e
        where e.value <> 'null'
    ),
    updated_at = :at
where a.id = :id;

--! put_email_identity
--- Makes the identity at the provider `email` say what the account says.
insert into auth.identities (provider_id, user_id, identity_data, provider, created_at, updated_at)
select
    a.id::text, a.id,
    jsonb_build_object('sub', a.id, 'email', a.email, 'email_verified', a.email_confirmed_at is not null, 'phone_verified', false),
    'email', :at::timestamptz, :at::timestamptz
from auth.users a
where a.id = :id and a.email is not null
on conflict (provider_id, provider) do update
set identity_data = excluded.identity_data, updated_at = excluded.updated_at;

--! note_sign_in
--- An account signed in.
with account as (
    update auth.users set last_sign_in_at = :at, updated_at = :at where id = :id
), identity as (
    update auth.identities set last_sign_in_at = :at where user_id = :id and provider = 'email'
)
update public.users set last_login_at = :at where id = :id;

--! confirm_email
--- The address is the account's: somebody followed a link that went there.
update auth.users set email_confirmed_at = coalesce(email_confirmed_at, :at), updated_at = :at where id = :id;

--! ban_user (until?)
--- Until then nobody signs in with the account; null lifts it.
update auth.users set banned_until = :until, updated_at = :at where id = :id;

--! note_invitation
--- An invitation went out.
update auth.users set invited_at = :at, confirmation_sent_at = :at, updated_at = :at where id = :id;

--! note_confirmation
--- A link to confirm the address went out.
update auth.users set confirmation_sent_at = :at, updated_at = :at where id = :id;

--! note_recovery
--- A link to recover the account went out.
update auth.users set recovery_sent_at = :at, updated_at = :at where id = :id;

--! delete_user
--- The account and everything that hangs on it; refused while it has runs.
delete from auth.users where id = :id;

--! soft_delete_user
--- Keeps the row, so that what refers to it stays, and takes everything personal out of it.
with gone as (
    delete from auth.identities where user_id = :id
), signed_out as (
    delete from auth.sessions where user_id = :id
), tokens as (
    delete from auth.one_time_tokens where user_id = :id
), person as (
    update public.users set display_name = null, avatar_url = null, status = 'deleted' where id = :id
)
update auth.users
set email = null, phone = null, encrypted_password = null, raw_app_meta_data = '{}', raw_user_meta_data = '{}', deleted_at = :at,
    updated_at = :at
where id = :id;

--! first_admin_without_password : (email?)
--- The oldest admin, where nobody has ever been able to sign in as an admin.
select a.id, a.email
from gatewright.role_grants g
join public.user_roles r on r.id = g.role_id
join auth.users a on a.id = g.user_id
where r.name = 'admin' and a.deleted_at is null
    and not exists (
        select
        from gatewright.role_grants og
        join public.user_roles ro on ro.id = og.role_id
        join auth.users oa on oa.id = og.user_id
        where ro.name = 'admin' and (oa.encrypted_password <> '' or oa.is_sso_user)
    )
order by a.created_at, a.id
limit 1;
