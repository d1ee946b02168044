-- A function executes text as SQL: what gets into the text runs with the function's rights and may forge claims. None of ours needs it.
-- Mend: write the statement out.
select format('%s: executes text', name) from functions
where language = 'plpgsql' and regexp_replace(source, '--[^\n]*', '', 'g') ~* '\mexecute\M'
    or source ~* '\m(query_to_xml\w*|cursor_to_xml\w*|ts_stat|ts_rewrite|dblink\w*)\s*\('
union all
select format('%s: is in %s, which can do anything', name, language) from functions where not trusted and language <> 'internal' and language <> 'c'
union all
select format('%s: is compiled code', name) from functions where language in ('internal', 'c')

--- canary
create function content.canary(what text) returns void language plpgsql as $$ begin execute what; end $$;
create function content.canaries(what text) returns xml language sql as $$ select query_to_xml(what, true, true, '') $$;
create function content.internal(text) returns integer language internal strict as 'textlen';

--- finds
-- content.canary(text): executes text
-- content.canaries(text): executes text
-- content.internal(text): is compiled code
