-- A function that runs as its owner passes every policy, also where a trigger calls it and nobody may execute it.
-- Mend: let it run as its caller, or accept it here with what it does with what its caller gives it.
select format('%s: runs as its owner', name) from functions where definer

--- accept
-- gatewright.is_admin(): runs as its owner | reads whether the request's own account is an active admin; takes nothing from its caller but the claims
-- gatewright.specs_of_own_runs(): runs as its owner | reads which specs the request's own account has run; takes no argument; without it two policies ask each other in a circle
-- gatewright.derive_roles(): runs as its owner | overwrites role, roles and role_id of the row with what the grants say, and refuses anything else
-- gatewright.refresh_roles(): runs as its owner | touches the accounts named by a grant that was allowed, so that derive_roles works
-- gatewright.handle_new_user(): runs as its owner | on a new account, which only the service makes; takes its id, address and display name
-- gatewright.handle_email_change(): runs as its owner | on an account's new address, which only the service writes

--- canary
create function content.canary() returns integer language sql security definer as 'select 1';

--- finds
-- content.canary(): runs as its owner
