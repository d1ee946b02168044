-- Templates: what people can choose to have made.

--: Template(description?, tags?, what_you_get?, estimated_time?, step_count?, created_by?, version?, spec_id?, estimated_cost_usd?)

--! list_templates (kind?, depth?, tag?, words?) : Template
--- Templates with their newest published version, featured first. Each filter may be left out.
select
    t.id, t.slug, t.name, t.description, t.type as kind, t.depth, t.tags, t.what_you_get, t.estimated_time, t.step_count,
    coalesce(t.is_featured, false) as is_featured, coalesce(t.is_active, true) as is_active, coalesce(t.sort_order, 0) as sort_order,
    t.created_by, t.created_at, t.updated_at, newest.version, newest.id as spec_id,
    (newest.cost_profile -> 'typical' ->> 'cost_usd')::float8 as estimated_cost_usd
from content.workflow_templates t
left join lateral (
    select s.id, s.version, s.cost_profile
    from content.specs s
    where s.template_id = t.id and s.is_active and s.state = 'published'
    order by s.published_at desc, s.created_at desc, s.id
    limit 1
) newest on true
where t.deleted_at is null
    and (:include_inactive or t.is_active)
    and (:kind::text is null or t.type = :kind)
    and (:depth::text is null or t.depth = :depth)
    and (:tag::text is null or :tag = any (t.tags))
    and (:words::text is null or concat_ws(' ', t.slug, t.name, t.description) ilike '%' || :words || '%')
order by t.is_featured desc nulls last, t.sort_order, t.name, t.id;

--! get_template : Template
--- One template by its slug, also an inactive one; not a deleted one.
select
    t.id, t.slug, t.name, t.description, t.type as kind, t.depth, t.tags, t.what_you_get, t.estimated_time, t.step_count,
    coalesce(t.is_featured, false) as is_featured, coalesce(t.is_active, true) as is_active, coalesce(t.sort_order, 0) as sort_order,
    t.created_by, t.created_at, t.updated_at, newest.version, newest.id as spec_id,
    (newest.cost_profile -> 'typical' ->> 'cost_usd')::float8 as estimated_cost_usd
from content.workflow_templates t
left join lateral (
    select s.id, s.version, s.cost_profile
    from content.specs s
    where s.template_id = t.id and s.is_active and s.state = 'published'
    order by s.published_at desc, s.created_at desc, s.id
    limit 1
) newest on true
where t.slug = :slug and t.deleted_at is null;

--! upsert_template (description?, estimated_time?, step_count?, created_by?)
--- Inserts a template or brings the one with this slug up to date; a deleted one comes back. Answers its id.
insert into content.workflow_templates (
    slug, name, description, type, depth, tags, what_you_get, estimated_time, step_count, is_featured, is_active, sort_order, created_by
)
values (
    :slug, :name, :description, :kind, :depth, :tags, :what_you_get, :estimated_time, :step_count, :is_featured, :is_active,
    :sort_order, :created_by
)
on conflict (slug) do update
set name = excluded.name,
    description = excluded.description,
    type = excluded.type,
    depth = excluded.depth,
    tags = excluded.tags,
    what_you_get = excluded.what_you_get,
    estimated_time = excluded.estimated_time,
    step_count = excluded.step_count,
    is_featured = excluded.is_featured,
    is_active = excluded.is_active,
    sort_order = excluded.sort_order,
    deleted_at = null
returning id;

--! delete_template
--- Takes a template out of the catalogue; its runs stay readable.
update content.workflow_templates
set is_active = false, deleted_at = now()
where slug = :slug and deleted_at is null;

--! change_template (is_active?, is_featured?, sort_order?)
--- Changes how a template stands in the catalogue; what is not given stays.
update content.workflow_templates
set is_active = coalesce(:is_active, is_active),
    is_featured = coalesce(:is_featured, is_featured),
    sort_order = coalesce(:sort_order, sort_order)
where slug = :slug and deleted_at is null;
