-- Requests read and write rows. TRUNCATE, REFERENCES, TRIGGER and MAINTAIN pass row-level security by, writing is not for anon, and the login of
-- requests has privileges through its roles only.
-- Mend: revoke it.
with granted as (
    select v.name, acl.grantee, acl.privilege_type from relations v cross join lateral aclexplode(v.acl) acl
    union
    select v.name, acl.grantee, acl.privilege_type
    from relations v join pg_attribute a on a.attrelid = v.oid cross join lateral aclexplode(a.attacl) acl
    union
    select format('%I.%I', s.name, q.relname), acl.grantee, acl.privilege_type || ' (sequence)'
    from pg_class q join schemas s on s.oid = q.relnamespace cross join lateral aclexplode(q.relacl) acl
    where q.relkind = 'S'
)
select format('%s: %s is granted to %s', g.name, g.privilege_type, coalesce(r.rolname, 'everybody'))
from granted g
left join pg_roles r on r.oid = g.grantee
where g.grantee = 0
    or r.rolname = 'gatewright_request'
    or r.rolname = 'anon' and g.privilege_type <> 'SELECT'
    or r.rolname = 'authenticated' and g.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
    or r.rolname = 'service_role' and g.privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')

--- canary
create table content.canary (id bigint generated always as identity primary key, name text);
grant select on content.canary to public;
grant truncate on content.canary to authenticated;
grant update (name) on content.canary to anon;
grant trigger on content.canary to service_role;
grant select on content.canary to gatewright_request;
grant usage on sequence content.canary_id_seq to authenticated;

--- finds
-- content.canary: SELECT is granted to everybody
-- content.canary: TRUNCATE is granted to authenticated
-- content.canary: UPDATE is granted to anon
-- content.canary: TRIGGER is granted to service_role
-- content.canary: SELECT is granted to gatewright_request
-- content.canary_id_seq: USAGE (sequence) is granted to authenticated
