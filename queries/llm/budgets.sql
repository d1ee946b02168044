-- Budgets and how much of them is used.

--! put_budget (limit_nanos?, limit_tokens_in?, limit_tokens_out?, limit_calls?) : (id)
--- Sets what a scope may use per window; the same scope, window and enforcement has one row.
insert into llm.budgets (
    scope_kind, scope_id, window_kind, enforcement, limit_nanos, limit_tokens_in, limit_tokens_out, limit_calls, on_unknown_price
)
values (
    :scope_kind, :scope_id, :window_kind, :enforcement, :limit_nanos, :limit_tokens_in, :limit_tokens_out, :limit_calls,
    :on_unknown_price
)
on conflict (scope_kind, scope_id, window_kind, enforcement) do update
set limit_nanos = excluded.limit_nanos,
    limit_tokens_in = excluded.limit_tokens_in,
    limit_tokens_out = excluded.limit_tokens_out,
    limit_calls = excluded.limit_calls,
    on_unknown_price = excluded.on_unknown_price,
    is_active = true
returning id;

--! close_budget
--- Stops a budget from being asked; what was counted stays.
update llm.budgets set is_active = false where id = :id;

--! budget_use : (limit_nanos?, limit_tokens_in?, limit_tokens_out?, limit_calls?)
--- The active budgets of a scope with the counters of the window that holds at a moment.
select
    b.id, b.scope_kind, b.scope_id, b.window_kind, b.enforcement, b.limit_nanos, b.limit_tokens_in, b.limit_tokens_out, b.limit_calls,
    llm.window_start(b.window_kind, :at) as window_start,
    coalesce(w.reserved_nanos, 0) as reserved_nanos, coalesce(w.spent_nanos, 0) as spent_nanos,
    coalesce(w.reserved_tokens_in, 0) as reserved_tokens_in, coalesce(w.spent_tokens_in, 0) as spent_tokens_in,
    coalesce(w.reserved_tokens_out, 0) as reserved_tokens_out, coalesce(w.spent_tokens_out, 0) as spent_tokens_out,
    coalesce(w.calls, 0) as calls, coalesce(w.unknown_cost_calls, 0) as unknown_cost_calls
from llm.budgets b
left join llm.budget_windows w on w.budget_id = b.id and w.window_start = llm.window_start(b.window_kind, :at)
where b.is_active and b.scope_kind = :scope_kind and b.scope_id = :scope_id
order by b.window_kind, b.enforcement;

--! recompute_windows : (wrong)
--- Derives every budget counter again from the reservations; answers how many windows were wrong.
select llm.recompute_budget_windows() as wrong;
