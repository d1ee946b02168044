-- Requests may execute a function: each is a door (splinter 0028 and 0029 for definer functions). PostgreSQL lets everybody execute a new one.
-- Mend: revoke execute on function … from public, anon, authenticated; then grant it to whom it is meant for, and accept it here with the reason.
select format('%s%s: %s', f.name, case when f.definer then ' (as its owner)' else '' end, string_agg(r.name, ', ' order by r.name))
from functions f
cross join lateral aclexplode(coalesce(f.acl, acldefault('f', f.owner))) acl
join requesters r on r.oid = acl.grantee
group by f.oid, f.name, f.definer

--- accept
-- auth.uid(): anon, authenticated | policies ask it; reads one setting of the session
-- auth.jwt(): anon, authenticated | as on Supabase; reads one setting of the session
-- auth.role(): anon, authenticated | as on Supabase; reads one setting of the session
-- auth.email(): anon, authenticated | as on Supabase; reads one setting of the session
-- gatewright.is_admin() (as its owner): authenticated | policies ask it about the request's own account; it takes no argument and answers a boolean
-- gatewright.specs_of_own_runs() (as its owner): authenticated | policies ask it for the specs the request's own account has run; it takes no argument
-- llm.prices_at(text,timestamp with time zone): anon, authenticated | content.models shows prices through it; runs as its caller
-- llm.window_start(text,timestamp with time zone): anon, authenticated | arithmetic on its arguments
-- llm.set_price(text,text,bigint,text,timestamp with time zone): authenticated | admins write prices through content.models; runs as its caller, whom policies refuse
-- flows.waits(uuid): authenticated | runs of flows show through it why they wait; runs as its caller
-- flows.waits(uuid,integer): authenticated | lists of runs show through it why they wait; runs as its caller
-- content.write_model(): authenticated | the trigger of content.models; runs as its caller
-- content.write_profile(): authenticated | the trigger of content.profiles; runs as its caller

--- canary
create function content.canary() returns integer language sql security definer set search_path = pg_catalog, pg_temp as 'select 1';
create function content.canaries() returns integer language sql set search_path = pg_catalog, pg_temp as 'select 1';
revoke execute on function content.canaries() from public;
grant execute on function content.canaries() to anon;

--- finds
-- content.canary() (as its owner): everybody
-- content.canaries(): anon
