-- Who takes part: Ada owns runs, Bob is somebody else, Root is an admin.
insert into auth.users (id, aud, role, email, raw_user_meta_data) values
    ('00000000-0000-4000-8000-00000000000a', 'authenticated', 'authenticated', 'ada@example.org', '{"display_name": "Ada"}'),
    ('00000000-0000-4000-8000-00000000000b', 'authenticated', 'authenticated', 'bob@example.org', '{"display_name": "Bob"}'),
    ('00000000-0000-4000-8000-00000000000c', 'authenticated', 'authenticated', 'root@example.org', '{}');
insert into gatewright.role_grants (user_id, role_id)
select '00000000-0000-4000-8000-00000000000c', id from public.user_roles where name = 'admin';
