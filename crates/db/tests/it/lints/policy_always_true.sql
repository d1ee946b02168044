-- A policy lets requests write any row (splinter 0024).
-- Mend: say which rows.
select format('%s: policy %L lets %s write any row', p.table_name, p.name, string_agg(role::regrole::text, ', '))
from policies p cross join unnest(p.roles) role
where p.command <> 'r' and p.permissive and role::regrole::text <> 'service_role'
    and (p.finds ~ '^\(*true\)*$' or p.takes ~ '^\(*true\)*$' or p.command = 'w' and p.finds is null)
group by p.table_name, p.name

--- canary
create table content.canary (id uuid primary key);
create policy adds on content.canary for insert to authenticated with check (true);
create policy finds on content.canary for delete to anon using (true);
create policy takes on content.canary for all to authenticated using (id is not null) with check ((true));
create policy reads on content.canary for select to authenticated using (true);

--- finds
-- content.canary: policy 'adds' lets authenticated write any row
-- content.canary: policy 'finds' lets anon write any row
-- content.canary: policy 'takes' lets authenticated write any row
--- not
-- content.canary: policy 'reads' lets authenticated write any row
