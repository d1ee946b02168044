-- A policy or a function that runs as its owner takes authority from claims: accounts write their own user_metadata (splinter 0015), and a role or
-- address in a token is old news, or forged by injected SQL. Who may do what stands in gatewright.role_grants.
-- Mend: ask gatewright.is_admin(), or compare auth.uid() with a column.
select format('%s: policy %L trusts more of the claims than who it is', table_name, name) from policies
where concat(finds, ' ', takes) ~* '\mauth\.(jwt|role|email)\(|user_meta_?data|request\.jwt'
union all
select format('%s: trusts more of the claims than who it is', name) from functions
where definer and source ~* '\mauth\.(jwt|role|email)\(|\(\s*new\.raw_user_meta_data ->> ''role|request\.jwt'

--- canary
create table content.canary (id uuid primary key);
create policy meta on content.canary for select to authenticated using (((select auth.jwt()) -> 'user_metadata' ->> 'role') = 'admin');
create policy role on content.canary for delete to authenticated using ((select auth.role()) = 'service_role');
create function content.canary() returns boolean language sql security definer as $$ select auth.jwt() ->> 'role' = 'admin' $$;

--- finds
-- content.canary: policy 'meta' trusts more of the claims than who it is
-- content.canary: policy 'role' trusts more of the claims than who it is
-- content.canary(): trusts more of the claims than who it is
