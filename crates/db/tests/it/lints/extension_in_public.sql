-- An extension in schema public puts its functions where every statement looks (splinter 0014).
-- Mend: create extension … with schema extensions.
select format('extension %s is in schema public', e.extname) from pg_extension e where e.extnamespace = 'public'::regnamespace

--- canary
update pg_extension set extnamespace = 'public'::regnamespace where extname = 'plpgsql';

--- finds
-- extension plpgsql is in schema public
