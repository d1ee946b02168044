-- The derived columns of `content.runs`, computed run by run. Before, all attempts of all runs in question were grouped at once, for which the
-- whole table was read wherever its statistics did not yet say how few of its rows belong to a run.

create or replace function content.recompute_runs_totals(runs uuid[]) returns bigint
    language sql
    set search_path = pg_catalog, pg_temp
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
        from (select distinct u.run_id from unnest(runs) as u (run_id)) as wanted
        cross join lateral (
            select
                count(distinct a.gate_id)::integer as total_gates,
                (count(*) filter (where a.newest and not a.superseded and a.status in ('passed', 'warning', 'skipped')))::integer
                    as gates_passed,
                (count(*) filter (where a.newest and not a.superseded and a.status = 'failed'))::integer as gates_failed,
                coalesce(sum(a.tokens_in), 0)::integer as tokens_in,
                coalesce(sum(a.tokens_out), 0)::integer as tokens_out,
                coalesce(sum(a.cost_nanos), 0)::bigint as cost_nanos,
                coalesce(bool_or(a.cost_nanos is null), false) as cost_incomplete
            from (
                select
                    g.gate_id, g.status, g.superseded, g.tokens_in, g.tokens_out, g.cost_nanos,
                    g.attempt_number = max(g.attempt_number) over (partition by g.gate_id) as newest
                from content.gate_attempts g
                where g.run_id = wanted.run_id
            ) a
        ) t
        where r.id = wanted.run_id
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
