-- A leakproof function is evaluated before the policy, on rows its caller may not see.
-- Mend: alter function … not leakproof.
select format('%s: claims to be leakproof', name) from functions where leakproof

--- canary
create function content.canary() returns integer language sql leakproof as 'select 1';

--- finds
-- content.canary(): claims to be leakproof
