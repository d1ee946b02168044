-- No comment says what a relation is and that it is ours; migrations refuse a database in which such a name is somebody else's.
-- Mend: comment on table … is 'gatewright: …'.
select format('%s: no comment says what it is', name) from relations
where schema in ('public', 'gatewright', 'content') and name <> 'gatewright.migrations'
    and coalesce(obj_description(oid, 'pg_class'), '') not like 'gatewright%'

--- canary
create table content.canary (id uuid primary key);

--- finds
-- content.canary: no comment says what it is
