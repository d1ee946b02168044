-- Models, in the words of this module.

--! list_models : (input_cost_per_1k?, output_cost_per_1k?, max_context_tokens?)
--- The catalogue with the prices that hold now, best tier first; null prices are unknown ones.
select
    m.id, m.provider_id as provider, m.display_name,
    case m.tier when 'gold' then 'top' when 'silver' then 'mid' else 'low' end as tier,
    p.input_cost_per_1k::float8 as input_cost_per_1k, p.output_cost_per_1k::float8 as output_cost_per_1k, m.max_context_tokens,
    m.supports_tools, m.supports_streaming, m.supports_structured_output, m.is_active
from llm.models m
left join llm.current_prices p on p.model_id = m.id
order by case m.tier when 'gold' then 1 when 'silver' then 2 else 3 end, m.provider_id, m.id;
