-- One-time tokens: of each only a hash is kept.

--! put_token
--- A token of a kind for an account; the one before is no longer good.
insert into auth.one_time_tokens (id, user_id, token_type, token_hash, code_hash, relates_to, created_at, updated_at)
values (
    :id, :user_id, :kind::text::auth.one_time_token_type, :token_hash, :code_hash, lower(:relates_to), :at::timestamptz at time zone 'utc',
    :at::timestamptz at time zone 'utc'
)
on conflict (user_id, token_type) do update
set id = excluded.id, token_hash = excluded.token_hash, code_hash = excluded.code_hash, relates_to = excluded.relates_to,
    created_at = excluded.created_at, updated_at = excluded.updated_at;

--! take_token_by_hash
--- Uses a token up: of two who bring it, one gets the account.
delete from auth.one_time_tokens t
where t.token_hash = :token_hash and t.token_type::text = any(:kinds::text[]) and t.created_at > :since::timestamptz at time zone 'utc'
returning t.user_id, t.token_type::text as kind, t.relates_to;

--! tokens_of_address : (code_hash?)
--- The tokens under way for an address.
select t.id, t.user_id, t.token_type::text as kind, t.code_hash
from auth.one_time_tokens t
where t.relates_to = lower(:email) and t.token_type::text = any(:kinds::text[]) and t.created_at > :since::timestamptz at time zone 'utc';

--! take_token
--- Uses a token up by its id.
delete from auth.one_time_tokens t
where t.id = :id
returning t.user_id, t.token_type::text as kind, t.relates_to;

--! drop_tokens
--- Takes back every token of an account.
delete from auth.one_time_tokens where user_id = :user_id;
