-- A role of requests has a privilege, and no policy of that role says on which rows: it is there by mistake, or the policy is missing.
-- Mend: create policy … for … to …, or revoke the privilege.
with granted as (
    select t.oid, t.name, acl.grantee, acl.privilege_type
    from tables t cross join lateral aclexplode(t.acl) acl
    union
    select t.oid, t.name, acl.grantee, acl.privilege_type
    from tables t join pg_attribute a on a.attrelid = t.oid cross join lateral aclexplode(a.attacl) acl
)
select format('%s: %s may %s, and no policy says which rows', g.name, r.name, lower(g.privilege_type))
from granted g
join requesters r on r.oid = g.grantee
where g.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE') and not exists (
    select from policies p
    where p.table_oid = g.oid and p.roles @> array[g.grantee] and p.permissive
        and p.command in ('*', case g.privilege_type when 'SELECT' then 'r' when 'INSERT' then 'a' when 'UPDATE' then 'w' else 'd' end)
)

--- canary
create table content.canary (id uuid primary key, name text);
alter table content.canary enable row level security;
create policy canary on content.canary for select to authenticated using (true);
grant select, delete on content.canary to authenticated;
grant update (name) on content.canary to anon;

--- finds
-- content.canary: authenticated may delete, and no policy says which rows
-- content.canary: anon may update, and no policy says which rows
