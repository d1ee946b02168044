-- Row-level security is forced: the helpers that policies call run as the owner, would be subject to the policies they serve, and recurse.
-- Mend: alter table … no force row level security.
select format('%s: row-level security is forced', name) from tables where forced

--- canary
create table content.canary (id uuid primary key);
alter table content.canary force row level security;

--- finds
-- content.canary: row-level security is forced
