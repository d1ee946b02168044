-- A column whose name speaks of a secret, readable by requests (splinter 0023).
-- Mend: keep it in a table of its own that only the service reads.
select format('%s: %s may read %s', v.name, r.name, a.attname)
from relations v
join pg_attribute a on a.attrelid = v.oid and a.attnum > 0 and not a.attisdropped
join requesters r on r.oid <> 0 and has_column_privilege(r.oid, v.oid, a.attnum, 'select')
where a.attname ~* '(^|_)(password|passwd|secrets?|token|private_?key|api_?key|credentials?|hmac)(_|$)' -- `tokens` are what models count

--- canary
create table content.canary (id uuid primary key, api_key text, webhook_secret text, tokens_in integer);
grant select on content.canary to authenticated;

--- finds
-- content.canary: authenticated may read api_key
-- content.canary: authenticated may read webhook_secret
--- not
-- content.canary: authenticated may read tokens_in
