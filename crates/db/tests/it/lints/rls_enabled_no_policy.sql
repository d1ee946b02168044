-- Row-level security is on and no policy says who may reach which row (splinter 0008).
-- Mend: create policy "Service does everything" …, and one for each role that may reach rows of it.
select format('%s: no policy', name) from tables t where secured and not exists (select from policies p where p.table_oid = t.oid)

--- accept
-- auth.users: no policy | as on Supabase: the service passes row-level security, nobody else has a privilege
-- auth.identities: no policy | like auth.users
-- auth.sessions: no policy | like auth.users
-- auth.mfa_amr_claims: no policy | like auth.users
-- auth.one_time_tokens: no policy | like auth.users
-- gatewright.migrations: no policy | only the owner, who migrates, has anything to do with it

--- canary
create table content.canary (id uuid primary key);
alter table content.canary enable row level security;

--- finds
-- content.canary: no policy
