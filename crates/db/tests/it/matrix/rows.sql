-- What the cast and the fixture leave empty: a row of Ada's in every table, so that no cell of the matrix speaks of nothing.
--
-- A table without rows proves nothing about who sees them. Whoever adds a table adds a row here, and its lines to matrix.tsv.
insert into gatewright.role_grants (user_id, role_id)
select '00000000-0000-4000-8000-00000000000a', id from public.user_roles where name = 'viewer';
insert into gatewright.role_grants (user_id, role_id, granted_by)
select '00000000-0000-4000-8000-00000000000b', id, '00000000-0000-4000-8000-00000000000c' from public.user_roles where name = 'developer';

insert into content.workflow_templates (id, slug, name, type, deleted_at) values
    ('00000000-0000-4000-8000-000000000103', 'deleted', 'Deleted', 'research', '2026-01-01');
-- Withdrawn since Ada ran it: she still sees what she ran.
insert into content.workflow_templates (id, slug, name, type, is_active, deleted_at) values
    ('00000000-0000-4000-8000-000000000104', 'withdrawn', 'Withdrawn', 'research', false, '2026-01-01');
insert into content.specs (id, template_id, version, visibility, is_active) values
    ('00000000-0000-4000-8000-000000000205', '00000000-0000-4000-8000-000000000104', 'v0.1.0', 'private', false);
insert into content.runs (id, spec_id, user_id, intent, project_slug) values
    ('00000000-0000-4000-8000-000000000304', '00000000-0000-4000-8000-000000000205', '00000000-0000-4000-8000-00000000000a', '{}', 'adas-old-run');

insert into llm.providers (id, display_name, protocol, status) values ('bygone', 'Bygone', 'openai', 'deprecated');
insert into llm.models (id, provider_id, wire_name, display_name, tier, is_active) values
    ('withdrawn', 'openai', 'withdrawn', 'Withdrawn', 'bronze', false);
insert into llm.prices (id, model_id, component, rate_nanos, valid_from, source) values
    ('00000000-0000-4000-8000-000000000602', 'withdrawn', 'output_text', 5, '2026-01-01', 'a test');

insert into llm.budgets (id, scope_kind, scope_id, window_kind, limit_calls) values
    ('00000000-0000-4000-8000-000000000603', 'owner', '00000000-0000-4000-8000-00000000000a', 'day', 5);
insert into llm.budget_windows (budget_id, window_start) values ('00000000-0000-4000-8000-000000000603', '2026-01-01');
insert into llm.call_texts (call_id, prompt_packet, raw_output) values
    ('00000000-0000-4000-8000-000000000601', '{"secret": "adas-prompt-of-call"}', 'adas-output-of-call');
insert into llm.reservations (call_id, state, expires_at) values ('00000000-0000-4000-8000-000000000601', 'held', '2026-01-02');
insert into llm.reservation_lines (call_id, budget_id, window_start, nanos, tokens_in, tokens_out) values
    ('00000000-0000-4000-8000-000000000601', '00000000-0000-4000-8000-000000000603', '2026-01-01', 1, 1, 1);
insert into llm.degradations (id, call_id, owner_id, from_model, to_model, cause, reason) values
    ('00000000-0000-4000-8000-000000000604', '00000000-0000-4000-8000-000000000601', '00000000-0000-4000-8000-00000000000a',
        'claude-opus-4', 'gpt-4o', 'unhealthy', 'adas-reason-of-degradation');
insert into llm.usage_daily (day, owner_id, provider_id, model_id) values
    ('2026-01-01', '00000000-0000-4000-8000-00000000000a', 'anthropic', 'claude-opus-4');

insert into engine.processes (id, name, lock_pid) values ('00000000-0000-4000-8000-000000000701', 'a test', 1);
insert into engine.plans (hash, body) values ('a1', '{"secret": "adas-plan"}');
insert into engine.runs (id, owner_id, shard, plan_hash) values
    ('00000000-0000-4000-8000-000000000301', '00000000-0000-4000-8000-00000000000a', 1, 'a1');
insert into engine.submissions (shard, run_id, owner_id, plan_hash, input) values
    (1, '00000000-0000-4000-8000-000000000301', '00000000-0000-4000-8000-00000000000a', 'a1', '{"secret": "adas-submission"}');
insert into engine.start_keys (owner_id, key, run_id, fingerprint) values
    ('00000000-0000-4000-8000-00000000000a', 'adas-start-key', '00000000-0000-4000-8000-000000000301', 'f');
insert into engine.journal (run_id, seq, at, entries) values
    ('00000000-0000-4000-8000-000000000301', 1, '2026-01-01', '{"secret": "adas-journal"}');
insert into engine.payloads (sha256, size_bytes, bytes) values (repeat('a', 64), 12, 'adas-payload');
insert into engine.inbox (shard, run_id, dedup_id, request) values
    (1, '00000000-0000-4000-8000-000000000301', 'adas-dedup', '{"secret": "adas-request"}');
insert into engine.wakes (shard, run_id, cause) values (1, '00000000-0000-4000-8000-000000000301', 'adas-cause');

-- What nobody else may read carries a word that no error and no answer to somebody else may contain.
insert into content.gate_executions (id, run_id, gate_id, gate_name, gate_order, status, prompt_packet, raw_output, fail_codes) values
    ('00000000-0000-4000-8000-000000000405', '00000000-0000-4000-8000-000000000303', 'G1', 'adas-gate', 1, 'passed', 'adas-prompt',
        'adas-output', '{adas-code}');
insert into content.artifacts (id, run_id, gate_execution_id, file_name, file_path, content) values
    ('00000000-0000-4000-8000-000000000504', '00000000-0000-4000-8000-000000000303', '00000000-0000-4000-8000-000000000405',
        'adas-file', 'adas-file', 'adas-artifact');
update content.runs set intent = '{"word": "adas-intent"}', project_slug = 'adas-slug' where id = '00000000-0000-4000-8000-000000000303';
update content.agents set prompt = 'adas-agent';

insert into auth.identities (id, provider_id, user_id, identity_data, provider) values
    ('00000000-0000-4000-8000-000000000801', 'adas-identity', '00000000-0000-4000-8000-00000000000a', '{"email": "ada@example.org"}', 'email');
insert into auth.sessions (id, user_id, created_at, aal, user_agent, refresh_token_hmac_key, refresh_token_counter) values
    ('00000000-0000-4000-8000-000000000802', '00000000-0000-4000-8000-00000000000a', '2026-01-01', 'aal1', 'adas-browser', 'adas-hmac-key', 1);
insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method) values
    ('00000000-0000-4000-8000-000000000803', '00000000-0000-4000-8000-000000000802', '2026-01-01', '2026-01-01', 'password');
insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to) values
    ('00000000-0000-4000-8000-000000000804', '00000000-0000-4000-8000-00000000000a', 'recovery_token', 'adas-token-hash', 'ada@example.org');
insert into gatewright.signing_keys (kid, algorithm, private_key, public_jwk) values ('k1', 'ES256', 'adas-private-key', '{}');
insert into gatewright.api_keys (id, role, form, key) values
    ('00000000-0000-4000-8000-000000000805', 'service_role', 'opaque', 'adas-api-key');

insert into gatewright.idempotency_keys (user_id, route, key, fingerprint, resource_id) values
    ('00000000-0000-4000-8000-00000000000a', '/runs', 'adas-key', 'f', 'r');
insert into content.webhooks (id, user_id, url, events) values
    ('00000000-0000-4000-8000-000000000901', '00000000-0000-4000-8000-00000000000a', 'https://example.org/adas-hook', '{run.completed}');
insert into content.webhook_secrets (webhook_id, secret) values ('00000000-0000-4000-8000-000000000901', 'whsec_adas-secret');
insert into content.webhook_deliveries (id, webhook_id, event, body) values
    ('00000000-0000-4000-8000-000000000902', '00000000-0000-4000-8000-000000000901', 'webhook.test', 'adas-body'),
    ('00000000-0000-4000-8000-000000000903', '00000000-0000-4000-8000-000000000901', 'run.completed', 'adas-body');

insert into flows.flows (id, user_id, name, latest_version) values
    ('00000000-0000-4000-8000-000000000a01', '00000000-0000-4000-8000-00000000000a', 'adas-flow', 1);
insert into flows.versions (flow_id, version, plan_hash, source) values
    ('00000000-0000-4000-8000-000000000a01', 1, 'a1', 'adas-flow-file');
insert into flows.runs (id, user_id, flow_id, version, name, input, attributes) values
    ('00000000-0000-4000-8000-000000000a02', '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-000000000a01', 1, 'adas-flow',
        '{"secret": "adas-input"}', '{"secret": "adas-attribute"}');
insert into flows.steps (run_id, step, attempt, position, status, value, started_at) values
    ('00000000-0000-4000-8000-000000000a02', 'adas-step', 1, 0, 'passed', '{"secret": "adas-value"}', '2026-01-01');

insert into flows.schedules (id, user_id, name, flow_id, definition, input, last_considered) values
    ('00000000-0000-4000-8000-000000000a03', '00000000-0000-4000-8000-00000000000a', 'adas-schedule', '00000000-0000-4000-8000-000000000a01',
        '{"when": {"every": "1h"}}', '{"secret": "adas-input"}', '2026-01-01');
insert into flows.firings (id, schedule_id, nominal, cause, status, reason) values
    ('00000000-0000-4000-8000-000000000a04', '00000000-0000-4000-8000-000000000a03', '2026-01-01', 'rule', 'skipped', 'adas-reason-of-firing');

insert into flows.tasks (key, user_id, run_id, step, attempt, queue, activity, input, host) values
    ('adas-task', '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-000000000a02', 'adas-step', 1, 'adas-queue', 'adas-activity',
        '{"secret": "adas-input"}', '00000000-0000-4000-8000-000000000a05');
insert into flows.workers (user_id, name, queue, activities, capacity) values
    ('00000000-0000-4000-8000-00000000000a', 'adas-worker', 'adas-queue', '{}', 1);
insert into flows.items (run_id, step, attempt, item, value, ended_at) values
    ('00000000-0000-4000-8000-000000000a02', 'adas-step', 1, 0, '{"secret": "adas-value"}', '2026-01-01');

insert into engine.payload_uses (sha256, run_id) values (repeat('a', 64), '00000000-0000-4000-8000-000000000301');
insert into engine.released_payloads (sha256) values (repeat('b', 64));
insert into flows.retention (user_id, flow, keep_days) values ('00000000-0000-4000-8000-00000000000a', 'adas-flow', 30);
insert into flows.archived_runs (
    id, user_id, name, status, attributes, failure, steps_total, cost_nanos, created_at, ended_at, object, place, size_bytes
) values (
    '00000000-0000-4000-8000-000000000a06', '00000000-0000-4000-8000-00000000000a', 'adas-flow', 'failed', '{"secret": "adas-attribute"}',
    '{"secret": "adas-failure"}', 1, 0, '2026-01-01', '2026-01-01', repeat('c', 64), 0, 1
);
insert into flows.lines (id, user_id, flow, key, one_key) values
    (1601, '00000000-0000-4000-8000-00000000000a', 'adas-flow', 'adas-line', true),
    (1602, '00000000-0000-4000-8000-00000000000a', 'adas-flow', 'adas-other-line', true);
insert into flows.runs (id, user_id, name, input) values
    ('00000000-0000-4000-8000-000000000a06', '00000000-0000-4000-8000-00000000000a', 'adas-flow', '{"secret": "adas-input"}');
insert into flows.starts (run_id, line_id, priority, tier, turn, since, input, gather, gather_key, due_at, bytes) values
    ('00000000-0000-4000-8000-000000000a06', 1602, 0, 0, '2026-01-01', '2026-01-01', '{"secret": "adas-input"}', 'batch', 'adas-key', '2026-01-01', 1);
insert into flows.gathered (run_id, seq, input) values
    ('00000000-0000-4000-8000-000000000a06', 1, '{"secret": "adas-item"}');
insert into flows.places (run_id, line_id, key, taken_at) values
    ('00000000-0000-4000-8000-000000000a02', 1602, 'adas-key', '2026-01-01');
insert into flows.buckets (line_id, key, even_at) values (1602, 'adas-key', '2026-01-01');
insert into flows.work_queues (id, run_id, user_id, queue_name, signal_name, query_name) values
    ('00000000-0000-4000-8000-000000000a06', '00000000-0000-4000-8000-000000000a02', '00000000-0000-4000-8000-00000000000a', 'adas_queue',
        'adas_queue', 'adas_queue');
insert into flows.work_items (id, queue_id, user_id, payload, size_bytes, added_by) values
    ('00000000-0000-4000-8000-000000000a07', '00000000-0000-4000-8000-000000000a06', '00000000-0000-4000-8000-00000000000a',
        '{"secret": "adas-work"}', 23, 'adas-adder');
insert into flows.queue_waits (run_id, step, attempt, item, queue_id, user_id, waits_for) values
    ('00000000-0000-4000-8000-000000000a02', 'adas-step', 1, -1, '00000000-0000-4000-8000-000000000a06', '00000000-0000-4000-8000-00000000000a',
        'items');
