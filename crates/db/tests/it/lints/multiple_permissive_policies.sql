-- Several permissive policies of one role and command are joined with OR and all evaluated (splinter 0006); whoever reads one may overlook
-- another.
-- Mend: one policy per role and command, or accept it here with the reason.
with each as (
    select p.table_name, p.name, role, each_command as command
    from policies p cross join unnest(p.roles) role
    cross join unnest(case p.command when '*' then array['r', 'a', 'w', 'd'] else array[p.command::text] end) each_command
    where p.permissive
)
select format('%s: %s by %s: %s', table_name,
    case command when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end, role::regrole,
    string_agg(name, ' + ' order by name))
from each
group by table_name, role, command
having count(*) > 1

--- accept
-- content.specs: select by authenticated: Admin write + Creators see own specs + Owners see specs of own runs + Public read | seed 000 names the first and the last; admins read by their policy for all commands, creators their own private versions, owners what their runs were made from
-- content.workflow_templates: select by authenticated: Admin write + Owners see templates of own runs + Public read | seed 000 names the first and the last; admins read what is not offered by their policy for all commands, owners what their runs were made from
-- llm.models: select by authenticated: Admin write + active models are public | seed 000 names the first; admins read what is withdrawn by it
-- llm.prices: select by authenticated: Admin write + prices of active models are public | like llm.models
-- llm.providers: select by authenticated: Admin write + active providers are public | like llm.models
-- llm.calls: select by authenticated: Admins read + owners see their calls | the ledger's own policies know no admins, so that it stands alone; what admins may is one policy apart
-- llm.degradations: select by authenticated: Admins read + owners see their degradations | like llm.calls
-- llm.usage_daily: select by authenticated: Admins read + owners see their usage | like llm.calls

--- canary
create table content.canary (id uuid primary key);
create policy one on content.canary for select to authenticated using (true);
create policy two on content.canary for all to authenticated using (false);

--- finds
-- content.canary: select by authenticated: one + two
