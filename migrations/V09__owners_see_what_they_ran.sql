-- The policies of V07 on specs and templates read content.runs, whose policy for inserts reads specs and templates: PostgreSQL calls that a
-- recursion and refuses the insert. A helper that runs as its owner breaks the circle.

-- Runs as its owner, and asks only for the account of the request. content.runs has no FORCE.
create or replace function gatewright.specs_of_own_runs() returns setof uuid
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $body$
    select distinct r.spec_id from content.runs r where r.user_id = (select auth.uid())
$body$;
comment on function gatewright.specs_of_own_runs() is 'gatewright: specs that the request''s account has run, withdrawn ones and drafts too';
revoke all on function gatewright.specs_of_own_runs() from public, anon, authenticated;
grant execute on function gatewright.specs_of_own_runs() to authenticated, service_role;

drop policy if exists "Owners see specs of own runs" on content.specs;
create policy "Owners see specs of own runs" on content.specs for select to authenticated
    using (id in (select gatewright.specs_of_own_runs()));
drop policy if exists "Owners see templates of own runs" on content.workflow_templates;
create policy "Owners see templates of own runs" on content.workflow_templates for select to authenticated
    using (id in (select s.template_id from content.specs s where s.id in (select gatewright.specs_of_own_runs())));
