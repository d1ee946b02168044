-- The content module: templates, versioned specs, runs, gates and their attempts, artifacts, agents.
--
-- The tables and columns of seed 000 carry the seed's names. `profiles`, `gate_executions` and `models` are views over base
-- tables: the account is shared by all modules (V02), so is the catalogue of models (V04), and large texts stand apart.

do $migration$
declare
    stranger text;
begin
    select c.relname into stranger
    from pg_catalog.pg_class c
    where c.relnamespace = to_regnamespace('content')
        and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and coalesce(obj_description(c.oid, 'pg_class'), '') not like 'gatewright%'
    limit 1;
    if stranger is not null then
        raise exception 'content.% exists and is not gatewright''s', stranger
            using hint = 'Use a database of its own for gatewright, or rename that schema.';
    end if;
end
$migration$;

create schema if not exists content;
comment on schema content is 'gatewright: templates are picked, forms filled, finished artifacts come out';
revoke all on schema content from public, anon, authenticated, service_role;
grant usage on schema content to anon, authenticated, service_role;

-- Templates -----------------------------------------------------------------------------------------------------------

create table if not exists content.workflow_templates (
    id uuid primary key default gen_random_uuid(),
    slug text unique not null,
    name text not null,
    description text,
    type text not null,
    depth text not null default 'standard'
        constraint workflow_templates_depth_check check (depth in ('quick', 'standard', 'deep')),
    tags text[] default '{}',
    what_you_get jsonb default '[]',
    estimated_time text,
    step_count integer,
    is_featured boolean default false,
    is_active boolean default true,
    sort_order integer default 0,
    created_by uuid references public.users (id) on delete set null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
);
create index if not exists idx_templates_slug on content.workflow_templates (slug);
create index if not exists idx_templates_type on content.workflow_templates (type);
create index if not exists idx_templates_active on content.workflow_templates (is_active) where is_active = true;
create index if not exists idx_templates_created_by on content.workflow_templates (created_by);
comment on table content.workflow_templates is 'gatewright: what people can choose to have made';
comment on column content.workflow_templates.type is 'Kind of product: visual-essay, infographic, research, …';
comment on column content.workflow_templates.what_you_get is 'Array of lines for people';
comment on column content.workflow_templates.deleted_at is 'Set where the template was deleted; its runs stay readable';

create or replace trigger set_updated_at
    before update on content.workflow_templates
    for each row execute function gatewright.set_updated_at();

-- Specs ---------------------------------------------------------------------------------------------------------------

create table if not exists content.specs (
    id uuid primary key default gen_random_uuid(),
    template_id uuid not null references content.workflow_templates (id),
    version text not null,
    version_hash text,
    intent_schema jsonb not null default '[]',
    stages jsonb not null default '[]',
    qa_config jsonb not null default '{}',
    output_guarantees jsonb default '[]',
    cost_profile jsonb default '{}',
    artifact_type text,
    output_formats text[] default '{}',
    is_active boolean default true,
    visibility text default 'system'
        constraint specs_visibility_check check (visibility in ('system', 'public', 'private')),
    created_by uuid references public.users (id) on delete set null,
    created_at timestamptz not null default now(),
    definition text,
    state text not null default 'published' constraint specs_state_check check (state in ('draft', 'published')),
    published_at timestamptz default now(),
    unique (template_id, version),
    constraint specs_published_at_check check (state = 'draft' or published_at is not null)
);
create index if not exists idx_specs_template on content.specs (template_id);
create index if not exists idx_specs_active on content.specs (is_active) where is_active = true;
create index if not exists idx_specs_created_by on content.specs (created_by);
comment on table content.specs is 'gatewright: versions of the contract behind a template; a published one never changes';
comment on column content.specs.version_hash is 'SHA-256 of the canonical form of the contract';
comment on column content.specs.intent_schema is 'Array of fields the user fills in';
comment on column content.specs.stages is 'Array of stages in order, one gate each';
comment on column content.specs.definition is 'The file as it was applied';
comment on column content.specs.state is 'A draft can be changed and run on trial; a published version can only be withdrawn (is_active)';

create or replace function content.keep_published_specs() returns trigger
    language plpgsql
    set search_path = ''
as $body$
begin
    if tg_op = 'UPDATE' and new.state = 'published' and old.state = 'draft' then
        new.published_at := coalesce(new.published_at, now());
    end if;
    if old.state = 'draft' then
        return case tg_op when 'DELETE' then old else new end;
    end if;
    if tg_op = 'DELETE' then
        raise exception 'version % is published and stays', old.version using
            errcode = 'integrity_constraint_violation',
            hint = 'Withdraw it instead: set is_active to false.';
    end if;
    if (to_jsonb(new) - array['is_active', 'visibility', 'created_by'])
        is distinct from (to_jsonb(old) - array['is_active', 'visibility', 'created_by']) then
        raise exception 'version % is published and never changes', old.version using
            errcode = 'integrity_constraint_violation',
            hint = 'Apply the change as a new version.';
    end if;
    return new;
end
$body$;
comment on function content.keep_published_specs() is 'gatewright: a published spec is immutable but for whether and by whom it may be used';
revoke all on function content.keep_published_specs() from public, anon, authenticated;
grant execute on function content.keep_published_specs() to service_role;

create or replace trigger keep_published_specs
    before update or delete on content.specs
    for each row execute function content.keep_published_specs();

-- Runs ----------------------------------------------------------------------------------------------------------------

create table if not exists content.runs (
    id uuid primary key default gen_random_uuid(),
    spec_id uuid not null references content.specs (id),
    user_id uuid not null references public.users (id),
    intent jsonb not null,
    project_slug text not null,
    display_name text,
    status text not null default 'pending'
        constraint runs_status_check
        check (status in ('pending', 'running', 'paused', 'completed', 'failed', 'cancelled')),
    current_gate text,
    pause_reason text,
    total_gates integer default 0,
    gates_passed integer default 0,
    gates_failed integer default 0,
    total_tokens_in integer default 0,
    total_tokens_out integer default 0,
    total_cost_usd numeric(10, 4) default 0,
    started_at timestamptz,
    completed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    depth text constraint runs_depth_check check (depth in ('quick', 'standard', 'deep')),
    trial boolean not null default false,
    approved_by text,
    approved_via text,
    estimated_cost_usd numeric(10, 4),
    total_cost_nanos bigint not null default 0,
    cost_incomplete boolean not null default false,
    qa_report jsonb,
    projected_seq bigint not null default 0
);
create index if not exists idx_runs_user on content.runs (user_id);
create index if not exists idx_runs_spec on content.runs (spec_id);
create index if not exists idx_runs_status on content.runs (status);
create index if not exists idx_runs_created on content.runs (created_at desc);
create index if not exists idx_runs_user_created on content.runs (user_id, created_at desc, id desc);
comment on table content.runs is 'gatewright: one execution of a spec for somebody; the id is the engine''s run';
comment on column content.runs.intent is 'What the user submitted, by field';
comment on column content.runs.pause_reason is 'Why it holds, or why it failed';
comment on column content.runs.total_gates is 'Derived, like the six columns after it: content.recompute_run_totals';
comment on column content.runs.total_cost_usd is 'Rounded display of total_cost_nanos';
comment on column content.runs.total_cost_nanos is 'Nano-dollars over all attempts, as far as they are known';
comment on column content.runs.cost_incomplete is 'An attempt''s cost is unknown, so the total is a lower bound';
comment on column content.runs.trial is 'A trial of an unpublished spec by its creator';
comment on column content.runs.approved_by is 'Who approved the final gate in advance, and approved_via how';
comment on column content.runs.projected_seq is 'Last journal entry that is part of the rows; makes projecting twice harmless';

create or replace trigger set_updated_at
    before update on content.runs
    for each row execute function gatewright.set_updated_at();

-- Gate attempts -------------------------------------------------------------------------------------------------------

create table if not exists content.gate_attempts (
    id uuid primary key default gen_random_uuid(),
    run_id uuid not null references content.runs (id) on delete cascade,
    gate_id text not null,
    gate_name text not null,
    phase text
        constraint gate_attempts_phase_check
        check (phase in ('intake', 'research', 'design', 'production', 'audit', 'publication')),
    gate_order integer not null,
    agent_slug text,
    model_id text,
    model_provider text,
    status text not null default 'pending'
        constraint gate_attempts_status_check
        check (status in ('pending', 'running', 'passed', 'failed', 'skipped', 'warning')),
    attempt_number integer not null default 1 constraint gate_attempts_number_check check (attempt_number > 0),
    max_attempts integer default 3,
    validation_results jsonb default '[]',
    fail_codes text[] default '{}',
    tokens_in integer default 0,
    tokens_out integer default 0,
    cost_nanos bigint default 0,
    cost_usd numeric(10, 4) generated always as (round(cost_nanos / 1000000000.0, 4)) stored,
    duration_ms integer default 0,
    started_at timestamptz,
    completed_at timestamptz,
    created_at timestamptz not null default now(),
    stage_id text,
    cause text not null default 'ready'
        constraint gate_attempts_cause_check check (cause in ('ready', 'repair', 'again', 'rerun', 'upstream')),
    superseded boolean not null default false,
    awaiting_approval boolean not null default false,
    estimated boolean not null default false,
    decision text constraint gate_attempts_decision_check check (decision in ('approved', 'skipped')),
    decided_by text,
    decided_via text,
    decision_reason text,
    constraint gate_attempts_key unique (run_id, gate_id, attempt_number)
);
create index if not exists idx_gate_exec_run on content.gate_attempts (run_id);
create index if not exists idx_gate_exec_status on content.gate_attempts (status);
create index if not exists idx_gate_exec_gate on content.gate_attempts (gate_id);
create index if not exists idx_gate_exec_run_order on content.gate_attempts (run_id, gate_order);
create index if not exists idx_gate_exec_created on content.gate_attempts (created_at);
comment on table content.gate_attempts is 'gatewright: one row per gate and attempt; a rerun is a new row. People read it as content.gate_executions';
comment on column content.gate_attempts.stage_id is 'The stage of the spec, which is the step of the plan';
comment on column content.gate_attempts.cause is 'Why the attempt began: ready; repair (checks failed) and again (no output) without a person; rerun by one; upstream was rerun';
comment on column content.gate_attempts.superseded is 'A later attempt counts, or what it consumed was rerun';
comment on column content.gate_attempts.awaiting_approval is 'Checks passed; a person must decide';
comment on column content.gate_attempts.cost_nanos is 'Nano-dollars over all tries; null where a price is unknown, never zero for that';
comment on column content.gate_attempts.cost_usd is 'Rounded display of cost_nanos';
comment on column content.gate_attempts.estimated is 'Tokens or cost are an estimate';
comment on column content.gate_attempts.decided_by is 'Account id, or the name of a policy';

-- What an attempt was is never rewritten. What may still happen to an ended attempt: a decision, and being superseded.
create or replace function content.keep_attempts() returns trigger
    language plpgsql
    set search_path = ''
as $body$
declare
    loose constant text[] := array[
        'status', 'superseded', 'awaiting_approval', 'decision', 'decided_by', 'decided_via', 'decision_reason', 'completed_at',
        'cost_usd' -- generated, so not computed yet
    ];
begin
    if (new.id, new.run_id, new.gate_id, new.attempt_number, new.created_at)
        is distinct from (old.id, old.run_id, old.gate_id, old.attempt_number, old.created_at) then
        raise exception 'attempt % of gate % keeps its identity', old.attempt_number, old.gate_id using
            errcode = 'integrity_constraint_violation';
    end if;
    if old.status in ('pending', 'running') then
        return new;
    end if;
    if (to_jsonb(new) - loose) is distinct from (to_jsonb(old) - loose)
        or (new.status <> old.status and new.decision is null)
        or (old.decision is not null and new.decision is distinct from old.decision) then
        raise exception 'attempt % of gate % has ended (%) and is never rewritten', old.attempt_number, old.gate_id, old.status using
            errcode = 'integrity_constraint_violation',
            hint = 'Insert a new attempt, or record a decision.';
    end if;
    return new;
end
$body$;
comment on function content.keep_attempts() is 'gatewright: attempts never overwrite; an ended one only takes a decision or is superseded';
revoke all on function content.keep_attempts() from public, anon, authenticated;
grant execute on function content.keep_attempts() to service_role;

create or replace trigger keep_attempts
    before update on content.gate_attempts
    for each row execute function content.keep_attempts();

create table if not exists content.gate_texts (
    attempt_id uuid primary key references content.gate_attempts (id) on delete cascade,
    prompt_packet text,
    raw_output text
);
comment on table content.gate_texts is 'gatewright: what was sent to a model and what came back; for admins and the service only';

create table if not exists content.gate_decisions (
    id uuid primary key default gen_random_uuid(),
    run_id uuid not null references content.runs (id) on delete cascade,
    gate_id text not null,
    attempt_number integer not null,
    decision text not null
        constraint gate_decisions_decision_check check (decision in ('approved', 'skipped', 'rerun')),
    decided_by text not null,
    decided_via text not null,
    reason text,
    decided_at timestamptz not null default now(),
    journal_seq bigint,
    constraint gate_decisions_journal_key unique (run_id, journal_seq),
    constraint gate_decisions_reason_check check (decision = 'rerun' or btrim(coalesce(reason, '')) <> '')
);
create index if not exists idx_gate_decisions_run on content.gate_decisions (run_id, decided_at);
comment on table content.gate_decisions is 'gatewright: what people decided about gates, in order; append-only';
comment on column content.gate_decisions.attempt_number is 'The attempt decided about; 0 where none had begun';
comment on column content.gate_decisions.decided_by is 'Account id, or the name of a policy';
comment on column content.gate_decisions.decided_via is 'For example cli --approve, cli prompt, api';
comment on column content.gate_decisions.journal_seq is 'The journal entry it came from';

create or replace function content.keep_decisions() returns trigger
    language plpgsql
    set search_path = ''
as $body$
begin
    -- A decision goes only with its run, which is gone by the time the deletion cascades.
    if tg_op = 'DELETE' and not exists (select from content.runs r where r.id = old.run_id) then
        return old;
    end if;
    raise exception 'a decision about gate % stays as it is', old.gate_id using errcode = 'integrity_constraint_violation';
end
$body$;
comment on function content.keep_decisions() is 'gatewright: decisions are append-only';
revoke all on function content.keep_decisions() from public, anon, authenticated;
grant execute on function content.keep_decisions() to service_role;

create or replace trigger keep_decisions
    before update or delete on content.gate_decisions
    for each row execute function content.keep_decisions();

-- Artifacts -----------------------------------------------------------------------------------------------------------

create table if not exists content.artifacts (
    id uuid primary key default gen_random_uuid(),
    run_id uuid not null references content.runs (id) on delete cascade,
    gate_execution_id uuid references content.gate_attempts (id) on delete cascade,
    file_name text not null,
    file_path text,
    content_type text,
    content text,
    content_hash text,
    size_bytes integer default 0,
    storage_url text,
    artifact_type text,
    gate_id text,
    created_at timestamptz not null default now(),
    media_type text,
    attempt_number integer,
    constraint artifacts_path_key unique (run_id, gate_execution_id, file_path)
);
create index if not exists idx_artifacts_run on content.artifacts (run_id);
create index if not exists idx_artifacts_gate on content.artifacts (gate_execution_id);
create index if not exists idx_artifacts_type on content.artifacts (artifact_type);
create index if not exists idx_artifacts_run_created on content.artifacts (run_id, created_at desc);
comment on table content.artifacts is 'gatewright: files that attempts produced';
comment on column content.artifacts.content is 'Text of small text files; null where storage_url says where the bytes are';
comment on column content.artifacts.content_hash is 'SHA-256 of the bytes, lower-case hexadecimal';
comment on column content.artifacts.content_type is 'Short word: markdown, html, json, …; media_type is the full one';

create or replace view content.current_artifacts with (security_invoker = true) as
select distinct on (f.run_id, coalesce(f.file_path, f.file_name))
    f.id, f.run_id, f.gate_execution_id, f.file_name, f.file_path, f.content_type, f.content, f.content_hash, f.size_bytes,
    f.storage_url, f.artifact_type, f.gate_id, f.created_at, f.media_type, f.attempt_number
from content.artifacts f
left join content.gate_attempts a on a.id = f.gate_execution_id
where not coalesce(a.superseded, false) and coalesce(a.status, 'passed') <> 'failed'
order by f.run_id, coalesce(f.file_path, f.file_name), a.gate_order desc nulls last, f.attempt_number desc nulls last,
    f.created_at desc, f.id;
comment on view content.current_artifacts is 'gatewright: of each path in a run the file that counts: from the last gate that wrote it, from an attempt that neither failed nor was superseded';

-- Agents --------------------------------------------------------------------------------------------------------------

create table if not exists content.agents (
    id uuid primary key default gen_random_uuid(),
    slug text not null,
    version integer not null default 1 constraint agents_version_check check (version > 0),
    name text not null,
    family text not null,
    role text not null constraint agents_role_check check (role in ('producer', 'auditor')),
    description text not null default '',
    prompt text not null default '',
    hash text not null,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    constraint agents_version_key unique (slug, version)
);
create unique index if not exists idx_agents_active on content.agents (slug) where is_active;
comment on table content.agents is 'gatewright: who does a stage; each change of an agent''s file is a new version, one of which is active';
comment on column content.agents.role is 'A producer makes, an auditor verifies; nobody audits their own work';
comment on column content.agents.prompt is 'System prompt; empty where the work is an activity';
comment on column content.agents.hash is 'SHA-256 of the file''s canonical form';

-- Totals --------------------------------------------------------------------------------------------------------------

create or replace function content.recompute_runs_totals(runs uuid[]) returns bigint
    language sql
    set search_path = ''
as $body$
    with changed as (
        update content.runs r
        set total_gates = t.total_gates,
            gates_passed = t.gates_passed,
            gates_failed = t.gates_failed,
            total_tokens_in = t.tokens_in,
            total_tokens_out = t.tokens_out,
            total_cost_nanos = t.cost_nanos,
            total_cost_usd = round(t.cost_nanos / 1000000000.0, 4),
            cost_incomplete = t.cost_incomplete
        from (
            select
                wanted.run_id,
                count(distinct a.gate_id)::integer as total_gates,
                (count(*) filter (where a.newest and not a.superseded and a.status in ('passed', 'warning', 'skipped')))::integer
                    as gates_passed,
                (count(*) filter (where a.newest and not a.superseded and a.status = 'failed'))::integer as gates_failed,
                coalesce(sum(a.tokens_in), 0)::integer as tokens_in,
                coalesce(sum(a.tokens_out), 0)::integer as tokens_out,
                coalesce(sum(a.cost_nanos), 0)::bigint as cost_nanos,
                coalesce(bool_or(a.id is not null and a.cost_nanos is null), false) as cost_incomplete
            from unnest(runs) as wanted (run_id)
            left join (
                select
                    g.*,
                    g.attempt_number = max(g.attempt_number) over (partition by g.run_id, g.gate_id) as newest
                from content.gate_attempts g
                where g.run_id = any (runs)
            ) a on a.run_id = wanted.run_id
            group by wanted.run_id
        ) t
        where r.id = t.run_id
            and (
                r.total_gates, r.gates_passed, r.gates_failed, r.total_tokens_in, r.total_tokens_out, r.total_cost_nanos,
                r.total_cost_usd, r.cost_incomplete
            ) is distinct from (
                t.total_gates, t.gates_passed, t.gates_failed, t.tokens_in, t.tokens_out, t.cost_nanos,
                round(t.cost_nanos / 1000000000.0, 4), t.cost_incomplete
            )
        returning r.id
    )
    select count(*) from changed
$body$;
comment on function content.recompute_runs_totals(uuid[]) is 'gatewright: sets the derived columns of runs from their attempts: gates by their newest attempt, tokens and cost over all attempts; answers how many runs changed';
revoke all on function content.recompute_runs_totals(uuid[]) from public, anon, authenticated;
grant execute on function content.recompute_runs_totals(uuid[]) to service_role;

create or replace function content.recompute_run_totals(run uuid) returns bigint
    language sql
    set search_path = ''
as $body$
    select content.recompute_runs_totals(array[run])
$body$;
comment on function content.recompute_run_totals(uuid) is 'gatewright: sets the derived columns of one run';
revoke all on function content.recompute_run_totals(uuid) from public, anon, authenticated;
grant execute on function content.recompute_run_totals(uuid) to service_role;

-- View: profiles ------------------------------------------------------------------------------------------------------

create or replace view content.profiles with (security_invoker = true) as
select
    u.id,
    u.email,
    u.display_name,
    case when u.roles ? 'admin' then 'admin' else 'user' end as role,
    u.avatar_url,
    u.created_at,
    u.updated_at
from public.users u;
comment on view content.profiles is 'gatewright: public.users in the words of this module';
comment on column content.profiles.role is 'admin or user; writing it grants or revokes the role, which is an admin''s right';
alter view content.profiles alter column role set default 'user';
alter view content.profiles alter column created_at set default now();
alter view content.profiles alter column updated_at set default now();

-- Runs as its caller: what the caller may not do to the base tables is refused there.
create or replace function content.write_profile() returns trigger
    language plpgsql
    set search_path = ''
as $body$
begin
    if tg_op = 'DELETE' then
        delete from public.users where id = old.id;
        return old;
    end if;
    if new.role is null or new.role not in ('user', 'admin') then
        raise exception 'unknown role %', coalesce(quote_literal(new.role), 'null') using
            errcode = 'check_violation',
            hint = 'Known are user and admin.';
    end if;
    if new.email is null and (tg_op = 'INSERT' or old.email is not null) then
        raise exception 'a profile needs an email' using errcode = 'not_null_violation';
    end if;

    if tg_op = 'INSERT' then
        insert into public.users (id, email, display_name, avatar_url, created_at, updated_at)
        values (new.id, new.email, new.display_name, new.avatar_url, coalesce(new.created_at, now()), coalesce(new.updated_at, now()));
    else
        if (new.id, new.created_at) is distinct from (old.id, old.created_at) then
            raise exception 'a profile keeps its id and created_at' using errcode = 'integrity_constraint_violation';
        end if;
        -- Apart, so that whoever may change a name needs no right to change an address.
        if (new.display_name, new.avatar_url) is distinct from (old.display_name, old.avatar_url) then
            update public.users set display_name = new.display_name, avatar_url = new.avatar_url where id = old.id;
        end if;
        if new.email is distinct from old.email then
            update public.users set email = new.email where id = old.id;
        end if;
    end if;

    if new.role = 'admin' and (tg_op = 'INSERT' or old.role <> 'admin') then
        insert into gatewright.role_grants (user_id, role_id, granted_by)
        select new.id, r.id, (select auth.uid()) from public.user_roles r where r.name = 'admin';
    elsif tg_op = 'UPDATE' and new.role <> old.role then
        delete from gatewright.role_grants g
        using public.user_roles r
        where g.user_id = old.id and g.role_id = r.id and r.name = 'admin';
        if not found then
            raise exception 'only an admin takes the admin role away' using errcode = 'insufficient_privilege';
        end if;
    end if;
    select p.updated_at into new.updated_at from content.profiles p where p.id = new.id;
    return new;
end
$body$;
comment on function content.write_profile() is 'gatewright: INSERT, UPDATE and DELETE on content.profiles';
revoke all on function content.write_profile() from public, anon, authenticated;
grant execute on function content.write_profile() to authenticated, service_role;

create or replace trigger write_profile
    instead of insert or update or delete on content.profiles
    for each row execute function content.write_profile();

-- View: gate_executions -----------------------------------------------------------------------------------------------

create or replace view content.gate_executions with (security_invoker = true) as
select
    a.id,
    a.run_id,
    a.gate_id,
    a.gate_name,
    a.phase,
    a.gate_order,
    a.agent_slug,
    a.model_id,
    a.model_provider,
    a.status,
    a.attempt_number,
    a.max_attempts,
    t.prompt_packet,
    t.raw_output,
    a.validation_results,
    a.fail_codes,
    a.tokens_in,
    a.tokens_out,
    a.cost_usd,
    a.duration_ms,
    a.started_at,
    a.completed_at,
    a.created_at,
    a.stage_id,
    a.cause,
    a.superseded,
    a.awaiting_approval,
    a.estimated,
    a.cost_nanos,
    a.decision,
    a.decided_by,
    a.decided_via,
    a.decision_reason
from content.gate_attempts a
left join content.gate_texts t on t.attempt_id = a.id;
comment on view content.gate_executions is 'gatewright: gate attempts with their texts, which are null for whoever may not read them';
alter view content.gate_executions alter column id set default gen_random_uuid();
alter view content.gate_executions alter column status set default 'pending';
alter view content.gate_executions alter column attempt_number set default 1;
alter view content.gate_executions alter column max_attempts set default 3;
alter view content.gate_executions alter column validation_results set default '[]';
alter view content.gate_executions alter column fail_codes set default '{}';
alter view content.gate_executions alter column tokens_in set default 0;
alter view content.gate_executions alter column tokens_out set default 0;
alter view content.gate_executions alter column cost_usd set default 0;
alter view content.gate_executions alter column duration_ms set default 0;
alter view content.gate_executions alter column created_at set default now();
alter view content.gate_executions alter column cause set default 'ready';
alter view content.gate_executions alter column superseded set default false;
alter view content.gate_executions alter column awaiting_approval set default false;
alter view content.gate_executions alter column estimated set default false;

create or replace function content.write_gate_execution() returns trigger
    language plpgsql
    set search_path = ''
as $body$
begin
    if tg_op = 'DELETE' then
        delete from content.gate_attempts where id = old.id;
        return old;
    end if;

    -- Whoever writes dollars means them; nano-dollars are what is kept.
    if tg_op = 'INSERT' then
        new.cost_nanos := coalesce(new.cost_nanos, round(new.cost_usd * 1000000000)::bigint);
    elsif new.cost_nanos is not distinct from old.cost_nanos and new.cost_usd is distinct from old.cost_usd then
        new.cost_nanos := round(new.cost_usd * 1000000000)::bigint;
    end if;
    new.cost_usd := round(new.cost_nanos / 1000000000.0, 4);

    if tg_op = 'INSERT' then
        insert into content.gate_attempts (
            id, run_id, gate_id, gate_name, phase, gate_order, agent_slug, model_id, model_provider, status,
            attempt_number, max_attempts, validation_results, fail_codes, tokens_in, tokens_out, cost_nanos, duration_ms,
            started_at, completed_at, created_at, stage_id, cause, superseded, awaiting_approval, estimated,
            decision, decided_by, decided_via, decision_reason
        )
        values (
            new.id, new.run_id, new.gate_id, new.gate_name, new.phase, new.gate_order, new.agent_slug, new.model_id,
            new.model_provider, new.status, new.attempt_number, new.max_attempts, new.validation_results, new.fail_codes,
            new.tokens_in, new.tokens_out, new.cost_nanos, new.duration_ms, new.started_at, new.completed_at,
            new.created_at, new.stage_id, new.cause, new.superseded, new.awaiting_approval, new.estimated,
            new.decision, new.decided_by, new.decided_via, new.decision_reason
        );
    else
        update content.gate_attempts
        set id = new.id,
            run_id = new.run_id,
            gate_id = new.gate_id,
            gate_name = new.gate_name,
            phase = new.phase,
            gate_order = new.gate_order,
            agent_slug = new.agent_slug,
            model_id = new.model_id,
            model_provider = new.model_provider,
            status = new.status,
            attempt_number = new.attempt_number,
            max_attempts = new.max_attempts,
            validation_results = new.validation_results,
            fail_codes = new.fail_codes,
            tokens_in = new.tokens_in,
            tokens_out = new.tokens_out,
            cost_nanos = new.cost_nanos,
            duration_ms = new.duration_ms,
            started_at = new.started_at,
            completed_at = new.completed_at,
            created_at = new.created_at,
            stage_id = new.stage_id,
            cause = new.cause,
            superseded = new.superseded,
            awaiting_approval = new.awaiting_approval,
            estimated = new.estimated,
            decision = new.decision,
            decided_by = new.decided_by,
            decided_via = new.decided_via,
            decision_reason = new.decision_reason
        where id = old.id;
    end if;

    if num_nonnulls(new.prompt_packet, new.raw_output) > 0 or tg_op = 'UPDATE' and num_nonnulls(old.prompt_packet, old.raw_output) > 0 then
        insert into content.gate_texts (attempt_id, prompt_packet, raw_output)
        values (new.id, new.prompt_packet, new.raw_output)
        on conflict (attempt_id) do update set prompt_packet = excluded.prompt_packet, raw_output = excluded.raw_output;
    end if;
    return new;
end
$body$;
comment on function content.write_gate_execution() is 'gatewright: INSERT, UPDATE and DELETE on content.gate_executions';
revoke all on function content.write_gate_execution() from public, anon, authenticated;
grant execute on function content.write_gate_execution() to service_role;

create or replace trigger write_gate_execution
    instead of insert or update or delete on content.gate_executions
    for each row execute function content.write_gate_execution();

-- View: models --------------------------------------------------------------------------------------------------------

create or replace view content.models with (security_invoker = true) as
select
    m.id,
    m.provider_id as provider,
    m.display_name,
    case m.tier when 'gold' then 'top' when 'silver' then 'mid' else 'low' end as tier,
    p.input_cost_per_1k,
    p.output_cost_per_1k,
    m.max_context_tokens,
    m.supports_tools,
    m.supports_streaming,
    m.supports_structured_output,
    m.is_active,
    m.created_at,
    m.updated_at
from llm.models m
left join llm.current_prices p on p.model_id = m.id;
comment on view content.models is 'gatewright: the catalogue of models in the words of this module; prices are rounded displays of llm.prices';
comment on column content.models.tier is 'top, mid, low: gold, silver, bronze of llm.models';
comment on column content.models.input_cost_per_1k is 'Dollars; null where unknown';
alter view content.models alter column supports_tools set default false;
alter view content.models alter column supports_streaming set default true;
alter view content.models alter column supports_structured_output set default false;
alter view content.models alter column is_active set default true;
alter view content.models alter column created_at set default now();
alter view content.models alter column updated_at set default now();

create or replace function content.write_model() returns trigger
    language plpgsql
    set search_path = ''
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
        return old;
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
comment on function content.write_model() is 'gatewright: INSERT, UPDATE and DELETE on content.models';
revoke all on function content.write_model() from public, anon, authenticated;
grant execute on function content.write_model() to authenticated, service_role;

create or replace trigger write_model
    instead of insert or update or delete on content.models
    for each row execute function content.write_model();

-- Privileges ----------------------------------------------------------------------------------------------------------

do $migration$
declare
    relation text;
begin
    foreach relation in array array[
        'workflow_templates', 'specs', 'runs', 'gate_attempts', 'gate_texts', 'gate_decisions', 'artifacts', 'agents',
        'current_artifacts', 'profiles', 'gate_executions', 'models'
    ] loop
        execute format('revoke all on table content.%I from public, anon, authenticated, service_role', relation);
        execute format('grant select, insert, update, delete on table content.%I to service_role', relation);
    end loop;
end
$migration$;
revoke insert, update, delete on table content.current_artifacts from service_role;

-- The catalogue is for everybody; what is written to it is an admin's (policies below).
grant select on table content.workflow_templates, content.specs, content.models to anon, authenticated;
grant insert, update, delete on table content.workflow_templates, content.specs, content.models to authenticated;
grant select, insert, update, delete on table content.agents to authenticated;

-- A user starts runs and reads what came of them; counters, states and results are the service's.
grant select on table
    content.profiles, content.runs, content.gate_attempts, content.gate_texts, content.gate_executions, content.gate_decisions,
    content.artifacts, content.current_artifacts
    to authenticated;
grant update (display_name, avatar_url, role) on table content.profiles to authenticated;
grant insert (id, spec_id, user_id, intent, project_slug, display_name, status) on table content.runs to authenticated;

-- Policies ------------------------------------------------------------------------------------------------------------

alter table content.workflow_templates enable row level security;
drop policy if exists "Public read" on content.workflow_templates;
create policy "Public read" on content.workflow_templates for select to anon, authenticated
    using (is_active = true and deleted_at is null);
drop policy if exists "Admin write" on content.workflow_templates;
create policy "Admin write" on content.workflow_templates for all to authenticated
    using ((select gatewright.is_admin()))
    with check ((select gatewright.is_admin()));

alter table content.specs enable row level security;
drop policy if exists "Public read" on content.specs;
create policy "Public read" on content.specs for select to anon, authenticated
    using (is_active = true and state = 'published' and visibility in ('system', 'public'));
drop policy if exists "Creators see own specs" on content.specs;
create policy "Creators see own specs" on content.specs for select to authenticated
    using (created_by = (select auth.uid()));
drop policy if exists "Admin write" on content.specs;
create policy "Admin write" on content.specs for all to authenticated
    using ((select gatewright.is_admin()))
    with check ((select gatewright.is_admin()));

alter table content.runs enable row level security;
drop policy if exists "Users see own runs" on content.runs;
create policy "Users see own runs" on content.runs for select to authenticated
    using (user_id = (select auth.uid()) or (select gatewright.is_admin()));
drop policy if exists "Users create own runs" on content.runs;
create policy "Users create own runs" on content.runs for insert to authenticated
    with check (
        user_id = (select auth.uid())
        and status = 'pending'
        and total_gates = 0 and gates_passed = 0 and gates_failed = 0
        and total_tokens_in = 0 and total_tokens_out = 0 and total_cost_usd = 0 and total_cost_nanos = 0
        and num_nonnulls(current_gate, pause_reason, started_at, completed_at, approved_by, qa_report) = 0
        and not trial
        -- What the user may see of specs and templates is in their own policies; this is what may be run.
        and exists (
            select
            from content.specs s
            join content.workflow_templates t on t.id = s.template_id
            where s.id = spec_id
                and s.is_active and s.state = 'published'
                and (s.visibility in ('system', 'public') or s.created_by = (select auth.uid()))
                and t.is_active and t.deleted_at is null
        )
    );

alter table content.gate_attempts enable row level security;
drop policy if exists "Via run ownership" on content.gate_attempts;
create policy "Via run ownership" on content.gate_attempts for select to authenticated
    using (
        (select gatewright.is_admin())
        or exists (select from content.runs r where r.id = gate_attempts.run_id and r.user_id = (select auth.uid()))
    );

alter table content.gate_texts enable row level security;
drop policy if exists "Admins read texts" on content.gate_texts;
create policy "Admins read texts" on content.gate_texts for select to authenticated
    using ((select gatewright.is_admin()));

alter table content.gate_decisions enable row level security;
drop policy if exists "Via run ownership" on content.gate_decisions;
create policy "Via run ownership" on content.gate_decisions for select to authenticated
    using (
        (select gatewright.is_admin())
        or exists (select from content.runs r where r.id = gate_decisions.run_id and r.user_id = (select auth.uid()))
    );

alter table content.artifacts enable row level security;
drop policy if exists "Via run ownership" on content.artifacts;
create policy "Via run ownership" on content.artifacts for select to authenticated
    using (
        (select gatewright.is_admin())
        or exists (select from content.runs r where r.id = artifacts.run_id and r.user_id = (select auth.uid()))
    );

alter table content.agents enable row level security;
drop policy if exists "Admins keep agents" on content.agents;
create policy "Admins keep agents" on content.agents for all to authenticated
    using ((select gatewright.is_admin()))
    with check ((select gatewright.is_admin()));

-- The catalogue and the ledger know no admins (V04); this is what admins may do there.
grant insert, update, delete on table llm.providers, llm.models to authenticated;
grant insert, update on table llm.prices to authenticated;
grant select on table
    llm.budgets, llm.budget_windows, llm.calls, llm.call_texts, llm.reservations, llm.reservation_lines, llm.degradations,
    llm.usage_daily
    to authenticated;
grant execute on function llm.set_price(text, text, bigint, text, timestamptz) to authenticated;
do $migration$
declare
    relation text;
begin
    foreach relation in array array['providers', 'models', 'prices'] loop
        execute format('drop policy if exists "Admin write" on llm.%I', relation);
        execute format(
            'create policy "Admin write" on llm.%I for all to authenticated
                using ((select gatewright.is_admin())) with check ((select gatewright.is_admin()))',
            relation
        );
    end loop;
    foreach relation in array array[
        'budgets', 'budget_windows', 'calls', 'call_texts', 'reservations', 'reservation_lines', 'degradations', 'usage_daily'
    ] loop
        execute format('drop policy if exists "Admins read" on llm.%I', relation);
        execute format(
            'create policy "Admins read" on llm.%I for select to authenticated using ((select gatewright.is_admin()))',
            relation
        );
    end loop;

    foreach relation in array array[
        'workflow_templates', 'specs', 'runs', 'gate_attempts', 'gate_texts', 'gate_decisions', 'artifacts', 'agents'
    ] loop
        execute format('drop policy if exists "Service does everything" on content.%I', relation);
        execute format(
            'create policy "Service does everything" on content.%I for all to service_role using (true) with check (true)',
            relation
        );
    end loop;
end
$migration$;
