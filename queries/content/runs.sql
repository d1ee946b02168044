-- Runs. The service passes row-level security: queries for people take the owner, or null for an admin who asks for all.

--: Run(display_name?, current_gate?, pause_reason?, depth?, approved_by?, approved_via?, estimated_cost_usd?, qa_report?, started_at?, completed_at?, artifact_type?, user_name?, waiting_kind?, waiting_title?, main_artifact_id?)

--! insert_run (display_name?, depth?, approved_by?, approved_via?, estimated_cost_usd?)
--- A new run, pending, with zero counters.
insert into content.runs (
    id, spec_id, user_id, intent, project_slug, display_name, depth, trial, approved_by, approved_via, estimated_cost_usd, created_at
)
values (
    :id, :spec_id, :user_id, :intent, :project_slug, :display_name, :depth, :trial, :approved_by, :approved_via,
    :estimated_cost_usd::float8::numeric(10, 4), :created_at
);

--! insert_pending_gates (phases[?], agents[?])
--- One pending row per gate of a new run, in the order of the pipeline.
insert into content.gate_attempts (run_id, gate_id, gate_name, phase, gate_order, agent_slug, max_attempts, stage_id, created_at)
select :run_id, g.gate_id, g.gate_name, g.phase, g.position::integer, g.agent_slug, g.max_attempts, g.stage_id, :created_at
from unnest(
    :gates::text[], :names::text[], :phases::text[], :agents::text[], :max_attempts::integer[], :stages::text[]
) with ordinality as g (gate_id, gate_name, phase, agent_slug, max_attempts, stage_id, position)
on conflict (run_id, gate_id, attempt_number) do nothing;

--! get_run (owner?) : Run
--- One run; of this owner where one is given.
select
    r.id, t.slug as template, t.name as template_name, r.spec_id, s.version, r.user_id, r.intent, r.project_slug, r.display_name, r.status,
    r.current_gate, r.pause_reason, coalesce(r.total_gates, 0) as total_gates, coalesce(r.gates_passed, 0) as gates_passed,
    coalesce(r.gates_failed, 0) as gates_failed, coalesce(r.total_tokens_in, 0)::bigint as total_tokens_in,
    coalesce(r.total_tokens_out, 0)::bigint as total_tokens_out, r.total_cost_nanos, r.cost_incomplete, r.depth, r.trial, r.approved_by,
    r.approved_via, r.estimated_cost_usd::float8 as estimated_cost_usd, r.qa_report, r.started_at, r.completed_at, r.created_at,
    r.updated_at, s.artifact_type, coalesce(u.display_name, u.email) as user_name, waiting.kind as waiting_kind,
    waiting.title as waiting_title, main.id as main_artifact_id
from content.runs r
join content.specs s on s.id = r.spec_id
join content.workflow_templates t on t.id = s.template_id
left join public.users u on u.id = r.user_id
left join lateral (
    select
        case when a.awaiting_approval then 'approval' when a.status = 'failed' then 'decision' end as kind, a.gate_name as title
    from content.gate_attempts a
    where r.status = 'paused' and a.run_id = r.id and a.gate_id = r.current_gate
    order by a.attempt_number desc
    limit 1
) waiting on true
left join lateral (
    select f.id
    from content.current_artifacts f
    where f.run_id = r.id and f.content_type in ('html', 'svg', 'pdf', 'markdown') and coalesce(f.file_path, f.file_name) not like '%/%'
    order by case f.content_type when 'html' then 1 when 'svg' then 2 when 'pdf' then 3 else 4 end, f.file_path
    limit 1
) main on true
where r.id = :run_id and (:owner::uuid is null or r.user_id = :owner);

--! list_runs_of_owner (status?, template?, words?, before_created?, before_id?) : Run
--- Runs of one owner, newest first. A further page begins behind the last row of the one before (its created_at and id).
select
    r.id, t.slug as template, t.name as template_name, r.spec_id, s.version, r.user_id, r.intent, r.project_slug, r.display_name, r.status,
    r.current_gate, r.pause_reason, coalesce(r.total_gates, 0) as total_gates, coalesce(r.gates_passed, 0) as gates_passed,
    coalesce(r.gates_failed, 0) as gates_failed, coalesce(r.total_tokens_in, 0)::bigint as total_tokens_in,
    coalesce(r.total_tokens_out, 0)::bigint as total_tokens_out, r.total_cost_nanos, r.cost_incomplete, r.depth, r.trial, r.approved_by,
    r.approved_via, r.estimated_cost_usd::float8 as estimated_cost_usd, r.qa_report, r.started_at, r.completed_at, r.created_at,
    r.updated_at, s.artifact_type, coalesce(u.display_name, u.email) as user_name, waiting.kind as waiting_kind,
    waiting.title as waiting_title, main.id as main_artifact_id
from content.runs r
join content.specs s on s.id = r.spec_id
join content.workflow_templates t on t.id = s.template_id
left join public.users u on u.id = r.user_id
left join lateral (
    select
        case when a.awaiting_approval then 'approval' when a.status = 'failed' then 'decision' end as kind, a.gate_name as title
    from content.gate_attempts a
    where r.status = 'paused' and a.run_id = r.id and a.gate_id = r.current_gate
    order by a.attempt_number desc
    limit 1
) waiting on true
left join lateral (
    select f.id
    from content.current_artifacts f
    where f.run_id = r.id and f.content_type in ('html', 'svg', 'pdf', 'markdown') and coalesce(f.file_path, f.file_name) not like '%/%'
    order by case f.content_type when 'html' then 1 when 'svg' then 2 when 'pdf' then 3 else 4 end, f.file_path
    limit 1
) main on true
where r.user_id = :owner
    and (r.created_at, r.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    and (:status::text is null or r.status = :status)
    and (:template::text is null or t.slug = :template)
    and (:words::text is null or concat_ws(' ', r.display_name, r.project_slug, t.name) ilike '%' || :words || '%')
order by r.created_at desc, r.id desc
limit :page_size;

--! list_runs (status?, template?, words?, before_created?, before_id?) : Run
--- Everybody's runs, newest first, for admins; pages as above.
select
    r.id, t.slug as template, t.name as template_name, r.spec_id, s.version, r.user_id, r.intent, r.project_slug, r.display_name, r.status,
    r.current_gate, r.pause_reason, coalesce(r.total_gates, 0) as total_gates, coalesce(r.gates_passed, 0) as gates_passed,
    coalesce(r.gates_failed, 0) as gates_failed, coalesce(r.total_tokens_in, 0)::bigint as total_tokens_in,
    coalesce(r.total_tokens_out, 0)::bigint as total_tokens_out, r.total_cost_nanos, r.cost_incomplete, r.depth, r.trial, r.approved_by,
    r.approved_via, r.estimated_cost_usd::float8 as estimated_cost_usd, r.qa_report, r.started_at, r.completed_at, r.created_at,
    r.updated_at, s.artifact_type, coalesce(u.display_name, u.email) as user_name, waiting.kind as waiting_kind,
    waiting.title as waiting_title, main.id as main_artifact_id
from content.runs r
join content.specs s on s.id = r.spec_id
join content.workflow_templates t on t.id = s.template_id
left join public.users u on u.id = r.user_id
left join lateral (
    select
        case when a.awaiting_approval then 'approval' when a.status = 'failed' then 'decision' end as kind, a.gate_name as title
    from content.gate_attempts a
    where r.status = 'paused' and a.run_id = r.id and a.gate_id = r.current_gate
    order by a.attempt_number desc
    limit 1
) waiting on true
left join lateral (
    select f.id
    from content.current_artifacts f
    where f.run_id = r.id and f.content_type in ('html', 'svg', 'pdf', 'markdown') and coalesce(f.file_path, f.file_name) not like '%/%'
    order by case f.content_type when 'html' then 1 when 'svg' then 2 when 'pdf' then 3 else 4 end, f.file_path
    limit 1
) main on true
where (r.created_at, r.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    and (:status::text is null or r.status = :status)
    and (:template::text is null or t.slug = :template)
    and (:words::text is null or concat_ws(' ', r.display_name, r.project_slug, t.name) ilike '%' || :words || '%')
order by r.created_at desc, r.id desc
limit :page_size;

--! find_runs_by_prefix (owner?)
--- Ids that begin with these characters, for people who type them.
select r.id
from content.runs r
where r.id::text like :prefix || '%' and (:owner::uuid is null or r.user_id = :owner)
order by r.created_at desc
limit 10;

--! set_qa_report
--- Stores the outcome of the run's quality checks.
update content.runs set qa_report = :qa_report where id = :run_id;

--! find_runs_by_slug
--- Ids of the runs with this slug, newest first.
select r.id
from content.runs r
where r.project_slug = :slug
order by r.created_at desc
limit 10;

--! get_plan
--- The plan a run was submitted with, canonical.
select p.body::text as body
from engine.runs e
join engine.plans p on p.hash = e.plan_hash
where e.id = :run_id;

--! recompute_run
--- Sets the derived columns of one run.
select content.recompute_run_totals(:run_id)::text as done;
