-- A policy compares a column with the account, and no index begins with that column: everybody's own rows are found by a scan.
-- Mend: create index on … (column).
with compared as (
    select p.table_oid, p.table_name, (regexp_matches(p.finds, '(?:^|[( ])(\w+) = \( *SELECT auth\.uid\(\)', 'g'))[1] as column_name
    from policies p where p.command in ('r', 'w', 'd', '*')
)
select distinct format('%s: policies look for %s, and no index begins with it', c.table_name, c.column_name)
from compared c
join pg_attribute a on a.attrelid = c.table_oid and a.attname = c.column_name
where not exists (select from pg_index i where i.indrelid = c.table_oid and i.indkey[0] = a.attnum and i.indpred is null)

--- canary
create table content.canary (id uuid primary key, owner_id uuid);
create policy canary on content.canary for select to authenticated using (owner_id = (select auth.uid()) or (select gatewright.is_admin()));

--- finds
-- content.canary: policies look for owner_id, and no index begins with it
