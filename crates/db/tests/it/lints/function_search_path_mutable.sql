-- A function takes names from wherever its caller looks for them (splinter 0011).
-- Mend: set search_path = pg_catalog, pg_temp, and name everything else with its schema.
select format('%s: no search_path is pinned', f.name) from functions f
where not exists (select from unnest(f.settings) s (setting) where s.setting like 'search_path=%')

--- accept
-- engine.clock_now(): no search_path is pinned | one line of pg_catalog functions with exact types; pinning would keep it from being inlined
-- engine.shard_of(uuid): no search_path is pinned | like engine.clock_now
-- engine.owner_lock(): no search_path is pinned | a constant; inlined so that look-ups by it are planned as such
-- engine.fence_lock(): no search_path is pinned | like engine.owner_lock
-- engine.payload_lock(): no search_path is pinned | like engine.owner_lock

--- canary
create function content.canary() returns integer language sql as 'select 1';

--- finds
-- content.canary(): no search_path is pinned
