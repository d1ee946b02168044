-- Models, providers and prices.

--: Card(max_context_tokens?, max_output_tokens?)

--! list_cards : Card
--- Every model, best tier first.
select
    m.id, m.provider_id, m.wire_name, m.display_name, m.tier, m.max_context_tokens, m.max_output_tokens, m.supports_tools,
    m.supports_structured_output, m.is_active
from llm.models m
order by case m.tier when 'gold' then 1 when 'silver' then 2 else 3 end, m.provider_id, m.id;

--! find_card : Card
--- One model by its id.
select
    m.id, m.provider_id, m.wire_name, m.display_name, m.tier, m.max_context_tokens, m.max_output_tokens, m.supports_tools,
    m.supports_structured_output, m.is_active
from llm.models m
where m.id = :id;

--! register_model (max_context_tokens?, max_output_tokens?)
--- Enters a model that nobody entered yet; one that is there is left as it is.
insert into llm.models (
    id, provider_id, wire_name, display_name, tier, max_context_tokens, max_output_tokens, supports_tools, supports_structured_output,
    status
)
values (
    :id, :provider_id, :wire_name, :display_name, :tier, :max_context_tokens, :max_output_tokens, :supports_tools,
    :supports_structured_output, 'experimental'
)
on conflict (id) do nothing;

--: Price(valid_to?)

--! prices_at : Price
--- The prices of a model that hold at a moment of business time.
select
    p.id, p.model_id, p.component, p.min_input_tokens, p.rate_nanos, p.per, p.valid_from, p.valid_to, p.source, p.confidence
from llm.prices p
where p.id in (select held.id from llm.prices_at(:model_id, :at) held)
order by p.component, p.min_input_tokens;

--! all_prices_at : Price
--- The prices of every model that hold at a moment of business time.
select
    p.id, p.model_id, p.component, p.min_input_tokens, p.rate_nanos, p.per, p.valid_from, p.valid_to, p.source, p.confidence
from llm.models m
cross join lateral llm.prices_at(m.id, :at) held
join llm.prices p on p.id = held.id
order by p.model_id, p.component, p.min_input_tokens;

--! prices_by_id : Price
--- Prices as calls name them.
select
    p.id, p.model_id, p.component, p.min_input_tokens, p.rate_nanos, p.per, p.valid_from, p.valid_to, p.source, p.confidence
from llm.prices p
where p.id = any(:ids)
order by p.component, p.min_input_tokens;

--! insert_price (valid_to?) : (id)
--- A new price. Fails where one with the same beginning stands.
insert into llm.prices (model_id, component, min_input_tokens, rate_nanos, per, valid_from, valid_to, source, confidence)
values (
    :model_id, :component, :min_input_tokens, :rate_nanos, case when :component = 'request' then 1 else 1000000 end, :valid_from,
    :valid_to, :source, :confidence
)
returning id;

--! retract_price
--- Takes a wrong price out of use; calls priced with it keep naming it.
update llm.prices set retracted_at = now(), retracted_reason = :reason where id = :id and retracted_at is null;

--! change_model (tier?, display_name?, is_active?)
--- Changes a model's entry; what is not given stays. `tier` in the ledger's words.
update llm.models
set tier = coalesce(:tier, tier), display_name = coalesce(:display_name, display_name), is_active = coalesce(:is_active, is_active)
where id = :id;

--! price_history : (valid_to?)
--- Every price a model ever had and that was not retracted, newest first. A price ends where the next of its component begins.
select
    p.id, p.component, p.min_input_tokens, p.rate_nanos, p.per, p.valid_from,
    least(p.valid_to, lead(p.valid_from) over (partition by p.component, p.min_input_tokens order by p.valid_from)) as valid_to,
    p.source, p.confidence
from llm.prices p
where p.model_id = :model_id and p.retracted_at is null
order by p.valid_from desc, p.component, p.min_input_tokens;

--! set_price
--- Makes a rate (nano-dollars per million units, per request for `request`) hold from a moment on; answers the row.
select llm.set_price(:model_id, :component, :rate_nanos, :source, :valid_from) as id;
