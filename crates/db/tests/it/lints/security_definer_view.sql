-- A view that runs as its owner shows everybody what the owner sees (splinter 0010).
-- Mend: create view … with (security_invoker = true).
select format('%s: the view runs as its owner', name) from relations
where kind = 'v' and not coalesce(options && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)

--- canary
create view content.canary as select * from content.runs;

--- finds
-- content.canary: the view runs as its owner
