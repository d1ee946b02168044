-- The four key queries of seed 000, with the repairs of its defects, and what operators ask beyond them.

--! dashboard_active_runs (owner?) : (display_name?, current_gate?, started_at?)
--- Runs under way or on hold, newest start first; of this owner, or of all for an admin.
select
    r.id, r.display_name, r.status, r.current_gate, coalesce(r.total_cost_usd, 0)::float8 as total_cost_usd, s.version,
    t.name as template_name, coalesce(r.gates_passed, 0) as gates_passed, coalesce(r.total_gates, 0) as total_gates, r.started_at
from content.runs r
join content.specs s on s.id = r.spec_id
join content.workflow_templates t on t.id = s.template_id
where r.status in ('running', 'paused') and (:owner::uuid is null or r.user_id = :owner)
order by r.started_at desc nulls last, r.id;

--! run_gate_timeline (owner?) : (phase?, agent_slug?, model_id?, cost_usd?, started_at?, completed_at?)
--- The gates of one run with every attempt, as the seed lists them.
select
    a.gate_id, a.gate_name, a.phase, a.status, a.agent_slug, a.model_id, a.attempt_number, coalesce(a.tokens_in, 0) as tokens_in,
    coalesce(a.tokens_out, 0) as tokens_out, a.cost_usd::float8 as cost_usd, coalesce(a.duration_ms, 0) as duration_ms,
    coalesce(a.validation_results, '[]') as validation_results, coalesce(a.fail_codes, '{}') as fail_codes, a.started_at, a.completed_at
from content.gate_attempts a
join content.runs r on r.id = a.run_id
where a.run_id = :run_id and (:owner::uuid is null or r.user_id = :owner)
order by a.gate_order, a.attempt_number desc;

--! artifact_browser : (content_type?, content_hash?, gate_id?, artifact_type?, run_name?)
--- An owner's files over all runs, newest first.
select
    f.id, f.file_name, f.content_type, f.content_hash, coalesce(f.size_bytes, 0) as size_bytes, f.gate_id, f.artifact_type, f.created_at,
    r.display_name as run_name, r.project_slug
from content.artifacts f
join content.runs r on r.id = f.run_id
where r.user_id = :owner
order by f.created_at desc, f.id
limit :page_size;

--! cost_by_model (month?, owner?) : (model_provider?, avg_duration_ms?)
--- What each model cost in a month (this one unless another moment is given), dearest first, in the runs of this owner or in all.
--- Attempts without a model are no group.
select
    coalesce(a.model_id, '') as model_id, a.model_provider, count(*) as total_executions,
    coalesce(sum(a.tokens_in), 0)::bigint as total_tokens_in, coalesce(sum(a.tokens_out), 0)::bigint as total_tokens_out,
    coalesce(sum(a.cost_nanos), 0)::bigint as total_cost_nanos, (coalesce(sum(a.cost_nanos), 0) / 1e9)::float8 as total_cost,
    count(*) filter (where a.cost_nanos is null) as unknown_costs, avg(a.duration_ms)::float8 as avg_duration_ms
from content.gate_attempts a
join content.runs r on r.id = a.run_id
where (:owner::uuid is null or r.user_id = :owner)
    and a.created_at >= date_trunc('month', coalesce(:month, now()))
    and a.created_at < date_trunc('month', coalesce(:month, now())) + interval '1 month'
    and a.status <> 'pending'
    and a.model_id is not null
group by a.model_id, a.model_provider
order by total_cost_nanos desc, model_id;

--! gate_reliability : (model_id?)
--- How often each gate passes on each model, since a moment.
select
    a.gate_id, a.gate_name, a.model_id, count(*) as attempts, count(*) filter (where a.status in ('passed', 'warning')) as passed,
    count(*) filter (where a.status = 'failed') as failed
from content.gate_attempts a
where a.created_at >= :since and a.status in ('passed', 'warning', 'failed')
group by a.gate_id, a.gate_name, a.model_id
order by a.gate_id, a.gate_name, a.model_id;

--! fail_code_frequency
--- Which fail codes occur how often, since a moment.
select code.code as fail_code, count(*) as occurrences, count(distinct a.run_id) as runs
from content.gate_attempts a
cross join lateral unnest(a.fail_codes) as code (code)
where a.created_at >= :since
group by code.code
order by occurrences desc, fail_code;

--! runs_by_status
--- How many runs stand how, since a moment.
select r.status, count(*) as runs
from content.runs r
where r.created_at >= :since
group by r.status
order by r.status;

--! throughput
--- Runs created, completed and failed on each of the last days, today included, oldest first. Days are UTC.
select
    d.day::date::text as day,
    (select count(*) from content.runs r where r.created_at >= d.day and r.created_at < d.day + interval '1 day') as created,
    (select count(*) from content.runs r
     where r.status = 'completed' and r.completed_at >= d.day and r.completed_at < d.day + interval '1 day') as completed,
    (select count(*) from content.runs r
     where r.status = 'failed' and r.completed_at >= d.day and r.completed_at < d.day + interval '1 day') as failed
from (
    select date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - make_interval(days => n) as day
    from generate_series(0, :days::integer - 1) n
) d
order by d.day;

--! failing_gates : (run_name?, since?)
--- Gates whose newest attempt failed and that hold their run up now, newest first.
select
    a.gate_id, a.gate_name, r.id as run_id, r.display_name as run_name, coalesce(a.fail_codes, '{}') as fail_codes, a.completed_at as since
from content.runs r
join content.gate_attempts a on a.run_id = r.id and a.gate_id = r.current_gate
where r.status = 'paused' and a.status = 'failed' and not a.superseded
    and a.attempt_number = (
        select max(b.attempt_number) from content.gate_attempts b where b.run_id = a.run_id and b.gate_id = a.gate_id
    )
order by a.completed_at desc nulls last, r.id
limit 100;

--! server_figures
--- How large the tables and their indexes are and how many connections are open, for the service. The size of the database itself may be
--- asked only by roles that may connect to it, and the service's role cannot log in.
select
    coalesce((select sum(pg_total_relation_size(c.oid)) from pg_class c where c.relkind in ('r', 'm')), 0)::bigint as size_bytes,
    (select count(*) from pg_stat_activity a where a.datname = current_database()) as connections;

--! engine_figures
--- How busy the engine is, over all its processes, for the service.
select
    (select count(*) from engine.runs r where r.state = 'running') as active_runs,
    (select count(*) from engine.submissions) as waiting_runs,
    (select count(*) from engine.shards s where s.owner is not null) as shards_owned,
    (select count(*) from engine.shards) as shards_total,
    coalesce((
        select extract(epoch from engine.clock_now() - min(r.created_at))
        from engine.submissions w
        join engine.runs r on r.id = w.run_id
    ), 0)::float8 as oldest_waiting_s;

--! run_counts
--- How many runs stand how, of all time, for the service's metrics.
select r.status, count(*) as runs from content.runs r group by r.status order by r.status;
