-- Rows in the words of seed 000 alone: the same statements fill the seed's own tables and ours.
insert into workflow_templates (id, slug, name, type, is_active, created_by) values
    ('00000000-0000-4000-8000-000000000101', 'etymology', 'Etymology', 'visual-essay', true, '00000000-0000-4000-8000-00000000000c'),
    ('00000000-0000-4000-8000-000000000102', 'retired', 'Retired', 'research', false, null);
insert into specs (id, template_id, version, visibility, is_active, created_by) values
    ('00000000-0000-4000-8000-000000000201', '00000000-0000-4000-8000-000000000101', 'v1.0.0', 'system', true, null),
    ('00000000-0000-4000-8000-000000000202', '00000000-0000-4000-8000-000000000101', 'v1.1.0', 'private', true,
        '00000000-0000-4000-8000-00000000000a'),
    ('00000000-0000-4000-8000-000000000203', '00000000-0000-4000-8000-000000000101', 'v0.9.0', 'public', false, null);
insert into runs (id, spec_id, user_id, intent, project_slug, display_name, status, started_at) values
    ('00000000-0000-4000-8000-000000000301', '00000000-0000-4000-8000-000000000201', '00000000-0000-4000-8000-00000000000a',
        '{"word": "serendipity"}', 'serendipity-etymology-20260208', 'Serendipity', 'running', now() - interval '2 minutes'),
    ('00000000-0000-4000-8000-000000000302', '00000000-0000-4000-8000-000000000201', '00000000-0000-4000-8000-00000000000b',
        '{"word": "villain"}', 'villain-etymology-20260208', 'Villain', 'paused', now() - interval '1 minute'),
    ('00000000-0000-4000-8000-000000000303', '00000000-0000-4000-8000-000000000201', '00000000-0000-4000-8000-00000000000a',
        '{"word": "nice"}', 'nice-etymology-20260208', null, 'pending', null);
insert into gate_executions (
    id, run_id, gate_id, gate_name, phase, gate_order, agent_slug, model_id, model_provider, status, attempt_number, prompt_packet,
    raw_output, fail_codes, tokens_in, tokens_out, cost_usd, duration_ms
) values
    ('00000000-0000-4000-8000-000000000401', '00000000-0000-4000-8000-000000000301', 'G1', 'Intake Approval', 'intake', 1,
        'intent-parser', 'claude-haiku-3.5', 'anthropic', 'failed', 1, 'a prompt', 'an output', '{MISSING_ARTIFACT}', 800, 100, 0.0010, 900),
    ('00000000-0000-4000-8000-000000000402', '00000000-0000-4000-8000-000000000301', 'G1', 'Intake Approval', 'intake', 1,
        'intent-parser', 'claude-haiku-3.5', 'anthropic', 'passed', 2, 'a prompt', 'an output', '{}', 900, 120, 0.0012, 800),
    ('00000000-0000-4000-8000-000000000403', '00000000-0000-4000-8000-000000000301', 'G2', 'Research Complete', 'research', 2,
        'concept-research-agent', 'claude-opus-4', 'anthropic', 'warning', 1, null, null, '{}', 5000, 2000, 0.2250, 21000),
    ('00000000-0000-4000-8000-000000000404', '00000000-0000-4000-8000-000000000302', 'G1', 'Intake Approval', 'intake', 1,
        'intent-parser', 'gpt-4o-mini', 'openai', 'failed', 1, 'a prompt', 'an output', '{MODEL_ERROR}', 10, 0, 0, 100);
insert into gate_executions (run_id, gate_id, gate_name, gate_order) values
    ('00000000-0000-4000-8000-000000000301', 'G3', 'Spec Approval', 3);
insert into artifacts (id, run_id, gate_execution_id, file_name, file_path, content_type, content, content_hash, size_bytes, artifact_type, gate_id)
values
    ('00000000-0000-4000-8000-000000000501', '00000000-0000-4000-8000-000000000301', '00000000-0000-4000-8000-000000000402',
        'INTENT.json', 'intake/INTENT.json', 'json', '{}', '44136fa3', 2, 'research', 'G1'),
    ('00000000-0000-4000-8000-000000000502', '00000000-0000-4000-8000-000000000301', '00000000-0000-4000-8000-000000000403',
        'SOURCES.md', 'research/SOURCES.md', 'markdown', '# Sources', 'a3f2', 9, 'research', 'G2'),
    ('00000000-0000-4000-8000-000000000503', '00000000-0000-4000-8000-000000000302', '00000000-0000-4000-8000-000000000404',
        'INTENT.json', 'intake/INTENT.json', 'json', '{}', '44136fa3', 2, 'research', 'G1');
