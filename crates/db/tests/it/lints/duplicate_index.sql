-- Two indexes that are the same: each write pays for both (splinter 0009).
-- Mend: drop one.
select format('%s: %s', min(t.name), string_agg(c.relname, ' = ' order by c.relname))
from pg_index i
join tables t on t.oid = i.indrelid
join pg_class c on c.oid = i.indexrelid
group by i.indrelid, c.relam, i.indkey::text, i.indclass::text, i.indcollation::text, i.indoption::text, pg_get_expr(i.indpred, i.indrelid),
    pg_get_expr(i.indexprs, i.indrelid)
having count(*) > 1

--- accept
-- content.workflow_templates: idx_templates_slug = workflow_templates_slug_key | seed 000 declares both; the table is small and hardly written
-- public.users: idx_users_auth_user_id = users_auth_user_id_key | the seeds name the index and need the constraint; written once per account
-- public.users: idx_users_email = users_email_key | the seeds name the index and need the constraint

--- canary
create table content.canary (id uuid primary key);
create index twin on content.canary (id);
create index other on content.canary (id) where id is not null;

--- finds
-- content.canary: canary_pkey = twin
