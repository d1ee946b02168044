-- The login of user requests: what injected SQL can fall back to. A member of anon and authenticated and of nothing else, without attributes.
-- Mend: revoke … from gatewright_request; alter role gatewright_request noinherit nobypassrls …
select format('gatewright_request is a member of %s', m.roleid::regrole)
from pg_auth_members m
where m.member = 'gatewright_request'::regrole and m.roleid::regrole::text not in ('anon', 'authenticated')
union all
-- The roles it can take must be no door either.
select format('%s is a member of %s', m.member::regrole, m.roleid::regrole)
from pg_auth_members m
where m.member::regrole::text in ('anon', 'authenticated')
union all
select format('%s may hand on membership of %s', m.member::regrole, m.roleid::regrole)
from pg_auth_members m
where m.member::regrole::text in ('anon', 'authenticated', 'gatewright_request') and m.admin_option
union all
select format('%s has the attribute %s', r.rolname, a.name)
from pg_roles r
cross join lateral (values
    ('superuser', r.rolsuper), ('createdb', r.rolcreatedb), ('createrole', r.rolcreaterole), ('replication', r.rolreplication),
    ('bypassrls', r.rolbypassrls), ('inherit', r.rolinherit), ('login', r.rolcanlogin and r.rolname <> 'gatewright_request')
) a (name, holds)
where r.rolname in ('anon', 'authenticated', 'gatewright_request') and a.holds
union all
select format('%s owns %s', o.owner::regrole, o.name)
from (select owner, name from relations union all select owner, name from functions union all select owner, 'schema ' || name from schemas) o
where o.owner::regrole::text in ('anon', 'authenticated', 'gatewright_request')

--- canary
grant service_role to gatewright_request;
grant gatewright_owner to authenticated;
alter role anon login bypassrls;
alter role gatewright_request inherit;
create table content.canary (id uuid primary key);
alter table content.canary owner to authenticated;

--- finds
-- gatewright_request is a member of service_role
-- authenticated is a member of gatewright_owner
-- anon has the attribute login
-- anon has the attribute bypassrls
-- gatewright_request has the attribute inherit
-- authenticated owns content.canary
