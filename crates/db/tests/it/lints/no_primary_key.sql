-- A table without a primary key: its rows cannot be named, nor replicated (splinter 0004).
-- Mend: give it one.
select format('%s: no primary key', name) from tables t
where not exists (select from pg_constraint k where k.conrelid = t.oid and k.contype = 'p')

--- accept
-- llm.usage_daily: no primary key | its key has columns that may be null, so it is a unique constraint whose nulls are not distinct

--- canary
create table content.canary (id uuid unique);

--- finds
-- content.canary: no primary key
