-- One catalogue and one ledger for every module: who can answer, at what price, within which budget, and what each call cost.
--
-- Money is integer nano-dollars (1 dollar = 1 000 000 000). A price is a rate for every `per` units, so that rates below one
-- nano-dollar a token stay exact; a call's cost is the exact sum over its components, rounded once. NULL means unknown, never zero.

create schema if not exists llm;
comment on schema llm is 'Models, versioned prices, budgets, reservations, calls, degradations and usage, shared by all modules.';

revoke all on schema llm from public;
grant usage on schema llm to anon, authenticated, service_role;

-- ---------------------------------------------------------------------------------------------------------------------
-- Catalogue
-- ---------------------------------------------------------------------------------------------------------------------

create table if not exists llm.providers (
  id           text primary key check (id ~ '^[a-z0-9][a-z0-9_.-]{0,62}$'),
  uid          uuid not null unique default gen_random_uuid(),
  display_name text not null,
  protocol     text not null check (protocol in ('anthropic', 'openai', 'gemini', 'ollama', 'offline', 'replay')),
  base_url     text,
  status       text not null default 'active' check (status in ('active', 'deprecated')),
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now()
);
comment on table llm.providers is 'Who can answer a model call. codered.llm_providers is a view over it.';
comment on column llm.providers.uid is 'The same provider for schemas whose keys are UUIDs.';
comment on column llm.providers.protocol is 'The wire protocol spoken; an OpenAI-compatible server speaks openai.';
comment on column llm.providers.base_url is 'Where it listens, if not at the protocol''s usual address.';

create table if not exists llm.models (
  id                         text primary key check (length(id) between 1 and 200),
  uid                        uuid not null unique default gen_random_uuid(),
  provider_id                text not null references llm.providers (id) on update cascade,
  wire_name                  text not null,
  display_name               text not null,
  tier                       text not null check (tier in ('gold', 'silver', 'bronze')),
  max_context_tokens         integer check (max_context_tokens > 0),
  max_output_tokens          integer check (max_output_tokens > 0),
  supports_tools             boolean not null default false,
  supports_streaming         boolean not null default true,
  supports_structured_output boolean not null default false,
  capabilities               text[] not null default '{}',
  default_usage_domains      text[] not null default '{}',
  status                     text not null default 'active' check (status in ('active', 'deprecated', 'experimental')),
  is_active                  boolean not null default true,
  created_at                 timestamptz not null default now(),
  updated_at                 timestamptz not null default now()
);
comment on table llm.models is 'Models that may be named in a spec. content.models and codered.llm_models are views over it.';
comment on column llm.models.wire_name is 'What the provider calls it; the id is what people and specs call it.';
comment on column llm.models.tier is 'gold = top, silver = mid, bronze = low.';
comment on column llm.models.status is 'Where it stands in its life; says nothing about whether it may be used.';
comment on column llm.models.is_active is 'Whether the router may use it.';
create index if not exists models_provider_idx on llm.models (provider_id);
create index if not exists models_tier_idx on llm.models (tier) where is_active;

create table if not exists llm.prices (
  id               uuid primary key default gen_random_uuid(),
  model_id         text not null references llm.models (id) on update cascade on delete cascade,
  component        text not null check (component in
    ('input_uncached', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'output_text', 'output_reasoning', 'request')),
  min_input_tokens bigint not null default 0 check (min_input_tokens >= 0),
  rate_nanos       bigint not null check (rate_nanos >= 0),
  per              bigint not null default 1000000,
  valid_from       timestamptz not null,
  valid_to         timestamptz,
  source           text not null check (length(btrim(source)) > 0),
  confidence       text not null default 'stated' check (confidence in ('stated', 'derived', 'imported', 'estimated')),
  recorded_at      timestamptz not null default now(),
  retracted_at     timestamptz,
  retracted_reason text,
  constraint prices_unit check (per = case when component = 'request' then 1 else 1000000 end),
  constraint prices_period check (valid_to is null or valid_to > valid_from),
  constraint prices_retraction check ((retracted_at is null) = (retracted_reason is null))
);
comment on table llm.prices is 'One row per component and period. Never changed: a new price is a new row, a wrong one is retracted and replaced, so that every call can name the rows it was priced with.';
comment on column llm.prices.rate_nanos is 'Nano-dollars for every `per` units.';
comment on column llm.prices.per is 'Units the rate is for: 1 000 000 tokens, or 1 request.';
comment on column llm.prices.min_input_tokens is 'The rate holds for calls whose whole input has at least so many tokens; the highest threshold reached wins.';
comment on column llm.prices.valid_to is 'Set only where the price ended without a successor. Otherwise a price ends where the next begins, so periods cannot overlap.';
comment on column llm.prices.source is 'Where the figure comes from.';
comment on column llm.prices.confidence is 'stated by the source, derived from it by a stated rule, imported from a collection, or estimated.';
create unique index if not exists prices_period_key on llm.prices (model_id, component, min_input_tokens, valid_from)
  where retracted_at is null;

create or replace function llm.keep_prices() returns trigger
language plpgsql set search_path = '' as $$
begin
  -- A model that was never called may go, and its prices with it; they are all that still names it.
  if tg_op = 'DELETE' and not exists (select from llm.models m where m.id = old.model_id) then
    return old;
  end if;
  if tg_op = 'DELETE' then
    raise exception 'a price is never deleted: retract it' using errcode = 'integrity_constraint_violation';
  end if;
  if (new.component, new.min_input_tokens, new.rate_nanos, new.per, new.valid_from, new.source, new.confidence, new.recorded_at)
     is distinct from
     (old.component, old.min_input_tokens, old.rate_nanos, old.per, old.valid_from, old.source, old.confidence, old.recorded_at)
     or old.retracted_at is not null
  then
    raise exception 'a price is never changed: insert a new one, or retract this one and insert the right one'
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;
drop trigger if exists prices_are_kept on llm.prices;
create trigger prices_are_kept before update or delete on llm.prices for each row execute function llm.keep_prices();

create or replace function llm.touch_updated_at() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end
$$;
drop trigger if exists providers_touch on llm.providers;
create trigger providers_touch before update on llm.providers for each row execute function llm.touch_updated_at();
drop trigger if exists models_touch on llm.models;
create trigger models_touch before update on llm.models for each row execute function llm.touch_updated_at();

-- What a model costs at a moment: at most one row per component and threshold.
create or replace function llm.prices_at(p_model_id text, p_at timestamptz) returns setof llm.prices
language sql stable set search_path = '' as $$
  select latest.*
  from (
    select distinct on (p.component, p.min_input_tokens) p.*
    from llm.prices p
    where p.model_id = p_model_id and p.retracted_at is null and p.valid_from <= p_at
    order by p.component, p.min_input_tokens, p.valid_from desc
  ) latest
  where latest.valid_to is null or latest.valid_to > p_at
  order by latest.component, latest.min_input_tokens
$$;
comment on function llm.prices_at(text, timestamptz) is 'Prices of a model that hold at a moment of business time.';

-- Records a price from now (or a given moment) on; used by the module views, which show prices as columns.
create or replace function llm.set_price(
  p_model_id text, p_component text, p_rate_nanos bigint, p_source text, p_valid_from timestamptz default now()
) returns uuid
language plpgsql set search_path = '' as $$
declare
  v_id uuid;
begin
  select p.id into v_id
  from llm.prices_at(p_model_id, p_valid_from) p
  where p.component = p_component and p.min_input_tokens = 0 and p.rate_nanos = p_rate_nanos;
  if found then
    return v_id;
  end if;
  update llm.prices p
     set retracted_at = now(), retracted_reason = 'replaced by: ' || p_source
   where p.model_id = p_model_id and p.component = p_component and p.min_input_tokens = 0
     and p.valid_from = p_valid_from and p.retracted_at is null;
  insert into llm.prices (model_id, component, rate_nanos, per, valid_from, source)
  values (p_model_id, p_component, p_rate_nanos, case when p_component = 'request' then 1 else 1000000 end, p_valid_from, p_source)
  returning id into v_id;
  return v_id;
end
$$;
comment on function llm.set_price(text, text, bigint, text, timestamptz) is
  'Makes a rate hold from a moment on, unless it holds already; answers the price row''s id.';

create or replace view llm.current_prices with (security_invoker = true) as
  select
    m.id as model_id,
    max(p.rate_nanos) filter (where p.component = 'input_uncached') as input_uncached_nanos,
    max(p.rate_nanos) filter (where p.component = 'cache_read') as cache_read_nanos,
    max(p.rate_nanos) filter (where p.component = 'cache_write_5m') as cache_write_5m_nanos,
    max(p.rate_nanos) filter (where p.component = 'cache_write_1h') as cache_write_1h_nanos,
    max(p.rate_nanos) filter (where p.component = 'output_text') as output_text_nanos,
    max(p.rate_nanos) filter (where p.component = 'output_reasoning') as output_reasoning_nanos,
    max(p.rate_nanos) filter (where p.component = 'request') as request_nanos,
    (max(p.rate_nanos) filter (where p.component = 'input_uncached') / 1e12)::numeric(10, 6) as input_cost_per_1k,
    (max(p.rate_nanos) filter (where p.component = 'output_text') / 1e12)::numeric(10, 6) as output_cost_per_1k
  from llm.models m
  left join lateral llm.prices_at(m.id, now()) p on p.min_input_tokens = 0
  group by m.id;
comment on view llm.current_prices is
  'Prices that hold now, one row per model: nano-dollars per million tokens (per request for request), and the seeds'' rounded dollars per thousand.';

-- ---------------------------------------------------------------------------------------------------------------------
-- Budgets
-- ---------------------------------------------------------------------------------------------------------------------

create table if not exists llm.budgets (
  id               uuid primary key default gen_random_uuid(),
  scope_kind       text not null check (scope_kind in
    ('global', 'owner', 'project', 'run', 'step', 'task', 'agent', 'model', 'provider', 'key')),
  scope_id         text not null,
  window_kind      text not null check (window_kind in ('call', 'day', 'week', 'month', 'total')),
  enforcement      text not null default 'hard' check (enforcement in ('hard', 'soft')),
  limit_nanos      bigint check (limit_nanos >= 0),
  limit_tokens_in  bigint check (limit_tokens_in >= 0),
  limit_tokens_out bigint check (limit_tokens_out >= 0),
  limit_calls      bigint check (limit_calls >= 0),
  on_unknown_price text not null default 'deny' check (on_unknown_price in ('deny', 'allow')),
  is_active        boolean not null default true,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  constraint budgets_limit check (num_nonnulls(limit_nanos, limit_tokens_in, limit_tokens_out, limit_calls) > 0),
  constraint budgets_global check (scope_kind <> 'global' or scope_id = '*'),
  constraint budgets_key unique (scope_kind, scope_id, window_kind, enforcement)
);
comment on table llm.budgets is 'What a scope may use per window. Every budget of every scope of a call must bear it before it is sent.';
comment on column llm.budgets.scope_id is 'Whose: an id as text; * for global; run id and step id joined by / for a step.';
comment on column llm.budgets.window_kind is 'Windows start at midnight UTC, on Monday, on the first; total never ends; call limits each single call.';
comment on column llm.budgets.enforcement is 'hard refuses the call, soft lets it through and says so.';
comment on column llm.budgets.on_unknown_price is 'What a money limit does with a call whose price is not known.';
drop trigger if exists budgets_touch on llm.budgets;
create trigger budgets_touch before update on llm.budgets for each row execute function llm.touch_updated_at();

create table if not exists llm.budget_windows (
  budget_id           uuid not null references llm.budgets (id) on delete cascade,
  window_start        timestamptz not null,
  reserved_nanos      bigint not null default 0 check (reserved_nanos >= 0),
  spent_nanos         bigint not null default 0 check (spent_nanos >= 0),
  reserved_tokens_in  bigint not null default 0 check (reserved_tokens_in >= 0),
  spent_tokens_in     bigint not null default 0 check (spent_tokens_in >= 0),
  reserved_tokens_out bigint not null default 0 check (reserved_tokens_out >= 0),
  spent_tokens_out    bigint not null default 0 check (spent_tokens_out >= 0),
  calls               bigint not null default 0 check (calls >= 0),
  unknown_cost_calls  bigint not null default 0 check (unknown_cost_calls >= 0),
  primary key (budget_id, window_start)
) with (fillfactor = 50);
comment on table llm.budget_windows is 'Counters of one budget in one window; llm.recompute_budget_windows derives them again from the reservations.';
comment on column llm.budget_windows.calls is 'Calls let through and not proven never to have been sent.';

-- ---------------------------------------------------------------------------------------------------------------------
-- Calls
-- ---------------------------------------------------------------------------------------------------------------------

create table if not exists llm.calls (
  id                        uuid primary key,
  idempotency_key           text not null,
  delivery                  integer not null default 1 check (delivery > 0),
  owner_id                  uuid not null,
  project_id                uuid,
  agent                     text,
  run_id                    uuid,
  step_id                   text,
  attempt                   integer,
  item                      integer,
  round                     integer not null default 1 check (round > 0),
  provider_id               text not null references llm.providers (id) on update cascade,
  model_id                  text not null references llm.models (id) on update cascade,
  model_answered            text,
  state                     text not null check (state in ('in_flight', 'settled', 'failed', 'abandoned')),
  request_hash              text,
  tokens_input_uncached     bigint check (tokens_input_uncached >= 0),
  tokens_cache_read         bigint check (tokens_cache_read >= 0),
  tokens_cache_write_5m     bigint check (tokens_cache_write_5m >= 0),
  tokens_cache_write_1h     bigint check (tokens_cache_write_1h >= 0),
  tokens_output_text        bigint check (tokens_output_text >= 0),
  tokens_output_reasoning   bigint check (tokens_output_reasoning >= 0),
  tokens_estimated          boolean not null default false,
  price_ids                 uuid[] not null default '{}',
  cost_nanos                bigint check (cost_nanos >= 0),
  cost_unknown              boolean not null default false,
  unknown_components        text[] not null default '{}',
  reserved_nanos            bigint check (reserved_nanos >= 0),
  reserved_tokens_in        bigint not null check (reserved_tokens_in >= 0),
  reserved_tokens_out       bigint not null check (reserved_tokens_out >= 0),
  charged_nanos             bigint check (charged_nanos >= 0),
  may_have_reached_provider boolean not null default true,
  latency_ms                bigint check (latency_ms >= 0),
  finish_reason             text,
  repair                    text,
  error_code                text,
  error_message             text,
  started_at                timestamptz not null,
  ended_at                  timestamptz,
  constraint calls_delivery_key unique (idempotency_key, delivery),
  constraint calls_cost check (not (cost_unknown and cost_nanos is not null)),
  constraint calls_end check ((state = 'in_flight') = (ended_at is null)),
  constraint calls_failure check (state not in ('failed', 'abandoned') or error_code is not null)
);
comment on table llm.calls is 'One row per model call, written before the request leaves. Settled and failed rows are never changed again.';
comment on column llm.calls.idempotency_key is 'Names the wanted answer; at most one live row (in flight or settled) has it.';
comment on column llm.calls.delivery is 'Counts the rows of one key: the ones before failed or were abandoned by a crash.';
comment on column llm.calls.owner_id is 'Whom it was done for. No foreign key: the ledger outlives accounts.';
comment on column llm.calls.round is 'Which round of the step''s tool loop.';
comment on column llm.calls.provider_id is 'Who answered (who was asked, until an answer came); offline and replay are named as what they are.';
comment on column llm.calls.model_answered is 'What the answerer called itself.';
comment on column llm.calls.tokens_estimated is 'The token counts are our estimate, not the provider''s figures.';
comment on column llm.calls.price_ids is 'The price rows the cost was computed with.';
comment on column llm.calls.cost_nanos is 'What it cost; NULL with cost_unknown where a price or a count is missing.';
comment on column llm.calls.charged_nanos is 'What budgets were charged: the cost, or the reservation where the cost is not known.';
comment on column llm.calls.reserved_nanos is 'Upper bound held before the call; NULL where no price was known.';
comment on column llm.calls.repair is 'Which repair made the answer usable, where one was needed.';
comment on column llm.calls.started_at is 'Business time; decides price, budget window and usage day.';
create unique index if not exists calls_live_key on llm.calls (idempotency_key) where state in ('in_flight', 'settled');
create index if not exists calls_run_idx on llm.calls (run_id, step_id, attempt, round) where run_id is not null;
create index if not exists calls_owner_idx on llm.calls (owner_id, started_at desc);
create index if not exists calls_started_idx on llm.calls (started_at);

create or replace function llm.freeze_calls() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'call % is % and is never changed again', old.id, old.state using errcode = 'integrity_constraint_violation';
end
$$;
drop trigger if exists calls_are_frozen on llm.calls;
create trigger calls_are_frozen before update on llm.calls for each row
  when (old.state in ('settled', 'failed')) execute function llm.freeze_calls();

create table if not exists llm.call_texts (
  call_id       uuid primary key references llm.calls (id) on delete cascade,
  prompt_packet jsonb not null,
  raw_output    text,
  raw_response  jsonb
);
comment on table llm.call_texts is 'What was sent and what came back; read by administrators and the service only.';

create table if not exists llm.reservations (
  call_id    uuid primary key references llm.calls (id) on delete cascade,
  state      text not null check (state in ('held', 'charged', 'released')),
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  ended_at   timestamptz
);
comment on table llm.reservations is 'What a call holds of its budgets until it ends. A held one counts as spent, also after a crash.';
comment on column llm.reservations.expires_at is 'When nobody waits for the answer any more, by the database''s clock.';
create index if not exists reservations_expiry_idx on llm.reservations (expires_at) where state = 'held';

create table if not exists llm.reservation_lines (
  call_id            uuid not null references llm.reservations (call_id) on delete cascade,
  budget_id          uuid not null,
  window_start       timestamptz not null,
  nanos              bigint not null check (nanos >= 0),
  tokens_in          bigint not null check (tokens_in >= 0),
  tokens_out         bigint not null check (tokens_out >= 0),
  charged_nanos      bigint check (charged_nanos >= 0),
  charged_tokens_in  bigint check (charged_tokens_in >= 0),
  charged_tokens_out bigint check (charged_tokens_out >= 0),
  primary key (call_id, budget_id),
  foreign key (budget_id, window_start) references llm.budget_windows (budget_id, window_start) on delete cascade
);
comment on table llm.reservation_lines is 'A reservation''s share in each budget window: what is held, and what was charged in the end.';
create index if not exists reservation_lines_window_idx on llm.reservation_lines (budget_id, window_start);

create table if not exists llm.degradations (
  id         uuid primary key default gen_random_uuid(),
  call_id    uuid references llm.calls (id) on delete cascade,
  owner_id   uuid not null,
  run_id     uuid,
  step_id    text,
  attempt    integer,
  from_model text not null,
  to_model   text not null,
  from_tier  text check (from_tier in ('gold', 'silver', 'bronze')),
  to_tier    text check (to_tier in ('gold', 'silver', 'bronze')),
  cause      text not null check (cause in ('budget', 'price_unknown', 'provider_error', 'unhealthy', 'unavailable', 'policy')),
  reason     text not null,
  created_at timestamptz not null default now()
);
comment on table llm.degradations is 'Each time another model served than the one asked for, and why.';
comment on column llm.degradations.call_id is 'The call that was made instead.';
create index if not exists degradations_run_idx on llm.degradations (run_id);
create index if not exists degradations_call_idx on llm.degradations (call_id);

create table if not exists llm.usage_daily (
  day                     date not null,
  owner_id                uuid not null,
  project_id              uuid,
  agent                   text,
  provider_id             text not null,
  model_id                text not null,
  calls                   bigint not null default 0,
  failed_calls            bigint not null default 0,
  tokens_input_uncached   bigint not null default 0,
  tokens_cache_read       bigint not null default 0,
  tokens_cache_write_5m   bigint not null default 0,
  tokens_cache_write_1h   bigint not null default 0,
  tokens_output_text      bigint not null default 0,
  tokens_output_reasoning bigint not null default 0,
  cost_nanos              bigint not null default 0,
  charged_nanos           bigint not null default 0,
  unknown_cost_calls      bigint not null default 0,
  constraint usage_daily_key unique nulls not distinct (day, owner_id, project_id, agent, provider_id, model_id)
);
comment on table llm.usage_daily is 'Ended calls per UTC day; llm.recompute_usage derives it again from the calls.';
comment on column llm.usage_daily.cost_nanos is 'Sum of the known costs; unknown_cost_calls says how many are missing from it.';

-- ---------------------------------------------------------------------------------------------------------------------
-- Reserve, call, settle
-- ---------------------------------------------------------------------------------------------------------------------

-- The database's clock, which reservations expire by; tests stop it with the setting that stops the engine's.
create or replace function llm.clock_now() returns timestamptz
language sql volatile set search_path = '' as $$
  select coalesce(nullif(current_setting('gatewright.now', true), '')::timestamptz, clock_timestamp())
$$;

create or replace function llm.window_start(p_window_kind text, p_at timestamptz) returns timestamptz
language sql stable set search_path = '' as $$
  select case p_window_kind
    when 'day' then date_trunc('day', p_at, 'UTC')
    when 'week' then date_trunc('week', p_at, 'UTC')
    when 'month' then date_trunc('month', p_at, 'UTC')
    else timestamptz '1970-01-01 00:00:00+00'
  end
$$;
comment on function llm.window_start(text, timestamptz) is 'First moment of the window a moment lies in.';

-- Adds an ended call to its day (p_sign 1) or takes it out again (p_sign -1).
create or replace function llm.count_usage(p_call llm.calls, p_sign integer) returns void
language sql set search_path = '' as $$
  insert into llm.usage_daily as u (
    day, owner_id, project_id, agent, provider_id, model_id, calls, failed_calls,
    tokens_input_uncached, tokens_cache_read, tokens_cache_write_5m, tokens_cache_write_1h,
    tokens_output_text, tokens_output_reasoning, cost_nanos, charged_nanos, unknown_cost_calls)
  values (
    (p_call.started_at at time zone 'UTC')::date, p_call.owner_id, p_call.project_id, p_call.agent, p_call.provider_id, p_call.model_id,
    p_sign, case when p_call.state = 'settled' then 0 else p_sign end,
    p_sign * coalesce(p_call.tokens_input_uncached, 0), p_sign * coalesce(p_call.tokens_cache_read, 0),
    p_sign * coalesce(p_call.tokens_cache_write_5m, 0), p_sign * coalesce(p_call.tokens_cache_write_1h, 0),
    p_sign * coalesce(p_call.tokens_output_text, 0), p_sign * coalesce(p_call.tokens_output_reasoning, 0),
    p_sign * coalesce(p_call.cost_nanos, 0), p_sign * coalesce(p_call.charged_nanos, 0),
    case when p_call.cost_unknown then p_sign else 0 end)
  on conflict on constraint usage_daily_key do update set
    calls = u.calls + excluded.calls,
    failed_calls = u.failed_calls + excluded.failed_calls,
    tokens_input_uncached = u.tokens_input_uncached + excluded.tokens_input_uncached,
    tokens_cache_read = u.tokens_cache_read + excluded.tokens_cache_read,
    tokens_cache_write_5m = u.tokens_cache_write_5m + excluded.tokens_cache_write_5m,
    tokens_cache_write_1h = u.tokens_cache_write_1h + excluded.tokens_cache_write_1h,
    tokens_output_text = u.tokens_output_text + excluded.tokens_output_text,
    tokens_output_reasoning = u.tokens_output_reasoning + excluded.tokens_output_reasoning,
    cost_nanos = u.cost_nanos + excluded.cost_nanos,
    charged_nanos = u.charged_nanos + excluded.charged_nanos,
    unknown_cost_calls = u.unknown_cost_calls + excluded.unknown_cost_calls
$$;

-- Ends a call and turns its reservation into what it really used. Safe to repeat: an ended call stays as it is, except that an
-- abandoned one whose answer arrives after all takes the real figures.
create or replace function llm.finish_call(
  p_call_id uuid, p_state text, p_provider_id text, p_model_answered text,
  p_input_uncached bigint, p_cache_read bigint, p_cache_write_5m bigint, p_cache_write_1h bigint,
  p_output_text bigint, p_output_reasoning bigint, p_tokens_estimated boolean,
  p_price_ids uuid[], p_cost_nanos bigint, p_unknown_components text[], p_may_have_reached boolean,
  p_finish_reason text, p_repair text, p_error_code text, p_error_message text, p_latency_ms bigint,
  p_at timestamptz, p_raw_output text, p_raw_response jsonb
) returns table (outcome text, cost_nanos bigint, cost_unknown boolean, charged_nanos bigint)
language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare
  v_old llm.calls;
  v_new llm.calls;
  v_state text := p_state;
  v_known boolean := p_cost_nanos is not null;
  v_reached boolean := p_state <> 'failed' or p_may_have_reached;
  v_charged bigint;
  v_in bigint;
  v_out bigint;
  v_calls_delta bigint;
  v_unknown_delta bigint;
begin
  select * into v_old from llm.calls c where c.id = p_call_id for update;
  if not found then
    raise exception 'no call %', p_call_id using errcode = 'no_data_found';
  end if;
  if v_old.state in ('settled', 'failed') or (v_old.state = 'abandoned' and p_state <> 'settled') then
    return query select 'already'::text, v_old.cost_nanos, v_old.cost_unknown, v_old.charged_nanos;
    return;
  end if;

  -- A late answer to a key that was asked again meanwhile is paid for, but the key's live row is the other one.
  if v_old.state = 'abandoned' and exists (
    select from llm.calls o
    where o.idempotency_key = v_old.idempotency_key and o.id <> v_old.id and o.state in ('in_flight', 'settled'))
  then
    v_state := 'abandoned';
  end if;

  v_charged := case when v_known then p_cost_nanos when v_reached then coalesce(v_old.reserved_nanos, 0) else 0 end;
  v_in := case
    when not v_reached then 0
    when p_input_uncached is null then v_old.reserved_tokens_in
    else p_input_uncached + coalesce(p_cache_read, 0) + coalesce(p_cache_write_5m, 0) + coalesce(p_cache_write_1h, 0) end;
  v_out := case
    when not v_reached then 0
    when p_output_text is null then v_old.reserved_tokens_out
    else p_output_text + coalesce(p_output_reasoning, 0) end;

  perform 1
  from (
    select from llm.budget_windows w
    join llm.reservation_lines l on l.budget_id = w.budget_id and l.window_start = w.window_start
    where l.call_id = p_call_id
    order by w.budget_id, w.window_start
    for update of w
  ) locked;

  v_calls_delta := (case when v_reached then 1 else 0 end) - 1;
  v_unknown_delta := (case when v_reached and not v_known then 1 else 0 end) - (case when v_old.cost_unknown then 1 else 0 end);
  update llm.budget_windows w set
    reserved_nanos = w.reserved_nanos - case when v_old.state = 'in_flight' then l.nanos else 0 end,
    reserved_tokens_in = w.reserved_tokens_in - case when v_old.state = 'in_flight' then l.tokens_in else 0 end,
    reserved_tokens_out = w.reserved_tokens_out - case when v_old.state = 'in_flight' then l.tokens_out else 0 end,
    spent_nanos = w.spent_nanos - coalesce(l.charged_nanos, 0) + v_charged,
    spent_tokens_in = w.spent_tokens_in - coalesce(l.charged_tokens_in, 0) + v_in,
    spent_tokens_out = w.spent_tokens_out - coalesce(l.charged_tokens_out, 0) + v_out,
    calls = w.calls + v_calls_delta,
    unknown_cost_calls = w.unknown_cost_calls + v_unknown_delta
  from llm.reservation_lines l
  where l.call_id = p_call_id and l.budget_id = w.budget_id and l.window_start = w.window_start;

  update llm.reservation_lines l
     set charged_nanos = v_charged, charged_tokens_in = v_in, charged_tokens_out = v_out
   where l.call_id = p_call_id;
  update llm.reservations r
     set state = case when v_reached then 'charged' else 'released' end, ended_at = llm.clock_now()
   where r.call_id = p_call_id;

  if v_old.state = 'abandoned' then
    perform llm.count_usage(v_old, -1);
  end if;

  update llm.calls c set
    state = v_state,
    provider_id = coalesce(p_provider_id, c.provider_id),
    model_answered = p_model_answered,
    tokens_input_uncached = p_input_uncached,
    tokens_cache_read = p_cache_read,
    tokens_cache_write_5m = p_cache_write_5m,
    tokens_cache_write_1h = p_cache_write_1h,
    tokens_output_text = p_output_text,
    tokens_output_reasoning = p_output_reasoning,
    tokens_estimated = p_tokens_estimated,
    price_ids = p_price_ids,
    cost_nanos = case when v_reached then p_cost_nanos else 0 end,
    cost_unknown = v_reached and not v_known,
    unknown_components = p_unknown_components,
    charged_nanos = v_charged,
    may_have_reached_provider = v_reached,
    latency_ms = p_latency_ms,
    finish_reason = p_finish_reason,
    repair = p_repair,
    error_code = case when v_state = 'abandoned' then coalesce(p_error_code, c.error_code) else p_error_code end,
    error_message = case when v_state = 'abandoned' then coalesce(p_error_message, c.error_message) else p_error_message end,
    ended_at = greatest(p_at, c.started_at)
  where c.id = p_call_id
  returning * into v_new;

  update llm.call_texts t set raw_output = p_raw_output, raw_response = p_raw_response where t.call_id = p_call_id;
  perform llm.count_usage(v_new, 1);

  return query select
    case when v_old.state = 'abandoned' then 'late' else 'finished' end, v_new.cost_nanos, v_new.cost_unknown, v_new.charged_nanos;
end
$$;

-- Ends a call nobody waits for any more. It may have reached the provider, so its reservation counts as spent.
create or replace function llm.abandon_call(p_call_id uuid, p_error_message text, p_at timestamptz) returns void
language sql set search_path = '' as $$
  select llm.finish_call(
    p_call_id, 'abandoned', null, null, null, null, null, null, null, null, false, '{}', null, '{}', true,
    null, null, 'ABANDONED', p_error_message, null, p_at, null, null)
$$;

-- Asks every budget of a call's scopes, and if all can bear it writes the call as in flight. One statement, one commit: what it
-- answers is durable before the request leaves. Budget windows are locked in the order of their keys.
--
-- Outcomes: reserved | recorded (the key has an answer already) | in_flight (somebody waits for it; pass p_take_over where that
-- one is known to be gone) | denied (with the budget, the limit and the figures).
create or replace function llm.reserve_call(
  p_call_id uuid, p_idempotency_key text, p_owner_id uuid, p_project_id uuid, p_agent text,
  p_run_id uuid, p_step_id text, p_attempt integer, p_item integer, p_round integer,
  p_provider_id text, p_model_id text, p_request_hash text,
  p_scope_kinds text[], p_scope_ids text[],
  p_tokens_in bigint, p_tokens_out bigint, p_nanos bigint, p_price_ids uuid[],
  p_at timestamptz, p_lease_seconds integer, p_take_over boolean, p_prompt_packet jsonb
) returns table (
  outcome text, call_id uuid, delivery integer, soft_exceeded uuid[],
  budget_id uuid, scope_kind text, scope_id text, window_kind text, limit_kind text, limit_value bigint, used bigint, needed bigint
)
language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare
  v_prior llm.calls;
  v_had_prior boolean;
  v_delivery integer;
  v_budgets uuid[];
  v_starts timestamptz[];
  v_soft uuid[];
  v_denied record;
begin
  -- Deliveries of one key take turns, also while none has a row yet.
  perform pg_advisory_xact_lock(hashtextextended('llm.calls:' || p_idempotency_key, 0));

  select * into v_prior
  from llm.calls c
  where c.idempotency_key = p_idempotency_key and c.state in ('in_flight', 'settled')
  for update;
  v_had_prior := found;
  if v_had_prior and (v_prior.state = 'settled' or not p_take_over) then
    return query select
      case v_prior.state when 'settled' then 'recorded' else 'in_flight' end, v_prior.id, v_prior.delivery, '{}'::uuid[],
      null::uuid, null::text, null::text, null::text, null::text, null::bigint, null::bigint, null::bigint;
    return;
  end if;

  select array_agg(b.id order by b.id), array_agg(llm.window_start(b.window_kind, p_at) order by b.id)
    into v_budgets, v_starts
  from llm.budgets b
  where b.is_active
    and (b.scope_kind = 'global'
      or exists (select from unnest(p_scope_kinds, p_scope_ids) s(kind, id) where s.kind = b.scope_kind and s.id = b.scope_id));

  insert into llm.budget_windows (budget_id, window_start)
  select t.budget_id, t.window_start from unnest(v_budgets, v_starts) t(budget_id, window_start)
  where not exists (
    select from llm.budget_windows w where w.budget_id = t.budget_id and w.window_start = t.window_start)
  order by t.budget_id
  on conflict do nothing;

  perform 1
  from (
    select from llm.budget_windows w
    where (w.budget_id, w.window_start) in (select * from unnest(v_budgets, v_starts))
      or (v_had_prior and (w.budget_id, w.window_start) in (
        select l.budget_id, l.window_start from llm.reservation_lines l where l.call_id = v_prior.id))
    order by w.budget_id, w.window_start
    for update
  ) locked;

  if v_had_prior then
    perform llm.abandon_call(v_prior.id, 'the process that waited for the answer is gone; asked again', p_at);
  end if;

  for v_denied in
    select b.id, b.scope_kind, b.scope_id, b.window_kind, b.enforcement, l.kind, l.cap, l.used, l.need
    from unnest(v_budgets, v_starts) t(budget_id, window_start)
    join llm.budgets b on b.id = t.budget_id
    join llm.budget_windows w on w.budget_id = t.budget_id and w.window_start = t.window_start
    cross join lateral (values
      (1, 'nanos', b.limit_nanos, w.spent_nanos + w.reserved_nanos, p_nanos),
      (2, 'tokens_in', b.limit_tokens_in, w.spent_tokens_in + w.reserved_tokens_in, p_tokens_in),
      (3, 'tokens_out', b.limit_tokens_out, w.spent_tokens_out + w.reserved_tokens_out, p_tokens_out),
      (4, 'calls', b.limit_calls, w.calls, 1::bigint)
    ) raw(ord, kind, cap, counted, need)
    cross join lateral (select
      raw.kind, raw.cap, case b.window_kind when 'call' then 0 else raw.counted end as used, raw.need
    ) l
    where l.cap is not null
      and case when l.need is null then b.on_unknown_price = 'deny' else l.used + l.need > l.cap end
    order by b.enforcement, b.id, raw.ord
  loop
    if v_denied.enforcement = 'hard' then
      return query select
        'denied'::text, null::uuid, null::integer, '{}'::uuid[], v_denied.id, v_denied.scope_kind, v_denied.scope_id,
        v_denied.window_kind, case when v_denied.need is null then 'unknown_price' else v_denied.kind end, v_denied.cap,
        v_denied.used, v_denied.need;
      return;
    end if;
    v_soft := v_soft || v_denied.id;
  end loop;

  select count(*) + 1 into v_delivery from llm.calls c where c.idempotency_key = p_idempotency_key;

  insert into llm.calls (
    id, idempotency_key, delivery, owner_id, project_id, agent, run_id, step_id, attempt, item, round, provider_id, model_id, state,
    request_hash, price_ids, reserved_nanos, reserved_tokens_in, reserved_tokens_out, started_at)
  values (
    p_call_id, p_idempotency_key, v_delivery, p_owner_id, p_project_id, p_agent, p_run_id, p_step_id, p_attempt, p_item, p_round,
    p_provider_id, p_model_id, 'in_flight', p_request_hash, p_price_ids, p_nanos, p_tokens_in, p_tokens_out, p_at);
  insert into llm.call_texts (call_id, prompt_packet) values (p_call_id, p_prompt_packet);
  insert into llm.reservations (call_id, state, expires_at)
  values (p_call_id, 'held', llm.clock_now() + make_interval(secs => p_lease_seconds));
  insert into llm.reservation_lines (call_id, budget_id, window_start, nanos, tokens_in, tokens_out)
  select p_call_id, t.budget_id, t.window_start, coalesce(p_nanos, 0), p_tokens_in, p_tokens_out
  from unnest(v_budgets, v_starts) t(budget_id, window_start);
  update llm.budget_windows w set
    reserved_nanos = w.reserved_nanos + coalesce(p_nanos, 0),
    reserved_tokens_in = w.reserved_tokens_in + p_tokens_in,
    reserved_tokens_out = w.reserved_tokens_out + p_tokens_out,
    calls = w.calls + 1
  from unnest(v_budgets, v_starts) t(budget_id, window_start)
  where w.budget_id = t.budget_id and w.window_start = t.window_start;

  return query select
    'reserved'::text, p_call_id, v_delivery, coalesce(array(select distinct unnest(v_soft)), '{}'),
    null::uuid, null::text, null::text, null::text, null::text, null::bigint, null::bigint, null::bigint;
end
$$;

-- Ends the calls whose reservations expired, oldest first; skips those being ended right now. Answers how many.
create or replace function llm.sweep_reservations(p_now timestamptz default llm.clock_now(), p_limit integer default 1000)
returns integer
language plpgsql set search_path = '' as $$
declare
  v_call record;
  v_swept integer := 0;
begin
  for v_call in
    select c.id
    from llm.reservations r
    join llm.calls c on c.id = r.call_id
    where r.state = 'held' and r.expires_at <= p_now and c.state = 'in_flight'
    order by r.expires_at
    limit p_limit
    for update of c skip locked
  loop
    perform llm.abandon_call(v_call.id, 'no answer was recorded before the reservation expired', p_now);
    v_swept := v_swept + 1;
  end loop;
  return v_swept;
end
$$;

-- Derives every budget counter again from the reservations. Answers how many windows were wrong.
create or replace function llm.recompute_budget_windows() returns bigint
language plpgsql set search_path = '' as $$
declare
  v_wrong bigint;
begin
  lock table llm.budget_windows in share row exclusive mode;
  with derived as (
    select
      k.budget_id, k.window_start,
      coalesce(sum(l.nanos) filter (where r.state = 'held'), 0) as reserved_nanos,
      coalesce(sum(l.charged_nanos), 0) as spent_nanos,
      coalesce(sum(l.tokens_in) filter (where r.state = 'held'), 0) as reserved_tokens_in,
      coalesce(sum(l.charged_tokens_in), 0) as spent_tokens_in,
      coalesce(sum(l.tokens_out) filter (where r.state = 'held'), 0) as reserved_tokens_out,
      coalesce(sum(l.charged_tokens_out), 0) as spent_tokens_out,
      count(*) filter (where r.state <> 'released') as calls,
      count(*) filter (where c.cost_unknown) as unknown_cost_calls
    from llm.budget_windows k
    left join llm.reservation_lines l on l.budget_id = k.budget_id and l.window_start = k.window_start
    left join llm.reservations r on r.call_id = l.call_id
    left join llm.calls c on c.id = l.call_id
    group by k.budget_id, k.window_start
  )
  update llm.budget_windows w set
    reserved_nanos = d.reserved_nanos, spent_nanos = d.spent_nanos,
    reserved_tokens_in = d.reserved_tokens_in, spent_tokens_in = d.spent_tokens_in,
    reserved_tokens_out = d.reserved_tokens_out, spent_tokens_out = d.spent_tokens_out,
    calls = d.calls, unknown_cost_calls = d.unknown_cost_calls
  from derived d
  where d.budget_id = w.budget_id and d.window_start = w.window_start
    and (w.reserved_nanos, w.spent_nanos, w.reserved_tokens_in, w.spent_tokens_in, w.reserved_tokens_out, w.spent_tokens_out,
         w.calls, w.unknown_cost_calls)
      is distinct from
        (d.reserved_nanos, d.spent_nanos, d.reserved_tokens_in, d.spent_tokens_in, d.reserved_tokens_out, d.spent_tokens_out,
         d.calls, d.unknown_cost_calls);
  get diagnostics v_wrong = row_count;
  return v_wrong;
end
$$;

-- Every day's usage as the calls give it.
create or replace function llm.derived_usage() returns setof llm.usage_daily
language sql stable set search_path = '' as $$
  select
    (c.started_at at time zone 'UTC')::date, c.owner_id, c.project_id, c.agent, c.provider_id, c.model_id,
    count(*), count(*) filter (where c.state <> 'settled'),
    coalesce(sum(c.tokens_input_uncached), 0)::bigint, coalesce(sum(c.tokens_cache_read), 0)::bigint,
    coalesce(sum(c.tokens_cache_write_5m), 0)::bigint, coalesce(sum(c.tokens_cache_write_1h), 0)::bigint,
    coalesce(sum(c.tokens_output_text), 0)::bigint, coalesce(sum(c.tokens_output_reasoning), 0)::bigint,
    coalesce(sum(c.cost_nanos), 0)::bigint, coalesce(sum(c.charged_nanos), 0)::bigint, count(*) filter (where c.cost_unknown)
  from llm.calls c
  where c.state <> 'in_flight'
  group by 1, 2, 3, 4, 5, 6
$$;

-- Derives every day's usage again from the calls. Answers how many rows were wrong, missing or too many.
create or replace function llm.recompute_usage() returns bigint
language plpgsql set search_path = '' as $$
declare
  v_wrong bigint;
begin
  lock table llm.usage_daily in share row exclusive mode;
  -- A row without calls is what a late answer of another provider leaves behind; it says the same as no row.
  select count(*) into v_wrong
  from (
    (select d.* from llm.derived_usage() d except select u.* from llm.usage_daily u)
    union all
    (select u.* from llm.usage_daily u where u.calls <> 0 except select d.* from llm.derived_usage() d)
  ) differing;
  delete from llm.usage_daily;
  insert into llm.usage_daily select d.* from llm.derived_usage() d;
  return v_wrong;
end
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Who may read what. The catalogue is public, a call belongs to its owner, texts and money machinery to the service.
-- What administrators may do is added by the migration that knows who they are.
-- ---------------------------------------------------------------------------------------------------------------------

do $$
declare
  v_table text;
  v_function regprocedure;
begin
  foreach v_table in array array[
    'providers', 'models', 'prices', 'budgets', 'budget_windows', 'calls', 'call_texts', 'reservations', 'reservation_lines',
    'degradations', 'usage_daily']
  loop
    execute format('alter table llm.%I enable row level security', v_table);
    execute format('revoke all on llm.%I from public, anon, authenticated', v_table);
    execute format('grant select, insert, update, delete on llm.%I to service_role', v_table);
    execute format('drop policy if exists "service does everything" on llm.%I', v_table);
    execute format(
      'create policy "service does everything" on llm.%I for all to service_role using (true) with check (true)', v_table);
  end loop;

  for v_function in select p.oid from pg_proc p where p.pronamespace = 'llm'::regnamespace loop
    execute format('revoke execute on function %s from public, anon, authenticated', v_function);
    execute format('grant execute on function %s to service_role', v_function);
  end loop;
end
$$;

grant execute on function llm.prices_at(text, timestamptz), llm.window_start(text, timestamptz) to anon, authenticated;

revoke all on llm.current_prices from public, anon, authenticated;
grant select on llm.current_prices to anon, authenticated, service_role;

grant select on llm.providers, llm.models, llm.prices to anon, authenticated;
drop policy if exists "active providers are public" on llm.providers;
create policy "active providers are public" on llm.providers for select to anon, authenticated using (status = 'active');
drop policy if exists "active models are public" on llm.models;
create policy "active models are public" on llm.models for select to anon, authenticated using (is_active);
drop policy if exists "prices of active models are public" on llm.prices;
create policy "prices of active models are public" on llm.prices for select to anon, authenticated
  using (exists (select from llm.models m where m.id = prices.model_id and m.is_active));

grant select on llm.calls, llm.degradations, llm.usage_daily to authenticated;
drop policy if exists "owners see their calls" on llm.calls;
create policy "owners see their calls" on llm.calls for select to authenticated using (owner_id = (select auth.uid()));
drop policy if exists "owners see their degradations" on llm.degradations;
create policy "owners see their degradations" on llm.degradations for select to authenticated
  using (owner_id = (select auth.uid()));
drop policy if exists "owners see their usage" on llm.usage_daily;
create policy "owners see their usage" on llm.usage_daily for select to authenticated using (owner_id = (select auth.uid()));

-- ---------------------------------------------------------------------------------------------------------------------
-- First rows
-- ---------------------------------------------------------------------------------------------------------------------

insert into llm.providers (id, display_name, protocol) values
  ('anthropic', 'Anthropic', 'anthropic'),
  ('openai', 'OpenAI', 'openai'),
  ('google', 'Google', 'gemini'),
  ('ollama', 'Ollama', 'ollama'),
  ('openai-compatible', 'OpenAI-compatible server', 'openai'),
  ('offline', 'Offline writer', 'offline'),
  ('replay', 'Replay of recorded exchanges', 'replay')
on conflict do nothing;

insert into llm.models (
  id, provider_id, wire_name, display_name, tier, max_context_tokens, max_output_tokens, supports_tools, supports_structured_output,
  capabilities)
values
  ('claude-opus-4', 'anthropic', 'claude-opus-4-0', 'Claude Opus 4', 'gold', 200000, 32000, true, true, '{code,reasoning,tool_use,vision,long_context}'),
  ('claude-sonnet-4', 'anthropic', 'claude-sonnet-4-0', 'Claude Sonnet 4', 'silver', 200000, 64000, true, true, '{code,reasoning,tool_use,vision,long_context}'),
  ('claude-haiku-3.5', 'anthropic', 'claude-3-5-haiku-latest', 'Claude Haiku 3.5', 'bronze', 200000, 8192, true, true, '{code,tool_use,vision,long_context}'),
  ('gpt-5.3', 'openai', 'gpt-5.3', 'GPT-5.3', 'gold', 128000, null, true, true, '{code,reasoning,tool_use,vision}'),
  ('gpt-4o', 'openai', 'gpt-4o', 'GPT-4o', 'silver', 128000, 16384, true, true, '{code,tool_use,vision}'),
  ('gpt-4o-mini', 'openai', 'gpt-4o-mini', 'GPT-4o Mini', 'bronze', 128000, 16384, true, true, '{code,tool_use,vision}'),
  ('o3', 'openai', 'o3', 'O3 (Reasoning)', 'gold', 200000, 100000, true, true, '{code,reasoning,tool_use,vision,long_context}'),
  ('o3-mini', 'openai', 'o3-mini', 'O3 Mini', 'silver', 200000, 100000, true, true, '{code,reasoning,tool_use,long_context}'),
  ('gemini-2.5-pro', 'google', 'gemini-2.5-pro', 'Gemini 2.5 Pro', 'silver', 1000000, 65536, true, true, '{code,reasoning,tool_use,vision,long_context}'),
  ('gemini-2.5-flash', 'google', 'gemini-2.5-flash', 'Gemini 2.5 Flash', 'bronze', 1000000, 65536, true, true, '{code,reasoning,tool_use,vision,long_context}'),
  ('offline-writer', 'offline', 'offline-writer', 'Offline writer', 'bronze', null, null, false, true, '{}'),
  ('replay', 'replay', '*', 'Replay of recorded exchanges', 'bronze', null, null, true, true, '{}')
on conflict do nothing;

-- Rates are nano-dollars per million tokens: dollars per thousand times 10^12.
insert into llm.prices (id, model_id, component, rate_nanos, valid_from, source, confidence)
select
  md5('gatewright price ' || r.model_id || ' ' || r.component)::uuid, r.model_id, r.component, r.rate_nanos,
  timestamptz '2025-01-01 00:00:00+00', r.source, r.confidence
from (
  with listed (model_id, input, output) as (
    values
      ('claude-opus-4', 15000000000, 75000000000),
      ('claude-sonnet-4', 3000000000, 15000000000),
      ('claude-haiku-3.5', 800000000, 4000000000),
      ('gpt-5.3', 10000000000, 30000000000),
      ('gpt-4o', 5000000000, 15000000000),
      ('gpt-4o-mini', 300000000, 1200000000),
      ('o3', 10000000000, 40000000000),
      ('o3-mini', 1100000000, 4400000000),
      ('gemini-2.5-pro', 3500000000, 14000000000),
      ('gemini-2.5-flash', 500000000, 1500000000)
  )
  select model_id, 'input_uncached', input, 'seed 000-esy', 'stated' from listed
  union all
  select model_id, 'output_text', output, 'seed 000-esy', 'stated' from listed
  union all
  select model_id, 'output_reasoning', output, 'seed 000-esy; providers bill reasoning at the output rate', 'derived' from listed
  union all
  select l.model_id, c.component, l.input * c.hundredths / 100,
    'seed 000-esy; Anthropic documents ' || c.rule || ' the input rate', 'derived'
  from listed l
  cross join (values
    ('cache_read', 10, '0.1 times'), ('cache_write_5m', 125, '1.25 times'), ('cache_write_1h', 200, '2 times')
  ) c (component, hundredths, rule)
  where l.model_id like 'claude-%'
  union all
  -- These providers cache by themselves, so the component occurs without being asked for.
  select l.model_id, 'cache_read', l.input * c.hundredths / 100,
    'seed 000-esy; ' || c.rule, case when l.model_id in ('gpt-5.3', 'gemini-2.5-pro', 'gemini-2.5-flash') then 'estimated' else 'derived' end
  from listed l
  join (values
    ('gpt-4o', 50, 'OpenAI documents half the input rate'),
    ('gpt-4o-mini', 50, 'OpenAI documents half the input rate'),
    ('o3', 25, 'OpenAI documented a quarter of the input rate'),
    ('o3-mini', 50, 'OpenAI documents half the input rate'),
    ('gpt-5.3', 10, 'a tenth of the input rate, as documented for its family'),
    ('gemini-2.5-pro', 25, 'a quarter of the input rate, as documented at its release'),
    ('gemini-2.5-flash', 25, 'a quarter of the input rate, as documented at its release')
  ) c (model_id, hundredths, rule) on c.model_id = l.model_id
) r (model_id, component, rate_nanos, source, confidence)
on conflict do nothing;

insert into llm.prices (id, model_id, component, rate_nanos, per, valid_from, source)
select
  md5('gatewright price ' || m.model_id || ' ' || c.component)::uuid, m.model_id, c.component, 0,
  case when c.component = 'request' then 1 else 1000000 end, timestamptz '1970-01-01 00:00:00+00', m.source
from (values
  ('offline-writer', 'runs locally, costs nothing'),
  ('replay', 'answers from a recording, calls nobody, costs nothing')
) m (model_id, source)
cross join (values
  ('input_uncached'), ('cache_read'), ('cache_write_5m'), ('cache_write_1h'), ('output_text'), ('output_reasoning'), ('request')
) c (component)
on conflict do nothing;
