-- A policy for changing rows does not say what a changed row may look like. PostgreSQL then takes the condition for finding rows; say so.
-- Mend: with check (…).
select format('%s: policy %L has no with check', table_name, name) from policies where command in ('w', '*') and takes is null

--- canary
create table content.canary (id uuid primary key);
create policy canary on content.canary for update to authenticated using (id = (select auth.uid()));

--- finds
-- content.canary: policy 'canary' has no with check
