-- What is made later is open to requests by default: the next table is exposed before anybody thought of it.
-- Mend: alter default privileges … revoke … from anon, authenticated, public.
-- (Functions are everybody's by PostgreSQL's own default; `function_executable` looks at each.)
select format('new objects (%s) of %s: %s is granted to %s', d.defaclobjtype, d.defaclrole::regrole, acl.privilege_type, r.name)
from pg_default_acl d cross join lateral aclexplode(d.defaclacl) acl join requesters r on r.oid = acl.grantee

--- canary
alter default privileges for role gatewright_owner in schema content grant select on tables to anon;

--- finds
-- new objects (r) of gatewright_owner: SELECT is granted to anon
