-- Nothing was ever granted or revoked, so it depends on the defaults of the database who may use it: Supabase's were open until 2026.
-- Mend: revoke all on table … from public, anon, authenticated, service_role; then grant what is meant.
select format('%s: no grant was ever stated', name) from relations where acl is null

--- canary
create view content.canary with (security_invoker = true) as select 1 as one;

--- finds
-- content.canary: no grant was ever stated
