-- Rows that only our tables have.
insert into content.specs (id, template_id, version, state, published_at, created_by) values
    ('00000000-0000-4000-8000-000000000204', '00000000-0000-4000-8000-000000000101', 'v2.0.0', 'draft', null,
        '00000000-0000-4000-8000-00000000000c');
insert into content.gate_decisions (run_id, gate_id, attempt_number, decision, decided_by, decided_via, reason, journal_seq) values
    ('00000000-0000-4000-8000-000000000301', 'G1', 1, 'rerun', '00000000-0000-4000-8000-00000000000c', 'cli prompt', null, 7);
insert into content.agents (slug, name, family, role, prompt, hash) values
    ('intent-parser', 'Intent parser', 'intake', 'producer', 'You parse.', 'a1');
insert into llm.calls (
    id, idempotency_key, owner_id, provider_id, model_id, state, reserved_tokens_in, reserved_tokens_out, started_at
) values
    ('00000000-0000-4000-8000-000000000601', 'k1', '00000000-0000-4000-8000-00000000000a', 'anthropic', 'claude-opus-4', 'in_flight', 1, 1,
        now());
