-- A foreign key to a unique constraint of the accounts that is no primary key: Supabase may change it under us (splinter 0021).
-- Mend: refer to auth.users (id).
select format('%s: foreign key %s refers to a unique constraint of %s', t.name, k.conname, k.confrelid::regclass)
from pg_constraint k
join tables t on t.oid = k.conrelid
join tables p on p.oid = k.confrelid and p.schema = 'auth'
join pg_index i on i.indexrelid = k.conindid
where k.contype = 'f' and not i.indisprimary and t.schema <> 'auth'

--- canary
create table content.canary (id uuid primary key, phone text references auth.users (phone));

--- finds
-- content.canary: foreign key canary_phone_fkey refers to a unique constraint of auth.users
