-- A pinned search_path that does not name pg_temp has it searched first for types and tables: whoever may make temporary objects can put a
-- domain named `jsonb` before the real one, and its check runs with the function's rights. An empty path is such a path.
-- Mend: set search_path = pg_catalog, pg_temp.
select format('%s: %s', f.name, s.setting) from functions f cross join unnest(f.settings) s (setting)
where s.setting like 'search_path=%' and s.setting !~ '[=, ]pg_temp$'

--- canary
create function content.empty() returns integer language sql set search_path = '' as 'select 1';
create function content.first() returns integer language sql set search_path = pg_temp, pg_catalog as 'select 1';
create function content.last() returns integer language sql set search_path = pg_catalog, pg_temp as 'select 1';

--- finds
-- content.empty(): search_path=""
-- content.first(): search_path=pg_temp, pg_catalog
--- not
-- content.last(): search_path=pg_catalog, pg_temp
