-- A foreign key without an index on its columns: deleting the parent scans the child, and holds its lock meanwhile (splinter 0001).
-- Mend: create index on … (columns of the key).
select format('%s: foreign key %s has no index', t.name, k.conname)
from pg_constraint k
join tables t on t.oid = k.conrelid
where k.contype = 'f' and not exists (
    select from pg_index i
    where i.indrelid = k.conrelid and i.indpred is null
        and (select array_agg(c order by c) from unnest((i.indkey::smallint[])[0:cardinality(k.conkey) - 1]) c)
            = (select array_agg(c order by c) from unnest(k.conkey) c)
)

--- accept
-- llm.calls: foreign key calls_provider_id_fkey has no index | written at every call, while a provider with calls is never deleted and its id hardly ever changed
-- llm.calls: foreign key calls_model_id_fkey has no index | like calls_provider_id_fkey
-- llm.prices: foreign key prices_model_id_fkey has no index | a small table, and only a model that was never called is deleted

--- canary
create table content.canary (id uuid primary key, run_id uuid references content.runs (id), other uuid);
create index on content.canary (other, run_id);
create index on content.canary (run_id) where other is null;

--- finds
-- content.canary: foreign key canary_run_id_fkey has no index
