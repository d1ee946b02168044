-- Gates: attempts as people see them, their texts, and what was decided.

--: Gate(phase?, stage_id?, agent_slug?, model_id?, model_provider?, cost_nanos?, cost_usd?, decision?, decided_by?, decided_via?, decision_reason?, started_at?, completed_at?)

--! gate_timeline (owner?) : Gate
--- Every attempt of every gate of a run, in the order of the pipeline, newest attempt of a gate first.
select
    a.id, a.gate_id, a.gate_name, a.phase, a.gate_order, a.stage_id, a.status, a.attempt_number, coalesce(a.max_attempts, 3) as max_attempts,
    a.agent_slug, a.model_id, a.model_provider, coalesce(a.tokens_in, 0)::bigint as tokens_in,
    coalesce(a.tokens_out, 0)::bigint as tokens_out, a.cost_nanos, a.cost_usd::float8 as cost_usd,
    coalesce(a.duration_ms, 0)::bigint as duration_ms, coalesce(a.validation_results, '[]') as validation_results,
    coalesce(a.fail_codes, '{}') as fail_codes, a.cause, a.superseded, a.awaiting_approval, a.estimated, a.decision, a.decided_by,
    a.decided_via, a.decision_reason, a.started_at, a.completed_at
from content.gate_attempts a
join content.runs r on r.id = a.run_id
where a.run_id = :run_id and (:owner::uuid is null or r.user_id = :owner)
order by a.gate_order, a.attempt_number desc;

--! newest_attempts : Gate
--- The newest attempt of each gate of a run, in the order of the pipeline.
select
    a.id, a.gate_id, a.gate_name, a.phase, a.gate_order, a.stage_id, a.status, a.attempt_number, coalesce(a.max_attempts, 3) as max_attempts,
    a.agent_slug, a.model_id, a.model_provider, coalesce(a.tokens_in, 0)::bigint as tokens_in,
    coalesce(a.tokens_out, 0)::bigint as tokens_out, a.cost_nanos, a.cost_usd::float8 as cost_usd,
    coalesce(a.duration_ms, 0)::bigint as duration_ms, coalesce(a.validation_results, '[]') as validation_results,
    coalesce(a.fail_codes, '{}') as fail_codes, a.cause, a.superseded, a.awaiting_approval, a.estimated, a.decision, a.decided_by,
    a.decided_via, a.decision_reason, a.started_at, a.completed_at
from content.gate_attempts a
where a.run_id = :run_id
    and a.attempt_number = (
        select max(b.attempt_number) from content.gate_attempts b where b.run_id = a.run_id and b.gate_id = a.gate_id
    )
order by a.gate_order;

--! get_attempt_texts : (prompt_packet?, raw_output?)
--- What was sent and what came back in one attempt. For admins and the service.
select t.prompt_packet, t.raw_output
from content.gate_attempts a
join content.gate_texts t on t.attempt_id = a.id
where a.run_id = :run_id and a.gate_id = :gate_id and a.attempt_number = :attempt_number;

--! list_decisions : (reason?)
--- What people decided about a run's gates, oldest first.
select d.gate_id, d.attempt_number, d.decision, d.decided_by, d.decided_via, d.reason, d.decided_at
from content.gate_decisions d
where d.run_id = :run_id
order by d.decided_at, d.journal_seq, d.id;

--! get_attempt : Gate
--- One attempt of a gate.
select
    a.id, a.gate_id, a.gate_name, a.phase, a.gate_order, a.stage_id, a.status, a.attempt_number, coalesce(a.max_attempts, 3) as max_attempts,
    a.agent_slug, a.model_id, a.model_provider, coalesce(a.tokens_in, 0)::bigint as tokens_in,
    coalesce(a.tokens_out, 0)::bigint as tokens_out, a.cost_nanos, a.cost_usd::float8 as cost_usd,
    coalesce(a.duration_ms, 0)::bigint as duration_ms, coalesce(a.validation_results, '[]') as validation_results,
    coalesce(a.fail_codes, '{}') as fail_codes, a.cause, a.superseded, a.awaiting_approval, a.estimated, a.decision, a.decided_by,
    a.decided_via, a.decision_reason, a.started_at, a.completed_at
from content.gate_attempts a
where a.run_id = :run_id and a.gate_id = :gate_id and a.attempt_number = :attempt_number;
