-- What the attack suite of the database found open (docs/decisions/0008-what-a-request-can-reach.md).

-- Names ---------------------------------------------------------------------------------------------------------------

-- With `search_path = ''` PostgreSQL looks for types and tables in pg_temp before pg_catalog. Where a request may make temporary objects
-- (everywhere but in a database whose TEMPORARY is revoked), a temporary domain named `jsonb` or `uuid` with a check of its own ran as the
-- owner inside gatewright.is_admin(). Named last, pg_temp is looked at last.
do $migration$
declare
    function regprocedure;
begin
    for function in
        select p.oid
        from pg_catalog.pg_proc p
        join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('auth', 'gatewright', 'engine', 'llm', 'content')
            and p.proconfig @> array['search_path=""']
            and pg_catalog.pg_has_role(p.proowner, 'member')
    loop
        execute format('alter function %s set search_path = pg_catalog, pg_temp', function);
    end loop;
end
$migration$;

-- They pinned none. The four one-line functions beside them stay as they are: a pinned path would keep them from being inlined, and they
-- name nothing but functions of pg_catalog with their exact argument types.
alter function engine.take_shards(uuid, smallint[]) set search_path = pg_catalog, pg_temp;
alter function engine.fence(smallint[], bigint[], integer) set search_path = pg_catalog, pg_temp;

-- On databases that began before PostgreSQL 15 everybody may create in `public`, and so put a better match before a function that a
-- statement of the service names without its schema.
do $migration$
begin
    if has_schema_privilege('anon', 'public', 'create') or has_schema_privilege('authenticated', 'public', 'create') then
        revoke create on schema public from public, anon, authenticated;
    end if;
    if has_schema_privilege('anon', 'public', 'create') or has_schema_privilege('authenticated', 'public', 'create') then
        raise warning 'requests may create objects in schema public, and % may not take that away', current_user using
            hint = 'Let the owner of the schema run: revoke create on schema public from public, anon, authenticated;';
    end if;
end
$migration$;

-- Privileges ----------------------------------------------------------------------------------------------------------

-- Row-level security covers none of these, and the engine needs none of them.
revoke truncate, references, trigger on all tables in schema engine from service_role;
do $migration$
begin
    if current_setting('server_version_num')::integer >= 170000 then
        execute 'revoke maintain on all tables in schema engine from service_role';
    end if;
end
$migration$;

-- Nor is it meant to change what is only added to: journal, payloads, plans, submissions, keys.
revoke update on table engine.journal, engine.payloads, engine.plans, engine.submissions, engine.start_keys from service_role;

-- Who gave a role, and when, is not for the giver to say.
alter table gatewright.role_grants alter column granted_by set default auth.uid();
revoke insert on table gatewright.role_grants from authenticated;
grant insert (user_id, role_id, granted_by) on table gatewright.role_grants to authenticated;
drop policy if exists "Admins grant" on gatewright.role_grants;
create policy "Admins grant" on gatewright.role_grants for insert to authenticated
    with check ((select gatewright.is_admin()) and granted_by = (select auth.uid()));

-- View: models --------------------------------------------------------------------------------------------------------

-- As in V05, but whoever may not change the model is told that no row was changed.
create or replace function content.write_model() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $body$
declare
    base_tier text;
    price record;
begin
    if tg_op = 'DELETE' then
        if exists (select from llm.calls c where c.model_id = old.id) then
            raise exception 'model % has calls in the ledger and stays', old.id using
                errcode = 'foreign_key_violation',
                hint = 'Set is_active to false instead.';
        end if;
        delete from llm.models where id = old.id;
        return case when found then old end;
    end if;

    base_tier := case new.tier when 'top' then 'gold' when 'mid' then 'silver' when 'low' then 'bronze' end;
    if base_tier is null then
        raise exception 'unknown tier %', coalesce(quote_literal(new.tier), 'null') using
            errcode = 'check_violation',
            hint = 'Known are top, mid and low.';
    end if;
    if not exists (select from llm.providers v where v.id = new.provider) then
        raise exception 'unknown provider %', coalesce(quote_literal(new.provider), 'null') using
            errcode = 'foreign_key_violation',
            hint = 'Insert it into llm.providers first.';
    end if;

    if tg_op = 'INSERT' then
        insert into llm.models (
            id, provider_id, wire_name, display_name, tier, max_context_tokens, supports_tools, supports_streaming,
            supports_structured_output, is_active, created_at, updated_at
        )
        values (
            new.id, new.provider, new.id, new.display_name, base_tier, new.max_context_tokens, new.supports_tools,
            new.supports_streaming, new.supports_structured_output, new.is_active, new.created_at, new.updated_at
        );
    else
        update llm.models
        set id = new.id,
            provider_id = new.provider,
            display_name = new.display_name,
            tier = base_tier,
            max_context_tokens = new.max_context_tokens,
            supports_tools = new.supports_tools,
            supports_streaming = new.supports_streaming,
            supports_structured_output = new.supports_structured_output,
            is_active = new.is_active
        where id = old.id;
        if not found then
            return null;
        end if;
    end if;

    -- Dollars per thousand are nano-dollars per million divided by 10^12. Reasoning is billed as output.
    for price in
        select c.component, c.wanted
        from (
            values
                ('input_uncached', new.input_cost_per_1k, old.input_cost_per_1k),
                ('output_text', new.output_cost_per_1k, old.output_cost_per_1k),
                ('output_reasoning', new.output_cost_per_1k, old.output_cost_per_1k)
        ) c (component, wanted, found)
        where c.wanted is distinct from c.found
    loop
        if price.wanted is not null then
            perform llm.set_price(new.id, price.component, round(price.wanted * 1000000000000)::bigint, 'content.models');
        else
            update llm.prices p
            set valid_to = now()
            where p.model_id = new.id and p.component = price.component and p.retracted_at is null
                and p.valid_from < now() and p.valid_to is null;
            update llm.prices p
            set retracted_at = now(), retracted_reason = 'withdrawn through content.models'
            where p.model_id = new.id and p.component = price.component and p.retracted_at is null
                and p.valid_from = now();
        end if;
    end loop;
    select m.updated_at into new.updated_at from llm.models m where m.id = new.id;
    return new;
end
$body$;

-- Indexes -------------------------------------------------------------------------------------------------------------

-- Policies compare these columns with the account.
create index if not exists degradations_owner_idx on llm.degradations (owner_id, created_at desc);
create index if not exists usage_daily_owner_idx on llm.usage_daily (owner_id, day desc);
