-- A policy stands on a table whose row-level security is off, and does nothing (splinter 0007).
-- Mend: alter table … enable row level security.
select distinct format('%s: has policies that do nothing', t.name) from tables t join policies p on p.table_oid = t.oid where not t.secured

--- canary
create table content.canary (id uuid primary key);
create policy canary on content.canary for select to authenticated using (id = (select auth.uid()));

--- finds
-- content.canary: has policies that do nothing
