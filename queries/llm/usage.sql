-- What was used, by whom.

--! run_totals
--- What a run used over all its attempts, calls still in flight left out.
select
    count(*) as calls,
    count(*) filter (where c.state <> 'settled') as failed_calls,
    coalesce(sum(
        coalesce(c.tokens_input_uncached, 0) + coalesce(c.tokens_cache_read, 0) + coalesce(c.tokens_cache_write_5m, 0)
        + coalesce(c.tokens_cache_write_1h, 0)
    ), 0)::bigint as tokens_in,
    coalesce(sum(coalesce(c.tokens_output_text, 0) + coalesce(c.tokens_output_reasoning, 0)), 0)::bigint as tokens_out,
    coalesce(sum(c.cost_nanos), 0)::bigint as cost_nanos,
    count(*) filter (where c.cost_unknown) as unknown_cost_calls
from llm.calls c
where c.run_id = :run_id and c.state <> 'in_flight';

--! daily_usage (owner_id?) : (project_id?, agent?)
--- Usage per day and model in a span of days, of one owner where given.
select
    u.day::text as day, u.owner_id, u.project_id, u.agent, u.provider_id, u.model_id, u.calls, u.failed_calls, u.tokens_input_uncached,
    u.tokens_cache_read, u.tokens_cache_write_5m, u.tokens_cache_write_1h, u.tokens_output_text, u.tokens_output_reasoning,
    u.cost_nanos, u.charged_nanos, u.unknown_cost_calls
from llm.usage_daily u
where (:owner_id::uuid is null or u.owner_id = :owner_id) and u.day between :first_day::text::date and :last_day::text::date
order by u.day, u.owner_id, u.provider_id, u.model_id, u.project_id, u.agent;

--! recompute_usage : (wrong)
--- Derives every day's usage again from the calls; answers how many rows were wrong.
select llm.recompute_usage() as wrong;
