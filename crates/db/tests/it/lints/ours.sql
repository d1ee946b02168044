-- What the lints look at: everything that is neither the server's own nor an extension's, under names with their schema.
--
-- Made before each look, in the session's temporary schema. `anon` and `authenticated` are the roles of requests (Supabase's API roles).
create temporary view schemas as
select n.oid, n.nspname as name, n.nspacl as acl, n.nspowner as owner
from pg_namespace n
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (select from pg_depend d where d.classid = 'pg_namespace'::regclass and d.objid = n.oid and d.deptype = 'e');

create temporary view relations as
select c.oid, format('%I.%I', s.name, c.relname) as name, s.name as schema, c.relkind as kind, c.relacl as acl, c.relowner as owner,
    c.reloptions as options, c.relrowsecurity as secured, c.relforcerowsecurity as forced
from pg_class c
join schemas s on s.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f')
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e');

create temporary view tables as select * from relations where kind in ('r', 'p');

create temporary view policies as
select t.oid as table_oid, t.name as table_name, p.polname as name, p.polcmd as command, p.polpermissive as permissive, p.polroles as roles,
    pg_get_expr(p.polqual, p.polrelid) as finds, pg_get_expr(p.polwithcheck, p.polrelid) as takes
from pg_policy p
join tables t on t.oid = p.polrelid;

create temporary view functions as
select p.oid, format('%I.%s', s.name, regexp_replace(p.oid::regprocedure::text, '^([^(]*\.)?', '')) as name, s.name as schema, p.prosrc as source,
    p.proconfig as settings, p.prosecdef as definer, p.proacl as acl, p.proowner as owner, p.proleakproof as leakproof,
    l.lanname as language, l.lanpltrusted as trusted, p.prorettype = 'trigger'::regtype as is_trigger
from pg_proc p
join schemas s on s.oid = p.pronamespace
join pg_language l on l.oid = p.prolang
where not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e');

-- Privileges of requests, everybody's included. 0 is everybody.
create temporary view requesters as
select r.oid, r.rolname as name from pg_roles r where r.rolname in ('anon', 'authenticated', 'gatewright_request')
union all
select 0, 'everybody';
