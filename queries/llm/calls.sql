-- Reserve, call, settle.

--! reserve_call (project_id?, agent?, run_id?, step_id?, attempt?, item?, nanos?) : (call_id?, delivery?, budget_id?, scope_kind?, scope_id?, window_kind?, limit_kind?, limit_value?, used?, needed?)
--- Asks every budget of the scopes, and if all can bear it writes the call as in flight.
select
    r.outcome, r.call_id, r.delivery, r.soft_exceeded, r.budget_id, r.scope_kind, r.scope_id, r.window_kind, r.limit_kind,
    r.limit_value, r.used, r.needed
from llm.reserve_call(
    :call_id, :idempotency_key, :owner_id, :project_id, :agent, :run_id, :step_id, :attempt, :item, :round, :provider_id, :model_id,
    :request_hash, :scope_kinds, :scope_ids, :tokens_in, :tokens_out, :nanos, :price_ids, :at, :lease_seconds, :take_over,
    :prompt_packet
) r;

--! finish_call (provider_id?, model_answered?, input_uncached?, cache_read?, cache_write_5m?, cache_write_1h?, output_text?, output_reasoning?, cost_nanos?, finish_reason?, repair?, error_code?, error_message?, latency_ms?, raw_output?, raw_response?) : (cost_nanos?, charged_nanos?)
--- Ends a call and turns its reservation into what it really used; safe to repeat.
select f.outcome, f.cost_nanos, f.cost_unknown, f.charged_nanos
from llm.finish_call(
    :call_id, :state, :provider_id, :model_answered, :input_uncached, :cache_read, :cache_write_5m, :cache_write_1h, :output_text,
    :output_reasoning, :tokens_estimated, :price_ids, :cost_nanos, :unknown_components, :may_have_reached, :finish_reason, :repair,
    :error_code, :error_message, :latency_ms, :at, :raw_output, :raw_response
) f;

--! sweep_reservations : (swept)
--- Ends calls whose reservations expired by the database's clock; their reservations count as spent.
select llm.sweep_reservations(llm.clock_now(), :row_limit) as swept;

--! recorded_answer : (raw_output?, raw_response?)
--- The answer a key already has.
select c.id, t.raw_output, t.raw_response
from llm.calls c
join llm.call_texts t on t.call_id = c.id
where c.idempotency_key = :idempotency_key and c.state = 'settled';

--! insert_degradation (call_id?, run_id?, step_id?, attempt?, from_tier?, to_tier?)
--- Notes that another model served than the one asked for.
insert into llm.degradations (call_id, owner_id, run_id, step_id, attempt, from_model, to_model, from_tier, to_tier, cause, reason)
values (:call_id, :owner_id, :run_id, :step_id, :attempt, :from_model, :to_model, :from_tier, :to_tier, :cause, :reason);

--: Call(agent?, run_id?, step_id?, attempt?, item?, model_answered?, tokens_input_uncached?, tokens_cache_read?, tokens_cache_write_5m?, tokens_cache_write_1h?, tokens_output_text?, tokens_output_reasoning?, cost_nanos?, reserved_nanos?, charged_nanos?, latency_ms?, finish_reason?, repair?, error_code?, error_message?, ended_at?)

--! calls_of_run : Call
--- Every call of a run in the order it left.
select
    c.id, c.idempotency_key, c.delivery, c.owner_id, c.agent, c.run_id, c.step_id, c.attempt, c.item, c.round, c.provider_id, c.model_id,
    c.model_answered, c.state, c.tokens_input_uncached, c.tokens_cache_read, c.tokens_cache_write_5m, c.tokens_cache_write_1h,
    c.tokens_output_text, c.tokens_output_reasoning, c.tokens_estimated, c.price_ids, c.cost_nanos, c.cost_unknown,
    c.unknown_components, c.reserved_nanos, c.charged_nanos, c.may_have_reached_provider, c.latency_ms, c.finish_reason, c.repair,
    c.error_code, c.error_message, c.started_at, c.ended_at
from llm.calls c
where c.run_id = :run_id
order by c.started_at, c.id;

--! get_call : Call
--- One call.
select
    c.id, c.idempotency_key, c.delivery, c.owner_id, c.agent, c.run_id, c.step_id, c.attempt, c.item, c.round, c.provider_id, c.model_id,
    c.model_answered, c.state, c.tokens_input_uncached, c.tokens_cache_read, c.tokens_cache_write_5m, c.tokens_cache_write_1h,
    c.tokens_output_text, c.tokens_output_reasoning, c.tokens_estimated, c.price_ids, c.cost_nanos, c.cost_unknown,
    c.unknown_components, c.reserved_nanos, c.charged_nanos, c.may_have_reached_provider, c.latency_ms, c.finish_reason, c.repair,
    c.error_code, c.error_message, c.started_at, c.ended_at
from llm.calls c
where c.id = :id;

--! call_texts : (raw_output?, raw_response?)
--- What was sent and what came back; for administrators and the service.
select t.call_id, t.prompt_packet, t.raw_output, t.raw_response from llm.call_texts t where t.call_id = :id;
