-- Row-level security is off, so a grant reaches every row (splinter 0013).
-- Mend: alter table … enable row level security, and give it policies.
select format('%s: row-level security is off', name) from tables where not secured

--- canary
create table content.canary (id uuid primary key);

--- finds
-- content.canary: row-level security is off
