-- What the HTTP interface needs: webhooks with their outbox, keys of repeated requests, and sight of what one's own runs were made from.

-- Runs stay readable -------------------------------------------------------------------------------------------------

-- A run's row names its spec and template. Both may be withdrawn, deleted or a trial's draft by the time its owner looks.
drop policy if exists "Owners see specs of own runs" on content.specs;
create policy "Owners see specs of own runs" on content.specs for select to authenticated
    using (id in (select r.spec_id from content.runs r where r.user_id = (select auth.uid())));
drop policy if exists "Owners see templates of own runs" on content.workflow_templates;
create policy "Owners see templates of own runs" on content.workflow_templates for select to authenticated
    using (
        id in (
            select s.template_id
            from content.specs s
            where s.id in (select r.spec_id from content.runs r where r.user_id = (select auth.uid()))
        )
    );

-- The browser of files pages through everybody's for admins.
create index if not exists idx_artifacts_created on content.artifacts (created_at desc, id desc);

-- Webhooks ------------------------------------------------------------------------------------------------------------

create table if not exists content.webhooks (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.users (id) on delete cascade,
    url text not null constraint webhooks_url_check check (url ~ '^https?://' and length(url) <= 2000),
    events text[] not null
        constraint webhooks_events_check check (
            cardinality(events) > 0
            and events <@ array['run.started', 'run.paused', 'run.resumed', 'run.completed', 'run.failed', 'run.cancelled']
        ),
    description text constraint webhooks_description_check check (length(description) <= 500),
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index if not exists idx_webhooks_user on content.webhooks (user_id, created_at desc, id desc);
comment on table content.webhooks is 'gatewright: where an account wants to be told what becomes of its runs';

create or replace trigger set_updated_at
    before update on content.webhooks
    for each row execute function gatewright.set_updated_at();

-- Apart from the row people read: nobody but the dispatcher reads a secret again.
create table if not exists content.webhook_secrets (
    webhook_id uuid primary key references content.webhooks (id) on delete cascade,
    secret text not null constraint webhook_secrets_form_check check (secret ~ '^whsec_')
);
comment on table content.webhook_secrets is 'gatewright: what deliveries are signed with; shown once, when the webhook is made';

create table if not exists content.webhook_deliveries (
    id uuid primary key default gen_random_uuid(),
    webhook_id uuid not null references content.webhooks (id) on delete cascade,
    event text not null,
    run_id uuid references content.runs (id) on delete cascade,
    journal_seq bigint,
    body text not null,
    status text not null default 'pending'
        constraint webhook_deliveries_status_check check (status in ('pending', 'delivered', 'failed')),
    attempts integer not null default 0,
    response_status integer,
    last_error text,
    next_attempt_at timestamptz default now(),
    created_at timestamptz not null default now(),
    delivered_at timestamptz,
    constraint webhook_deliveries_once unique (webhook_id, run_id, journal_seq)
);
create index if not exists idx_webhook_deliveries_due on content.webhook_deliveries (next_attempt_at) where status = 'pending';
create index if not exists idx_webhook_deliveries_hook on content.webhook_deliveries (webhook_id, created_at desc, id desc);
create index if not exists idx_webhook_deliveries_run on content.webhook_deliveries (run_id);
comment on table content.webhook_deliveries is 'gatewright: the outbox: one row per event and webhook, written with the projection that made it true';
comment on column content.webhook_deliveries.body is 'What is sent, byte for byte; each try sends and signs the same';
comment on column content.webhook_deliveries.journal_seq is 'The journal entry it tells of; null for a test';
comment on column content.webhook_deliveries.next_attempt_at is 'When it is due, or when a try that was begun is given up; null once it is delivered or given up';

-- Repeated requests ---------------------------------------------------------------------------------------------------

create table if not exists gatewright.idempotency_keys (
    user_id uuid not null references public.users (id) on delete cascade,
    route text not null,
    key text not null,
    fingerprint text not null,
    resource_id text not null,
    created_at timestamptz not null default now(),
    primary key (user_id, route, key)
);
comment on table gatewright.idempotency_keys is 'gatewright: what an account''s Idempotency-Key has made, so that a repeated request makes nothing more; runs have engine.start_keys';

-- Privileges and policies ---------------------------------------------------------------------------------------------

do $migration$
declare
    relation text;
begin
    foreach relation in array array[
        'content.webhooks', 'content.webhook_secrets', 'content.webhook_deliveries', 'gatewright.idempotency_keys'
    ] loop
        execute format('alter table %s enable row level security', relation);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', relation);
        execute format('grant select, insert, update, delete on table %s to service_role', relation);
        execute format('drop policy if exists "Service does everything" on %s', relation);
        execute format('create policy "Service does everything" on %s for all to service_role using (true) with check (true)', relation);
    end loop;
end
$migration$;

grant select, delete on table content.webhooks to authenticated;
grant insert (id, user_id, url, events, description) on table content.webhooks to authenticated;
grant update (url, events, description, is_active) on table content.webhooks to authenticated;
grant insert on table content.webhook_secrets to authenticated;
grant select on table content.webhook_deliveries to authenticated;
grant insert (webhook_id, event, body) on table content.webhook_deliveries to authenticated;
grant select, insert on table gatewright.idempotency_keys to authenticated;

drop policy if exists "Owners and admins see webhooks" on content.webhooks;
create policy "Owners and admins see webhooks" on content.webhooks for select to authenticated
    using (user_id = (select auth.uid()) or (select gatewright.is_admin()));
drop policy if exists "Owners make webhooks" on content.webhooks;
create policy "Owners make webhooks" on content.webhooks for insert to authenticated
    with check (user_id = (select auth.uid()));
drop policy if exists "Owners and admins change webhooks" on content.webhooks;
create policy "Owners and admins change webhooks" on content.webhooks for update to authenticated
    using (user_id = (select auth.uid()) or (select gatewright.is_admin()))
    with check (user_id = (select auth.uid()) or (select gatewright.is_admin()));
drop policy if exists "Owners and admins remove webhooks" on content.webhooks;
create policy "Owners and admins remove webhooks" on content.webhooks for delete to authenticated
    using (user_id = (select auth.uid()) or (select gatewright.is_admin()));

-- Without a right to update or read, a secret is set once.
drop policy if exists "Owners set secrets" on content.webhook_secrets;
create policy "Owners set secrets" on content.webhook_secrets for insert to authenticated
    with check (exists (select from content.webhooks h where h.id = webhook_id and h.user_id = (select auth.uid())));

drop policy if exists "Owners and admins see deliveries" on content.webhook_deliveries;
create policy "Owners and admins see deliveries" on content.webhook_deliveries for select to authenticated
    using (exists (
        select from content.webhooks h
        where h.id = webhook_id and (h.user_id = (select auth.uid()) or (select gatewright.is_admin()))
    ));
drop policy if exists "Owners ask for tests" on content.webhook_deliveries;
create policy "Owners ask for tests" on content.webhook_deliveries for insert to authenticated
    with check (
        event = 'webhook.test'
        and exists (
            select from content.webhooks h
            where h.id = webhook_id and (h.user_id = (select auth.uid()) or (select gatewright.is_admin()))
        )
    );

drop policy if exists "Accounts see own keys" on gatewright.idempotency_keys;
create policy "Accounts see own keys" on gatewright.idempotency_keys for select to authenticated
    using (user_id = (select auth.uid()));
drop policy if exists "Accounts keep own keys" on gatewright.idempotency_keys;
create policy "Accounts keep own keys" on gatewright.idempotency_keys for insert to authenticated
    with check (user_id = (select auth.uid()));
