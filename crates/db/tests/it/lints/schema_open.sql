-- Requests may create in a schema: what they put there can come before what a statement of somebody else means.
-- Mend: revoke create on schema … from …; and revoke usage of what they have nothing to do with.
select format('schema %s: %s has %s', s.name, r.name, acl.privilege_type)
from schemas s cross join lateral aclexplode(coalesce(s.acl, acldefault('n', s.owner))) acl join requesters r on r.oid = acl.grantee
where acl.privilege_type = 'CREATE'
    or s.name in ('engine') -- nobody's but the service's
    or r.name = 'gatewright_request'
    or r.name = 'everybody' and s.name <> 'public'

--- canary
grant create on schema content to authenticated;
grant usage on schema engine to anon;
grant usage on schema llm to public;
grant create on schema public to public;

--- finds
-- schema content: authenticated has CREATE
-- schema engine: anon has USAGE
-- schema llm: everybody has USAGE
-- schema public: everybody has CREATE
