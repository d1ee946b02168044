-- The four key queries of seed 000, letter by letter.

-- Dashboard: Active Runs
SELECT r.id, r.display_name, r.status, r.current_gate, r.total_cost_usd,
       s.version, wt.name AS template_name,
       r.gates_passed, r.total_gates, r.started_at
FROM runs r
JOIN specs s ON r.spec_id = s.id
JOIN workflow_templates wt ON s.template_id = wt.id
WHERE r.status IN ('running', 'paused')
ORDER BY r.started_at DESC;

-- Run Detail: Gate Timeline
SELECT ge.gate_id, ge.gate_name, ge.phase, ge.status,
       ge.agent_slug, ge.model_id, ge.attempt_number,
       ge.tokens_in, ge.tokens_out, ge.cost_usd, ge.duration_ms,
       ge.validation_results, ge.fail_codes,
       ge.started_at, ge.completed_at
FROM gate_executions ge
WHERE ge.run_id = $1
ORDER BY ge.gate_order ASC, ge.attempt_number DESC;

-- Artifact Browser
SELECT a.id, a.file_name, a.content_type, a.content_hash, a.size_bytes,
       a.gate_id, a.artifact_type, a.created_at,
       r.display_name AS run_name, r.project_slug
FROM artifacts a
JOIN runs r ON a.run_id = r.id
WHERE r.user_id = $1
ORDER BY a.created_at DESC;

-- Admin: Cost By Model (This Month)
SELECT ge.model_id, ge.model_provider,
       COUNT(*) AS total_executions,
       SUM(ge.tokens_in) AS total_tokens_in,
       SUM(ge.tokens_out) AS total_tokens_out,
       SUM(ge.cost_usd) AS total_cost,
       AVG(ge.duration_ms) AS avg_duration_ms
FROM gate_executions ge
JOIN runs r ON ge.run_id = r.id
WHERE ge.created_at >= date_trunc('month', now())
  AND ge.status != 'pending'
GROUP BY ge.model_id, ge.model_provider
ORDER BY total_cost DESC;
