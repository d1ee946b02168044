-- A view or materialised view over the accounts that requests may read (splinter 0002).
-- Mend: read public.users, which holds what people may see of accounts.
select distinct format('%s: shows rows of %s', v.name, t.name)
from relations v
join pg_rewrite w on w.ev_class = v.oid
join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass
join tables t on t.oid = d.refobjid
cross join lateral aclexplode(v.acl) acl
join requesters r on r.oid = acl.grantee
where v.kind in ('v', 'm') and t.schema = 'auth'

--- canary
create view content.canary with (security_invoker = true) as select id, email from auth.users;
grant select on content.canary to authenticated;

--- finds
-- content.canary: shows rows of auth.users
