-- A policy calls a function of the request once per row (splinter 0003): a scan of a million rows asks a million times who asks.
-- Mend: wrap the call: (select auth.uid()), (select gatewright.is_admin()), (select current_setting(…)).
select format('%s: policy %L asks once per row', table_name, name)
from policies
-- What is left when the wrapped calls are taken out.
where regexp_replace(concat(finds, ' ', takes), '\( *SELECT +(auth|gatewright)\.\w+\(\)( AS \w+)?\)|\( *SELECT +current_setting\([^()]*\)( AS \w+)?\)', '', 'gi')
    ~* '\m(auth|gatewright)\.\w+\(|\mcurrent_setting\('

--- canary
create table content.canary (id uuid primary key);
create policy uid on content.canary for select to authenticated using (id = auth.uid());
create policy admin on content.canary for delete to authenticated using (id = (select auth.uid()) or gatewright.is_admin());
create policy setting on content.canary for insert to authenticated with check (current_setting('request.method') = 'POST');
create policy wrapped on content.canary for update to authenticated using (id = (select auth.uid()) or (select gatewright.is_admin()));

--- finds
-- content.canary: policy 'uid' asks once per row
-- content.canary: policy 'admin' asks once per row
-- content.canary: policy 'setting' asks once per row
--- not
-- content.canary: policy 'wrapped' asks once per row
