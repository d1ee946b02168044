-- Specs: versions of the contract behind a template.

--: Spec(version_hash?, output_guarantees?, cost_profile?, artifact_type?, output_formats?, visibility?, created_by?, definition?, published_at?)

--! insert_spec (version_hash?, output_guarantees?, cost_profile?, artifact_type?, output_formats?, created_by?, definition?) : (id)
--- A new version, as a draft or published at once. Changes nothing where the template has this version already.
insert into content.specs (
    template_id, version, version_hash, intent_schema, stages, qa_config, output_guarantees, cost_profile, artifact_type,
    output_formats, visibility, created_by, definition, state, published_at
)
values (
    :template_id, :version, :version_hash, :intent_schema, :stages, :qa_config, :output_guarantees, :cost_profile, :artifact_type,
    :output_formats, :visibility, :created_by, :definition, :state, case :state when 'published' then now() end
)
on conflict (template_id, version) do nothing
returning id;

--! update_draft (version_hash?, output_guarantees?, cost_profile?, artifact_type?, output_formats?, definition?)
--- Brings a draft up to date. A published version is left as it is, and no row is counted.
update content.specs
set version_hash = :version_hash,
    intent_schema = :intent_schema,
    stages = :stages,
    qa_config = :qa_config,
    output_guarantees = :output_guarantees,
    cost_profile = :cost_profile,
    artifact_type = :artifact_type,
    output_formats = :output_formats,
    visibility = :visibility,
    definition = :definition
where id = :spec_id and state = 'draft';

--! publish_spec
--- Makes a draft a published version, from now on immutable.
update content.specs set state = 'published' where id = :spec_id and state = 'draft';

--! set_spec_active
--- Offers a version or withdraws it.
update content.specs set is_active = :is_active where id = :spec_id;

--! get_spec : Spec
--- One version by its id.
select
    s.id, s.template_id, t.slug, s.version, s.version_hash, s.intent_schema, s.stages, s.qa_config, s.output_guarantees, s.cost_profile,
    s.artifact_type, s.output_formats, coalesce(s.is_active, true) as is_active, s.visibility, s.created_by, s.created_at, s.definition,
    s.state, s.published_at
from content.specs s
join content.workflow_templates t on t.id = s.template_id
where s.id = :spec_id;

--! get_spec_version : Spec
--- One version of a template, draft or published, active or withdrawn.
select
    s.id, s.template_id, t.slug, s.version, s.version_hash, s.intent_schema, s.stages, s.qa_config, s.output_guarantees, s.cost_profile,
    s.artifact_type, s.output_formats, coalesce(s.is_active, true) as is_active, s.visibility, s.created_by, s.created_at, s.definition,
    s.state, s.published_at
from content.specs s
join content.workflow_templates t on t.id = s.template_id
where t.slug = :slug and s.version = :version;

--! get_latest_spec : Spec
--- The version a run of the template uses: published last, active, and the template is offered.
select
    s.id, s.template_id, t.slug, s.version, s.version_hash, s.intent_schema, s.stages, s.qa_config, s.output_guarantees, s.cost_profile,
    s.artifact_type, s.output_formats, coalesce(s.is_active, true) as is_active, s.visibility, s.created_by, s.created_at, s.definition,
    s.state, s.published_at
from content.specs s
join content.workflow_templates t on t.id = s.template_id
where t.slug = :slug and t.is_active and t.deleted_at is null and s.is_active and s.state = 'published'
order by s.published_at desc, s.created_at desc, s.id
limit 1;

--! list_specs (slug?) : (version_hash?, visibility?, published_at?, created_by?)
--- Versions of one template or of all, newest first.
select
    s.id, t.slug, s.version, s.version_hash, s.state, coalesce(s.is_active, true) as is_active, s.visibility,
    jsonb_array_length(s.stages) as stage_count, s.created_by, s.created_at, s.published_at
from content.specs s
join content.workflow_templates t on t.id = s.template_id
where :slug::text is null or t.slug = :slug
order by t.slug, s.created_at desc, s.id;
