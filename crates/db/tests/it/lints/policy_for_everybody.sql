-- A policy names no role, so it holds for everybody, anon and the request login included.
-- Mend: create policy … to authenticated (or whoever is meant).
select format('%s: policy %L names no role', table_name, name) from policies where roles = '{0}'

--- canary
create table content.canary (id uuid primary key);
create policy canary on content.canary for select using (true);

--- finds
-- content.canary: policy 'canary' names no role
