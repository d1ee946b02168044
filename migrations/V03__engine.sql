-- The durable host's tables: shards, plans, runs, journal, payloads, submissions, inbox, processes, start keys.
--
-- Plain PostgreSQL 15 to 18; safe to run twice. Tables are split by how often they change: `runs` is narrow and updated
-- with each wave (heap-only updates, so no index holds a column that a wave changes), `journal`, `payloads` and `plans`
-- are append-only, `submissions` is insert-and-delete, `processes` has one row per process. No foreign keys, no triggers and
-- no GIN indexes stand on the path of a wave.
--
-- Only the service identity may touch any of it; people read the modules' tables, which are written in the same
-- transaction as the journal.

create schema if not exists engine;

revoke all on schema engine from public;
grant usage on schema engine to service_role;

-- ---------------------------------------------------------------------------------------------------------- clocks

-- The database's clock, which leases and timers go by. A test sets `gatewright.now` in its session to stop it.
create or replace function engine.clock_now() returns timestamptz
  language sql volatile parallel restricted
  as $$ select coalesce(nullif(current_setting('gatewright.now', true), '')::timestamptz, clock_timestamp()) $$;

-- Which shard a run belongs to: the low six bits of its identity, which are random in a version 7 UUID.
create or replace function engine.shard_of(run_id uuid) returns smallint
  language sql immutable strict parallel safe
  as $$ select (get_byte(uuid_send(run_id), 15) & 63)::smallint $$;

-- ---------------------------------------------------------------------------------------------------------- shards

-- Who may write which runs. `epoch` grows with each change of owner and is what a wave is fenced by.
create table if not exists engine.shards (
  shard_id   smallint    primary key check (shard_id between 0 and 63),
  owner      uuid,
  epoch      bigint      not null default 0,
  claimed_at timestamptz
) with (fillfactor = 50);

insert into engine.shards (shard_id)
  select s::smallint from generate_series(0, 63) as s
  on conflict (shard_id) do nothing;

-- One row per process that hosts the engine, or hosted it lately. `lock_pid` is the backend that holds its shard locks.
create table if not exists engine.processes (
  id         uuid        primary key,
  name       text        not null,
  lock_pid   integer     not null,
  started_at timestamptz not null default engine.clock_now(),
  seen_at    timestamptz not null default engine.clock_now()
) with (fillfactor = 50);

-- Advisory lock classes. `owner` locks are held by a session for as long as a process owns a shard; `fence` locks are held
-- by a transaction: shared by a wave that writes, exclusive by whoever bumps the epoch.
create or replace function engine.owner_lock() returns integer
  language sql immutable parallel safe as $$ select 1197558017 $$;
create or replace function engine.fence_lock() returns integer
  language sql immutable parallel safe as $$ select 1197558018 $$;

-- Gives the process the shards whose owner locks its session has just obtained: bumps their epochs, and returns only when no
-- wave of an earlier owner can still commit, because each of those holds the shared fence until it ends.
create or replace function engine.take_shards(process uuid, wanted smallint[])
  returns table (shard_id smallint, epoch bigint)
  language plpgsql volatile
  as $$
  begin
    perform pg_advisory_xact_lock(engine.fence_lock(), w.shard)
      from (select unnest(wanted)::integer as shard order by 1) as w;
    return query
      update engine.shards as s
         set owner = process, epoch = s.epoch + 1, claimed_at = engine.clock_now()
       where s.shard_id = any (wanted)
      returning s.shard_id, s.epoch;
  end
  $$;

-- Opens a wave: refuses it (SQLSTATE GW001) unless each shard is still at the epoch the writer claimed it with. The lock and
-- the look are two statements, so that under READ COMMITTED the look sees what a new owner committed before it let go of
-- the exclusive fence. Whoever passes cannot be deposed before the end of the transaction. Returns the database's clock.
create or replace function engine.fence(shards smallint[], epochs bigint[], lock_timeout_ms integer) returns timestamptz
  language plpgsql volatile
  as $$
  declare
    deposed smallint[];
  begin
    if lock_timeout_ms > 0 then
      perform set_config('lock_timeout', lock_timeout_ms || 'ms', true);
    end if;
    -- A writer that hangs in the middle of its wave must not keep others from taking over.
    perform set_config('idle_in_transaction_session_timeout', '30s', true);
    perform pg_advisory_xact_lock_shared(engine.fence_lock(), w.shard)
      from (select unnest(shards)::integer as shard order by 1) as w;
    select array_agg(w.shard_id order by w.shard_id) into deposed
      from unnest(shards, epochs) as w (shard_id, epoch)
      left join engine.shards as s on s.shard_id = w.shard_id and s.epoch = w.epoch
     where s.shard_id is null;
    if deposed is not null then
      raise exception using errcode = 'GW001',
        message = format('this process no longer owns shards %s', deposed),
        hint = 'another process took them over; their runs go on there';
    end if;
    return engine.clock_now();
  end
  $$;

-- ------------------------------------------------------------------------------------------------------------ runs

-- Plans by the SHA-256 of their canonical form. `json` keeps the canonical text byte for byte.
create table if not exists engine.plans (
  hash       text        primary key,
  body       json        not null,
  created_at timestamptz not null default engine.clock_now()
);

-- What a wave changes: state, last_seq, wake_at, epoch. None of them stands in an index as a column; `state` stands in one
-- predicate and changes only when a run pauses, goes on or ends.
create table if not exists engine.runs (
  id         uuid        primary key,
  owner_id   uuid        not null,
  created_at timestamptz not null default engine.clock_now(),
  last_seq   bigint      not null default 0,
  epoch      bigint      not null default 0,
  wake_at    timestamptz,
  shard      smallint    not null,
  plan_hash  text        not null,
  state      text        not null default 'running'
             check (state in ('running', 'paused', 'completed', 'failed', 'cancelled'))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- What a new owner of a shard loads.
create index if not exists runs_running on engine.runs (shard, id) where state = 'running';

-- Runs that were submitted and not yet begun. The wave that writes a run's first entries deletes its row.
create table if not exists engine.submissions (
  shard               smallint    not null,
  run_id              uuid        not null,
  owner_id            uuid        not null,
  plan_hash           text        not null,
  input               json        not null,
  approved_in_advance json,
  primary key (shard, run_id)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

-- Which run a caller's key started. `fingerprint` tells a repeated start from another one under the same key.
create table if not exists engine.start_keys (
  owner_id    uuid        not null,
  key         text        not null,
  run_id      uuid        not null,
  fingerprint text        not null,
  created_at  timestamptz not null default engine.clock_now(),
  primary key (owner_id, key)
);

-- --------------------------------------------------------------------------------------------------------- journal

-- What happened, by run and in order. Append-only. `json`, not `jsonb`: an entry must read back as it was written, key order and
-- number forms included, or a replayed run could render another text than the run that was not interrupted.
--
-- Not partitioned yet, but shaped for it: the key begins with a version 7 UUID, which carries its time, nothing refers to the
-- table and it has no other index. To partition by time, rename this table, create a range-partitioned one over `run_id`
-- and attach this as its first partition: a change of the catalogue, not a rewrite. Partitions from the first day would
-- cost a definer function with DDL rights, and a missing partition would stop every run; a young table gains nothing from it.
create table if not exists engine.journal (
  run_id uuid        not null,
  seq    bigint      not null check (seq > 0),
  at     timestamptz not null,
  entry  json        not null,
  primary key (run_id, seq)
) with (autovacuum_vacuum_insert_scale_factor = 0.1);

-- Bytes by their SHA-256 (lower-case hexadecimal): in the row up to 256 KiB, in the object store at `location` beyond.
create table if not exists engine.payloads (
  sha256     text        primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes bigint      not null check (size_bytes >= 0),
  bytes      bytea,
  location   text,
  created_at timestamptz not null default engine.clock_now(),
  check ((bytes is null) <> (location is null))
);

-- Texts and images that effects make are mostly read whole: keep them out of line, compressed once.
alter table engine.payloads alter column bytes set storage extended;

-- ----------------------------------------------------------------------------------------------------------- inbox

-- What people and other processes ask of a run, answered in the order of `id`, each exactly once, by the wave that writes
-- what came of it.
create table if not exists engine.inbox (
  id          bigint      generated always as identity primary key,
  shard       smallint    not null,
  run_id      uuid        not null,
  dedup_id    text        not null,
  request     jsonb       not null,
  created_at  timestamptz not null default engine.clock_now(),
  answered_at timestamptz,
  answer      jsonb,
  check ((answered_at is null) = (answer is null))
) with (fillfactor = 80);

create unique index if not exists inbox_once on engine.inbox (run_id, dedup_id);
create index if not exists inbox_open on engine.inbox (shard, id) where answered_at is null;

-- ---------------------------------------------------------------------------------------------------------- rights

do $$
declare
  name text;
begin
  foreach name in array array['shards', 'processes', 'plans', 'runs', 'submissions', 'start_keys', 'journal', 'payloads', 'inbox'] loop
    execute format('alter table engine.%I enable row level security', name);
    execute format('revoke all on table engine.%I from public, anon, authenticated', name);
    execute format('grant all on table engine.%I to service_role', name);
    execute format('drop policy if exists service_all on engine.%I', name);
    execute format('create policy service_all on engine.%I for all to service_role using (true) with check (true)', name);
  end loop;
  foreach name in array array[
    'clock_now()', 'shard_of(uuid)', 'owner_lock()', 'fence_lock()',
    'take_shards(uuid, smallint[])', 'fence(smallint[], bigint[], integer)'
  ] loop
    execute format('revoke all on function engine.%s from public, anon, authenticated', name);
    execute format('grant execute on function engine.%s to service_role', name);
  end loop;
end
$$;
